//! Calling staff: shown on the stations of the event and at the centre until somebody answers.

use super::apply::Origin;
use super::enrol::Enrolment;
use super::{Act, alone, read_json};
use crate::fact::{Fact, HelpAnswered, HelpCalled};
use crate::home::Role;
use crate::ids::{EventId, StaffId, StationId};
use crate::store::{CallRow, Setting, StoreError, Tx};
use crate::time::{Millis, Timestamp};

/// A call that nobody answered is forgotten after this.
const OPEN_FOR: Millis = Millis::from_secs(30 * 60);

/// Whoever calls again within this is heard already; after it somebody else may be in need.
const SAME_CALL: Millis = Millis::from_secs(60);

/// A station that calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCall {
    /// Who calls.
    pub station: StationId,
    /// Its name.
    pub name: String,
    /// For which event, if the attendee had chosen one.
    pub event: Option<EventId>,
    /// How long ago it called last.
    pub since: Millis,
    /// Whether a call by its staff would say nothing new: they call those of all its events.
    pub heard: bool,
}

/// Calls staff to this station, for an attendee or by one of staff. Another call says nothing new for a
/// minute, to whom the one before was told: false.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn call_staff<T: Tx>(
    act: &mut Act<'_, T>,
    event: Option<EventId>,
    by: Option<StaffId>,
) -> Result<bool, StoreError> {
    let (me, time) = (act.home.id, act.time);
    let is_mine = |call: &CallRow| call.station == me;
    let mut open = act.open_call_rows()?.into_iter().filter(is_mine);
    if open.any(|call| is_told(&call, event, time)) {
        return Ok(false);
    }
    let enrolment: Option<Enrolment> = read_json(act.tx, Setting::Enrolment)?;
    let name = match enrolment {
        Some(told) => Some(told.name),
        None => alone(act.tx)?.map(|alone| alone.name),
    };
    let name = name.unwrap_or_default();
    act.append(event, &Fact::HelpCalled(HelpCalled { name, by }))?;
    Ok(true)
}

/// Whether those whom a call for an event would be told to have just been told.
fn is_told(call: &CallRow, event: Option<EventId>, time: Timestamp) -> bool {
    // One without an event was told to all.
    let to_them = call.event.is_none() || call.event == event;
    // What a clock that was ahead dates after now happened who knows when.
    let ago = time.since(call.placed_at);
    to_them && ago >= Millis::new(0) && ago < SAME_CALL
}

/// Says that somebody went to a station that calls; false if it doesn't.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn answer_call<T: Tx>(
    act: &mut Act<'_, T>,
    station: StationId,
    by: Option<StaffId>,
) -> Result<bool, StoreError> {
    let mut open = act.open_call_rows()?;
    open.retain(|call| call.station == station);
    for call in &open {
        let (log, index) = call.place;
        let fact = Fact::HelpAnswered(HelpAnswered {
            station,
            log,
            index,
            by,
        });
        act.append(call.event, &fact)?;
    }
    Ok(!open.is_empty())
}

/// The stations that call, as far as it is known here; who called first comes first. How long ago
/// is that of a station's last call: of those before nobody knows whether they were helped.
///
/// # Errors
/// What the database could not do.
pub fn open_calls<T: Tx>(act: &mut Act<'_, T>) -> Result<Vec<OpenCall>, StoreError> {
    let time = act.time;
    let mut open: Vec<OpenCall> = Vec::new();
    for call in act.open_call_rows()? {
        let call = OpenCall {
            heard: is_told(&call, None, time),
            station: call.station,
            name: call.name,
            event: call.event,
            since: time.since(call.placed_at).or_zero(),
        };
        match open.iter_mut().find(|known| known.station == call.station) {
            Some(known) => {
                *known = OpenCall {
                    heard: known.heard || call.heard,
                    ..call
                }
            }
            None => open.push(call),
        }
    }
    Ok(open)
}

impl<T: Tx> Act<'_, T> {
    /// A station calls: its row, and word of it to the stations of the event, or of all events of
    /// the station where it names none.
    pub(super) fn take_call(
        &mut self,
        origin: &Origin,
        call: &HelpCalled,
    ) -> Result<(), StoreError> {
        self.tx.put_call(&CallRow {
            place: origin.place,
            station: origin.station,
            name: call.name.clone(),
            event: origin.event,
            placed_at: origin.placed_at,
        })?;
        self.tell_of_call(origin, origin.station, origin.event)
    }

    /// Somebody went there: told to all who were told of the call.
    pub(super) fn take_answer(
        &mut self,
        origin: &Origin,
        answer: &HelpAnswered,
    ) -> Result<(), StoreError> {
        let place = origin.resolve((answer.log, answer.index));
        self.tx.answer_call(place)?;
        let event = match self.tx.call(place)? {
            Some(call) => call.event,
            None => origin.event,
        };
        self.tell_of_call(origin, answer.station, event)
    }

    fn tell_of_call(
        &mut self,
        origin: &Origin,
        station: StationId,
        event: Option<EventId>,
    ) -> Result<(), StoreError> {
        if self.home.role == Role::Station {
            return Ok(());
        }
        let events = match event {
            Some(event) => vec![event],
            None => self
                .tx
                .station(station)?
                .map_or(Vec::new(), |row| row.events),
        };
        for event in events {
            self.tell_fold(&Origin {
                event: Some(event),
                ..origin.clone()
            })?;
        }
        Ok(())
    }

    fn open_call_rows(&mut self) -> Result<Vec<CallRow>, StoreError> {
        let since = self.time.minus(OPEN_FOR);
        self.tx.unanswered_calls(since)
    }
}

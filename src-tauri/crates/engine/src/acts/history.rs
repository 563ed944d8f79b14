//! What was done for each attendee, as staff read it on their card: a station keeps a line of each
//! act, its own and, told by the centre, those of the event's other stations.

use super::Act;
use super::apply::{Origin, feed_kind};
use crate::checkin::Place;
use crate::fact::Fact;
use crate::home::Role;
use crate::ids::{AttendeeId, EventId, LogId, StaffId, StationId, TicketId};
use crate::store::{HistoryAct, HistoryRow, StoreError, Tx};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A line of a history in the feed, where the record itself isn't told.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HistoryLine {
    pub log: LogId,
    pub index: u64,
    pub station: StationId,
    pub placed_at: Timestamp,
    /// One that a station doesn't know is passed over.
    pub act: HistoryAct,
    pub attendee: AttendeeId,
    pub ticket: Option<TicketId>,
    pub by: Option<StaffId>,
    pub reason: Option<String>,
}

/// A station's name in the feed of its event.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PeerLine {
    pub station: StationId,
    pub name: String,
}

/// None for what is in nobody's history: that staff vouched for somebody who then goes on with a
/// phone is said once.
fn said(fact: &Fact) -> Option<HistoryAct> {
    Some(match fact {
        Fact::CheckIn(_) => HistoryAct::CheckIn,
        Fact::CheckedOut(_) => HistoryAct::CheckOut,
        Fact::CheckInUndone(_) => HistoryAct::Undone,
        Fact::Login(login) if login.proves_number() => HistoryAct::Login,
        Fact::Vouched(_) => HistoryAct::Vouched,
        Fact::WalkIn(_) => HistoryAct::WalkIn,
        Fact::NameCorrected(_) => HistoryAct::NameCorrected,
        Fact::MobileChanged(_) => HistoryAct::MobileChanged,
        Fact::NumberUnlocked(_) => HistoryAct::Unlocked,
        _ => return None,
    })
}

impl<T: Tx> Act<'_, T> {
    /// Keeps a line of what was done for somebody. At the centre, tells it to the event's stations
    /// unless the record itself is told.
    pub(super) fn remember(&mut self, origin: &Origin, fact: &Fact) -> Result<(), StoreError> {
        let (Some(event), Some(done)) = (origin.event, said(fact)) else {
            return Ok(());
        };
        let about = fact.about().attendee;
        if self.home.role == Role::Centre {
            let told_as_a_record = matches!(
                fact,
                Fact::CheckIn(_) | Fact::CheckedOut(_) | Fact::CheckInUndone(_)
            );
            return if told_as_a_record || about.is_none() {
                Ok(())
            } else {
                self.tell_place(event, feed_kind::HISTORY, origin.place)
            };
        }
        let attendee = match (about, fact.ticket()) {
            (Some(attendee), _) => Some(attendee),
            (None, Some(ticket)) => self.tx.ticket(ticket)?.map(|ticket| ticket.attendee),
            (None, None) => None,
        };
        let Some(attendee) = attendee else {
            return Ok(());
        };
        let row = HistoryRow {
            place: origin.place,
            event,
            attendee,
            ticket: fact.ticket(),
            station: origin.station,
            act: done,
            by: fact.by(),
            reason: fact.reason().map(str::to_owned),
            placed_at: origin.placed_at,
        };
        self.keep_history(&row, origin.load)
    }

    /// Nothing is kept of somebody who was removed.
    fn keep_history(&mut self, row: &HistoryRow, load: Option<i64>) -> Result<(), StoreError> {
        let attendee = self.tx.attendee(row.attendee)?;
        if attendee.is_some_and(|attendee| attendee.is_removed()) {
            return Ok(());
        }
        self.tx.put_history(row, load)
    }

    /// The line of a record, while its body is there.
    pub(super) fn describe_history(
        &mut self,
        (log, index): Place,
    ) -> Result<Option<HistoryLine>, StoreError> {
        let Some(row) = self.tx.record((log, index))? else {
            return Ok(None);
        };
        let body = row.record.body.as_ref();
        let fact = body.and_then(|body| Fact::from_parts(&row.kind, &body.json).ok().flatten());
        let is_void = self.tx.is_void((log, index))?;
        Ok(fact.and_then(|fact| {
            Some(HistoryLine {
                log,
                index,
                station: row.station,
                placed_at: row.placed_at,
                act: match said(&fact)? {
                    HistoryAct::MobileChanged if is_void => HistoryAct::MobileChangeVoid,
                    HistoryAct::WalkIn if is_void => HistoryAct::WalkInNumberVoid,
                    act => act,
                },
                attendee: fact.about().attendee?,
                ticket: fact.ticket(),
                by: fact.by(),
                reason: fact.reason().map(str::to_owned),
            })
        }))
    }

    /// A line that the centre told.
    pub(super) fn take_history(
        &mut self,
        event: EventId,
        told: HistoryLine,
        load: i64,
    ) -> Result<(), StoreError> {
        let row = HistoryRow {
            place: (told.log, told.index),
            event,
            attendee: told.attendee,
            ticket: told.ticket,
            station: told.station,
            act: told.act,
            by: told.by,
            reason: told.reason,
            placed_at: told.placed_at,
        };
        self.keep_history(&row, Some(load))
    }
}

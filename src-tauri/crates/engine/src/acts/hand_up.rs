//! The rosters of a station's own events, handed up after it has joined a centre: page by page,
//! before the first record and before the centre's word of them is heard. What was handed up
//! before is handed up again with no harm.

use super::roster_page::RosterPage;
use super::write_roster_page::Size;
use super::{Act, alone, read_json, write_json};
use crate::ids::{AttendeeId, EventId, LogId, TicketId};
use crate::roster::Event;
use crate::store::{Setting, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// What comes next of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandUpStage {
    /// The staff.
    Staff,
    /// The attendees after this one.
    Attendees(Option<AttendeeId>),
    /// The tickets after this one, but for those of whom a record makes.
    Tickets(Option<TicketId>),
    /// Tickets of the list that came to whom a record has made, after this one: once our records
    /// are up.
    OfWalkIns(Option<TicketId>),
    /// Nothing: all of it is up.
    Done,
}

/// How far the roster of one of our own events is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct HandingUp {
    event: EventId,
    stage: HandUpStage,
    /// The log that was written when we joined, and where it ended: what it says up to there goes
    /// up before the centre's word of the event is heard.
    log: LogId,
    to: u64,
    /// Whether the centre didn't take it when it was last asked.
    #[serde(default)]
    refused: bool,
    /// How many lines of it the centre said that it has, since we began.
    #[serde(default)]
    lines: u64,
}

impl HandingUp {
    const fn begin_anew(&mut self) {
        self.stage = HandUpStage::Staff;
        self.lines = 0;
    }
}

/// From now on these events' rosters are to be handed up.
pub(super) fn begin_handing_up<T: Tx>(
    act: &mut Act<'_, T>,
    events: impl Iterator<Item = EventId>,
) -> Result<(), StoreError> {
    let log = act.own_log()?;
    let all: Vec<HandingUp> = events
        .map(|event| HandingUp {
            event,
            stage: HandUpStage::Staff,
            log: log.log,
            to: log.head.next,
            refused: false,
            lines: 0,
        })
        .collect();
    write_json(act.tx, Setting::HandingUp, &all)
}

/// The events that this station made: all that it serves while it is alone, and later those whose
/// rosters it has handed up or still does.
///
/// # Errors
/// What the database could not do.
pub(super) fn founded_events<T: Tx>(act: &mut Act<'_, T>) -> Result<Vec<Event>, StoreError> {
    let mut events = act.tx.events()?;
    if alone(act.tx)?.is_none() {
        let handed_up = handing_up(act)?;
        events.retain(|event| handed_up.iter().any(|of| of.event == event.id));
    }
    Ok(events)
}

/// Whether a roster is still to be handed up.
///
/// # Errors
/// What the database could not do.
pub(super) fn has_to_hand_up<T: Tx>(act: &mut Act<'_, T>) -> Result<bool, StoreError> {
    let all = handing_up(act)?;
    Ok(all.iter().any(|of| of.stage != HandUpStage::Done))
}

/// When a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Before our records, which speak of whom it names.
    BeforeRecords,
    /// After them, once none waits: it speaks of whom they made.
    AfterRecords,
}

/// The next page that is to go up, of an event that isn't set aside, and what comes after it. On a
/// line that is too thin for a whole page it is halved so often.
///
/// # Errors
/// What the database could not do.
pub(super) fn next_page<T: Tx>(
    act: &mut Act<'_, T>,
    set_aside: &[EventId],
    due: Due,
    halved: u32,
) -> Result<Option<(RosterPage, HandUpStage)>, StoreError> {
    if act.tx.setting(Setting::Revoked)?.is_some() {
        return Ok(None);
    }
    for HandingUp {
        event,
        stage,
        lines: after,
        ..
    } in handing_up(act)?
    {
        if set_aside.contains(&event) {
            continue;
        }
        let mut stage = stage;
        while !is_later(stage, due) {
            let (lines, then) = act.lines_of(event, stage, Size::halved(halved))?;
            let complete = then == HandUpStage::Done;
            if complete || lines.count() > 0 {
                let page = RosterPage {
                    event,
                    lines,
                    complete,
                    after,
                };
                return Ok(Some((page, then)));
            }
            stage = then;
        }
    }
    Ok(None)
}

/// Whether nothing is to go up at a stage now.
const fn is_later(stage: HandUpStage, due: Due) -> bool {
    match stage {
        HandUpStage::Done => true,
        HandUpStage::OfWalkIns(_) => matches!(due, Due::BeforeRecords),
        HandUpStage::Staff | HandUpStage::Attendees(_) | HandUpStage::Tickets(_) => false,
    }
}

/// The centre has taken everything up to a stage, so many lines in all; all of it where it says that
/// it has all.
///
/// # Errors
/// What the database could not do; the same page goes up again then.
pub(super) fn page_is_up<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    then: HandUpStage,
    lines: u64,
) -> Result<(), StoreError> {
    let then = if crate::fault::planted("list-cut") {
        HandUpStage::Done
    } else {
        then
    };
    change(act, event, |of| {
        of.stage = then;
        of.lines = lines;
        of.refused &= then != HandUpStage::Done;
    })
}

/// The centre doesn't take the roster, even from its beginning.
///
/// # Errors
/// What the database could not do.
pub(super) fn not_taken<T: Tx>(act: &mut Act<'_, T>, event: EventId) -> Result<(), StoreError> {
    change(act, event, |of| of.refused = true)
}

/// Whether the centre doesn't take the roster of one of our own events: until it does, other
/// stations don't know its people, and nothing of the event comes down.
///
/// # Errors
/// What the database could not do.
pub fn is_roster_refused<T: Tx>(act: &mut Act<'_, T>) -> Result<bool, StoreError> {
    Ok(handing_up(act)?.iter().any(|of| of.refused))
}

/// Whether it doesn't take this one's.
///
/// # Errors
/// What the database could not do.
pub(super) fn is_refused<T: Tx>(act: &mut Act<'_, T>, event: EventId) -> Result<bool, StoreError> {
    let all = handing_up(act)?;
    Ok(all.iter().any(|of| of.event == event && of.refused))
}

/// The centre's data was restored from a backup: of a roster that was ours it may lack what it
/// once had.
///
/// # Errors
/// What the database could not do.
pub(super) fn hand_up_again<T: Tx>(act: &mut Act<'_, T>, event: EventId) -> Result<(), StoreError> {
    change(act, event, HandingUp::begin_anew)
}

/// The same of every roster that was ours.
///
/// # Errors
/// What the database could not do.
pub(super) fn hand_all_up_again<T: Tx>(act: &mut Act<'_, T>) -> Result<(), StoreError> {
    let mut all = handing_up(act)?;
    all.iter_mut().for_each(HandingUp::begin_anew);
    write_json(act.tx, Setting::HandingUp, &all)
}

fn handing_up<T: Tx>(act: &mut Act<'_, T>) -> Result<Vec<HandingUp>, StoreError> {
    Ok(read_json(act.tx, Setting::HandingUp)?.unwrap_or_default())
}

fn change<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    change: impl FnOnce(&mut HandingUp),
) -> Result<(), StoreError> {
    let mut all = handing_up(act)?;
    let Some(of) = all.iter_mut().find(|of| of.event == event) else {
        return Ok(());
    };
    change(of);
    write_json(act.tx, Setting::HandingUp, &all)
}

impl<T: Tx> Act<'_, T> {
    /// Whether the centre still lacks the roster of one of our own events, or what our log said of
    /// it before we joined.
    pub(super) fn is_handing_up(&mut self, event: EventId) -> Result<bool, StoreError> {
        let all = handing_up(self)?;
        let Some(of) = all.iter().find(|of| of.event == event) else {
            return Ok(false);
        };
        if of.stage != HandUpStage::Done {
            return Ok(true);
        }
        let log = self.tx.lock_log(of.log)?;
        // Where the log was cut since, its end is elsewhere.
        Ok(log.is_some_and(|log| log.acknowledged < of.to.min(log.head.next)))
    }
}

//! The rosters of a station's own events, handed up after it has joined a centre: page by page,
//! before the first record and before the centre's word of them is heard. What was handed up
//! before is handed up again with no harm.

use super::{Act, alone, read_json, write_json};
use crate::ids::{AttendeeId, EventId, LogId, StaffId, TicketId};
use crate::mobile::Mobile;
use crate::names::RosterName;
use crate::roster::{Attendee, Event, Ticket};
use crate::staff::StaffRole;
use crate::store::{Named, Setting, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// Lines of one page.
pub const ROSTER_PAGE_LINES: usize = 500;

/// Bytes of one page at the centre.
pub const ROSTER_PAGE_MAX: usize = 1024 * 1024;

/// Bytes after which a page ends at the station: a call has seconds, on a thin line too. The last
/// line may be as long as a line of a feed.
const PAGE_BYTES: usize = ROSTER_PAGE_MAX / 8;

/// Some lines of a roster (`POST /api/stations/roster`).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RosterLines {
    /// Staff.
    pub staff: Vec<StaffUp>,
    /// Attendees, each with what they held before the first record about their number.
    pub attendees: Vec<AttendeeUp>,
    /// Tickets, whose attendees have been handed up.
    pub tickets: Vec<TicketUp>,
}

/// A page of the roster of an event.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterPage {
    /// Of which.
    pub event: EventId,
    /// What stands in it.
    #[serde(flatten)]
    pub lines: RosterLines,
    /// Whether it is the last one.
    pub complete: bool,
}

impl std::fmt::Debug for RosterPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RosterPage({}, {})", self.event, self.lines.count())
    }
}

impl RosterLines {
    /// How many.
    pub const fn count(&self) -> usize {
        self.staff.len() + self.attendees.len() + self.tickets.len()
    }
}

/// A member of staff. Can't be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffUp {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// What their PIN is compared with.
    pub pin_hash: String,
}

/// An attendee.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeUp {
    /// Who.
    #[serde(flatten)]
    pub attendee: Attendee,
    /// What the roster calls them, where that was corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster_name: Option<RosterName>,
}

/// A ticket.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketUp {
    /// Which.
    #[serde(flatten)]
    pub ticket: Ticket,
    /// What the roster calls its holder, where that was corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster_name: Option<RosterName>,
}

/// What comes next of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandUpStage {
    /// The staff.
    Staff,
    /// The attendees after this one.
    Attendees(Option<AttendeeId>),
    /// The tickets after this one.
    Tickets(Option<TicketId>),
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

/// The next page that is to go up, of an event that isn't set aside, and what comes after it.
///
/// # Errors
/// What the database could not do.
pub(super) fn next_page<T: Tx>(
    act: &mut Act<'_, T>,
    set_aside: &[EventId],
) -> Result<Option<(RosterPage, HandUpStage)>, StoreError> {
    if act.tx.setting(Setting::Revoked)?.is_some() {
        return Ok(None);
    }
    let all = handing_up(act)?;
    let next = all.iter().find(|of| {
        let over = of.stage == HandUpStage::Done || set_aside.contains(&of.event);
        !over
    });
    let Some(HandingUp { event, stage, .. }) = next.copied() else {
        return Ok(None);
    };
    let mut stage = stage;
    loop {
        let (lines, then) = act.lines_of(event, stage)?;
        let complete = then == HandUpStage::Done;
        if complete || lines.count() > 0 {
            let page = RosterPage {
                event,
                lines,
                complete,
            };
            return Ok(Some((page, then)));
        }
        stage = then;
    }
}

/// The centre has taken everything up to a stage.
///
/// # Errors
/// What the database could not do; the same page goes up again then.
pub(super) fn page_is_up<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    then: HandUpStage,
) -> Result<(), StoreError> {
    set_stage(act, event, then)
}

/// The centre's data was restored from a backup: of a roster that was ours it may lack what it
/// once had.
///
/// # Errors
/// What the database could not do.
pub(super) fn hand_up_again<T: Tx>(act: &mut Act<'_, T>, event: EventId) -> Result<(), StoreError> {
    set_stage(act, event, HandUpStage::Staff)
}

fn handing_up<T: Tx>(act: &mut Act<'_, T>) -> Result<Vec<HandingUp>, StoreError> {
    Ok(read_json(act.tx, Setting::HandingUp)?.unwrap_or_default())
}

fn set_stage<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    stage: HandUpStage,
) -> Result<(), StoreError> {
    let mut all = handing_up(act)?;
    let Some(of) = all.iter_mut().find(|of| of.event == event) else {
        return Ok(());
    };
    of.stage = stage;
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

    fn lines_of(
        &mut self,
        event: EventId,
        stage: HandUpStage,
    ) -> Result<(RosterLines, HandUpStage), StoreError> {
        match stage {
            HandUpStage::Staff => Ok((self.staff_up(event)?, HandUpStage::Attendees(None))),
            HandUpStage::Attendees(after) => self.attendees_up(event, after),
            HandUpStage::Tickets(after) => self.tickets_up(event, after),
            HandUpStage::Done => Ok((RosterLines::default(), HandUpStage::Done)),
        }
    }

    fn staff_up(&mut self, event: EventId) -> Result<RosterLines, StoreError> {
        let mut lines = RosterLines::default();
        for member in self.tx.staff()? {
            if let Some(member) = self.tx.staff_of_event(event, member.id)? {
                lines.staff.push(StaffUp {
                    staff: member.id,
                    name: member.name,
                    role: member.role,
                    pin_hash: member.pin.phc().to_owned(),
                });
            }
        }
        Ok(lines)
    }

    fn attendees_up(
        &mut self,
        event: EventId,
        after: Option<AttendeeId>,
    ) -> Result<(RosterLines, HandUpStage), StoreError> {
        let found = self.tx.attendees_of_event(event, after, PAGE_ROWS)?;
        let mut page = Page::default();
        let mut then = HandUpStage::Tickets(None);
        let all = found.len();
        for (at, attendee) in (1..).zip(found) {
            let id = attendee.id;
            // Who was made by a record is made by it at the centre, too.
            if !attendee.is_removed() && !self.walked_in(id)? {
                let mobile = self.number_before_moves(&attendee)?;
                let line = AttendeeUp {
                    attendee: Attendee { mobile, ..attendee },
                    roster_name: self.tx.roster_name(Named::Attendee(id))?,
                };
                page.grow_by(&line)?;
                page.lines.attendees.push(line);
            }
            if page.is_full() || (at == all && all == PAGE_ROWS as usize) {
                then = HandUpStage::Attendees(Some(id));
                break;
            }
        }
        Ok((page.lines, then))
    }

    fn tickets_up(
        &mut self,
        event: EventId,
        after: Option<TicketId>,
    ) -> Result<(RosterLines, HandUpStage), StoreError> {
        let found = self.tx.tickets_of_event(event, after, PAGE_ROWS)?;
        let mut page = Page::default();
        let mut then = HandUpStage::Done;
        let all = found.len();
        for (at, ticket) in (1..).zip(found) {
            let id = ticket.id;
            let holder = self.tx.attendee(ticket.attendee)?;
            let stands = holder.is_some_and(|holder| !holder.is_removed());
            if stands && !self.walked_in(ticket.attendee)? {
                let line = TicketUp {
                    ticket,
                    roster_name: self.tx.roster_name(Named::Ticket(id))?,
                };
                page.grow_by(&line)?;
                page.lines.tickets.push(line);
            }
            if page.is_full() || (at == all && all == PAGE_ROWS as usize) {
                then = HandUpStage::Tickets(Some(id));
                break;
            }
        }
        Ok((page.lines, then))
    }

    fn walked_in(&mut self, id: AttendeeId) -> Result<bool, StoreError> {
        Ok(self.tx.record_about(id, "walk-in")?.is_some())
    }

    fn moved(&mut self, id: AttendeeId) -> Result<bool, StoreError> {
        Ok(self.tx.record_about(id, "mobile-changed")?.is_some())
    }

    /// What somebody held before they moved: the centre hears of the moves by their records, and
    /// folds them. None where it was given to another who never moved.
    fn number_before_moves(&mut self, attendee: &Attendee) -> Result<Option<Mobile>, StoreError> {
        if !self.moved(attendee.id)? {
            return Ok(attendee.mobile.clone());
        }
        let tickets = self.tx.tickets_of(attendee.id)?;
        let imported = tickets
            .into_iter()
            .find_map(|ticket| ticket.imported_mobile);
        let Some(mobile) = imported else {
            return Ok(None);
        };
        let holder = self.tx.attendee_by_mobile(attendee.event, &mobile)?;
        match holder.filter(|holder| holder.id != attendee.id) {
            Some(holder) if !self.moved(holder.id)? => Ok(None),
            _ => Ok(Some(mobile)),
        }
    }
}

/// Rows that one look at a roster reads.
const PAGE_ROWS: u32 = 200;

/// A page that is being written.
#[derive(Default)]
struct Page {
    lines: RosterLines,
    bytes: usize,
}

impl Page {
    fn grow_by(&mut self, line: &impl Serialize) -> Result<(), StoreError> {
        let written = serde_json::to_vec(line).map_err(StoreError::encode("write a roster"))?;
        self.bytes += written.len();
        Ok(())
    }

    const fn is_full(&self) -> bool {
        self.bytes >= PAGE_BYTES
    }
}

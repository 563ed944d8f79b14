//! A page of the roster of an event of a station's own, as it goes to the centre.

use crate::ids::{EventId, StaffId};
use crate::names::RosterName;
use crate::roster::{Attendee, Ticket, one_line};
use crate::staff::StaffRole;
use serde::{Deserialize, Serialize};

/// Lines of one page.
pub const ROSTER_PAGE_LINES: usize = 500;

/// Bytes of one page at the centre.
pub const ROSTER_PAGE_MAX: usize = 1024 * 1024;

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

/// What the centre says of a page that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageTaken {
    /// Whether it has all of the event's roster, from now on or from before.
    pub complete: bool,
    /// How many lines it has taken of it by now; none where it is a centre of before.
    #[serde(default)]
    pub lines: u64,
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
    /// How many lines the centre had taken when it answered last: has it fewer, it was restored from
    /// a backup meanwhile.
    #[serde(default)]
    pub after: u64,
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

    /// With all texts as one line.
    #[must_use]
    pub(super) fn in_one_line(self) -> Self {
        let attendees = self.attendees.into_iter().map(AttendeeUp::in_one_line);
        let tickets = self.tickets.into_iter().map(TicketUp::in_one_line);
        Self {
            attendees: attendees.collect(),
            tickets: tickets.collect(),
            ..self
        }
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

impl AttendeeUp {
    /// With all its texts as one line, as [`one_line`] reads them from a sheet: what was read before
    /// that is written so, too.
    pub(super) fn in_one_line(mut self) -> Self {
        self.attendee.name = one_line(&self.attendee.name);
        name_in_one_line(self.roster_name.as_mut());
        self
    }
}

impl TicketUp {
    /// The same. A ticket whose code has nothing to read is known by its id.
    pub(super) fn in_one_line(mut self) -> Self {
        let ticket = &mut self.ticket;
        ticket.code = one_line(&ticket.code);
        if ticket.code.is_empty() {
            ticket.code = ticket.id.to_string();
        }
        ticket.holder = one_line(&ticket.holder);
        ticket.ticket_type = ticket.ticket_type.as_deref().map(one_line);
        name_in_one_line(self.roster_name.as_mut());
        self
    }
}

fn name_in_one_line(name: Option<&mut RosterName>) {
    if let Some(named) = name {
        named.name = one_line(&named.name);
    }
}

//! A page of the roster of an event of a station's own, as it goes to the centre.

use crate::ids::{EventId, StaffId};
use crate::names::RosterName;
use crate::roster::{Attendee, Ticket};
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

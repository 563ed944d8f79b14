//! The name on a ticket, and that of its attendee: a pure fold over the corrections of staff and
//! what the roster says.

use crate::checkin::Place;
use crate::ids::{AttendeeId, StationId, TicketId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A name that staff corrected, as a record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The record.
    pub place: Place,
    /// Who wrote it.
    pub station: StationId,
    /// When, as the centre placed it; until then the station's own estimate.
    pub placed_at: Timestamp,
    /// The ticket.
    pub ticket: TicketId,
    /// Its attendee.
    pub attendee: AttendeeId,
    /// The name as it is right.
    pub name: String,
}

/// A name as the roster has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterName {
    /// The name.
    pub name: String,
    /// When the roster gave it instead of another; none: it is the first.
    pub since: Option<Timestamp>,
}

/// The name that holds: the latest correction by time, station and place, unless the roster gave
/// another name after it.
pub fn fold_name<'a>(
    roster: &'a RosterName,
    corrections: impl IntoIterator<Item = &'a Correction>,
) -> &'a str {
    corrections
        .into_iter()
        .filter(|correction| Some(correction.placed_at) >= roster.since)
        .max_by_key(|correction| (correction.placed_at, correction.station, correction.place))
        .map_or(&roster.name, |correction| &correction.name)
}

//! The bodies of what is said of staff and of what they do: see `fact`.

use crate::ids::{AttendeeId, ClientId, EventId, StaffId, TicketId, TokenId};
use crate::staff::StaffRole;
use serde::{Deserialize, Serialize};

/// See [`Fact::CheckedOut`](crate::fact::Fact::CheckedOut).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedOut {
    /// The ticket.
    pub ticket: TicketId,
    /// Its attendee.
    pub attendee: AttendeeId,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::Vouched`](crate::fact::Fact::Vouched).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// For whom.
    pub attendee: AttendeeId,
    /// The token's id.
    pub jti: TokenId,
    /// Whose token.
    pub client_id: ClientId,
    /// How they were recognised: `staff`.
    pub amr: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::NameCorrected`](crate::fact::Fact::NameCorrected).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameCorrected {
    /// The ticket.
    pub ticket: TicketId,
    /// Its attendee.
    pub attendee: AttendeeId,
    /// The name as it is right.
    pub name: String,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::StaffAdded`](crate::fact::Fact::StaffAdded). What the PIN is compared with stands
/// in no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAdded {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// Where.
    pub events: Vec<EventId>,
}

/// See [`Fact::StaffRemoved`](crate::fact::Fact::StaffRemoved).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRemoved {
    /// Who.
    pub staff: StaffId,
}

//! What the staff's commands tell the screens, as `reply` does for the attendee's.

use serde::Serialize;
use ts_rs::TS;

/// What a staff member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The door's acts.
    Steward,
    /// The same, and the station: export, settings, closing the program.
    Supervisor,
}

/// A staff member of this station's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StaffMember {
    /// What `enter_pin` takes.
    pub id: String,
    /// The name.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Who is on duty at this station, and for how long without a touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Duty {
    /// Who it is.
    pub member: StaffMember,
    /// Milliseconds until the duty ends by itself.
    pub leaves_in_ms: u64,
}

//! What the staff's commands tell the screens, as `reply` does for the attendee's.

use crate::reply::{Entry, EventView};
use connect_engine::staff::StaffRole;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a staff member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The door's acts.
    Steward,
    /// The same, and the station: export, settings, closing the program.
    Supervisor,
}

impl From<Role> for StaffRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Steward => Self::Steward,
            Role::Supervisor => Self::Supervisor,
        }
    }
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

/// One of those who may be on duty here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StaffListed {
    /// Who it is.
    #[serde(flatten)]
    pub member: StaffMember,
    /// The names of their events: at another one somebody else may have the same name.
    pub events: Vec<String>,
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

/// An attendee as staff see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttendeeCard {
    /// The attendee's id.
    pub attendee: String,
    /// The event.
    pub event: EventView,
    /// When they are seen so, RFC 3339 with the event's offset: what was done on another day is
    /// told from what was done today by it.
    pub at: String,
    /// The name.
    pub name: String,
    /// The mobile, masked; none if there is none.
    pub mobile: Option<String>,
    /// Wrong codes that count against the mobile.
    pub failures: u32,
    /// Milliseconds until the mobile's lock ends, if it is locked.
    pub locked_for_ms: Option<u64>,
    /// All tickets to the event.
    pub tickets: Vec<CardTicket>,
    /// What was done, the newest first.
    pub history: Vec<HistoryLine>,
}

/// A ticket on an attendee's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardTicket {
    /// Its id; what the acts take.
    pub ticket: String,
    /// The code on it.
    pub code: String,
    /// The name on it, as it was corrected last.
    pub holder: String,
    /// The kind of ticket, if the organiser gave one.
    pub ticket_type: Option<String>,
    /// Whether it is open for entry.
    pub entry: Entry,
    /// Which way its holder went last, if that counts.
    pub last: Option<Passage>,
    /// Where else it was let in, apart from the check-in that counts.
    pub also_seen: Vec<SeenAt>,
}

/// The last check-in or check-out of a ticket: what staff would take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Passage {
    /// Which one it is; what the acts take.
    pub place: String,
    /// Which way.
    pub way: Way,
    /// When, RFC 3339 with the event's offset.
    pub at: String,
}

/// Which way somebody went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// In: they are inside.
    In,
    /// Out.
    Out,
}

/// Another station that let the same ticket in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenAt {
    /// When, RFC 3339 with the event's offset.
    pub at: String,
    /// The station's name.
    pub station: String,
}

/// One thing that was done for an attendee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryLine {
    /// When, RFC 3339 with the event's offset.
    pub at: String,
    /// The name of the station that did it.
    pub station: String,
    /// Whether it is this station.
    pub mine: bool,
    /// What was done.
    pub act: HistoryAct,
    /// The name on the ticket, where it was about one.
    pub holder: Option<String>,
    /// The staff member who did it, if one did.
    pub by: Option<String>,
    /// The reason they gave.
    pub reason: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HistoryAct {
    /// A ticket was used for entry.
    CheckIn,
    /// The same, and another check-in counts.
    AlsoSeen,
    /// A ticket's holder left.
    CheckOut,
    /// A check-in or check-out was taken back.
    Undone,
    /// They logged in.
    Login,
    /// Staff vouched for them.
    Vouched,
    /// They were put on the list at the door.
    WalkIn,
    /// The name on a ticket was corrected.
    NameCorrected,
    /// They moved to another number.
    MobileChanged,
    /// The same, and it counts for nothing: somebody had that number first.
    MobileChangeVoid,
    /// They were put on the list at the door with a number that somebody had first.
    WalkInNumberVoid,
    /// Their number's failures were forgiven.
    Unlocked,
}

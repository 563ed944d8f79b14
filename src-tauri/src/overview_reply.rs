//! What the staff's looks at people, the event and the station tell the screens.

use crate::reply::EventView;
use crate::ui_error::UiError;
use serde::Serialize;
use ts_rs::TS;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchResults {
    /// The best first.
    pub hits: Vec<Hit>,
    /// There are others.
    pub more: bool,
    /// Whose whole number or ticket code it is, or who alone was found: the card of this one opens.
    pub only: Option<String>,
    /// The text is too short to search for.
    pub too_short: bool,
    /// The list is still being prepared: whoever isn't found yet may be on it.
    pub preparing: bool,
}

/// An attendee that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// The attendee's id; what `attendee_card` takes.
    pub attendee: String,
    /// The event's alias.
    pub event_id: u64,
    /// The event's name.
    pub event_name: String,
    /// The name.
    pub name: String,
    /// The mobile, masked; none if there is none.
    pub mobile: Option<String>,
    /// The tickets.
    pub tickets: Vec<HitTicket>,
    /// How many of them are checked in.
    pub entry: HitEntry,
}

/// A ticket of a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HitTicket {
    /// The code on it.
    pub code: String,
    /// The kind of ticket, if the organiser gave one.
    pub ticket_type: Option<String>,
}

/// How many of an attendee's tickets are checked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HitEntry {
    /// None of them.
    None,
    /// Some of them.
    Some,
    /// All of them.
    All,
}

/// How an event goes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Today {
    /// The event.
    pub event: EventView,
    /// Tickets that may come in, and those that came in before they were cancelled.
    pub expected: u64,
    /// Of these, checked in.
    pub checked_in: u64,
    /// Of these, inside now.
    pub inside: u64,
    /// Check-ins a minute, over the last five minutes; none where the clock was set back, and
    /// measures nothing.
    pub per_minute: Option<f64>,
    /// The last 24 hours in five minutes each, the oldest first.
    pub arrivals: Vec<Arrivals>,
    /// By the kind of ticket.
    pub by_type: Vec<TypeCount>,
    /// The kinds that a guest may be given: of these, and those that have a rule and no ticket yet.
    pub ticket_types: Vec<String>,
    /// By station.
    pub by_station: Vec<StationCount>,
}

/// Check-ins of five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Arrivals {
    /// The start of the five minutes, in milliseconds since the epoch.
    pub at: i64,
    /// How many came.
    pub count: u64,
}

/// Check-ins of a kind of ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypeCount {
    /// The kind, if the organiser gave one.
    pub name: Option<String>,
    /// Tickets of the kind.
    pub expected: u64,
    /// Of these, checked in.
    pub checked_in: u64,
}

/// Check-ins at a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StationCount {
    /// Its name.
    pub name: String,
    /// Whether it is this station.
    pub mine: bool,
    /// Tickets that it checked in.
    pub checked_in: u64,
}

/// How one part of the station is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "what",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum Light {
    Link {
        state: LightState,
        why: LinkWhy,
        for_ms: Option<u64>,
    },
    Records {
        state: LightState,
        waiting: u64,
        oldest_ms: Option<u64>,
    },
    Roster {
        state: LightState,
        why: RosterWhy,
        age_ms: Option<u64>,
    },
    Sms {
        state: LightState,
        why: SmsWhy,
        sent: u64,
        failed: u64,
        delay_ms: Option<u64>,
    },
    Clock {
        state: LightState,
        why: ClockWhy,
        off_ms: Option<i64>,
    },
    Disk {
        state: LightState,
        free_bytes: u64,
    },
}

/// Whether something needs anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LightState {
    /// It doesn't.
    Well,
    /// It may soon.
    Watch,
    /// It does now.
    Act,
}

/// How the link to the centre is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkWhy {
    /// The centre answers.
    Online,
    /// It hasn't answered yet.
    Connecting,
    /// It doesn't answer, nor does anybody else; the door goes on, as with all that follow here.
    Offline,
    /// Something else in the network answers.
    InTheWay,
    /// What stands before it answers, and it can't.
    CentreDown,
    /// Nobody vouches for who answers.
    Certificate,
    /// Its certificate is out of its time for this machine's clock, which is certainly wrong.
    Clock,
    /// It answers that this station is revoked.
    Revoked,
    /// It answers that it knows no such station.
    NotKnown,
    /// There is none.
    Alone,
}

/// How the list of attendees is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RosterWhy {
    /// As at the centre.
    Current,
    /// As it was some time ago.
    Old,
    /// It comes.
    Loading,
    /// There is none.
    None,
    /// This station serves alone, and no list was read.
    NotImported,
    /// The organiser has brought none for an event that is served.
    NotBrought,
    /// As at the centre, but for what this version doesn't know.
    Unknown,
    /// This station was revoked, and erased it.
    Erased,
    /// This station made it, and the centre doesn't take it.
    NotTaken,
}

/// How the SMS of the last hour went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SmsWhy {
    /// They leave.
    Working,
    /// They leave late.
    Slow,
    /// They don't leave.
    Failing,
    /// The centre sends none to numbers that it doesn't know, as these.
    NotListed,
    /// No way to send them is set.
    NoWay,
    /// Too much was guessed here: none is sent until staff unlock the station.
    Locked,
    /// None of the ways answers.
    Down,
    /// They leave, and not by the first way.
    AnotherWay,
    /// There were none.
    Quiet,
}

/// How the machine's clock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockWhy {
    /// As the centre's.
    Right,
    /// The centre hasn't told the time since the machine was started.
    Unconfirmed,
    /// Another than the centre's.
    Off,
}

/// A drive that records could be written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Drive {
    /// Where it is; what `export_records` takes.
    pub path: String,
    /// What people call it.
    pub label: String,
    /// Room on it; none where it doesn't answer.
    pub free_bytes: Option<u64>,
    /// It can be read and not be written.
    pub read_only: bool,
    /// What was exported last lies on it.
    pub holds_export: bool,
}

/// What became of the export that was begun last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "state",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum ExportState {
    /// None was, or it was given up.
    None,
    /// It goes on, whoever is on duty.
    Writing {
        /// What people call the drive.
        drive: String,
        /// Records that are written, of both files.
        written: u64,
        /// Of how many; 0 before that is known.
        of: u64,
    },
    /// Everything is on the drive.
    Done {
        /// What people call it.
        drive: String,
        /// What.
        exported: Exported,
    },
    /// Nothing of it is on the drive.
    Failed {
        /// What people call it.
        drive: String,
        /// Why.
        why: UiError,
    },
}

/// What was written to a drive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// The folder, as it is on the drive.
    pub folder: String,
    /// The files in it.
    pub files: Vec<String>,
    /// How many records they hold.
    pub records: u64,
}

//! What the commands tell the screens: plain data, no sentences. The TypeScript of every type
//! here is generated into `ui/src/lib/bindings` by the tests.

use crate::language_tag::LanguageTag;
use crate::start_fault::StartFault;
use serde::Serialize;
use ts_rs::TS;

/// The state of the station, polled by every screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is true or not beside the others"
)]
pub struct StationView {
    /// Whether there is a station that runs; if not, and it has no fault, the window sets one up.
    pub set_up: bool,
    /// Why it can't begin with the data that it has.
    pub start_fault: Option<StartFault>,
    /// The name that the organiser gave this kiosk.
    pub name: String,
    /// The events that this station serves, in the order of their start.
    pub events: Vec<EventView>,
    /// It served some, and all of them are over.
    pub over: bool,
    /// Whether the centre answers.
    pub link: Link,
    /// Whether an SMS can leave, by any courier of the chain.
    pub courier: CourierState,
    /// Records that the centre hasn't acknowledged yet.
    pub records_waiting: u64,
    /// How far the first load of the roster has come, while it goes on.
    pub loading: Option<Loading>,
    /// Milliseconds since the roster was last known to be current.
    pub roster_age_ms: Option<u64>,
    /// The centre doesn't take the roster that was made here: its guests are met here alone.
    pub roster_refused: bool,
    /// Milliseconds by which the wall clock is off (ahead if positive), if by more than 30 s.
    pub clock_off_ms: Option<i64>,
    /// The centre found lately that this station's database had been restored from a backup.
    pub restored: bool,
    /// What was to be kept last couldn't be for want of room.
    pub full: bool,
    /// Too much was guessed here: until staff unlock it nobody gets a code.
    pub locked: bool,
    /// Staff have put this station out of service.
    pub out_of_order: bool,
    /// Who calls staff, the longest first: this station and others of its events.
    pub calls: Vec<StaffCall>,
    /// The language in which each new attendee is met.
    #[ts(as = "String")]
    pub language: LanguageTag,
}

/// An open call for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StaffCall {
    /// The id of the station that calls; what `answer_call` takes.
    pub station: String,
    /// Its name.
    pub name: String,
    /// Milliseconds since it called.
    pub since_ms: u64,
    /// Whether it is this station.
    pub mine: bool,
    /// Whether a call by one of its staff would say nothing new.
    pub heard: bool,
}

/// How far the first load of the roster has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Loading {
    /// Lines so far.
    pub loaded: u64,
    /// Lines in all.
    pub expected: u64,
}

/// Whether the centre answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// No call has been answered yet since the start.
    Connecting,
    /// The last call was answered.
    Online,
    /// The last call was not answered; the door goes on.
    Offline,
    /// The centre answers that this station is revoked.
    Revoked,
    /// The centre answers that it knows no such station: it was restored from a backup that is older
    /// than the station's joining, which a supervisor does again.
    NotKnown,
    /// There is no centre: this station serves an event of its own.
    Alone,
}

/// The state of the courier chain, never of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CourierState {
    /// At least one courier took its last message, or none was tried yet.
    Working,
    /// Every courier of the chain failed last time.
    Down,
}

/// An event as the attendee sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EventView {
    /// The centre's integer alias.
    pub id: u64,
    /// The event's name, as the organiser wrote it.
    pub name: String,
    /// RFC 3339 with the event's offset, if it has a start.
    pub starts_at: Option<String>,
    /// RFC 3339 with the event's offset, if it has an end.
    pub ends_at: Option<String>,
    /// IANA name of the event's time zone.
    pub timezone: String,
    /// Whether it lets in who isn't on its list.
    pub walk_ins: bool,
    /// The event's accents, if the organiser chose a colour.
    pub palette: Option<Palette>,
    /// The name of the event's picture, if it has one; `event_picture` gives it.
    pub picture: Option<String>,
    /// Where to go next.
    pub next: Texts,
    /// What it is called in a language, where that is another name than `name`.
    pub names: Texts,
}

/// An event's accents, checked for contrast against the page and against what is written on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Palette {
    /// On the light page.
    pub light: Accent,
    /// On the dark page.
    pub dark: Accent,
}

/// An accent and what is written on it, as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Accent {
    /// For buttons and for text on the page.
    pub accent: String,
    /// For text on the accent.
    pub on_accent: String,
}

/// A text of the organiser's in each language that they wrote it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Texts {
    /// In Persian.
    pub fa: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// The answer to asking for a code. The same for listed and unlisted numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeSent {
    /// Milliseconds until the live code dies.
    pub expires_in_ms: u64,
    /// Milliseconds until the limits allow the next send.
    pub resend_in_ms: u64,
    /// Tries left: the smaller of the code's and the number's.
    pub tries_left: u32,
    /// The number as it may be shown here: to the one who typed it in national form, or `+…`;
    /// to the one who showed a ticket masked.
    pub mobile: String,
}

/// The answer to a ticket that is on the list: the code went to its mobile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TicketCodeSent {
    /// The ticket's event.
    pub event: EventView,
    /// The code; its mobile is masked.
    pub sent: CodeSent,
}

/// What a right code leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Login {
    /// Logged in to the event.
    Welcome(Welcome),
    /// The number is proven but has no ticket to this event.
    NoTicket(NoTicket),
}

/// The logged-in attendee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// The attendee's name.
    pub name: String,
    /// The event.
    pub event: EventView,
    /// The attendee's mobile, masked; none if another's number came first.
    pub mobile: Option<String>,
    /// All the attendee's tickets to the event.
    pub tickets: Vec<TicketView>,
    /// Milliseconds until the session ends, whoever is still here.
    pub ends_in_ms: u64,
}

/// A ticket of who is logged in, which they showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnTicket {
    /// Its number.
    pub n: u32,
    /// All of theirs as they are now.
    pub welcome: Welcome,
}

/// A proven number without a ticket to the chosen event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoTicket {
    /// The event that was chosen.
    pub event: EventView,
    /// Others at this station that the number may go in to; choosing one logs in (`choose_event`).
    pub other_events: Vec<EventView>,
    /// Milliseconds until the proof of the number is worth nothing any more.
    pub ends_in_ms: u64,
}

/// One ticket of the logged-in attendee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TicketView {
    /// Its number in this list, from 1; `check_in` takes some of them.
    pub n: u32,
    /// The name on the ticket.
    pub holder: String,
    /// The kind of ticket, if the organiser gave one.
    pub ticket_type: Option<String>,
    /// Whether it is open for entry.
    pub entry: Entry,
}

/// Whether a ticket is open for entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "state",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum Entry {
    /// May be checked in.
    Open {
        /// When it was before, if it was and may be again; RFC 3339 with the event's offset.
        last: Option<String>,
    },
    /// Checked in.
    CheckedIn {
        /// When, RFC 3339 with the event's offset.
        at: String,
        /// True if this very visit did it; false means 'already'.
        now: bool,
    },
    /// Cancelled by the organiser.
    Cancelled,
    /// Its type doesn't let in yet.
    NotYet {
        /// From when on it does, RFC 3339 with the event's offset.
        from: String,
    },
    /// Its type lets in no more.
    Over,
}

/// The address that the attendee's phone opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandOff {
    /// `{centre}/handoff#…`, for the QR; none while the centre couldn't accept it.
    pub url: Option<String>,
    /// Milliseconds until it is good for nothing any more.
    pub expires_in_ms: u64,
}

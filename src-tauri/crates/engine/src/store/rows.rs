//! The rows that are no more than what a table keeps.

use crate::checkin::{Entry, Place};
use crate::code::Verifier;
use crate::fact::About;
use crate::ids::{AttendeeId, EventId, LogId, MessageId, StaffId, StationId, TicketId};
use crate::key::PublicKey;
use crate::message::Language;
use crate::mobile::Mobile;
use crate::record::{Branch, LogHead, Record};
use crate::time::{Millis, Now, Timestamp};
use serde::{Deserialize, Serialize};

/// The names of single values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The policy, as JSON.
    Policy,
    /// The last time that the centre told, as JSON.
    Anchor,
    /// Our own log.
    OwnLog,
    /// When the station's failures were last forgiven.
    StationUnlockedAt,
    /// When the centre last unlocked the station, as far as that was heard, as JSON.
    UnlockHeard,
    /// What the enrolment told, as JSON.
    Enrolment,
    /// Set once the centre said that this station is revoked.
    Revoked,
    /// When the centre last found that this station's database had been restored, as JSON.
    ForkedAt,
    /// Set from when we hear that the centre was restored until it has said what it has of our logs:
    /// when that was.
    CentreRestored,
    /// Set while staff have put the station out of service, as JSON.
    OutOfOrder,
    /// The address under which this centre was last served.
    Issuer,
    /// What was set of this station where it stands, as JSON.
    Station,
    /// The name of a station that was set up without a centre, as JSON.
    Alone,
    /// The events of its own that a station brought to its centre, and how much of each one's roster
    /// it has handed up, as JSON.
    HandingUp,
    /// Set from when a supervisor lets the station join its centre again until it has.
    JoiningAgain,
    /// The PINs that were tried at this station since the last right one, as JSON.
    PinTries,
    /// By which time things are old enough to be forgotten, as JSON.
    Ageing,
}

impl Setting {
    /// The name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Anchor => "anchor",
            Self::OwnLog => "own-log",
            Self::StationUnlockedAt => "station-unlocked-at",
            Self::UnlockHeard => "unlock-heard",
            Self::Enrolment => "enrolment",
            Self::Revoked => "revoked",
            Self::ForkedAt => "forked-at",
            Self::CentreRestored => "centre-restored",
            Self::OutOfOrder => "out-of-order",
            Self::Issuer => "issuer",
            Self::Station => "station",
            Self::Alone => "alone",
            Self::HandingUp => "handing-up",
            Self::JoiningAgain => "joining-again",
            Self::PinTries => "pin-tries",
            Self::Ageing => "ageing",
        }
    }
}

/// An enrolled station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationRow {
    /// Its id.
    pub id: StationId,
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: PublicKey,
    /// Its log.
    pub log: LogId,
    /// When it joined.
    pub enrolled_at: Timestamp,
    /// When it last called.
    pub last_seen: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// From when on its hand-offs count for nothing.
    pub revoked_since: Option<Timestamp>,
    /// The events it serves.
    pub events: Vec<EventId>,
    /// Those of them that it brought along.
    pub founded: Vec<EventId>,
    /// How many records waited there when it last called.
    pub unsent: u64,
}

/// An event that a station brought along when it joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundedEvent {
    /// The event.
    pub event: EventId,
    /// Who brought it.
    pub station: StationId,
    /// Lines that are kept of its roster.
    pub lines: u64,
    /// All of its roster is here.
    pub complete: bool,
}

/// What the centre measured of one boot of a station, at the last contact that wasn't held up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BootRow {
    /// The centre's time.
    pub centre: Timestamp,
    /// The station's clocks at that moment.
    pub at: Now,
    /// By how much a later measure was late, where one was.
    pub late: Option<Millis>,
}

/// A code for enrolling one station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    /// SHA-256 of the code.
    pub hash: [u8; 32],
    /// The events that the station will serve.
    pub events: Vec<EventId>,
    /// Until when it may be used.
    pub expires_at: Timestamp,
    /// The thumbprint of the key that used it.
    pub used_by: Option<String>,
}

/// An SMS that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Its id.
    pub id: MessageId,
    /// To whom.
    pub mobile: Mobile,
    /// Who asked for it.
    pub verifier: Verifier,
    /// The nonce of the code that it carries.
    pub nonce: [u8; 16],
    /// In which language.
    pub language: Language,
    /// Whether it may leave.
    pub listed: bool,
}

/// A check-in with the type of its ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryOfType {
    /// The ticket.
    pub ticket: TicketId,
    /// Its type.
    pub ticket_type: Option<String>,
    /// Whether it is among the tickets that are counted.
    pub counted: bool,
    /// The check-in.
    pub entry: Entry,
}

/// A message that a courier was tried with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentRow {
    /// Its id.
    pub id: MessageId,
    /// Whether a courier took it.
    pub sent: bool,
    /// Whether the centre doesn't know its number.
    pub not_listed: bool,
    /// When the last courier answered.
    pub ended_at: Option<Timestamp>,
}

/// A log and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRow {
    /// The log.
    pub log: LogId,
    /// Its author.
    pub station: StationId,
    /// Where it ends.
    pub head: LogHead,
    /// Of our own log: up to which index the centre has stored it.
    pub acknowledged: u64,
    /// Set if it is the end of another log that was written twice.
    pub branch: Option<Branch>,
}

impl LogRow {
    /// An empty log.
    pub const fn empty(log: LogId, station: StationId) -> Self {
        Self {
            log,
            station,
            head: LogHead::EMPTY,
            acknowledged: 0,
            branch: None,
        }
    }

    /// The log that its records name.
    pub fn signed_log(&self) -> LogId {
        self.branch.map_or(self.log, |branch| branch.of)
    }

    /// Where its first record is chained to.
    pub fn root(&self) -> LogHead {
        self.branch.map_or(LogHead::EMPTY, |branch| branch.root())
    }
}

/// A stored record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The log.
    pub log: LogId,
    /// The place in it.
    pub index: u64,
    /// The author.
    pub station: StationId,
    /// The kind.
    pub kind: String,
    /// The event.
    pub event: Option<EventId>,
    /// The signed bytes and the body.
    pub record: Record,
    /// When it happened, corrected.
    pub placed_at: Timestamp,
    /// When it arrived; none where it was written.
    pub received_at: Option<Timestamp>,
    /// Why it is in quarantine.
    pub quarantined: Option<String>,
    /// Whether the centre could tell when it was made.
    pub time_known: bool,
    /// Whom its body is about.
    pub about: About,
}

/// A station's call for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    /// Its record.
    pub place: Place,
    /// Who calls.
    pub station: StationId,
    /// Its name.
    pub name: String,
    /// For which event.
    pub event: Option<EventId>,
    /// When.
    pub placed_at: Timestamp,
}

/// What was done for an attendee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryAct {
    /// A ticket was used for entry.
    CheckIn,
    /// The same, and another check-in counts. Said when a history is read; never kept.
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

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its record.
    pub place: Place,
    /// At which event.
    pub event: EventId,
    /// For whom.
    pub attendee: AttendeeId,
    /// About which ticket.
    pub ticket: Option<TicketId>,
    /// At which station.
    pub station: StationId,
    /// What.
    pub act: HistoryAct,
    /// By whom of the staff.
    pub by: Option<StaffId>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub placed_at: Timestamp,
}

/// What the roster has a name for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A ticket: its holder.
    Ticket(TicketId),
    /// An attendee.
    Attendee(AttendeeId),
}

impl Named {
    /// The id's 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        match self {
            Self::Ticket(id) => id.as_bytes(),
            Self::Attendee(id) => id.as_bytes(),
        }
    }
}

/// A row of an event's feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its place.
    pub seq: i64,
    /// What changed.
    pub kind: String,
    /// Which one.
    pub entity: Vec<u8>,
}

/// How far a feed was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The event.
    pub event: EventId,
    /// The centre's opaque cursor; empty at the beginning.
    pub cursor: String,
    /// Whether the first load has reached its end once.
    pub complete: bool,
    /// Which load this is; rows of an earlier one that it doesn't bring again are gone.
    pub load: i64,
    /// Up to which load that was done.
    pub swept: i64,
    /// Lines of this load so far.
    pub loaded: u64,
    /// Lines that this load has, as far as the centre could tell.
    pub expected: u64,
    /// When the feed was last known to be at its end.
    pub current_at: Option<Timestamp>,
    /// Lines of this load that the program didn't know.
    pub passed_over: u64,
    /// When the program was built that reads this load.
    pub read_by: Option<Timestamp>,
}

impl Feed {
    /// A feed of which nothing was read.
    pub const fn unread(event: EventId) -> Self {
        Self {
            event,
            cursor: String::new(),
            complete: false,
            load: 0,
            swept: 0,
            loaded: 0,
            expected: 0,
            current_at: None,
            passed_over: 0,
            read_by: None,
        }
    }
}

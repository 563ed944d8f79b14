//! The kinds of records: what can be said in a log.

use crate::checkin::EntryRule;
use crate::ids::{
    AttendeeId, ClientId, EventAlias, EventId, LogId, StaffId, StationId, TicketId, TokenId,
};
use crate::key::MobileHash;
use crate::look::Look;
use crate::mobile::Mobile;
use crate::policy::Policy;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use crate::about::About;
pub use crate::staff_fact::{CheckedOut, NameCorrected, StaffAdded, StaffRemoved, Vouched};

/// A fact, as the body of a record has it. The kind's name is the record's `kind`; a name that
/// this version doesn't know is kept and passed over, so that an old program lives with new ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "kebab-case")]
pub enum Fact {
    /// The first record of a log.
    LogBegun(LogBegun),
    /// A code was asked for; an SMS leaves only if the number is listed.
    CodeSent(CodeSent),
    /// A wrong code was compared.
    AttemptFailed(NumberAtVerifier),
    /// A right code of a number that has no ticket to the event.
    NumberProven(NumberAtVerifier),
    /// A right code, and a token for it.
    Login(Login),
    /// A ticket was used for entry.
    CheckIn(CheckIn),
    /// A check-in or a check-out was taken back.
    CheckInUndone(CheckInUndone),
    /// A ticket's holder left: its entry is theirs again.
    CheckedOut(CheckedOut),
    /// Staff logged an attendee in without a proof of their number.
    Vouched(Vouched),
    /// The name on a ticket was corrected.
    NameCorrected(NameCorrected),
    /// An attendee who wasn't on the list, made at the door.
    WalkIn(WalkIn),
    /// An attendee moved to another number.
    MobileChanged(MobileChanged),
    /// A number's failures were forgiven.
    NumberUnlocked(NumberUnlocked),
    /// A station's failures were forgiven.
    StationUnlocked(StationUnlocked),
    /// Something that staff did with a reason.
    StaffAct(StaffAct),
    /// The code of a ticket that leads to nobody was shown.
    TicketUnknown(TicketUnknown),
    /// A station calls staff.
    HelpCalled(HelpCalled),
    /// Somebody went there.
    HelpAnswered(HelpAnswered),
    /// An event was made.
    EventCreated(EventCreated),
    /// How tickets of a type may be used was set.
    TicketTypeSet(TicketTypeSet),
    /// How an event looks was set.
    EventLookSet(EventLookSet),
    /// When an event begins and ends was set.
    EventTimesSet(EventTimesSet),
    /// A policy was put in force.
    PolicySet(PolicySet),
    /// A roster was imported.
    RosterImported(RosterImported),
    /// An attendee was removed; what is known of them is erased.
    AttendeeRemoved(AttendeeRemoved),
    /// A ticket was closed for entry.
    TicketCancelled(TicketCancelled),
    /// A client was registered.
    ClientCreated(ClientCreated),
    /// A code for enrolment was made.
    EnrolmentCodeMade(EnrolmentCodeMade),
    /// A station joined.
    StationEnrolled(StationEnrolled),
    /// A station was revoked.
    StationRevoked(StationRevoked),
    /// Quarantined records of a station were let in.
    RecordsReleased(RecordsReleased),
    /// Somebody became staff.
    StaffAdded(StaffAdded),
    /// Somebody is staff no more.
    StaffRemoved(StaffRemoved),
}

/// See [`Fact::LogBegun`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogBegun {
    /// The log that this one goes on for, after a database was restored.
    pub replaces: Option<Replaced>,
}

/// Where two logs of one station part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The old log.
    pub log: LogId,
    /// The last index that both know; none if they have nothing in common.
    pub index: Option<u64>,
    /// Its hash, base64url.
    pub hash: String,
}

/// See [`Fact::CodeSent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSent {
    /// The number.
    pub mobile_hash: MobileHash,
    /// Who asked (`client:…` or `station:…`).
    pub verifier: String,
    /// Whether the number was on the list, so that an SMS left.
    pub listed: bool,
}

/// See [`Fact::AttemptFailed`] and [`Fact::NumberProven`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberAtVerifier {
    /// The number.
    pub mobile_hash: MobileHash,
    /// Who asked for the code.
    pub verifier: String,
}

/// See [`Fact::Login`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The number: a success clears its failures.
    pub mobile_hash: MobileHash,
    /// Who logged in.
    pub attendee: AttendeeId,
    /// Whose token.
    pub client_id: ClientId,
    /// The token's id.
    pub jti: TokenId,
    /// How the number was proven (RFC 8176), or that it wasn't: [`BY_STAFF`].
    pub amr: Vec<String>,
    /// The station whose hand-off this login came of.
    pub handed_off_by: Option<StationId>,
}

/// What `amr` says where staff know the person. It stays so when they carry their login to a phone.
pub const BY_STAFF: &str = "staff";

impl Login {
    /// Whether somebody has proven that the number is theirs.
    pub fn proves_number(&self) -> bool {
        self.amr.iter().all(|way| way != BY_STAFF)
    }
}

/// See [`Fact::CheckIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// The ticket.
    pub ticket: TicketId,
    /// Its attendee.
    pub attendee: AttendeeId,
    /// The login under which it was done; none where staff did it for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<TokenId>,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::CheckInUndone`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInUndone {
    /// The ticket.
    pub ticket: TicketId,
    /// The log of the record that is taken back.
    pub log: LogId,
    /// Its index.
    pub index: u64,
    /// Whose ticket it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<AttendeeId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::WalkIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkIn {
    /// The attendee that was made.
    pub attendee: AttendeeId,
    /// The ticket that was made.
    pub ticket: TicketId,
    /// Its code.
    pub ticket_code: String,
    /// The number: proven, or typed by staff; none if they have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Mobile>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The kind of ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_type: Option<String>,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::MobileChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MobileChanged {
    /// Who.
    pub attendee: AttendeeId,
    /// The new, proven number.
    pub mobile: Mobile,
}

/// See [`Fact::NumberUnlocked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberUnlocked {
    /// The number.
    pub mobile_hash: MobileHash,
    /// Whose it is, where that was looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<AttendeeId>,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::StationUnlocked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationUnlocked {
    /// The station.
    pub station: StationId,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::StaffAct`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAct {
    /// What was done.
    pub act: String,
    /// Why.
    pub reason: String,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::TicketUnknown`]. What was shown may be anybody's, and isn't kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketUnknown {}

/// See [`Fact::HelpCalled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpCalled {
    /// The station's name, for stations that know it by nothing else.
    pub name: String,
    /// Who of the staff calls; none where an attendee does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::HelpAnswered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpAnswered {
    /// Who called.
    pub station: StationId,
    /// The log of the record of the call.
    pub log: LogId,
    /// Its index.
    pub index: u64,
    /// Who of the staff did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
}

/// See [`Fact::EventCreated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCreated {
    /// The event.
    pub event: EventId,
    /// Its alias.
    pub alias: EventAlias,
    /// Its name.
    pub name: String,
}

/// See [`Fact::RosterImported`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterImported {
    /// New tickets.
    pub added: u64,
    /// Tickets that changed.
    pub changed: u64,
    /// Lines that could not be read.
    pub rejected: u64,
}

/// See [`Fact::TicketTypeSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketTypeSet {
    /// Its name.
    pub name: String,
    /// How its tickets may be used.
    pub rule: EntryRule,
}

/// See [`Fact::EventLookSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLookSet {
    /// As it is now.
    pub look: Look,
}

/// See [`Fact::EventTimesSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTimesSet {
    /// When it begins now, if that is known.
    pub starts_at: Option<Timestamp>,
    /// When it ends now, if it does.
    pub ends_at: Option<Timestamp>,
}

/// See [`Fact::PolicySet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySet {
    /// As it is now.
    pub policy: Policy,
}

/// See [`Fact::AttendeeRemoved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeRemoved {
    /// Who.
    pub attendee: AttendeeId,
}

/// See [`Fact::TicketCancelled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketCancelled {
    /// Which.
    pub ticket: TicketId,
}

/// See [`Fact::RecordsReleased`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsReleased {
    /// Whose.
    pub station: StationId,
    /// Of which log.
    #[serde(default)]
    pub log: Option<LogId>,
    /// Up to which index.
    pub to: u64,
    /// How many took effect.
    pub released: u64,
}

/// See [`Fact::ClientCreated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientCreated {
    /// The client.
    pub client_id: ClientId,
    /// Its name.
    pub name: String,
    /// The events it is registered for.
    pub events: Vec<EventId>,
}

/// See [`Fact::EnrolmentCodeMade`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentCodeMade {
    /// The events that the station will serve.
    pub events: Vec<EventId>,
    /// Until when it may be used.
    pub expires_at: Timestamp,
}

/// See [`Fact::StationEnrolled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationEnrolled {
    /// The station.
    pub station: StationId,
    /// Its name.
    pub name: String,
    /// The thumbprint of its key.
    pub thumbprint: String,
}

/// See [`Fact::StationRevoked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationRevoked {
    /// The station.
    pub station: StationId,
    /// From when on its hand-offs count for nothing.
    pub since: Option<Timestamp>,
}

/// A body that isn't what its kind says.
#[derive(Debug, thiserror::Error)]
#[error("the body of a `{kind}` record can't be read")]
pub struct BadBody {
    kind: String,
    #[source]
    source: serde_json::Error,
}

#[derive(Serialize, Deserialize)]
struct Tagged {
    kind: String,
    body: serde_json::Value,
}

impl Fact {
    /// The kind's name and the body's JSON.
    ///
    /// # Errors
    /// Only if the JSON can't be written, which plain data never is.
    pub fn to_parts(&self) -> Result<(String, Vec<u8>), serde_json::Error> {
        let tagged: Tagged = serde_json::from_value(serde_json::to_value(self)?)?;
        Ok((tagged.kind, serde_json::to_vec(&tagged.body)?))
    }

    /// Reads a body; `None` if the kind isn't known to this version.
    ///
    /// # Errors
    /// [`BadBody`] if the kind is known and the body isn't of it.
    pub fn from_parts(kind: &str, json: &[u8]) -> Result<Option<Self>, BadBody> {
        let bad = |source| BadBody {
            kind: kind.to_owned(),
            source,
        };
        if !KINDS.contains(&kind) {
            return Ok(None);
        }
        let body = serde_json::from_slice(json).map_err(bad)?;
        let tagged = Tagged {
            kind: kind.to_owned(),
            body,
        };
        serde_json::to_value(tagged)
            .and_then(serde_json::from_value)
            .map(Some)
            .map_err(bad)
    }
}

/// Every kind's name; a test holds it to the enum.
const KINDS: [&str; 33] = [
    "log-begun",
    "code-sent",
    "attempt-failed",
    "number-proven",
    "login",
    "check-in",
    "check-in-undone",
    "checked-out",
    "vouched",
    "name-corrected",
    "walk-in",
    "mobile-changed",
    "number-unlocked",
    "station-unlocked",
    "staff-act",
    "ticket-unknown",
    "help-called",
    "help-answered",
    "event-created",
    "ticket-type-set",
    "event-look-set",
    "event-times-set",
    "policy-set",
    "roster-imported",
    "attendee-removed",
    "ticket-cancelled",
    "client-created",
    "enrolment-code-made",
    "station-enrolled",
    "station-revoked",
    "records-released",
    "staff-added",
    "staff-removed",
];

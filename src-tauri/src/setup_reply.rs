//! What the commands that set a kiosk up take and tell.

use crate::language_tag::LanguageTag;
use crate::overview_reply::Light;
use crate::reply::EventView;
use connect_engine::acts::{self, BadLine};
use connect_engine::roster_csv::CsvError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A station that has been set up, and what is set of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetupDone {
    /// Its name.
    pub name: String,
    /// The events that it may serve.
    pub events: Vec<EventView>,
    /// Which of them it serves, by their ids.
    pub serves: Vec<u64>,
    /// The language in which attendees are met; none where the command line says it.
    #[ts(as = "Option<String>")]
    pub language: Option<LanguageTag>,
    /// How SMS leave; none where the command line says it.
    pub sms: Option<SmsSet>,
}

/// How SMS leave, as it is set. It says nothing of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SmsSet {
    /// By the centre.
    pub relay: bool,
    /// That only where the account didn't take one.
    pub relay_last: bool,
    /// By an account at Kavenegar.
    pub kavenegar: bool,
    /// Into a file of this machine.
    pub outbox: Option<String>,
}

/// How SMS leave this station: by the first that is named and, where that doesn't take one, by the
/// next. It holds a key, so it is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SmsChain {
    /// By the centre.
    pub relay: bool,
    /// That only where the account didn't take one.
    #[serde(default)]
    pub relay_last: bool,
    /// By Kavenegar; an account without a key is the one that is kept.
    pub kavenegar: Option<KavenegarAccount>,
    /// Into a file of this machine, which shows every code.
    pub outbox: Option<String>,
}

impl SmsChain {
    /// What each is called, without its key.
    pub fn names(&self) -> String {
        let couriers = [
            (self.relay && !self.relay_last, "relay"),
            (self.kavenegar.is_some(), "kavenegar"),
            (self.relay && self.relay_last, "relay"),
            (self.outbox.is_some(), "outbox"),
        ];
        let used = couriers.into_iter().filter(|(is_used, _)| *is_used);
        used.map(|(_, name)| name).collect::<Vec<_>>().join(",")
    }

    /// With the account that was kept, where this one names none: a key is never shown, so it can't
    /// be told again.
    pub fn over(self, kept: Option<&Self>) -> Self {
        let kavenegar = match self.kavenegar {
            Some(account) if account.key.is_empty() => kept.and_then(|kept| kept.kavenegar.clone()),
            named => named,
        };
        Self { kavenegar, ..self }
    }
}

/// An account at Kavenegar.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KavenegarAccount {
    /// The API key.
    pub key: String,
    /// The approved template: `NAME`, or `fa=NAME,en=NAME`.
    pub template: String,
}

/// An event of the station's own, and who looks after it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAlone {
    /// The event's name.
    pub event_name: String,
    /// RFC 3339, if it has a start.
    pub starts_at: Option<String>,
    /// RFC 3339, if it has an end.
    pub ends_at: Option<String>,
    /// IANA name of its time zone.
    pub timezone: String,
    /// The supervisor's name.
    pub staff_name: String,
    /// The supervisor's PIN.
    pub pin: String,
    /// The station's name.
    pub name: String,
}

/// A file on a drive that may be a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RosterFile {
    /// Where it is: what `import_roster_file` takes.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The drive's name.
    pub drive: String,
    /// Its size.
    pub bytes: u64,
}

/// What the test at the end of the set-up found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SelfTest {
    /// What became of the SMS: the best that it came to.
    pub sms: SmsTest,
    /// The same by each way that is set, in the order in which they are tried.
    pub ways: Vec<WayTest>,
    /// Link, clock and disk.
    pub lights: Vec<Light>,
    /// How the station's key is.
    pub key: KeyTest,
}

/// What became of the test's SMS by one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WayTest {
    /// The courier's name: `relay`, `kavenegar` or `outbox`.
    pub courier: String,
    /// What became of it.
    pub sms: SmsTest,
}

/// What became of the test's SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SmsTest {
    /// No number was named.
    NotAsked,
    /// A courier took it.
    Sent,
    /// The station has no courier.
    NoCourier,
    /// The station, or this number, has had enough for a while.
    TooMany,
    /// The centre doesn't take it.
    Refused,
    /// No courier took it.
    Failed,
}

/// How the station's key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyTest {
    /// It is right, and the system gives the root secret at each start.
    Given,
    /// It is right, and its root secret lies in a file beside the database.
    File,
    /// What lies there is not what this station runs with, or can't be read.
    Broken,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// New tickets.
    pub added: u64,
    /// Tickets that changed.
    pub changed: u64,
    /// Lines that did not go in.
    pub rejected: Vec<RejectedLine>,
}

/// A line that did not go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedLine {
    /// Its number in the file, from 1.
    pub line: u64,
    /// Why.
    pub why: RejectedWhy,
}

/// Why a line did not go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "code",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum RejectedWhy {
    /// Its ticket code stands on an earlier line.
    Twice {
        /// On which.
        first: u64,
    },
    /// The attendee of its ticket was removed.
    Removed,
    /// It has no name.
    NoName,
    /// It has no mobile.
    NoMobile,
    /// It has no ticket code.
    NoTicketCode,
    /// Its mobile is none.
    NotAMobile,
    /// More or fewer fields than the header, or a quote that isn't closed.
    Fields,
    /// It isn't in UTF-8.
    NotUtf8,
    /// It is far longer than anybody writes, or has characters that no cell of a sheet has.
    NoText,
}

/// Why a file can't be imported at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoRoster {
    /// There is no such file, or it can't be read.
    NotThere,
    /// It is far too large for a list of guests.
    TooLarge,
    /// Nothing is in it.
    Empty,
    /// The header has no column for the name.
    NoName,
    /// The header has no column for the mobile.
    NoMobile,
    /// The header has no column for the ticket code.
    NoTicketCode,
    /// The header has a column twice.
    ColumnTwice,
    /// It isn't UTF-8, or no text.
    NotUtf8,
    /// The kiosk has no room for it.
    NoRoom,
}

impl SmsSet {
    /// As it is kept; without anything SMS leave by the centre, where there is one.
    pub fn of(kept: Option<&SmsChain>, alone: bool) -> Self {
        Self {
            relay: !alone && kept.is_none_or(|kept| kept.relay),
            relay_last: kept.is_some_and(|kept| kept.relay_last),
            kavenegar: kept.is_some_and(|kept| kept.kavenegar.is_some()),
            outbox: kept.and_then(|kept| kept.outbox.clone()),
        }
    }
}

impl From<&acts::ImportReport> for ImportReport {
    fn from(report: &acts::ImportReport) -> Self {
        Self {
            added: report.added,
            changed: report.changed,
            rejected: report.rejected.iter().map(RejectedLine::from).collect(),
        }
    }
}

impl From<&acts::Rejected> for RejectedLine {
    fn from(rejected: &acts::Rejected) -> Self {
        let why = match rejected.why {
            BadLine::Twice { first } => RejectedWhy::Twice { first },
            BadLine::Removed => RejectedWhy::Removed,
            BadLine::NoValue("name") => RejectedWhy::NoName,
            BadLine::NoValue("mobile") => RejectedWhy::NoMobile,
            BadLine::NoValue(_) => RejectedWhy::NoTicketCode,
            BadLine::Mobile(_) => RejectedWhy::NotAMobile,
            BadLine::Fields => RejectedWhy::Fields,
            BadLine::NotUtf8 => RejectedWhy::NotUtf8,
            BadLine::NoText => RejectedWhy::NoText,
        };
        Self {
            line: rejected.line,
            why,
        }
    }
}

impl From<&CsvError> for NoRoster {
    fn from(error: &CsvError) -> Self {
        match error {
            CsvError::Empty => Self::Empty,
            CsvError::NoColumn("name") => Self::NoName,
            CsvError::NoColumn("mobile") => Self::NoMobile,
            CsvError::NoColumn(_) => Self::NoTicketCode,
            CsvError::ColumnTwice(_) => Self::ColumnTwice,
            CsvError::Io(_)
            | CsvError::Fields
            | CsvError::TooLong
            | CsvError::Control
            | CsvError::NotUtf8
            | CsvError::OpenQuote
            | CsvError::InQuote
            | CsvError::NoValue(_)
            | CsvError::Mobile(_) => Self::NotUtf8,
        }
    }
}

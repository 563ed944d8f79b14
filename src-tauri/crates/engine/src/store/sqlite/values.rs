//! How the engine's types stand in columns.

use crate::code::{Purpose, Verifier};
use crate::ids::{
    AttendeeId, ClientId, EventAlias, EventId, Generation, LogId, MessageId, StaffId, StationId,
    TicketId, TokenId,
};
use crate::key::{MobileHash, PublicKey};
use crate::message::Language;
use crate::mobile::Mobile;
use crate::roster::AttendeeState;
use crate::staff::StaffRole;
use crate::store::HistoryAct;
use crate::time::{BootId, Millis, Timestamp};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

fn other(what: &'static str) -> FromSqlError {
    FromSqlError::Other(what.into())
}

macro_rules! blobs {
    ($($name:ty, $len:literal, $from:expr, $bytes:expr;)*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let bytes: fn(&$name) -> &[u8] = $bytes;
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(bytes(self))))
            }
        }
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let bytes: [u8; $len] =
                    value.as_blob()?.try_into().map_err(|_| other("a blob of another length"))?;
                let from: fn([u8; $len]) -> $name = $from;
                Ok(from(bytes))
            }
        }
    )*};
}

blobs! {
    EventId, 16, Self::from_bytes, |id| id.as_bytes();
    AttendeeId, 16, Self::from_bytes, |id| id.as_bytes();
    TicketId, 16, Self::from_bytes, |id| id.as_bytes();
    StationId, 16, Self::from_bytes, |id| id.as_bytes();
    StaffId, 16, Self::from_bytes, |id| id.as_bytes();
    LogId, 16, Self::from_bytes, |id| id.as_bytes();
    MessageId, 16, Self::from_bytes, |id| id.as_bytes();
    TokenId, 16, Self::from_bytes, |id| id.as_bytes();
    Generation, 16, Self::from_bytes, |id| id.as_bytes();
    BootId, 16, BootId, |id| &id.0;
    MobileHash, 32, MobileHash, |hash| &hash.0;
}

impl ToSql for PublicKey {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.as_bytes())))
    }
}

impl FromSql for PublicKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_bytes(value.as_blob()?).map_err(|_| other("no public key"))
    }
}

macro_rules! integers {
    ($($name:ty, $from:expr, $to:expr;)*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let to: fn(&$name) -> i64 = $to;
                Ok(ToSqlOutput::from(to(self)))
            }
        }
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let from: fn(i64) -> $name = $from;
                value.as_i64().map(from)
            }
        }
    )*};
}

integers! {
    Timestamp, Self::from_millis, |t| t.millis();
    Millis, Self::new, |m| m.get();
    EventAlias, EventAlias, |a| a.0;
}

macro_rules! texts {
    ($($name:ty, $from:expr, $to:expr;)*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let to: fn(&$name) -> String = $to;
                Ok(ToSqlOutput::from(to(self)))
            }
        }
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let from: fn(&str) -> Option<$name> = $from;
                from(value.as_str()?).ok_or_else(|| other("a text that means nothing"))
            }
        }
    )*};
}

texts! {
    Mobile, |t| Self::parse(t).ok(), |m| m.e164().to_owned();
    Verifier, Self::from_label, Verifier::label;
    Purpose, Self::from_label, Purpose::label;
    Language, Self::from_tag, |l| l.tag().to_owned();
    ClientId, |t| Some(ClientId(t.to_owned())), |id| id.0.clone();
    HistoryAct, act_from_tag, |a| act_tag(*a).to_owned();
    StaffRole, Self::from_tag, |r| r.tag().to_owned();
    AttendeeState, state_from_tag, |s| state_tag(*s).to_owned();
}

const ACTS: [(HistoryAct, &str); 12] = [
    (HistoryAct::CheckIn, "check_in"),
    (HistoryAct::AlsoSeen, "also_seen"),
    (HistoryAct::CheckOut, "check_out"),
    (HistoryAct::Undone, "undone"),
    (HistoryAct::Login, "login"),
    (HistoryAct::Vouched, "vouched"),
    (HistoryAct::WalkIn, "walk_in"),
    (HistoryAct::NameCorrected, "name_corrected"),
    (HistoryAct::MobileChanged, "mobile_changed"),
    (HistoryAct::MobileChangeVoid, "mobile_change_void"),
    (HistoryAct::WalkInNumberVoid, "walk_in_number_void"),
    (HistoryAct::Unlocked, "unlocked"),
];

fn act_from_tag(tag: &str) -> Option<HistoryAct> {
    let found = ACTS.iter().find(|(_, known)| *known == tag);
    found.map(|(act, _)| *act)
}

fn act_tag(act: HistoryAct) -> &'static str {
    let found = ACTS.iter().find(|(known, _)| *known == act);
    found.map_or("", |(_, tag)| tag)
}

fn state_from_tag(tag: &str) -> Option<AttendeeState> {
    match tag {
        "active" => Some(AttendeeState::Active),
        "retired" => Some(AttendeeState::Retired),
        "removed" => Some(AttendeeState::Removed),
        _ => None,
    }
}

const fn state_tag(state: AttendeeState) -> &'static str {
    match state {
        AttendeeState::Active => "active",
        AttendeeState::Retired => "retired",
        AttendeeState::Removed => "removed",
    }
}

//! Every kind of id, in one place, so that none is taken for another.
//!
//! Events, attendees, tickets, stations, logs and messages have 128-bit ids (`UUIDv7`), made
//! where the thing is made: what was begun apart never collides.

use crate::time::Timestamp;
use rand::Rng;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id: the time in front (so that rows are appended to an index), then 74
            /// random bits.
            pub fn new(now: Timestamp, random: &mut dyn Rng) -> Self {
                let mut tail = [0; 10];
                random.fill_bytes(&mut tail);
                let millis = u64::try_from(now.millis()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
            }

            /// When it was made, by the clock of whoever made it.
            pub fn made_at(&self) -> Timestamp {
                time_in(self.0.as_bytes())
            }

            /// The 16 bytes, as stored and signed.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// From the 16 bytes, as stored and signed.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// One event.
    EventId;
    /// One person of one event; the `sub` of their tokens. Kept when the mobile changes, never
    /// given to another.
    AttendeeId;
    /// One ticket.
    TicketId;
    /// One kiosk.
    StationId;
    /// One member of staff.
    StaffId;
    /// One log of a station or of the centre.
    LogId;
    /// One SMS.
    MessageId;
    /// One token (`jti`): 128 bits, time-ordered, so that its row is appended.
    TokenId;
    /// One loading of the centre's data: a new one means that it was restored from a backup.
    Generation;
}

/// The centre's integer alias of an event: `event_id` in the API, in paths and in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventAlias(pub i64);

impl std::fmt::Display for EventAlias {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of a Connect app (RFC 6749 §2.2), or the key thumbprint of a station.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(pub String);

impl std::fmt::Display for ClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The least id of a time: what was made before it is smaller.
pub fn first_bytes_of(time: Timestamp) -> [u8; 16] {
    let millis = u64::try_from(time.millis()).unwrap_or(0);
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes
}

/// The time in front of an id.
fn time_in(bytes: &[u8; 16]) -> Timestamp {
    let millis = (u128::from_be_bytes(*bytes) >> 80).to_be_bytes();
    let (_, last) = millis.split_at(8);
    let mut eight = [0; 8];
    eight.copy_from_slice(last);
    Timestamp::from_millis(i64::from_be_bytes(eight))
}

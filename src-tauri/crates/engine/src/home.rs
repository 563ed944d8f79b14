//! Who runs the engine: a station or the centre, with its keys.

use crate::ids::{ClientId, Generation, StationId};
use crate::key::{MacKey, MobileHash, SigningKey};
use crate::mobile::Mobile;
use crate::time::Timestamp;

/// Which of the two homes this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A kiosk: the verifier at its own screen.
    Station,
    /// The central server.
    Centre,
}

/// One installation: its identity, its keys and the centre it belongs to. Made once at the start.
#[derive(Debug)]
pub struct Home {
    /// Station or centre.
    pub role: Role,
    /// The author of its records.
    pub id: StationId,
    /// Signs tokens and records.
    pub key: SigningKey,
    /// Derives verification codes.
    pub code_key: MacKey,
    /// Hashes mobiles in records and counters: the centre's, one for all events.
    pub mobile_key: MacKey,
    /// Hashes client secrets; used at the centre alone.
    pub client_key: MacKey,
    /// The centre's issuer, without a slash at the end; empty at a station that is
    /// [alone](Self::is_alone).
    pub centre: String,
    /// This run of the program: the feed that it writes is its own.
    pub run: Generation,
    /// When this program was built: no clock is right that stands before.
    pub built: Timestamp,
}

impl Home {
    /// What counters and records know of a number.
    pub fn mobile_hash(&self, mobile: &Mobile) -> MobileHash {
        MobileHash(self.mobile_key.mac(&[mobile.e164().as_bytes()]))
    }

    /// Whether this is a station without a centre: its tokens are its own, nothing of it waits for
    /// anybody, and no phone takes a login over.
    pub fn is_alone(&self) -> bool {
        self.role == Role::Station && self.centre.is_empty()
    }

    /// A station is its own client: its key's thumbprint.
    pub fn client_id(&self) -> ClientId {
        ClientId(self.key.public().thumbprint())
    }
}

//! Connect apps: how one is registered and how it shows who it is.

use crate::ids::{ClientId, EventId};
use crate::key::{MacKey, base64url, same};
use crate::secret::Secret;
use crate::time::Timestamp;
use rand::Rng;

/// A registered Connect app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// The keyed hash of its secret; none for a public client.
    pub secret_mac: [u8; 32],
    /// When it was registered.
    pub created_at: Timestamp,
    /// The events it is registered for; it sees nothing of others.
    pub events: Vec<EventId>,
}

/// The public client of the hand-off page (RFC 6749 §2.1): it has no secret and no grant but
/// the hand-off.
pub const CONNECT_WEB: &str = "connect-web";

/// A new client id: 96 random bits.
pub fn new_client_id(random: &mut dyn Rng) -> ClientId {
    let mut bytes = [0; 12];
    random.fill_bytes(&mut bytes);
    ClientId(base64url(&bytes))
}

/// A new secret of 256 random bits, shown once. So much randomness needs no slow hash.
pub fn new_secret(random: &mut dyn Rng) -> Secret<String> {
    let mut bytes = [0; 32];
    random.fill_bytes(&mut bytes);
    Secret::new(base64url(&bytes))
}

/// What is kept of a secret.
pub fn secret_mac(key: &MacKey, id: &ClientId, secret: &str) -> [u8; 32] {
    key.mac(&[id.0.as_bytes(), secret.as_bytes()])
}

impl Client {
    /// Whether this is its secret, compared in constant time.
    pub fn holds(&self, key: &MacKey, secret: &str) -> bool {
        same(&self.secret_mac, &secret_mac(key, &self.id, secret))
    }
}

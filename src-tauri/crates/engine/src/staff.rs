//! Staff: who they are, what each may do, and the PIN that says so. Pure; the rows are the caller's.
//!
//! A PIN has few digits, so the tries carry the weight: they are counted for the station and not
//! for a name (else ten names were ten times the guesses), and after five each next one waits twice
//! as long. With waits of at most a quarter of an hour that is a hundred guesses a day. A right PIN
//! ends the station's waits, so each name's tries are counted beside them and end with its own PIN
//! alone: nobody guesses a colleague's between two rights of their own.

use crate::ids::{EventId, StaffId};
use crate::mobile::ascii_digit;
use crate::secret::Secret;
use crate::time::{Millis, Now};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::{Rng, RngExt as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Digits of a PIN, at least and at most.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

/// Digits of a PIN that is made up for somebody.
const MADE_UP: u32 = 1_000_000;

/// What a person may do at a station, from less to more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StaffRole {
    /// The door's acts: check in and out, undo, unlock, vouch, walk-ins, names.
    Steward,
    /// The same, and the station: export, settings, closing the program.
    Supervisor,
}

impl StaffRole {
    /// As stored and as commands take it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Steward => "steward",
            Self::Supervisor => "supervisor",
        }
    }

    /// From [`Self::tag`].
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::Steward, Self::Supervisor]
            .into_iter()
            .find(|role| role.tag() == tag)
    }
}

/// A member of staff, as one event has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// What their PIN is compared with.
    pub pin: PinHash,
}

/// A member of staff and their events, as the organiser lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffListed {
    /// Who.
    pub member: StaffMember,
    /// Where.
    pub events: Vec<EventId>,
}

/// A PIN. Can't be printed.
#[derive(Debug, Clone)]
pub struct Pin(Secret<String>);

/// Something that can't be a PIN; no try is spent on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has 4 to 12 digits")]
pub struct NotAPin;

impl Pin {
    /// Reads 4 to 12 digits: Latin, Persian or Arabic, with white space around them.
    ///
    /// # Errors
    /// [`NotAPin`].
    pub fn parse(typed: &str) -> Result<Self, NotAPin> {
        // Of its full size at once: a string that grows leaves copies behind.
        let mut digits = Secret::new(String::with_capacity(*DIGITS.end()));
        for c in typed.trim().chars() {
            let digit = ascii_digit(c).ok_or(NotAPin)?;
            if digits.reveal().len() == *DIGITS.end() {
                return Err(NotAPin);
            }
            digits.change(|digits| digits.push(digit));
        }
        if DIGITS.contains(&digits.reveal().len()) {
            Ok(Self(digits))
        } else {
            Err(NotAPin)
        }
    }

    /// A random one of six digits.
    pub fn make_up(random: &mut dyn Rng) -> Self {
        let number = random.random_range(0..MADE_UP);
        Self(Secret::new(format!("{number:06}")))
    }

    /// The digits, to be shown once to who gives the PIN out.
    pub const fn reveal(&self) -> &String {
        self.0.reveal()
    }
}

/// A PIN as it is kept: Argon2id in the PHC string format. Somebody who has it can try all PINs
/// in hours, so it is in no record and no export, and can't be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

impl std::fmt::Debug for PinHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinHash(…)")
    }
}

/// What comparing costs (OWASP's second choice of parameters, for machines as small as a kiosk's).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// A PIN can't be hashed; only a fault of the program's does this.
#[derive(Debug, thiserror::Error)]
#[error("a PIN can't be hashed: {0}")]
pub struct HashError(String);

impl PinHash {
    /// Hashes a PIN with a salt of its own. Takes tens of milliseconds and 19 MiB.
    ///
    /// # Errors
    /// [`HashError`], which sound parameters never give.
    pub fn of(pin: &Pin, random: &mut dyn Rng) -> Result<Self, HashError> {
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        let params =
            Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|e| HashError(e.to_string()))?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_with_salt(pin.reveal().as_bytes(), &salt)
            .map(|hash| Self(hash.to_string()))
            .map_err(|e| HashError(e.to_string()))
    }

    /// From a PHC string, as stored and told.
    pub const fn from_phc(text: String) -> Self {
        Self(text)
    }

    /// From one that a stranger told; none unless it takes as long to compare as ours do.
    pub fn told(text: &str) -> Option<Self> {
        let cost = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1$");
        let rest = text.strip_prefix(&cost)?;
        let (salt, hash) = rest.split_once('$')?;
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/';
        let plain = rest.chars().all(|c| is_base64(c) || c == '$');
        (salt.len() == 22 && hash.len() == 43 && plain).then(|| Self(text.to_owned()))
    }

    /// The PHC string, for the table and for the stations of an event alone.
    pub fn phc(&self) -> &str {
        &self.0
    }

    /// Compares in constant time. Takes as long as [`Self::of`]: never in a transaction.
    pub fn matches(&self, pin: &Pin) -> bool {
        Argon2::default()
            .verify_password(pin.reveal().as_bytes(), self.phc())
            .is_ok()
    }
}

/// Tries before the first wait.
pub const PIN_TRIES: u32 = 5;

/// The first wait and the longest.
const FIRST_WAIT_MS: i64 = 30_000;
const LONGEST_WAIT_MS: i64 = 15 * 60_000;

/// Tries since a right PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Tries {
    /// How many were counted.
    counted: u32,
    /// The clocks at the last of them.
    at: Now,
}

/// The tries at a station since the last right PIN, and at each name since its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinTries {
    #[serde(flatten)]
    station: Option<Tries>,
    #[serde(default)]
    names: BTreeMap<StaffId, Tries>,
    /// How often they were forgiven, other than by a right PIN.
    #[serde(default)]
    forgiven: u32,
}

impl PinTries {
    /// With one more at a name, counted now.
    #[must_use]
    pub fn counted(mut self, name: StaffId, now: &Now) -> Self {
        self.station = Some(Tries::counted(self.station, now));
        let known = self.names.get(&name).copied();
        self.names.insert(name, Tries::counted(known, now));
        self
    }

    /// After a right PIN of this name.
    #[must_use]
    pub fn after_right(mut self, name: StaffId) -> Self {
        self.station = None;
        self.names.remove(&name);
        self
    }

    /// None of them, after somebody's PIN was set anew.
    #[must_use]
    pub fn forgiven(&self) -> Self {
        Self {
            forgiven: self.forgiven.wrapping_add(1),
            ..Self::default()
        }
    }

    /// Whether they were counted on from these, or from others since the same were forgiven.
    pub fn go_on_from(&self, kept: &Self) -> bool {
        self.forgiven == kept.forgiven
    }

    fn of(&self, name: StaffId) -> impl Iterator<Item = Tries> {
        [self.station, self.names.get(&name).copied()]
            .into_iter()
            .flatten()
    }

    /// Tries at a name that are left before the first wait.
    pub fn left(&self, name: StaffId) -> u32 {
        let counted = self.of(name).map(|tries| tries.counted).max();
        PIN_TRIES.saturating_sub(counted.unwrap_or(0))
    }

    /// How long until the next try at a name, if it must wait.
    pub fn wait(&self, name: StaffId, now: &Now) -> Option<Millis> {
        self.of(name).filter_map(|tries| tries.wait(now)).max()
    }
}

impl Tries {
    fn counted(before: Option<Self>, now: &Now) -> Self {
        Self {
            counted: before.map_or(0, |tries| tries.counted).saturating_add(1),
            at: *now,
        }
    }

    /// How long until the next try, if it must wait.
    ///
    /// Only the boot clock is asked: the wall clock may stand anywhere. After a restart the wait
    /// runs from that moment, so that a restart shortens nothing and nobody waits for longer than
    /// the wait.
    fn wait(&self, now: &Now) -> Option<Millis> {
        let over = self.counted.checked_sub(PIN_TRIES)?;
        let wait = (FIRST_WAIT_MS << over.min(16)).min(LONGEST_WAIT_MS);
        let passed = if now.boot_id == self.at.boot_id {
            now.boot.get().saturating_sub(self.at.boot.get())
        } else {
            now.boot.get()
        };
        let left = Millis::new(wait - passed.clamp(0, wait));
        (left.get() > 0).then_some(left)
    }
}

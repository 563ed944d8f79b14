//! Verification codes: how one is made, told, and judged. Pure; the row is the caller's.
//!
//! A code is never stored. Its row holds a random nonce, and the digits are derived from it when
//! the SMS is sent and when an answer is compared.

use crate::ids::{AttendeeId, ClientId, StationId};
use crate::key::MacKey;
use crate::mobile::{Mobile, ascii_digit};
use crate::policy::Policy;
use crate::time::{Millis, Now};
use rand::{Rng, RngExt as _};
use zeroize::Zeroize;

/// Digits of a code. The customer's rule; below NIST SP 800-63B's six, so the limits of
/// [`Policy`] carry the weight.
pub const DIGITS: usize = 5;

/// How many codes there are.
const CODES: u32 = 100_000;
const _: () = assert!(CODES == 10u32.pow(5) && DIGITS == 5, "the two say the same");

/// The digits of a verification code. Can't be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; DIGITS]);

/// Something that can't be a code; no attempt is spent on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a verification code has exactly five digits")]
pub struct NotACode;

impl Code {
    /// Reads exactly five digits: Latin, Persian or Arabic, with white space around them.
    ///
    /// # Errors
    /// [`NotACode`].
    pub fn parse(typed: &str) -> Result<Self, NotACode> {
        let mut digits = [0; DIGITS];
        let mut places = digits.iter_mut();
        for c in typed.trim().chars() {
            let digit = ascii_digit(c).ok_or(NotACode)?;
            *places.next().ok_or(NotACode)? = u8::try_from(digit).map_err(|_| NotACode)?;
        }
        if places.next().is_some() {
            Err(NotACode)
        } else {
            Ok(Self(digits))
        }
    }

    /// Reads a JSON number, which has lost its leading zeros.
    ///
    /// # Errors
    /// [`NotACode`] above 99999.
    pub fn from_number(number: u64) -> Result<Self, NotACode> {
        u32::try_from(number)
            .ok()
            .filter(|n| *n < CODES)
            .map(Self::from_index)
            .ok_or(NotACode)
    }

    /// Any of them, for a message that tests the way and proves nothing.
    pub fn random(random: &mut dyn Rng) -> Self {
        Self::from_index(random.random_range(0..CODES))
    }

    fn from_index(mut index: u32) -> Self {
        let mut digits = [b'0'; DIGITS];
        for place in digits.iter_mut().rev() {
            *place = b'0' + u8::try_from(index % 10).unwrap_or_default();
            index /= 10;
        }
        Self(digits)
    }

    /// The digits, for couriers alone.
    pub fn digits(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        crate::key::same(&self.0, &other.0)
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

/// Who asked for a code: only they can redeem it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verifier {
    /// A Connect app at the centre.
    Client(ClientId),
    /// A station at its own screen.
    Station(StationId),
}

/// What a code proves the number for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Logging in.
    Login,
    /// Moving this attendee to the number.
    ChangeMobile(AttendeeId),
}

impl Verifier {
    /// As stored: `client:…` or `station:…`.
    pub fn label(&self) -> String {
        match self {
            Self::Client(id) => format!("client:{id}"),
            Self::Station(id) => format!("station:{id}"),
        }
    }

    /// From [`Self::label`].
    pub fn from_label(label: &str) -> Option<Self> {
        match label.split_once(':')? {
            ("client", id) => Some(Self::Client(ClientId(id.to_owned()))),
            ("station", id) => id.parse().ok().map(Self::Station),
            _ => None,
        }
    }
}

impl Purpose {
    /// As stored: `login` or `change-mobile:…`.
    pub fn label(&self) -> String {
        match self {
            Self::Login => "login".to_owned(),
            Self::ChangeMobile(sub) => format!("change-mobile:{sub}"),
        }
    }

    /// From [`Self::label`].
    pub fn from_label(label: &str) -> Option<Self> {
        match label.split_once(':') {
            None if label == "login" => Some(Self::Login),
            Some(("change-mobile", sub)) => sub.parse().ok().map(Self::ChangeMobile),
            _ => None,
        }
    }
}

/// What makes one code different from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// Whose code it is.
    pub mobile: Mobile,
    /// Who asked.
    pub verifier: Verifier,
    /// For what.
    pub purpose: Purpose,
    /// 128 random bits.
    pub nonce: [u8; 16],
}

impl Seed {
    /// A fresh nonce.
    pub fn nonce(random: &mut dyn Rng) -> [u8; 16] {
        let mut nonce = [0; 16];
        random.fill_bytes(&mut nonce);
        nonce
    }

    /// `truncate(HMAC-SHA-256(code key, verifier || purpose || mobile || nonce))`, uniform.
    pub fn derive(&self, key: &MacKey) -> Code {
        let verifier = self.verifier.label();
        let purpose = self.purpose.label();
        let mut round = 0u32;
        loop {
            let tag = key.mac(&[
                verifier.as_bytes(),
                purpose.as_bytes(),
                self.mobile.e164().as_bytes(),
                &self.nonce,
                &round.to_be_bytes(),
            ]);
            if let Some(index) = unbiased(&tag) {
                return Code::from_index(index);
            }
            round += 1;
        }
    }
}

/// The first of the eight words of the tag that falls below the largest multiple of the number
/// of codes: a word above it would favour the low codes.
fn unbiased(tag: &[u8; 32]) -> Option<u32> {
    let limit = u32::MAX - u32::MAX % CODES;
    tag.chunks_exact(4)
        .filter_map(|word| word.try_into().ok().map(u32::from_be_bytes))
        .find(|word| *word < limit)
        .map(|word| word % CODES)
}

/// The row of a code: one for each mobile at this engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// What the digits are derived from.
    pub seed: Seed,
    /// The clocks when it was made.
    pub made: Now,
    /// Attempts counted so far.
    pub attempts: u32,
    /// Whether it was consumed.
    pub used: bool,
    /// Whether the number was on the list: the code of an unlisted number matches nothing.
    pub listed: bool,
}

/// What may still be done with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeState {
    /// It can be answered.
    Live {
        /// How long it lives on.
        left: Millis,
    },
    /// Its attempts are spent.
    Spent,
    /// It was consumed.
    Used,
    /// Its time is over, or can't be told any more (reboot, clock before its making).
    Expired,
}

impl CodeRow {
    /// The state of the code at `now`. A code dies when either clock says that its life is
    /// over, at a reboot, and when the wall clock stands before its making.
    pub fn state(&self, policy: &Policy, now: &Now) -> CodeState {
        if self.used && !crate::fault::planted("used-code-lives") {
            return CodeState::Used;
        }
        let life = Millis::from_secs(policy.code_life_s);
        let left = now
            .age_of(&self.made)
            .map(|age| Millis::new(life.get() - age.get()));
        match left {
            Some(left) if left.get() > 0 || crate::fault::planted("late-code") => {
                if self.attempts >= policy.attempts_per_code {
                    CodeState::Spent
                } else {
                    CodeState::Live { left }
                }
            }
            Some(_) | None => CodeState::Expired,
        }
    }

    /// Whether a resend may carry this same code: it belongs to the same asker and purpose and
    /// has more than half of its life left.
    pub fn may_be_resent(
        &self,
        verifier: &Verifier,
        purpose: &Purpose,
        policy: &Policy,
        now: &Now,
    ) -> bool {
        let same_asker = self.seed.verifier == *verifier && self.seed.purpose == *purpose;
        let enough = Millis::from_secs(policy.resend_same_code_s);
        same_asker && matches!(self.state(policy, now), CodeState::Live { left } if left > enough)
    }
}

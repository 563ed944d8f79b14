//! Why an act about a code was refused. An outcome, not an error: it commits what it counted.

use crate::time::Millis;

/// Many reasons; what each caller is told of them is one `match` in its shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The number has had too many failures.
    Locked {
        /// Until the next try.
        retry_after: Millis,
    },
    /// The limits for sends are reached.
    TooManySends {
        /// Until the next send.
        retry_after: Millis,
        /// Whose limit it is.
        of: SendLimit,
        /// The code that still lives, if the asker has one.
        live: Option<CodeStatus>,
    },
    /// The station pauses.
    StationPaused {
        /// Until it goes on.
        retry_after: Millis,
    },
    /// Staff must unlock the station.
    StaffNeeded,
    /// The number has no code of this asker for this purpose.
    NoCode,
    /// The code's time is over.
    Expired,
    /// The code was consumed.
    Used,
    /// The code's attempts are spent.
    Spent,
    /// The code is wrong; the attempt was counted.
    Wrong {
        /// The smaller of the code's tries and the number's.
        tries_left: u32,
    },
}

/// Whose limit for sends is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendLimit {
    /// The number's, or that of who asks: another number may be sent to.
    Asker,
    /// The station's, whatever the number.
    Station,
}

/// The state of a live code, computed alike for listed and unlisted numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeStatus {
    /// Until the code dies.
    pub expires_in: Millis,
    /// Until the limits allow the next send.
    pub resend_in: Millis,
    /// The smaller of the code's tries and the number's.
    pub tries_left: u32,
}

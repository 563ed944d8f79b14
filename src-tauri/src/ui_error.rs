//! What a refused command tells the screen: a code it can act on, never a sentence.

use serde::Serialize;
use ts_rs::TS;

/// Why a command did nothing, and what the screen can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum UiError {
    /// What was typed is no mobile number; nothing was counted.
    NotAMobile {
        /// Which rule it breaks.
        why: NotAMobile,
    },
    /// This number has had too many failures (screen `trouble`).
    Locked {
        /// Milliseconds until it may be tried again, or until staff unlock it.
        retry_after_ms: u64,
    },
    /// The limits for sends to this number are reached.
    TooManySends {
        /// Milliseconds until the next send.
        retry_after_ms: u64,
    },
    /// This station pauses: too many codes were sent or guessed wrong (screen `trouble`).
    StationPaused {
        /// Milliseconds until it goes on.
        retry_after_ms: u64,
    },
    /// Too many wrong codes at this station today: staff must unlock it (screen `trouble`).
    StaffNeeded,
    /// The code is wrong; this try was counted.
    WrongCode {
        /// Tries left: the smaller of the code's and the number's.
        tries_left: u32,
    },
    /// No tries are left for this code; a new one may be asked for.
    CodeSpent,
    /// The code's two minutes are over, or it was replaced or used.
    CodeExpired,
    /// What was typed can't be a code; nothing was counted.
    NotACode,
    /// The event is no longer served here.
    EventOver,
    /// The login has ended (time-out, 'done', or the next attendee).
    SessionOver,
    /// The ticket can't be checked in: cancelled, or not one of this login's.
    TicketClosed,
    /// The station can't keep what it would promise (disk full, database gone).
    StationFault {
        /// What staff find in the log.
        reference: String,
    },
}

/// Why what was typed is no mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NotAMobile {
    /// Nothing was typed.
    Empty,
    /// A character that no number has.
    Character,
    /// Too few digits.
    TooShort,
    /// Too many digits.
    TooLong,
    /// Iranian, but doesn't begin with 9.
    NotMobile,
    /// A foreign number that doesn't exist in its country's plan.
    Foreign,
}

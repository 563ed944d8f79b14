//! What a refused command tells the screen: a code it can act on, never a sentence.

use crate::ambient;
use crate::call_error::{CallError, Obstacle};
use crate::enrol::JoinError;
use crate::setup_reply::NoRoster;
use crate::station::StationError;
use crate::view::millis;
use connect_engine::acts::{ChangeRefusal, LoginRefusal, TicketRefusal};
use connect_engine::join_text::NoJoinText;
use connect_engine::mobile::MobileError;
use connect_engine::refusal::{Refusal, SendLimit};
use serde::Serialize;
use ts_rs::TS;

/// Why a command did nothing, and what the screen can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "code",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
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
    /// This station has sent so many codes that the next waits, whatever the number.
    StationBusy {
        /// Milliseconds until the next send.
        retry_after_ms: u64,
    },
    /// This station pauses: too many codes were guessed wrong (screen `trouble`).
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
    /// No ticket that a code can be sent to: unknown, cancelled or without a mobile, which nobody
    /// is told apart. This try was counted.
    UnknownTicket,
    /// The number is proven, and another attendee of the event has it.
    NumberTaken,
    /// Somebody else of the staff has this name: nobody could tell them apart.
    StaffNameTaken,
    /// The attendee has this number already; nothing was sent.
    SameNumber,
    /// The event is no longer served here.
    EventOver,
    /// The login has ended (time-out, 'done', or the next attendee).
    SessionOver,
    /// The ticket can't be checked in: cancelled, or not one of this login's.
    TicketClosed,
    /// There is no station yet: the kiosk must be set up first.
    NotSetUp,
    /// What was typed or scanned is no text from `connect-central station code`.
    JoinCodeUnreadable,
    /// The text is of a newer centre than this kiosk knows.
    JoinCodeNewer,
    /// The centre doesn't know the code, or another kiosk used it, or it is too old.
    JoinCodeUsed,
    /// The code is for a kiosk that brings an event of its own, and this one has none.
    JoinCodeNoEvent,
    /// The code is of another centre than the one that this kiosk has joined.
    JoinCodeElsewhere,
    /// Nobody answers at the centre's address.
    NoNetwork,
    /// What answers isn't the centre: a proxy, or a network that wants to be logged in to.
    ProxyInTheWay,
    /// What stands before the centre answers, and the centre behind it doesn't; or it can do nothing
    /// just now.
    CentreDown,
    /// Nobody vouches for who answers at the centre's address.
    CertificateWrong,
    /// The centre's certificate is out of its time, and this machine's clock is certainly wrong.
    ClockWrong {
        /// By at least so many milliseconds (behind if negative).
        off_ms: i64,
    },
    /// The centre doesn't take this station.
    CentreRefused,
    /// A time that isn't RFC 3339, or an end before the start.
    NotATime,
    /// There is no such time zone.
    NoSuchZone,
    /// The file is no roster; nothing of it went in.
    NoRoster {
        /// Why.
        why: NoRoster,
    },
    /// Who is on duty may not do this; of the set-up, only before the first attendee or for a
    /// supervisor.
    NotAllowed,
    /// SMS can't leave in this way: something of the account is missing.
    SmsUnusable,
    /// It isn't done without a name.
    NameNeeded,
    /// The PIN is wrong; this try was counted.
    PinWrong {
        /// Tries left before a wait.
        tries_left: u32,
    },
    /// Too many wrong PINs were typed at this station.
    PinWait {
        /// Milliseconds until it may be tried again.
        retry_after_ms: u64,
    },
    /// What was typed can't be a PIN; nothing was counted.
    NotAPin,
    /// Nobody is on duty (any more).
    NotOnDuty,
    /// There is nobody of this kind here (any more).
    NobodyFound,
    /// The ticket's holder isn't inside.
    NotInside,
    /// What was seen on the card isn't the last that was done: somebody else did something
    /// meanwhile.
    ChangedSince,
    /// It isn't done without a reason.
    ReasonNeeded,
    /// The drive was pulled out.
    DriveGone,
    /// The drive has no room for it.
    DriveFull,
    /// The drive can be read and not be written.
    DriveReadOnly,
    /// The drive doesn't answer.
    DriveSilent,
    /// The station can't keep what it would promise (disk full, database gone).
    StationFault {
        /// What staff find in the log.
        reference: String,
    },
}

/// Why what was typed is no mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
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

impl From<MobileError> for UiError {
    fn from(error: MobileError) -> Self {
        let why = match error {
            MobileError::Empty => NotAMobile::Empty,
            MobileError::Character => NotAMobile::Character,
            MobileError::TooShort => NotAMobile::TooShort,
            MobileError::TooLong => NotAMobile::TooLong,
            MobileError::NotMobile => NotAMobile::NotMobile,
            MobileError::Foreign => NotAMobile::Foreign,
        };
        Self::NotAMobile { why }
    }
}

impl From<Refusal> for UiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Locked { retry_after } => Self::Locked {
                retry_after_ms: millis(retry_after),
            },
            Refusal::TooManySends {
                retry_after,
                of,
                live: _,
            } => {
                let retry_after_ms = millis(retry_after);
                match of {
                    SendLimit::Asker => Self::TooManySends { retry_after_ms },
                    SendLimit::Station => Self::StationBusy { retry_after_ms },
                }
            }
            Refusal::StationPaused { retry_after } => Self::StationPaused {
                retry_after_ms: millis(retry_after),
            },
            Refusal::StaffNeeded => Self::StaffNeeded,
            Refusal::Wrong { tries_left } => Self::WrongCode { tries_left },
            Refusal::Spent => Self::CodeSpent,
            // A code that was replaced, used or never there: a new one is the cure for each.
            Refusal::NoCode | Refusal::Expired | Refusal::Used => Self::CodeExpired,
        }
    }
}

impl From<TicketRefusal> for UiError {
    fn from(refusal: TicketRefusal) -> Self {
        match refusal {
            TicketRefusal::Unknown => Self::UnknownTicket,
            TicketRefusal::Code(refusal) => refusal.into(),
        }
    }
}

impl From<ChangeRefusal> for UiError {
    fn from(refusal: ChangeRefusal) -> Self {
        match refusal {
            ChangeRefusal::Code(refusal) => refusal.into(),
            ChangeRefusal::Same => Self::SameNumber,
            ChangeRefusal::Taken => Self::NumberTaken,
        }
    }
}

impl From<LoginRefusal> for UiError {
    fn from(refusal: LoginRefusal) -> Self {
        match refusal {
            LoginRefusal::Code(refusal) => refusal.into(),
            LoginRefusal::EventOver => Self::EventOver,
            LoginRefusal::NoProof => Self::SessionOver,
        }
    }
}

impl From<JoinError> for UiError {
    /// The cause goes to the log: whoever sets up reads what to do, and who knows more looks there.
    fn from(error: JoinError) -> Self {
        let cause: &dyn std::error::Error = &error;
        tracing::warn!(error = cause, "this station could not join");
        if let JoinError::Call(error) = &error
            && let Some(obstacle) = error.obstacle()
        {
            return obstacle.into();
        }
        match error {
            JoinError::Call(CallError::Refused { kind, .. }) if kind == BAD_CODE => {
                Self::JoinCodeUsed
            }
            JoinError::Call(CallError::Refused { kind, .. }) if kind == NO_EVENT => {
                Self::JoinCodeNoEvent
            }
            JoinError::Call(CallError::Station(error)) | JoinError::Station(error) => error.into(),
            JoinError::OtherCentre { .. } => Self::JoinCodeElsewhere,
            // Of these, the ones with an obstacle are told above.
            JoinError::Call(
                CallError::NotReached { .. }
                | CallError::NoCentre { .. }
                | CallError::Refused { .. }
                | CallError::WrongTime { .. }
                | CallError::NotKnown
                | CallError::Sign,
            )
            | JoinError::OtherAddress { .. }
            | JoinError::NotBrought
            | JoinError::NoName
            | JoinError::Sign => Self::CentreRefused,
            JoinError::Machine(error) => machine_fault(&error),
        }
    }
}

impl From<Obstacle> for UiError {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::NoNetwork => Self::NoNetwork,
            Obstacle::InTheWay => Self::ProxyInTheWay,
            Obstacle::CentreDown => Self::CentreDown,
            Obstacle::Certificate => Self::CertificateWrong,
            Obstacle::Clock(off) => Self::ClockWrong { off_ms: off.get() },
        }
    }
}

/// What the centre says of a code that is wrong, used or too old.
const BAD_CODE: &str = "urn:connect-kiosk:problem:enrolment-code";

/// What the centre says of a code for no event, to a station that brings none.
const NO_EVENT: &str = "urn:connect-kiosk:problem:enrolment-no-event";

/// A data folder that can't be used: the log says what to do.
pub fn machine_fault(error: &anyhow::Error) -> UiError {
    let reference = reference();
    tracing::error!(reference, "{error:#}");
    UiError::StationFault { reference }
}

fn reference() -> String {
    format!("{:06X}", ambient::now().wall.millis() & 0x00FF_FFFF)
}

impl From<NoJoinText> for UiError {
    fn from(error: NoJoinText) -> Self {
        match error {
            NoJoinText::Unreadable => Self::JoinCodeUnreadable,
            NoJoinText::Newer => Self::JoinCodeNewer,
        }
    }
}

impl From<StationError> for UiError {
    /// The cause goes to the log, under a reference that the screen shows.
    fn from(error: StationError) -> Self {
        let reference = reference();
        let cause: &dyn std::error::Error = &error;
        tracing::error!(
            reference,
            error = cause,
            "the station can't keep what it would promise"
        );
        Self::StationFault { reference }
    }
}

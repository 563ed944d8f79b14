//! Whom and what a fact is about, who of the staff it names, and why they did it.

use crate::fact::Fact;
use crate::ids::{AttendeeId, StaffId, TicketId};
use crate::key::MobileHash;

/// Whom the body of a record is about: who is erased with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About {
    /// The attendee.
    pub attendee: Option<AttendeeId>,
    /// The number.
    pub mobile: Option<MobileHash>,
}

impl Fact {
    /// Whose body it is.
    pub fn about(&self) -> About {
        let number = |mobile| About {
            mobile: Some(mobile),
            ..About::default()
        };
        let attendee = |attendee| About {
            attendee: Some(attendee),
            ..About::default()
        };
        match self {
            Self::CodeSent(sent) => number(sent.mobile_hash),
            Self::AttemptFailed(at) | Self::NumberProven(at) => number(at.mobile_hash),
            Self::NumberUnlocked(unlocked) => About {
                attendee: unlocked.attendee,
                mobile: Some(unlocked.mobile_hash),
            },
            Self::Login(login) => About {
                attendee: Some(login.attendee),
                mobile: Some(login.mobile_hash),
            },
            Self::CheckIn(entry) => attendee(entry.attendee),
            Self::CheckedOut(left) => attendee(left.attendee),
            Self::Vouched(vouched) => attendee(vouched.attendee),
            Self::NameCorrected(corrected) => attendee(corrected.attendee),
            Self::CheckInUndone(undone) => About {
                attendee: undone.attendee,
                ..About::default()
            },
            Self::WalkIn(made) => attendee(made.attendee),
            Self::MobileChanged(moved) => attendee(moved.attendee),
            Self::LogBegun(_)
            | Self::StationUnlocked(_)
            | Self::StaffAct(_)
            | Self::TicketUnknown(_)
            | Self::HelpCalled(_)
            | Self::HelpAnswered(_)
            | Self::EventCreated(_)
            | Self::TicketTypeSet(_)
            | Self::EventLookSet(_)
            | Self::EventTimesSet(_)
            | Self::PolicySet(_)
            | Self::RosterImported(_)
            | Self::AttendeeRemoved(_)
            | Self::TicketCancelled(_)
            | Self::ClientCreated(_)
            | Self::EnrolmentCodeMade(_)
            | Self::StationEnrolled(_)
            | Self::StationRevoked(_)
            | Self::RecordsReleased(_)
            | Self::StaffAdded(_)
            | Self::StaffRemoved(_) => About::default(),
        }
    }

    /// The ticket that it is about.
    pub const fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::CheckIn(entry) => Some(entry.ticket),
            Self::CheckedOut(left) => Some(left.ticket),
            Self::CheckInUndone(undone) => Some(undone.ticket),
            Self::WalkIn(made) => Some(made.ticket),
            Self::NameCorrected(corrected) => Some(corrected.ticket),
            _ => None,
        }
    }

    /// Who of the staff did it.
    pub const fn by(&self) -> Option<StaffId> {
        match self {
            Self::CheckIn(entry) => entry.by,
            Self::CheckedOut(left) => left.by,
            Self::CheckInUndone(undone) => undone.by,
            Self::WalkIn(made) => made.by,
            Self::Vouched(vouched) => vouched.by,
            Self::NameCorrected(corrected) => corrected.by,
            Self::NumberUnlocked(unlocked) => unlocked.by,
            Self::StationUnlocked(unlocked) => unlocked.by,
            Self::HelpCalled(called) => called.by,
            Self::HelpAnswered(answered) => answered.by,
            Self::StaffAct(done) => done.by,
            _ => None,
        }
    }

    /// Why they did it.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::CheckInUndone(undone) => undone.reason.as_deref(),
            Self::Vouched(vouched) => Some(&vouched.reason),
            Self::StaffAct(done) => Some(&done.reason),
            _ => None,
        }
    }
}

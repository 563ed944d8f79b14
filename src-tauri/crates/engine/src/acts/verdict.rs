//! Whether a record of a station takes effect at the centre, or why it is kept aside.

use super::Act;
use crate::fact::{CheckIn, CheckInUndone, CheckedOut, Fact, NameCorrected};
use crate::ids::EventId;
use crate::store::{StationRow, StoreError, Tx};

/// Why a record waits for another that it is about.
pub(super) const UNKNOWN_HERE: &str = "about something that isn't known here";
/// Why a record waits until its station is let serve the event, by another code.
pub(super) const NOT_SERVED: &str = "not an event of the station";
/// Why a record of a branch is never told to anybody.
pub(super) const TOO_DEEP: &str = "in a branch of too many branches";
const OF_ANOTHER: &str = "about something of another event";

/// Why a record waits for a newer centre: a newer station says what this program doesn't know, or
/// says it in other words.
pub(super) const UNKNOWN_KIND: &str = "of a kind that isn't known here";
pub(super) const UNREADABLE: &str = "its body can't be read";

impl<T: Tx> Act<'_, T> {
    /// Why a record is kept aside, if it is.
    pub(super) fn verdict(
        &mut self,
        author: &StationRow,
        event: Option<EventId>,
        fact: Option<&Fact>,
    ) -> Result<Option<&'static str>, StoreError> {
        if author.revoked_at.is_some() {
            return Ok(Some("revoked"));
        }
        self.unfit(author, event, fact)
    }

    /// The same for a station that isn't revoked.
    pub(super) fn unfit(
        &mut self,
        author: &StationRow,
        event: Option<EventId>,
        fact: Option<&Fact>,
    ) -> Result<Option<&'static str>, StoreError> {
        if event.is_some_and(|event| !author.events.contains(&event)) {
            return Ok(Some(NOT_SERVED));
        }
        let Some(fact) = fact else { return Ok(None) };
        let of_another = matches!(fact, Fact::StationUnlocked(of) if of.station != author.id);
        if of_another || !is_a_stations(fact) && !self.is_a_founders(author, event, fact)? {
            return Ok(Some("not a station's to say"));
        }
        self.misplaced(fact, event)
    }

    /// Whether it is of a station's own event, which was its alone before it joined.
    fn is_a_founders(
        &mut self,
        author: &StationRow,
        event: Option<EventId>,
        fact: &Fact,
    ) -> Result<bool, StoreError> {
        let own = |event: &EventId| author.founded.contains(event);
        Ok(match fact {
            Fact::EventCreated(made) => event == Some(made.event) && own(&made.event),
            Fact::RosterImported(_) | Fact::TicketTypeSet(_) | Fact::EventLookSet(_) => {
                event.as_ref().is_some_and(own)
            }
            Fact::StaffAdded(added) => !added.events.is_empty() && added.events.iter().all(own),
            Fact::StaffRemoved(removed) => {
                let left = self.tx.events_of_staff(removed.staff)?;
                !author.founded.is_empty() && left.iter().all(own)
            }
            _ => false,
        })
    }

    /// Whether the ticket or attendee of a fact belongs to the event that its header names: a
    /// station of one event can't speak for another's.
    fn misplaced(
        &mut self,
        fact: &Fact,
        event: Option<EventId>,
    ) -> Result<Option<&'static str>, StoreError> {
        let found = match fact {
            Fact::CheckIn(CheckIn { ticket, .. })
            | Fact::CheckInUndone(CheckInUndone { ticket, .. })
            | Fact::CheckedOut(CheckedOut { ticket, .. }) => {
                self.tx.ticket(*ticket)?.map(|t| t.event)
            }
            Fact::NameCorrected(NameCorrected {
                ticket, attendee, ..
            }) => {
                let of = self.tx.ticket(*ticket)?.map(|t| t.event);
                let holder = self.tx.attendee(*attendee)?.map(|a| a.event);
                // Whoever held it may be gone; another event's attendee never held it.
                if of.is_some() && holder.is_some() && holder != of {
                    return Ok(Some(OF_ANOTHER));
                }
                of
            }
            Fact::MobileChanged(change) => self.tx.attendee(change.attendee)?.map(|a| a.event),
            Fact::Vouched(vouched) => self.tx.attendee(vouched.attendee)?.map(|a| a.event),
            Fact::WalkIn(_) => event,
            // A call that isn't known yet may still come, and nobody is harmed by its answer.
            Fact::HelpAnswered(answer) => match self.tx.call((answer.log, answer.index))? {
                Some(call) if call.event.is_some() => call.event,
                Some(_) | None => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(match found {
            None => Some(UNKNOWN_HERE),
            Some(found) if Some(found) != event => Some(OF_ANOTHER),
            Some(_) => None,
        })
    }
}

/// The id of what a fact is about and has to wait for where it isn't known.
pub(super) fn awaited(fact: &Fact) -> Option<[u8; 16]> {
    match fact {
        Fact::CheckIn(CheckIn { ticket, .. })
        | Fact::CheckInUndone(CheckInUndone { ticket, .. })
        | Fact::CheckedOut(CheckedOut { ticket, .. })
        | Fact::NameCorrected(NameCorrected { ticket, .. }) => Some(*ticket.as_bytes()),
        Fact::MobileChanged(change) => Some(*change.attendee.as_bytes()),
        Fact::Vouched(vouched) => Some(*vouched.attendee.as_bytes()),
        _ => None,
    }
}

/// Whether a station may say this; the centre's own acts are the centre's alone.
const fn is_a_stations(fact: &Fact) -> bool {
    match fact {
        Fact::LogBegun(_)
        | Fact::CodeSent(_)
        | Fact::AttemptFailed(_)
        | Fact::NumberProven(_)
        | Fact::Login(_)
        | Fact::CheckIn(_)
        | Fact::CheckInUndone(_)
        | Fact::CheckedOut(_)
        | Fact::Vouched(_)
        | Fact::NameCorrected(_)
        | Fact::WalkIn(_)
        | Fact::MobileChanged(_)
        | Fact::NumberUnlocked(_)
        | Fact::StationUnlocked(_)
        | Fact::StaffAct(_)
        | Fact::TicketUnknown(_)
        | Fact::HelpCalled(_)
        | Fact::HelpAnswered(_) => true,
        Fact::EventCreated(_)
        | Fact::TicketTypeSet(_)
        | Fact::EventLookSet(_)
        | Fact::EventTimesSet(_)
        | Fact::PolicySet(_)
        | Fact::RosterImported(_)
        | Fact::AttendeeRemoved(_)
        | Fact::TicketCancelled(_)
        | Fact::ClientCreated(_)
        | Fact::EnrolmentCodeMade(_)
        | Fact::StationEnrolled(_)
        | Fact::StationRevoked(_)
        | Fact::StaffAdded(_)
        | Fact::StaffRemoved(_)
        | Fact::RecordsReleased(_) => false,
    }
}

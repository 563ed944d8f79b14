//! What a member of staff does at the door for somebody. Each is a record that says who did it.

use super::Act;
use super::check_in::{TicketView, WelcomeView, view_ticket};
use crate::checkin::Place;
use crate::fact::{
    BY_STAFF, CheckIn, CheckInUndone, CheckedOut, Fact, NumberUnlocked, StaffAct, Vouched, WalkIn,
};
use crate::ids::{AttendeeId, EventAlias, StaffId, TicketId};
use crate::mobile::Mobile;
use crate::roster::{Attendee, AttendeeState, Event, Ticket, one_line};
use crate::store::{StoreError, Tx};

/// Why something wasn't done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorRefusal {
    /// There is no such attendee or ticket here (any more).
    NobodyFound,
    /// The ticket is cancelled, or its type doesn't let in now.
    TicketClosed,
    /// Its holder isn't inside.
    NotInside,
    /// What they saw done last isn't the last any more, or the ticket is somebody else's: something
    /// was done meanwhile.
    ChangedSince,
    /// It isn't done without a reason.
    ReasonNeeded,
    /// It isn't done without a name.
    NameNeeded,
    /// Another attendee of the event has the number.
    NumberTaken,
    /// The event isn't served here (any more).
    EventOver,
}

type Door<R> = Result<Result<R, DoorRefusal>, StoreError>;

/// A ticket as staff see it on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which one.
    pub ticket: TicketId,
    /// Whose card it is.
    pub attendee: AttendeeId,
    /// The last check-in or check-out, if any counts.
    pub last: Option<Place>,
}

/// Checks a ticket in for its holder, if nothing was done with it since they saw it: or whoever comes
/// with a ticket that was used at another door a moment ago would be let in on it, too.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn check_in_by_staff<T: Tx>(act: &mut Act<'_, T>, by: StaffId, seen: Seen) -> Door<AttendeeId> {
    let (event, view) = match act.ticket_as_seen(seen)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !view.is_open() {
        return Ok(Err(DoorRefusal::TicketClosed));
    }
    let attendee = view.ticket.attendee;
    let fact = CheckIn {
        ticket: view.ticket.id,
        attendee,
        login: None,
        by: Some(by),
    };
    act.append(Some(event.id), &Fact::CheckIn(fact))?;
    Ok(Ok(attendee))
}

/// Checks a ticket out whose holder leaves, if nothing was done with it since they saw it: its entry
/// is theirs again.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn check_out_by_staff<T: Tx>(
    act: &mut Act<'_, T>,
    by: StaffId,
    seen: Seen,
) -> Door<AttendeeId> {
    let (event, view) = match act.ticket_as_seen(seen)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !view.inside {
        return Ok(Err(DoorRefusal::NotInside));
    }
    let attendee = view.ticket.attendee;
    let fact = CheckedOut {
        ticket: view.ticket.id,
        attendee,
        by: Some(by),
    };
    act.append(Some(event.id), &Fact::CheckedOut(fact))?;
    Ok(Ok(attendee))
}

/// Takes back the last check-in or check-out that counts of a ticket, if that is the one that they
/// saw: what another station did since is nobody's mistake here.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn undo_by_staff<T: Tx>(
    act: &mut Act<'_, T>,
    by: StaffId,
    seen: Seen,
    reason: &str,
) -> Door<AttendeeId> {
    let Some(reason) = said(reason) else {
        return Ok(Err(DoorRefusal::ReasonNeeded));
    };
    let (_, view) = match act.ticket_as_seen(seen)? {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some((log, index)) = seen.last else {
        return Ok(Err(DoorRefusal::ChangedSince));
    };
    let attendee = view.ticket.attendee;
    let fact = Fact::CheckInUndone(CheckInUndone {
        ticket: view.ticket.id,
        log,
        index,
        // It goes when they go whose check-in it is, whoever has the ticket by now.
        attendee: act.tx.passed_at((log, index))?.or(Some(attendee)),
        reason: Some(reason),
        by: Some(by),
    });
    act.append(Some(view.ticket.event), &fact)?;
    Ok(Ok(attendee))
}

/// Forgives the failures of an attendee's number.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn unlock_by_staff<T: Tx>(
    act: &mut Act<'_, T>,
    by: StaffId,
    attendee: AttendeeId,
) -> Door<AttendeeId> {
    let Some(known) = act.standing(attendee)? else {
        return Ok(Err(DoorRefusal::NobodyFound));
    };
    let Some(mobile) = known.mobile else {
        return Ok(Err(DoorRefusal::NobodyFound));
    };
    let fact = NumberUnlocked {
        mobile_hash: act.home.mobile_hash(&mobile),
        attendee: Some(attendee),
        by: Some(by),
    };
    act.append(Some(known.event), &Fact::NumberUnlocked(fact))?;
    Ok(Ok(attendee))
}

/// Logs somebody in whom staff recognised without their phone. It is no proof of their number and
/// forgives it nothing.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn vouch<T: Tx>(
    act: &mut Act<'_, T>,
    by: StaffId,
    attendee: AttendeeId,
    reason: &str,
) -> Door<(String, WelcomeView)> {
    let Some(reason) = said(reason) else {
        return Ok(Err(DoorRefusal::ReasonNeeded));
    };
    let Some(known) = act.standing(attendee)? else {
        return Ok(Err(DoorRefusal::NobodyFound));
    };
    let event = act.tx.event(known.event)?;
    let Some(event) = event.filter(|event| act.is_current(event)) else {
        return Ok(Err(DoorRefusal::EventOver));
    };
    let client_id = act.home.client_id();
    let amr = vec![BY_STAFF.to_owned()];
    let issued = act.issue_user_token(&event, attendee, client_id.clone(), amr)?;
    let fact = Vouched {
        attendee,
        jti: issued.claims.jti,
        client_id,
        amr: issued.claims.amr,
        reason,
        by: Some(by),
    };
    act.append(Some(event.id), &Fact::Vouched(fact))?;
    let login = (issued.claims.jti, Some(by));
    let view = act.enter_with_only_ticket(&event, attendee, login)?;
    Ok(Ok((issued.token, view)))
}

/// Somebody who isn't on the list, as staff write them down.
#[derive(Debug, Clone)]
pub struct NewWalkIn {
    /// At which event.
    pub event: EventAlias,
    /// Their name.
    pub name: String,
    /// Their number, if they have one.
    pub mobile: Option<Mobile>,
    /// The kind of ticket.
    pub ticket_type: Option<String>,
}

/// Puts somebody on the list at the door; they aren't checked in yet.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn register_walk_in<T: Tx>(
    act: &mut Act<'_, T>,
    by: StaffId,
    new: &NewWalkIn,
) -> Door<AttendeeId> {
    let Some(name) = said(&new.name) else {
        return Ok(Err(DoorRefusal::NameNeeded));
    };
    let event = act.tx.event_by_alias(new.event)?;
    let Some(event) = event.filter(|event| act.is_current(event)) else {
        return Ok(Err(DoorRefusal::EventOver));
    };
    if let Some(mobile) = &new.mobile
        && act.tx.attendee_by_mobile(event.id, mobile)?.is_some()
    {
        return Ok(Err(DoorRefusal::NumberTaken));
    }
    let attendee = AttendeeId::new(act.time, act.random);
    let ticket = TicketId::new(act.time, act.random);
    let fact = WalkIn {
        attendee,
        ticket,
        ticket_code: format!("WALK-IN-{ticket}"),
        mobile: new.mobile.clone(),
        name: Some(name),
        ticket_type: new.ticket_type.as_deref().and_then(said),
        by: Some(by),
    };
    act.append(Some(event.id), &Fact::WalkIn(fact))?;
    Ok(Ok(attendee))
}

/// Characters that are kept of what staff type: a record that is longer than one may be would
/// keep all that come after it from the centre.
const SAID_MAX: usize = 300;

/// What was typed, as one line; none if that is nothing.
pub(super) fn said(typed: &str) -> Option<String> {
    let said: String = one_line(typed).chars().take(SAID_MAX).collect();
    let said = said.trim_end();
    (!said.is_empty()).then(|| said.to_owned())
}

/// Writes down what staff do that leaves no other record: what it was, and what with.
///
/// # Errors
/// What the database could not do; it is not to be done then.
pub fn note_staff_act<T: Tx>(
    act: &mut Act<'_, T>,
    done: &str,
    with: &str,
    by: StaffId,
) -> Result<(), StoreError> {
    let fact = Fact::StaffAct(StaffAct {
        act: done.to_owned(),
        reason: with.chars().take(SAID_MAX).collect(),
        by: Some(by),
    });
    act.append(None, &fact).map(drop)
}

impl<T: Tx> Act<'_, T> {
    /// An attendee who wasn't removed and has a ticket.
    pub(super) fn standing(&mut self, id: AttendeeId) -> Result<Option<Attendee>, StoreError> {
        let attendee = self.tx.attendee(id)?;
        Ok(attendee.filter(|attendee| attendee.state == AttendeeState::Active))
    }

    /// A ticket of the one whose card staff see, if it is theirs and they are on the list, and its
    /// event.
    pub(super) fn ticket_at_the_door(
        &mut self,
        id: TicketId,
        shown: AttendeeId,
    ) -> Door<(Event, Ticket)> {
        let Some(ticket) = self.tx.ticket(id)? else {
            return Ok(Err(DoorRefusal::NobodyFound));
        };
        if ticket.attendee != shown {
            return Ok(Err(DoorRefusal::ChangedSince));
        }
        let Some(event) = self.tx.event(ticket.event)? else {
            return Ok(Err(DoorRefusal::EventOver));
        };
        Ok(match self.standing(ticket.attendee)? {
            Some(_) => Ok((event, ticket)),
            None => Err(DoorRefusal::NobodyFound),
        })
    }

    /// The same with what became of it, if nothing was done with it since they saw it.
    fn ticket_as_seen(&mut self, seen: Seen) -> Door<(Event, TicketView)> {
        let (event, ticket) = match self.ticket_at_the_door(seen.ticket, seen.attendee)? {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let view = view_ticket(self, &event, ticket, None)?;
        Ok(if view.last.map(|last| last.place) == seen.last {
            Ok((event, view))
        } else {
            Err(DoorRefusal::ChangedSince)
        })
    }
}

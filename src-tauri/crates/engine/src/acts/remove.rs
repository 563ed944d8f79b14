//! Removing an attendee, and closing a ticket.

use super::Act;
use crate::fact::{AttendeeRemoved, Fact, TicketCancelled};
use crate::home::Role;
use crate::ids::AttendeeId;
use crate::mobile::Mobile;
use crate::roster::{Attendee, AttendeeState, Event, Ticket};
use crate::store::{StoreError, Tx};
use std::collections::BTreeSet;

/// What removing an attendee did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// They are gone.
    Done,
    /// They were gone before.
    Already,
    /// There is no such attendee.
    Unknown,
}

/// Removes an attendee: a tombstone goes down to the stations, their tokens end, and what is
/// known of them is erased. Records that arrive later count, without their bodies.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn remove_attendee<T: Tx>(act: &mut Act<'_, T>, id: AttendeeId) -> Result<Removal, StoreError> {
    let Some(attendee) = act.tx.attendee(id)? else {
        return Ok(Removal::Unknown);
    };
    if attendee.is_removed() {
        return Ok(Removal::Already);
    }
    let touched = act.touched_by(&attendee)?;
    act.forget(&attendee)?;
    let event = attendee.event;
    act.put_attendee(&Attendee {
        mobile: None,
        name: String::new(),
        state: AttendeeState::Removed,
        ..attendee
    })?;
    // Whom their number kept from moving there has it now.
    act.fold_numbers(event, &touched)?;
    for ticket in act.tx.tickets_of(id)? {
        act.put_ticket(&ticket.of_nobody())?;
    }
    let fact = Fact::AttendeeRemoved(AttendeeRemoved { attendee: id });
    act.append(Some(event), &fact)?;
    Ok(Removal::Done)
}

impl<T: Tx> Act<'_, T> {
    /// Forgets what is known of somebody who is removed: the bodies of their records (a station's
    /// own where the centre has them), their check-ins and moves, and what their numbers wait
    /// for. What is heard of such a number alone afterwards is not kept either.
    pub(super) fn forget(&mut self, attendee: &Attendee) -> Result<(), StoreError> {
        let own = (self.home.role == Role::Station).then_some(self.home.id);
        let mut numbers = BTreeSet::from_iter(attendee.mobile.clone());
        numbers.extend(self.numbers_before_and_moved_to(attendee.id)?);
        // A station keeps no moves.
        numbers.extend(self.tx.former_numbers(attendee.id)?);
        for mobile in numbers {
            self.forget_number_of(attendee.id, &mobile)?;
        }
        self.tx.erase_bodies_of(attendee.id, own)?;
        self.tx.forget_entries_of(attendee.id)?;
        self.drop_person(attendee.id)?;
        self.tx.forget_history_of(attendee.id)?;
        self.tx.forget_names_of(attendee.id)?;
        self.tx.forget_moves_of(attendee.id)
    }

    /// What is said of a number is of whoever else has it, at whatever event; else of them.
    pub(super) fn forget_number_of(
        &mut self,
        attendee: AttendeeId,
        mobile: &Mobile,
    ) -> Result<(), StoreError> {
        if self.tx.is_held_by_another(mobile, attendee)? {
            return Ok(());
        }
        let hash = self.home.mobile_hash(mobile);
        self.tx.ascribe(&hash, attendee)?;
        self.tx.remember_removed(&hash)?;
        self.tx.forget_number(mobile)
    }
}

/// Closes a ticket for entry; its history stays. False if the event has no such ticket.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn cancel_ticket<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    code: &str,
) -> Result<bool, StoreError> {
    let Some(ticket) = act.tx.ticket_by_code(event.id, code)? else {
        return Ok(false);
    };
    if ticket.cancelled {
        return Ok(true);
    }
    let id = ticket.id;
    act.put_ticket(&Ticket {
        cancelled: true,
        ..ticket
    })?;
    let fact = Fact::TicketCancelled(TicketCancelled { ticket: id });
    act.append(Some(event.id), &fact)?;
    Ok(true)
}

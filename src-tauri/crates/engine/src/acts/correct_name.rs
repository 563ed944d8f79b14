//! Correcting the name on a ticket, for its badge.

use super::Act;
use super::apply::Origin;
use super::staff_acts::{DoorRefusal, said};
use crate::fact::{Fact, NameCorrected};
use crate::ids::{AttendeeId, EventId, StaffId, TicketId};
use crate::names::{Correction, RosterName, fold_name};
use crate::roster::{Attendee, Ticket, one_line};
use crate::store::{Named, StoreError, Tx};

/// Corrects the name on a ticket of the one whose card staff see.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn correct_name<T: Tx>(
    act: &mut Act<'_, T>,
    by: StaffId,
    (ticket, shown): (TicketId, AttendeeId),
    name: &str,
) -> Result<Result<AttendeeId, DoorRefusal>, StoreError> {
    let Some(name) = said(name) else {
        return Ok(Err(DoorRefusal::NameNeeded));
    };
    let found = match act.ticket_at_the_door(ticket, shown)? {
        Ok((_, found)) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if found.holder != name {
        let fact = NameCorrected {
            ticket,
            attendee: found.attendee,
            name,
            by: Some(by),
        };
        act.append(Some(found.event), &Fact::NameCorrected(fact))?;
    }
    Ok(Ok(found.attendee))
}

impl<T: Tx> Act<'_, T> {
    /// The name on a ticket was corrected; here, or as the centre hears of it.
    pub(super) fn take_correction(
        &mut self,
        origin: &Origin,
        corrected: &NameCorrected,
    ) -> Result<(), StoreError> {
        let Some(ticket) = self.tx.ticket(corrected.ticket)? else {
            return Ok(());
        };
        let event = ticket.event;
        for named in [ticket.attendee, corrected.attendee] {
            if self.tx.attendee(named)?.is_some_and(|a| a.is_removed()) {
                // Heard after the removal of whom it names, or of who has the ticket by now: no name
                // of theirs comes back. Who had it then is told all the same.
                return self.fold_name_of(event, corrected.attendee);
            }
        }
        self.tx.put_correction(
            event,
            &Correction {
                place: origin.place,
                station: origin.station,
                placed_at: origin.placed_at,
                ticket: ticket.id,
                attendee: corrected.attendee,
                name: one_line(&corrected.name),
            },
        )?;
        let roster = self.roster_name(event, Named::Ticket(ticket.id), &ticket.holder)?;
        let corrections = self.tx.corrections_of_ticket(ticket.id)?;
        let holder = fold_name(&roster, &corrections).to_owned();
        // Told even where it is as before: the station that corrected it may believe otherwise.
        self.put_ticket(&Ticket { holder, ..ticket })?;
        self.fold_name_of(event, corrected.attendee)
    }

    /// An attendee who is called as a ticket of theirs was goes by its corrected name too.
    fn fold_name_of(&mut self, event: EventId, id: AttendeeId) -> Result<(), StoreError> {
        let Some(attendee) = self.tx.attendee(id)?.filter(|a| !a.is_removed()) else {
            return Ok(());
        };
        let roster = self.roster_name(event, Named::Attendee(id), &attendee.name)?;
        let mut corrections = Vec::new();
        for correction in self.tx.corrections_of(id)? {
            let of_ticket = self.tx.roster_name(Named::Ticket(correction.ticket))?;
            if of_ticket.is_some_and(|of_ticket| of_ticket.name == roster.name) {
                corrections.push(correction);
            }
        }
        let name = fold_name(&roster, &corrections).to_owned();
        self.put_attendee(&Attendee { name, ..attendee })
    }

    /// What the roster calls a ticket's holder or an attendee; before the first correction that is
    /// what they are called.
    fn roster_name(
        &mut self,
        event: EventId,
        of: Named,
        now: &str,
    ) -> Result<RosterName, StoreError> {
        if let Some(known) = self.tx.roster_name(of)? {
            return Ok(known);
        }
        let first = RosterName {
            name: now.to_owned(),
            since: None,
        };
        self.tx.put_roster_name(event, of, &first)?;
        Ok(first)
    }

    /// The name that an imported line gives a ticket, which `keeps` goes on to hold, if its attendee
    /// does: what it gave before takes no correction back, another
    /// one stands against those from before.
    pub(super) fn name_of_line(
        &mut self,
        old: &Ticket,
        keeps: Option<&Attendee>,
        line: &str,
    ) -> Result<String, StoreError> {
        let named = Named::Ticket(old.id);
        let known = self.tx.roster_name(named)?;
        let before = known.map_or_else(|| old.holder.clone(), |known| known.name);
        // A list that was read before names were one line gives no other name.
        if one_line(&before) == line {
            return Ok(one_line(&old.holder));
        }
        // Kept before anybody has corrected it, too: a correction from before may still arrive.
        let new = RosterName {
            name: line.to_owned(),
            since: Some(self.time),
        };
        self.tx.put_roster_name(old.event, named, &new)?;
        if let Some(holder) = keeps {
            let attendee = Named::Attendee(holder.id);
            let theirs = self.tx.roster_name(attendee)?;
            // Who goes by another ticket's name goes on to.
            if theirs.map_or(holder.name == before, |theirs| theirs.name == before) {
                self.tx.put_roster_name(old.event, attendee, &new)?;
            }
        }
        Ok(line.to_owned())
    }
}

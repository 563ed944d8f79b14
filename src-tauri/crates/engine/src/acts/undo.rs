//! Taking a check-in or a check-out back.

use super::Act;
use crate::checkin::{Place, fold};
use crate::fact::{CheckInUndone, Fact};
use crate::ids::{StaffId, TicketId};
use crate::roster::{Event, Ticket};
use crate::store::{StoreError, Tx};

/// Who takes something back, and why; nobody but the program's tests says neither.
#[derive(Debug, Clone, Default)]
pub struct Undoing {
    /// Why.
    pub reason: Option<String>,
    /// Who of the staff.
    pub by: Option<StaffId>,
}

/// Takes back the last check-in or check-out that counts of a ticket; false if there is none.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn undo_check_in<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    ticket: TicketId,
    why: Undoing,
) -> Result<bool, StoreError> {
    let Some(row) = act.tx.ticket(ticket)?.filter(|row| row.event == event.id) else {
        return Ok(false);
    };
    let Some(last) = act.last_passage(event, &row)? else {
        return Ok(false);
    };
    act.take_back(&row, last, why)?;
    Ok(true)
}

impl<T: Tx> Act<'_, T> {
    /// The last check-in or check-out that counts of a ticket.
    fn last_passage(
        &mut self,
        event: &Event,
        ticket: &Ticket,
    ) -> Result<Option<Place>, StoreError> {
        let (entries, undone) = self.tx.entries_of(ticket.id)?;
        let rule = event.entry_rule(ticket.ticket_type.as_deref());
        let last = fold(&entries, &undone, &rule).last;
        Ok(last.map(|last| last.place))
    }

    /// Writes down that what stands there counts no more.
    pub(super) fn take_back(
        &mut self,
        ticket: &Ticket,
        (log, index): Place,
        why: Undoing,
    ) -> Result<(), StoreError> {
        let fact = Fact::CheckInUndone(CheckInUndone {
            ticket: ticket.id,
            log,
            index,
            attendee: Some(ticket.attendee),
            reason: why.reason,
            by: why.by,
        });
        self.append(Some(ticket.event), &fact).map(drop)
    }
}

//! Taking a check-in back.

use super::Act;
use crate::checkin::fold;
use crate::fact::{CheckInUndone, Fact};
use crate::ids::TicketId;
use crate::roster::Event;
use crate::store::{StoreError, Tx};

/// Takes back the last check-in that counts of a ticket; false if there is none.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn undo_check_in<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    ticket: TicketId,
) -> Result<bool, StoreError> {
    let Some(row) = act.tx.ticket(ticket)?.filter(|row| row.event == event.id) else {
        return Ok(false);
    };
    let (entries, undone) = act.tx.entries_of(ticket)?;
    let rule = event.entry_rule(row.ticket_type.as_deref());
    let Some(last) = fold(&entries, &undone, &rule).admitted.pop() else {
        return Ok(false);
    };
    let (log, index) = last.place;
    let fact = Fact::CheckInUndone(CheckInUndone { ticket, log, index });
    act.append(Some(event.id), &fact)?;
    Ok(true)
}

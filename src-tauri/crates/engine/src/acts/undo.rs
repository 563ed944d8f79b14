//! Taking a check-in or a check-out back.

use super::Act;
use crate::checkin::fold;
use crate::fact::{CheckInUndone, Fact};
use crate::ids::{StaffId, TicketId};
use crate::roster::Event;
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
    let (entries, undone) = act.tx.entries_of(ticket)?;
    let rule = event.entry_rule(row.ticket_type.as_deref());
    let Some(last) = fold(&entries, &undone, &rule).last else {
        return Ok(false);
    };
    let (log, index) = last.place;
    let fact = Fact::CheckInUndone(CheckInUndone {
        ticket,
        log,
        index,
        attendee: Some(row.attendee),
        reason: why.reason,
        by: why.by,
    });
    act.append(Some(event.id), &fact)?;
    Ok(true)
}

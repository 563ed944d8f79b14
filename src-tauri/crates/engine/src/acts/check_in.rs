//! Entry: what the logged-in attendee has, and using one ticket of it.

use super::Act;
use crate::checkin::fold;
use crate::fact::{CheckIn, Fact};
use crate::ids::{AttendeeId, TokenId};
use crate::roster::{Event, Ticket};
use crate::store::{StoreError, Tx};
use crate::time::Timestamp;

/// What the welcome shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeView {
    /// The attendee's name.
    pub name: String,
    /// The event.
    pub event: Event,
    /// Their tickets, by code.
    pub tickets: Vec<TicketView>,
}

/// A ticket and its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// When it was used for entry, if it was.
    pub checked_in_at: Option<Timestamp>,
    /// Whether that was under this login.
    pub by_this_login: bool,
}

impl TicketView {
    /// Whether it may still be used for entry.
    pub const fn is_open(&self) -> bool {
        self.checked_in_at.is_none() && !self.ticket.cancelled
    }
}

/// Why a ticket wasn't used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckInRefusal {
    /// Cancelled, or not one of this login's.
    Closed,
}

/// What an attendee has; `login` tells 'now' from 'already'.
///
/// # Errors
/// What the database could not do.
pub fn view_attendee<T: Tx>(
    tx: &mut T,
    event: &Event,
    attendee: AttendeeId,
    login: Option<TokenId>,
) -> Result<WelcomeView, StoreError> {
    let name = tx.attendee(attendee)?.map(|a| a.name).unwrap_or_default();
    let mut tickets = Vec::new();
    for ticket in tx.tickets_of(attendee)? {
        let (entries, undone) = tx.entries_of(ticket.id)?;
        let entry = fold(&entries, &undone).checked_in;
        let by_this_login = match (entry, login) {
            (Some(entry), Some(login)) => login_of(tx, entry.place)? == Some(login),
            _ => false,
        };
        let checked_in_at = entry.map(|e| e.placed_at);
        tickets.push(TicketView {
            ticket,
            checked_in_at,
            by_this_login,
        });
    }
    Ok(WelcomeView {
        name,
        event: event.clone(),
        tickets,
    })
}

/// The login under which a check-in was made, where its record is here.
fn login_of<T: Tx>(
    tx: &mut T,
    place: crate::checkin::Place,
) -> Result<Option<TokenId>, StoreError> {
    let Some(row) = tx.record(place)? else {
        return Ok(None);
    };
    let Some(body) = row.record.body else {
        return Ok(None);
    };
    match Fact::from_parts(&row.kind, &body.json) {
        Ok(Some(Fact::CheckIn(entry))) => Ok(Some(entry.login)),
        _ => Ok(None),
    }
}

/// Uses one ticket for entry under a login. A ticket that was used before is left as it is: the
/// answer says since when.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn check_in<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    attendee: AttendeeId,
    login: TokenId,
    ticket: crate::ids::TicketId,
) -> Result<Result<WelcomeView, CheckInRefusal>, StoreError> {
    let view = view_attendee(act.tx, event, attendee, Some(login))?;
    let Some(chosen) = view.tickets.iter().find(|t| t.ticket.id == ticket) else {
        return Ok(Err(CheckInRefusal::Closed));
    };
    if chosen.checked_in_at.is_some() {
        return Ok(Ok(view));
    }
    if !chosen.is_open() {
        return Ok(Err(CheckInRefusal::Closed));
    }
    let fact = Fact::CheckIn(CheckIn {
        ticket,
        attendee,
        login,
    });
    act.append(Some(event.id), &fact)?;
    view_attendee(act.tx, event, attendee, Some(login)).map(Ok)
}

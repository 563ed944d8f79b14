//! Entry: what the logged-in attendee has, and using one ticket of it.

use super::Act;
use crate::checkin::{Effective, Entry, Opening, fold};
use crate::fact::{CheckIn, Fact};
use crate::ids::{AttendeeId, StaffId, TicketId, TokenId};
use crate::mobile::Mobile;
use crate::roster::{Event, Ticket, natural_order};
use crate::store::{StoreError, Tx};
use crate::time::Timestamp;

/// What the welcome shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeView {
    /// The attendee's name.
    pub name: String,
    /// The event.
    pub event: Event,
    /// The number they are known by.
    pub mobile: Option<Mobile>,
    /// Their tickets, by code, as a person would list them.
    pub tickets: Vec<TicketView>,
}

/// A ticket and its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// When it was last used for entry, if it was, whether or not its holder left since.
    pub checked_in_at: Option<Timestamp>,
    /// Whether that was under this login.
    pub by_this_login: bool,
    /// How many entries it has left; `u32::MAX` if as many as one likes.
    pub entries_left: u32,
    /// Whether its type's window is open, as far as anybody knows the time.
    pub opening: Opening,
    /// Check-ins that lost against an earlier one, or lay outside the window.
    pub also_seen: Vec<Entry>,
    /// Whether its holder is inside.
    pub inside: bool,
    /// The last check-in or check-out that counts.
    pub last: Option<Entry>,
}

impl TicketView {
    /// Whether it may still be used for entry.
    pub const fn is_open(&self) -> bool {
        self.entries_left > 0 && matches!(self.opening, Opening::Open) && !self.ticket.cancelled
    }
}

/// What an attendee has; `login` tells 'now' from 'already'.
///
/// # Errors
/// What the database could not do.
pub fn view_attendee<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    attendee: AttendeeId,
    login: Option<TokenId>,
) -> Result<WelcomeView, StoreError> {
    let known = act.tx.attendee(attendee)?;
    let (name, mobile) = known.map(|a| (a.name, a.mobile)).unwrap_or_default();
    let mut tickets = Vec::new();
    let mut held = act.tx.tickets_of(attendee)?;
    held.sort_by(|a, b| natural_order(&a.code, &b.code));
    for ticket in held {
        tickets.push(view_ticket(act, event, ticket, login)?);
    }
    Ok(WelcomeView {
        name,
        event: event.clone(),
        mobile,
        tickets,
    })
}

/// A ticket with what its records come to.
///
/// # Errors
/// What the database could not do.
pub fn view_ticket<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    ticket: Ticket,
    login: Option<TokenId>,
) -> Result<TicketView, StoreError> {
    let (entries, undone) = act.tx.entries_of(ticket.id)?;
    let rule = event.entry_rule(ticket.ticket_type.as_deref());
    let effective = fold(&entries, &undone, &rule);
    let latest = effective.latest().copied();
    let Effective {
        admitted,
        also_seen,
        inside,
        last,
        ..
    } = effective;
    let used = admitted.last();
    let by_this_login = match (used, login) {
        (Some(entry), Some(login)) => login_of(act.tx, entry.place)? == Some(login),
        _ => false,
    };
    Ok(TicketView {
        checked_in_at: if by_this_login { used.copied() } else { latest }
            .map(|entry| entry.placed_at),
        by_this_login,
        entries_left: rule.left_after(admitted.len()),
        // Nobody is turned away because a clock isn't known to be right.
        opening: if act.confirmed {
            rule.opening_at(act.time)
        } else {
            Opening::Open
        },
        also_seen,
        inside,
        last,
        ticket,
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
        Ok(Some(Fact::CheckIn(entry))) => Ok(entry.login),
        _ => Ok(None),
    }
}

/// Uses tickets for entry under a login. One that was used before, is closed by now or isn't this
/// attendee's is left as it is, and keeps nobody else of a family out: the answer says what each is.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn check_in<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    attendee: AttendeeId,
    login: TokenId,
    tickets: &[TicketId],
) -> Result<WelcomeView, StoreError> {
    let view = view_attendee(act, event, attendee, Some(login))?;
    use_tickets(act, attendee, (login, None), &view, tickets)
}

impl<T: Tx> Act<'_, T> {
    /// What somebody has who was just logged in, by their number or by staff: where exactly one
    /// ticket is open for entry it is used.
    pub(super) fn enter_with_only_ticket(
        &mut self,
        event: &Event,
        attendee: AttendeeId,
        (login, by): (TokenId, Option<StaffId>),
    ) -> Result<WelcomeView, StoreError> {
        let view = view_attendee(self, event, attendee, Some(login))?;
        let mut open = view.tickets.iter().filter(|t| t.is_open());
        let (Some(only), None) = (open.next(), open.next()) else {
            return Ok(view);
        };
        let only = [only.ticket.id];
        use_tickets(self, attendee, (login, by), &view, &only)
    }
}

/// The same for who sees this view already, as right after a login.
pub(super) fn use_tickets<T: Tx>(
    act: &mut Act<'_, T>,
    attendee: AttendeeId,
    (login, by): (TokenId, Option<StaffId>),
    view: &WelcomeView,
    tickets: &[TicketId],
) -> Result<WelcomeView, StoreError> {
    // A second touch under one login is one entry.
    let may_enter = |t: &&TicketView| t.is_open() && !t.by_this_login;
    let chosen = |t: &&TicketView| tickets.contains(&t.ticket.id);
    let mut open = (view.tickets.iter())
        .filter(may_enter)
        .filter(chosen)
        .peekable();
    if open.peek().is_none() {
        return Ok(view.clone());
    }
    for TicketView { ticket, .. } in open {
        let fact = Fact::CheckIn(CheckIn {
            ticket: ticket.id,
            attendee,
            login: Some(login),
            by,
        });
        act.append(Some(view.event.id), &fact)?;
    }
    view_attendee(act, &view.event, attendee, Some(login))
}

//! Asking for a code with a ticket in the hand: the code goes to the ticket's mobile, which the
//! one who shows the ticket never sees whole.

use super::ask::{AskCode, send_code};
use super::{Act, view_ticket};
use crate::code::{Purpose, Verifier};
use crate::fact::{Fact, TicketUnknown};
use crate::ids::{AttendeeId, EventId, TicketId};
use crate::message::Language;
use crate::mobile::{Mobile, ascii_digit};
use crate::name_fold::without_gaps;
use crate::refusal::{CodeStatus, Refusal};
use crate::roster::{AttendeeState, Event, Ticket, one_line};
use crate::search_text::{Fit, Typed};
use crate::store::{StoreError, Tx};

/// No ticket has a code as long as this.
const CODE_MAX: usize = 200;

/// Among more people than these a code that is no whole word tells nobody apart.
const ALIKE_MAX: usize = 40;

/// Who holds which ticket.
#[derive(Debug, Clone)]
pub struct AskByTicket {
    /// What was typed or scanned.
    pub ticket_code: String,
    /// The language of the SMS.
    pub language: Language,
    /// The event that was chosen, if one was: two events may have given out the same code, and a
    /// ticket of this one is meant before any other's.
    pub chosen: Option<EventId>,
    /// The events that the station serves, in the order in which they are looked through.
    pub events: Vec<EventId>,
}

/// A ticket whose mobile a code can be sent to.
#[derive(Debug, Clone)]
pub struct TicketFound {
    /// Its event.
    pub event: Event,
    /// Its mobile.
    pub mobile: Mobile,
    /// What came of sending.
    pub sent: Result<CodeStatus, Refusal>,
}

/// Why a ticket leads to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketRefusal {
    /// Unknown, cancelled, or nobody's: nobody is told which.
    Unknown,
    /// About the station.
    Code(Refusal),
}

/// Sends a code to the mobile of a ticket. Codes of tickets can be guessed like codes by SMS: each
/// that leads to nobody counts as a failure in the station's budget.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn send_code_to_ticket<T: Tx>(
    act: &mut Act<'_, T>,
    ask: &AskByTicket,
) -> Result<Result<TicketFound, TicketRefusal>, StoreError> {
    // Before anything is looked up: a station that pauses says nothing of any ticket.
    if let Err(refusal) = act.check_station()? {
        return Ok(Err(TicketRefusal::Code(refusal)));
    }
    let Some((event, mobile)) = act.find_ticket(ask)? else {
        act.append(None, &Fact::TicketUnknown(TicketUnknown {}))?;
        return Ok(Err(TicketRefusal::Unknown));
    };
    let asked = AskCode {
        mobile: mobile.clone(),
        verifier: Verifier::Station(act.home.id),
        purpose: Purpose::Login,
        language: ask.language,
        events: ask.events.clone(),
    };
    let sent = send_code(act, &asked)?;
    Ok(Ok(TicketFound {
        event,
        mobile,
        sent,
    }))
}

/// The ticket with a code, if it is this attendee's, whatever became of it: of another's they are
/// told as little as of nobody's, so that nothing is guessed here and no failure is counted.
///
/// # Errors
/// What the database could not do.
pub fn own_ticket<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    attendee: AttendeeId,
    typed: &str,
) -> Result<Option<TicketId>, StoreError> {
    let typed = typed.trim();
    let found = act.tickets_spelt(event, typed)?;
    let own = found.iter().find(|ticket| ticket.attendee == attendee);
    if own.is_some() || !found.is_empty() || !is_as_long_as_a_code(typed) {
        return Ok(own.map(|ticket| ticket.id));
    }
    let theirs = act.tx.tickets_of(attendee)?;
    let alike = theirs.iter().find(|ticket| is_alike(ticket, typed));
    Ok(alike.map(|ticket| ticket.id))
}

/// Whether a ticket's code has the letters and digits that were typed, whatever parts them.
fn is_alike(ticket: &Ticket, typed: &str) -> bool {
    let wanted = without_gaps(typed);
    !wanted.is_empty() && without_gaps(&ticket.code) == wanted
}

fn is_as_long_as_a_code(typed: &str) -> bool {
    (1..=CODE_MAX).contains(&typed.chars().count())
}

/// What was typed or scanned as it may stand on the list: as it is, in one line with its digits in
/// Latin, and in the other case: nobody at a kiosk knows that a code has one.
fn spellings(typed: &str) -> Vec<String> {
    if !is_as_long_as_a_code(typed) {
        return Vec::new();
    }
    let folded = one_line(typed);
    let folded: String = folded
        .chars()
        .map(|c| ascii_digit(c).unwrap_or(c))
        .collect();
    let mut spellings = vec![typed.to_owned()];
    let (upper, lower) = (folded.to_uppercase(), folded.to_lowercase());
    for other in [folded, upper, lower] {
        if !spellings.contains(&other) {
            spellings.push(other);
        }
    }
    spellings
}

impl<T: Tx> Act<'_, T> {
    /// The first of the events that has the ticket, and its attendee's mobile: the chosen one, or one
    /// whose ticket is open for entry before one whose isn't.
    fn find_ticket(&mut self, ask: &AskByTicket) -> Result<Option<(Event, Mobile)>, StoreError> {
        let typed = ask.ticket_code.trim();
        let (chosen, others): (Vec<EventId>, Vec<EventId>) =
            ask.events.iter().partition(|id| Some(**id) == ask.chosen);
        match self.find_ticket_of(&chosen, typed)? {
            None => self.find_ticket_of(&others, typed),
            found => Ok(found),
        }
    }

    fn find_ticket_of(
        &mut self,
        events: &[EventId],
        typed: &str,
    ) -> Result<Option<(Event, Mobile)>, StoreError> {
        let mut first = None;
        for id in events {
            let Some(event) = self.tx.event(*id)? else {
                continue;
            };
            for ticket in self.tickets_typed(*id, typed)? {
                let attendee = self.tx.attendee(ticket.attendee)?;
                let standing = attendee.filter(|a| a.state == AttendeeState::Active);
                let Some(mobile) = standing.and_then(|a| a.mobile) else {
                    continue;
                };
                if view_ticket(self, &event, ticket, None)?.is_open() {
                    return Ok(Some((event, mobile)));
                }
                first.get_or_insert((event.clone(), mobile));
            }
        }
        Ok(first)
    }

    /// The event's tickets that may be meant, none that is cancelled.
    fn tickets_typed(&mut self, event: EventId, typed: &str) -> Result<Vec<Ticket>, StoreError> {
        let mut found = self.tickets_spelt(event, typed)?;
        if found.is_empty() {
            found.extend(self.ticket_alike(event, typed)?);
        }
        found.retain(|ticket| !ticket.cancelled);
        Ok(found)
    }

    /// The event's tickets whose code is what was typed.
    pub(super) fn tickets_spelt(
        &mut self,
        event: EventId,
        typed: &str,
    ) -> Result<Vec<Ticket>, StoreError> {
        let mut found = Vec::new();
        for code in spellings(typed) {
            found.extend(self.tx.ticket_by_code(event, &code)?);
        }
        Ok(found)
    }

    /// The one ticket whose code has the letters and digits that were typed, whatever parts
    /// them and whatever their case: not each sign that is printed can be typed by touch. None if
    /// there are two, or the list isn't indexed yet.
    fn ticket_alike(&mut self, event: EventId, typed: &str) -> Result<Option<Ticket>, StoreError> {
        if !is_as_long_as_a_code(typed) {
            return Ok(None);
        }
        // Where there is a space on the ticket, its parts are words of their own.
        let parted = typed.replace(|c: char| !c.is_alphanumeric(), " ");
        let mut people = Vec::new();
        for words in [typed, &parted].map(Typed::read) {
            if people.is_empty() && !words.is_too_short() {
                let phrases = words.phrases(Fit::Whole);
                people = self.tx.people_with(&phrases, &[event], ALIKE_MAX)?;
            }
        }
        if people.len() == ALIKE_MAX {
            return Ok(None);
        }
        let mut alike = Vec::new();
        for (attendee, _) in people {
            let mut tickets = self.tx.tickets_of(attendee)?;
            tickets.retain(|ticket| !ticket.cancelled && is_alike(ticket, typed));
            alike.extend(tickets);
        }
        Ok(if alike.len() == 1 { alike.pop() } else { None })
    }
}

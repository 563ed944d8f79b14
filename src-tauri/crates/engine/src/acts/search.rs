//! Staff look for people: by name, ticket code or number, over all events that are served.

use super::{Act, TicketView, view_attendee};
use crate::ids::{AttendeeId, EventId};
use crate::mobile::Mobile;
use crate::roster::Event;
use crate::search_text::{Fit, Typed};
use crate::store::{StoreError, Tx};
use crate::typing_errors::{distance, variants};
use std::collections::HashSet;

/// So many people are shown; who has more before them types more.
const SHOWN: usize = 20;

/// Among more than these, those whose names fit best are looked for by themselves.
const MANY: usize = 40;

/// With fewer people than these, typing errors are forgiven.
const FEW: usize = 5;

/// So many other words are looked for beside one that was typed.
const NEAR: usize = 12;

/// What staff see of the people they looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Whose names fit best come first.
    pub hits: Vec<Hit>,
    /// There are others.
    pub more: bool,
    /// Whose whole number or ticket code was typed or scanned, or who alone was found.
    pub only: Option<AttendeeId>,
    /// What was typed is too short to look for.
    pub too_short: bool,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub attendee: AttendeeId,
    /// Of which event.
    pub event: Event,
    /// Their name: on one mobile are a whole family's tickets, and whose name or code was typed is
    /// shown.
    pub name: String,
    /// Their number.
    pub mobile: Option<Mobile>,
    /// Their tickets with what became of them.
    pub tickets: Vec<TicketView>,
}

/// Looks for people of these events.
///
/// # Errors
/// What the database could not do.
pub fn search_people<T: Tx>(
    act: &mut Act<'_, T>,
    events: &[Event],
    typed: &str,
) -> Result<Found, StoreError> {
    let wanted = Typed::read(typed);
    let mut search = Search {
        events,
        ids: events.iter().map(|event| event.id).collect(),
        found: Vec::new(),
        seen: HashSet::new(),
        exact: 0,
    };
    search.exactly(act, &wanted, typed)?;
    search.exact = search.found.len();
    if wanted.is_too_short() {
        // A code may be no longer than that.
        let too_short = search.found.is_empty();
        return Ok(Found {
            too_short,
            ..search.shown(act, &wanted)?
        });
    }
    let mut people = search.look(act, &wanted.phrases(Fit::Within), MANY)?;
    if people.len() >= MANY {
        for fit in [Fit::Whole, Fit::Beginning] {
            let people = search.look(act, &wanted.phrases(fit), SHOWN + 1)?;
            search.take(people.into_iter().map(|(id, _)| id));
        }
    }
    people.sort_by_cached_key(|(_, text)| wanted.fit_in(text));
    let best = people.first().map(|(_, text)| wanted.fit_in(text));
    search.take(people.into_iter().map(|(id, _)| id));
    if search.found.len() < FEW && best != Some(Fit::Whole) {
        search.forgiving(act, &wanted)?;
    }
    search.shown(act, &wanted)
}

/// Other words that one may be an error for, the nearest first. That somebody has this one doesn't
/// make it right: many errors are names of others.
fn near<T: Tx>(tx: &mut T, word: &str) -> Result<Vec<String>, StoreError> {
    let known = tx.words_with_variants(&variants(word))?;
    let near = known.into_iter().filter_map(|known| {
        let errors = distance(word, &known).filter(|errors| *errors > 0)?;
        Some((errors, known))
    });
    let mut near: Vec<(usize, String)> = near.collect();
    near.sort();
    near.dedup();
    near.truncate(NEAR);
    Ok(near.into_iter().map(|(_, word)| word).collect())
}

/// The holder whose name and code what was typed stands in more than in the attendee's own name.
fn meant(wanted: &Typed, own: String, tickets: &[TicketView]) -> String {
    let mut most = (wanted.words_in(&[&own]), own);
    for TicketView { ticket, .. } in tickets {
        let words = wanted.words_in(&[&ticket.holder, &ticket.code]);
        if words > most.0 {
            most = (words, ticket.holder.clone());
        }
    }
    most.1
}

struct Search<'a> {
    events: &'a [Event],
    ids: Vec<EventId>,
    found: Vec<AttendeeId>,
    seen: HashSet<AttendeeId>,
    /// So many of them, the first, have exactly what was typed: in other people's numbers and codes
    /// it may stand as well.
    exact: usize,
}

impl Search<'_> {
    /// A whole number or a whole ticket code is known before its text is made.
    fn exactly<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        wanted: &Typed,
        typed: &str,
    ) -> Result<(), StoreError> {
        for event in self.events {
            let holder = match &wanted.mobile {
                Some(mobile) => act.tx.attendee_by_mobile(event.id, mobile)?,
                None => None,
            };
            self.take(holder.map(|holder| holder.id));
            let tickets = act.tickets_spelt(event.id, typed.trim())?;
            self.take(tickets.into_iter().map(|ticket| ticket.attendee));
        }
        Ok(())
    }

    fn look<T: Tx>(
        &self,
        act: &mut Act<'_, T>,
        phrases: &[Vec<String>],
        most: usize,
    ) -> Result<Vec<(AttendeeId, String)>, StoreError> {
        act.tx.people_with(phrases, &self.ids, most)
    }

    /// Adds those whose names have words that what was typed may be an error for.
    fn forgiving<T: Tx>(&mut self, act: &mut Act<'_, T>, wanted: &Typed) -> Result<(), StoreError> {
        let plain = wanted.phrases(Fit::Within);
        let phrases = wanted.phrases_forgiving(|word| near(act.tx, word))?;
        if phrases != plain {
            let people = self.look(act, &phrases, SHOWN + 1)?;
            self.take(people.into_iter().map(|(id, _)| id));
        }
        Ok(())
    }

    fn take(&mut self, people: impl IntoIterator<Item = AttendeeId>) {
        for id in people {
            if self.seen.insert(id) {
                self.found.push(id);
            }
        }
    }

    fn shown<T: Tx>(self, act: &mut Act<'_, T>, wanted: &Typed) -> Result<Found, StoreError> {
        let mut hits = Vec::new();
        for id in self.found.iter().take(SHOWN) {
            let Some(attendee) = act.tx.attendee(*id)? else {
                continue;
            };
            let Some(event) = self.events.iter().find(|event| event.id == attendee.event) else {
                continue;
            };
            if attendee.is_removed() {
                continue;
            }
            let seen = view_attendee(act, event, *id, None)?;
            hits.push(Hit {
                attendee: *id,
                event: seen.event,
                name: meant(wanted, seen.name, &seen.tickets),
                mobile: seen.mobile,
                tickets: seen.tickets,
            });
        }
        let only = match (self.exact, self.found.as_slice()) {
            (1, [only, ..]) | (0, [only]) => Some(*only),
            _ => None,
        };
        Ok(Found {
            only: only.filter(|only| hits.iter().any(|hit| hit.attendee == *only)),
            hits,
            more: self.found.len() > SHOWN,
            too_short: false,
        })
    }
}

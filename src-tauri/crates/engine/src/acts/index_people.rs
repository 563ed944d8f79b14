//! Keeping what staff look for people by up to date. A load of a roster only marks: the texts are
//! made afterwards, a few in a transaction. Whoever is removed is out of them at once.

use super::Act;
use crate::home::Role;
use crate::ids::{AttendeeId, EventId};
use crate::roster::{Attendee, AttendeeState};
use crate::search_text::{forgiving_words, text_of};
use crate::store::{StoreError, Tx};
use crate::typing_errors::variants;

/// Taking so many people out of the index one by one costs more than making it anew.
const MANY: usize = 500;

/// Makes the texts of so many attendees anew; false once none is old.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn index_people<T: Tx>(act: &mut Act<'_, T>, most: u32) -> Result<bool, StoreError> {
    let marked = act.tx.marked_people(most)?;
    for attendee in &marked {
        act.index_person(*attendee)?;
        act.tx.unmark_person(*attendee)?;
    }
    if !marked.is_empty() {
        return Ok(true);
    }
    let Some((event, after)) = act.tx.marked_event()? else {
        return Ok(false);
    };
    let page = act.tx.attendees_of_event(event, after, most)?;
    for attendee in &page {
        act.index_person(attendee.id)?;
    }
    match page.last() {
        Some(last) => act.tx.mark_people_of(event, Some(last.id))?,
        None => act.tx.unmark_people_of(event)?,
    }
    Ok(true)
}

/// Whether texts are old.
///
/// # Errors
/// What the database could not do.
pub fn has_people_to_index<T: Tx>(act: &mut Act<'_, T>) -> Result<bool, StoreError> {
    let marked = act.tx.marked_people(1)?;
    Ok(!marked.is_empty() || act.tx.marked_event()?.is_some())
}

impl<T: Tx> Act<'_, T> {
    /// An attendee or a ticket of theirs has changed. Staff look for people at stations alone.
    pub(super) fn mark_person(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        match self.home.role {
            Role::Station => self.tx.mark_person(attendee),
            Role::Centre => Ok(()),
        }
    }

    /// A load of an event's roster has ended; whoever it didn't bring leaves no trace.
    pub(super) fn mark_people_of(&mut self, event: EventId) -> Result<(), StoreError> {
        self.drop_people_gone(event)?;
        self.tx.mark_people_of(event, None)
    }

    /// Takes whoever isn't in the roster any more out of the texts.
    pub(super) fn drop_people_gone(&mut self, event: EventId) -> Result<(), StoreError> {
        let gone = self.tx.people_gone(event)?;
        if gone.len() < MANY {
            return gone.into_iter().try_for_each(|id| self.drop_person(id));
        }
        self.tx.forget_search_texts()?;
        for event in self.tx.events()? {
            self.tx.mark_people_of(event.id, None)?;
        }
        Ok(())
    }

    /// Takes an attendee out of the texts, and words that nobody else has.
    pub(super) fn drop_person(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        let Some(text) = self.tx.search_text(attendee)? else {
            return Ok(());
        };
        self.tx.drop_search_text(attendee)?;
        self.drop_words(&text, "")
    }

    fn index_person(&mut self, id: AttendeeId) -> Result<(), StoreError> {
        let active = |attendee: &Attendee| attendee.state == AttendeeState::Active;
        let Some(attendee) = self.tx.attendee(id)?.filter(active) else {
            return self.drop_person(id);
        };
        let text = text_of(&attendee, &self.tx.tickets_of(id)?);
        let old = self.tx.search_text(id)?;
        if old.as_ref() == Some(&text) {
            return Ok(());
        }
        self.tx.put_search_text(&attendee, &text)?;
        for word in forgiving_words(&text) {
            self.tx.put_search_word(word, &variants(word))?;
        }
        self.drop_words(&old.unwrap_or_default(), &text)
    }

    /// Forgets the words of an old text that stand neither in the new one nor in anybody's.
    fn drop_words(&mut self, old: &str, new: &str) -> Result<(), StoreError> {
        let kept = forgiving_words(new);
        for word in forgiving_words(old).difference(&kept) {
            if !self.tx.has_search_word(word)? {
                self.tx.drop_search_word(word, &variants(word))?;
            }
        }
        Ok(())
    }
}

//! Forgetting what nobody needs any more. Only where the time is known for sure, and has been for
//! hours: a clock in the future must not forget what still counts.

use super::{Act, read_json, write_json};
use crate::home::Role;
use crate::limits::send_memory;
use crate::roster::Event;
use crate::store::{Setting, StoreError, Tx};
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// So long the clock goes on from what it said before that is believed: a machine may start in
/// another year, the centre's too, and be set right a minute later. An evening at a door is longer.
const BELIEVED_AFTER: Millis = Millis::from_secs(3 * 3600);

/// By which time things are old enough to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Ageing {
    /// What the clock said when it was last looked at in earnest.
    noted: Timestamp,
    /// The time that what is gone was judged by.
    judged: Option<Timestamp>,
}

/// Looks what has aged, every few hours at most, and forgets it:
/// - counters that no limit looks at any more, codes that died long ago, messages that are done, and
///   tokens that were ended before their time, once that is past;
/// - who was at events that ended longer ago than rosters are kept: attendees, tickets, what is
///   derived of them, and the bodies of their records; at a station only of records that the centre
///   has stored. The chains still verify.
///
/// Everything is judged by what the clock said hours ago, and as many more. Tells how many attendees
/// were forgotten.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn forget_what_has_aged<T: Tx>(act: &mut Act<'_, T>) -> Result<usize, StoreError> {
    if !act.confirmed {
        return Ok(0);
    }
    let (now, kept) = (act.time, act.ageing()?);
    let due = kept.map(|kept| kept.noted.plus(BELIEVED_AFTER));
    let due = due.filter(|due| *due <= now);
    let was_ahead = kept.is_none_or(|kept| kept.noted > now);
    if due.is_some() || was_ahead {
        let judged = due.or_else(|| kept?.judged.filter(|judged| *judged <= now));
        write_json(act.tx, Setting::Ageing, &Ageing { noted: now, judged })?;
    }
    let Some(due) = due else {
        return Ok(0);
    };
    act.forget_counters(due)?;
    act.purge_past_rosters(due)
}

impl<T: Tx> Act<'_, T> {
    fn ageing(&mut self) -> Result<Option<Ageing>, StoreError> {
        read_json(self.tx, Setting::Ageing)
    }

    fn forget_counters(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let policy = &self.policy;
        let longest = [
            send_memory(policy),
            policy.failures_at_station.span(),
            policy.failures_at_centre.span(),
            policy.station_failures_until_staff.span(),
            policy.sends_to_new_number.span(),
            policy.sends_per_client.span(),
        ];
        let longest = longest.into_iter().max().unwrap_or_default();
        let memory = longest.plus(Millis::from_secs(3600));
        let before = now.minus(memory);
        self.tx.forget_counters(before)?;
        self.tx.forget_finished_messages(before)?;
        self.tx.forget_codes(&self.now, memory)?;
        self.tx.forget_revoked_tokens(before)
    }

    fn purge_past_rosters(&mut self, now: Timestamp) -> Result<usize, StoreError> {
        let own = (self.home.role == Role::Station).then_some(self.home.id);
        let mut purged = 0;
        for event in self.tx.events()? {
            if self.is_past_keeping_at(&event, now) {
                purged += self.tx.purge_roster(event.id)?;
                self.drop_people_gone(event.id)?;
                self.tx.erase_bodies_of_event(event.id, own)?;
            }
        }
        let before = now.minus(self.rosters_kept());
        self.tx.erase_bodies_of_numbers(before, own)?;
        Ok(purged)
    }

    fn rosters_kept(&self) -> Millis {
        Millis::from_secs(self.policy.roster_kept_s)
    }

    fn is_past_keeping_at(&self, event: &Event, now: Timestamp) -> bool {
        let kept = self.rosters_kept();
        event.ends_at.is_some_and(|end| now > end.plus(kept))
    }

    /// Whether an event's people were forgotten when it was last looked.
    pub(super) fn is_past_keeping(&mut self, event: &Event) -> Result<bool, StoreError> {
        let judged = self.ageing()?.and_then(|kept| kept.judged);
        Ok(judged.is_some_and(|judged| self.is_past_keeping_at(event, judged)))
    }
}

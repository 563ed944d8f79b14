//! Forgetting what nobody needs any more. Only where the time is known for sure: a clock in the
//! future must not forget what still counts.

use super::Act;
use crate::home::Role;
use crate::limits::send_memory;
use crate::roster::Event;
use crate::store::{StoreError, Tx};
use crate::time::Millis;

/// Forgets counters that no limit looks at any more, codes that died long ago, messages that are
/// done, and tokens that were ended before their time, once that is past. False where the time
/// isn't known.
///
/// # Errors
/// What the database could not do.
pub fn forget_what_has_aged<T: Tx>(act: &mut Act<'_, T>) -> Result<bool, StoreError> {
    if !act.confirmed {
        return Ok(false);
    }
    let policy = &act.policy;
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
    let before = act.time.minus(memory);
    act.tx.forget_counters(before)?;
    act.tx.forget_finished_messages(before)?;
    act.tx.forget_codes(&act.now, memory)?;
    act.tx.forget_revoked_tokens(before)?;
    Ok(true)
}

/// Forgets who was at events that ended longer ago than rosters are kept: attendees, tickets, what
/// is derived of them, and the bodies of their records; at a station only of records that the
/// centre has stored. The chains still verify. Tells how many attendees were forgotten.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn purge_past_rosters<T: Tx>(act: &mut Act<'_, T>) -> Result<usize, StoreError> {
    if !act.confirmed {
        return Ok(0);
    }
    let own = (act.home.role == Role::Station).then_some(act.home.id);
    let mut purged = 0;
    for event in act.tx.events()? {
        if act.is_past_keeping(&event) {
            purged += act.tx.purge_roster(event.id)?;
            act.drop_people_gone(event.id)?;
            act.tx.erase_bodies_of_event(event.id, own)?;
        }
    }
    let before = act.time.minus(act.rosters_kept());
    act.tx.erase_bodies_of_numbers(before, own)?;
    Ok(purged)
}

impl<T: Tx> Act<'_, T> {
    fn rosters_kept(&self) -> Millis {
        Millis::from_secs(self.policy.roster_kept_s)
    }

    /// Whether an event's people are forgotten by now.
    pub(super) fn is_past_keeping(&self, event: &Event) -> bool {
        let kept = self.rosters_kept();
        event.ends_at.is_some_and(|end| self.time > end.plus(kept))
    }
}

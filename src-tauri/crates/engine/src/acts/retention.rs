//! Forgetting what has aged out of every limit.

use super::Act;
use crate::limits::send_memory;
use crate::store::{StoreError, Tx};
use crate::time::Millis;

/// Forgets counters that no limit looks at any more, and messages that are done. Only where the
/// time is known for sure: a clock in the future must not forget what still counts.
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
    let before = act.time.minus(longest.plus(Millis::from_secs(3600)));
    act.tx.forget_counters(before)?;
    act.tx.forget_finished_messages(before)?;
    Ok(true)
}

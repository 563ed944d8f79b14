//! What a station does when it hears that it is revoked.

use super::Act;
use crate::store::{Setting, StoreError, Tx};

/// Closes the door and erases the roster. The logs stay whole: what wasn't sent still can be, and
/// what was sent is sent again to a centre whose data was restored.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn be_revoked<T: Tx>(act: &mut Act<'_, T>) -> Result<(), StoreError> {
    if act.tx.setting(Setting::Revoked)?.is_some() {
        return Ok(());
    }
    act.tx.set_setting(Setting::Revoked, "true")?;
    act.tx.erase_roster()?;
    act.tx.forget_search_texts()
}

//! What a station does when it hears that it is revoked.

use super::Act;
use crate::store::{Setting, StoreError, Tx};

/// Closes the door and erases the roster. The logs stay, so that what wasn't sent still can be;
/// what the centre has stored keeps no bodies here.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn be_revoked<T: Tx>(act: &mut Act<'_, T>) -> Result<(), StoreError> {
    if act.tx.setting(Setting::Revoked)?.is_some() {
        return Ok(());
    }
    act.tx.set_setting(Setting::Revoked, "true")?;
    let own = act.home.id;
    act.tx.erase_roster()?;
    act.tx.erase_acknowledged_bodies(own)
}

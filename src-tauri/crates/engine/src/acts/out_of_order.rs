//! Putting a station out of service, and back.

use super::{Act, read_json, write_json};
use crate::fact::{Fact, StaffAct};
use crate::ids::StaffId;
use crate::store::{Setting, StoreError, Tx};

/// Whether staff have put this station out of service.
///
/// # Errors
/// What the database could not do.
pub fn is_out_of_order<T: Tx>(act: &mut Act<'_, T>) -> Result<bool, StoreError> {
    Ok(read_json(act.tx, Setting::OutOfOrder)?.unwrap_or(false))
}

/// Puts the station out of service or back; it is so until it is said otherwise.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set_out_of_order<T: Tx>(
    act: &mut Act<'_, T>,
    on: bool,
    by: Option<StaffId>,
) -> Result<(), StoreError> {
    if is_out_of_order(act)? == on {
        return Ok(());
    }
    write_json(act.tx, Setting::OutOfOrder, &on)?;
    let done = if on { "out-of-order" } else { "back-in-order" };
    let fact = Fact::StaffAct(StaffAct {
        act: done.to_owned(),
        reason: String::new(),
        by,
    });
    act.append(None, &fact).map(drop)
}

//! A station that serves a small event of its own, without any centre.

use super::{Act, NewEvent, create_event, read_json, write_json};
use crate::roster::Event;
use crate::store::{Setting, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// What a station without a centre knows of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone {
    /// Its name.
    pub name: String,
}

/// Sets this station up without a centre, with an event of its own; none where that was done
/// before: a program that fails just after has kept it, and is asked a second time.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn found_alone<T: Tx>(
    act: &mut Act<'_, T>,
    name: &str,
    new: &NewEvent,
) -> Result<Option<Event>, StoreError> {
    if alone(act.tx)?.is_some() {
        return Ok(None);
    }
    write_json(
        act.tx,
        Setting::Alone,
        &Alone {
            name: name.to_owned(),
        },
    )?;
    create_event(act, new).map(Some)
}

/// What it knows of itself, if it was set up without a centre.
///
/// # Errors
/// What the database could not do.
pub fn alone<T: Tx>(tx: &mut T) -> Result<Option<Alone>, StoreError> {
    read_json(tx, Setting::Alone)
}

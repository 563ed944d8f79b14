//! A station that serves a small event of its own, without any centre.

use super::{Act, NewEvent, NewStaff, add_staff, create_event, read_json, set_pin, write_json};
use crate::roster::Event;
use crate::staff::{PinHash, StaffRole};
use crate::store::{Setting, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// What a station without a centre knows of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone {
    /// Its name.
    pub name: String,
}

/// The supervisor of a station that is set up without a centre.
#[derive(Debug, Clone)]
pub struct Founder {
    /// Their name, as the PIN screen shows it.
    pub name: String,
    /// Their PIN; hashed outside of the transaction.
    pub pin: PinHash,
}

/// Sets this station up without a centre, with an event of its own and a supervisor. Where a program
/// could not begin with what it had founded, it is asked a second time: that event stays, and the
/// PIN is the one that was typed last.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn found_alone<T: Tx>(
    act: &mut Act<'_, T>,
    name: &str,
    new: &NewEvent,
    founder: Founder,
) -> Result<Event, StoreError> {
    let before = match alone(act.tx)? {
        Some(_) => act.tx.events()?.into_iter().next(),
        None => None,
    };
    if let Some(event) = before {
        for member in act.tx.staff()? {
            set_pin(act, member.id, &founder.pin, None)?;
        }
        return Ok(event);
    }
    let alone = Alone {
        name: name.to_owned(),
    };
    write_json(act.tx, Setting::Alone, &alone)?;
    let event = create_event(act, new)?;
    let supervisor = NewStaff {
        name: founder.name,
        role: StaffRole::Supervisor,
        pin: founder.pin,
        events: vec![event.alias],
    };
    // Nobody else has that name, and the event is there.
    add_staff(act, &supervisor)?.map_err(|_| StoreError::Inconsistent {
        table: "staff",
        what: "the supervisor of a new event was refused",
    })?;
    Ok(event)
}

/// What it knows of itself, if it was set up without a centre.
///
/// # Errors
/// What the database could not do.
pub fn alone<T: Tx>(tx: &mut T) -> Result<Option<Alone>, StoreError> {
    read_json(tx, Setting::Alone)
}

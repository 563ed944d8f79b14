//! Forgiving failures.

use super::Act;
use super::apply::feed_kind;
use crate::fact::{Fact, NumberUnlocked, StationUnlocked};
use crate::ids::{StaffId, StationId};
use crate::limits::StationBudget;
use crate::mobile::Mobile;
use crate::store::{StoreError, Tx};

/// Forgives a number's failures, on the list or not, here at once and at the others when they hear
/// of it; `by` is who of the staff does it. Whoever is on a list with it has that in their history.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn unlock_number<T: Tx>(
    act: &mut Act<'_, T>,
    mobile: &Mobile,
    by: Option<StaffId>,
) -> Result<(), StoreError> {
    let unlocked = |attendee| {
        Fact::NumberUnlocked(NumberUnlocked {
            mobile_hash: act.home.mobile_hash(mobile),
            attendee,
            by,
        })
    };
    let mut of_people = Vec::new();
    for event in act.tx.events()? {
        let known = act.tx.attendee_by_mobile(event.id, mobile)?;
        if let Some(known) = known.filter(|_| act.is_current(&event)) {
            of_people.push((event.id, unlocked(Some(known.id))));
        }
    }
    if of_people.is_empty() {
        return act.append(None, &unlocked(None)).map(drop);
    }
    for (event, fact) in of_people {
        act.append(Some(event), &fact)?;
    }
    Ok(())
}

/// Forgives a station's failures; false if there is no such station.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn unlock_station<T: Tx>(act: &mut Act<'_, T>, station: StationId) -> Result<bool, StoreError> {
    let Some(row) = act.tx.station(station)? else {
        return Ok(false);
    };
    let place = act.append(
        None,
        &Fact::StationUnlocked(StationUnlocked { station, by: None }),
    )?;
    let mut entity = station.as_bytes().to_vec();
    entity.extend_from_slice(place.0.as_bytes());
    entity.extend_from_slice(&place.1.to_be_bytes());
    for event in row.events {
        act.tell(event, feed_kind::STATION, &entity)?;
    }
    Ok(true)
}

/// Whether this station asks nobody's code any more until staff forgive what was guessed here.
///
/// # Errors
/// What the database could not do.
pub fn needs_unlocking<T: Tx>(act: &mut Act<'_, T>) -> Result<bool, StoreError> {
    Ok(act.station_budget()? == StationBudget::StaffNeeded)
}

/// Staff at this station forgive what was guessed here, with a link or without; what its numbers
/// failed stays counted.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn unlock_own_station<T: Tx>(act: &mut Act<'_, T>, by: StaffId) -> Result<(), StoreError> {
    let unlocked = StationUnlocked {
        station: act.home.id,
        by: Some(by),
    };
    act.append(None, &Fact::StationUnlocked(unlocked)).map(drop)
}

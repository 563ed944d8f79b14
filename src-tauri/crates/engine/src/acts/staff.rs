//! Who staff are: given by the organiser at the centre, told to the stations of their events.

use super::Act;
use super::apply::feed_kind;
use super::pin::forgive_tries;
use crate::fact::{Fact, StaffAct, StaffAdded, StaffRemoved};
use crate::ids::{EventAlias, EventId, StaffId};
use crate::staff::{PinHash, StaffListed, StaffMember, StaffRole};
use crate::store::{StoreError, Tx};

/// Somebody who is to become staff.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Their name, as the PIN screen shows it.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// Their PIN; hashed outside of the transaction.
    pub pin: PinHash,
    /// The events whose stations know them.
    pub events: Vec<EventAlias>,
}

/// Why somebody isn't staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffRefusal {
    /// There is no such event.
    UnknownEvent(EventAlias),
    /// Another one of an event has this name: nobody could tell them apart at the station.
    NameTaken,
}

/// Makes somebody staff of events.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn add_staff<T: Tx>(
    act: &mut Act<'_, T>,
    new: &NewStaff,
) -> Result<Result<StaffMember, StaffRefusal>, StoreError> {
    let events = match act.events_of(&new.events)? {
        Ok(events) => events,
        Err(unknown) => return Ok(Err(StaffRefusal::UnknownEvent(unknown))),
    };
    for listed in list_staff(act)? {
        let meets = listed.events.iter().any(|event| events.contains(event));
        if meets && listed.member.name == new.name {
            return Ok(Err(StaffRefusal::NameTaken));
        }
    }
    let member = StaffMember {
        id: StaffId::new(act.time, act.random),
        name: new.name.clone(),
        role: new.role,
        pin: new.pin.clone(),
    };
    for event in &events {
        act.tx.put_staff(*event, &member, None)?;
        act.tell_staff(*event, member.id)?;
    }
    let fact = StaffAdded {
        staff: member.id,
        name: member.name.clone(),
        role: member.role,
        events,
    };
    act.append(None, &Fact::StaffAdded(fact))?;
    Ok(Ok(member))
}

/// Somebody is staff no more; false if they weren't.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn remove_staff<T: Tx>(act: &mut Act<'_, T>, id: StaffId) -> Result<bool, StoreError> {
    let events = act.tx.events_of_staff(id)?;
    if events.is_empty() {
        return Ok(false);
    }
    for event in events {
        act.tx.remove_staff(event, id)?;
        act.tell_staff(event, id)?;
    }
    act.append(None, &Fact::StaffRemoved(StaffRemoved { staff: id }))?;
    Ok(true)
}

/// Gives somebody who is staff another PIN; `by` is the supervisor who does it, and none where it
/// is whoever has the machine. What they have tried before counts no more. False if they aren't
/// staff.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set_pin<T: Tx>(
    act: &mut Act<'_, T>,
    id: StaffId,
    pin: &PinHash,
    by: Option<StaffId>,
) -> Result<bool, StoreError> {
    let Some(known) = act.tx.staff_member(id)? else {
        return Ok(false);
    };
    let member = StaffMember {
        pin: pin.clone(),
        ..known
    };
    for event in act.tx.events_of_staff(id)? {
        act.tx.put_staff(event, &member, None)?;
        act.tell_staff(event, id)?;
    }
    forgive_tries(act)?;
    let fact = StaffAct {
        act: "set-pin".to_owned(),
        reason: member.name,
        by,
    };
    act.append(None, &Fact::StaffAct(fact))?;
    Ok(true)
}

/// All staff, by name.
///
/// # Errors
/// What the database could not do.
pub fn list_staff<T: Tx>(act: &mut Act<'_, T>) -> Result<Vec<StaffListed>, StoreError> {
    let mut listed = Vec::new();
    for member in act.tx.staff()? {
        let events = act.tx.events_of_staff(member.id)?;
        listed.push(StaffListed { member, events });
    }
    Ok(listed)
}

impl<T: Tx> Act<'_, T> {
    pub(super) fn tell_staff(&mut self, event: EventId, id: StaffId) -> Result<(), StoreError> {
        let mut entity = id.as_bytes().to_vec();
        entity.extend_from_slice(event.as_bytes());
        self.tell(event, feed_kind::STAFF, &entity)
    }
}

//! Making events, changing their times and rules, and setting the policy.

use super::apply::feed_kind;
use super::{Act, write_json};
use crate::checkin::EntryRule;
use crate::fact::{EventCreated, EventTimesSet, Fact, PolicySet, TicketTypeSet};
use crate::ids::EventId;
use crate::policy::Policy;
use crate::roster::{Event, TICKET_TYPES_MAX, one_line};
use crate::store::{Setting, StoreError, Tx};
use crate::time::Timestamp;

/// What the organiser says of a new event.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Its name.
    pub name: String,
    /// A short name for addresses.
    pub slug: Option<String>,
    /// When it starts.
    pub starts_at: Option<Timestamp>,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// IANA name of its time zone.
    pub timezone: String,
    /// Whether numbers that aren't on the list may enter.
    pub walk_ins: bool,
}

/// Makes an event and gives it the next alias.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn create_event<T: Tx>(act: &mut Act<'_, T>, new: &NewEvent) -> Result<Event, StoreError> {
    let event = Event {
        id: EventId::new(act.time, act.random),
        alias: act.tx.next_event_alias()?,
        slug: new.slug.clone(),
        name: new.name.clone(),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        timezone: new.timezone.clone(),
        walk_ins: new.walk_ins,
        ticket_types: std::collections::BTreeMap::new(),
        look: Box::default(),
    };
    act.tx.put_event(&event)?;
    act.begin_feed(event.id)?;
    let fact = EventCreated {
        event: event.id,
        alias: event.alias,
        name: event.name.clone(),
    };
    act.append(Some(event.id), &Fact::EventCreated(fact))?;
    Ok(event)
}

/// Sets how tickets of a type may be used for entry; false if the event has as many types as it
/// may, and this isn't one of them.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set_ticket_type<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    name: &str,
    rule: EntryRule,
) -> Result<bool, StoreError> {
    let mut event = event.clone();
    // What was set under another spelling of the name holds no more.
    let line = one_line(name);
    event.ticket_types.retain(|of, _| one_line(of) != line);
    if event.ticket_types.len() >= TICKET_TYPES_MAX {
        return Ok(false);
    }
    event.ticket_types.insert(name.to_owned(), rule);
    act.tx.put_event(&event)?;
    act.tell(event.id, feed_kind::EVENT, event.id.as_bytes())?;
    let name = name.to_owned();
    let fact = Fact::TicketTypeSet(TicketTypeSet { name, rule });
    act.append(Some(event.id), &fact)?;
    Ok(true)
}

/// Sets when an event begins and ends, which its stations hear at once: an evening may last longer than
/// anybody thought.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set_event_times<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    (starts_at, ends_at): (Option<Timestamp>, Option<Timestamp>),
) -> Result<(), StoreError> {
    if (starts_at, ends_at) == (event.starts_at, event.ends_at) {
        return Ok(());
    }
    act.tx.put_event(&Event {
        starts_at,
        ends_at,
        ..event.clone()
    })?;
    act.tell(event.id, feed_kind::EVENT, event.id.as_bytes())?;
    let fact = EventTimesSet { starts_at, ends_at };
    act.append(Some(event.id), &Fact::EventTimesSet(fact))?;
    Ok(())
}

/// Puts a policy in force, which is a record, and sends it to the stations.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set_policy<T: Tx>(act: &mut Act<'_, T>, policy: Policy) -> Result<(), StoreError> {
    if policy == act.policy {
        return Ok(());
    }
    write_json(act.tx, Setting::Policy, &policy)?;
    act.policy = policy.clone();
    act.append(None, &Fact::PolicySet(PolicySet { policy }))?;
    act.tell_stations(feed_kind::POLICY, &[])
}

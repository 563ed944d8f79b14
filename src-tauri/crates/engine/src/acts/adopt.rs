//! A station takes the answer to its enrolment.

use super::enrol::Enrolment;
use super::hand_up::{begin_handing_up, founded_events};
use super::{Act, confirm_time, load_again, read_json, write_json};
use crate::ids::EventId;
use crate::store::{Feed, Setting, StoreError, Tx};

/// Takes the answer to an enrolment: the events, the policy and the time. Who served alone goes on
/// with what it has; its rosters are still to be handed up. Who joins again loads anew.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn adopt_enrolment<T: Tx>(
    act: &mut Act<'_, T>,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    for known in act.tx.events()? {
        // A restored centre has lost it, and may have given its alias to another.
        if !enrolment
            .events
            .iter()
            .any(|told| told.event.id == known.id)
        {
            act.serve_no_more(known.id)?;
        }
    }
    call_as_told(act, enrolment)?;
    bring_along(act, enrolment)?;
    act.tx.forget_setting(Setting::Alone)?;
    set_joining_again(act, false)?;
    write_json(act.tx, Setting::Enrolment, enrolment)?;
    write_json(act.tx, Setting::Policy, &enrolment.policy)?;
    confirm_time(act.tx, enrolment.time, &act.now)?;
    for enrolled in &enrolment.events {
        act.tx.put_event(&enrolled.event)?;
        match act.tx.feed(enrolled.event.id)? {
            Some(_) => load_again(act, enrolled.event.id)?,
            None => act.tx.put_feed(&Feed::unread(enrolled.event.id))?,
        }
    }
    Ok(())
}

/// The centre's word of when this station joined it, if it has given one.
///
/// # Errors
/// What the database could not do.
pub fn joined<T: Tx>(act: &mut Act<'_, T>) -> Result<Option<String>, StoreError> {
    let kept: Option<Enrolment> = read_json(act.tx, Setting::Enrolment)?;
    Ok(kept.and_then(|kept| kept.joined))
}

/// While a station joins its centre again nothing is exchanged between the two: were the answer
/// lost, the centre would know it and call other events by the names that it knows.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set_joining_again<T: Tx>(act: &mut Act<'_, T>, joins: bool) -> Result<(), StoreError> {
    if joins {
        act.tx.set_setting(Setting::JoiningAgain, "true")
    } else {
        act.tx.forget_setting(Setting::JoiningAgain)
    }
}

/// The events that are known here go by the centre's aliases: a station calls its own by others
/// until it joins, and a restored centre has called anew what was brought to it anew.
fn call_as_told<T: Tx>(act: &mut Act<'_, T>, enrolment: &Enrolment) -> Result<(), StoreError> {
    let known = act.tx.events()?;
    let told = enrolment.events.iter().map(|enrolled| &enrolled.event);
    let aliases: Vec<_> = told
        .filter(|event| known.iter().any(|known| known.id == event.id))
        .map(|event| (event.id, event.alias))
        .collect();
    act.tx.renumber_events(&aliases)
}

/// The rosters of the station's own events are to be handed up.
fn bring_along<T: Tx>(act: &mut Act<'_, T>, enrolment: &Enrolment) -> Result<(), StoreError> {
    let own = founded_events(act)?;
    if own.is_empty() {
        return Ok(());
    }
    let told = enrolment.events.iter().map(|enrolled| enrolled.event.id);
    let brought = told.filter(|event| own.iter().any(|founded| founded.id == *event));
    begin_handing_up(act, brought)
}

impl<T: Tx> Act<'_, T> {
    /// Who serves there stays on duty here: nobody else could set the kiosk up.
    fn serve_no_more(&mut self, event: EventId) -> Result<(), StoreError> {
        self.tx.purge_roster(event)?;
        self.drop_people_gone(event)?;
        self.tx.forget_event(event)
    }
}

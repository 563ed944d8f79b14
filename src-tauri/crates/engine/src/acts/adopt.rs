//! A station takes the answer to its enrolment.

use super::enrol::Enrolment;
use super::hand_up::begin_handing_up;
use super::{Act, alone, confirm_time, write_json};
use crate::store::{Feed, Setting, StoreError, Tx};

/// Takes the answer to an enrolment: the events, the policy and the time. Who served alone goes on
/// with what it has; its rosters are still to be handed up.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn adopt_enrolment<T: Tx>(
    act: &mut Act<'_, T>,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    if alone(act.tx)?.is_some() {
        give_up_being_alone(act, enrolment)?;
    }
    write_json(act.tx, Setting::Enrolment, enrolment)?;
    write_json(act.tx, Setting::Policy, &enrolment.policy)?;
    confirm_time(act.tx, enrolment.time, &act.now)?;
    for enrolled in &enrolment.events {
        act.tx.put_event(&enrolled.event)?;
        act.tx.put_feed(&Feed::unread(enrolled.event.id))?;
    }
    Ok(())
}

fn give_up_being_alone<T: Tx>(
    act: &mut Act<'_, T>,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    let own = act.tx.events()?;
    let told = enrolment.events.iter().map(|enrolled| &enrolled.event);
    let aliases: Vec<_> = told
        .filter(|event| own.iter().any(|founded| founded.id == event.id))
        .map(|event| (event.id, event.alias))
        .collect();
    act.tx.renumber_events(&aliases)?;
    begin_handing_up(act, aliases.into_iter().map(|(event, _)| event))?;
    act.tx.forget_setting(Setting::Alone)
}

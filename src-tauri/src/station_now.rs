//! What the station is doing, as every screen and its line for staff show it.

use crate::language_tag::LanguageTag;
use crate::lights;
use crate::settings::settings;
use crate::tasks::StationAct;
use connect_engine::acts;
use connect_engine::roster::Event;
use connect_engine::store::{Setting, StoreError, Tx};
use connect_engine::time::Millis;

/// The events that this station is there for, those that are over too.
fn chosen<T: Tx>(act: &mut acts::Act<'_, T>) -> Result<Vec<Event>, StoreError> {
    if act.tx().setting(Setting::Revoked)?.is_some() {
        return Ok(Vec::new());
    }
    let mut events = act.tx().events()?;
    let chosen = settings(act)?.serves;
    events.retain(|event| chosen.as_ref().is_none_or(|ids| ids.contains(&event.id)));
    Ok(events)
}

/// The events that this station serves now.
///
/// # Errors
/// What the database could not do.
pub fn served<T: Tx>(act: &mut acts::Act<'_, T>) -> Result<Vec<Event>, StoreError> {
    let mut events = chosen(act)?;
    events.retain(|event| act.is_current(event));
    // Those without a time come last: the attendee looks for one that begins now.
    events.sort_by_key(|event| (event.starts_at.is_none(), event.starts_at, event.alias));
    Ok(events)
}

/// The events whose people staff look for: those that are served, or, where all of them are over, those
/// that were, for whoever comes then is sent to staff.
///
/// # Errors
/// What the database could not do.
pub fn looked_through<T: Tx>(act: &mut acts::Act<'_, T>) -> Result<Vec<Event>, StoreError> {
    let now = served(act)?;
    if now.is_empty() { chosen(act) } else { Ok(now) }
}

/// So long staff are told that the database was restored from a backup.
const TOLD_FOR: Millis = Millis::from_secs(24 * 3600);

/// What the staff line shows, and the events.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a sentence of its own on the line"
)]
pub struct StationNow {
    /// The events that are served.
    pub events: Vec<Event>,
    /// There were some, and all of them are over.
    pub over: bool,
    /// Records that the centre hasn't stored.
    pub waiting: u64,
    /// How far the first load has come, while it goes on.
    pub loading: Option<acts::Loading>,
    /// How long ago the roster was last known to be current.
    pub roster_age: Option<Millis>,
    /// The centre doesn't take the roster that was made here.
    pub roster_refused: bool,
    /// How far the wall clock is off, where it is far off.
    pub clock_off: Option<Millis>,
    /// The centre found lately that the database had been restored.
    pub restored: bool,
    /// Nobody gets a code here until staff forgive what was guessed.
    pub locked: bool,
    /// Staff have put the station out of service.
    pub out_of_order: bool,
    /// The language in which attendees are met, if it was set here.
    pub language: Option<LanguageTag>,
    /// Who calls staff.
    pub calls: Vec<acts::OpenCall>,
}

/// What every screen shows of the station.
///
/// # Errors
/// What the database could not do.
pub fn station_now(act: &mut StationAct<'_, '_>) -> Result<StationNow, StoreError> {
    let forked = acts::forked_at(act)?;
    let time = act.time();
    let lately = |at| time.since(at) < TOLD_FOR;
    let events = served(act)?;
    Ok(StationNow {
        over: events.is_empty() && !chosen(act)?.is_empty(),
        events,
        waiting: acts::count_waiting(act)?,
        loading: acts::loading(act)?,
        roster_age: acts::roster_current_at(act)?.map(|at| time.since(at).or_zero()),
        roster_refused: acts::is_roster_refused(act)?,
        clock_off: act.wall_clock_off().filter(|off| lights::is_wrong(*off)),
        restored: forked.is_some_and(lately),
        locked: acts::needs_unlocking(act)?,
        out_of_order: acts::is_out_of_order(act)?,
        language: settings(act)?.language,
        calls: acts::open_calls(act)?,
    })
}

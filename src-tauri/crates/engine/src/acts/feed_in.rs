//! Changes down, at a station: what the centre tells, taken with its cursor.

use super::apply::{Origin, feed_kind};
use super::exchange::centre_restored;
use super::feed_out::{ChangeLine, ExtentLine, NumberLine, RecordLine, StaffLine, StationLine};
use super::hand_up::is_refused;
use super::history::{HistoryLine, PeerLine};
use super::logs::count_waiting;
use super::{Act, read_json, write_json};
use crate::fact::Fact;
use crate::ids::{AttendeeId, EventId, LogId};
use crate::look::PictureLine;
use crate::placing::Placed;
use crate::policy::Policy;
use crate::roster::{Attendee, AttendeeState, Event, Ticket};
use crate::staff::{PinHash, StaffMember};
use crate::store::{Feed, Setting, StoreError, Tx};
use crate::time::{Anchor, Now, Timestamp};

/// How exactly a station remembers when its roster was current.
const CURRENT_MS: i64 = 60_000;

/// So many lines that are still to come are a list; fewer are changes of the day.
const A_LIST: u64 = 500;

/// What a page did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AppliedPage {
    /// Lines that changed something.
    pub applied: u64,
    /// Lines that this version doesn't know: of another kind, or in other words.
    pub passed_over: u64,
    /// Whether the centre is to be asked what of our own it has.
    pub hands_up_again: bool,
    /// Whether something of our own was written that waits to be sent.
    pub wrote: bool,
}

/// How far the first load has come, or a list that was imported later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loading {
    /// Lines so far.
    pub loaded: u64,
    /// Lines in all, as far as is known.
    pub expected: u64,
}

/// Takes a page of an event's feed and its cursor in one transaction.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn apply_changes<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    lines: &[ChangeLine],
) -> Result<AppliedPage, StoreError> {
    let mut page = AppliedPage::default();
    let mut feed = act.tx.feed(event)?.unwrap_or_else(|| Feed::unread(event));
    let skipped = usize::from(crate::fault::planted("cursor-skips") && lines.len() > 2);
    for line in &lines[..lines.len() - skipped] {
        if line.kind == feed_kind::EXTENT {
            let extent = read::<ExtentLine>(line).map_or(0, |extent| extent.lines);
            feed.expected = feed.loaded.saturating_add(extent);
            continue;
        }
        if act.take(&feed, line)? {
            page.applied += 1;
        } else if !is_gone(line) {
            page.passed_over += 1;
            feed.passed_over += 1;
        }
        feed.loaded += 1;
    }
    if let Some(last) = lines.last() {
        feed.cursor.clone_from(&last.cursor);
        feed.read_by.get_or_insert(act.home.built);
    }
    act.tx.put_feed(&feed)?;
    Ok(page)
}

/// Whether the centre has all of ours that it ever said to have: nothing waits, and a restored one
/// has said what it still has.
///
/// # Errors
/// What the database could not do.
pub fn is_settled<T: Tx>(act: &mut Act<'_, T>) -> Result<bool, StoreError> {
    Ok(count_waiting(act)? == 0 && centre_restored(act)?.is_none())
}

/// The end of the feed was reached, or is still where it was: the roster is current. A new load
/// is complete then, and what it didn't bring is gone at the centre: where all was settled when the
/// centre was asked, for what it got later it may have told of after the end.
///
/// # Errors
/// What the database could not do.
pub fn reach_end<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    was_settled: bool,
) -> Result<(), StoreError> {
    let mut feed = act.tx.feed(event)?.unwrap_or_else(|| Feed::unread(event));
    let fresh = feed
        .current_at
        .is_some_and(|at| (0..CURRENT_MS).contains(&act.time.since(at).get()));
    let swept = feed.swept == feed.load;
    if feed.complete && fresh && swept && feed.expected <= feed.loaded {
        return Ok(());
    }
    feed.expected = feed.loaded;
    let mut ended = !feed.complete;
    // What we made ourselves comes back with the feed once the centre has it.
    if !swept && was_settled {
        if !crate::fault::planted("reload-keeps-gone") {
            act.tx.sweep(event, feed.load)?;
        }
        feed.swept = feed.load;
        ended = true;
    }
    if ended {
        act.mark_people_of(event)?;
    }
    feed.complete = true;
    feed.current_at = Some(act.time);
    act.tx.put_feed(&feed)
}

/// The centre's data was restored: load again from the beginning. What is here stays in use until
/// the new load has come.
///
/// # Errors
/// What the database could not do.
pub fn load_again<T: Tx>(act: &mut Act<'_, T>, event: EventId) -> Result<(), StoreError> {
    let known = act.tx.feed(event)?.unwrap_or_else(|| Feed::unread(event));
    act.tx.put_feed(&Feed {
        cursor: String::new(),
        complete: false,
        load: known.load + 1,
        loaded: 0,
        expected: 0,
        passed_over: 0,
        read_by: None,
        ..known
    })
}

/// How many lines of the feeds this version doesn't know.
///
/// # Errors
/// What the database could not do.
pub fn passed_over<T: Tx>(act: &mut Act<'_, T>) -> Result<u64, StoreError> {
    let mut all = 0;
    for event in act.tx.events()? {
        all += act.tx.feed(event.id)?.map_or(0, |feed| feed.passed_over);
    }
    Ok(all)
}

/// How far the lists of all events have come; none once they are all here.
///
/// # Errors
/// What the database could not do.
pub fn loading<T: Tx>(act: &mut Act<'_, T>) -> Result<Option<Loading>, StoreError> {
    let mut all = None;
    for event in act.tx.events()? {
        if is_refused(act, event.id)? {
            // Nothing comes of it until the centre has taken what we have.
            continue;
        }
        let comes =
            |feed: &Feed| !feed.complete || feed.expected.saturating_sub(feed.loaded) >= A_LIST;
        let Some(feed) = act.tx.feed(event.id)?.filter(comes) else {
            continue;
        };
        let sum: &mut Loading = all.get_or_insert_default();
        sum.loaded += feed.loaded;
        sum.expected += feed.expected.max(feed.loaded);
    }
    Ok(all)
}

/// When all of the roster was last known to be current.
///
/// # Errors
/// What the database could not do.
pub fn roster_current_at<T: Tx>(act: &mut Act<'_, T>) -> Result<Option<Timestamp>, StoreError> {
    let mut oldest = None;
    for event in act.tx.events()? {
        let at = act.tx.feed(event.id)?.and_then(|feed| feed.current_at);
        oldest = match (oldest, at) {
            (Some(oldest), Some(at)) => Some(at.min(oldest)),
            (None, at) => at,
            (oldest, None) => oldest,
        };
    }
    Ok(oldest)
}

/// Keeps the time that the centre told. Written only where it says something new: in another
/// boot, after a minute, or when the clocks have parted by a second.
///
/// # Errors
/// What the database could not do.
pub fn confirm_time<T: Tx>(tx: &mut T, centre: Timestamp, now: &Now) -> Result<(), StoreError> {
    let known: Option<Anchor> = read_json(tx, Setting::Anchor)?;
    let said_before = known.is_some_and(|anchor| {
        let passed = now.boot.get().saturating_sub(anchor.at.boot.get());
        let parted = centre
            .since(anchor.centre)
            .get()
            .saturating_sub(passed)
            .saturating_abs();
        anchor.at.boot_id == now.boot_id && (0..60_000).contains(&passed) && parted < 1000
    });
    if said_before {
        return Ok(());
    }
    write_json(tx, Setting::Anchor, &Anchor { centre, at: *now })
}

/// The thing is gone since: there is nothing to know of it.
fn is_gone(line: &ChangeLine) -> bool {
    line.data.get() == "null"
}

/// None for `null`, which stands for a thing that is gone, and for what this version can't read:
/// an old kiosk passes over what a new centre says otherwise, as it does with a kind that it
/// doesn't know.
fn read<V: serde::de::DeserializeOwned>(line: &ChangeLine) -> Option<V> {
    serde_json::from_str(line.data.get()).ok().flatten()
}

/// What belongs to another event than the feed's is not taken.
fn of_event<V>(event: EventId, value: Option<V>, of: fn(&V) -> EventId) -> Option<V> {
    value.filter(|value| of(value) == event)
}

impl<T: Tx> Act<'_, T> {
    /// Takes one line; false if there was nothing to take in it.
    fn take(&mut self, feed: &Feed, line: &ChangeLine) -> Result<bool, StoreError> {
        let event = feed.event;
        match line.kind.as_str() {
            feed_kind::ATTENDEE => {
                let Some(attendee) = of_event(event, read::<Attendee>(line), |a| a.event) else {
                    return Ok(false);
                };
                self.take_attendee(&attendee, feed)?;
            }
            feed_kind::TICKET => {
                let Some(ticket) = of_event(event, read::<Ticket>(line), |t| t.event) else {
                    return Ok(false);
                };
                self.take_ticket(&ticket, feed)?;
            }
            feed_kind::EVENT => {
                let Some(told) = of_event(event, read::<Event>(line), |e| e.id) else {
                    return Ok(false);
                };
                self.tx.put_event(&told)?;
            }
            feed_kind::PICTURE => {
                // What can't be shown here takes the place of what was.
                let picture = read::<PictureLine>(line).and_then(|told| told.read());
                self.tx.put_picture(event, picture.as_ref())?;
            }
            feed_kind::POLICY => {
                let Some(policy) = read::<Policy>(line) else {
                    return Ok(false);
                };
                write_json(self.tx, Setting::Policy, &policy)?;
                self.policy = policy;
            }
            feed_kind::RECORD => {
                let Some(told) = read::<RecordLine>(line) else {
                    return Ok(false);
                };
                return self.take_record(feed, &told);
            }
            feed_kind::NUMBER => {
                let Some(told) = read::<NumberLine>(line) else {
                    return Ok(false);
                };
                self.take_clearance(&told)?;
                let told_by = (event, feed.load);
                self.tx
                    .load_lock(&told.mobile_hash, told.locked_until, told_by)?;
            }
            feed_kind::STATION => {
                let Some(told) = read::<StationLine>(line) else {
                    return Ok(false);
                };
                if told.station == self.home.id {
                    self.take_unlock(told.unlocked_at)?;
                }
            }
            feed_kind::HISTORY => {
                let Some(told) = read::<HistoryLine>(line) else {
                    return Ok(false);
                };
                self.take_history(event, told, feed.load)?;
            }
            feed_kind::PEER => {
                let Some(told) = read::<PeerLine>(line) else {
                    return Ok(false);
                };
                let peer = (told.station, told.name.as_str());
                self.tx.put_peer(event, peer, feed.load)?;
            }
            feed_kind::STAFF => {
                let Some(told) = read::<StaffLine>(line) else {
                    return Ok(false);
                };
                self.take_staff(feed, told)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A success or an unlock that the centre tells of. Heard a second time it forgives nothing: a
    /// clock that was put back may have dated before it what happened since.
    fn take_clearance(&mut self, told: &NumberLine) -> Result<(), StoreError> {
        let hash = &told.mobile_hash;
        let news = self.tx.clearance(hash)? < told.cleared_at;
        // Whatever success a fast clock has dated here, an unlock is heard.
        let unlocked = self.tx.last_unlock(hash)? < told.unlocked_at;
        if !news && !unlocked {
            return Ok(());
        }
        // What a fast clock dated happened before this was heard, too.
        self.tx.clear_failures_after(hash, self.time)?;
        if let Some(unlocked_at) = told.unlocked_at {
            self.tx.set_last_unlock(hash, unlocked_at)?;
        }
        if let Some(cleared_at) = told.cleared_at.max(told.unlocked_at) {
            self.tx.set_clearance(hash, cleared_at)?;
            self.tx.clear_failures(hash, cleared_at)?;
        }
        Ok(())
    }

    /// An unlock of this station by the organiser; heard a second time it forgives nothing.
    fn take_unlock(&mut self, told: Timestamp) -> Result<(), StoreError> {
        let heard: Option<Timestamp> = read_json(self.tx, Setting::UnlockHeard)?;
        let is_old = |heard: Timestamp| heard == told || (told..=self.time).contains(&heard);
        if heard.is_some_and(is_old) {
            return Ok(());
        }
        write_json(self.tx, Setting::UnlockHeard, &told)?;
        let known: Option<Timestamp> = read_json(self.tx, Setting::StationUnlockedAt)?;
        // An unlock at the station that a fast clock dated says nothing against this one.
        let is_ahead = known > Some(self.time);
        if known >= Some(told) && !is_ahead {
            return Ok(());
        }
        // What a fast clock dated happened before this was heard.
        let before = told.min(self.just_before());
        let for_ever = Timestamp::from_millis(i64::MAX);
        self.tx.redate_failures((self.time, for_ever), before)?;
        let at = if is_ahead { self.just_before() } else { told };
        write_json(self.tx, Setting::StationUnlockedAt, &at)
    }

    fn take_attendee(&mut self, attendee: &Attendee, feed: &Feed) -> Result<(), StoreError> {
        if attendee.is_removed() {
            let known = self.tx.attendee(attendee.id)?;
            self.forget(known.as_ref().unwrap_or(attendee))?;
        }
        self.mark_once_loaded(feed, attendee.id)?;
        let load = feed.load;
        if self.tx.load_attendee(attendee, load)? || crate::fault::planted("number-not-freed") {
            return Ok(());
        }
        // A number is one active attendee's at a time: whoever held it here holds it no more.
        if let (Some(mobile), AttendeeState::Active) = (&attendee.mobile, attendee.state) {
            if let Some(holder) = self.tx.attendee_by_mobile(attendee.event, mobile)? {
                self.mark_once_loaded(feed, holder.id)?;
            }
            self.tx.free_number(attendee.event, mobile)?;
        }
        self.tx.load_attendee(attendee, load).map(drop)
    }

    fn take_ticket(&mut self, ticket: &Ticket, feed: &Feed) -> Result<(), StoreError> {
        if feed.complete
            && let Some(known) = self.tx.ticket(ticket.id)?
        {
            self.mark_once_loaded(feed, known.attendee)?;
        }
        self.mark_once_loaded(feed, ticket.attendee)?;
        if self.tx.load_ticket(ticket, feed.load)? {
            return Ok(());
        }
        // Its code was given on; the other one is known by its id until its own line comes.
        if let Some(other) = self.tx.ticket_by_code(ticket.event, &ticket.code)? {
            self.mark_once_loaded(feed, other.attendee)?;
        }
        self.tx.free_code(ticket.event, &ticket.code)?;
        self.tx.load_ticket(ticket, feed.load).map(drop)
    }

    /// At the end of a load all of its event are marked at once.
    fn mark_once_loaded(&mut self, feed: &Feed, id: AttendeeId) -> Result<(), StoreError> {
        if feed.complete {
            self.mark_person(id)
        } else {
            Ok(())
        }
    }

    fn take_staff(&mut self, feed: &Feed, told: StaffLine) -> Result<(), StoreError> {
        let Some(member) = told.member else {
            if let Some(name) = &told.former {
                self.tx.put_staff_name(told.staff, name)?;
            }
            return self.tx.remove_staff(feed.event, told.staff);
        };
        let member = StaffMember {
            id: told.staff,
            name: member.name,
            role: member.role,
            pin: PinHash::from_phc(member.pin_hash),
        };
        self.tx.put_staff(feed.event, &member, Some(feed.load))
    }

    fn is_own(&mut self, log: LogId) -> Result<bool, StoreError> {
        let log = self.tx.lock_log(log)?;
        Ok(log.is_some_and(|log| log.station == self.home.id && log.head != log.root()))
    }

    fn take_record(&mut self, feed: &Feed, told: &RecordLine) -> Result<bool, StoreError> {
        let place = (told.log, told.index);
        if told.station == self.home.id {
            let placed = Placed {
                at: told.placed_at,
                time_known: told.time_known,
            };
            self.tx.place_record(place, &placed)?;
        } else if self.is_own(told.log)? {
            // Another wrote under the name of our log; what we have there is ours. It comes again
            // once we have parted with the name.
            return Ok(true);
        }
        let Some(body) = &told.body else {
            return Ok(true);
        };
        // A kind or a body that this version doesn't know is passed over.
        let Ok(Some(fact)) = Fact::from_parts(&told.kind, body.get().as_bytes()) else {
            return Ok(false);
        };
        let origin = Origin {
            place,
            station: told.station,
            event: Some(feed.event),
            placed_at: told.placed_at,
            time_known: told.time_known,
            happened_by: told.placed_at,
            lineage: told.lineage.clone(),
            load: Some(feed.load),
        };
        self.apply(&origin, &fact)?;
        Ok(true)
    }
}

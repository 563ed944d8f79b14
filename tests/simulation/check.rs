//! What must hold once everything is healed.

use crate::guests::WALK_INS;
use crate::joining::OWN;
use crate::movers;
use crate::placed::what_was_done_stands_at_its_time;
use crate::relay::no_message_waits;
use crate::world::{GUESTS, Who, World, mobile};
use connect_engine::acts;
use connect_engine::checkin::{Effective, Place, fold};
use connect_engine::fact::Fact;
use connect_engine::ids::{AttendeeId, EventId, StationId};
use connect_engine::mobile::Mobile;
use connect_engine::policy::Policy;
use connect_engine::roster::{Attendee, AttendeeState, Ticket};
use connect_engine::store::{
    CounterRows, EntryRows, EventRows, LogRows, MoveRows, NameRows, RosterRows, StationRows,
};
use connect_engine::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What an event comes to: its attendees, and for each ticket the check-ins that count and those
/// that don't, by place and time.
#[derive(Debug, PartialEq)]
struct Folded {
    attendees: Vec<Attendee>,
    tickets: BTreeMap<[u8; 16], (Ticket, Effective)>,
}

pub fn all_agree(world: &mut World) {
    nothing_waits(world);
    no_message_waits(world);
    every_log_verifies(world);
    nothing_is_left_of_who_is_removed(world);
    every_acknowledged_act_is_at_the_centre_once(world);
    all_fold_to_the_same(world);
    what_was_done_stands_at_its_time(world);
    the_first_to_take_a_number_keeps_it(world);
    failures_are_summed_and_all_lock_the_same(world);
    an_unlock_has_reached_everybody(world);
    quarantine_has_its_reasons(world);
}

fn nothing_waits(world: &mut World) {
    let time = world.time;
    for place in 0..world.stations.len() {
        let node = &mut world.stations[place].node;
        let waiting = node.read(time, |act| acts::count_waiting(act));
        assert_eq!(waiting, 0, "records wait at station {place} after healing");
        let loading = node.read(time, |act| acts::loading(act));
        let folds = world.folds(place);
        assert!(
            !folds || loading.is_none(),
            "station {place} still loads: {loading:?}"
        );
    }
}

fn every_log_verifies(world: &mut World) {
    let time = world.time;
    let own = world.centre.home.key.public().clone();
    world.centre.read(time, |act| {
        let stations = act.tx().stations()?;
        for log in act.tx().logs()? {
            let author = stations.iter().find(|station| station.id == log.station);
            let key = author.map_or(&own, |station| &station.key);
            let verdict = acts::verify_log(act.tx(), &log, key)?;
            assert_eq!(verdict.broken, None, "a log at the centre: {verdict:?}");
        }
        Ok(())
    });
    for station in &mut world.stations {
        let (id, key) = (station.node.home.id, station.node.home.key.public().clone());
        station.node.read(time, |act| {
            let logs = act.tx().logs()?;
            for log in logs.iter().filter(|log| log.station == id) {
                let verdict = acts::verify_log(act.tx(), log, &key)?;
                assert_eq!(verdict.broken, None, "a station's own log: {verdict:?}");
            }
            Ok(())
        });
    }
}

/// A revoked station has forgotten whom it knew, and keeps its log for those who come to read it.
fn nothing_is_left_of_who_is_removed(world: &mut World) {
    let time = world.time;
    for who in world.everybody() {
        if matches!(who, Who::Station(place) if !world.folds(place)) {
            continue;
        }
        world.node(who).read(time, |act| {
            for event in act.tx().events()? {
                for gone in act.tx().attendees_of_event(event.id, None, u32::MAX)? {
                    if !gone.is_removed() {
                        continue;
                    }
                    for ticket in act.tx().tickets_of(gone.id)? {
                        assert_eq!(ticket.holder, "", "{who:?} has a name of who is removed");
                        assert_eq!(ticket.imported_mobile, None, "{who:?} has their number");
                    }
                    assert_eq!(act.tx().corrections_of(gone.id)?.len(), 0, "{who:?}");
                    assert_eq!(act.tx().moves_of(gone.id)?.len(), 0, "{who:?}");
                    assert_eq!(act.tx().number_before(gone.id)?, None, "{who:?}");
                }
            }
            for log in act.tx().logs()? {
                for row in act.tx().records_from(log.log, 0, u32::MAX)? {
                    let Some(about) = row.about.attendee else {
                        continue;
                    };
                    let gone = act.tx().attendee(about)?.is_some_and(|a| a.is_removed());
                    let kept = gone && row.record.body.is_some();
                    assert!(!kept, "{who:?} keeps a {} of who is removed", row.kind);
                }
            }
            Ok(())
        });
    }
}

fn every_acknowledged_act_is_at_the_centre_once(world: &mut World) {
    let mut there: BTreeMap<[u8; 32], u32> = BTreeMap::new();
    for hash in world.hashes(Who::Centre) {
        *there.entry(hash).or_default() += 1;
    }
    for hash in world.acknowledged.keys() {
        let times = there.get(hash).copied().unwrap_or(0);
        assert_eq!(
            times, 1,
            "an acknowledged record is at the centre {times} times"
        );
    }
}

fn all_fold_to_the_same(world: &mut World) {
    for event in world.events.clone() {
        let mut at_centre = folded(world, Who::Centre, event.id);
        let back = came_back(world, &at_centre);
        at_centre.leave_out(&back);
        for place in 0..world.stations.len() {
            if !world.stations[place].events.contains(&event.id) || !world.folds(place) {
                continue;
            }
            let mut here = folded(world, Who::Station(place), event.id);
            here.leave_out(&back);
            let apart = differences(&here, &at_centre);
            let ids: Vec<_> = world.stations.iter().map(|s| s.node.home.id).collect();
            assert!(
                apart.is_empty(),
                "station {place} of {ids:?}:\n{}",
                apart.join("\n")
            );
        }
    }
}

/// Who was removed and is here again, because the centre's data is from before: what was said of
/// them is erased where the removal was heard, and nobody can say it again. A station whose own
/// data is from before, too, remembers it all the same.
fn came_back(world: &mut World, at_centre: &Folded) -> BTreeSet<AttendeeId> {
    if world.centre_restores == 0 {
        return BTreeSet::new();
    }
    let here = at_centre.attendees.iter().filter(|a| !a.is_removed());
    let back: BTreeSet<_> = here
        .map(|attendee| attendee.id)
        .filter(|id| world.removed.contains(id))
        .collect();
    for _ in &back {
        world.count("removal that was lost", true);
    }
    back
}

impl Folded {
    fn leave_out(&mut self, who: &BTreeSet<AttendeeId>) {
        self.attendees
            .retain(|attendee| !who.contains(&attendee.id));
        self.tickets
            .retain(|_, (ticket, _)| !who.contains(&ticket.attendee));
    }
}

/// A move to one of the numbers that nobody has but who moved there.
struct Moved {
    placed_at: Timestamp,
    station: StationId,
    place: Place,
    who: AttendeeId,
    number: Mobile,
}

/// Who is on the list and moved, by the centre's records.
fn moves(world: &mut World) -> Vec<Moved> {
    let time = world.time;
    world.centre.read(time, |act| {
        let mut moves = Vec::new();
        for log in act.tx().logs()? {
            for row in act.tx().records_from(log.log, 0, u32::MAX)? {
                let body = row
                    .record
                    .body
                    .as_ref()
                    .filter(|_| row.quarantined.is_none());
                let fact = body.map(|body| Fact::from_parts(&row.kind, &body.json).unwrap());
                let Some(Some(Fact::MobileChanged(change))) = fact else {
                    continue;
                };
                let who = act.tx().attendee(change.attendee)?.unwrap();
                if who.state == AttendeeState::Active {
                    moves.push(Moved {
                        placed_at: row.placed_at,
                        station: row.station,
                        place: (row.log, row.index),
                        who: who.id,
                        number: change.mobile,
                    });
                }
            }
        }
        Ok(moves)
    })
}

/// Of those who took a number apart the first by time has it; the move of the other is void, and
/// they have the number that they had.
fn the_first_to_take_a_number_keeps_it(world: &mut World) {
    let mut moves = moves(world);
    moves.sort_by_key(|moved| (moved.placed_at, moved.station, moved.place));
    let mut holders: BTreeMap<Mobile, AttendeeId> = BTreeMap::new();
    let mut void = BTreeSet::new();
    for moved in &moves {
        match holders.get(&moved.number) {
            Some(holder) if *holder != moved.who => {
                void.insert(moved.place);
            }
            _ => {
                holders.retain(|_, holder| *holder != moved.who);
                holders.insert(moved.number.clone(), moved.who);
            }
        }
    }
    for moved in &moves {
        let is_void = void.contains(&moved.place);
        world.count("change of mobile that is void", is_void);
        let (time, place) = (world.time, moved.place);
        let told = world.centre.read(time, |act| act.tx().is_void(place));
        assert_eq!(told, is_void, "the move of {:?} to a number", moved.who);
    }
    let event = world.events[0].id;
    for number in movers::NEW.map(mobile) {
        let time = world.time;
        let at_centre = world
            .centre
            .read(time, |act| act.tx().attendee_by_mobile(event, &number));
        let holder = at_centre.map(|attendee| attendee.id);
        assert_eq!(holder.as_ref(), holders.get(&number), "who has a number");
    }
}

/// Each thing that one side has otherwise.
fn differences(here: &Folded, there: &Folded) -> Vec<String> {
    let mut found = Vec::new();
    for attendee in &here.attendees {
        if !there.attendees.contains(attendee) {
            found.push(format!("only the station has {attendee:?}"));
        }
    }
    for attendee in &there.attendees {
        if !here.attendees.contains(attendee) {
            found.push(format!("only the centre has {attendee:?}"));
        }
    }
    let tickets = here.tickets.keys().chain(there.tickets.keys());
    for id in tickets.collect::<BTreeSet<_>>() {
        let (ours, theirs) = (here.tickets.get(id), there.tickets.get(id));
        if ours != theirs {
            found.push(format!("a ticket is {ours:?}\n  at the centre {theirs:?}"));
        }
    }
    found
}

fn folded(world: &mut World, who: Who, event: EventId) -> Folded {
    let time = world.time;
    world.node(who).read(time, |act| {
        let event = act.tx().event(event)?.unwrap();
        let attendees = act.tx().attendees_of_event(event.id, None, u32::MAX)?;
        let mut tickets = BTreeMap::new();
        for attendee in attendees.iter().filter(|attendee| !attendee.is_removed()) {
            for ticket in act.tx().tickets_of(attendee.id)? {
                let (entries, undone) = act.tx().entries_of(ticket.id)?;
                let rule = event.entry_rule(ticket.ticket_type.as_deref());
                let effective = fold(&entries, &undone, &rule);
                tickets.insert(*ticket.id.as_bytes(), (ticket, effective));
            }
        }
        Ok(Folded { attendees, tickets })
    })
}

/// Every number that anybody may have typed.
fn numbers() -> impl Iterator<Item = Mobile> {
    (1..=GUESTS + 4)
        .chain(WALK_INS)
        .chain(movers::NEW)
        .chain(OWN)
        .map(mobile)
}

/// Until when a number is locked at a machine, if it still is.
fn locked(world: &mut World, who: Who, number: &Mobile) -> Option<Timestamp> {
    let hash = world.centre.home.mobile_hash(number);
    let now = world.best_guess_of_now();
    let time = world.time;
    let lock = world.node(who).read(time, |act| act.tx().lock(&hash));
    lock.filter(|until| *until > now)
}

fn failures_are_summed_and_all_lock_the_same(world: &mut World) {
    let window = Policy::default().failures_at_centre;
    for number in numbers() {
        let now = world.best_guess_of_now();
        let mut known = world.failures_known(&number);
        known.retain(|at| now.since(*at) < window.span());
        let at_centre = locked(world, Who::Centre, &number);
        assert!(
            known.len() < window.most as usize || at_centre.is_some(),
            "{} failures, and no lock",
            known.len()
        );
        for place in 0..world.stations.len() {
            if world.folds(place) {
                let here = locked(world, Who::Station(place), &number);
                assert_eq!(here, at_centre, "a lock at station {place}");
            }
        }
    }
}

fn an_unlock_has_reached_everybody(world: &mut World) {
    /// By so much a station's estimate of the time may be behind.
    const SLOW: Millis = Millis::from_secs(60);
    let time = world.time;
    let unlocked = world.centre.read(time, |act| {
        let mut unlocked = Vec::new();
        for log in act.tx().logs()? {
            let rows = act.tx().records_from(log.log, 0, u32::MAX)?;
            let wanted = rows
                .into_iter()
                .filter(|row| row.kind == "number-unlocked" && row.quarantined.is_none());
            unlocked.extend(wanted.filter_map(|row| Some((row.about.mobile?, row.placed_at))));
        }
        Ok(unlocked)
    });
    let centre = &world.centre.home;
    let names: BTreeMap<_, _> = numbers().map(|n| (centre.mobile_hash(&n), n)).collect();
    for (hash, at) in unlocked {
        for place in 0..world.stations.len() {
            if !world.folds(place) {
                continue;
            }
            let node = &mut world.stations[place].node;
            let heard = node.read(time, |act| act.tx().clearance(&hash));
            assert!(
                heard.is_some_and(|heard| heard.plus(SLOW) >= at),
                "station {place} has heard {heard:?} of an unlock of {:?} at {at:?}",
                names.get(&hash)
            );
        }
    }
}

/// Who is revoked is kept aside, and what is about something that went down with an old copy.
fn quarantine_has_its_reasons(world: &mut World) {
    let time = world.time;
    let folds: Vec<_> = (0..world.stations.len())
        .map(|place| (world.stations[place].node.home.id, world.folds(place)))
        .collect();
    let lost = world.centre_restores > 0 || world.stations.iter().any(|s| s.restores > 0);
    world.centre.read(time, |act| {
        for log in act.tx().logs()? {
            for row in act.tx().records_in_quarantine(log.log, u64::MAX)? {
                let reason = row.quarantined.as_deref();
                let folds = folds.contains(&(row.station, true));
                let kept = match reason {
                    Some("revoked") => !folds,
                    Some("about something that isn't known here") => lost,
                    _ => false,
                };
                assert!(kept, "a {} is in quarantine: {reason:?}", row.kind);
            }
        }
        Ok(())
    });
}

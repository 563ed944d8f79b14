//! Whatever is heard first: what happened decides, and when.

use crate::support::history::{batch, enter, first_of_log, send, write};
use crate::support::{Site, World, by, endless, mobile, other_than, undo};
use connect_engine::acts::{self, CallerState, NewEvent, RecordBatch, confirm_time};
use connect_engine::checkin::{EntryRule, fold};
use connect_engine::fact::{Fact, LogBegun, MobileChanged, NumberAtVerifier, StaffAct, WalkIn};
use connect_engine::ids::{AttendeeId, LogId, TicketId};
use connect_engine::roster::{Attendee, Event};
use connect_engine::store::{CounterRows, EntryRows, EventRows, HistoryAct, LogRows, RosterRows};
use connect_engine::time::{Millis, Timestamp};

const HOUR: i64 = 3_600_000;

#[test]
fn a_success_that_is_heard_late_opens_no_lock_of_later_failures() {
    let mut world = World::of(3).with_station().with_station().with_station();
    let hash = world.centre.home.mobile_hash(&mobile(1));
    let at = || NumberAtVerifier {
        mobile_hash: hash,
        verifier: "station:x".to_owned(),
    };
    write(&mut world.stations[2], None, &Fact::NumberProven(at()));
    world.pass_s(600);
    for _ in 0..5 {
        for place in 0..2 {
            write(&mut world.stations[place], None, &Fact::AttemptFailed(at()));
        }
        world.pass_s(1);
    }
    world.sync(0);
    world.sync(1);
    let locked = world.centre.act(|act| act.tx().lock(&hash));
    assert!(locked.is_some());
    world.sync(2);
    assert_eq!(world.centre.act(|act| act.tx().lock(&hash)), locked);
}

#[test]
fn an_unlock_reaches_failures_that_a_fast_clock_dated() {
    let mut world = World::of(1).with_station();
    let (event, victim) = (world.event.clone(), mobile(1));
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = station.now.wall.plus(Millis::new(10 * 365 * 24 * HOUR));
    let myself = station.myself();
    station.sit(|desk| {
        let code = desk.code(&event, &myself, &victim);
        for _ in 0..5 {
            drop(desk.log_in(&event, &victim, &other_than(&code)));
        }
    });
    world.pass_s(60);
    world.upload(0);
    let (told, now) = (world.centre.now.wall, world.stations[0].now);
    world.stations[0].act(|act| confirm_time(act.tx(), told, &now));
    world
        .centre
        .act(|act| acts::unlock_number(act, &victim, None));
    world.download(0);
    // The send that the same clock dated is found now, and ages.
    drop(world.stations[0].ask(&event, &myself, &victim));
    world.pass_s(31);
    let asked = world.stations[0].ask(&event, &myself, &victim);
    assert!(asked.is_ok(), "{asked:?}");
}

#[test]
fn an_unlock_that_is_heard_again_forgives_nothing_that_happened_since() {
    let mut world = World::of(2).with_station();
    let (event, victim) = (world.event.clone(), mobile(1));
    let hash = world.centre.home.mobile_hash(&victim);
    world.upload(0);
    world.pass_s(600);
    world
        .centre
        .act(|act| acts::unlock_number(act, &victim, None));
    world.download(0);
    world.pass_s(60);
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        let code = desk.code(&event, &myself, &victim);
        for _ in 0..3 {
            drop(desk.log_in(&event, &victim, &other_than(&code)));
        }
    });
    // After a power cut, with a clock that has stopped: what happened is dated anew.
    station.reboot();
    station.now.wall = Timestamp::from_millis(0);
    drop(station.ask(&event, &myself, &mobile(2)));
    station.act(|act| acts::load_again(act, event.id));
    world.download(0);
    let failures = world.stations[0].act(|act| act.tx().lock_failures(&hash));
    assert_eq!(failures.len(), 3, "{failures:?}");
}

#[test]
fn a_lock_that_a_restored_centre_has_never_heard_of_ends_at_the_stations() {
    let mut world = World::of(1).with_station();
    let hash = world.centre.home.mobile_hash(&mobile(1));
    let backup = world.centre.backup();
    let event = world.event.clone();
    let app = world.app(&[&event]);
    for _ in 0..2 {
        world.centre.sit(|desk| {
            let code = desk.code(&event, &by(&app), &mobile(1));
            for _ in 0..5 {
                drop(desk.redeem(&app, &event, &mobile(1), &other_than(&code)));
            }
        });
        world.pass_s(130);
    }
    let locked = |site: &mut Site| site.act(|act| act.tx().lock(&hash));
    world.download(0);
    assert!(locked(&mut world.stations[0]).is_some());
    world.centre.restore(&backup);
    world.download(0);
    // Once it has said what it has of the station's records.
    world.sync(0);
    assert_eq!(locked(&mut world.stations[0]), None);
}

#[test]
fn a_number_stays_locked_while_its_events_are_loaded_again() {
    let mut world = World::of(3);
    let events = [world.event.clone(), world.add_event(&endless("Other"))];
    world.join(&[&events[0], &events[1]]);
    let hash = world.centre.home.mobile_hash(&mobile(1));
    let app = world.app(&[&events[0]]);
    for _ in 0..2 {
        world.centre.sit(|desk| {
            let code = desk.code(&events[0], &by(&app), &mobile(1));
            for _ in 0..5 {
                drop(desk.redeem(&app, &events[0], &mobile(1), &other_than(&code)));
            }
        });
        world.pass_s(130);
    }
    world.download(0);
    let locked = |world: &mut World| world.stations[0].act(|act| act.tx().lock(&hash));
    let until = locked(&mut world);
    assert!(until.is_some());
    for order in [[0, 1], [1, 0]] {
        for event in &events {
            world.stations[0].act(|act| acts::load_again(act, event.id));
        }
        assert_eq!(locked(&mut world), until, "before anything has come");
        for event in order {
            while world.download_page(0, events[event].id, 1) > 0 {
                assert_eq!(locked(&mut world), until, "amid the load of {event}");
            }
            assert_eq!(locked(&mut world), until, "after the load of {event}");
        }
    }
    // An event that began after the lock says nothing of it, and ends none.
    let late = world.add_event(&endless("Late"));
    world.stations[0].act(|act| {
        act.tx().put_event(&late)?;
        acts::load_again(act, late.id)
    });
    while world.download_page(0, late.id, 100) > 0 {}
    assert_eq!(locked(&mut world), until);
}

fn open_event(world: &mut World) -> Event {
    world.add_event(&NewEvent {
        walk_ins: true,
        ..endless("Open")
    })
}

fn admitted(site: &mut Site, ticket: TicketId) -> usize {
    site.act(|act| {
        let (entries, undone) = act.tx().entries_of(ticket)?;
        Ok(fold(&entries, &undone, &EntryRule::default())
            .admitted
            .len())
    })
}

#[test]
fn what_arrives_before_what_it_is_about_counts_once_that_has_come() {
    let mut world = World::of(1);
    let open = open_event(&mut world);
    world.join(&[&open]);
    world.join(&[&open]);
    let backup = world.centre.backup();
    let walk_in = mobile(900);
    let come = |site: &mut Site| {
        let myself = site.myself();
        let code = site.code(&open, &myself, &walk_in);
        site.sit(|desk| desk.log_in(&open, &walk_in, &code))
            .unwrap();
    };
    come(&mut world.stations[0]);
    world.pass_s(5);
    let ticket = world.stations[0].act(|act| {
        let attendee = act.tx().attendee_by_mobile(open.id, &walk_in)?.unwrap();
        Ok(act.tx().tickets_of(attendee.id)?.remove(0).id)
    });
    world.stations[0].act(|act| undo(act, ticket));
    world.sync(0);
    world.sync(1);
    world.pass_s(60);
    come(&mut world.stations[1]);
    world.sync(1);
    assert_eq!(admitted(&mut world.centre, ticket), 1);

    world.centre.restore(&backup);
    // The check-in comes first, the walk-in whom it lets in afterwards.
    for place in [1, 0, 1, 0, 1] {
        world.sync(place);
    }
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(admitted(site, ticket), 1);
    }
}

#[test]
fn no_record_is_placed_before_its_stations_previous_one() {
    let mut world = World::of(9).with_station().with_station();
    for n in 1..=2 {
        enter(&mut world, 0, n);
        world.sync(0);
        world.pass_s(3600);
    }
    let last = world.centre.act(|act| {
        let mut last = None;
        for log in act.tx().logs()? {
            for row in act.tx().records_from(log.log, 0, 100)? {
                last = last.max(row.received_at.map(|_| row.placed_at));
            }
        }
        Ok(last)
    });
    // The station begins a new log in a boot that meets nobody; a neighbour carries it.
    let neighbour = world.stations[1].now;
    let station = &mut world.stations[0];
    station.reboot();
    let log = LogId::new(station.now.wall, &mut station.random);
    let begun = Fact::LogBegun(LogBegun { replaces: None });
    let carried = RecordBatch {
        log,
        caller: CallerState {
            now: neighbour,
            waiting: 0,
        },
        records: vec![first_of_log(station, log, None, &begun)],
    };
    let status = send(&mut world, 1, &carried).unwrap();
    assert!(status.placed.first().copied() >= last, "{status:?}");
}

/// Three boots: the first never meets the centre, the second does once, the third sends.
fn placed_in_batches_of(cut: usize) -> Vec<(Millis, bool)> {
    let mut world = World::of(3).with_station();
    let begin = world.stations[0].now.wall;
    let fact = Fact::StaffAct(StaffAct {
        act: "open".to_owned(),
        reason: "test".to_owned(),
        by: None,
    });
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = Timestamp::from_millis(10 * HOUR);
    station.now.boot = Millis::new(HOUR);
    write(station, None, &fact);
    world.centre.pass(Millis::new(HOUR));
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = Timestamp::from_millis(11 * HOUR);
    station.now.boot = Millis::new(0);
    write(station, None, &fact);
    let row = world.row(0);
    let log = world.stations[0].act(|act| act.log_id());
    let state = CallerState {
        now: world.stations[0].now,
        waiting: 2,
    };
    world
        .centre
        .act(|act| acts::log_status(act, &row, &state, log));
    world.centre.pass(Millis::new(HOUR));
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = begin.plus(Millis::new(2 * HOUR));
    station.now.boot = Millis::new(0);
    let whole = batch(&mut world, 0);
    for part in whole.records.chunks(cut) {
        let part = RecordBatch {
            records: part.to_vec(),
            ..whole.clone()
        };
        send(&mut world, 0, &part).unwrap();
    }
    let rows = world.centre.act(|act| act.tx().records_from(log, 0, 10));
    rows.iter()
        .map(|row| (row.placed_at.since(begin), row.time_known))
        .collect()
}

#[test]
fn a_restart_that_left_no_record_moves_no_later_one() {
    let mut world = World::of(3).with_station();
    let begin = world.stations[0].now.wall;
    let fact = Fact::StaffAct(StaffAct {
        act: "open".to_owned(),
        reason: "test".to_owned(),
        by: None,
    });
    write(&mut world.stations[0], None, &fact);
    world.sync(0);
    world.pass(Millis::new(24 * HOUR));
    // The next day begins with a boot that meets the centre and writes nothing.
    world.stations[0].reboot();
    world.sync(0);
    world.pass(Millis::new(HOUR));
    // Then one that is apart, in which something happens, and one that sends.
    world.stations[0].reboot();
    world.pass(Millis::new(HOUR));
    write(&mut world.stations[0], None, &fact);
    world.pass(Millis::new(HOUR));
    world.stations[0].reboot();
    world.pass(Millis::new(HOUR));
    world.sync(0);
    let log = world.stations[0].act(|act| act.log_id());
    let rows = world.centre.act(|act| act.tx().records_from(log, 0, 10));
    let last = rows.last().unwrap();
    assert!(last.time_known, "{last:?}");
    assert_eq!(last.placed_at.since(begin), Millis::new(26 * HOUR));
}

#[test]
fn how_records_are_cut_into_batches_decides_no_time() {
    let whole = placed_in_batches_of(100);
    assert!(whole.iter().all(|(_, known)| *known), "{whole:?}");
    assert_eq!(placed_in_batches_of(1), whole);
    assert_eq!(placed_in_batches_of(2), whole);
}

#[test]
fn of_two_walk_ins_of_one_number_apart_the_first_by_time_keeps_it() {
    for order in [[0, 1], [1, 0]] {
        let mut world = World::of(1);
        let open = open_event(&mut world);
        world.join(&[&open]);
        world.join(&[&open]);
        let ids = [7, 8].map(|n| AttendeeId::from_bytes([n; 16]));
        for (place, attendee) in ids.into_iter().enumerate() {
            let walk_in = WalkIn {
                attendee,
                ticket: TicketId::from_bytes(*attendee.as_bytes()),
                ticket_code: format!("WALK-{place}"),
                mobile: Some(mobile(900)),
                name: None,
                ticket_type: None,
                by: None,
            };
            write(
                &mut world.stations[place],
                Some(open.id),
                &Fact::WalkIn(walk_in),
            );
            world.pass_s(60);
        }
        for place in order {
            world.sync(place);
        }
        for place in order {
            world.sync(place);
        }
        for site in world.stations.iter_mut().chain([&mut world.centre]) {
            let holder = site.act(|act| act.tx().attendee_by_mobile(open.id, &mobile(900)));
            assert_eq!(holder.map(|holder| holder.id), Some(ids[0]), "{order:?}");
        }
    }
}

#[test]
fn whose_move_is_void_is_told_so_where_they_moved() {
    let mut world = World::of(2).with_station().with_station();
    let event = world.event.clone();
    let ids = [1, 2].map(|n| world.attendee(&event, &mobile(n)).unwrap().id);
    for (place, attendee) in ids.into_iter().enumerate() {
        let moved = Fact::MobileChanged(MobileChanged {
            attendee,
            mobile: mobile(77),
        });
        write(&mut world.stations[place], Some(event.id), &moved);
        // As the station's own act leaves its roster.
        world.stations[place].act(|act| {
            let known = act.tx().attendee(attendee)?.unwrap();
            act.tx().put_attendee(&Attendee {
                mobile: Some(mobile(77)),
                ..known
            })
        });
        world.pass_s(60);
    }
    for place in [0, 1, 0, 1] {
        world.sync(place);
    }
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let held = ids.map(|id| site.act(|act| act.tx().attendee(id)).unwrap().mobile);
        assert_eq!(held, [Some(mobile(77)), Some(mobile(2))]);
    }
    // And staff read why on the card, wherever they look.
    for station in &mut world.stations {
        let done = ids.map(|id| {
            let card = station.act(|act| acts::view_card(act, id)).unwrap();
            let acts: Vec<_> = card.history.iter().map(|line| line.act).collect();
            acts
        });
        assert_eq!(
            done,
            [[HistoryAct::MobileChanged], [HistoryAct::MobileChangeVoid]]
        );
    }
}

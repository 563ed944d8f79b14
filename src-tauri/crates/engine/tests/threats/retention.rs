//! Row 28: a roster that is kept for ever.

use crate::support::{START, World, by, endless, mobile, open_with_key, roster, seen};
use connect_engine::acts::{self, Caller, NewEvent, NewWalkIn};
use connect_engine::ids::StaffId;
use connect_engine::key::Label;
use connect_engine::store::{CounterRows, EventRows, LogRow, LogRows, RosterRows};
use connect_engine::time::Millis;
use rusqlite::types::ValueRef;

const GUESTS: u32 = 20;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A world in which everybody came to an event that ended, and some to one that goes on.
fn world_after_an_event() -> World {
    let mut world = World::of(3);
    let past = world.add_event(&NewEvent {
        ends_at: Some(START.plus(Millis::from_secs(HOUR))),
        ..endless("Past")
    });
    world.import(&past, &roster(100..100 + GUESTS));
    let current = world.event.clone();
    world.join(&[&current, &past]);
    world.sync(0);
    let station = &mut world.stations[0];
    let myself = station.myself();
    for n in 100..100 + GUESTS {
        let code = station.code(&past, &myself, &mobile(n));
        let entered = station.sit(|desk| desk.log_in(&past, &mobile(n), &code));
        assert!(entered.is_ok(), "{entered:?}");
        station.pass(Millis::from_secs(12));
    }
    world.sync(0);
    world
}

/// Every text and every blob of every table, and how long the write-ahead log is.
fn everything(site: &crate::support::Site) -> (String, u64) {
    let key = site.root.derive(Label::Database).unwrap();
    let connection = open_with_key(&site.file, &key);
    let tables: Vec<String> = connection
        .prepare("select name from sqlite_schema where type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut all = String::new();
    for table in tables {
        let mut statement = connection
            .prepare(&format!("select * from {table}"))
            .unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column).unwrap()
                {
                    all.push_str(&String::from_utf8_lossy(bytes));
                    all.push('\n');
                }
            }
        }
    }
    let wal = site.file.with_extension("db-wal");
    (all, std::fs::metadata(wal).map_or(0, |wal| wal.len()))
}

fn tidy(site: &mut crate::support::Site) -> usize {
    let purged = site.act(|act| {
        let purged = acts::forget_what_has_aged(act)?;
        Ok(purged)
    });
    site.store.empty_wal().unwrap();
    purged
}

/// At the beginning of an evening and at its end, for a clock is believed only after hours.
fn tidy_for_an_evening(site: &mut crate::support::Site) -> usize {
    let begun = tidy(site);
    site.pass(Millis::from_secs(4 * HOUR));
    begun + tidy(site)
}

fn logs_hold(world: &mut World) {
    let author = world.stations[0].home.key.public().clone();
    let id = world.stations[0].home.id;
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let logs = site.act(|act| act.tx().logs());
        let own: Vec<LogRow> = logs.into_iter().filter(|log| log.station == id).collect();
        assert_eq!(own.len(), 1);
        for log in own {
            let verdict = site.act(|act| acts::verify_log(act.tx(), &log, &author));
            assert_eq!(verdict.broken, None);
            assert!(verdict.verified >= u64::from(GUESTS) * 3);
        }
    }
}

fn names(n: u32) -> [String; 2] {
    [mobile(n).e164().to_owned(), format!("Guest {n}\n")]
}

#[test]
fn row_28_after_an_event_nobody_who_was_there_stands_in_the_database_or_its_log() {
    let mut world = world_after_an_event();
    // Before the end of the time that rosters are kept, everything is still there.
    world.pass_s(29 * DAY + 2 * HOUR);
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(tidy(site), 0);
        let (all, _) = everything(site);
        assert!(names(100).iter().all(|name| all.contains(name)));
    }
    world.pass_s(2 * DAY);
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(tidy_for_an_evening(site), GUESTS as usize);
        assert_eq!(
            tidy_for_an_evening(site),
            0,
            "there is nothing left to purge"
        );
        let (all, wal) = everything(site);
        for n in 100..100 + GUESTS {
            for name in names(n) {
                assert!(!all.contains(&name), "{name} is still there");
            }
            // So few numbers are there that a hash of one tells which it was, to who has the key.
            let hash = site.home.mobile_hash(&mobile(n));
            let came = site.act(|act| act.tx().clearance(&hash));
            assert_eq!(came, None, "when {n} logged in is still there");
        }
        assert_eq!(wal, 0, "nothing stands in the write-ahead log");
        // The event that goes on has its guests.
        assert!(names(2).iter().all(|name| all.contains(name)));
    }
    logs_hold(&mut world);
    // The exchange goes on, and nothing comes back by it.
    world.sync(0);
    let (all, _) = everything(&world.stations[0]);
    assert!(!all.contains(mobile(100).e164()));
}

#[test]
fn row_28_a_station_erases_no_record_that_the_centre_hasnt_stored() {
    let mut world = world_after_an_event();
    let current = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&current, &myself, &mobile(1));
    assert!(
        station
            .sit(|desk| desk.log_in(&current, &mobile(1), &code))
            .is_ok()
    );
    // Apart from the centre for two months, in a boot that has met it.
    world.pass_s(60 * DAY);
    let station = &mut world.stations[0];
    assert_eq!(tidy_for_an_evening(station), GUESTS as usize);
    let waiting = station.act(|act| {
        let log = act.log_id()?;
        let log = act.tx().lock_log(log)?.unwrap();
        act.tx().records_from(log.log, log.acknowledged, 100)
    });
    assert!(!waiting.is_empty());
    assert!(waiting.iter().all(|row| row.record.body.is_some()));
    world.sync(0);
    logs_hold(&mut world);
}

#[test]
fn row_28_what_comes_after_that_is_taken_and_only_its_place_is_kept() {
    let mut world = world_after_an_event();
    let past = world.stations[0].act(|act| {
        let events = act.tx().events()?;
        Ok(events.into_iter().find(|event| event.name == "Past"))
    });
    let past = past.unwrap();
    let steward = StaffId::from_bytes([7; 16]);
    let new = NewWalkIn {
        event: past.alias,
        name: "Latecomer".to_owned(),
        mobile: Some(mobile(990)),
        ticket_type: None,
    };
    let station = &mut world.stations[0];
    let made = station.act(|act| acts::register_walk_in(act, steward, &new));
    let Ok(made) = made else { panic!("{made:?}") };
    let theirs = station.act(|act| act.tx().tickets_of(made)).remove(0);
    let inside = station.act(|act| {
        let seen = seen(act, theirs.id)?;
        acts::check_in_by_staff(act, steward, seen)
    });
    assert!(inside.is_ok(), "{inside:?}");
    let known = station.act(|act| act.tx().ticket_by_code(past.id, "T-100"));
    let left = station.act(|act| {
        let seen = seen(act, known.unwrap().id)?;
        acts::check_out_by_staff(act, steward, seen)
    });
    assert!(left.is_ok(), "{left:?}");
    // It lies in a drawer for longer than anybody is known.
    world.pass_s(40 * DAY);
    tidy_for_an_evening(&mut world.centre);
    world.sync(0);
    let id = world.stations[0].home.id;
    let aside = world.centre.act(|act| act.tx().quarantine_of(id));
    assert_eq!(aside, [], "nobody has to let it in");
    let log = world.stations[0].act(|act| {
        let log = act.log_id()?;
        act.tx().lock_log(log)
    });
    let log = log.unwrap();
    assert_eq!(log.acknowledged, log.head.next);
    tidy_for_an_evening(&mut world.stations[0]);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let (all, _) = everything(site);
        for name in ["Latecomer", mobile(990).e164()] {
            assert!(!all.contains(name), "{name} is kept");
        }
    }
    logs_hold(&mut world);
}

#[test]
fn a_code_is_forgotten_though_the_wall_clock_stood_far_ahead() {
    let mut world = world_after_an_event();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    station.now.wall = station.now.wall.plus(Millis::from_secs(4000 * DAY));
    let myself = station.myself();
    assert!(station.ask(&event, &myself, &mobile(950)).is_ok());
    station.carry();
    world.pass_s(2 * DAY);
    world.sync(0);
    let station = &mut world.stations[0];
    assert!(everything(station).0.contains(mobile(950).e164()));
    tidy_for_an_evening(station);
    assert!(!everything(station).0.contains(mobile(950).e164()));
}

#[test]
fn row_28_a_clock_that_nobody_confirmed_purges_nothing() {
    let mut world = world_after_an_event();
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = station.now.wall.plus(Millis::from_secs(400 * DAY));
    assert_eq!(tidy_for_an_evening(station), 0);
    let (all, _) = everything(station);
    assert!(names(100).iter().all(|name| all.contains(name)));
}

#[test]
fn row_28_a_centre_that_starts_in_another_year_and_who_hears_it_forget_nobody() {
    let mut world = world_after_an_event();
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(tidy_for_an_evening(site), 0);
    }
    let right = world.centre.now.wall;
    // Its battery is empty, say; a minute later it is set right.
    world.centre.now.wall = right.plus(Millis::from_secs(4000 * DAY));
    world.stations[0].reboot();
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(tidy(site), 0);
        site.pass(Millis::from_secs(HOUR));
        assert_eq!(tidy(site), 0);
    }
    world.centre.now.wall = right.plus(Millis::from_secs(2 * HOUR));
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(
            tidy_for_an_evening(site),
            0,
            "what was noted in that year counts for nothing"
        );
        let (all, _) = everything(site);
        assert!(names(100).iter().all(|name| all.contains(name)));
    }
    world.pass_s(40 * DAY);
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(tidy_for_an_evening(site), GUESTS as usize);
    }
}

#[test]
fn a_token_that_was_ended_is_remembered_to_its_own_end_and_no_longer() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    let granted = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(1), &code));
    let token = granted.unwrap().access_token;
    let caller = Caller::Client(app);
    world
        .centre
        .act(|act| acts::revoke_token(act, &caller, &token))
        .unwrap();
    let remembered = |world: &World| -> i64 {
        let key = world.centre.root.derive(Label::Database).unwrap();
        let connection = open_with_key(&world.centre.file, &key);
        let sql = "select count(*) from revoked_tokens";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    world.pass_s(12 * HOUR - 1);
    tidy(&mut world.centre);
    assert_eq!(remembered(&world), 1);
    let shown = |world: &mut World| {
        let told = world
            .centre
            .act(|act| acts::introspect_token(act, &caller, &token));
        told.unwrap()
    };
    assert_eq!(shown(&mut world), None);
    world.pass_s(3 * DAY);
    tidy_for_an_evening(&mut world.centre);
    assert_eq!(remembered(&world), 0);
    assert_eq!(shown(&mut world), None, "it has ended by itself");
}

//! Changes down: the cursor skips nothing, and what comes twice does no harm.

use crate::support::{World, endless, mobile, roster};
use connect_engine::acts::{self, ChangeLine, FeedRefusal};
use connect_engine::fact::{Fact, PolicySet};
use connect_engine::ids::Generation;
use connect_engine::policy::Policy;
use connect_engine::store::{CounterRows, FeedRows, LogRows};
use connect_engine::time::Millis;

fn page(world: &mut World, cursor: &str, most: u32) -> Result<Vec<ChangeLine>, FeedRefusal> {
    let event = world.event.id;
    let page = world
        .centre
        .act(|act| acts::changes_after(act, event, cursor, most));
    page.map(|page| page.lines)
}

/// Whether a station knows a number.
fn knows(world: &mut World, place: usize, n: u32) -> bool {
    let event = world.event.clone();
    let station = &mut world.stations[place];
    let attendee = station.act(|act| {
        use connect_engine::store::RosterRows;
        act.tx().listed_attendee(event.id, &mobile(n))
    });
    attendee.is_some()
}

#[test]
fn a_cursor_never_skips_a_change_whatever_the_page_and_whatever_changes_meanwhile() {
    for most in [1, 2, 3, 7, 100] {
        let mut world = World::of(10).with_station();
        let (event, mut next) = (world.event.clone(), 11);
        // While the station reads, the centre goes on: new guests, and old ones renamed.
        world.import(&event, &roster(1..=20));
        while world.download_page(0, event.id, most) > 0 {
            if next < 30 {
                let renamed =
                    format!("name,mobile,ticket_code\nNew {next},0912{next:07},T-{next}\n");
                world.import(&event, &renamed);
                next += 1;
            }
        }
        for n in 1..30 {
            assert!(
                n >= next || knows(&mut world, 0, n),
                "guest {n} in pages of {most}"
            );
        }
        let feed = world.stations[0]
            .act(|act| act.tx().feed(event.id))
            .unwrap();
        assert!(feed.complete);
    }
}

#[test]
fn a_thing_that_changes_again_moves_to_the_end_and_a_first_load_is_no_longer_than_the_roster() {
    let mut world = World::of(3);
    let event = world.event.clone();
    let before = page(&mut world, "", 100).unwrap().len();
    for round in 0..5 {
        let csv = format!("name,mobile,ticket_code\nRound {round},09120000001,T-1\n");
        world.import(&event, &csv);
    }
    let lines = page(&mut world, "", 100).unwrap();
    assert_eq!(lines.len(), before);
    let last: Vec<_> = lines[before - 2..]
        .iter()
        .map(|l| l.kind.as_str())
        .collect();
    assert_eq!(last, ["ticket", "attendee"]);
}

#[test]
fn a_page_that_comes_twice_changes_nothing() {
    let mut world = World::of(5).with_station();
    let event = world.event.clone();
    let lines = page(&mut world, "", 100).unwrap();
    let before = world.stations[0].cursor(event.id);
    for _ in 0..2 {
        world.stations[0].act(|act| acts::apply_changes(act, event.id, &lines));
    }
    assert_eq!(world.stations[0].cursor(event.id), before);
    assert!((1..=5).all(|n| knows(&mut world, 0, n)));
}

#[test]
fn a_cursor_of_another_event_and_nonsense_are_refused() {
    let mut world = World::of(1);
    let other = world.add_event(&endless("Other"));
    world.import(&other, &roster([1]));
    let foreign = world
        .centre
        .act(|act| acts::changes_after(act, other.id, "", 100))
        .unwrap()
        .lines
        .pop()
        .unwrap()
        .cursor;
    for cursor in [foreign.as_str(), "x", "AAAA", "%%%", &"A".repeat(64)] {
        assert_eq!(
            page(&mut world, cursor, 10),
            Err(FeedRefusal::BadCursor),
            "{cursor}"
        );
    }
}

#[test]
fn after_the_centre_was_restored_a_station_loads_again() {
    let mut world = World::of(2);
    let cursor = page(&mut world, "", 100).unwrap().pop().unwrap().cursor;
    assert_eq!(page(&mut world, &cursor, 100), Ok(Vec::new()));
    // Another run goes on from an older file: the places after it are written anew.
    world.centre.home.run = Generation::from_bytes([9; 16]);
    world.centre.act(|act| {
        let last = act.tx().last_change()?;
        act.tx()
            .begin_generation(last, Generation::from_bytes([9; 16]))
    });
    assert_eq!(
        page(&mut world, &cursor, 100),
        Err(FeedRefusal::OtherGeneration)
    );
    assert!(page(&mut world, "", 100).is_ok());
}

#[test]
fn what_was_read_before_the_centre_was_restored_is_no_beginning_of_what_it_has_now() {
    let mut world = World::of(3);
    let backup = world.centre.backup();
    let event = world.event.clone();
    // Guest 1 changes, and moves to the end of the feed.
    let csv = "name,mobile,ticket_code\nAnother,09120000001,T-1\n";
    world.import(&event, csv);
    let first = page(&mut world, "", 2).unwrap();
    assert!(
        first
            .iter()
            .all(|line| !line.data.get().contains("Another"))
    );
    let cursor = first.last().unwrap().cursor.clone();
    assert!(page(&mut world, &cursor, 100).is_ok());
    // In the old copy they stand before the cursor: who went on from it would miss them.
    world.centre.restore(&backup);
    let refused = page(&mut world, &cursor, 100);
    assert_eq!(refused, Err(FeedRefusal::OtherGeneration));
    world.import(&event, &roster([4]));
    let refused = page(&mut world, &cursor, 100);
    assert_eq!(refused, Err(FeedRefusal::OtherGeneration));
}

#[test]
fn loading_again_takes_no_number_from_who_holds_it_now() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    // Guest 1's ticket goes to another number; somebody new gets guest 1's.
    let csv = "name,mobile,ticket_code\nGuest 1,09120000002,T-1\nNew,09120000001,T-2\n";
    world.import(&event, csv);
    world.download(0);
    let lines = page(&mut world, "", 100).unwrap();
    for line in &lines {
        let line = std::slice::from_ref(line);
        world.stations[0].act(|act| acts::apply_changes(act, event.id, line));
        assert!(
            knows(&mut world, 0, 1),
            "after a line about {}",
            line[0].kind
        );
    }
}

#[test]
fn what_a_station_does_not_know_is_passed_over_and_another_events_things_are_not_taken() {
    let mut world = World::of(0);
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    world.import(&other, &roster([1]));
    world.join(&[&event]);
    let mut lines = world
        .centre
        .act(|act| acts::changes_after(act, other.id, "", 100))
        .unwrap()
        .lines;
    lines.push(ChangeLine {
        cursor: "c".to_owned(),
        kind: "of-the-future".to_owned(),
        data: serde_json::value::to_raw_value(&true).unwrap(),
    });
    lines.retain(|line| line.kind != "policy");
    let done = world.stations[0].act(|act| acts::apply_changes(act, event.id, &lines));
    assert_eq!((done.applied, done.passed_over), (0, lines.len() as u64));
}

#[test]
fn a_check_in_at_one_station_shows_at_another() {
    let mut world = World::of(1).with_station().with_station();
    let event = world.event.clone();
    let first = world.stations[0].myself();
    let code = world.stations[0].code(&event, &first, &mobile(1));
    let entered = world.stations[0].sit(|desk| desk.log_in(&event, &mobile(1), &code));
    assert!(entered.is_ok());
    world.sync(0);
    world.sync(1);
    let attendee = world.attendee(&event, &mobile(1)).unwrap().id;
    let views: Vec<_> = world
        .stations
        .iter_mut()
        .chain([&mut world.centre])
        .map(|site| site.act(|act| acts::view_attendee(act, &event, attendee, None)))
        .collect();
    assert!(views[0].tickets[0].checked_in_at.is_some());
    assert_eq!(views[0], views[1]);
    assert_eq!(views[0], views[2]);
}

#[test]
fn a_new_policy_reaches_the_stations_and_is_a_record() {
    let mut world = World::of(1).with_station();
    let policy = Policy {
        attempts_per_code: 3,
        ..Policy::default()
    };
    world
        .centre
        .act(|act| acts::set_policy(act, policy.clone()));
    world.download(0);
    let told = world.stations[0].act(|act| Ok(act.policy().clone()));
    assert_eq!(told, policy);
    let last = world.centre.act(|act| {
        let log = act.log_id()?;
        Ok(act.tx().records_from(log, 0, u32::MAX)?.pop().unwrap())
    });
    let body = last.record.body.unwrap();
    let fact = Fact::from_parts(&last.kind, &body.json).unwrap();
    assert_eq!(fact, Some(Fact::PolicySet(PolicySet { policy })));
}

#[test]
fn a_cursor_of_another_version_begins_anew_and_stops_no_feed() {
    let mut world = World::of(3).with_station();
    let event = world.event.clone();
    let mut older = event.id.as_bytes().to_vec();
    older.extend_from_slice(&[7; 24]);
    let cursor = connect_engine::key::base64url(&older);
    assert_eq!(
        page(&mut world, &cursor, 500).unwrap_err(),
        FeedRefusal::OtherGeneration
    );
}

#[test]
fn a_number_that_was_locked_before_an_event_was_made_is_locked_at_its_stations() {
    let mut world = World::of(1);
    let hash = world.centre.home.mobile_hash(&mobile(1));
    let until = world.centre.now.wall.plus(Millis::from_secs(3600));
    world
        .centre
        .act(|act| act.tx().set_lock(&hash, Some(until)));
    let later = world.add_event(&endless("Later"));
    world.import(&later, &roster(1..=1));
    let place = world.join(&[&later]);
    let lock = world.stations[place].act(|act| act.tx().lock(&hash));
    assert_eq!(lock, Some(until));
}

#[test]
fn a_list_that_comes_after_the_first_load_is_said_to_come_and_a_few_changes_are_not() {
    let mut world = World::of(3).with_station();
    let event = world.event.clone();
    world.download(0);
    for (guests, is_list) in [(4..=50, false), (51..=1000, true)] {
        world.import(&event, &roster(guests));
        let cursor = world.stations[0].cursor(event.id);
        let extent = world
            .centre
            .act(|act| acts::extent_after(act, event.id, &cursor));
        world.stations[0].act(|act| acts::apply_changes(act, event.id, &[extent.unwrap()]));
        let mut last = 0;
        loop {
            let loading = world.stations[0].act(|act| acts::loading(act));
            assert!(is_list || loading.is_none(), "{loading:?}");
            if let Some(now) = loading {
                assert!(last <= now.loaded && now.loaded < now.expected, "{now:?}");
                last = now.loaded;
            }
            if world.download_page(0, event.id, 200) == 0 {
                break;
            }
        }
        assert_eq!(last > 0, is_list);
        let loading = world.stations[0].act(|act| acts::loading(act));
        assert_eq!(loading, None);
    }
}

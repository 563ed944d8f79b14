//! Calling staff: shown on the stations of the event and at the centre until somebody answers.

use crate::support::{Site, World, endless};
use connect_engine::acts;
use connect_engine::ids::EventId;
use connect_engine::roster::Event;
use connect_engine::store::LogRows as _;

/// Two stations of the first event, and a third of another.
fn three_doors() -> (World, Event, Event) {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&endless("Elsewhere"));
    for events in [&[&event][..], &[&event, &other], &[&other]] {
        world.join(events);
    }
    (world, event, other)
}

fn call(world: &mut World, place: usize, event: Option<EventId>) -> bool {
    world.stations[place].act(|act| acts::call_staff(act, event, None))
}

/// The places of the stations that call, as one of all sees it: the last is the centre.
fn calling(world: &mut World, site: usize) -> Vec<usize> {
    let ids: Vec<_> = world.stations.iter().map(|s| s.home.id).collect();
    let site: &mut Site = world.stations.get_mut(site).unwrap_or(&mut world.centre);
    let open = site.act(|act| acts::open_calls(act));
    open.iter()
        .map(|call| ids.iter().position(|id| *id == call.station).unwrap())
        .collect()
}

fn sync_all(world: &mut World) {
    for place in [0, 1, 2, 0, 1, 2] {
        world.sync(place);
    }
}

#[test]
fn a_call_shows_on_the_stations_of_its_event_and_at_the_centre_until_it_is_answered() {
    let (mut world, event, _) = three_doors();
    assert!(call(&mut world, 0, Some(event.id)));
    assert_eq!(calling(&mut world, 0), [0], "at once where it was made");
    sync_all(&mut world);
    for (site, sees) in [(0, true), (1, true), (2, false), (3, true)] {
        assert_eq!(calling(&mut world, site).len(), usize::from(sees), "{site}");
    }
    let named = world.stations[1].act(|act| acts::open_calls(act));
    assert_eq!(named[0].name, "Door");
    world.pass_s(60);
    let caller = world.stations[0].home.id;
    assert!(world.stations[1].act(|act| acts::answer_call(act, caller, None)));
    assert!(calling(&mut world, 1).is_empty());
    sync_all(&mut world);
    for site in 0..4 {
        assert!(calling(&mut world, site).is_empty(), "{site}");
    }
    let again = world.stations[1].act(|act| acts::answer_call(act, caller, None));
    assert!(!again, "nobody calls any more");
    assert!(call(&mut world, 0, Some(event.id)), "and may call anew");
}

/// How many records of calls the log of a station holds.
fn recorded(world: &mut World, place: usize) -> usize {
    let log = world.stations[place].act(|act| act.log_id());
    let rows = world.stations[place].act(|act| act.tx().records_from(log, 0, 100));
    rows.iter().filter(|row| row.kind == "help-called").count()
}

/// Since when the one station calls that does, as a station sees it.
fn since_ms(world: &mut World, site: usize) -> i64 {
    let open = world.stations[site].act(|act| acts::open_calls(act));
    assert_eq!(open.len(), 1, "a station is shown once");
    open[0].since.get()
}

#[test]
fn a_second_call_within_a_minute_changes_nothing() {
    let (mut world, event, _) = three_doors();
    assert!(call(&mut world, 0, Some(event.id)));
    world.pass_s(59);
    assert!(!call(&mut world, 0, Some(event.id)));
    assert_eq!(recorded(&mut world, 0), 1);
    assert_eq!(since_ms(&mut world, 0), 59_000);
}

#[test]
fn whoever_calls_after_another_who_was_helped_is_heard_for_half_an_hour_too() {
    let (mut world, event, _) = three_doors();
    assert!(call(&mut world, 0, Some(event.id)));
    // Staff came, and didn't say so.
    world.pass_s(29 * 60);
    assert!(call(&mut world, 0, Some(event.id)));
    sync_all(&mut world);
    world.pass_s(60);
    for site in [0, 1] {
        assert_eq!(since_ms(&mut world, site), 60_000, "{site}");
    }
    world.pass_s(28 * 60);
    for site in [0, 1, 3] {
        assert_eq!(calling(&mut world, site), [0], "{site}");
    }
    let caller = world.stations[0].home.id;
    assert!(world.stations[1].act(|act| acts::answer_call(act, caller, None)));
    sync_all(&mut world);
    for site in [0, 1, 3] {
        assert!(
            calling(&mut world, site).is_empty(),
            "{site}: each is answered"
        );
    }
}

#[test]
fn a_call_for_another_event_is_told_there_whatever_is_open() {
    let (mut world, event, other) = three_doors();
    // The second station serves both.
    assert!(call(&mut world, 1, Some(event.id)));
    assert!(call(&mut world, 1, Some(other.id)));
    sync_all(&mut world);
    for site in 0..4 {
        assert_eq!(calling(&mut world, site), [1], "{site}");
    }
    assert!(call(&mut world, 1, None), "staff want those of all events");
    assert!(
        !call(&mut world, 1, Some(other.id)),
        "of whom these are some"
    );
}

#[test]
fn it_is_told_whether_a_call_by_staff_would_say_nothing_new() {
    let (mut world, event, _) = three_doors();
    let heard = |world: &mut World| {
        let open = world.stations[1].act(|act| acts::open_calls(act));
        open.iter().map(|call| call.heard).collect::<Vec<_>>()
    };
    assert!(call(&mut world, 1, Some(event.id)));
    assert_eq!(heard(&mut world), [false], "staff want those of all events");
    assert!(call(&mut world, 1, None));
    world.pass_s(1);
    assert_eq!(heard(&mut world), [true]);
    world.pass_s(58);
    assert_eq!(heard(&mut world), [true]);
    world.pass_s(1);
    assert_eq!(heard(&mut world), [false], "after a minute it does");
    assert!(call(&mut world, 1, None));
}

#[test]
fn a_call_that_a_fast_clock_dated_ahead_keeps_nobody_from_calling() {
    let (mut world, event, _) = three_doors();
    world.stations[0].reboot();
    let right = world.stations[0].now.wall;
    world.stations[0].now.wall = right.plus(connect_engine::time::Millis::from_secs(7200));
    assert!(call(&mut world, 0, Some(event.id)));
    world.stations[0].now.wall = right;
    assert!(call(&mut world, 0, Some(event.id)));
}

#[test]
fn a_call_without_an_event_is_told_to_all_events_of_the_station_and_so_is_its_answer() {
    let (mut world, _, _) = three_doors();
    assert!(call(&mut world, 1, None));
    sync_all(&mut world);
    for site in 0..4 {
        assert_eq!(calling(&mut world, site), [1], "{site}");
    }
    let caller = world.stations[1].home.id;
    assert!(world.stations[2].act(|act| acts::answer_call(act, caller, None)));
    sync_all(&mut world);
    for site in 0..4 {
        assert!(calling(&mut world, site).is_empty(), "{site}");
    }
}

#[test]
fn who_calls_for_longest_comes_first_and_half_an_hour_is_the_end() {
    let (mut world, event, _) = three_doors();
    assert!(call(&mut world, 1, Some(event.id)));
    world.pass_s(60);
    assert!(call(&mut world, 0, Some(event.id)));
    sync_all(&mut world);
    for site in [0, 1, 3] {
        assert_eq!(calling(&mut world, site), [1, 0], "{site}");
    }
    world.pass_s(29 * 60);
    for site in [0, 1, 3] {
        assert_eq!(calling(&mut world, site), [0], "{site}");
    }
    assert!(call(&mut world, 1, Some(event.id)), "a new one");
}

#[test]
fn a_station_whose_clock_is_off_is_answered_all_the_same() {
    for off_s in [-7200, 7200] {
        let (mut world, event, _) = three_doors();
        let away = connect_engine::time::Millis::from_secs(off_s);
        world.stations[0].reboot();
        world.stations[0].now.wall = world.stations[0].now.wall.plus(away);
        assert!(call(&mut world, 0, Some(event.id)));
        sync_all(&mut world);
        assert_eq!(calling(&mut world, 1), [0], "off by {off_s} s");
        let caller = world.stations[0].home.id;
        assert!(world.stations[1].act(|act| acts::answer_call(act, caller, None)));
        sync_all(&mut world);
        assert!(calling(&mut world, 0).is_empty(), "off by {off_s} s");
    }
}

#[test]
fn a_station_of_another_event_answers_nothing_that_is_not_its_own() {
    use connect_engine::fact::{Fact, HelpAnswered};
    let (mut world, event, other) = three_doors();
    assert!(call(&mut world, 0, Some(event.id)));
    sync_all(&mut world);
    let caller = world.stations[0].home.id;
    let log = world.stations[0].act(|act| act.log_id());
    let rows = world.centre.act(|act| act.tx().records_from(log, 0, 100));
    let record = rows.iter().find(|row| row.kind == "help-called").unwrap();
    let forged = Fact::HelpAnswered(HelpAnswered {
        station: caller,
        log,
        index: record.index,
        by: None,
    });
    crate::upload::say(&mut world, 2, Some(other.id), &forged);
    assert_eq!(calling(&mut world, 3), [0], "it is still open");
}

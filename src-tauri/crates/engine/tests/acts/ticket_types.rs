//! Tickets of a type may have several entries, or a window of time; the fold knows.

use crate::support::{Site, World, mobile, seen, undo};
use connect_engine::acts::{self, WelcomeView};
use connect_engine::checkin::EntryRule;
use connect_engine::roster::Event;
use connect_engine::store::EventRows;
use connect_engine::time::{Millis, Timestamp};

fn with_rule(rule: impl FnOnce(&World) -> EntryRule) -> (World, Event) {
    let csv = "name,mobile,ticket_code,ticket_type\nGuest,09120000001,T-1,Pass\n";
    let mut world = World::with(csv).with_station().with_station();
    let rule = rule(&world);
    let event = world.event.clone();
    world
        .centre
        .act(|act| acts::set_ticket_type(act, &event, "Pass", rule));
    for place in 0..2 {
        world.sync(place);
    }
    let event = world.centre.act(|act| act.tx().event(event.id)).unwrap();
    (world, event)
}

/// With a window that opens in an hour, for an hour.
fn with_a_window() -> (World, Event) {
    let hour = Millis::from_secs(3600);
    with_rule(|world| EntryRule {
        from: Some(world.centre.now.wall.plus(hour)),
        until: Some(world.centre.now.wall.plus(hour).plus(hour)),
        ..EntryRule::default()
    })
}

fn enter(station: &mut Site, event: &Event) {
    let myself = station.myself();
    let code = station.code(event, &myself, &mobile(1));
    let entered = station.sit(|desk| desk.log_in(event, &mobile(1), &code));
    assert!(entered.is_ok(), "{entered:?}");
}

fn view(site: &mut Site, event: &Event) -> WelcomeView {
    site.act(|act| {
        use connect_engine::store::RosterRows;
        let id = act
            .tx()
            .attendee_by_mobile(event.id, &mobile(1))?
            .unwrap()
            .id;
        acts::view_attendee(act, event, id, None)
    })
}

#[test]
fn a_ticket_with_three_entries_lets_in_three_times_wherever() {
    let (mut world, event) = with_rule(|_| EntryRule {
        entries: Some(3),
        ..EntryRule::default()
    });
    for (visit, place) in [0, 1, 0, 1].into_iter().enumerate() {
        let open = view(&mut world.stations[place], &event).tickets[0].is_open();
        assert_eq!(open, visit < 3, "visit {visit}");
        enter(&mut world.stations[place], &event);
        world.sync(place);
        world.sync(1 - place);
        world.pass_s(1800);
    }
    let found = view(&mut world.centre, &event);
    assert_eq!(found.tickets[0].entries_left, 0);
    assert!(
        found.tickets[0].also_seen.is_empty(),
        "the fourth visit wrote no check-in"
    );
}

#[test]
fn when_a_holder_was_in_is_known_though_they_went_out() {
    let (mut world, event) = with_rule(|_| EntryRule {
        entries: Some(3),
        ..EntryRule::default()
    });
    let entered_at = world.stations[0].now.wall;
    enter(&mut world.stations[0], &event);
    world.pass_s(1800);
    let ticket = view(&mut world.stations[0], &event)
        .tickets
        .remove(0)
        .ticket;
    let nika = connect_engine::ids::StaffId::from_bytes([1; 16]);
    let out = world.stations[0].act(|act| {
        let seen = seen(act, ticket.id)?;
        acts::check_out_by_staff(act, nika, seen)
    });
    assert!(out.is_ok(), "{out:?}");
    let seen = view(&mut world.stations[0], &event).tickets.remove(0);
    assert_eq!(seen.checked_in_at, Some(entered_at));
    assert!(!seen.inside && seen.is_open() && !seen.by_this_login);
    assert_eq!(seen.entries_left, 3);
}

#[test]
fn a_rule_is_its_types_whatever_stands_between_the_words() {
    let csv = "name,mobile,ticket_code,ticket_type\nGuest,09120000001,T-1,VIP  Gold\n";
    let mut world = World::with(csv);
    let event = world.event.clone();
    let rule = EntryRule {
        entries: Some(3),
        ..EntryRule::default()
    };
    // As it was set before names were read as lists are.
    (world.centre).act(|act| acts::set_ticket_type(act, &event, "VIP\u{a0} Gold", rule));
    let event = world.centre.act(|act| act.tx().event(event.id)).unwrap();
    assert_eq!(view(&mut world.centre, &event).tickets[0].entries_left, 3);
}

#[test]
fn a_window_opens_and_shuts_and_nobody_is_turned_away_by_a_clock_that_nobody_confirmed() {
    let (mut world, event) = with_a_window();
    let open = |world: &mut World| view(&mut world.stations[0], &event).tickets[0].is_open();
    assert!(!open(&mut world), "before");
    world.pass_s(3600);
    assert!(open(&mut world), "within");
    world.pass_s(3600);
    assert!(!open(&mut world), "after");
    world.stations[0].reboot();
    assert!(open(&mut world), "a boot that hasn't met the centre");
}

#[test]
fn with_a_clock_that_nobody_confirmed_an_entry_counts_wherever_the_clock_stands() {
    let (mut world, event) = with_a_window();
    // It starts within the window, without a link, and takes its time for one before it.
    world.pass_s(3600);
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = Timestamp::from_secs(0);
    enter(station, &event);
    let after = view(station, &event).tickets.remove(0);
    assert!(!after.is_open(), "nobody comes in with it again");
    assert!(after.inside && after.also_seen.is_empty());
    let ticket = after.ticket.id;
    station.pass(Millis::from_secs(600));
    enter(station, &event);
    let taken_back = |station: &mut Site| station.act(|act| undo(act, ticket));
    assert!(taken_back(station), "staff take it back");
    assert!(!taken_back(station), "there was only one");
    assert!(view(station, &event).tickets[0].is_open());
}

#[test]
fn an_entry_of_a_boot_that_nobody_ever_told_the_time_counts_on_all_sides() {
    let (mut world, event) = with_a_window();
    world.pass_s(3600);
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = Timestamp::from_secs(0);
    enter(station, &event);
    // The boot ends before there is a link, and nothing tells what its clock was worth.
    world.pass_s(600);
    let right = world.centre.now.wall;
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = right;
    for place in [0, 1, 0] {
        world.sync(place);
    }
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let ticket = view(site, &event).tickets.remove(0);
        assert!(!ticket.is_open() && ticket.inside, "{ticket:?}");
        assert!(ticket.also_seen.is_empty());
    }
}

#[test]
fn what_the_centre_knows_of_an_entrys_time_comes_with_its_word_that_it_has_it() {
    let (mut world, event) = with_a_window();
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = Timestamp::from_secs(0);
    enter(station, &event);
    // The centre measures this boot: it was an hour before the window. No feed is read.
    world.upload(0);
    for site in [&mut world.stations[0], &mut world.centre] {
        let ticket = view(site, &event).tickets.remove(0);
        assert!(!ticket.inside, "{ticket:?}");
        assert_eq!(ticket.also_seen.len(), 1);
    }
}

#[test]
fn both_stations_apart_let_in_and_the_earlier_one_counts_on_all_sides() {
    let (mut world, event) = with_rule(|_| EntryRule::default());
    enter(&mut world.stations[1], &event);
    let earlier = world.stations[1].now.wall;
    world.pass_s(60);
    enter(&mut world.stations[0], &event);
    // Whoever is uploaded first is not first for that.
    for place in [0, 1, 0] {
        world.sync(place);
    }
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        let ticket = view(site, &event).tickets.pop().unwrap();
        assert_eq!(ticket.checked_in_at, Some(earlier));
        assert_eq!(ticket.also_seen.len(), 1, "kept as 'also seen at'");
    }
}

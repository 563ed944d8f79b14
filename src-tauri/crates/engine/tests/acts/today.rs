//! How an event goes, as staff see it.

use crate::support::history::enter;
use crate::support::lone::lone;
use crate::support::{Site, World, mobile, seen, undo};
use connect_engine::acts::{self, Today};
use connect_engine::checkin::EntryRule;
use connect_engine::ids::StaffId;
use connect_engine::roster::Event;
use connect_engine::store::{EventRows, RosterRows};
use connect_engine::time::{Millis, Timestamp};

const CSV: &str = "name,mobile,ticket_code,ticket_type\n\
    Guest 1,09120000001,T-1,VIP\nGuest 2,09120000002,T-2,VIP\nGuest 3,09120000003,T-3,\n\
    Guest 4,09120000004,T-4,\nGuest 5,09120000005,T-5,\n";

fn today(site: &mut Site, event: &Event) -> Today {
    site.act(|act| acts::today(act, event))
}

#[test]
fn everywhere_it_is_what_the_records_come_to() {
    let mut world = World::with(CSV).with_station().with_station();
    let event = world.event.clone();
    let before = today(&mut world.stations[0], &event);
    assert_eq!(
        (before.expected, before.checked_in, before.inside),
        (5, 0, 0)
    );
    assert_eq!(before.arrivals.len(), 288);
    enter(&mut world, 0, 1);
    enter(&mut world, 1, 3);
    world.pass_s(600);
    enter(&mut world, 0, 2);
    // Apart from one another, the same guest at both: one of them counts.
    enter(&mut world, 1, 2);
    for place in [0, 1, 0, 1] {
        world.sync(place);
    }
    let first = world.stations[0].home.id;
    let told = today(&mut world.stations[0], &event);
    assert_eq!(today(&mut world.stations[1], &event), told);
    assert_eq!((told.expected, told.checked_in, told.inside), (5, 3, 3));
    assert_eq!(told.lately, Some(1), "the others came ten minutes ago");
    assert_eq!(told.by_type[&Some("VIP".to_owned())], (2, 2));
    assert_eq!(told.by_type[&None], (3, 1));
    assert_eq!(told.by_station[&first], 2);
    assert_eq!(told.by_station.values().sum::<u64>(), 3);
    let came: Vec<u64> = told.arrivals.iter().map(|(_, count)| *count).collect();
    assert_eq!(came.iter().sum::<u64>(), 3);
    assert_eq!(came.last(), Some(&1));
    assert!(told.arrivals.is_sorted());
}

#[test]
fn who_is_gone_or_taken_back_is_counted_nowhere() {
    let mut world = World::with(CSV).with_station();
    let event = world.event.clone();
    for n in [1, 2, 3] {
        enter(&mut world, 0, n);
    }
    world.sync(0);
    let removed = world.attendee(&event, &mobile(1)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, removed));
    world
        .centre
        .act(|act| acts::cancel_ticket(act, &event, "T-5"));
    world.sync(0);
    let undone = world.ticket(&event, "T-2");
    let taken_back = world.stations[0].act(|act| undo(act, undone.id));
    assert!(taken_back);
    let told = today(&mut world.stations[0], &event);
    assert_eq!((told.expected, told.checked_in), (3, 1));
    assert_eq!(told.by_type[&Some("VIP".to_owned())], (1, 0));
}

#[test]
fn who_came_in_before_their_ticket_was_cancelled_was_expected() {
    let mut world = World::with(CSV).with_station();
    let event = world.event.clone();
    for n in [1, 2] {
        enter(&mut world, 0, n);
    }
    world.sync(0);
    for code in ["T-1", "T-2", "T-3", "T-4", "T-5"] {
        world
            .centre
            .act(|act| acts::cancel_ticket(act, &event, code));
    }
    world.sync(0);
    let told = today(&mut world.stations[0], &event);
    assert_eq!((told.expected, told.checked_in), (2, 2));
    assert_eq!(told.by_type[&Some("VIP".to_owned())], (2, 2));
}

#[test]
fn at_a_lone_kiosk_whose_clock_was_set_back_who_came_still_shows() {
    let world = World::of(0);
    let (mut site, event) = lone(&world, CSV);
    let enter = |site: &mut Site, code: &str| {
        site.pass(Millis::from_secs(120));
        site.act(|act| {
            let ticket = act.tx().ticket_by_code(event.id, code)?.unwrap();
            let seen = seen(act, ticket.id)?;
            acts::check_in_by_staff(act, StaffId::from_bytes([1; 16]), seen)
        })
        .unwrap();
    };
    enter(&mut site, "T-1");
    enter(&mut site, "T-2");
    let right = site.now.wall;
    site.now.wall = Timestamp::from_secs(0);
    enter(&mut site, "T-3");
    let told = today(&mut site, &event);
    assert_eq!(told.checked_in, 3);
    assert_eq!(told.lately, None, "nobody knows how long ago that was");
    let came: u64 = told.arrivals.iter().map(|(_, count)| count).sum();
    assert_eq!(came, 3, "they came today");
    // Set right again, it counts on.
    site.now.wall = right;
    enter(&mut site, "T-4");
    let told = today(&mut site, &event);
    assert_eq!((told.checked_in, told.lately), (4, Some(4)));
}

#[test]
fn who_comes_again_on_another_day_or_after_a_break_stands_in_the_queue_too() {
    let mut world = World::with(CSV).with_station();
    let event = world.event.clone();
    let rule = EntryRule {
        entries: Some(2),
        ..EntryRule::default()
    };
    world
        .centre
        .act(|act| acts::set_ticket_type(act, &event, "VIP", rule));
    world.sync(0);
    for n in [1, 2] {
        enter(&mut world, 0, n);
    }
    world.pass_s(24 * 3600 + 300);
    for n in [1, 2, 3] {
        enter(&mut world, 0, n);
    }
    let event = world.stations[0]
        .act(|act| act.tx().event(event.id))
        .unwrap();
    let told = today(&mut world.stations[0], &event);
    assert_eq!((told.checked_in, told.inside), (3, 3), "each ticket once");
    assert_eq!(told.lately, Some(3), "and each who came now");
    let came: u64 = told.arrivals.iter().map(|(_, count)| count).sum();
    assert_eq!(came, 3);
    assert_eq!(told.by_station.values().sum::<u64>(), 3);
    // One leaves and comes back.
    let station = &mut world.stations[0];
    let nika = StaffId::from_bytes([1; 16]);
    station
        .act(|act| {
            let ticket = act.tx().ticket_by_code(event.id, "T-3")?.unwrap();
            let inside = seen(act, ticket.id)?;
            acts::check_out_by_staff(act, nika, inside)
        })
        .unwrap();
    world.pass_s(360);
    enter(&mut world, 0, 3);
    let told = today(&mut world.stations[0], &event);
    assert_eq!((told.checked_in, told.lately), (3, Some(1)));
}

#[test]
fn what_was_a_day_ago_is_no_arrival_of_today_and_still_counts() {
    let mut world = World::with(CSV).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.pass_s(24 * 3600 + 300);
    let told = today(&mut world.stations[0], &event);
    assert_eq!((told.checked_in, told.lately), (1, Some(0)));
    assert!(told.arrivals.iter().all(|(_, count)| *count == 0));
}

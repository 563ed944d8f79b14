//! The relay of the centre: what it carries for stations, and what of that others can notice.

use crate::support::{World, by, mobile};
use connect_engine::acts::{RelayRefusal, accept_relay, accept_test_message, revoke_station};
use connect_engine::ids::MessageId;
use connect_engine::mobile::Mobile;
use connect_engine::time::Millis;
use std::fmt::Write as _;

/// On the list, and not.
const LISTED: u32 = 1;
const UNLISTED: u32 = 2;

/// Two stations of one event.
fn two_doors() -> World {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    world.join(&[&event]);
    world
}

fn relay(world: &mut World, place: usize, id: u8, to: &Mobile) -> Result<bool, RelayRefusal> {
    let station = world.row(place);
    let id = MessageId::from_bytes([id; 16]);
    world
        .centre
        .act(|act| accept_relay(act, &station, id, to, None))
}

#[test]
fn an_app_hears_the_same_of_listed_and_unlisted_after_stations_had_messages_relayed() {
    let heard = |n| {
        let mut world = two_doors();
        let event = world.event.clone();
        let app = world.app(&[&event]);
        let mut heard = String::new();
        for round in 0..12 {
            let carried = relay(&mut world, usize::from(round % 2), round, &mobile(n));
            assert_eq!(carried == Err(RelayRefusal::NotListed), n == UNLISTED);
            let asked = world.centre.ask(&event, &by(&app), &mobile(n));
            writeln!(heard, "{asked:?}").unwrap();
            world.pass_s(25 + 30 * i64::from(round));
        }
        heard
    };
    assert_eq!(heard(LISTED), heard(UNLISTED));
}

#[test]
fn what_apps_ask_for_leaves_a_station_its_messages() {
    let mut world = two_doors();
    let event = world.event.clone();
    let app = world.app(&[&event]);
    world
        .centre
        .ask(&event, &by(&app), &mobile(LISTED))
        .unwrap();
    assert_eq!(relay(&mut world, 0, 1, &mobile(LISTED)), Ok(true));
}

#[test]
fn the_pause_holds_over_all_stations() {
    let mut world = two_doors();
    assert_eq!(relay(&mut world, 0, 1, &mobile(LISTED)), Ok(true));
    world.pass_s(5);
    let refused = RelayRefusal::Limit {
        retry_after: Millis::from_secs(15),
    };
    assert_eq!(relay(&mut world, 1, 2, &mobile(LISTED)), Err(refused));
    // A little less than the thirty seconds: it was on its way.
    world.pass_s(15);
    assert_eq!(relay(&mut world, 1, 2, &mobile(LISTED)), Ok(true));
}

#[test]
fn the_windows_hold_over_all_stations_and_a_repeat_is_taken_again() {
    let mut world = two_doors();
    for id in 1..=3 {
        let place = usize::from(id % 2);
        assert_eq!(relay(&mut world, place, id, &mobile(LISTED)), Ok(true));
        world.pass_s(30);
    }
    let full = relay(&mut world, 0, 4, &mobile(LISTED));
    assert!(matches!(full, Err(RelayRefusal::Limit { .. })), "{full:?}");
    for id in 1..=3 {
        let repeat = relay(&mut world, usize::from(id % 2), id, &mobile(LISTED));
        assert_eq!(repeat, Ok(false), "its answer was lost");
    }
    // What was refused was not taken: it may come again, and is carried once.
    world.pass_s(600);
    assert_eq!(relay(&mut world, 0, 4, &mobile(LISTED)), Ok(true));
    assert_eq!(relay(&mut world, 0, 4, &mobile(LISTED)), Ok(false));
}

#[test]
fn a_clock_that_was_ahead_keeps_no_number_waiting_for_long() {
    let mut world = two_doors();
    world.centre.pass(Millis::from_secs(10 * 365 * 86_400));
    assert_eq!(relay(&mut world, 0, 1, &mobile(LISTED)), Ok(true));
    world.centre.now.wall = crate::support::START;
    let refused = relay(&mut world, 0, 2, &mobile(LISTED));
    assert!(matches!(refused, Err(RelayRefusal::Limit { .. })));
    world.pass_s(30);
    assert_eq!(relay(&mut world, 0, 2, &mobile(LISTED)), Ok(true));
}

#[test]
fn a_revoked_station_is_carried_nothing() {
    let mut world = two_doors();
    let station = world.row(0);
    world
        .centre
        .act(|act| revoke_station(act, station.id, None).map(drop));
    let refused = relay(&mut world, 0, 1, &mobile(LISTED));
    assert_eq!(refused, Err(RelayRefusal::Revoked));
    assert_eq!(relay(&mut world, 1, 1, &mobile(LISTED)), Ok(true));
}

fn test(world: &mut World, place: usize, id: u8, n: u32) -> Result<bool, RelayRefusal> {
    let station = world.row(place);
    let id = MessageId::from_bytes([id; 16]);
    let to = mobile(n);
    world
        .centre
        .act(|act| accept_test_message(act, &station, id, &to))
}

#[test]
fn each_station_tests_its_way_five_times_a_day_to_whatever_number() {
    let mut world = two_doors();
    for id in 1..=5 {
        assert_eq!(test(&mut world, 0, id, 500 + u32::from(id)), Ok(true));
    }
    assert_eq!(test(&mut world, 0, 5, 505), Ok(false), "the same one");
    let sixth = test(&mut world, 0, 6, 506);
    assert!(
        matches!(sixth, Err(RelayRefusal::Limit { .. })),
        "{sixth:?}"
    );
    assert_eq!(test(&mut world, 1, 7, 507), Ok(true), "another station");
    // Guests are sent their codes all the same, and a new day brings new tests.
    assert_eq!(relay(&mut world, 0, 8, &mobile(LISTED)), Ok(true));
    world.pass_s(24 * 3600);
    assert_eq!(test(&mut world, 0, 9, 509), Ok(true));
}

#[test]
fn a_test_wakes_nobody_twice_and_none_is_taken_from_a_revoked_station() {
    let mut world = two_doors();
    assert_eq!(test(&mut world, 0, 1, UNLISTED), Ok(true));
    let again = test(&mut world, 1, 2, UNLISTED);
    assert!(
        matches!(again, Err(RelayRefusal::Limit { .. })),
        "{again:?}"
    );
    let station = world.row(0).id;
    world.centre.act(|act| revoke_station(act, station, None));
    assert_eq!(test(&mut world, 0, 3, 600), Err(RelayRefusal::Revoked));
}

//! Counters that a clock from the future has written: rewritten once, and they age from there.

use crate::support::history::{enter, entered};
use crate::support::{Site, World, by, mobile, other_than, seen};
use connect_engine::acts::{self, SmsLately};
use connect_engine::checkin::Way;
use connect_engine::ids::StaffId;
use connect_engine::oauth::GrantError;
use connect_engine::refusal::Refusal;
use connect_engine::roster::Event;
use connect_engine::store::{CounterRows, RosterRows};
use connect_engine::time::{Millis, Timestamp};

const YEAR: i64 = 365 * 24 * 3600 * 1000;

/// A world whose first station isn't confirmed by the centre and believes its wall clock, a year
/// ahead.
fn ahead(guests: u32) -> (World, Event) {
    let mut world = World::of(guests).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = station.now.wall.plus(Millis::new(YEAR));
    (world, event)
}

fn set_right(site: &mut Site) {
    site.now.wall = site.now.wall.plus(Millis::new(-YEAR));
}

#[test]
fn a_success_in_the_future_does_not_forgive_what_comes_after_the_clock_is_set_right() {
    let (mut world, event) = ahead(1);
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    let entered = station.sit(|desk| desk.log_in(&event, &mobile(1), &code));
    assert!(entered.is_ok(), "{entered:?}");
    set_right(station);
    let compared = station.sit(|desk| {
        let mut compared = 0;
        for _ in 0..10 {
            desk.pass(Millis::from_secs(1200));
            drop(desk.ask(&event, &myself, &mobile(1)));
            let Some(sms) = desk.carry().pop() else {
                continue;
            };
            for _ in 0..5 {
                let guess = desk.log_in(&event, &mobile(1), &other_than(&sms.code));
                let wrong = matches!(guess, Err(acts::LoginRefusal::Code(Refusal::Wrong { .. })));
                compared += u32::from(wrong);
            }
        }
        compared
    });
    assert_eq!(compared, 5);
}

#[test]
fn an_unlock_from_the_centre_is_heard_whatever_success_a_fast_clock_dated() {
    let (mut world, event) = ahead(1);
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        let code = desk.code(&event, &myself, &mobile(1));
        assert!(desk.log_in(&event, &mobile(1), &code).is_ok());
        desk.pass(Millis::from_secs(60));
        let code = desk.code(&event, &myself, &mobile(1));
        for _ in 0..5 {
            drop(desk.log_in(&event, &mobile(1), &other_than(&code)));
        }
    });
    set_right(&mut world.stations[0]);
    world.pass_s(60);
    world
        .centre
        .act(|act| acts::unlock_number(act, &mobile(1), None));
    world.download(0);
    // Its sends are from the future, too; they age from when they are found.
    drop(world.stations[0].ask(&event, &myself, &mobile(1)));
    world.pass_s(31);
    let asked = world.stations[0].ask(&event, &myself, &mobile(1));
    assert!(asked.is_ok(), "{asked:?}");
}

#[test]
fn failures_and_sends_from_the_future_age_from_when_they_are_found() {
    let (mut world, event) = ahead(1);
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        let code = desk.code(&event, &myself, &mobile(1));
        for _ in 0..5 {
            drop(desk.log_in(&event, &mobile(1), &other_than(&code)));
        }
    });
    set_right(station);
    let locked = station.ask(&event, &myself, &mobile(1));
    let day = Millis::from_secs(24 * 3600);
    assert_eq!(locked, Err(Refusal::Locked { retry_after: day }));
    station.pass(day);
    let asked = station.ask(&event, &myself, &mobile(1));
    assert!(asked.is_ok(), "{asked:?}");
}

#[test]
fn a_lock_from_the_future_is_no_longer_than_the_window() {
    let mut world = World::of(1);
    let (event, number) = (world.event.clone(), mobile(1));
    let app = world.app(&[&event]);
    world.centre.now.wall = world.centre.now.wall.plus(Millis::new(YEAR));
    world.centre.sit(|desk| {
        for _ in 0..2 {
            let code = desk.code(&event, &by(&app), &number);
            for _ in 0..5 {
                let wrong = desk.redeem(&app, &event, &number, &other_than(&code));
                assert!(matches!(
                    wrong,
                    Err(GrantError::Code(Refusal::Wrong { .. }))
                ));
            }
            desk.pass(Millis::from_secs(31));
        }
    });
    set_right(&mut world.centre);
    let locked = world.centre.ask(&event, &by(&app), &number);
    let Err(Refusal::Locked { retry_after }) = locked else {
        panic!("{locked:?}");
    };
    assert!(
        retry_after <= Millis::from_secs(24 * 3600),
        "{retry_after:?}"
    );
    world.pass_s(24 * 3600);
    assert!(world.centre.ask(&event, &by(&app), &number).is_ok());
}

#[test]
fn an_apps_sends_from_the_future_do_not_stop_it_for_a_year() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    world.centre.now.wall = world.centre.now.wall.plus(Millis::new(YEAR));
    world.centre.sit(|desk| {
        for n in 1000..1600 {
            desk.ask(&event, &by(&app), &mobile(n)).unwrap();
        }
    });
    set_right(&mut world.centre);
    drop(world.centre.ask(&event, &by(&app), &mobile(1)));
    world.pass_s(60);
    let asked = world.centre.ask(&event, &by(&app), &mobile(1));
    assert!(asked.is_ok(), "a minute later: {asked:?}");
}

/// A hundred guesses at a hundred numbers.
fn spray(station: &mut Site, event: &Event) -> u32 {
    let myself = station.myself();
    station.sit(|desk| {
        let mut compared = 0;
        for n in 1..=130 {
            desk.pass(Millis::from_secs(40));
            drop(desk.ask(event, &myself, &mobile(n)));
            let Some(sms) = desk.carry().pop() else {
                continue;
            };
            let guess = desk.log_in(event, &mobile(n), &other_than(&sms.code));
            let wrong = matches!(guess, Err(acts::LoginRefusal::Code(Refusal::Wrong { .. })));
            compared += u32::from(wrong);
        }
        compared
    })
}

#[test]
fn staff_can_unlock_a_station_whose_failures_are_from_the_future() {
    let (mut world, event) = ahead(200);
    let station = &mut world.stations[0];
    let myself = station.myself();
    assert_eq!(spray(station, &event), 100);
    set_right(station);
    assert_eq!(
        station.ask(&event, &myself, &mobile(150)),
        Err(Refusal::StaffNeeded)
    );
    let id = station.home.id;
    // The day passed at the centre too; and a budget from the future has one send again.
    world.centre.now.wall = station.now.wall;
    world.pass_s(12);
    world.centre.act(|act| acts::unlock_station(act, id));
    world.download(0);
    let asked = world.stations[0].ask(&event, &myself, &mobile(150));
    assert!(asked.is_ok(), "{asked:?}");
}

#[test]
fn the_organisers_unlock_is_heard_whatever_unlock_a_fast_clock_dated() {
    let (mut world, event) = ahead(400);
    let nika = StaffId::from_bytes([7; 16]);
    let station = &mut world.stations[0];
    let id = station.home.id;
    assert_eq!(spray(station, &event), 100);
    station.act(|act| acts::unlock_own_station(act, nika));
    station.pass(Millis::from_secs(1));
    assert_eq!(spray(station, &event), 100);
    set_right(station);
    let is_locked = |world: &mut World| {
        let station = &mut world.stations[0];
        station.act(|act| acts::needs_unlocking(act))
    };
    assert!(is_locked(&mut world));
    // The day of the guesses passed at the centre, too.
    world.centre.now.wall = world.stations[0].now.wall;
    // Nobody asks for a code meanwhile.
    world.centre.act(|act| acts::unlock_station(act, id));
    world.pass_s(1);
    world.download(0);
    assert!(!is_locked(&mut world));
    // Heard again, it forgives nothing that came after it.
    let right = world.stations[0].now.wall;
    world.stations[0].now.wall = right.plus(Millis::new(YEAR));
    world.stations[0].act(|act| acts::unlock_own_station(act, nika));
    world.stations[0].pass(Millis::from_secs(1));
    assert_eq!(spray(&mut world.stations[0], &event), 100);
    world.stations[0].now.wall = right;
    world.stations[0].act(|act| acts::load_again(act, event.id));
    world.download(0);
    assert!(is_locked(&mut world));
    // The next one does.
    world.pass_s(1);
    world.centre.act(|act| acts::unlock_station(act, id));
    world.pass_s(1);
    world.download(0);
    assert!(!is_locked(&mut world));
}

#[test]
fn an_unlock_in_the_future_does_not_open_a_station_to_spraying() {
    let (mut world, event) = ahead(200);
    let id = world.stations[0].home.id;
    world.centre.now.wall = world.centre.now.wall.plus(Millis::new(YEAR));
    world.centre.act(|act| acts::unlock_station(act, id));
    world.download(0);
    set_right(&mut world.centre);
    let station = &mut world.stations[0];
    set_right(station);
    assert_eq!(spray(station, &event), 100);
}

#[test]
fn nothing_is_forgotten_while_nobody_has_confirmed_the_time() {
    let (mut world, event) = ahead(1);
    let station = &mut world.stations[0];
    let myself = station.myself();
    set_right(station);
    station.sit(|desk| {
        let code = desk.code(&event, &myself, &mobile(1));
        for _ in 0..5 {
            drop(desk.log_in(&event, &mobile(1), &other_than(&code)));
        }
    });
    // A clock a year ahead would age every counter out.
    station.now.wall = station.now.wall.plus(Millis::new(YEAR));
    for _ in 0..3 {
        station.act(|act| acts::forget_what_has_aged(act));
        station.now.wall = station.now.wall.plus(Millis::new(YEAR));
    }
    for _ in 0..4 {
        set_right(station);
    }
    let locked = station.ask(&event, &myself, &mobile(1));
    assert!(matches!(locked, Err(Refusal::Locked { .. })), "{locked:?}");
    // Once it is known, they are, in their time.
    world.sync(0);
    let station = &mut world.stations[0];
    let hash = station.home.mobile_hash(&mobile(1));
    for left in [5, 5, 0] {
        station.act(|act| acts::forget_what_has_aged(act));
        let kept = station.act(|act| act.tx().lock_failures(&hash));
        assert_eq!(kept.len(), left);
        station.pass(Millis::from_secs(25 * 3600));
    }
}

/// Staff check a guest in, or out.
fn pass_by_staff(world: &mut World, guest: u32, way: Way) {
    let event = world.event.clone();
    let ticket = world.ticket(&event, &format!("T-{guest}"));
    let nika = StaffId::from_bytes([7; 16]);
    world.pass_s(60);
    let passed = world.stations[0].act(|act| {
        let seen = seen(act, ticket.id)?;
        match way {
            Way::In => acts::check_in_by_staff(act, nika, seen),
            Way::Out => acts::check_out_by_staff(act, nika, seen),
        }
    });
    assert!(passed.is_ok(), "{passed:?}");
}

#[test]
fn who_came_in_under_a_fast_clock_goes_out_and_in_again_once_the_time_is_known() {
    let (mut world, event) = ahead(1);
    pass_by_staff(&mut world, 1, Way::In);
    let told = world.centre.now.wall;
    let inside = |world: &mut World| {
        world.stations[0].act(|act| {
            let found = act.tx().attendee_by_mobile(event.id, &mobile(1))?.unwrap();
            let view = acts::view_attendee(act, &event, found.id, None)?;
            Ok(view.tickets[0].inside)
        })
    };
    // The link is back, but too thin for what waits.
    let now = world.stations[0].now;
    world.stations[0].act(|act| acts::confirm_time(act.tx(), told, &now));
    pass_by_staff(&mut world, 1, Way::Out);
    assert!(!inside(&mut world), "they went out");
    pass_by_staff(&mut world, 1, Way::In);
    assert!(inside(&mut world), "and came back");
    world.sync(0);
    assert!(inside(&mut world), "as the centre has it, too");
    assert_eq!(entered(&mut world.centre, &event, 1), [1]);
}

#[test]
fn an_unlock_of_a_time_that_nobody_knows_forgives_what_failed_before_it_arrived() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 2);
    world.sync(0);
    let app = world.app(&[&event]);
    world.pass_s(3600);
    for _ in 0..2 {
        world.centre.sit(|desk| {
            let code = desk.code(&event, &by(&app), &mobile(1));
            for _ in 0..5 {
                drop(desk.redeem(&app, &event, &mobile(1), &other_than(&code)));
            }
        });
        world.pass_s(3600);
    }
    let ask = |world: &mut World| world.centre.ask(&event, &by(&app), &mobile(1));
    assert!(matches!(ask(&mut world), Err(Refusal::Locked { .. })));
    // A boot whose clock stands at 1970, and which ends before it has met the centre.
    let station = &mut world.stations[0];
    let right = station.now.wall;
    station.reboot();
    station.now.wall = Timestamp::from_secs(0);
    let nika = StaffId::from_bytes([7; 16]);
    station.act(|act| acts::unlock_number(act, &mobile(1), Some(nika)));
    station.reboot();
    station.now.wall = Timestamp::from_secs(0);
    world.sync(0);
    world.stations[0].now.wall = right;
    let asked = ask(&mut world);
    assert!(asked.is_ok(), "{asked:?}");
}

/// A message for a guest, and what becomes of it.
fn send(station: &mut Site, event: &Event, n: u32, outcome: &str) {
    let myself = station.myself();
    if station.ask(event, &myself, &mobile(n)).is_err() {
        // What was counted in the future is found now, and ages from here.
        station.pass(Millis::from_secs(60));
        station.ask(event, &myself, &mobile(n)).unwrap();
    }
    let id = station.act(|act| acts::waiting(act.tx())).pop().unwrap();
    assert!(station.act(|act| acts::begin_attempt(act, id, "relay")));
    station.act(|act| acts::end_attempt(act, id, "relay", outcome));
    station.act(|act| acts::finish_message(act.tx(), id));
}

#[test]
fn messages_that_failed_under_a_fast_clock_say_nothing_of_those_that_leave_now() {
    let (mut world, event) = ahead(4);
    let told = world.centre.now.wall;
    let station = &mut world.stations[0];
    for n in [1, 2] {
        send(station, &event, n, "no answer");
    }
    let lately = station.act(|act| acts::sms_lately(act));
    assert_eq!(lately.failed_in_a_row, 2);
    // The link comes, and with it the time.
    let now = station.now;
    station.act(|act| acts::confirm_time(act.tx(), told, &now));
    let lately = station.act(|act| acts::sms_lately(act));
    assert_eq!(lately, SmsLately::default());
    send(station, &event, 3, "sent");
    let lately = station.act(|act| acts::sms_lately(act));
    assert_eq!((lately.sent, lately.failed), (1, 0));
    // A year later the clock stands where it stood when they failed.
    let wait = lately.delay.unwrap().get();
    assert!((0..1000).contains(&wait), "{wait}");
    station.pass(Millis::new(YEAR));
    send(station, &event, 4, "sent");
    let lately = station.act(|act| acts::sms_lately(act));
    assert_eq!((lately.sent, lately.failed), (1, 0));
}

#[test]
fn messages_that_left_before_a_clock_fell_back_hide_none_that_fails_since() {
    let (mut world, event) = ahead(3);
    let station = &mut world.stations[0];
    send(station, &event, 1, "sent");
    set_right(station);
    for (n, in_a_row) in [(2, 1), (3, 2)] {
        send(station, &event, n, "no answer");
        let lately = station.act(|act| acts::sms_lately(act));
        assert_eq!((lately.sent, lately.failed_in_a_row), (0, in_a_row));
    }
}

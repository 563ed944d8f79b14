//! Logging in at a station's screen.

use crate::support::{Site, World, endless, mobile, other_than, session_of};
use connect_engine::acts::{self, LogIn, LoginRefusal, NewEvent};
use connect_engine::ids::EventAlias;
use connect_engine::refusal::{Refusal, SendLimit};
use connect_engine::roster::Event;
use connect_engine::time::Millis;

#[test]
fn a_right_code_welcomes_the_attendee_by_name() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    let entered = station.sit(|desk| desk.log_in(&event, &mobile(1), &code));
    let Ok(LogIn::Welcome { token, view }) = entered else {
        panic!("{entered:?}");
    };
    assert_eq!((view.name.as_str(), view.event), ("Guest 1", event.clone()));
    let session = station.act(|act| session_of(act, &token));
    let (of, attendee, claims) = session.unwrap();
    assert_eq!(of, event);
    assert_eq!(claims.sub, attendee.to_string());
    assert_eq!(claims.amr, ["otp", "sms"]);
    assert_eq!(claims.station, Some(station.home.id));
    assert_eq!(claims.client_id, station.home.client_id());
    assert_eq!(claims.exp - claims.iat, 600, "ten minutes");
}

/// The session of the first guest, who has just logged in.
fn logged_in(station: &mut Site, event: &Event) -> String {
    let myself = station.myself();
    let code = station.code(event, &myself, &mobile(1));
    match station.sit(|desk| desk.log_in(event, &mobile(1), &code)) {
        Ok(LogIn::Welcome { token, .. }) => token,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_session_ends_after_ten_minutes_and_the_leeway() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let token = logged_in(station, &event);
    let login = station.act(|act| Ok(act.moment()));
    station.pass(Millis::from_secs(629));
    let session = station.act(|act| acts::verify_session(act, &token, &login));
    assert!(session.is_ok());
    station.pass(Millis::from_secs(1));
    let session = station.act(|act| acts::verify_session(act, &token, &login));
    assert!(session.is_err());
}

#[test]
fn what_a_kiosk_learns_of_the_time_ends_no_session() {
    for wrong_by in [-3600, 3600] {
        let mut world = World::of(1).with_station();
        let event = world.event.clone();
        let station = &mut world.stations[0];
        station.reboot();
        station.now.wall = station.now.wall.plus(Millis::from_secs(wrong_by));
        let token = logged_in(station, &event);
        let login = station.act(|act| Ok(act.moment()));
        world.sync(0);
        let station = &mut world.stations[0];
        let off = station.act(|act| Ok(act.wall_clock_off()));
        assert_eq!(off, Some(Millis::from_secs(wrong_by)), "it knows by now");
        let session = station.act(|act| acts::verify_session(act, &token, &login));
        assert!(session.is_ok(), "{wrong_by} s: {session:?}");
    }
}

#[test]
fn a_session_is_good_at_its_own_station_alone() {
    let mut world = World::of(1).with_station().with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let token = logged_in(station, &event);
    let elsewhere = world.stations[1].act(|act| session_of(act, &token));
    assert!(elsewhere.is_err(), "another station took the session");
}

#[test]
fn tries_left_count_down_and_a_used_code_is_used() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    station.sit(|desk| {
        for left in [4, 3, 2] {
            let wrong = desk.log_in(&event, &mobile(1), &other_than(&code));
            let expected = LoginRefusal::Code(Refusal::Wrong { tries_left: left });
            assert_eq!(wrong.unwrap_err(), expected);
        }
        assert!(desk.log_in(&event, &mobile(1), &code).is_ok());
        let again = desk.log_in(&event, &mobile(1), &code);
        assert_eq!(again.unwrap_err(), LoginRefusal::Code(Refusal::Used));
        // The success cleared the count: a new code has all its tries.
        desk.pass(Millis::from_secs(31));
        let status = desk.ask(&event, &myself, &mobile(1)).unwrap();
        assert_eq!(status.tries_left, 5);
    });
}

#[test]
fn a_code_dies_with_a_reboot() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    station.reboot();
    let entered = station.sit(|desk| desk.log_in(&event, &mobile(1), &code));
    assert_eq!(
        entered.unwrap_err(),
        LoginRefusal::Code(Refusal::Expired),
        "nobody can tell how old it is"
    );
}

#[test]
fn a_resend_in_the_first_minute_carries_the_same_code_and_deadline_and_then_a_new_one() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        let first = desk.code(&event, &myself, &mobile(1));
        desk.pass(Millis::new(59_999));
        let status = desk.ask(&event, &myself, &mobile(1)).unwrap();
        assert_eq!(status.expires_in, Millis::new(60_001));
        assert_eq!(status.resend_in, Millis::from_secs(30));
        let again = desk.carry().pop().unwrap().code;
        assert!(again.matches(&first), "a late SMS is rarely wrong");
        desk.pass(Millis::from_secs(31));
        let status = desk.ask(&event, &myself, &mobile(1)).unwrap();
        assert_eq!(status.expires_in, Millis::from_secs(120));
        let new = desk.carry().pop().unwrap().code;
        assert!(!new.matches(&first));
        let old = desk.log_in(&event, &mobile(1), &first);
        assert_eq!(
            old.unwrap_err(),
            LoginRefusal::Code(Refusal::Wrong { tries_left: 4 })
        );
        assert!(desk.log_in(&event, &mobile(1), &new).is_ok());
    });
}

#[test]
fn a_queued_message_whose_code_has_died_is_dropped() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        desk.ask(&event, &myself, &mobile(1)).unwrap();
        desk.pass(Millis::from_secs(120));
        assert!(desk.carry().is_empty());
        desk.ask(&event, &myself, &mobile(1)).unwrap();
        let code = desk.carry().pop().unwrap().code;
        desk.pass(Millis::from_secs(31));
        desk.ask(&event, &myself, &mobile(1)).unwrap();
        desk.log_in(&event, &mobile(1), &code).unwrap();
        assert!(desk.carry().is_empty(), "the code was used meanwhile");
    });
}

#[test]
fn sends_wait_30_s_then_3_in_10_minutes_then_5_an_hour() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let waits = station.sit(|desk| {
        let mut waits = Vec::new();
        for _ in 0..6 {
            let wait = match desk.ask(&event, &myself, &mobile(1)) {
                Ok(status) => status.resend_in,
                Err(Refusal::TooManySends { retry_after, .. }) => retry_after,
                Err(other) => panic!("{other:?}"),
            };
            waits.push(wait.get() / 1000);
            desk.pass(wait);
        }
        waits
    });
    assert_eq!(waits, [30, 30, 540, 30, 2970, 30]);
}

#[test]
fn a_send_that_waits_for_the_station_is_not_told_as_the_numbers() {
    let mut world = World::of(32).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        for n in 1..=30 {
            desk.ask(&event, &myself, &mobile(n)).unwrap();
        }
        let Err(Refusal::TooManySends {
            retry_after, of, ..
        }) = desk.ask(&event, &myself, &mobile(31))
        else {
            panic!("the budget has no bound");
        };
        assert_eq!(of, SendLimit::Station);
        assert!(retry_after <= Millis::from_secs(12), "{retry_after:?}");
        let again = desk.ask(&event, &myself, &mobile(1));
        let Err(Refusal::TooManySends { of, .. }) = again else {
            panic!("{again:?}");
        };
        assert_eq!(of, SendLimit::Asker, "its own wait is longer");
        desk.pass(retry_after);
        desk.ask(&event, &myself, &mobile(31)).unwrap();
    });
}

#[test]
fn an_event_that_is_not_here_or_over_is_told_before_the_code_is_looked_at() {
    let mut world = World::of(1);
    let ends_at = Some(world.centre.now.wall.plus(Millis::from_secs(3600)));
    let over = NewEvent {
        ends_at,
        ..endless("Over soon")
    };
    let event = world.add_event(&over);
    world.import(&event, &crate::support::roster([1]));
    world.join(&[&event]);
    world.pass_s(3 * 3600 - 60);
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    station.pass(Millis::from_secs(60));
    station.sit(|desk| {
        let entered = desk.log_in(&event, &mobile(1), &code);
        assert_eq!(entered.unwrap_err(), LoginRefusal::EventOver);
        let mut nowhere = event.clone();
        nowhere.alias = EventAlias(999);
        let entered = desk.log_in(&nowhere, &mobile(1), &code);
        assert_eq!(entered.unwrap_err(), LoginRefusal::EventOver);
    });
}

#[test]
fn a_station_never_judges_an_end_by_its_wall_clock_alone() {
    let mut world = World::of(1);
    let ends_at = Some(world.centre.now.wall.plus(Millis::from_secs(3600)));
    let event = world.add_event(&NewEvent {
        ends_at,
        ..endless("Over soon")
    });
    world.import(&event, &crate::support::roster([1]));
    world.join(&[&event]);
    let station = &mut world.stations[0];
    station.reboot();
    station.now.wall = station.now.wall.plus(Millis::from_secs(365 * 24 * 3600));
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    let entered = station.sit(|desk| desk.log_in(&event, &mobile(1), &code));
    assert!(
        entered.is_ok(),
        "the wall clock may stand anywhere: {entered:?}"
    );
}

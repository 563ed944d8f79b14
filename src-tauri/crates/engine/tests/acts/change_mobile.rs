//! An attendee moves to another number: at a kiosk and at the centre, by one act.

use crate::removal::records;
use crate::support::history::write_at;
use crate::support::{Site, World, by, mobile, other_than, session_of};
use crate::upload::say;
use connect_engine::acts::{self, Bearer, ChangeRefusal, LogIn, NewNumber, RelayRefusal};
use connect_engine::client::Client;
use connect_engine::code::{Code, Verifier};
use connect_engine::fact::{Fact, MobileChanged};
use connect_engine::ids::AttendeeId;
use connect_engine::message::{Language, Message};
use connect_engine::mobile::Mobile;
use connect_engine::oauth::GrantError;
use connect_engine::refusal::Refusal;
use connect_engine::roster::Event;
use connect_engine::secret::Secret;
use connect_engine::store::{CodeRows, MoveRows, RosterRows};
use connect_engine::time::{Millis, Timestamp};

/// Number `n` logs in; the token and who it is.
fn log_in(site: &mut Site, event: &Event, number: &Mobile) -> (String, AttendeeId) {
    let myself = site.myself();
    let code = site.code(event, &myself, number);
    let entered = site.sit(|desk| desk.log_in(event, number, &code));
    let Ok(LogIn::Welcome { token, .. }) = entered else {
        panic!("{entered:?}");
    };
    let session = site.act(|act| session_of(act, &token));
    let (_, attendee, _) = session.unwrap();
    (token, attendee)
}

fn to(site: &Site, event: &Event, attendee: AttendeeId, number: &Mobile) -> NewNumber {
    NewNumber {
        event: event.clone(),
        attendee,
        mobile: number.clone(),
        verifier: Verifier::Station(site.home.id),
    }
}

/// Asks for a code to the new number and reads it from the SMS.
fn asked(site: &mut Site, new: &NewNumber) -> Message {
    site.act(|act| acts::ask_new_number(act, new, Language::Fa))
        .unwrap();
    let sms = site.carry().pop().expect("a new number gets its SMS");
    assert_eq!(sms.to, new.mobile);
    sms
}

fn moved(site: &mut Site, new: &NewNumber, code: &Code) -> Result<(), ChangeRefusal> {
    site.act(|act| acts::change_mobile(act, new, code))
}

/// Somebody logs in with a number and moves to another.
fn moves(site: &mut Site, event: &Event, from: &Mobile, number: &Mobile) -> AttendeeId {
    let (_, attendee) = log_in(site, event, from);
    let new = to(site, event, attendee, number);
    let code = asked(site, &new).code;
    assert_eq!(moved(site, &new, &code), Ok(()));
    attendee
}

fn number_of(site: &mut Site, attendee: AttendeeId) -> Option<Mobile> {
    let known = site.act(|act| act.tx().attendee(attendee));
    known.unwrap().mobile
}

#[test]
fn the_attendee_logs_in_with_the_new_number_and_not_the_old_one_on_both_sides() {
    let mut world = World::of(2).with_station().with_station();
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let station = &mut world.stations[0];
    let (token, sub) = log_in(station, &event, &mobile(1));
    let new = to(station, &event, sub, &mobile(77));
    let code = asked(station, &new).code;
    assert_eq!(moved(station, &new, &code), Ok(()));
    // The session goes on.
    let session = station.act(|act| session_of(act, &token));
    assert_eq!(session.unwrap().1, sub, "`sub` stays");
    for place in [0, 1] {
        world.sync(place);
    }
    world.pass_s(60);
    for place in [0, 1] {
        let station = &mut world.stations[place];
        let (_, again) = log_in(station, &event, &mobile(77));
        assert_eq!(again, sub);
        let myself = station.myself();
        assert!(station.ask(&event, &myself, &mobile(1)).is_ok());
        assert!(station.carry().is_empty(), "the old number is nobody's");
    }
    let code = world.centre.code(&event, &by(&app), &mobile(77));
    let granted = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(77), &code));
    assert!(granted.is_ok(), "{granted:?}");
    // A roster that is imported again says nothing of it.
    let report = world.import(&event, &crate::support::roster(1..=2));
    assert_eq!((report.added, report.changed), (0, 0));
    assert_eq!(number_of(&mut world.centre, sub), Some(mobile(77)));
}

#[test]
fn a_number_that_was_taken_apart_from_a_removal_doesnt_come_back() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let sub = moves(station, &event, &mobile(1), &mobile(77));
    world.centre.act(|act| acts::remove_attendee(act, sub));
    world.sync(0);
    let kept = world.centre.act(|act| {
        let before = act.tx().number_before(sub)?;
        Ok((act.tx().moves_of(sub)?.len(), before))
    });
    assert_eq!(kept, (0, None));
    // Nor what was said of it before they moved.
    let all = records(&mut world.centre);
    let sent: Vec<_> = all.iter().filter(|row| row.kind == "code-sent").collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|row| row.record.body.is_none()), "{all:?}");
}

#[test]
fn of_who_is_removed_nothing_waits_for_a_number_that_they_had_before() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let app = world.app(&[&event]);
    world.centre.code(&event, &by(&app), &mobile(1));
    let station = &mut world.stations[0];
    let sub = moves(station, &event, &mobile(1), &mobile(77));
    world.sync(0);
    let code = |world: &mut World| {
        let of_app = by(&app);
        world
            .centre
            .act(|act| act.tx().lock_code(&mobile(1), &of_app))
    };
    assert!(code(&mut world).is_some());
    world.centre.act(|act| acts::remove_attendee(act, sub));
    assert!(code(&mut world).is_none());
}

#[test]
fn what_is_heard_late_of_a_number_that_they_had_before_is_not_kept() {
    let mut world = World::of(2).with_station().with_station();
    let event = world.event.clone();
    // The second station has sent it a code and is cut off.
    let elsewhere = &mut world.stations[1];
    let myself = elsewhere.myself();
    elsewhere.code(&event, &myself, &mobile(1));
    let station = &mut world.stations[0];
    let sub = moves(station, &event, &mobile(1), &mobile(77));
    world.sync(0);
    world.centre.act(|act| acts::remove_attendee(act, sub));
    world.sync(1);
    let of = world.stations[1].home.id;
    let heard = records(&mut world.centre);
    let mut theirs = heard.iter().filter(|row| row.station == of);
    let sent = theirs.find(|row| row.kind == "code-sent");
    assert_eq!(sent.unwrap().record.body, None);
}

#[test]
fn a_station_forgets_the_numbers_that_whoever_is_removed_had_before() {
    for moves_here in [true, false] {
        let mut world = World::of(2).with_station().with_station();
        let event = world.event.clone();
        let station = &mut world.stations[0];
        let myself = station.myself();
        station.code(&event, &myself, &mobile(1));
        world.pass_s(60);
        let place = usize::from(!moves_here);
        let sub = moves(&mut world.stations[place], &event, &mobile(1), &mobile(77));
        for place in [0, 1, 0] {
            world.sync(place);
        }
        let kept = |world: &mut World| {
            let code = world.stations[0].act(|act| act.tx().lock_code(&mobile(1), &myself));
            let rows = records(&mut world.stations[0]);
            let hash = world.stations[0].home.mobile_hash(&mobile(1));
            let of_number = rows
                .iter()
                .filter(|row| row.about.mobile.as_ref() == Some(&hash));
            let bodies = of_number.filter(|row| row.record.body.is_some()).count();
            (code.is_some(), bodies > 0)
        };
        assert_eq!(kept(&mut world), (true, true), "moved here: {moves_here}");
        world.centre.act(|act| acts::remove_attendee(act, sub));
        world.sync(0);
        assert_eq!(kept(&mut world), (false, false), "moved here: {moves_here}");
    }
}

#[test]
fn no_qr_is_shown_until_the_centre_knows_the_new_number() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (token, sub) = log_in(station, &event, &mobile(1));
    let qr = |station: &mut Site| {
        station.act(|act| {
            let (_, attendee, session) = session_of(act, &token)?.unwrap();
            acts::hand_off(act, &event, attendee, &session)
        })
    };
    assert!(qr(station).is_some());
    let new = to(station, &event, sub, &mobile(77));
    let code = asked(station, &new).code;
    moved(station, &new, &code).unwrap();
    assert_eq!(qr(station), None);
    world.sync(0);
    let address = qr(&mut world.stations[0]).unwrap();
    let assertion = address.split_once('#').unwrap().1;
    let redeemed = world
        .centre
        .act(|act| acts::redeem_hand_off(act, assertion, "0077"));
    assert!(redeemed.is_ok(), "by the new number's digits: {redeemed:?}");
}

#[test]
fn a_number_of_another_attendee_is_refused_only_once_it_is_proven() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (_, sub) = log_in(station, &event, &mobile(1));
    let new = to(station, &event, sub, &mobile(2));
    // Nobody is told before: the same as of a number that is nobody's.
    let code = asked(station, &new).code;
    let wrong = moved(station, &new, &other_than(&code));
    assert_eq!(
        wrong,
        Err(ChangeRefusal::Code(Refusal::Wrong { tries_left: 4 }))
    );
    assert_eq!(moved(station, &new, &code), Err(ChangeRefusal::Taken));
    let again = moved(station, &new, &code);
    assert_eq!(
        again,
        Err(ChangeRefusal::Code(Refusal::Used)),
        "a right code is consumed whatever follows"
    );
    assert_eq!(number_of(station, sub), Some(mobile(1)));
    world.sync(0);
    assert_eq!(number_of(&mut world.centre, sub), Some(mobile(1)));
}

#[test]
fn the_own_number_is_no_new_one() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (_, sub) = log_in(station, &event, &mobile(1));
    let new = to(station, &event, sub, &mobile(1));
    let same = station.act(|act| acts::ask_new_number(act, &new, Language::Fa));
    assert_eq!(same, Err(ChangeRefusal::Same));
    assert!(station.carry().is_empty());
}

#[test]
fn a_code_for_one_purpose_is_none_for_the_other_nor_for_another_attendee() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (_, sub) = log_in(station, &event, &mobile(1));
    station.pass(Millis::from_secs(31));
    let myself = station.myself();
    let login = station.code(&event, &myself, &mobile(2));
    let new = to(station, &event, sub, &mobile(2));
    let none = Err(ChangeRefusal::Code(Refusal::NoCode));
    assert_eq!(moved(station, &new, &login), none);
    station.pass(Millis::from_secs(31));
    let code = asked(station, &new).code;
    let entered = station.sit(|desk| desk.log_in(&event, &mobile(2), &code));
    assert!(entered.is_err(), "{entered:?}");
    let other = AttendeeId::from_bytes([9; 16]);
    let stranger = to(station, &event, other, &mobile(2));
    assert_eq!(moved(station, &stranger, &code), none);
}

#[test]
fn an_attendee_causes_three_sends_to_new_numbers_a_day() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (_, sub) = log_in(station, &event, &mobile(1));
    for n in 71..=73 {
        let new = to(station, &event, sub, &mobile(n));
        asked(station, &new);
        if n == 73 {
            // The button that sends again is not offered before it would be heard.
            let told = station.act(|act| acts::ask_new_number(act, &new, Language::Fa));
            let Err(ChangeRefusal::Code(Refusal::TooManySends { live, .. })) = told else {
                panic!("{told:?}");
            };
            let resend_in = live.map(|live| live.resend_in.get() / 3_600_000);
            assert_eq!(resend_in, Some(24), "a day after the first");
        }
    }
    let new = to(station, &event, sub, &mobile(74));
    let fourth = station.act(|act| acts::ask_new_number(act, &new, Language::Fa));
    assert!(
        matches!(
            fourth,
            Err(ChangeRefusal::Code(Refusal::TooManySends { .. }))
        ),
        "{fourth:?}"
    );
}

/// A user's token of the centre, by an app.
fn user(world: &mut World, app: &Client, event: &Event, number: &Mobile) -> AttendeeId {
    let code = world.centre.code(event, &by(app), number);
    let granted = world
        .centre
        .sit(|desk| desk.redeem(app, event, number, &code));
    let token = granted.unwrap().access_token;
    let bearer = world.centre.act(|act| acts::verify_bearer(act, &token));
    let Ok(Bearer::User { attendee, .. }) = bearer else {
        panic!("{bearer:?}");
    };
    attendee
}

#[test]
fn at_the_centre_it_is_the_same_act_and_the_stations_hear_of_it() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let sub = user(&mut world, &app, &event, &mobile(1));
    let new = NewNumber {
        verifier: by(&app),
        ..to(&world.centre, &event, sub, &mobile(77))
    };
    let sms = asked(&mut world.centre, &new);
    assert!(sms.on_behalf_of.is_none(), "the centre asks nobody");
    assert_eq!(moved(&mut world.centre, &new, &sms.code), Ok(()));
    world.sync(0);
    let (_, there) = log_in(&mut world.stations[0], &event, &mobile(77));
    assert_eq!(there, sub);
    let code = world.centre.code(&event, &by(&app), &mobile(2));
    let other = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(2), &code));
    assert!(other.is_ok());
    let old = world.centre.sit(|desk| {
        desk.ask(&event, &by(&app), &mobile(1)).ok();
        desk.redeem(&app, &event, &mobile(1), &sms.code)
    });
    assert!(matches!(old, Err(GrantError::Code(_))), "{old:?}");
}

#[test]
fn the_relay_carries_to_a_new_number_in_the_name_of_the_stations_user_alone() {
    let mut world = World::of(1).with_station().with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (_, sub) = log_in(station, &event, &mobile(1));
    let mut ids = 100;
    let mut relay =
        |world: &mut World, place: usize, sms: &Message, token: Option<&Secret<String>>| {
            ids += 1;
            let row = world.row(place);
            let id = connect_engine::ids::MessageId::from_bytes([ids; 16]);
            world
                .centre
                .act(|act| acts::accept_relay(act, &row, id, &sms.to, token))
        };
    let mut tokens = Vec::new();
    for n in 71..=73 {
        let station = &mut world.stations[0];
        let new = to(station, &event, sub, &mobile(n));
        let sms = asked(station, &new);
        let token = sms.on_behalf_of.clone().unwrap();
        let token = Some(&token);
        assert_eq!(
            relay(&mut world, 0, &sms, None),
            Err(RelayRefusal::NotListed),
            "it isn't on the list"
        );
        assert_eq!(
            relay(&mut world, 1, &sms, token),
            Err(RelayRefusal::NotListed),
            "who stands at another station"
        );
        assert_eq!(
            relay(&mut world, 0, &sms, Some(&Secret::new("a.b.c".to_owned()))),
            Err(RelayRefusal::NotListed)
        );
        assert_eq!(relay(&mut world, 0, &sms, token), Ok(true), "number {n}");
        tokens.push(sms);
        world.pass_s(60);
    }
    // Whatever the station says, the centre counts by itself.
    let again = Message {
        to: mobile(74),
        ..tokens[2].clone()
    };
    let fourth = relay(&mut world, 0, &again, again.on_behalf_of.as_ref());
    assert!(
        matches!(fourth, Err(RelayRefusal::Limit { .. })),
        "{fourth:?}"
    );
    // A login's code goes in nobody's name.
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.ask(&event, &myself, &mobile(1)).unwrap();
    assert!(station.carry().pop().unwrap().on_behalf_of.is_none());
}

#[test]
fn a_right_code_forgives_the_new_numbers_failures() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (_, sub) = log_in(station, &event, &mobile(1));
    let new = to(station, &event, sub, &mobile(77));
    let code = asked(station, &new).code;
    for _ in 0..4 {
        assert!(moved(station, &new, &other_than(&code)).is_err());
    }
    assert_eq!(moved(station, &new, &code), Ok(()));
    station.pass(Millis::from_secs(31));
    let myself = station.myself();
    let status = station.ask(&event, &myself, &mobile(77)).unwrap();
    assert_eq!(status.tries_left, 5);
}

/// Both want number 77, at stations apart; the first by time is number 2's.
fn two_who_want_one(world: &mut World) -> [AttendeeId; 2] {
    let event = world.event.clone();
    let ids = [1, 2].map(|n| world.attendee(&event, &mobile(n)).unwrap().id);
    for (place, attendee) in [(1, ids[1]), (0, ids[0])] {
        let wanted = Fact::MobileChanged(MobileChanged {
            attendee,
            mobile: mobile(77),
        });
        say(world, place, Some(event.id), &wanted);
        world.pass_s(60);
    }
    for place in [0, 1] {
        world.sync(place);
    }
    ids
}

fn is_void(world: &mut World, attendee: AttendeeId) -> bool {
    world.centre.act(|act| {
        let moves = act.tx().moves_of(attendee)?;
        act.tx().is_void(moves[0].place)
    })
}

#[test]
fn who_was_kept_from_a_number_has_it_at_once_when_its_holder_is_removed() {
    let mut world = World::of(2).with_station().with_station();
    let [first, second] = two_who_want_one(&mut world);
    assert!(is_void(&mut world, first));
    assert_eq!(number_of(&mut world.centre, first), Some(mobile(1)));
    world.centre.act(|act| acts::remove_attendee(act, second));
    assert!(!is_void(&mut world, first));
    for place in [0, 1] {
        world.sync(place);
    }
    for site in [0, 1, 2] {
        let site = world.stations.get_mut(site).unwrap_or(&mut world.centre);
        assert_eq!(number_of(site, first), Some(mobile(77)));
        assert_eq!(number_of(site, second), None);
    }
    let event = world.event.clone();
    let (_, there) = log_in(&mut world.stations[1], &event, &mobile(77));
    assert_eq!(there, first);
}

#[test]
fn who_has_no_ticket_left_holds_no_number() {
    let mut world = World::of(2).with_station().with_station();
    let event = world.event.clone();
    let [first, _] = two_who_want_one(&mut world);
    // The ticket of the second goes to another person.
    let report = world.import(&event, "name,mobile,ticket_code\nSara,09120000008,T-2\n");
    assert_eq!(report.changed, 1);
    assert!(!is_void(&mut world, first));
    assert_eq!(number_of(&mut world.centre, first), Some(mobile(77)));
}

#[test]
fn a_number_that_was_given_away_meanwhile_stops_no_batch() {
    let mut world = World::of(2).with_station().with_station();
    let event = world.event.clone();
    let ids = [1, 2].map(|n| world.attendee(&event, &mobile(n)).unwrap().id);
    let wanted = |attendee| {
        Fact::MobileChanged(MobileChanged {
            attendee,
            mobile: mobile(77),
        })
    };
    // The earlier move is heard of last; until then the later one holds, and number 1 is free.
    let earlier = world.stations[1].now;
    world.pass_s(60);
    say(&mut world, 0, Some(event.id), &wanted(ids[0]));
    assert_eq!(number_of(&mut world.centre, ids[0]), Some(mobile(77)));
    let report = world.import(&event, "name,mobile,ticket_code\nNew,09120000001,N-1\n");
    assert_eq!(report.added, 1);
    write_at(
        &mut world.stations[1],
        Some(event.id),
        &wanted(ids[1]),
        &earlier,
    );
    world.sync(1);
    assert_eq!(number_of(&mut world.centre, ids[1]), Some(mobile(77)));
    assert_eq!(number_of(&mut world.centre, ids[0]), None, "staff help");
    let new = world.attendee(&event, &mobile(1)).unwrap();
    assert_eq!(new.name, "New");
}

#[test]
fn a_station_gives_no_number_back_that_changed_again_elsewhere() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let station = &mut world.stations[0];
    let sub = moves(station, &event, &mobile(1), &mobile(77));
    world.sync(0);
    world.pass_s(60);
    let new = NewNumber {
        verifier: by(&app),
        ..to(&world.centre, &event, sub, &mobile(78))
    };
    let code = asked(&mut world.centre, &new).code;
    moved(&mut world.centre, &new, &code).unwrap();
    world.sync(0);
    // Somebody else moves at the station, which has heard of one of the two moves only.
    let station = &mut world.stations[0];
    let other = moves(station, &event, &mobile(2), &mobile(77));
    assert_eq!(number_of(station, sub), Some(mobile(78)));
    world.sync(0);
    for site in [0, 1] {
        let site = world.stations.get_mut(site).unwrap_or(&mut world.centre);
        assert_eq!(number_of(site, sub), Some(mobile(78)));
        assert_eq!(number_of(site, other), Some(mobile(77)));
    }
}

#[test]
fn a_move_that_the_centre_places_before_one_that_was_heard_is_taken_back_where_it_was_made() {
    let mut world = World::of(1).with_station().with_station();
    let event = world.event.clone();
    let attendee = world.attendee(&event, &mobile(1)).unwrap().id;
    let elsewhere = Fact::MobileChanged(MobileChanged {
        attendee,
        mobile: mobile(77),
    });
    world.pass_s(3600);
    say(&mut world, 1, Some(event.id), &elsewhere);
    world.download(0);
    assert_eq!(
        number_of(&mut world.stations[0], attendee),
        Some(mobile(77))
    );
    // In a boot that never meets the centre, under a clock that nothing is known of, they move on.
    world.pass_s(1800);
    let station = &mut world.stations[0];
    let right = station.now.wall;
    station.reboot();
    station.now.wall = Timestamp::default();
    let new = to(station, &event, attendee, &mobile(78));
    let code = asked(station, &new).code;
    assert_eq!(moved(station, &new, &code), Ok(()));
    assert_eq!(number_of(station, attendee), Some(mobile(78)));
    station.reboot();
    station.now.wall = right;
    for place in [0, 1] {
        world.sync(place);
    }
    let folded = number_of(&mut world.centre, attendee);
    for station in &mut world.stations {
        assert_eq!(number_of(station, attendee), folded);
    }
}

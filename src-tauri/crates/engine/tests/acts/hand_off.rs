//! Carrying a login from a kiosk to a phone.

use crate::support::{World, endless, mobile, session_of};
use connect_engine::acts::{self, Bearer, LogIn, NewEvent, NewWalkIn};
use connect_engine::ids::StaffId;
use connect_engine::oauth::GrantError;
use connect_engine::roster::Event;
use connect_engine::token::HandOffClaims;

/// Logs number `n` in at the first station and returns the address of the QR, if one is shown.
fn shown(world: &mut World, event: &Event, n: u32) -> Option<String> {
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(event, &myself, &mobile(n));
    let entered = station.sit(|desk| desk.log_in(event, &mobile(n), &code));
    let Ok(LogIn::Welcome { token, .. }) = entered else {
        panic!("{entered:?}");
    };
    station.act(|act| {
        let (_, attendee, session) = session_of(act, &token)?.unwrap();
        acts::hand_off(act, event, attendee, &session)
    })
}

fn assertion(address: &str) -> &str {
    address
        .strip_prefix("https://connect.example/handoff#")
        .unwrap()
}

fn redeem(world: &mut World, assertion: &str, last4: &str) -> Result<String, GrantError> {
    let redeemed = world
        .centre
        .act(|act| acts::redeem_hand_off(act, assertion, last4));
    redeemed.map(|(token, _)| token)
}

#[test]
fn a_hand_off_becomes_a_token_of_the_centre_with_the_same_amr() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let address = shown(&mut world, &event, 1).unwrap();
    let token = redeem(&mut world, assertion(&address), "0001").unwrap();
    let bearer = world.centre.act(|act| acts::verify_bearer(act, &token));
    let Ok(Bearer::User {
        claims, attendee, ..
    }) = bearer
    else {
        panic!("{bearer:?}");
    };
    assert_eq!(claims.client_id.0, "connect-web");
    assert_eq!(claims.amr, ["otp", "sms"]);
    assert_eq!(claims.station, None, "the centre signed it");
    assert_eq!(attendee, world.attendee(&event, &mobile(1)).unwrap().id);
}

#[test]
fn it_is_good_once() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let address = shown(&mut world, &event, 1).unwrap();
    assert!(redeem(&mut world, assertion(&address), "0001").is_ok());
    let again = redeem(&mut world, assertion(&address), "0001");
    assert_eq!(again, Err(GrantError::BadHandOff));
}

#[test]
fn the_last_four_digits_have_one_try() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let address = shown(&mut world, &event, 1).unwrap();
    let wrong = redeem(&mut world, assertion(&address), "0002");
    assert_eq!(wrong, Err(GrantError::BadHandOff));
    let right = redeem(&mut world, assertion(&address), "0001");
    assert_eq!(right, Err(GrantError::BadHandOff), "the try was used");
}

#[test]
fn it_lives_two_minutes_and_the_leeway() {
    for (secs, holds) in [(419, true), (420, false)] {
        let mut world = World::of(1).with_station();
        let event = world.event.clone();
        let address = shown(&mut world, &event, 1).unwrap();
        world.pass_s(secs);
        let redeemed = redeem(&mut world, assertion(&address), "0001");
        assert_eq!(redeemed.is_ok(), holds, "after {secs} s");
    }
}

#[test]
fn no_qr_is_shown_while_the_centre_does_not_know_the_walk_in() {
    let mut world = World::of(0);
    let event = world.add_event(&NewEvent {
        walk_ins: true,
        ..endless("Open doors")
    });
    world.join(&[&event]);
    assert_eq!(shown(&mut world, &event, 7), None);
    world.sync(0);
    world.pass_s(60);
    assert!(shown(&mut world, &event, 7).is_some());
}

#[test]
fn no_qr_is_shown_to_whoever_has_no_number_for_the_page_to_ask_for() {
    let mut world = World::of(0);
    let event = world.add_event(&NewEvent {
        walk_ins: true,
        ..endless("Open doors")
    });
    world.join(&[&event]);
    let nika = StaffId::from_bytes([1; 16]);
    let new = NewWalkIn {
        event: event.alias,
        name: "Sara".to_owned(),
        mobile: None,
        ticket_type: None,
    };
    let made = world.stations[0].act(|act| acts::register_walk_in(act, nika, &new));
    let guest = made.unwrap();
    world.sync(0);
    let vouched = world.stations[0].act(|act| acts::vouch(act, nika, guest, "passport seen"));
    let (token, _) = vouched.unwrap();
    world.sync(0);
    let url = world.stations[0].act(|act| {
        let (event, attendee, session) = session_of(act, &token)?.unwrap();
        acts::hand_off(act, &event, attendee, &session)
    });
    assert_eq!(url, None);
}

#[test]
fn no_qr_is_shown_in_a_boot_that_has_not_met_the_centre() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    world.stations[0].reboot();
    assert_eq!(shown(&mut world, &event, 1), None);
    let (centre, now) = (world.centre.now.wall, world.stations[0].now);
    world.stations[0].act(|act| acts::confirm_time(act.tx(), centre, &now));
    world.pass_s(60);
    assert!(shown(&mut world, &event, 1).is_some());
}

#[test]
fn row_18_a_revoked_stations_hand_offs_are_refused() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let address = shown(&mut world, &event, 1).unwrap();
    let id = world.stations[0].home.id;
    world.centre.act(|act| acts::revoke_station(act, id, None));
    let refused = redeem(&mut world, assertion(&address), "0001");
    assert_eq!(refused, Err(GrantError::BadHandOff));
}

#[test]
fn a_hand_off_in_another_stations_name_is_refused() {
    let mut world = World::of(1).with_station().with_station();
    let event = world.event.clone();
    let address = shown(&mut world, &event, 1).unwrap();
    let payload = assertion(&address).split('.').nth(1).unwrap();
    let payload = connect_engine::key::from_base64url(payload).unwrap();
    let claims: HandOffClaims = serde_json::from_slice(&payload).unwrap();
    let forged = HandOffClaims {
        station: world.stations[0].home.id,
        ..claims
    };
    let kind = connect_engine::token::Kind::HandOff;
    for signer in [&world.stations[1].home.key, &world.centre.home.key] {
        let forged = connect_engine::token::sign(kind, &forged, signer).unwrap();
        let refused = world
            .centre
            .store
            .write(|tx| {
                let mut random = world.centre.random.clone();
                let mut act =
                    acts::Act::begin(tx, &world.centre.home, &world.centre.now, &mut random)?;
                acts::redeem_hand_off(&mut act, &forged, "0001")
            })
            .map_err(|e: connect_engine::store::StoreError| e.to_string())
            .unwrap();
        assert!(
            matches!(refused, Err(GrantError::BadHandOff)),
            "{refused:?}"
        );
    }
}

#[test]
fn revoking_a_station_since_a_time_ends_the_tokens_of_its_hand_offs_from_then_on() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let mut tokens = Vec::new();
    let mut since = world.centre.now.wall;
    for n in 1..=2 {
        since = world.centre.now.wall;
        let address = shown(&mut world, &event, n).unwrap();
        tokens.push(redeem(&mut world, assertion(&address), &format!("000{n}")).unwrap());
        world.pass_s(60);
    }
    let holds = |world: &mut World, token: &str| {
        let bearer = world.centre.act(|act| acts::verify_bearer(act, token));
        bearer.is_ok()
    };
    assert!(tokens.iter().all(|token| holds(&mut world, token)));
    let station = world.stations[0].home.id;
    world
        .centre
        .act(|act| acts::revoke_station(act, station, Some(since)));
    assert!(holds(&mut world, &tokens[0]), "from before that time");
    assert!(!holds(&mut world, &tokens[1]), "from then on");
}

//! Stations that join, and that are put out again.

use crate::support::{World, endless, enrolment_request, mobile};
use connect_engine::acts::{self, EnrolRefusal, EnrolmentRequest, Revocation, UploadRefusal};
use connect_engine::ids::LogId;
use connect_engine::record::RecordError;
use connect_engine::store::{LogRow, LogRows, StationRow, StationRows};
use connect_engine::token::TokenError;
use std::collections::BTreeSet;

#[test]
fn the_same_code_with_the_same_key_gives_the_same_answer_again() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let code = world.enrolment_code(&[&event]);
    let mut station = world.new_station();
    let request = enrolment_request(&mut station, &code);
    let first = world.enrol(&request).unwrap();
    let again = world.enrol(&request).unwrap();
    assert_eq!(first, again, "a lost answer is harmless");
    world.pass_s(30 * 24 * 3600);
    let later = world.enrol(&request).unwrap();
    assert_eq!(later.events, first.events);
}

#[test]
fn a_used_code_with_another_key_is_refused() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let code = world.enrolment_code(&[&event]);
    let mut first = world.new_station();
    let request = enrolment_request(&mut first, &code);
    world.enrol(&request).unwrap();
    world.stations.push(first);
    let mut second = world.new_station();
    let request = enrolment_request(&mut second, &code);
    assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::BadCode));
}

#[test]
fn case_and_separators_of_a_code_do_not_count() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let code = world.enrolment_code(&[&event]);
    let mut station = world.new_station();
    let typed = code.to_lowercase().replace('-', " ");
    let request = enrolment_request(&mut station, &typed);
    assert!(world.enrol(&request).is_ok());
}

#[test]
fn a_code_is_too_old_after_a_day() {
    for (secs, joins) in [(24 * 3600 - 1, true), (24 * 3600, false)] {
        let mut world = World::of(1);
        let event = world.event.clone();
        let code = world.enrolment_code(&[&event]);
        world.pass_s(secs);
        let mut station = world.new_station();
        let request = enrolment_request(&mut station, &code);
        assert_eq!(world.enrol(&request).is_ok(), joins, "after {secs} s");
    }
}

#[test]
fn a_proof_of_another_key_id_code_or_centre_is_refused() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let code = world.enrolment_code(&[&event]);
    let other_code = world.enrolment_code(&[&event]);
    let mut station = world.new_station();
    let good = enrolment_request(&mut station, &code);
    let mut stranger = world.new_station();
    world.stations.push(station);
    let mut other = world.new_station();
    stranger.home.centre = "https://elsewhere.example".to_owned();
    let cases = [
        ("another key", {
            let mut request = good.clone();
            request.jwk = other.home.key.public().jwk();
            request
        }),
        ("another id", {
            let mut request = good.clone();
            request.station_id = other.home.id;
            request
        }),
        ("another code", {
            let mut request = good.clone();
            request.enrolment_code.clone_from(&other_code);
            request
        }),
        ("a proof by another", {
            let mut request = good.clone();
            request.proof = enrolment_request(&mut other, &code).proof;
            request
        }),
        ("a key of another kind", {
            let mut request = good.clone();
            request.jwk.crv = "X25519".to_owned();
            request
        }),
    ];
    for (what, request) in cases {
        assert_eq!(
            world.enrol(&request).err(),
            Some(EnrolRefusal::BadProof),
            "{what}"
        );
    }
    assert!(world.enrol(&good).is_ok(), "the code is still good");
}

#[test]
fn a_name_that_no_record_can_hold_joins_under_no_code() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let code = world.enrolment_code(&[&event]);
    let good = enrolment_request(&mut world.new_station(), &code);
    for name in ["x".repeat(20_000), String::new(), "Door\n2".to_owned()] {
        let request = EnrolmentRequest {
            name,
            ..good.clone()
        };
        assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::BadName));
    }
    assert!(world.enrol(&good).is_ok(), "the code is still good");
}

#[test]
fn another_code_adds_its_events_to_the_same_id_and_key_unless_it_is_revoked() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    let code = world.enrolment_code(&[&other]);
    let request = enrolment_request(&mut world.stations[0], &code);
    for _ in 0..2 {
        let enrolment = world.enrol(&request).unwrap();
        let ids: BTreeSet<_> = enrolment.events.iter().map(|e| e.event.id).collect();
        assert_eq!(ids, BTreeSet::from([event.id, other.id]));
    }
    // Under its id by another key, and under another id by its key.
    let code = world.enrolment_code(&[&event]);
    let mut thief = world.new_station();
    thief.home.id = world.stations[0].home.id;
    let request = enrolment_request(&mut thief, &code);
    assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
    let own = world.stations[0].home.id;
    world.stations[0].home.id = world.new_station().home.id;
    let request = enrolment_request(&mut world.stations[0], &code);
    assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
    world.stations[0].home.id = own;
    world.centre.act(|act| acts::revoke_station(act, own, None));
    let request = enrolment_request(&mut world.stations[0], &code);
    assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
}

#[test]
fn nobody_joins_with_the_log_of_another() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let begun = world.stations[0].act(|act| act.log_id());
    // One that has sent nothing yet, one that the centre knows of, and the centre's own.
    let later = LogId::from_bytes([5; 16]);
    let theirs = world.row(0).id;
    world
        .centre
        .act(|act| act.tx().put_log(&LogRow::empty(later, theirs)));
    let own = world.centre.act(|act| act.log_id());
    let code = world.enrolment_code(&[&event]);
    let mut station = world.new_station();
    let good = enrolment_request(&mut station, &code);
    for log in [begun, later, own] {
        let request = EnrolmentRequest {
            log,
            ..good.clone()
        };
        assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
    }
    assert!(world.enrol(&good).is_ok(), "the code is still good");
}

#[test]
fn nobody_joins_as_the_centre_and_nobody_brings_its_records() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let code = world.enrolment_code(&[&event]);
    let mut thief = world.new_station();
    thief.home.id = world.centre.home.id;
    let request = enrolment_request(&mut thief, &code);
    assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
    let log = world.centre.act(|act| act.log_id());
    let request = EnrolmentRequest { log, ..request };
    assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
    // As if one had joined so before that was refused.
    let row = StationRow {
        id: world.centre.home.id,
        key: thief.home.key.public().clone(),
        log: thief.act(|act| act.log_id()),
        ..world.row(0)
    };
    world.centre.act(|act| act.tx().put_station(&row));
    thief.act(|act| acts::unlock_number(act, &mobile(1), None));
    let begun = thief.act(|act| act.log_id());
    let batch = thief.act(|act| acts::batch_from(act, begun, 0, 10));
    let taken = world
        .centre
        .act(|act| acts::accept_records(act, &row, &batch));
    let error = RecordError::Author;
    assert_eq!(taken, Err(UploadRefusal::BadRecord { position: 0, error }));
}

#[test]
fn an_answer_is_given_again_to_its_station_alone() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let code = world.enrolment_code(&[&event]);
    let mut station = world.new_station();
    let request = enrolment_request(&mut station, &code);
    world.enrol(&request).unwrap();
    // Under its key, about another.
    station.home.id = world.stations[0].home.id;
    let request = enrolment_request(&mut station, &code);
    assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
}

#[test]
fn row_18_a_revoked_station_speaks_for_no_event_and_its_sessions_are_refused() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    let entered = station.sit(|desk| desk.log_in(&event, &mobile(1), &code));
    let Ok(acts::LogIn::Welcome { token, .. }) = entered else {
        panic!("{entered:?}");
    };
    let id = station.home.id;
    let bearer = world.centre.act(|act| acts::verify_bearer(act, &token));
    assert!(
        matches!(bearer, Ok(acts::Bearer::User { .. })),
        "{bearer:?}"
    );

    let revoke = |world: &mut World| world.centre.act(|act| acts::revoke_station(act, id, None));
    assert_eq!(revoke(&mut world), Revocation::Done);
    assert_eq!(revoke(&mut world), Revocation::Already);
    let bearer = world.centre.act(|act| acts::verify_bearer(act, &token));
    assert!(matches!(bearer, Err(TokenError::Key)), "{bearer:?}");
    let keys = world.centre.sit(|desk| {
        let home = desk.home;
        acts::event_keys(desk.tx, home, event.id).unwrap()
    });
    assert_eq!(keys, [world.centre.home.key.public().clone()]);
}

#[test]
fn row_17_a_station_speaks_for_its_own_events_alone() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&crate::support::endless("Other"));
    world.import(&other, &crate::support::roster([1]));
    world.join(&[&event]);
    let attendee = world.attendee(&other, &mobile(1)).unwrap().id;
    let station = &world.stations[0];
    let issuer = other.issuer(&station.home.centre);
    let claims = connect_engine::token::AccessClaims {
        iss: issuer.clone(),
        sub: attendee.to_string(),
        aud: issuer,
        client_id: station.home.client_id(),
        iat: station.now.wall.secs(),
        exp: station.now.wall.secs() + 600,
        jti: connect_engine::ids::TokenId::from_bytes([1; 16]),
        event_id: Some(other.alias),
        amr: Vec::new(),
        station: Some(station.home.id),
    };
    let kind = connect_engine::token::Kind::Access;
    let token = connect_engine::token::sign(kind, &claims, &station.home.key).unwrap();
    let bearer = world.centre.act(|act| acts::verify_bearer(act, &token));
    assert!(matches!(bearer, Err(TokenError::Key)), "{bearer:?}");
}

//! The token endpoint: who gets a token, and what everybody else is told.

use crate::support::{START, World, by, endless, mobile, other_than, redeem, roster};
use connect_engine::acts::{self, Bearer, Caller, NewEvent};
use connect_engine::client::{CONNECT_WEB, Client};
use connect_engine::ids::{ClientId, EventAlias};
use connect_engine::oauth::{ClientAuthentication, GrantError, GrantRequest, OAuthCode, Parameter};
use connect_engine::refusal::Refusal;
use connect_engine::roster::Event;
use connect_engine::secret::Secret;
use connect_engine::store::{ClientRows, CodeRows, LogRows};
use connect_engine::time::Millis;

fn grant(world: &mut World, app: &Client, request: &GrantRequest) -> Result<(), GrantError> {
    let caller = Caller::Client(app.clone());
    world
        .centre
        .act(|act| acts::grant(act, &caller, request))
        .map(drop)
}

#[test]
fn a_right_code_gets_a_token_that_names_event_attendee_and_client() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    let granted = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(1), &code))
        .unwrap();
    assert_eq!(granted.expires_in, 12 * 3600);
    let bearer = world
        .centre
        .act(|act| acts::verify_bearer(act, &granted.access_token))
        .unwrap();
    let Bearer::User {
        event: of,
        attendee,
        claims,
    } = bearer
    else {
        panic!("{bearer:?}");
    };
    assert_eq!(of, event);
    assert_eq!(attendee, world.attendee(&event, &mobile(1)).unwrap().id);
    assert_eq!(claims.client_id, app.id);
    assert_eq!(claims.event_id, Some(event.alias));
    assert_eq!(claims.iss, "https://connect.example/events/1");
    assert_eq!(claims.aud, claims.iss);
    assert_eq!(claims.amr, ["otp", "sms"]);
    assert_eq!(claims.station, None);
}

#[test]
fn a_grant_over_http_never_checks_anyone_in() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    let granted = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(1), &code));
    assert!(granted.is_ok());
    let attendee = world.attendee(&event, &mobile(1)).unwrap().id;
    let view = world
        .centre
        .act(|act| acts::view_attendee(act, &event, attendee, None));
    assert!(view.tickets[0].is_open());
}

#[test]
fn wrong_expired_used_spent_unknown_unlisted_and_locked_are_one_answer() {
    let mut world = World::of(8);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let mut answers = Vec::new();
    let mut say = |error: GrantError, expected: fn(&Refusal) -> bool| {
        let GrantError::Code(refusal) = &error else {
            panic!("{error:?}");
        };
        assert!(expected(refusal), "{refusal:?}");
        answers.push(error.answer());
    };
    world.centre.sit(|desk| {
        let code = desk.code(&event, &by(&app), &mobile(1));
        let wrong = desk.redeem(&app, &event, &mobile(1), &other_than(&code));
        say(wrong.unwrap_err(), |r| matches!(r, Refusal::Wrong { .. }));
        desk.redeem(&app, &event, &mobile(1), &code).unwrap();
        let used = desk.redeem(&app, &event, &mobile(1), &code);
        say(used.unwrap_err(), |r| *r == Refusal::Used);

        let code = desk.code(&event, &by(&app), &mobile(2));
        desk.pass(Millis::from_secs(120));
        let expired = desk.redeem(&app, &event, &mobile(2), &code);
        say(expired.unwrap_err(), |r| *r == Refusal::Expired);

        let unknown = desk.redeem(&app, &event, &mobile(3), &code);
        say(unknown.unwrap_err(), |r| *r == Refusal::NoCode);

        desk.ask(&event, &by(&app), &mobile(900)).unwrap();
        let unlisted = desk.redeem(&app, &event, &mobile(900), &code);
        say(unlisted.unwrap_err(), |r| {
            matches!(r, Refusal::Wrong { .. })
        });

        for round in 0..2 {
            let code = desk.code(&event, &by(&app), &mobile(4));
            for _ in 0..5 {
                drop(desk.redeem(&app, &event, &mobile(4), &other_than(&code)));
            }
            let refused = desk.redeem(&app, &event, &mobile(4), &code);
            if round == 0 {
                say(refused.unwrap_err(), |r| *r == Refusal::Spent);
            } else {
                say(refused.unwrap_err(), |r| {
                    matches!(r, Refusal::Locked { .. })
                });
            }
            desk.pass(Millis::from_secs(31));
        }
    });
    assert_eq!(answers.len(), 7);
    for answer in &answers {
        assert_eq!(answer, &answers[0], "the same bytes for all of them");
    }
    assert_eq!(answers[0].status, 400);
    assert_eq!(answers[0].code.as_str(), "invalid_grant");
    assert_eq!(answers[0].retry_after, None);
}

#[test]
fn every_reason_has_the_answer_of_rfc_6749() {
    let wait = Millis::from_secs(9);
    let cases = [
        (
            GrantError::Missing("mobile"),
            400,
            OAuthCode::InvalidRequest,
        ),
        (
            GrantError::Malformed("mobile"),
            400,
            OAuthCode::InvalidRequest,
        ),
        (
            GrantError::UnsupportedGrant,
            400,
            OAuthCode::UnsupportedGrantType,
        ),
        (
            GrantError::UnauthorizedClient,
            400,
            OAuthCode::UnauthorizedClient,
        ),
        (GrantError::BadClient, 401, OAuthCode::InvalidClient),
        (
            GrantError::ClientThrottled { retry_after: wait },
            429,
            OAuthCode::InvalidClient,
        ),
        (GrantError::UnknownEvent, 400, OAuthCode::InvalidRequest),
        (GrantError::NotACode, 400, OAuthCode::InvalidRequest),
        (GrantError::EventOver, 400, OAuthCode::InvalidGrant),
        (
            GrantError::Code(Refusal::StaffNeeded),
            400,
            OAuthCode::InvalidGrant,
        ),
        (GrantError::NoTicket, 400, OAuthCode::InvalidGrant),
        (GrantError::BadHandOff, 400, OAuthCode::InvalidGrant),
    ];
    for (error, status, code) in cases {
        let answer = error.answer();
        assert_eq!((answer.status, answer.code), (status, code), "{error:?}");
        let throttled = matches!(error, GrantError::ClientThrottled { .. });
        assert_eq!(answer.retry_after, throttled.then_some(wait), "{error:?}");
        assert!(
            answer
                .description
                .bytes()
                .all(|b| matches!(b, 0x20..=0x7E) && b != b'"' && b != b'\\'),
            "RFC 6749 §5.2 allows no other characters: {}",
            answer.description
        );
    }
}

/// The attempts counted on the number's code.
fn attempts(world: &mut World, app: &Client, n: u32) -> u32 {
    let row = world
        .centre
        .act(|act| act.tx().lock_code(&mobile(n), &by(app)));
    row.unwrap().attempts
}

#[test]
fn an_event_that_is_not_there_and_one_that_is_not_the_apps_are_the_same_and_spend_no_attempt() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&endless("Somebody else's"));
    world.import(&other, &roster([1]));
    let app = world.app(&[&event]);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    let not_registered = redeem(&other, &mobile(1), code.digits());
    let mut nowhere = other.clone();
    nowhere.alias = EventAlias(999);
    // A mobile and a code that can't be read are no matter: the event comes first.
    let broken = GrantRequest::EventMobileVerification {
        event: EventAlias(999),
        mobile: "none".to_owned(),
        code: Parameter::Other,
    };
    let requests = [
        not_registered,
        redeem(&nowhere, &mobile(1), code.digits()),
        broken,
    ];
    let answers: Vec<_> = requests
        .iter()
        .map(|request| grant(&mut world, &app, request).unwrap_err())
        .collect();
    for error in &answers {
        assert_eq!(*error, GrantError::UnknownEvent);
        assert_eq!(error.answer(), answers[0].answer());
    }
    assert_eq!(attempts(&mut world, &app, 1), 0);
    let own = redeem(&event, &mobile(1), code.digits());
    assert_eq!(
        grant(&mut world, &app, &own),
        Ok(()),
        "the code still lives"
    );
}

#[test]
fn what_can_not_be_a_code_spends_no_attempt() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    world.centre.code(&event, &by(&app), &mobile(1));
    let codes = [
        Parameter::Text("1234".to_owned()),
        Parameter::Text("123456".to_owned()),
        Parameter::Text("12a45".to_owned()),
        Parameter::Number(100_000),
        Parameter::Other,
    ];
    for code in codes {
        let request = GrantRequest::EventMobileVerification {
            event: event.alias,
            mobile: "09120000001".to_owned(),
            code: code.clone(),
        };
        let refused = grant(&mut world, &app, &request);
        assert_eq!(refused, Err(GrantError::NotACode), "{code:?}");
    }
    assert_eq!(attempts(&mut world, &app, 1), 0);
}

#[test]
fn an_own_event_that_is_over_is_an_invalid_grant_with_a_description() {
    let mut world = World::of(0);
    let event = world.add_event(&NewEvent {
        ends_at: Some(START.plus(Millis::from_secs(3600))),
        ..endless("Over soon")
    });
    world.import(&event, &roster([1]));
    let app = world.app(&[&event]);
    world.pass_s(3 * 3600 - 1);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    let last = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(1), &code));
    assert_eq!(
        last.unwrap().expires_in,
        1,
        "a token never outlives its event's grace"
    );
    world.pass_s(1);
    let request = redeem(&event, &mobile(1), code.digits());
    let over = grant(&mut world, &app, &request).unwrap_err();
    assert_eq!(over, GrantError::EventOver);
    assert_eq!(over.answer().code, OAuthCode::InvalidGrant);
    assert_eq!(over.answer().description, "the event is over");
}

#[test]
fn a_proven_number_without_a_ticket_is_an_invalid_grant_of_its_own() {
    let mut world = World::of(0);
    let event = world.event.clone();
    let second = world.add_event(&endless("Second"));
    world.import(&second, &roster([1]));
    let app = world.app(&[&event, &second]);
    let code = world.centre.code(&second, &by(&app), &mobile(1));
    let request = redeem(&event, &mobile(1), code.digits());
    let no_ticket = grant(&mut world, &app, &request).unwrap_err();
    assert_eq!(no_ticket, GrantError::NoTicket);
    assert_ne!(
        no_ticket.answer().description,
        GrantError::Code(Refusal::NoCode).answer().description
    );
    let again = redeem(&second, &mobile(1), code.digits());
    assert_eq!(
        grant(&mut world, &app, &again),
        Err(GrantError::Code(Refusal::Used)),
        "a right code is consumed whatever follows"
    );
}

#[test]
fn nobody_walks_in_over_http() {
    let mut world = World::of(0);
    let event = world.add_event(&NewEvent {
        walk_ins: true,
        ..endless("Open doors")
    });
    let app = world.app(&[&event]);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    let request = redeem(&event, &mobile(1), code.digits());
    let refused = grant(&mut world, &app, &request).unwrap_err();
    assert_eq!(refused, GrantError::NoTicket);
    assert_eq!(refused.answer().code, OAuthCode::InvalidGrant);
    assert!(world.attendee(&event, &mobile(1)).is_none());
}

#[test]
fn a_caller_gets_only_the_grants_that_are_its_own() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let station = Caller::Station(world.row(0));
    let login = redeem(&event, &mobile(1), "12345");
    let hand_off = || GrantRequest::HandOff {
        assertion: String::new(),
        mobile_last4: "0001".to_owned(),
    };
    let mut ask = |caller: &Caller, request: &GrantRequest| {
        let answer = world.centre.act(|act| acts::grant(act, caller, request));
        answer.map(drop)
    };
    let refused = Err(GrantError::UnauthorizedClient);
    assert_eq!(ask(&station, &login), refused);
    assert_eq!(ask(&station, &hand_off()), refused);
    assert_eq!(ask(&Caller::Web, &login), refused);
    assert_eq!(ask(&Caller::Client(app), &hand_off()), refused);
    assert_eq!(
        ask(&Caller::Web, &GrantRequest::ClientCredentials),
        Err(GrantError::BadClient)
    );
    assert_eq!(ask(&Caller::Web, &hand_off()), Err(GrantError::BadHandOff));
    assert_eq!(ask(&station, &GrantRequest::ClientCredentials), Ok(()));
}

#[test]
fn five_wrong_secrets_in_15_minutes_stop_that_client_from_that_address() {
    let mut world = World::of(0);
    let event: Event = world.event.clone();
    let made = world
        .centre
        .act(|act| acts::create_client(act, "App", &[event.alias]))
        .unwrap();
    let show = |secret: &str| ClientAuthentication::Secret {
        id: made.id.clone(),
        secret: Secret::new(secret.to_owned()),
    };
    let try_it = |world: &mut World, secret: &str, address: &str| {
        let shown = show(secret);
        let answer = world
            .centre
            .act(|act| acts::authenticate_client(act, &shown, address));
        answer.map(drop)
    };
    let right = made.secret.reveal().clone();
    for _ in 0..5 {
        assert_eq!(
            try_it(&mut world, "guess", "10.0.0.1"),
            Err(GrantError::BadClient)
        );
    }
    let throttled = GrantError::ClientThrottled {
        retry_after: Millis::from_secs(900),
    };
    assert_eq!(try_it(&mut world, &right, "10.0.0.1"), Err(throttled));
    assert_eq!(
        try_it(&mut world, &right, "10.0.0.2"),
        Ok(()),
        "others go on"
    );
    world.pass_s(900);
    assert_eq!(try_it(&mut world, &right, "10.0.0.1"), Ok(()));
}

#[test]
fn nothing_is_kept_of_clients_that_nobody_made() {
    let mut world = World::of(0);
    for _ in 0..6 {
        let shown = ClientAuthentication::Secret {
            id: ClientId("nobody".to_owned()),
            secret: Secret::new("guess".to_owned()),
        };
        let answer = world
            .centre
            .act(|act| acts::authenticate_client(act, &shown, "10.0.0.1"));
        assert_eq!(answer.map(drop), Err(GrantError::BadClient));
    }
    let id = ClientId("nobody".to_owned());
    let kept = world
        .centre
        .act(|act| act.tx().client_failures(&id, "10.0.0.1"));
    assert!(
        kept.is_empty(),
        "whoever likes may name as many as they like"
    );
}

#[test]
fn only_the_hand_off_page_is_a_public_client() {
    let mut world = World::of(0);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let web = ClientAuthentication::Public(ClientId(CONNECT_WEB.to_owned()));
    let caller = world
        .centre
        .act(|act| acts::authenticate_client(act, &web, ""));
    assert!(matches!(caller, Ok(Caller::Web)));
    let bare = ClientAuthentication::Public(app.id);
    let refused = world
        .centre
        .act(|act| acts::authenticate_client(act, &bare, ""));
    assert_eq!(refused.err(), Some(GrantError::BadClient));
}

#[test]
fn every_login_and_failure_stands_in_the_centres_log() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    world.centre.sit(|desk| {
        drop(desk.redeem(&app, &event, &mobile(1), &other_than(&code)));
        drop(desk.redeem(&app, &event, &mobile(1), &code));
    });
    let kinds: Vec<String> = world.centre.act(|act| {
        let log = act.log_id()?;
        let records = act.tx().records_from(log, 0, 100)?;
        Ok(records.into_iter().map(|r| r.kind).collect())
    });
    assert_eq!(
        kinds,
        [
            "log-begun",
            "event-created",
            "roster-imported",
            "client-created",
            "code-sent",
            "attempt-failed",
            "login"
        ]
    );
}

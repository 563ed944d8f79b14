//! Rows 1, 4 and 5: guessing one number's code.

use crate::support::{Desk, World, at, by, mobile, other_than};
use connect_engine::acts::{self, LoginRefusal};
use connect_engine::code::{Code, CodeState, Purpose, Verifier};
use connect_engine::oauth::GrantError;
use connect_engine::policy::{Policy, Window};
use connect_engine::refusal::Refusal;
use connect_engine::store::CodeRows;
use connect_engine::time::Millis;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeSet;

const DAY_S: i64 = 24 * 3600;
/// How often the attacker comes, and how many guesses they make each time.
const PAUSE_S: i64 = 30;
const GUESSES: usize = 3;

/// A day of an attacker who never tires: how many guesses were compared.
fn attack(
    desk: &mut Desk<'_, '_>,
    mut ask: impl FnMut(&mut Desk<'_, '_>),
    mut guess: impl FnMut(&mut Desk<'_, '_>, &Code) -> Refusal,
) -> u32 {
    let mut compared = 0;
    let mut newest = Code::from_number(0).unwrap();
    for _ in 0..DAY_S / PAUSE_S {
        ask(desk);
        if let Some(sms) = desk.carry().pop() {
            newest = sms.code;
        }
        for _ in 0..GUESSES {
            let answer = guess(desk, &other_than(&newest));
            compared += u32::from(matches!(answer, Refusal::Wrong { .. }));
        }
        desk.pass(Millis::from_secs(PAUSE_S));
    }
    compared
}

#[test]
fn row_1_a_day_of_guessing_is_compared_at_most_5_times_at_a_station_and_10_at_the_centre() {
    let mut world = World::of(1).with_station();
    let (event, victim) = (world.event.clone(), mobile(1));
    let app = world.app(&[&event]);

    let station = &mut world.stations[0];
    let myself = station.myself();
    let at_station = station.sit(|desk| {
        attack(
            desk,
            |desk| drop(desk.ask(&event, &myself, &victim)),
            |desk, guess| match desk.log_in(&event, &victim, guess) {
                Err(LoginRefusal::Code(refusal)) => refusal,
                other => panic!("a wrong code led to {other:?}"),
            },
        )
    });
    assert_eq!(at_station, 5, "compared at the station");

    let at_centre = world.centre.sit(|desk| {
        attack(
            desk,
            |desk| drop(desk.ask(&event, &by(&app), &victim)),
            |desk, guess| match desk.redeem(&app, &event, &victim, guess) {
                Err(GrantError::Code(refusal)) => refusal,
                other => panic!("a wrong code led to {other:?}"),
            },
        )
    });
    assert_eq!(at_centre, 10, "compared at the centre");
}

#[test]
fn row_4_a_resend_never_resets_the_count() {
    let mut world = World::of(1);
    let (event, victim) = (world.event.clone(), mobile(1));
    let app = world.app(&[&event]);
    world.centre.sit(|desk| {
        let mut newest = desk.code(&event, &by(&app), &victim);
        for _ in 0..2 {
            let wrong = other_than(&newest);
            for _ in 0..5 {
                let answer = desk.redeem(&app, &event, &victim, &wrong).unwrap_err();
                assert!(
                    matches!(answer, GrantError::Code(Refusal::Wrong { .. })),
                    "{answer:?}"
                );
            }
            desk.pass(Millis::from_secs(31));
            let resent = desk.ask(&event, &by(&app), &victim);
            if let Some(sms) = desk.carry().pop() {
                assert!(resent.is_ok(), "an SMS leaves only for an answered request");
                newest = sms.code;
            }
        }
        let answer = desk.redeem(&app, &event, &victim, &newest);
        assert!(
            matches!(answer, Err(GrantError::Code(Refusal::Locked { .. }))),
            "the right code after ten failures: {answer:?}"
        );
    });
}

/// The nonces of the number's codes that could still be answered by somebody.
fn live(desk: &mut Desk<'_, '_>, askers: &[Verifier], policy: &Policy) -> BTreeSet<[u8; 16]> {
    let rows = askers
        .iter()
        .filter_map(|asker| desk.tx.lock_code(&mobile(1), asker).unwrap());
    let now = desk.now;
    rows.filter(|row| matches!(row.state(policy, &now), CodeState::Live { .. }))
        .map(|row| row.seed.nonce)
        .collect()
}

#[test]
fn row_5_no_sequence_of_requests_leaves_two_live_codes() {
    const SEQUENCES: u32 = 10_000;
    let mut world = World::of(1);
    let (event, number) = (world.event.clone(), mobile(1));
    let apps = [world.app(&[&event]), world.app(&[&event])];
    let askers: Vec<_> = apps.iter().map(by).collect();
    let sub = world.attendee(&event, &number).unwrap().id;
    // Limits that hold nothing back: the rule alone is under test.
    let policy = Policy {
        send_pause_s: 0,
        sends_per_mobile: vec![Window::new(1000, 60)],
        sends_to_new_number: Window::new(1000, 60),
        ..Policy::default()
    };
    world
        .centre
        .act(|act| acts::set_policy(act, policy.clone()));
    let mut choice = ChaCha20Rng::seed_from_u64(5);
    let (mut ended_live, mut replaced) = (0u32, 0u32);
    for _ in 0..SEQUENCES {
        world.centre.sit_in_vain(|desk| {
            let mut sent = Vec::new();
            for _ in 0..choice.random_range(1..=6) {
                let asker = choice.random_range(0..2);
                let purpose = if choice.random_range(0..4) == 0 {
                    Purpose::ChangeMobile(sub)
                } else {
                    Purpose::Login
                };
                desk.ask_for(&event, &askers[asker], &number, purpose)
                    .unwrap();
                sent.extend(desk.carry().into_iter().map(|sms| (asker, sms.code)));
                let alive = live(desk, &askers, &policy);
                assert_eq!(alive.len(), 1, "one code lives after a request");
                desk.pass(Millis::new(choice.random_range(0..70_000)));
                if choice.random_range(0..8) == 0 {
                    let code = Code::from_number(choice.random_range(0..100_000)).unwrap();
                    drop(desk.redeem(&apps[asker], &event, &number, &code));
                }
            }
            let alive = live(desk, &askers, &policy);
            assert!(alive.len() <= 1, "{} codes live at once", alive.len());
            ended_live += u32::try_from(alive.len()).unwrap();
            replaced += u32::from(sent.len() > 1);
            let tokens = sent
                .iter()
                .filter(|(asker, code)| desk.redeem(&apps[*asker], &event, &number, code).is_ok())
                .count();
            assert!(
                tokens <= 1,
                "{tokens} of the codes that were sent gave a token"
            );
        });
    }
    assert!(
        ended_live > SEQUENCES / 4 && replaced > SEQUENCES / 4,
        "the sequences say something: {ended_live} ended with a live code, {replaced} replaced one"
    );
}

#[test]
fn a_code_is_its_askers_alone() {
    let mut world = World::of(1).with_station();
    let (event, number) = (world.event.clone(), mobile(1));
    let apps = [world.app(&[&event]), world.app(&[&event])];
    let code = world.centre.code(&event, &by(&apps[0]), &number);
    let stranger = world
        .centre
        .sit(|desk| desk.redeem(&apps[1], &event, &number, &code));
    assert!(
        matches!(stranger, Err(GrantError::Code(Refusal::NoCode))),
        "{stranger:?}"
    );
    let station = world.stations[0].home.id;
    assert_ne!(by(&apps[0]).label(), at(station).label());
    let at_door = world.stations[0].sit(|desk| desk.log_in(&event, &number, &code));
    assert!(
        matches!(at_door, Err(LoginRefusal::Code(Refusal::NoCode))),
        "{at_door:?}"
    );
    let owner = world
        .centre
        .sit(|desk| desk.redeem(&apps[0], &event, &number, &code));
    assert!(owner.is_ok(), "{owner:?}");
}

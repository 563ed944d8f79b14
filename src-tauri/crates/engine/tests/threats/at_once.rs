//! Rows 2 and 3: two hundred at once.

use crate::support::{Site, World, by, mobile, other_than, redeem};
use connect_engine::acts::{Act, Caller, Granted, grant};
use connect_engine::client::Client;
use connect_engine::code::Code;
use connect_engine::mobile::Mobile;
use connect_engine::oauth::GrantError;
use connect_engine::refusal::Refusal;
use connect_engine::roster::Event;
use connect_engine::store::StoreError;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::sync::Barrier;

const RUNS: u32 = 100;
const TASKS: u64 = 200;

/// Redeems the code by as many threads as there are tasks, all let go at the same moment.
#[expect(
    clippy::disallowed_methods,
    reason = "an attacker's calls come at once, each in a thread of the shell's"
)]
fn all_at_once(
    centre: &Site,
    app: &Client,
    event: &Event,
    number: &Mobile,
    code: &Code,
) -> Vec<Result<Granted, GrantError>> {
    let start = Barrier::new(usize::try_from(TASKS).unwrap());
    let task = |n| {
        let mut random = ChaCha20Rng::seed_from_u64(n);
        let request = redeem(event, number, code.digits());
        let caller = Caller::Client(app.clone());
        start.wait();
        let answer = centre.store.write(|tx| {
            let mut act = Act::begin(tx, &centre.home, &centre.now, &mut random)?;
            grant(&mut act, &caller, &request)
        });
        answer
            .map_err(|error: StoreError| error.to_string())
            .unwrap()
    };
    std::thread::scope(|scope| {
        let tasks: Vec<_> = (0..TASKS).map(|n| scope.spawn(move || task(n))).collect();
        tasks.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

#[test]
fn row_2_of_200_wrong_guesses_at_once_exactly_5_are_compared() {
    let mut world = World::of(RUNS);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    for run in 1..=RUNS {
        let number = mobile(run);
        let code = world.centre.code(&event, &by(&app), &number);
        let answers = all_at_once(&world.centre, &app, &event, &number, &other_than(&code));
        let compared = answers
            .iter()
            .filter(|a| matches!(a, Err(GrantError::Code(Refusal::Wrong { .. }))))
            .count();
        let refused = answers
            .iter()
            .filter(|a| matches!(a, Err(GrantError::Code(Refusal::Spent))))
            .count();
        assert_eq!((compared, refused), (5, 195), "run {run}");
        world.pass_s(1);
    }
}

#[test]
fn row_3_of_200_right_answers_at_once_exactly_1_gets_a_token() {
    let mut world = World::of(RUNS);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    for run in 1..=RUNS {
        let number = mobile(run);
        let code = world.centre.code(&event, &by(&app), &number);
        let answers = all_at_once(&world.centre, &app, &event, &number, &code);
        let tokens = answers.iter().filter(|a| a.is_ok()).count();
        let used = answers
            .iter()
            .filter(|a| matches!(a, Err(GrantError::Code(Refusal::Used))))
            .count();
        assert_eq!((tokens, used), (1, 199), "run {run}");
        world.pass_s(1);
    }
}

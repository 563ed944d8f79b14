//! Row 8: a process that is killed between an answer and the next.

use crate::support::{CENTRE_SEED, Site, World, by, hash_key, mobile, other_than};
use connect_engine::client::Client;
use connect_engine::code::Code;
use connect_engine::home::Role;
use connect_engine::ids::{ClientId, EventAlias};
use connect_engine::oauth::GrantError;
use connect_engine::refusal::Refusal;
use connect_engine::roster::Event;
use connect_engine::store::{ClientRows, CodeRows, EventRows};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};

const KILLS: u32 = 200;
/// Numbers that one child attacks, each with the five guesses that its code allows.
const NUMBERS: u32 = 3;
const GUESSES: u32 = 5;

/// What the child is told: database, app, run, after how many answers it waits to be killed, and
/// a wrong code for each of its numbers.
const ORDERS: &str = "CONNECT_TEST_ROW_8";
/// What the child says after each answer, with the number that was guessed at.
const ANSWERED: &str = "answered ";

/// The child's part; without orders it has nothing to do.
#[test]
fn row_8_child() {
    let Ok(orders) = std::env::var(ORDERS) else {
        return;
    };
    let [file, app, run, waits_after, guesses] = orders.split('\n').collect::<Vec<_>>()[..] else {
        panic!("orders have five lines");
    };
    let run: u32 = run.parse().unwrap();
    let waits_after: u32 = waits_after.parse().unwrap();
    let mut centre = Site::on(Path::new(file), Role::Centre, CENTRE_SEED, &hash_key());
    centre.random = ChaCha20Rng::seed_from_u64(u64::from(run) + 1000);
    let (app, event): (Client, Event) = centre.act(|act| {
        let app = act.tx().client(&ClientId(app.to_owned()))?;
        let event = act.tx().event_by_alias(EventAlias(1))?;
        Ok((app.unwrap(), event.unwrap()))
    });
    let mut answers = 0;
    for (n, guess) in numbers_of(run).zip(guesses.split(',')) {
        let guess = Code::parse(guess).unwrap();
        for _ in 0..GUESSES {
            let answer = centre.sit(|desk| desk.redeem(&app, &event, &mobile(n), &guess));
            assert!(
                matches!(answer, Err(GrantError::Code(Refusal::Wrong { .. }))),
                "{answer:?}"
            );
            let mut out = std::io::stdout().lock();
            writeln!(out, "{ANSWERED}{n}").unwrap();
            out.flush().unwrap();
            answers += 1;
            if answers == waits_after {
                // Nothing ever comes: the end comes first.
                drop(std::io::stdin().read(&mut [0]));
            }
        }
    }
}

fn numbers_of(run: u32) -> std::ops::Range<u32> {
    run * NUMBERS + 1..(run + 1) * NUMBERS + 1
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test needs a process that it can kill"
)]
fn start(orders: &str) -> Child {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["power::row_8_child", "--exact", "--test-threads=1"])
        .env(ORDERS, orders)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn row_8_an_attempt_that_was_answered_survives_kill_9() {
    let mut world = World::of(KILLS * NUMBERS);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let mut random = ChaCha20Rng::seed_from_u64(8);
    for run in 0..KILLS {
        let stop_at = random.random_range(1..=NUMBERS * GUESSES);
        // Every other child is killed while it works, the rest just after an answer.
        let waits_after = if run % 2 == 0 { stop_at } else { u32::MAX };
        let guesses: Vec<_> = numbers_of(run)
            .map(|n| other_than(&world.centre.code(&event, &by(&app), &mobile(n))))
            .map(|guess| guess.digits().to_owned())
            .collect();
        let (file, app_id) = (world.centre.file.display(), &app.id);
        let guesses = guesses.join(",");
        let mut child = start(&format!(
            "{file}\n{app_id}\n{run}\n{waits_after}\n{guesses}"
        ));
        let mut answered = BTreeMap::<u32, u32>::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while answered.values().sum::<u32>() < stop_at {
            let line = lines.next().expect("the child goes on").unwrap();
            // The harness may have begun the line.
            if let Some((_, n)) = line.split_once(ANSWERED) {
                *answered.entry(n.parse().unwrap()).or_default() += 1;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for (n, answered) in answered {
            let row = world
                .centre
                .act(|act| act.tx().lock_code(&mobile(n), &by(&app)))
                .unwrap();
            assert!(
                row.attempts >= answered,
                "run {run}: {answered} attempts were answered, {} are counted",
                row.attempts
            );
        }
    }
}

//! The deterministic simulation: stations and a centre with the engine's real acts, the real
//! protocol and the real store, behind simulated time, network and randomness. Everything that
//! happens is drawn from a seed; the same seed happens the same way.
//!
//! A seed lives through ten disorderly minutes, then everything is healed, and all must agree:
//! see `check.rs` for what must hold.
//!
//! What it does not cover: HTTP, TLS and the shells' own loops (the journeys and the real
//! processes do); couriers but for the relay; hand-offs and tokens; calls for staff; who is
//! staff, and what only they do but for undoing; changes of the policy; the centre's clock, which is
//! right; retention; old programs with new ones; histories; a station that says what isn't so
//! (`contract` does). Of stations that join in the course of the evening none is revoked, the list
//! of an event that one has brought along is changed at that station alone, until it has joined, and
//! nobody lets a station go on without an event that it has served. Of each machine there is one
//! backup at a time: no newer one is restored after an older one (`forks.rs` of the acts does).
//! Organiser's commands and the server write to the centre by turns, never within each other's
//! transactions, which the database forbids.
//! How many comparisons are allowed in a day is reckoned by the clock that the station believes.
//! What was compared in an act that nobody was answered isn't counted against the policy. What
//! an old copy has forgotten is forgiven: a restored database compares anew, and of whom a restored
//! centre knows again though they were removed not all can be told again. Disks never return
//! wrong bytes, nor say that they have synced and haven't; no clock stands still within a boot.

#![expect(clippy::unwrap_used, reason = "a seed that can't go on says where")]
#![expect(
    clippy::redundant_closure,
    reason = "the acts' own lifetimes don't fit where the closures' do"
)]
#![expect(
    clippy::print_stdout,
    reason = "who replays a seed reads what happened, up to where it fails"
)]

mod acknowledged;
mod action;
mod apps;
mod check;
mod codes;
mod compared;
mod feeds;
mod founding;
mod guests;
mod joining;
mod movers;
mod network;
mod node;
mod organiser;
mod placed;
mod relay;
mod troubles;
mod world;

use connect_engine::key::{base64url, sha256};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use world::World;

/// Seeds of `make test`; `make simulate SEEDS=n` runs more.
const SEEDS: u64 = 500;

/// One seed in so many is run twice, and must happen the same way.
const TWICE: u64 = 50;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Runs a seed to its end: what happened, line by line, with every record that is there at last, and
/// how often each action could be done.
fn run(seed: u64, tells: bool) -> (Vec<String>, Counts) {
    let mut world = World::new(seed);
    world.tells = tells;
    world.live();
    world.heal();
    check::all_agree(&mut world);
    for who in world.everybody() {
        let hashes = world.hashes(who);
        let digest = sha256(&hashes.iter().map(<[u8; 32]>::as_slice).collect::<Vec<_>>());
        let records = hashes.len();
        world.note(format_args!(
            "{who:?} has {records}: {}",
            base64url(&digest)
        ));
    }
    (world.trace, world.counts)
}

/// What a seed that happened otherwise the second time says.
fn otherwise(seed: u64) -> String {
    format!(
        "seed {seed} happens otherwise the second time; \
         replay it alone with: make simulate SEED={seed}"
    )
}

/// How often each action was done, and how often there was nothing to do it to.
pub type Counts = BTreeMap<&'static str, (u64, u64)>;

/// Runs a seed; a failure is told with the one command that replays it.
fn replayable(seed: u64) -> Result<(Vec<String>, Counts), String> {
    let ran = std::panic::catch_unwind(|| run(seed, false));
    ran.map_err(|_| format!("seed {seed} fails; replay it alone with: make simulate SEED={seed}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "seeds have nothing in common and share the cores"
)]
fn run_all(seeds: std::ops::Range<u64>) -> (Counts, Vec<String>) {
    let next = AtomicU64::new(seeds.start);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let work = || {
            let (mut all, mut failed) = (Counts::new(), Vec::new());
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= seeds.end || !failed.is_empty() {
                    return (all, failed);
                }
                match replayable(seed) {
                    Err(failure) => failed.push(failure),
                    Ok((trace, counts)) => {
                        for (name, (done, skipped)) in counts {
                            let sum = all.entry(name).or_default();
                            *sum = (sum.0 + done, sum.1 + skipped);
                        }
                        if seed.is_multiple_of(TWICE) && run(seed, false).0 != trace {
                            failed.push(otherwise(seed));
                        }
                    }
                }
            }
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut sum = (Counts::new(), Vec::new());
        for thread in threads {
            let (counts, failed) = thread.join().unwrap();
            for (name, (done, skipped)) in counts {
                let all = sum.0.entry(name).or_default();
                *all = (all.0 + done, all.1 + skipped);
            }
            sum.1.extend(failed);
        }
        sum
    })
}

/// What nobody sets out to do: where it never happens, it isn't counted either.
const COUNTED_WHEN_DONE: [&str; 4] = [
    "used code again",
    "move to a number that is taken",
    "removal that was lost",
    "restore the same copy again",
];

#[test]
fn apart_and_together_all_agree_and_nothing_acknowledged_is_lost() {
    if let Some(seed) = number("CONNECT_SEED") {
        let (told, again) = (run(seed, true).0, run(seed, false).0);
        assert_eq!(told, again, "{}", otherwise(seed));
        return;
    }
    let seeds = number("CONNECT_SEEDS").unwrap_or(SEEDS);
    let first = number("CONNECT_FIRST_SEED").unwrap_or(0);
    let (counts, failed) = run_all(first..first + seeds);
    for (name, (done, skipped)) in &counts {
        println!("{name:24} done {done:8}   nothing to do {skipped:8}");
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    if seeds >= SEEDS {
        for name in COUNTED_WHEN_DONE {
            assert!(counts.contains_key(name), "`{name}` never happens");
        }
        for (name, (done, _)) in counts {
            assert!(
                done >= seeds / 20,
                "`{name}` hardly ever happens: {done} times"
            );
        }
    }
}

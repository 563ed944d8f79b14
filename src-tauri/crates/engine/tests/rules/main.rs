//! The rules that need no database, as properties: whatever is typed, in whatever order, and
//! whatever the clocks do.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod clocks;
mod codes;
mod join_texts;
mod limits;
mod mobiles;
mod pins;

use connect_engine::time::Timestamp;
use proptest::test_runner::{Config, RngSeed};

/// When every story begins: 2026-11-24T08:00:00Z.
const START: Timestamp = Timestamp::from_secs(1_795_507_200);

/// So many cases, the same in every run.
fn cases(cases: u32) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(98),
        failure_persistence: None,
        ..Config::default()
    }
}

//! The threats of the security policy, each with the test that it names: `row_N` is row N of the
//! table. Planted faults (`fault.rs`) must turn their row's test red.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on says where"
)]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods' own lifetimes don't fit where the closures' do"
)]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the acts' own tests use the rest of it")]
mod support;

mod at_once;
mod clocks;
mod codes;
mod crossings;
mod crowds;
mod disk;
mod foundings;
mod guessing;
mod logs;
mod orders;
mod pins;
mod power;
mod retention;
mod tickets;
mod tokens;
mod wrong_clocks;

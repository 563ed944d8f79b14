//! The acts over the real store, encrypted, under a clock that the tests move.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't go on says where"
)]
#![expect(
    clippy::redundant_closure,
    clippy::redundant_closure_for_method_calls,
    reason = "the methods' own lifetimes don't fit where the closures' do"
)]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the tests of the threats use the rest of it")]
mod support;

mod any_order;
mod any_path;
mod by_ticket;
mod by_turns;
mod calls;
mod change_mobile;
mod check_ins;
mod corrected_names;
mod door_by_staff;
mod enrolment;
mod exports;
mod feed;
mod forks;
mod grants;
mod hand_off;
mod handing_up;
mod held_up;
mod histories;
mod joining;
mod joining_cut_off;
mod listed_and_unlisted;
mod log_in;
mod looks;
mod measures;
mod old_and_new;
mod out_of_order;
mod relay;
mod releases;
mod removal;
mod restored_centre;
mod roster;
mod search;
mod staff;
mod ticket_types;
mod today;
mod told_once;
mod upload;
mod waits;
mod wrong_clocks;

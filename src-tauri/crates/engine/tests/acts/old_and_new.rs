//! An old kiosk lives with a new centre: what it doesn't know is passed over, and its feed goes on.

use crate::support::{World, mobile};
use connect_engine::acts::{AppliedPage, ChangeLine, apply_changes};
use connect_engine::policy::Policy;
use serde_json::{Value, json};

fn take(world: &mut World, kind: &str, data: &Value) -> AppliedPage {
    let event = world.event.id;
    let line = json!({ "cursor": "c", "kind": kind, "data": data });
    let line: ChangeLine = serde_json::from_value(line).unwrap();
    world.stations[0].act(|act| apply_changes(act, event, &[line]))
}

#[test]
fn a_limit_that_is_not_known_leaves_the_others_standing() {
    let mut world = World::of(3).with_station();
    let policy = Policy {
        code_life_s: 90,
        ..Policy::default()
    };
    let mut policy = serde_json::to_value(policy).unwrap();
    policy["a_new_limit"] = json!(5);
    policy["failures_at_station"]["per_street"] = json!(true);
    let page = take(&mut world, "policy", &policy);
    assert_eq!((page.applied, page.passed_over), (1, 0));
    let life = world.stations[0].act(|act| Ok(act.policy().code_life_s));
    assert_eq!(life, 90);
}

#[test]
fn a_thing_in_a_state_that_is_not_known_is_passed_over() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let known = world.attendee(&event, &mobile(1)).unwrap();
    let mut told = serde_json::to_value(known).unwrap();
    told["state"] = json!("suspended");
    let page = take(&mut world, "attendee", &told);
    assert_eq!((page.applied, page.passed_over), (0, 1));
    assert_eq!(world.stations[0].cursor(event.id), "c", "the feed goes on");
}

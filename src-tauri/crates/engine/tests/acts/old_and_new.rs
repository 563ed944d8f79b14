//! An old kiosk lives with a new centre: what it doesn't know is passed over, and its feed goes on.
//! The centre keeps it, and the kiosk reads it again once it is newer.

use crate::support::{World, mobile};
use connect_engine::acts::{self, AppliedPage, Call, ChangeLine, Downlink, Next, apply_changes};
use connect_engine::policy::Policy;
use connect_engine::store::{FeedRows, RosterRows};
use connect_engine::time::Millis;
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

fn passed_over(world: &mut World) -> u64 {
    world.stations[0].act(|act| acts::passed_over(act))
}

#[test]
fn what_was_passed_over_is_counted_and_what_is_gone_is_not() {
    let mut world = World::of(1).with_station();
    assert_eq!(passed_over(&mut world), 0);
    assert_eq!(take(&mut world, "ticket", &Value::Null).passed_over, 0);
    assert_eq!(passed_over(&mut world), 0);
    let record = json!({
        "log": "01010101-0101-0101-0101-010101010101", "index": 0,
        "station": "01010101-0101-0101-0101-010101010101", "kind": "teleported",
        "placed_at": 0, "body": { "to": "stage" },
    });
    for (kind, data, sum) in [
        ("seat", &json!({ "row": 5 }), 1),
        ("record", &record, 2),
        ("ticket", &json!("another shape"), 3),
    ] {
        assert_eq!(take(&mut world, kind, data).passed_over, 1, "{kind}");
        assert_eq!(passed_over(&mut world), sum);
    }
}

#[test]
fn a_newer_kiosk_reads_again_what_the_one_before_it_passed_over() {
    let mut world = World::of(3).with_station();
    let event = world.event.id;
    take(&mut world, "seat", &json!({ "row": 5 }));
    let after = |world: &mut World| {
        let next = world.stations[0].act(|act| Downlink::of(event).next(act));
        match next {
            Next::Call(Call::Changes { after, .. }) => after,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(after(&mut world), "c", "the same one has nothing to gain");
    let home = &mut world.stations[0].home;
    home.built = home.built.plus(Millis::from_secs(1));
    assert_eq!(after(&mut world), "", "from the beginning");
    // What is here stays in use while it is read again.
    let listed = world.stations[0].act(|act| act.tx().listed_attendee(event, &mobile(3)));
    assert!(listed.is_some());
    world.download(0);
    assert_eq!(
        passed_over(&mut world),
        0,
        "this centre says nothing unknown"
    );
    let feed = world.stations[0].act(|act| act.tx().feed(event)).unwrap();
    assert!(feed.complete && feed.swept == feed.load);
}

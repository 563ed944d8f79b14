//! An old kiosk lives with a new centre: what it doesn't know is passed over, and its feed goes on.
//! The centre keeps it, and the kiosk reads it again once it is newer. The other way round, an old
//! centre keeps what a new kiosk says, and reads it once it is newer itself.

use crate::support::history::{enter, entered, every_log_holds, write_raw};
use crate::support::{World, mobile};
use connect_engine::acts::{
    self, Answer, AppliedPage, Call, ChangeLine, Downlink, Next, apply_changes,
};
use connect_engine::fact::About;
use connect_engine::policy::Policy;
use connect_engine::record::LogHead;
use connect_engine::store::{FeedRows, LogRow, LogRows, RecordRow, RosterRows};
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

fn asked_after(world: &mut World) -> String {
    let event = world.event.id;
    let next = world.stations[0].act(|act| Downlink::of(event).next(act));
    match next {
        Next::Call(Call::Changes { after, .. }) => after,
        other => panic!("{other:?}"),
    }
}

/// As the program does it: a question, and all that comes of it.
fn catch_up(world: &mut World) {
    let event = world.event.id;
    let mut line = Downlink::of(event);
    let next = world.stations[0].act(|act| line.next(act));
    let Next::Call(Call::Changes { after, .. }) = next else {
        panic!("{next:?}");
    };
    let told = world.centre.act(|act| {
        let mut told = vec![acts::extent_after(act, event, &after)?.unwrap()];
        told.extend(acts::changes_after(act, event, &after, 500)?.unwrap().lines);
        Ok(told)
    });
    for answer in [Answer::Lines(told), Answer::Current] {
        world.stations[0].act(|act| line.take(act, &answer));
    }
}

#[test]
fn a_newer_kiosk_reads_again_what_stands_in_lines_that_were_taken() {
    let mut world = World::of(3).with_station();
    world.sync(0);
    let feed = |world: &mut World| {
        let event = world.event.id;
        world.stations[0].act(|act| act.tx().feed(event)).unwrap()
    };
    let read = feed(&mut world);
    assert_eq!(asked_after(&mut world), read.cursor);
    let home = &mut world.stations[0].home;
    home.built = home.built.plus(Millis::from_secs(1));
    assert_eq!(asked_after(&mut world), "", "from the beginning");
    assert_eq!(feed(&mut world), read, "what is here is whole until then");
    // Before anything is swept, the centre says what it has of ours.
    catch_up(&mut world);
    assert!(feed(&mut world).swept < feed(&mut world).load);
    world.upload(0);
    catch_up(&mut world);
    let again = feed(&mut world);
    assert!(again.load > read.load && again.complete && again.swept == again.load);
    assert_eq!(asked_after(&mut world), again.cursor, "once");
}

#[test]
fn an_answer_with_nothing_in_it_is_no_end_of_the_feed() {
    let mut world = World::of(3).with_station();
    let event = world.event.id;
    let again = world.stations[0].act(|act| {
        acts::load_again(act, event)?;
        act.tx().feed(event)
    });
    let mut line = Downlink::of(event);
    let next = world.stations[0].act(|act| {
        line.next(act)?;
        line.take(act, &Answer::Current)?;
        line.next(act)
    });
    assert!(matches!(next, Next::Wait(_)), "{next:?}");
    assert_eq!(world.stations[0].act(|act| act.tx().feed(event)), again);
    let listed = world.stations[0].act(|act| act.tx().listed_attendee(event, &mobile(3)));
    assert!(listed.is_some());
}

#[test]
fn a_newer_kiosk_reads_again_what_the_one_before_it_passed_over() {
    let mut world = World::of(3).with_station();
    let event = world.event.id;
    take(&mut world, "seat", &json!({ "row": 5 }));
    let after = asked_after;
    assert_eq!(after(&mut world), "c", "the same one has nothing to gain");
    let home = &mut world.stations[0].home;
    home.built = home.built.plus(Millis::from_secs(1));
    assert_eq!(after(&mut world), "", "from the beginning");
    // What is here stays in use while it is read again.
    let listed = world.stations[0].act(|act| act.tx().listed_attendee(event, &mobile(3)));
    assert!(listed.is_some());
    catch_up(&mut world);
    assert_eq!(
        passed_over(&mut world),
        0,
        "this centre says nothing unknown"
    );
}

/// A station says something that the centre doesn't know, and goes on.
fn say_what_is_unknown(world: &mut World) {
    let event = world.event.id;
    let now = world.stations[0].now;
    let said = ("teleported", br#"{"to":"stage"}"#.to_vec());
    write_raw(&mut world.stations[0], Some(event), said, &now);
}

fn aside(world: &mut World) -> Vec<(String, String)> {
    let log = world.row(0).log;
    let rows = world
        .centre
        .act(|act| act.tx().records_in_quarantine(log, 1000));
    let told = |row: RecordRow| Some((row.kind, row.quarantined?));
    rows.into_iter().filter_map(told).collect()
}

#[test]
fn what_a_newer_kiosk_says_is_kept_and_the_log_goes_on() {
    let mut world = World::of(3).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    say_what_is_unknown(&mut world);
    enter(&mut world, 0, 2);
    world.sync(0);
    assert_eq!(entered(&mut world.centre, &event, 3), [1, 2]);
    every_log_holds(&mut world);
    let kept = [(
        "teleported".to_owned(),
        "of a kind that isn't known here".to_owned(),
    )];
    assert_eq!(aside(&mut world), kept);
    // The same program knows no more at its next start, and nobody can let it in unread.
    let known = world.centre.act(|act| acts::let_in_what_is_known_now(act));
    assert_eq!(known, 0);
    let station = world.stations[0].home.id;
    let released = world
        .centre
        .act(|act| acts::release_records(act, station, None, 1000));
    assert_eq!(released.unwrap().released, 0);
    assert_eq!(aside(&mut world), kept);
}

/// A guest has come in at the first of two stations, and the centre has what was said of it as one
/// keeps it that has never heard of check-ins.
fn an_old_centre() -> World {
    let mut world = World::of(3).with_station().with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    let rows = world.stations[0].act(|act| {
        let log = act.log_id();
        act.tx().records_from(log?, 0, 1000)
    });
    let station = world.stations[0].home.id;
    let log = world.row(0).log;
    world.centre.act(|act| {
        for row in &rows {
            let unknown = row.kind == "check-in";
            act.tx().put_record(&RecordRow {
                received_at: Some(row.placed_at),
                quarantined: unknown.then(|| "of a kind that isn't known here".to_owned()),
                // Of what can't be read nobody knows whom it is about.
                about: if unknown { About::default() } else { row.about },
                ..row.clone()
            })?;
        }
        let last = rows.last().unwrap();
        act.tx().put_log(&LogRow {
            head: LogHead {
                next: last.index + 1,
                hash: last.record.hash(),
            },
            ..LogRow::empty(log, station)
        })
    });
    assert!(entered(&mut world.centre, &event, 3).is_empty());
    world
}

fn bodies_of_check_ins(world: &mut World) -> usize {
    let log = world.row(0).log;
    let rows = world.centre.act(|act| act.tx().records_from(log, 0, 1000));
    let kept = |row: &&RecordRow| row.kind == "check-in" && row.record.body.is_some();
    rows.iter().filter(kept).count()
}

#[test]
fn what_is_read_at_last_is_erased_like_the_rest() {
    for removed_first in [true, false] {
        let mut world = an_old_centre();
        let event = world.event.clone();
        let guest = world.attendee(&event, &mobile(1)).unwrap().id;
        let remove = |world: &mut World| world.centre.act(|act| acts::remove_attendee(act, guest));
        if removed_first {
            remove(&mut world);
        }
        assert_eq!(bodies_of_check_ins(&mut world), 1);
        let known = world.centre.act(|act| acts::let_in_what_is_known_now(act));
        assert_eq!(known, 1);
        if !removed_first {
            remove(&mut world);
        }
        assert_eq!(bodies_of_check_ins(&mut world), 0);
        every_log_holds(&mut world);
    }
}

#[test]
fn a_newer_centre_reads_what_the_one_before_it_only_kept() {
    let mut world = an_old_centre();
    let event = world.event.clone();
    assert_eq!(
        world.centre.act(|act| acts::let_in_what_is_known_now(act)),
        1
    );
    assert_eq!(entered(&mut world.centre, &event, 3), [1]);
    assert!(aside(&mut world).is_empty());
    world.sync(0);
    world.sync(1);
    assert_eq!(entered(&mut world.stations[1], &event, 3), [1]);
}

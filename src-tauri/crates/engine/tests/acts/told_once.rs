//! A record stands once at the centre, under whatever names of logs it is brought.

use crate::support::history::{batch, enter, entered, send, write};
use crate::support::{World, undo};
use connect_engine::acts::{self, CallerState, RecordBatch, UploadRefusal};
use connect_engine::fact::{Fact, StaffAct};
use connect_engine::record::{Branch, Record};
use connect_engine::store::LogRows;
use std::collections::BTreeSet;

/// How many records the centre has, and how many of them are different ones.
fn stored(world: &mut World) -> (usize, usize) {
    let hashes: Vec<_> = world.centre.act(|act| {
        let mut hashes = Vec::new();
        for log in act.tx().logs()? {
            let rows = act.tx().records_from(log.log, 0, 100_000)?;
            hashes.extend(rows.iter().map(|row| row.record.hash()));
        }
        Ok(hashes)
    });
    let different: BTreeSet<_> = hashes.iter().collect();
    (hashes.len(), different.len())
}

fn each_stands_once(world: &mut World) {
    let (all, different) = stored(world);
    assert_eq!(all, different);
}

#[test]
fn what_the_centre_has_is_not_taken_again_as_a_branch() {
    let mut world = World::of(3).with_station().with_station();
    enter(&mut world, 0, 1);
    enter(&mut world, 0, 2);
    world.sync(0);
    let before = stored(&mut world);
    let whole = batch(&mut world, 0);
    for from in [0, 1, 3] {
        let records = whole.records[from..].to_vec();
        let first = Record::try_from(&records[0]).unwrap();
        for caller in [1, 0] {
            let again = RecordBatch {
                log: Branch::name(whole.log, &first),
                caller: CallerState {
                    now: world.stations[caller].now,
                    waiting: 0,
                },
                records: records.clone(),
            };
            let index = u64::try_from(from).unwrap();
            let refused = send(&mut world, caller, &again);
            assert_eq!(refused, Err(UploadRefusal::Fork { index }), "by {caller}");
        }
    }
    assert_eq!(stored(&mut world), before);
}

/// A station whose log parted from the centre's once, and was put back to before that; and a
/// centre that was put back to before both.
struct Thrice {
    world: World,
    /// The station with the record at which they part in its log.
    whole: tempfile::TempDir,
    /// The station with that record in a branch.
    parted: tempfile::TempDir,
}

fn thrice() -> Thrice {
    let mut world = World::of(9).with_station();
    enter(&mut world, 0, 1);
    world.sync(0);
    let first = world.stations[0].backup();
    let centre = world.centre.backup();
    enter(&mut world, 0, 2);
    world.sync(0);
    world.stations[0].restore(&first);
    enter(&mut world, 0, 3);
    let whole = world.stations[0].backup();
    world.sync(0);
    let parted = world.stations[0].backup();
    world.centre.restore(&centre);
    Thrice {
        world,
        whole,
        parted,
    }
}

/// All that the station has, and what it says next, arrives, and once.
fn arrives(world: &mut World, guest: u32, expected: &[u32]) {
    let event = world.event.clone();
    enter(world, 0, guest);
    world.sync(0);
    assert_eq!(world.stations[0].act(|act| acts::count_waiting(act)), 0);
    each_stands_once(world);
    assert_eq!(entered(&mut world.centre, &event, 9), expected);
    assert_eq!(entered(&mut world.stations[0], &event, 9), expected);
}

#[test]
fn a_record_that_came_in_a_branch_is_not_taken_into_the_log_too() {
    let Thrice {
        mut world, whole, ..
    } = thrice();
    world.sync(0);
    world.stations[0].restore(&whole);
    arrives(&mut world, 4, &[1, 3, 4]);
    arrives(&mut world, 5, &[1, 3, 4, 5]);
}

#[test]
fn a_record_that_came_in_the_log_is_not_taken_as_a_branch_too() {
    let Thrice {
        mut world,
        whole,
        parted,
    } = thrice();
    world.stations[0].restore(&whole);
    enter(&mut world, 0, 4);
    world.sync(0);
    world.stations[0].restore(&parted);
    arrives(&mut world, 5, &[1, 3, 4, 5]);
    // What is taken back in what was a branch finds its place.
    let event = world.event.clone();
    let ticket = world.ticket(&event, "T-3").id;
    assert!(world.stations[0].act(|act| undo(act, ticket)));
    arrives(&mut world, 6, &[1, 4, 5, 6]);
}

#[test]
fn where_a_long_log_parts_is_found() {
    let mut world = World::of(9).with_station();
    let fact = Fact::StaffAct(StaffAct {
        act: "open".to_owned(),
        reason: "test".to_owned(),
        by: None,
    });
    for _ in 0..1100 {
        write(&mut world.stations[0], None, &fact);
    }
    world.sync(0);
    let first = world.stations[0].backup();
    let centre = world.centre.backup();
    enter(&mut world, 0, 2);
    world.sync(0);
    world.stations[0].restore(&first);
    enter(&mut world, 0, 3);
    let whole = world.stations[0].backup();
    world.sync(0);
    world.centre.restore(&centre);
    world.sync(0);
    // More than a batch before where they part is the same on both sides.
    world.stations[0].restore(&whole);
    arrives(&mut world, 4, &[3, 4]);
}

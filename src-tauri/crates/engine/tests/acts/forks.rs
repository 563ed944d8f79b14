//! Row 23: a database that was restored from a backup, at a station and at the centre.

use crate::support::history::{batch, check_in_of, enter, entered, every_log_holds, send};
use crate::support::{Site, World, mobile, undo};
use connect_engine::acts::{self, Next, RecordBatch, Uplink, UploadRefusal};
use connect_engine::fact::{Fact, LogBegun, Replaced};
use connect_engine::ids::LogId;
use connect_engine::key::base64url;
use connect_engine::record::{Author, Branch, LogHead, Record, RecordError, WireRecord};
use connect_engine::roster::Ticket;
use connect_engine::store::{LogRow, LogRows, RosterRows};
use tempfile::TempDir;

fn logs_of(world: &mut World, place: usize) -> Vec<LogRow> {
    let id = world.stations[place].home.id;
    let mut logs = world.centre.act(|act| act.tx().logs());
    logs.retain(|log| log.station == id);
    logs
}

fn ticket_of(world: &mut World, n: u32) -> Ticket {
    let event = world.event.clone();
    world.ticket(&event, &format!("T-{n}"))
}

#[test]
fn row_23_yesterdays_database_is_found_at_the_first_sync_and_both_ends_of_its_log_count() {
    let mut world = World::of(9).with_station().with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    let backup = world.stations[0].backup();
    for n in 2..=4 {
        enter(&mut world, 0, n);
    }
    world.sync(0);
    let before = logs_of(&mut world, 0);
    // The disk dies; yesterday's copy goes on, and the door with it.
    world.stations[0].restore(&backup);
    for n in 5..=6 {
        enter(&mut world, 0, n);
    }
    world.sync(0);
    enter(&mut world, 0, 7);
    world.sync(0);
    world.sync(1);
    let all: Vec<u32> = (1..=7).collect();
    assert_eq!(entered(&mut world.centre, &event, 9), all);
    for place in 0..2 {
        assert_eq!(
            entered(&mut world.stations[place], &event, 9),
            all,
            "station {place}"
        );
    }
    let after = logs_of(&mut world, 0);
    assert_eq!(after.len(), 3, "the old log, its other end, and a new one");
    assert!(after.contains(&before[0]), "nothing was overwritten");
    let branch = after.iter().find_map(|log| log.branch).unwrap();
    assert_eq!(branch.of, before[0].log);
    let is_new = |log: &&LogRow| log.branch.is_none() && log.log != before[0].log;
    let new = after.iter().find(is_new).unwrap().log;
    let first = world.centre.act(|act| act.tx().record((new, 0))).unwrap();
    let begun = Fact::from_parts(&first.kind, &first.record.body.unwrap().json);
    let replaces = Replaced {
        log: branch.of,
        index: branch.from.checked_sub(1),
        hash: base64url(&branch.previous),
    };
    let named = Fact::LogBegun(LogBegun {
        replaces: Some(replaces),
    });
    assert_eq!(
        begun.unwrap(),
        Some(named),
        "it says where the old one ends"
    );
    every_log_holds(&mut world);
    let told = world.stations[0].act(|act| acts::forked_at(act));
    assert!(told.is_some(), "staff are told");
}

#[test]
fn a_restored_database_that_wrote_nothing_begins_a_new_log_too() {
    let mut world = World::of(3).with_station();
    let event = world.event.clone();
    let backup = world.stations[0].backup();
    enter(&mut world, 0, 1);
    world.sync(0);
    let old: LogId = logs_of(&mut world, 0)[0].log;
    world.stations[0].restore(&backup);
    world.sync(0);
    let ids: Vec<_> = logs_of(&mut world, 0).iter().map(|log| log.log).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&old));
    assert_eq!(
        entered(&mut world.stations[0], &event, 3),
        [1],
        "it hears what it lost"
    );
    every_log_holds(&mut world);
}

#[test]
fn what_was_taken_back_in_the_restored_database_is_taken_back_everywhere() {
    let mut world = World::of(4).with_station().with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    let backup = world.stations[0].backup();
    enter(&mut world, 0, 2);
    world.sync(0);
    world.stations[0].restore(&backup);
    enter(&mut world, 0, 3);
    let ticket = ticket_of(&mut world, 3).id;
    // The undo names its check-in by a place that the centre knows otherwise.
    let undone = world.stations[0].act(|act| undo(act, ticket));
    assert!(undone);
    world.sync(0);
    world.sync(1);
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(entered(site, &event, 4), [1, 2]);
    }
}

/// The first station's fourth guest stands in a branch, of which a backup of the centre knows
/// nothing: there its log goes on with what the branch begins with.
fn forked(world: &mut World) -> TempDir {
    enter(world, 0, 1);
    world.sync(0);
    let old = (world.stations[0].backup(), world.centre.backup());
    enter(world, 0, 2);
    world.sync(0);
    let newer = (world.stations[0].backup(), world.centre.backup());
    world.stations[0].restore(&old.0);
    world.centre.restore(&old.1);
    enter(world, 0, 3);
    world.sync(0);
    world.stations[0].restore(&newer.0);
    enter(world, 0, 4);
    for place in [0, 1] {
        world.sync(place);
    }
    newer.1
}

#[test]
fn what_was_taken_back_in_a_branch_stays_so_at_a_centre_that_never_heard_of_the_branch() {
    for by_author in [true, false] {
        let mut world = World::of(4).with_station().with_station();
        let event = world.event.clone();
        let before = forked(&mut world);
        let ticket = ticket_of(&mut world, 4).id;
        let by = usize::from(!by_author);
        assert!(world.stations[by].act(|act| undo(act, ticket)));
        if by_author {
            world.sync(0);
        }
        world.centre.restore(&before);
        // As often as it takes for each to hear what the other said last.
        for place in [0, 1, 0, 0, 1] {
            world.sync(place);
        }
        for site in world.stations.iter_mut().chain([&mut world.centre]) {
            assert_eq!(
                entered(site, &event, 4),
                [1, 2],
                "by its author: {by_author}"
            );
        }
        every_log_holds(&mut world);
        // It is said once more, and not with each load.
        let said = |world: &mut World| {
            let logs = logs_of(world, 0).into_iter();
            logs.map(|log| log.head.next).sum::<u64>()
        };
        let once = said(&mut world);
        let event_id = event.id;
        world.stations[0].act(|act| acts::load_again(act, event_id));
        for place in [0, 0] {
            world.sync(place);
        }
        assert_eq!(said(&mut world), once);
    }
}

#[test]
fn what_was_taken_back_of_an_end_that_gets_a_name_of_its_own_stays_so() {
    for heard_before in [true, false] {
        let mut world = World::of(4).with_station().with_station();
        let event = world.event.clone();
        enter(&mut world, 0, 1);
        world.sync(0);
        let old = (world.stations[0].backup(), world.centre.backup());
        enter(&mut world, 0, 2);
        for place in [0, 1] {
            world.sync(place);
        }
        let ticket = ticket_of(&mut world, 2).id;
        assert!(world.stations[1].act(|act| undo(act, ticket)));
        if heard_before {
            for place in [1, 0] {
                world.sync(place);
            }
        }
        let newer = world.stations[0].backup();
        world.stations[0].restore(&old.0);
        world.centre.restore(&old.1);
        enter(&mut world, 0, 3);
        world.sync(0);
        world.stations[0].restore(&newer);
        for place in [0, 1, 0, 0, 1] {
            world.sync(place);
        }
        for site in world.stations.iter_mut().chain([&mut world.centre]) {
            assert_eq!(entered(site, &event, 4), [1, 3], "{heard_before}");
        }
        every_log_holds(&mut world);
    }
}

#[test]
fn a_centre_restored_from_a_backup_is_given_everything_again() {
    let mut world = World::of(6).with_station().with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    world.sync(1);
    let backup = world.centre.backup();
    enter(&mut world, 0, 2);
    enter(&mut world, 1, 3);
    for place in [0, 1, 0] {
        world.sync(place);
    }
    // A guest whom only the lost data knew.
    world.import(&event, "name,mobile,ticket_code\nLate,09120000077,T-77\n");
    world.sync(0);
    world.centre.restore(&backup);
    // It goes on before the stations come back: its places are written anew.
    world.import(&event, "name,mobile,ticket_code\nNew,09120000088,T-88\n");
    for place in [0, 1, 0, 1] {
        world.sync(place);
    }
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(entered(site, &event, 6), [1, 2, 3]);
        let known = |site: &mut crate::support::Site, n| {
            site.act(|act| act.tx().attendee_by_mobile(event.id, &mobile(n)))
                .is_some()
        };
        assert!(known(site, 88));
        assert!(!known(site, 77), "what is gone at the centre is gone");
    }
    every_log_holds(&mut world);
}

#[test]
fn a_station_keeps_its_own_check_ins_while_a_restored_centre_hasnt_heard_of_them() {
    let mut world = World::of(4).with_station();
    let event = world.event.clone();
    let backup = world.centre.backup();
    enter(&mut world, 0, 1);
    world.sync(0);
    world.centre.restore(&backup);
    // Its changes come down before its records have gone up again.
    world.download(0);
    assert_eq!(entered(&mut world.stations[0], &event, 4), [1]);
    world.sync(0);
    for site in world.stations.iter_mut().chain([&mut world.centre]) {
        assert_eq!(entered(site, &event, 4), [1]);
    }
}

#[test]
fn released_records_of_a_revoked_station_take_effect_up_to_the_index() {
    let mut world = World::of(5).with_station().with_station();
    let event = world.event.clone();
    for n in 1..=3 {
        enter(&mut world, 0, n);
    }
    let (log, third) = {
        let log = world.stations[0].act(|act| act.log_id());
        let rows = world.stations[0].act(|act| act.tx().records_from(log, 0, 100));
        let entries = rows.iter().filter(|row| row.kind == "check-in");
        (log, entries.map(|row| row.index).nth(2).unwrap())
    };
    let id = world.stations[0].home.id;
    world.centre.act(|act| acts::revoke_station(act, id, None));
    let told = world.upload(0);
    assert!(told.revoked);
    assert_eq!(entered(&mut world.centre, &event, 5), Vec::<u32>::new());
    let roster = world.stations[0].act(|act| act.tx().listed_attendee(event.id, &mobile(1)));
    assert_eq!(roster, None, "a revoked station erases its roster");
    let done = world
        .centre
        .act(|act| acts::release_records(act, id, None, third - 1))
        .unwrap();
    assert_eq!((done.released, done.left), (third, 0));
    assert_eq!(entered(&mut world.centre, &event, 5), [1, 2]);
    let aside = world
        .centre
        .act(|act| act.tx().records_in_quarantine(log, u64::MAX));
    assert!(aside.iter().all(|row| row.index >= third));
    world.sync(1);
    assert_eq!(entered(&mut world.stations[1], &event, 5), [1, 2]);
}

fn hash_of_the_last(site: &mut Site) -> [u8; 32] {
    site.act(|act| {
        let log = act.log_id()?;
        Ok(act.tx().lock_log(log)?.unwrap().head.hash)
    })
}

#[test]
fn a_station_that_is_restored_twice_loses_nothing() {
    let mut world = World::of(9).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    let first = world.stations[0].backup();
    enter(&mut world, 0, 2);
    world.sync(0);
    world.stations[0].restore(&first);
    // Unsent in the second copy; what comes after it goes up, and is gone here.
    enter(&mut world, 0, 3);
    let second = world.stations[0].backup();
    enter(&mut world, 0, 4);
    world.sync(0);
    world.stations[0].restore(&second);
    enter(&mut world, 0, 5);
    let written = hash_of_the_last(&mut world.stations[0]);
    world.sync(0);
    assert_eq!(world.stations[0].act(|act| acts::count_waiting(act)), 0);
    let there = world.centre.act(|act| {
        let mut hashes = Vec::new();
        for log in act.tx().logs()? {
            let rows = act.tx().records_from(log.log, 0, 10_000)?;
            hashes.extend(rows.iter().map(|row| row.record.hash()));
        }
        Ok(hashes)
    });
    assert!(there.contains(&written));
    assert_eq!(entered(&mut world.centre, &event, 9), [1, 2, 3, 4, 5]);
    every_log_holds(&mut world);
    // A third time, and what is taken back in a branch of a branch finds its place.
    world.stations[0].restore(&second);
    enter(&mut world, 0, 6);
    let ticket = ticket_of(&mut world, 6).id;
    assert!(world.stations[0].act(|act| undo(act, ticket)));
    world.sync(0);
    world.sync(0);
    assert_eq!(entered(&mut world.centre, &event, 9), [1, 2, 3, 4, 5]);
    assert_eq!(entered(&mut world.stations[0], &event, 9), [1, 2, 3, 4, 5]);
    every_log_holds(&mut world);
}

#[test]
fn the_uplink_comes_to_rest_whichever_sides_were_restored() {
    let mut world = World::of(9).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    let old = world.stations[0].backup();
    let centre = world.centre.backup();
    enter(&mut world, 0, 2);
    world.sync(0);
    let newer = world.stations[0].backup();
    world.centre.restore(&centre);
    world.stations[0].restore(&old);
    enter(&mut world, 0, 3);
    world.sync(0);
    world.stations[0].restore(&newer);
    enter(&mut world, 0, 4);
    let mut uplink = Uplink::default();
    for _ in 0..50 {
        let next = world.stations[0].act(|act| uplink.next(act));
        let Next::Call(call) = next else {
            assert_eq!(next, Next::Idle);
            assert_eq!(entered(&mut world.centre, &event, 9), [1, 2, 3, 4]);
            every_log_holds(&mut world);
            return;
        };
        let answer = world.answer(0, &call);
        world.stations[0].act(|act| uplink.take(act, &call, &answer));
    }
    panic!("it never rests");
}

#[test]
fn row_18_who_has_a_stations_key_makes_nobody_read_branches_without_end() {
    const LEVELS: usize = 120;
    let mut world = World::of(3).with_station().with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    let check_in = check_in_of(&ticket_of(&mut world, 2));
    let (kind, json) = check_in.to_parts().unwrap();
    let thief = &mut world.stations[0];
    let log = thief.act(|act| act.log_id());
    let mut head = thief.act(|act| act.tx().lock_log(log)).unwrap().head;
    let mut refused = 0;
    for _ in 0..LEVELS {
        let thief = &mut world.stations[0];
        let author = Author {
            station: thief.home.id,
            log,
            key: &thief.home.key,
        };
        let fact = (kind.as_str(), Some(event.id), json.clone());
        let record = Record::sign(&author, &head, fact, &thief.now, &mut thief.random);
        let batch = RecordBatch {
            log: Branch::name(log, &record),
            records: vec![WireRecord::from(&record)],
            ..batch(&mut world, 0)
        };
        match send(&mut world, 0, &batch) {
            Ok(_) => {
                head = LogHead {
                    next: head.next + 1,
                    hash: record.hash(),
                }
            }
            Err(UploadRefusal::BadRecord { error, .. }) => {
                assert_eq!(error, RecordError::Branches);
                refused += 1;
            }
            Err(refusal) => panic!("{refusal:?}"),
        }
    }
    let branches = logs_of(&mut world, 0).len() - 1;
    assert_eq!((branches, refused), (100, LEVELS - 100));
    let told = world.centre.act(|act| {
        let page = acts::changes_after(act, event.id, "", 10_000)?;
        Ok(page.unwrap().lines)
    });
    let longest = told.iter().map(|line| line.data.get().len()).max();
    assert!(longest < Some(4096), "{longest:?}");
    assert!(told.iter().filter(|line| line.kind == "record").count() < 12);
    world.sync(1);
    assert_eq!(entered(&mut world.stations[1], &event, 3), [1, 2]);
    let aside = world.centre.act(|act| {
        let id = world.stations[0].home.id;
        act.tx().quarantine_of(id)
    });
    assert!(
        aside.len() > 80,
        "what is deeper is kept aside: {}",
        aside.len()
    );
    every_log_holds(&mut world);
}

//! Records may come by any path: nobody's way of carrying, writing or naming them changes what
//! their authors said.

use crate::support::history::{
    batch, check_in_of, enter, entered, every_log_holds, first_of_log, send, write, write_raw,
};
use crate::support::{Site, World, endless, roster, undo};
use connect_engine::acts::{self, CallerState, Next, RecordBatch, Uplink, UploadRefusal};
use connect_engine::fact::{CheckInUndone, Fact, StaffAct};
use connect_engine::ids::LogId;
use connect_engine::record::RecordError;
use connect_engine::store::{EntryRows, StationRow, StationRows};

#[test]
fn a_carrier_who_strips_the_bodies_is_refused_and_the_author_is_heard() {
    let mut world = World::of(3).with_station().with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    let mut stripped = batch(&mut world, 0);
    for record in &mut stripped.records {
        (record.salt, record.body) = (None, None);
    }
    stripped.caller = CallerState {
        now: world.stations[1].now,
        waiting: 0,
    };
    let refused = send(&mut world, 1, &stripped);
    let error = RecordError::Body;
    assert_eq!(
        refused,
        Err(UploadRefusal::BadRecord { position: 0, error })
    );
    world.sync(0);
    assert_eq!(entered(&mut world.centre, &event, 3), [1]);
    // What the centre has it has: whoever brings it again without bodies says nothing new.
    assert!(send(&mut world, 1, &stripped).is_ok());
    assert_eq!(entered(&mut world.centre, &event, 3), [1]);
}

/// What a station sends that begins a log under a name.
fn under_the_name(thief: &mut Site, log: LogId) -> RecordBatch {
    let fact = Fact::StaffAct(StaffAct {
        act: "open".to_owned(),
        reason: "test".to_owned(),
        by: None,
    });
    RecordBatch {
        log,
        caller: CallerState {
            now: thief.now,
            waiting: 0,
        },
        records: vec![first_of_log(thief, log, None, &fact)],
    }
}

#[test]
fn a_log_that_a_station_joined_with_is_taken_by_no_other() {
    let mut world = World::of(2).with_station().with_station();
    enter(&mut world, 0, 1);
    let theirs = world.stations[0].act(|act| act.log_id());
    let planted = under_the_name(&mut world.stations[1], theirs);
    let error = RecordError::Author;
    let refused = send(&mut world, 1, &planted);
    assert_eq!(
        refused,
        Err(UploadRefusal::BadRecord { position: 0, error })
    );
    let own = batch(&mut world, 0);
    assert!(send(&mut world, 0, &own).is_ok());
}

#[test]
fn a_log_begun_since_is_heard_though_another_took_its_name_first() {
    let mut world = World::of(4).with_station().with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.sync(0);
    let backup = world.stations[0].backup();
    enter(&mut world, 0, 2);
    world.sync(0);
    // Restored, it begins a log that nobody has joined with; the centre hasn't heard of it.
    world.stations[0].restore(&backup);
    enter(&mut world, 0, 3);
    let joined_with = world.row(0).log;
    let mut uplink = Uplink::default();
    let begun = loop {
        let Next::Call(call) = world.stations[0].act(|act| uplink.next(act)) else {
            panic!("it rests in the log that it joined with");
        };
        let answer = world.answer(0, &call);
        world.stations[0].act(|act| uplink.take(act, &call, &answer));
        let log = world.stations[0].act(|act| act.log_id());
        if log != joined_with {
            break log;
        }
    };
    let planted = under_the_name(&mut world.stations[1], begun);
    assert!(send(&mut world, 1, &planted).is_ok());
    enter(&mut world, 0, 4);
    world.sync(0);
    assert_eq!(entered(&mut world.centre, &event, 4), [1, 2, 3, 4]);
    every_log_holds(&mut world);
    let rest = world.stations[0].act(|act| acts::next_waiting(act));
    assert_eq!(rest, None, "all of it is stored");
}

#[test]
fn a_station_is_heard_in_the_log_that_it_joined_with_whoever_joined_with_the_same() {
    let mut world = World::of(2).with_station().with_station();
    enter(&mut world, 0, 1);
    let theirs = world.stations[0].act(|act| act.log_id());
    // As one could join before the centre looked at that.
    let thief = StationRow {
        log: theirs,
        ..world.row(1)
    };
    world.centre.act(|act| act.tx().put_station(&thief));
    let own = batch(&mut world, 0);
    let taken = send(&mut world, 0, &own);
    assert!(taken.is_ok(), "{taken:?}");
}

#[test]
fn row_17_an_undo_planted_at_anothers_place_stops_no_honest_one() {
    let mut world = World::of(3);
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    world.import(&other, &roster([1]));
    world.join(&[&event]);
    world.join(&[&other]);
    enter(&mut world, 0, 1);
    world.sync(0);
    let ticket = world.ticket(&event, "T-1");
    let entries = world.centre.act(|act| act.tx().entries_of(ticket.id)).0;
    let (log, index) = entries[0].place;
    let theirs = world.ticket(&other, "T-1").id;
    let planted = CheckInUndone {
        ticket: theirs,
        log,
        index,
        attendee: None,
        reason: None,
        by: None,
    };
    write(
        &mut world.stations[1],
        Some(other.id),
        &Fact::CheckInUndone(planted),
    );
    world.sync(1);
    assert_eq!(entered(&mut world.centre, &event, 3), [1]);
    assert!(world.stations[0].act(|act| undo(act, ticket.id)));
    world.sync(0);
    assert!(entered(&mut world.centre, &event, 3).is_empty());
    assert!(entered(&mut world.stations[0], &event, 3).is_empty());
}

#[test]
fn a_body_with_line_feeds_is_one_line_of_the_feed() {
    let mut world = World::of(3).with_station().with_station();
    let event = world.event.clone();
    let ticket = world.ticket(&event, "T-1");
    let (kind, json) = check_in_of(&ticket).to_parts().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let pretty = serde_json::to_vec_pretty(&value).unwrap();
    let now = world.stations[0].now;
    write_raw(
        &mut world.stations[0],
        Some(event.id),
        (&kind, pretty),
        &now,
    );
    world.upload(0);
    let cursor = world.stations[1].cursor(event.id);
    let page = world
        .centre
        .act(|act| acts::changes_after(act, event.id, &cursor, 500))
        .unwrap();
    assert!(!page.lines.is_empty());
    for line in &page.lines {
        assert!(!serde_json::to_string(line).unwrap().contains('\n'));
    }
    world.download(1);
    assert_eq!(entered(&mut world.stations[1], &event, 3), [1]);
}

#[test]
fn what_was_just_stored_is_not_unsent() {
    let mut world = World::of(3).with_station();
    enter(&mut world, 0, 1);
    world.sync(0);
    assert_eq!(world.row(0).unsent, 0);
    enter(&mut world, 0, 2);
    let part = RecordBatch {
        records: batch(&mut world, 0).records[..1].to_vec(),
        ..batch(&mut world, 0)
    };
    let waiting = part.caller.waiting;
    send(&mut world, 0, &part).unwrap();
    assert_eq!(world.row(0).unsent, waiting - 1);
}

#[test]
fn what_another_brings_is_not_unsent_either() {
    let mut world = World::of(3).with_station().with_station();
    enter(&mut world, 0, 1);
    let part = RecordBatch {
        records: batch(&mut world, 0).records[..1].to_vec(),
        ..batch(&mut world, 0)
    };
    let waiting = part.caller.waiting;
    send(&mut world, 0, &part).unwrap();
    let seen = world.row(0).last_seen;
    world.pass_s(60);
    let carried = RecordBatch {
        caller: CallerState {
            now: world.stations[1].now,
            waiting: 0,
        },
        ..batch(&mut world, 0)
    };
    send(&mut world, 1, &carried).unwrap();
    let row = world.row(0);
    assert!(waiting > 1);
    assert_eq!((row.unsent, row.last_seen), (0, seen), "it didn't call");
}

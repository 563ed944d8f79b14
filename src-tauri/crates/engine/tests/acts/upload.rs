//! Records up: what the centre takes from a station, and what the station believes of it.

use crate::support::history::{batch, check_in_of, send, write, write_at};
use crate::support::{Site, World, endless, mobile, other_than, roster};
use connect_engine::acts::{self, CallerState, LogStatus, RecordBatch, UploadRefusal};
use connect_engine::fact::{Fact, MobileChanged, NameCorrected, NumberAtVerifier, WalkIn};
use connect_engine::ids::{EventId, TicketId};
use connect_engine::key::base64url;
use connect_engine::record::{Author, LogHead, Record, RecordError, WireRecord};
use connect_engine::store::{EntryRows, LogRows, RecordRow};
use connect_engine::time::{Millis, Now, Timestamp};

/// Writes a fact into a station's own log, as its acts do, and sends it up.
pub fn say(world: &mut World, place: usize, event: Option<EventId>, fact: &Fact) -> LogStatus {
    write(&mut world.stations[place], event, fact);
    world.upload(place)
}

fn failed(station: &Site, n: u32) -> Fact {
    Fact::AttemptFailed(NumberAtVerifier {
        mobile_hash: station.home.mobile_hash(&mobile(n)),
        verifier: station.myself().label(),
    })
}

fn stored(world: &mut World, batch: &RecordBatch) -> Vec<RecordRow> {
    let log = batch.log;
    world.centre.act(|act| act.tx().records_from(log, 0, 1000))
}

/// A station that has written ten records and sent none.
fn ten_records() -> World {
    let mut world = World::of(3).with_station();
    for n in 1..=10 {
        let fact = failed(&world.stations[0], 100 + n);
        write(&mut world.stations[0], None, &fact);
        world.pass_s(1);
    }
    world
}

#[test]
fn sending_twice_and_overlapping_are_harmless() {
    let mut world = ten_records();
    let whole = batch(&mut world, 0);
    let count = whole.records.len();
    let half = RecordBatch {
        records: whole.records[..count / 2].to_vec(),
        ..whole.clone()
    };
    assert_eq!(send(&mut world, 0, &half).unwrap().next, count as u64 / 2);
    let status = send(&mut world, 0, &whole).unwrap();
    assert_eq!((status.next, status.placed_from), (count as u64, 0));
    let again = send(&mut world, 0, &whole).unwrap();
    assert_eq!(
        (again.next, again.hash, again.placed.len()),
        (status.next, status.hash, count)
    );
    assert_eq!(stored(&mut world, &whole).len(), count);
}

#[test]
fn a_gap_stops_a_batch_and_says_where_to_begin() {
    let mut world = ten_records();
    let mut late = batch(&mut world, 0);
    late.records.drain(..3);
    assert_eq!(
        send(&mut world, 0, &late),
        Err(UploadRefusal::Gap { next: 0 })
    );
    let mut holed = batch(&mut world, 0);
    holed.records.remove(3);
    assert_eq!(
        send(&mut world, 0, &holed),
        Err(UploadRefusal::Gap { next: 3 })
    );
    assert_eq!(
        stored(&mut world, &holed).len(),
        0,
        "all of a batch or nothing"
    );
}

#[test]
fn a_record_that_another_signed_takes_no_index() {
    let mut world = ten_records().with_station();
    let own = batch(&mut world, 0);
    let fact = failed(&world.stations[1], 1);
    write(&mut world.stations[1], None, &fact);
    let foreign = batch(&mut world, 1);
    let mut planted = own.clone();
    planted.records[2] = foreign.records[0].clone();
    let bad = |position, error| Err(UploadRefusal::BadRecord { position, error });
    assert_eq!(
        send(&mut world, 0, &planted),
        bad(2, RecordError::Signature)
    );
    // One's own records under the name of a log that is another's.
    send(&mut world, 1, &foreign).unwrap();
    let stolen = RecordBatch {
        log: foreign.log,
        ..own.clone()
    };
    assert_eq!(send(&mut world, 0, &stolen), bad(0, RecordError::Author));
    assert_eq!(stored(&mut world, &own).len(), 0);
    assert!(send(&mut world, 0, &own).is_ok());
}

#[test]
fn a_neighbour_may_carry_records_and_they_count_for_their_author() {
    let mut world = ten_records().with_station();
    let own = batch(&mut world, 0);
    // The neighbour's clocks say nothing of when the author's records were made.
    let when = world.centre.now.wall;
    world.pass_s(3600);
    let carried = RecordBatch {
        caller: CallerState {
            now: world.stations[1].now,
            waiting: 0,
        },
        ..own.clone()
    };
    let status = send(&mut world, 1, &carried).unwrap();
    assert_eq!(status.next, own.records.len() as u64);
    assert!(status.time_unknown.iter().copied().eq(0..status.next));
    let author = world.stations[0].home.id;
    let rows = stored(&mut world, &own);
    assert!(rows.iter().all(|row| row.station == author));
    // Their boot was measured when the author joined no centre call yet: they keep their order.
    assert!(rows.iter().all(|row| row.placed_at <= when));
    assert!(rows.iter().all(|row| !row.time_known));
    // The author hears that it is all there, and sends nothing twice.
    let told = world.upload(0);
    assert_eq!(told.next, status.next);
    assert_eq!(stored(&mut world, &own).len(), own.records.len());
}

#[test]
fn each_changed_byte_of_a_record_is_refused() {
    let mut world = ten_records();
    let good = batch(&mut world, 0);
    let flip = |text: &str, at: usize| {
        let mut bytes = connect_engine::key::from_base64url(text).unwrap();
        bytes[at] ^= 1;
        base64url(&bytes)
    };
    let first = good.records[0].clone();
    for at in 0..64 {
        let mut record = first.clone();
        record.signature = flip(&record.signature, at);
        let changed = RecordBatch {
            records: vec![record],
            ..good.clone()
        };
        assert!(
            send(&mut world, 0, &changed).is_err(),
            "byte {at} of the signature"
        );
    }
    let changes: [fn(&mut WireRecord, String); 2] =
        [|r, v| r.salt = Some(v), |r, v| r.body = Some(v)];
    for (what, change) in ["salt", "body"].into_iter().zip(changes) {
        let mut record = first.clone();
        let old = if what == "salt" {
            &first.salt
        } else {
            &first.body
        };
        change(&mut record, flip(old.as_ref().unwrap(), 3));
        let altered = RecordBatch {
            records: vec![record],
            ..good.clone()
        };
        let error = RecordError::Body;
        let refused = Err(UploadRefusal::BadRecord { position: 0, error });
        assert_eq!(send(&mut world, 0, &altered), refused, "{what}");
    }
}

#[test]
fn another_record_at_a_sent_index_is_a_fork_and_overwrites_nothing() {
    let mut world = ten_records();
    let good = batch(&mut world, 0);
    send(&mut world, 0, &good).unwrap();
    let before = stored(&mut world, &good);
    // Yesterday's database: the log goes on from its fifth record, otherwise.
    let station = &mut world.stations[0];
    let rows = station.act(|act| {
        let log = act.log_id()?;
        act.tx().records_from(log, 0, 5)
    });
    let head = LogHead {
        next: 5,
        hash: rows[4].record.hash(),
    };
    let author = Author {
        station: station.home.id,
        log: good.log,
        key: &station.home.key,
    };
    let (kind, json) = failed(station, 77).to_parts().unwrap();
    let fact = (kind.as_str(), None, json);
    let other = Record::sign(&author, &head, fact, &station.now, &mut station.random);
    let forked = RecordBatch {
        records: vec![WireRecord::from(&other)],
        ..good.clone()
    };
    assert_eq!(
        send(&mut world, 0, &forked),
        Err(UploadRefusal::Fork { index: 5 })
    );
    assert_eq!(stored(&mut world, &good), before);
}

#[test]
fn row_18_a_revoked_stations_records_are_kept_aside_and_take_no_effect() {
    let mut world = ten_records();
    let id = world.stations[0].home.id;
    world.centre.act(|act| acts::revoke_station(act, id, None));
    let event = world.event.clone();
    let ticket = world.ticket(&event, "T-1");
    let check_in = check_in_of(&ticket);
    let status = say(&mut world, 0, Some(event.id), &check_in);
    assert!(status.revoked, "every answer says so");
    let sent = batch(&mut world, 0);
    let rows = stored(&mut world, &sent);
    assert!(
        rows.iter()
            .all(|row| row.quarantined.as_deref() == Some("revoked"))
    );
    let (entries, _) = world.centre.act(|act| act.tx().entries_of(ticket.id));
    assert!(entries.is_empty());
}

#[test]
fn row_17_a_station_that_speaks_for_an_event_it_does_not_serve_is_kept_aside() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    world.import(&other, &roster([1]));
    world.join(&[&event]);
    let ticket = world.ticket(&other, "T-1");
    let check_in = check_in_of(&ticket);
    // Under the other's name, and under its own.
    for of in [other.id, event.id] {
        say(&mut world, 0, Some(of), &check_in);
        let (entries, _) = world.centre.act(|act| act.tx().entries_of(ticket.id));
        assert!(entries.is_empty(), "it let nobody in at the other event");
    }
    let log = world.stations[0].act(|act| act.log_id());
    let rows = world.centre.act(|act| act.tx().records_from(log, 0, 100));
    let of_other = rows.iter().find(|row| row.event == Some(other.id)).unwrap();
    assert!(
        of_other.quarantined.is_some(),
        "with a reason: {of_other:?}"
    );
}

#[test]
fn row_17_a_name_is_corrected_at_the_event_of_its_attendee_alone() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    world.import(&other, &roster([2]));
    world.join(&[&event]);
    let own = world.ticket(&event, "T-1");
    let theirs = world.ticket(&other, "T-2");
    let before = (theirs.clone(), world.attendee(&other, &mobile(2)).unwrap());
    for (ticket, attendee) in [
        (own.id, theirs.attendee),
        (theirs.id, own.attendee),
        (own.id, own.attendee),
    ] {
        let corrected = Fact::NameCorrected(NameCorrected {
            ticket,
            attendee,
            name: "Nobody".to_owned(),
            by: None,
        });
        say(&mut world, 0, Some(event.id), &corrected);
    }
    let after = (
        world.ticket(&other, "T-2"),
        world.attendee(&other, &mobile(2)).unwrap(),
    );
    assert_eq!(after, before);
    let log = world.stations[0].act(|act| act.log_id());
    let rows = world.centre.act(|act| act.tx().records_from(log, 0, 100));
    let corrections = rows.iter().filter(|row| row.kind == "name-corrected");
    let aside: Vec<_> = corrections.map(|row| row.quarantined.is_some()).collect();
    assert_eq!(aside, [true, true, false]);
}

#[test]
fn a_number_that_another_holds_stays_with_them_and_the_batch_goes_in() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let attendee = world.attendee(&event, &mobile(1)).unwrap().id;
    let moved = Fact::MobileChanged(MobileChanged {
        attendee,
        mobile: mobile(2),
    });
    let status = say(&mut world, 0, Some(event.id), &moved);
    assert!(
        status.next > 0,
        "no record stops the station's log for ever"
    );
    assert_eq!(world.attendee(&event, &mobile(1)).unwrap().id, attendee);
    assert_ne!(world.attendee(&event, &mobile(2)).unwrap().id, attendee);
}

#[test]
fn of_two_who_moved_to_one_number_apart_the_first_by_time_keeps_it_whoever_is_heard_first() {
    for order in [[0, 1], [1, 0]] {
        let mut world = World::of(2).with_station().with_station();
        let event = world.event.clone();
        let ids = [1, 2].map(|n| world.attendee(&event, &mobile(n)).unwrap().id);
        for (place, attendee) in [(1, ids[1]), (0, ids[0])] {
            let moved = Fact::MobileChanged(MobileChanged {
                attendee,
                mobile: mobile(77),
            });
            write(&mut world.stations[place], Some(event.id), &moved);
            world.pass_s(60);
        }
        for place in order {
            world.sync(place);
        }
        world.sync(order[0]);
        let holder = |site: &mut Site| {
            site.act(|act| {
                use connect_engine::store::RosterRows;
                act.tx().attendee_by_mobile(event.id, &mobile(77))
            })
        };
        for site in world.stations.iter_mut().chain([&mut world.centre]) {
            assert_eq!(
                holder(site).map(|a| a.id),
                Some(ids[1]),
                "in the order {order:?}"
            );
        }
        assert_eq!(world.attendee(&event, &mobile(1)).unwrap().id, ids[0]);
        let void = world.centre.act(|act| {
            use connect_engine::store::MoveRows;
            let moves = act.tx().moves_of(ids[0])?;
            act.tx().is_void(moves[0].place)
        });
        assert!(void, "the other's move is void, and an export says so");
    }
}

#[test]
fn a_walk_in_whose_ticket_code_is_taken_does_not_stop_the_batch() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let walk_in = Fact::WalkIn(WalkIn {
        attendee: connect_engine::ids::AttendeeId::from_bytes([7; 16]),
        ticket: TicketId::from_bytes([7; 16]),
        ticket_code: "T-1".to_owned(),
        mobile: Some(mobile(9)),
        name: None,
        ticket_type: None,
        by: None,
    });
    let status = say(&mut world, 0, Some(event.id), &walk_in);
    assert!(status.next > 0);
}

#[test]
fn the_centre_places_records_by_the_boot_clock_never_after_receipt_and_in_order() {
    let mut world = World::of(1).with_station();
    let hostile = [i64::MIN, -1, 0, 2_082_758_400_000, i64::MAX];
    let base = world.stations[0].now;
    for wall in hostile {
        for boot in [i64::MIN, 0, base.boot.get(), i64::MAX] {
            let now = Now {
                wall: Timestamp::from_millis(wall),
                boot: Millis::new(boot),
                ..base
            };
            let fact = failed(&world.stations[0], 50);
            write_at(&mut world.stations[0], None, &fact, &now);
        }
    }
    for boot in [i64::MAX, i64::MIN, 0] {
        let sent = RecordBatch {
            caller: CallerState {
                now: Now {
                    boot: Millis::new(boot),
                    ..base
                },
                waiting: 0,
            },
            ..batch(&mut world, 0)
        };
        send(&mut world, 0, &sent).unwrap();
    }
    let sent = batch(&mut world, 0);
    let received = world.centre.now.wall;
    let placed: Vec<_> = stored(&mut world, &sent)
        .iter()
        .map(|r| r.placed_at)
        .collect();
    assert!(placed.iter().all(|at| *at <= received));
    assert!(placed.is_sorted(), "in the order of the log: {placed:?}");
}

#[test]
fn an_offline_hour_is_placed_where_it_was_whatever_the_wall_clock_said() {
    let mut world = World::of(1).with_station();
    let when = world.centre.now.wall;
    world.stations[0].now.wall = Timestamp::from_millis(0);
    let fact = failed(&world.stations[0], 50);
    write(&mut world.stations[0], None, &fact);
    world.pass_s(3600);
    let sent = batch(&mut world, 0);
    world.upload(0);
    let last = stored(&mut world, &sent).pop().unwrap();
    assert_eq!(last.placed_at, when);
    let own = world.stations[0].act(|act| act.tx().record((last.log, last.index)));
    assert_eq!(own.unwrap().placed_at, when, "the stamp has come back");
}

#[test]
fn a_station_takes_no_word_for_records_that_it_has_not_written() {
    let mut world = ten_records();
    let status = world.upload(0);
    let log = status.log;
    let acknowledged = |world: &mut World| {
        world.stations[0].act(|act| Ok(act.tx().lock_log(log)?.unwrap().acknowledged))
    };
    assert_eq!(acknowledged(&mut world), status.next);
    let lie = LogStatus {
        next: status.next + 1,
        ..status.clone()
    };
    world.stations[0].act(|act| acts::acknowledge(act, log, 0..lie.next, &lie));
    assert_eq!(acknowledged(&mut world), status.next);
}

#[test]
fn failures_at_stations_are_summed_at_the_centre_and_its_lock_comes_down() {
    let mut world = World::of(1).with_station().with_station().with_station();
    let (event, victim) = (world.event.clone(), mobile(1));
    for place in 0..2 {
        let station = &mut world.stations[place];
        let myself = station.myself();
        station.sit(|desk| {
            let code = desk.code(&event, &myself, &victim);
            for _ in 0..5 {
                drop(desk.log_in(&event, &victim, &other_than(&code)));
            }
        });
        world.sync(place);
    }
    // The third has seen no failure of its own.
    let third = world.stations[2].myself();
    assert!(world.stations[2].ask(&event, &third, &victim).is_ok());
    world.sync(2);
    world.pass_s(31);
    let locked = world.stations[2].ask(&event, &third, &victim);
    assert!(
        locked.is_err(),
        "ten failures at two stations lock it at the third: {locked:?}"
    );

    world
        .centre
        .act(|act| acts::unlock_number(act, &victim, None));
    for place in 0..3 {
        world.sync(place);
        let myself = world.stations[place].myself();
        let asked = world.stations[place].ask(&event, &myself, &victim);
        assert!(asked.is_ok(), "station {place}: {asked:?}");
    }
}

#[test]
fn an_unlock_made_offline_clears_its_station_at_once_and_the_others_when_it_arrives() {
    let mut world = World::of(1).with_station().with_station();
    let (event, victim) = (world.event.clone(), mobile(1));
    for place in 0..2 {
        let station = &mut world.stations[place];
        let myself = station.myself();
        station.sit(|desk| {
            let code = desk.code(&event, &myself, &victim);
            for _ in 0..5 {
                drop(desk.log_in(&event, &victim, &other_than(&code)));
            }
        });
    }
    world.pass_s(31);
    world.stations[0].act(|act| acts::unlock_number(act, &victim, None));
    let (first, second) = (world.stations[0].myself(), world.stations[1].myself());
    assert!(world.stations[0].ask(&event, &first, &victim).is_ok());
    assert!(world.stations[1].ask(&event, &second, &victim).is_err());
    world.sync(0);
    world.sync(1);
    assert!(world.stations[1].ask(&event, &second, &victim).is_ok());
}

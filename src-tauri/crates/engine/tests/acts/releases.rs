//! Letting in what a revoked station wrote, and no more than that; and revoking in two steps.

use crate::support::history::{check_in_of, enter, entered, first_of_log, send, write};
use crate::support::{World, endless, enrolment_request, roster};
use connect_engine::acts::{self, CallerState, RecordBatch, ReleaseRefusal, Revocation};
use connect_engine::ids::{LogId, StationId};
use connect_engine::store::{EntryRows, LogRow, LogRows};
use connect_engine::time::Millis;

/// The log that a station writes.
fn own_log(world: &mut World, place: usize) -> LogRow {
    world.stations[place].act(|act| {
        let log = act.log_id()?;
        Ok(act.tx().lock_log(log)?.unwrap())
    })
}

fn revoked(mut world: World) -> (World, StationId) {
    let id = world.stations[0].home.id;
    world.centre.act(|act| acts::revoke_station(act, id, None));
    (world, id)
}

#[test]
fn a_release_lets_in_nothing_of_a_log_that_a_thief_began() {
    let mut world = World::of(9).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    let honest = own_log(&mut world, 0);
    world.sync(0);
    let (mut world, id) = revoked(world);
    enter(&mut world, 0, 2);
    let last = own_log(&mut world, 0).head.next - 1;
    world.upload(0);
    let fact = check_in_of(&world.ticket(&event, "T-5"));
    // Under the smallest name and under the greatest: no order of names lets it in.
    for name in [[0; 16], [255; 16]] {
        let log = LogId::from_bytes(name);
        let station = &mut world.stations[0];
        let stolen = RecordBatch {
            log,
            caller: CallerState {
                now: station.now,
                waiting: 0,
            },
            records: vec![first_of_log(station, log, Some(event.id), &fact)],
        };
        send(&mut world, 0, &stolen).unwrap();
    }
    // An index alone doesn't say of which of them.
    let refused = world
        .centre
        .act(|act| acts::release_records(act, id, None, last));
    let Err(ReleaseRefusal::NoneNamed(aside)) = refused else {
        panic!("{refused:?}");
    };
    let of_own: Vec<_> = aside.iter().filter(|set| set.its_own).collect();
    assert_eq!((aside.len(), of_own.len()), (3, 1));
    assert_eq!((of_own[0].log, of_own[0].last), (honest.log, last));
    assert_eq!(entered(&mut world.centre, &event, 9), [1]);
    let named = Some(honest.log);
    let done = world
        .centre
        .act(|act| acts::release_records(act, id, named, last))
        .unwrap();
    assert_eq!((done.log, done.left), (honest.log, 0));
    assert!(done.released > 0);
    assert_eq!(entered(&mut world.centre, &event, 9), [1, 2]);
    // By its name an organiser may let in what they know to be honest.
    let named = Some(LogId::from_bytes([0; 16]));
    let done = world
        .centre
        .act(|act| acts::release_records(act, id, named, 0));
    assert_eq!(done.unwrap().released, 1);
    assert_eq!(entered(&mut world.centre, &event, 9), [1, 2, 5]);
}

#[test]
fn a_release_lets_in_nothing_of_a_branch() {
    let mut world = World::of(9).with_station();
    let event = world.event.clone();
    enter(&mut world, 0, 1);
    world.upload(0);
    let backup = world.stations[0].backup();
    enter(&mut world, 0, 2);
    world.upload(0);
    let (mut world, id) = revoked(world);
    // The thief puts an old copy back and goes on.
    world.stations[0].restore(&backup);
    enter(&mut world, 0, 3);
    world.upload(0);
    let refused = world
        .centre
        .act(|act| acts::release_records(act, id, None, u64::MAX >> 1));
    assert!(
        matches!(refused, Err(ReleaseRefusal::NoneNamed(_))),
        "{refused:?}"
    );
    assert_eq!(entered(&mut world.centre, &event, 9), [1, 2]);
}

#[test]
fn a_release_gives_a_station_no_event() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    world.import(&other, &roster([1]));
    world.join(&[&event]);
    let ticket = world.ticket(&other, "T-1");
    write(
        &mut world.stations[0],
        Some(other.id),
        &check_in_of(&ticket),
    );
    world.sync(0);
    let id = world.stations[0].home.id;
    let done = world
        .centre
        .act(|act| acts::release_records(act, id, None, 1000))
        .unwrap();
    assert_eq!((done.released, done.left), (0, 1));
    let entered = |world: &mut World| {
        let entries = world.centre.act(|act| act.tx().entries_of(ticket.id)).0;
        entries.len()
    };
    assert_eq!(entered(&mut world), 0);
    // Another code does, and what was kept aside until then counts.
    let code = world.enrolment_code(&[&other]);
    let request = enrolment_request(&mut world.stations[0], &code);
    let enrolment = world.enrol(&request).unwrap();
    assert_eq!(enrolment.events.len(), 2);
    assert_eq!(entered(&mut world), 1);
}

#[test]
fn since_when_a_station_was_stolen_may_be_said_after_it_was_revoked() {
    let (mut world, id) = revoked(World::of(3).with_station());
    let hour_ago = world.centre.now.wall.minus(Millis::from_secs(3600));
    let minute_ago = world.centre.now.wall.minus(Millis::from_secs(60));
    let revoke = |world: &mut World, since| {
        world
            .centre
            .act(|act| acts::revoke_station(act, id, Some(since)))
    };
    assert_eq!(revoke(&mut world, minute_ago), Revocation::Done);
    assert_eq!(world.row(0).revoked_since, Some(minute_ago));
    assert_eq!(revoke(&mut world, hour_ago), Revocation::Done);
    assert_eq!(world.row(0).revoked_since, Some(hour_ago));
    // A later time takes nothing back.
    assert_eq!(revoke(&mut world, minute_ago), Revocation::Already);
    assert_eq!(world.row(0).revoked_since, Some(hour_ago));
}

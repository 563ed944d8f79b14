//! Calls that were held up on their way measure no clocks.

use crate::support::World;
use crate::support::history::enter;
use connect_engine::acts::{self, CallerState};
use connect_engine::store::{LogRows, StationRows};
use connect_engine::time::{Millis, Timestamp};

/// A station that met the centre, and then was apart for twenty minutes.
fn after_an_outage() -> World {
    let mut world = World::of(2).with_station();
    enter(&mut world, 0, 1);
    world.sync(0);
    world.pass_s(20 * 60);
    world
}

fn state(world: &World) -> CallerState {
    CallerState {
        now: world.stations[0].now,
        waiting: 0,
    }
}

/// The centre hears what the station said of its clocks.
fn hear(world: &mut World, said: &CallerState) {
    let row = world.row(0);
    let log = world.stations[0].act(|act| act.log_id());
    world
        .centre
        .act(|act| acts::log_status(act, &row, said, log));
}

/// What the centre's clock says, by its measure, when the station's stand as they do.
fn by_its_measure(world: &mut World) -> Timestamp {
    let station = world.stations[0].home.id;
    let now = world.stations[0].now;
    let boot = world.centre.act(|act| act.tx().boot(station, now.boot_id));
    let boot = boot.unwrap();
    boot.centre
        .plus(Millis::new(now.boot.get() - boot.at.boot.get()))
}

#[test]
fn what_waited_is_placed_where_it_happened_though_the_first_call_was_held_up() {
    let mut world = after_an_outage();
    enter(&mut world, 0, 2);
    let said = state(&world);
    world.pass_s(8);
    hear(&mut world, &said);
    let row = world.row(0);
    let (batch, happened) = world.stations[0].act(|act| {
        let log = act.log_id()?;
        let from = act.tx().lock_log(log)?.unwrap().acknowledged;
        let rows = act.tx().records_from(log, from, 100)?;
        let happened: Vec<Timestamp> = rows.iter().map(|row| row.placed_at).collect();
        Ok((acts::batch_from(act, log, from, 100)?, happened))
    });
    let status = world
        .centre
        .act(|act| acts::accept_records(act, &row, &batch))
        .unwrap();
    assert!(happened.len() >= 3);
    assert_eq!(status.placed, happened);
}

#[test]
fn a_clock_that_was_set_at_the_centre_is_heard_with_the_second_call() {
    let mut world = after_an_outage();
    world.centre.pass(Millis::from_secs(20));
    let at_first = state(&world);
    hear(&mut world, &at_first);
    assert_ne!(by_its_measure(&mut world), world.centre.now.wall);
    world.pass_s(30);
    let then = state(&world);
    hear(&mut world, &then);
    assert_eq!(by_its_measure(&mut world), world.centre.now.wall);
}

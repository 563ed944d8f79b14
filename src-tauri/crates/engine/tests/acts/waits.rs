//! How long a station waits while nobody answers.

use crate::support::history::{enter, write};
use crate::support::{Site, World, roster};
use connect_engine::acts::{self, Answer, Call, Downlink, Next, Uplink};
use connect_engine::fact::{Fact, TicketUnknown};
use connect_engine::ids::EventId;
use connect_engine::time::Millis;
use std::collections::BTreeSet;

const FAILURES: usize = 40;
/// The longest that the nth wait may be, from the first on; all later ones are as the last.
const LONGEST: [i64; 5] = [1000, 2000, 4000, 8000, 15_000];

fn longest(nth: usize) -> i64 {
    LONGEST[nth.min(LONGEST.len() - 1)]
}

/// The waits of an uplink that nobody answers.
fn waits_up(site: &mut Site, up: &mut Uplink) -> Vec<i64> {
    let mut waits = Vec::new();
    while waits.len() < FAILURES {
        match site.act(|act| up.next(act)) {
            Next::Call(call) => site.act(|act| up.take(act, &call, &Answer::Failed)),
            Next::Wait(span) => waits.push(span.get()),
            Next::Idle => panic!("it has asked nobody"),
        }
    }
    waits
}

fn waits_down(site: &mut Site, event: EventId) -> Vec<i64> {
    let mut down = Downlink::of(event);
    let mut waits = Vec::new();
    while waits.len() < FAILURES {
        match site.act(|act| down.next(act)) {
            Next::Call(_) => {
                site.act(|act| down.take(act, &Answer::Failed));
            }
            Next::Wait(span) => waits.push(span.get()),
            Next::Idle => panic!("it has asked nobody"),
        }
    }
    waits
}

#[test]
fn waits_double_up_to_a_ceiling_and_no_two_stations_keep_step() {
    let mut world = World::of(1).with_station().with_station();
    let event = world.event.id;
    let mut all = Vec::new();
    for station in &mut world.stations {
        all.push(waits_up(station, &mut Uplink::default()));
        all.push(waits_down(station, event));
    }
    for waits in &all {
        for (nth, wait) in waits.iter().enumerate() {
            let most = longest(nth);
            assert!((most / 2..=most).contains(wait), "wait {nth}: {wait} ms");
        }
        let at_the_ceiling: BTreeSet<_> = waits[LONGEST.len()..].iter().collect();
        assert!(at_the_ceiling.len() > FAILURES / 2, "jitter: {waits:?}");
    }
    let different: BTreeSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
}

/// All of a feed after what the station has, as the centre tells it.
fn told(world: &mut World) -> Answer {
    let event = world.event.id;
    let after = world.stations[0].cursor(event);
    Answer::Lines(world.centre.act(|act| {
        let mut told = vec![acts::extent_after(act, event, &after)?.unwrap()];
        told.extend(acts::changes_after(act, event, &after, 500)?.unwrap().lines);
        Ok(told)
    }))
}

#[test]
fn where_a_held_line_ends_the_rest_is_asked_for_at_once_but_not_again_and_again() {
    let mut world = World::of(1).with_station();
    world.sync(0);
    let mut down = Downlink::of(world.event.id);
    let mut asked = |world: &mut World, answers: &[Answer]| {
        let station = &mut world.stations[0];
        let next = station.act(|act| down.next(act));
        for answer in answers {
            station.act(|act| down.take(act, answer));
        }
        next
    };
    let catches_up = |next| matches!(next, Next::Call(Call::Changes { .. }));
    let listens = |next| matches!(next, Next::Call(Call::Listen { .. }));
    for list in [1..=9, 10..=19] {
        let event = world.event.clone();
        world.import(&event, &roster(list));
        let all = [told(&mut world), Answer::Current];
        assert!(catches_up(asked(&mut world, &all)));
        assert!(listens(asked(&mut world, &[Answer::Ended])));
    }
    // Something between the two lets no line be held.
    let nothing = [told(&mut world), Answer::Current];
    assert!(catches_up(asked(&mut world, &nothing)));
    assert!(listens(asked(&mut world, &[Answer::Ended])));
    let next = asked(&mut world, &[]);
    assert!(matches!(next, Next::Wait(_)), "{next:?}");
}

#[test]
fn over_a_line_that_is_too_thin_for_many_records_fewer_are_sent_at_once() {
    const THROUGH: usize = 20;
    const WRITTEN: usize = 3000;
    let mut world = World::of(1).with_station();
    let fact = Fact::TicketUnknown(TicketUnknown {});
    for _ in 0..WRITTEN {
        write(&mut world.stations[0], None, &fact);
    }
    let mut up = Uplink::default();
    let (mut cut_off, mut sizes) = (0, Vec::new());
    loop {
        match world.stations[0].act(|act| up.next(act)) {
            Next::Idle => break,
            Next::Wait(_) => {}
            Next::Call(Call::Send(batch)) if batch.records.len() > THROUGH => {
                cut_off += 1;
                assert!(cut_off < 10, "it sends {} again", batch.records.len());
                let call = Call::Send(batch);
                world.stations[0].act(|act| up.take(act, &call, &Answer::Failed));
            }
            Next::Call(call) => {
                if let Call::Send(batch) = &call {
                    sizes.push(batch.records.len());
                }
                let answer = world.answer(0, &call);
                world.stations[0].act(|act| up.take(act, &call, &answer));
            }
        }
    }
    assert!(sizes.iter().sum::<usize>() >= WRITTEN);
    let small = sizes.iter().filter(|size| **size < THROUGH / 2);
    assert!(small.count() <= 1, "{sizes:?}");
    let waiting = world.stations[0].act(|act| acts::next_waiting(act));
    assert_eq!(waiting, None);
    // What comes later goes up as if nothing had been.
    for _ in 0..2 * THROUGH {
        write(&mut world.stations[0], None, &fact);
    }
    let Next::Call(Call::Send(batch)) = world.stations[0].act(|act| up.next(act)) else {
        panic!("there is something to send");
    };
    assert_eq!(batch.records.len(), 2 * THROUGH);
}

#[test]
fn after_an_answer_waits_begin_small_again() {
    let mut world = World::of(1).with_station();
    enter(&mut world, 0, 1);
    let mut up = Uplink::default();
    waits_up(&mut world.stations[0], &mut up);
    let Next::Call(call) = world.stations[0].act(|act| up.next(act)) else {
        panic!("it asks again after a wait");
    };
    let answer = world.answer(0, &call);
    world.stations[0].act(|act| up.take(act, &call, &answer));
    let again = waits_up(&mut world.stations[0], &mut up);
    assert!(
        Millis::new(again[0]) <= Millis::new(longest(0)),
        "{again:?}"
    );
}

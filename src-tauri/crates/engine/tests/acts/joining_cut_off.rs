//! Joining is cut off between any two of its steps: the plug is pulled, and what was on its way is
//! lost.

use crate::joining::people;
use crate::support::lone::{adopt, lone, request_of};
use crate::support::{Site, World, mobile, roster};
use connect_engine::acts::{self, Next, Uplink};
use connect_engine::roster::{Attendee, Event};
use connect_engine::store::{EventRows, LogRows, RosterRows, Setting, SettingRows};

/// More than one page of each.
const GUESTS: u32 = 450;

/// The database as it is on the disk is all that is left of a station.
fn pull_the_plug(site: &mut Site) {
    let left = site.backup();
    site.restore(&left);
    site.reboot();
}

fn check_in(site: &mut Site, event: &Event, n: u32) {
    let myself = site.myself();
    let code = site.code(event, &myself, &mobile(n));
    let entered = site.sit(|desk| desk.log_in(event, &mobile(n), &code));
    assert!(entered.is_ok(), "{entered:?}");
}

/// What somebody comes to on both sides: the people, whose tickets are in, and the kinds of
/// records.
#[derive(Debug, PartialEq)]
struct Outcome {
    people: Vec<Attendee>,
    entered: Vec<u32>,
    kinds: Vec<String>,
}

fn outcome(world: &mut World, event: &Event) -> Outcome {
    let log = world.row(0).log;
    let records = world.centre.act(|act| act.tx().records_from(log, 0, 1000));
    let site = &mut world.centre;
    let entered = (1..=GUESTS).filter(|n| {
        site.act(|act| {
            let found = act.tx().attendee_by_mobile(event.id, &mobile(*n))?.unwrap();
            let view = acts::view_attendee(act, event, found.id, None)?;
            Ok(view.tickets[0].checked_in_at.is_some())
        })
    });
    Outcome {
        entered: entered.collect(),
        people: people(site, event),
        kinds: records.into_iter().map(|row| row.kind).collect(),
    }
}

/// A station joins with a guest inside, and the plug is pulled at the step of this number; false
/// if there are fewer.
fn join_cut_off(at: usize) -> (bool, Outcome) {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=GUESTS));
    check_in(&mut site, &own, 1);
    let before = people(&mut site, &own);
    let mut steps = 0;
    let mut cut = |site: &mut Site| {
        steps += 1;
        if steps == at {
            pull_the_plug(site);
        }
        steps == at
    };
    let code = world.enrolment_code(&[]);
    cut(&mut site);
    let mut answer = world.enrol(&request_of(&mut site, &code)).unwrap();
    if cut(&mut site) {
        let alone = site.act(|act| act.tx().setting(Setting::Alone));
        assert!(alone.is_some(), "nothing but the answer was lost");
        answer = world.enrol(&request_of(&mut site, &code)).unwrap();
    }
    adopt(&world, &mut site, &answer);
    let event = site.act(|act| act.tx().event(own.id)).unwrap();
    check_in(&mut site, &event, 2);
    world.stations.push(site);
    let mut up = Uplink::default();
    loop {
        if cut(&mut world.stations[0]) {
            up = Uplink::default();
        }
        let call = match world.stations[0].act(|act| up.next(act)) {
            Next::Call(call) => call,
            Next::Idle => break,
            Next::Wait(span) => panic!("it waits {span:?}"),
        };
        let answer = world.answer(0, &call);
        if cut(&mut world.stations[0]) {
            up = Uplink::default();
            continue;
        }
        world.stations[0].act(|act| up.take(act, &call, &answer));
    }
    world.download(0);
    let id = world.row(0).id;
    let aside = world.centre.act(|act| act.tx().count_in_quarantine(id));
    assert_eq!(aside, 0, "step {at}");
    assert_eq!(people(&mut world.stations[0], &event), before, "step {at}");
    (at <= steps, outcome(&mut world, &event))
}

#[test]
fn wherever_joining_is_cut_off_it_comes_to_the_same() {
    let (_, whole) = join_cut_off(0);
    assert_eq!(whole.people.len(), GUESTS as usize);
    assert_eq!(whole.entered, [1, 2]);
    let mut at = 1;
    loop {
        let (reached, outcome) = join_cut_off(at);
        if !reached {
            break;
        }
        assert_eq!(outcome.kinds, whole.kinds, "step {at}");
        assert_eq!(outcome.entered, whole.entered, "step {at}");
        // Each world makes ids of its own.
        let numbers = |of: &Outcome| -> Vec<_> {
            of.people
                .iter()
                .map(|a| (a.mobile.clone(), a.name.clone()))
                .collect()
        };
        assert_eq!(numbers(&outcome), numbers(&whole), "step {at}");
        at += 1;
    }
    assert!(at > 15, "{at} steps");
}

//! A centre whose database was put back to an earlier state: what it writes anew, and who it has
//! never heard of since.

use crate::support::history::{enter, entered};
use crate::support::lone::{lone, request_of};
use crate::support::{CENTRE, START, World, endless, enrolment_request, mobile, roster};
use connect_engine::acts::{self, EnrolmentRequest, NewStaff};
use connect_engine::ids::AttendeeId;
use connect_engine::roster::Event;
use connect_engine::staff::{PinHash, StaffRole};
use connect_engine::store::{EventRows, HistoryRows, RosterRows, StaffRows, StationRows};
use connect_engine::time::{Millis, Timestamp};
use connect_engine::token::{JoinedClaims, Kind, sign};

/// When a guest came in, as the centre has it.
fn came_in(world: &mut World, guest: u32) -> Option<Timestamp> {
    let event = world.event.clone();
    let ticket = world.ticket(&event, &format!("T-{guest}"));
    world.centre.act(|act| {
        let view = acts::view_ticket(act, &event, ticket.clone(), None)?;
        Ok(view.checked_in_at)
    })
}

fn join_again(world: &mut World, events: &[&Event]) {
    let code = world.enrolment_code(events);
    let request = enrolment_request(&mut world.stations[0], &code);
    let enrolment = world.enrol(&request).unwrap();
    world.stations[0].act(|act| acts::adopt_enrolment(act, &enrolment));
}

fn history(world: &mut World, attendee: AttendeeId) -> usize {
    let lines = world.stations[0].act(|act| act.tx().history_of(attendee));
    lines.len()
}

#[test]
fn what_it_writes_in_the_place_of_what_it_lost_is_of_those_whom_it_is_about() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let [first, second] = [1, 2].map(|n| world.attendee(&event, &mobile(n)).unwrap().id);
    let backup = world.centre.backup();
    world
        .centre
        .act(|act| acts::unlock_number(act, &mobile(1), None));
    world.download(0);
    assert_eq!(history(&mut world, first), 1);
    world.centre.restore(&backup);
    world.pass_s(60);
    // It stands where the other one stood.
    world
        .centre
        .act(|act| acts::unlock_number(act, &mobile(2), None));
    world.sync(0);
    assert_eq!(history(&mut world, first), 0, "nobody knows of it any more");
    assert_eq!(history(&mut world, second), 1);
}

#[test]
fn a_kiosk_that_joined_after_the_backup_joins_again_with_what_it_has() {
    let mut world = World::of(3);
    let event = world.event.clone();
    let backup = world.centre.backup();
    world.join(&[&event]);
    enter(&mut world, 0, 1);
    world.sync(0);
    let when = came_in(&mut world, 1);
    enter(&mut world, 0, 2);
    world.centre.restore(&backup);
    assert_eq!(entered(&mut world.centre, &event, 3), [0; 0]);
    world.pass_s(6 * 3600);

    join_again(&mut world, &[&event]);
    world.sync(0);
    assert_eq!(came_in(&mut world, 1), when, "it is placed where it was");
    assert!(came_in(&mut world, 2) < when.map(|when| when.plus(Millis::from_secs(60))));
    assert_eq!(entered(&mut world.centre, &event, 3), [1, 2]);
    assert_eq!(entered(&mut world.stations[0], &event, 3), [1, 2]);
    enter(&mut world, 0, 3);
    world.sync(0);
    assert_eq!(entered(&mut world.centre, &event, 3), [1, 2, 3]);
}

#[test]
fn a_code_that_names_fewer_events_than_a_kiosk_served_takes_none_away() {
    let mut world = World::of(2);
    let first = world.event.clone();
    let second = world.add_event(&endless("Second"));
    world.import(&second, &roster(1..=2));
    let unknown = world.centre.backup();
    world.join(&[&first]);
    let used = world.enrolment_code(&[&first]);
    let request = enrolment_request(&mut world.stations[0], &used);
    world.enrol(&request).unwrap();
    let of_one_event = world.centre.backup();
    join_again(&mut world, &[&second]);
    for backup in [&unknown, &of_one_event] {
        world.centre.restore(backup);
        join_again(&mut world, &[&first]);
        let served = world.stations[0].act(|act| act.tx().events());
        assert_eq!(served.len(), 2);
        assert_eq!(world.row(0).events.len(), 2);
    }
    // Nor does a text that was used before.
    world.centre.restore(&of_one_event);
    let request = enrolment_request(&mut world.stations[0], &used);
    let enrolment = world.enrol(&request).unwrap();
    assert_eq!(enrolment.events.len(), 2);
}

#[test]
fn nobody_says_by_themselves_since_when_they_belong_to_the_centre() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let other = world.add_event(&endless("Other"));
    let theirs = world.stations[0].act(|act| acts::joined(act).map(Option::unwrap));
    world.pass_s(6 * 3600);
    let mut late = world.new_station();
    let claims = JoinedClaims {
        iss: CENTRE.to_owned(),
        sub: late.home.id,
        jkt: late.home.key.public().thumbprint(),
        joined_at: START,
        events: vec![event.id, other.id],
    };
    let own = sign(Kind::Joined, &claims, &late.home.key).unwrap();
    for joined in [own, theirs, "yesterday".to_owned()] {
        let code = world.enrolment_code(&[&event]);
        let request = EnrolmentRequest {
            joined: Some(joined),
            ..enrolment_request(&mut late, &code)
        };
        world.enrol(&request).unwrap();
        let row = world.centre.act(|act| act.tx().station(late.home.id));
        let row = row.unwrap();
        assert_eq!(row.enrolled_at, world.centre.now.wall);
        assert_eq!(row.events, [event.id]);
        late = world.new_station();
    }
}

#[test]
fn an_event_that_it_lost_is_served_no_more_and_another_has_its_alias() {
    let mut world = World::of(2);
    let first = world.event.clone();
    let backup = world.centre.backup();
    let lost = world.add_event(&endless("Lost"));
    world.import(&lost, &roster(1..=2));
    let nika = NewStaff {
        name: "Nika".to_owned(),
        role: StaffRole::Supervisor,
        pin: PinHash::from_phc(String::new()),
        events: vec![lost.alias],
    };
    world.centre.act(|act| acts::add_staff(act, &nika)).unwrap();
    world.join(&[&first, &lost]);
    world.centre.restore(&backup);
    let anew = world.add_event(&endless("Anew"));
    assert_eq!(anew.alias, lost.alias);
    world.import(&anew, &roster(1..=2));

    join_again(&mut world, &[&first, &anew]);
    let staff = |world: &mut World| world.stations[0].act(|act| act.tx().staff()).len();
    assert_eq!(staff(&mut world), 1, "somebody can still come on duty");
    world.sync(0);
    assert_eq!(staff(&mut world), 0, "whom the centre doesn't know goes");
    let served = world.stations[0].act(|act| act.tx().events());
    let names: Vec<_> = served.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["Rust Meetup", "Anew"]);
    let gone = world.stations[0].act(|act| act.tx().attendee_by_mobile(lost.id, &mobile(1)));
    assert_eq!(gone, None);
    assert_eq!(entered(&mut world.stations[0], &anew, 2), [0; 0]);
}

#[test]
fn a_kiosk_that_served_alone_brings_its_event_again() {
    let mut world = World::of(1);
    let (site, own) = lone(&world, &roster(1..=3));
    let backup = world.centre.backup();
    // Its own event is called by the alias of this one afterwards.
    let lost = world.add_event(&endless("Lost"));
    let (place, own) = world.take_in(site, &own, &[&lost]);
    assert!(own.alias > lost.alias);
    world.sync(place);
    world.event = own.clone();
    enter(&mut world, place, 2);
    world.sync(place);
    world.centre.restore(&backup);

    let code = world.enrolment_code(&[]);
    let request = request_of(&mut world.stations[place], &code);
    let enrolment = world.enrol(&request).unwrap();
    world.stations[place].act(|act| acts::adopt_enrolment(act, &enrolment));
    let again = world.stations[place].act(|act| act.tx().event(own.id));
    assert_eq!(again.map(|own| own.alias), Some(lost.alias));
    for _ in 0..2 {
        world.sync(place);
    }
    assert_eq!(entered(&mut world.centre, &own, 3), [2]);
    assert_eq!(entered(&mut world.stations[place], &own, 3), [2]);
}

/// Stations that served these events alone bring them to a centre that has lost them: again, in the
/// order in which they are here.
fn brought_again(world: &mut World, founders: &[(usize, &Event)]) -> Vec<Event> {
    founders
        .iter()
        .map(|(place, own)| {
            let code = world.enrolment_code(&[]);
            let request = request_of(&mut world.stations[*place], &code);
            let enrolment = world.enrol(&request).unwrap();
            world.stations[*place].act(|act| acts::adopt_enrolment(act, &enrolment));
            world.sync(*place);
            world.centre.act(|act| act.tx().event(own.id)).unwrap()
        })
        .collect()
}

/// A kiosk joins again with these events; what was done before at one of their founders has come to
/// it then.
fn joins_again_and_hears(world: &mut World, place: usize, events: &[&Event]) {
    let code = world.enrolment_code(events);
    let request = enrolment_request(&mut world.stations[place], &code);
    let enrolment = world.enrol(&request).unwrap();
    world.stations[place].act(|act| acts::adopt_enrolment(act, &enrolment));
    for event in events {
        let here = world.stations[place].act(|act| act.tx().event(event.id));
        assert_eq!(here.map(|here| here.alias), Some(event.alias));
    }
    world.sync(place);
}

#[test]
fn an_event_that_was_brought_goes_by_its_new_alias_at_the_other_kiosks_too() {
    let mut world = World::of(1);
    let backup = world.centre.backup();
    let (first, poetry) = lone(&world, &roster(1..=3));
    let (first, poetry) = world.take_in(first, &poetry, &[]);
    world.sync(first);
    let (second, music) = lone(&world, &roster(11..=13));
    let (second, music) = world.take_in(second, &music, &[]);
    world.sync(second);
    let other = world.join(&[&poetry, &music]);
    world.sync(other);
    world.centre.restore(&backup);

    // The other way round.
    let again = brought_again(&mut world, &[(second, &music), (first, &poetry)]);
    assert_eq!(again[0].alias, poetry.alias);
    assert_eq!(again[1].alias, music.alias);
    world.event = again[1].clone();
    enter(&mut world, first, 2);
    world.sync(first);
    joins_again_and_hears(&mut world, other, &[&again[0], &again[1]]);
    assert_eq!(entered(&mut world.stations[other], &again[1], 3), [2]);
    let guest = world.stations[other].act(|act| act.tx().attendee_by_mobile(music.id, &mobile(12)));
    assert!(guest.is_some(), "nobody of the other list is gone");
}

#[test]
fn a_new_event_may_have_the_alias_of_one_that_was_brought_before() {
    let mut world = World::of(1);
    let (site, poetry) = lone(&world, &roster(1..=3));
    let backup = world.centre.backup();
    let (place, poetry) = world.take_in(site, &poetry, &[]);
    world.sync(place);
    let other = world.join(&[&poetry]);
    world.sync(other);
    world.centre.restore(&backup);
    let new = world.add_event(&endless("New"));
    assert_eq!(new.alias, poetry.alias);

    let again = brought_again(&mut world, &[(place, &poetry)]).remove(0);
    joins_again_and_hears(&mut world, other, &[&new, &again]);
}

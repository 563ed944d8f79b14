//! Staff: given at the centre, known at the stations of their events, gone when they are removed.

use crate::support::lone::{founder, lone};
use crate::support::{Site, World, endless, open_with_key, roster};
use connect_engine::acts::{self, Founder, NewEvent, NewStaff, StaffRefusal};
use connect_engine::ids::EventAlias;
use connect_engine::key::Label;
use connect_engine::roster::Event;
use connect_engine::staff::{Pin, PinHash, StaffMember, StaffRole};
use connect_engine::store::{EventRows, LogRows, StaffRows};
use connect_engine::time::Millis;

/// Somebody whose PIN is 4938.
fn add(world: &mut World, name: &str, events: &[&Event]) -> Result<StaffMember, StaffRefusal> {
    let pin = PinHash::of(&Pin::parse("4938").unwrap(), &mut world.centre.random).unwrap();
    let new = NewStaff {
        name: name.to_owned(),
        role: StaffRole::Steward,
        pin,
        events: events.iter().map(|event| event.alias).collect(),
    };
    world.centre.act(|act| acts::add_staff(act, &new))
}

fn names(site: &mut Site) -> Vec<String> {
    let all = site.act(|act| act.tx().staff());
    all.into_iter().map(|member| member.name).collect()
}

#[test]
fn staff_are_known_at_the_stations_of_their_events_until_they_are_removed() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&endless("Elsewhere"));
    for events in [&[&event][..], &[&event, &other], &[&other]] {
        world.join(events);
    }
    let nika = add(&mut world, "Nika", &[&event]).unwrap();
    add(&mut world, "Omid", &[&event, &other]).unwrap();
    for place in 0..3 {
        world.download(place);
    }
    let known = |world: &mut World| [0, 1, 2].map(|place| names(&mut world.stations[place]));
    assert_eq!(
        known(&mut world),
        [vec!["Nika", "Omid"], vec!["Nika", "Omid"], vec!["Omid"]]
    );
    let at_the_door = world.stations[1].act(|act| act.tx().staff_member(nika.id));
    assert_eq!(at_the_door, Some(nika.clone()), "with role and hash");
    assert!(world.centre.act(|act| acts::remove_staff(act, nika.id)));
    assert!(!world.centre.act(|act| acts::remove_staff(act, nika.id)));
    for place in 0..3 {
        world.download(place);
    }
    assert_eq!(
        known(&mut world),
        [vec!["Omid"], vec!["Omid"], vec!["Omid"]]
    );
    world.join(&[&event]);
    assert_eq!(names(&mut world.stations[3]), ["Omid"], "who joins later");
}

#[test]
fn who_could_not_be_told_apart_and_an_event_that_is_none_are_refused() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let other = world.add_event(&endless("Elsewhere"));
    add(&mut world, "Nika", &[&event]).unwrap();
    assert_eq!(
        add(&mut world, "Nika", &[&other, &event]).err(),
        Some(StaffRefusal::NameTaken)
    );
    assert!(add(&mut world, "Nika", &[&other]).is_ok());
    let nowhere = Event {
        alias: EventAlias(99),
        ..event
    };
    assert_eq!(
        add(&mut world, "Omid", &[&nowhere]).err(),
        Some(StaffRefusal::UnknownEvent(EventAlias(99)))
    );
    assert_eq!(names(&mut world.centre), ["Nika", "Nika"]);
}

#[test]
fn what_a_pin_is_compared_with_stands_in_no_record() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let nika = add(&mut world, "Nika", &[&event]).unwrap();
    world.centre.act(|act| acts::remove_staff(act, nika.id));
    let log = world.centre.act(|act| act.log_id());
    let rows = world.centre.act(|act| act.tx().records_from(log, 0, 100));
    let kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    assert!(
        kinds.ends_with(&["staff-added", "staff-removed"]),
        "{kinds:?}"
    );
    for row in &rows {
        let body = String::from_utf8(row.record.body.as_ref().unwrap().json.clone()).unwrap();
        assert!(!body.contains("argon2") && !body.contains("4938"), "{body}");
    }
}

#[test]
fn who_was_removed_while_a_station_loads_anew_is_gone_there_too() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let nika = add(&mut world, "Nika", &[&event]).unwrap();
    world.download(0);
    assert_eq!(names(&mut world.stations[0]), ["Nika"]);
    // As after a backup of the centre from before she was added.
    world.centre.act(|act| acts::remove_staff(act, nika.id));
    let key = world.centre.root.derive(Label::Database).unwrap();
    let database = open_with_key(&world.centre.file, &key);
    database
        .execute("delete from changes where kind = 'staff'", [])
        .unwrap();
    world.stations[0].act(|act| acts::load_again(act, event.id));
    world.download(0);
    assert!(names(&mut world.stations[0]).is_empty());
}

#[test]
fn staff_stay_when_the_roster_of_their_event_is_forgotten() {
    let mut world = World::of(1);
    let past = world.add_event(&NewEvent {
        ends_at: Some(world.centre.now.wall.plus(Millis::from_secs(3600))),
        ..endless("Past")
    });
    world.import(&past, &roster(1..=1));
    add(&mut world, "Nika", &[&past]).unwrap();
    let place = world.join(&[&past]);
    world.pass_s(40 * 24 * 3600);
    world.sync(place);
    let centre = &mut world.centre;
    centre.act(|act| acts::forget_what_has_aged(act));
    centre.pass(Millis::from_secs(24 * 3600));
    assert_eq!(centre.act(|act| acts::forget_what_has_aged(act)), 1);
    world.stations[place].act(|act| acts::load_again(act, past.id));
    world.download(place);
    assert_eq!(names(&mut world.stations[place]), ["Nika"]);
}

#[test]
fn a_station_that_is_revoked_keeps_nobodys_hash() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    add(&mut world, "Nika", &[&event]).unwrap();
    world.download(0);
    world.stations[0].act(|act| acts::be_revoked(act));
    assert!(names(&mut world.stations[0]).is_empty());
}

#[test]
fn a_station_that_is_set_up_alone_a_second_time_has_the_same_event_and_the_pin_typed_last() {
    let world = World::of(1);
    let (mut site, event) = lone(&world, &roster(1..=1));
    let pin = PinHash::of(&Pin::parse("4938").unwrap(), &mut site.random).unwrap();
    let founder = Founder { pin, ..founder() };
    let again = site.act(|act| acts::found_alone(act, "Gate", &endless("Concert"), founder));
    assert_eq!(again, event);
    let (events, staff) = site.act(|act| Ok((act.tx().events()?, act.tx().staff()?)));
    assert_eq!(events, [event]);
    let [nika] = staff.try_into().unwrap();
    let tried = site.act(|act| acts::count_pin_try(act, nika.id)).unwrap();
    assert!(tried.compare(&Pin::parse("4938").unwrap()).is_ok());
}

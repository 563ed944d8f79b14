//! Names that staff corrected, against the organiser's list, other corrections, and whoever is gone.

use crate::door_by_staff::{Doors, HEAD, card};
use crate::support::Site;
use connect_engine::acts::{self, DoorRefusal, Removed};
use connect_engine::store::{LogRows, NameRows, RosterRows};

#[test]
fn a_corrected_name_is_what_everybody_sees_and_no_import_of_the_old_one_takes_it_back() {
    let mut doors = Doors::open();
    assert_eq!(doors.correct(0, 1, " "), Err(DoorRefusal::NameNeeded));
    doors.correct(0, 1, "Guest One").unwrap();
    doors.sync();
    let corrected = ["Guest One", "Guest One"].map(str::to_owned);
    assert_eq!(doors.names(1), vec![corrected.clone(); 3]);
    let event = doors.world.event.clone();
    let csv = "name,mobile,ticket_code,ticket_type\nGuest 1,09120000001,T-1,VIP\n";
    doors.world.import(&event, csv);
    doors.sync();
    assert_eq!(doors.names(1), vec![corrected; 3], "the type alone is new");
    let csv = "name,mobile,ticket_code,ticket_type\nGast 1,09120000001,T-1,VIP\n";
    let report = doors
        .world
        .centre
        .act(|act| acts::import_roster(act, &event, csv.as_bytes(), Removed::Refuse));
    assert_eq!(report.unwrap().changed, 1);
    doors.sync();
    let newer = ["Gast 1", "Gast 1"].map(str::to_owned);
    assert_eq!(
        doors.names(1),
        vec![newer; 3],
        "the organiser wrote it anew"
    );
}

#[test]
fn a_name_that_the_organiser_wrote_later_stands_whenever_the_correction_arrives() {
    let mut doors = Doors::open();
    let event = doors.world.event.clone();
    doors.correct(0, 1, "Guest One").unwrap();
    doors.world.pass_s(60);
    let csv = "name,mobile,ticket_code\nGast 1,09120000001,T-1\n";
    doors.world.import(&event, csv);
    doors.sync();
    let later = ["Gast 1", "Gast 1"].map(str::to_owned);
    assert_eq!(doors.names(1), vec![later; 3]);
}

#[test]
fn nobody_gets_the_name_of_whom_one_of_their_tickets_went_to() {
    let (mut doors, event, guest) = Doors::where_the_first_has_two_tickets();
    doors.correct(0, 1, "Guest One").unwrap();
    doors.world.pass_s(60);
    let given = format!("{HEAD}Reza,09129999999,T-1\n");
    doors.world.import(&event, &given);
    doors.sync();
    let name = doors
        .world
        .centre
        .act(|act| act.tx().attendee(guest))
        .unwrap()
        .name;
    assert_eq!(name, "Guest 1");
}

#[test]
fn of_two_corrections_made_apart_the_later_one_holds_everywhere() {
    for order in [[0, 1], [1, 0]] {
        let mut doors = Doors::open();
        doors.correct(0, 1, "First").unwrap();
        doors.correct(1, 1, "Second").unwrap();
        for place in order.into_iter().chain(order) {
            doors.world.sync(place);
        }
        let second = ["Second", "Second"].map(str::to_owned);
        assert_eq!(doors.names(1), vec![second; 3], "{order:?}");
    }
}

#[test]
fn what_is_known_of_somebody_who_is_removed_is_gone_from_the_histories_too() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    doors.check_in(0, 1).unwrap();
    doors.correct(0, 1, "Secret Name").unwrap();
    doors.undo(0, 1, "Secret Reason").unwrap();
    doors.sync();
    doors
        .world
        .centre
        .act(|act| acts::remove_attendee(act, guest));
    doors.sync();
    for site in doors
        .world
        .stations
        .iter_mut()
        .chain([&mut doors.world.centre])
    {
        assert_eq!(card(site, guest), None);
        let left = site.act(|act| {
            let mut bodies = Vec::new();
            for log in act.tx().logs()? {
                let rows = act.tx().records_from(log.log, 0, 1000)?;
                let told = rows.into_iter().filter_map(|row| row.record.body);
                bodies.extend(told.map(|body| String::from_utf8(body.json).unwrap()));
            }
            Ok(bodies)
        });
        assert!(left.iter().all(|body| !body.contains("Secret")), "{left:?}");
    }
}

#[test]
fn a_name_that_was_corrected_apart_from_a_removal_doesnt_come_back() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    doors.correct(0, 1, "Secret Name").unwrap();
    doors
        .world
        .centre
        .act(|act| acts::remove_attendee(act, guest));
    doors.sync();
    assert_eq!(doors.names(1), vec![["", ""].map(str::to_owned); 3]);
    let kept = doors.world.centre.act(|act| act.tx().corrections_of(guest));
    assert_eq!(kept.len(), 0);
}

#[test]
fn a_name_is_the_same_everywhere_though_the_ticket_went_to_somebody_who_was_removed() {
    let (mut doors, event, guest) = Doors::where_the_first_has_two_tickets();
    doors.correct(0, 1, "New Name").unwrap();
    let given = format!("{HEAD}Guest 1,09120000002,T-1\n");
    doors.world.import(&event, &given);
    let (holder, _) = doors.guest(1);
    assert_ne!(holder, guest);
    doors
        .world
        .centre
        .act(|act| acts::remove_attendee(act, holder));
    doors.sync();
    let sites = doors.world.stations.iter_mut();
    let name = |site: &mut Site| site.act(|act| act.tx().attendee(guest)).unwrap().name;
    let names: Vec<_> = sites.chain([&mut doors.world.centre]).map(name).collect();
    assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
}

//! Importing a roster, over and over.

use crate::support::{World, mobile};
use connect_engine::acts::{self, BadLine, ImportReport, Removed};
use connect_engine::fact::{Fact, MobileChanged};
use connect_engine::ids::AttendeeId;
use connect_engine::roster::{Attendee, AttendeeState};
use connect_engine::store::RosterRows;

const HEADER: &str = "name,mobile,ticket_code\n";

fn import(world: &mut World, lines: &str) -> ImportReport {
    let event = world.event.clone();
    world.import(&event, &format!("{HEADER}{lines}"))
}

fn by_id(world: &mut World, id: AttendeeId) -> Attendee {
    world.centre.act(|act| act.tx().attendee(id)).unwrap()
}

fn counts(report: &ImportReport) -> (u64, u64, usize) {
    (report.added, report.changed, report.rejected.len())
}

#[test]
fn the_same_file_again_changes_nothing() {
    let mut world = World::of(0);
    let lines = "Sara,09120000001,A\nOmid,09120000002,B\n";
    assert_eq!(counts(&import(&mut world, lines)), (2, 0, 0));
    assert_eq!(counts(&import(&mut world, lines)), (0, 0, 0));
}

#[test]
fn one_mobile_on_two_lines_is_one_attendee_with_two_tickets() {
    let mut world = World::of(0);
    import(&mut world, "Omid,09120000001,A\nMina,+98 912 000 0001,B\n");
    let event = world.event.clone();
    let (a, b) = (world.ticket(&event, "A"), world.ticket(&event, "B"));
    assert_eq!(a.attendee, b.attendee);
    assert_eq!((a.holder.as_str(), b.holder.as_str()), ("Omid", "Mina"));
    assert_eq!(by_id(&mut world, a.attendee).name, "Omid");
}

#[test]
fn a_quote_that_isnt_closed_names_every_line_that_went_with_it() {
    for open in ["\"Omid,09120000002,B", "Omid,09120000002,\"B"] {
        let mut world = World::of(0);
        let lines = format!("Sara,09120000001,A\n{open}\nNika,09120000003,C\nMina,09120000004,D\n");
        let report = import(&mut world, &lines);
        let told: Vec<u64> = report
            .rejected
            .iter()
            .map(|rejected| rejected.line)
            .collect();
        assert_eq!((report.added, told), (1, vec![3, 4, 5]), "{open}");
        assert!(report.rejected[0].reason.contains("quote"), "{report:?}");
    }
    // A cell may have lines of its own.
    let mut world = World::of(0);
    let report = import(
        &mut world,
        "\"Sara\nTehrani\",09120000001,A\nOmid,09120000002,B\n",
    );
    assert_eq!(counts(&report), (2, 0, 0));
}

#[test]
fn a_code_twice_is_a_bad_second_line_and_the_rest_goes_in() {
    let mut world = World::of(0);
    let report = import(
        &mut world,
        "Sara,09120000001,A\nOmid,09120000002,A\nNika,nobody,C\nMina,09120000003,D\n",
    );
    assert_eq!(counts(&report), (2, 0, 2));
    assert_eq!((report.rejected[0].line, report.rejected[1].line), (3, 4));
    assert!(report.rejected[0].reason.contains("line 2"), "{report:?}");
    let event = world.event.clone();
    assert_eq!(world.ticket(&event, "A").holder, "Sara");
    assert!(
        !format!("{report:?}").contains("0912"),
        "a report shows no mobile"
    );
}

#[test]
fn each_bad_line_says_what_is_wrong_with_it() {
    let mut world = World::of(0);
    let event = world.event.clone();
    let mut file = HEADER.as_bytes().to_vec();
    // As a spreadsheet program writes Persian in the code page of its machine.
    file.extend_from_slice(b"\xd3\xc7\xd1\xc7,09120000001,A\n");
    file.extend_from_slice(b"Omid,09120000002\n");
    file.extend_from_slice(b"Ni\x07ka,09120000003,C\n");
    file.extend_from_slice(format!("{},09120000004,D\n", "M".repeat(70_000)).as_bytes());
    file.extend_from_slice(b"Sara,09120000005,E\n");
    let report = world
        .centre
        .act(|act| acts::import_roster(act, &event, file.as_slice(), Removed::Refuse))
        .unwrap();
    assert_eq!(report.added, 1);
    let told: Vec<(u64, BadLine)> = report.rejected.iter().map(|r| (r.line, r.why)).collect();
    let expected = [
        (2, BadLine::NotUtf8),
        (3, BadLine::Fields),
        (4, BadLine::NoText),
        (5, BadLine::NoText),
    ];
    assert_eq!(told, expected);
}

#[test]
fn rows_that_a_spreadsheet_leaves_empty_are_no_bad_lines() {
    let mut world = World::of(0);
    let event = world.event.clone();
    let mut file = "name;mobile;ticket_code;ticket_type\n".to_owned();
    file.push_str("Sara;09120000001;A;\n;;;\n ; ;\"\";\nOmid;;B;\n");
    file.push_str(&";;;\n".repeat(800));
    file.push_str("Nika;09120000003;C;\n;;\n");
    let report = world
        .centre
        .act(|act| acts::import_roster(act, &event, file.as_bytes(), Removed::Refuse))
        .unwrap();
    assert_eq!(report.added, 2);
    let told: Vec<u64> = report.rejected.iter().map(|r| r.line).collect();
    assert_eq!(told, [5], "who is named and has no number, and nobody else");
}

#[test]
fn a_list_for_the_macintosh_has_lines_with_numbers_too() {
    let mut world = World::of(0);
    let event = world.event.clone();
    let file = "\u{FEFF}name;mobile;ticket_code\rSara;09120000001;A\rOmid;;B\r;;\r\
        \"Nika\nRastegar\";09120000003;C\rMina;09120000004;A\rZoe;;D\r";
    let report = world
        .centre
        .act(|act| acts::import_roster(act, &event, file.as_bytes(), Removed::Refuse))
        .unwrap();
    assert_eq!(report.added, 2);
    let told: Vec<(u64, BadLine)> = report.rejected.iter().map(|r| (r.line, r.why)).collect();
    let (empty, twice) = (BadLine::NoValue("mobile"), BadLine::Twice { first: 2 });
    // A cell of two lines counts as two, as in every list.
    assert_eq!(told, [(3, empty), (7, twice), (8, empty)]);
    assert_eq!(world.ticket(&event, "C").holder, "Nika Rastegar");
}

#[test]
fn importing_removes_nothing() {
    let mut world = World::of(0);
    import(&mut world, "Sara,09120000001,A\nOmid,09120000002,B\n");
    assert_eq!(
        counts(&import(&mut world, "Sara,09120000001,A\n")),
        (0, 0, 0)
    );
    let event = world.event.clone();
    assert_eq!(world.ticket(&event, "B").holder, "Omid");
}

#[test]
fn a_corrected_name_and_new_columns_change_the_ticket() {
    let mut world = World::of(0);
    import(&mut world, "Srah,09120000001,A\n");
    let event = world.event.clone();
    let csv = "name,mobile,ticket_code,ticket_type,seat\nSara,09120000001,A,VIP,12\n";
    assert_eq!(counts(&world.import(&event, csv)), (0, 1, 0));
    let ticket = world.ticket(&event, "A");
    assert_eq!(ticket.ticket_type.as_deref(), Some("VIP"));
    assert_eq!(ticket.attributes["seat"], "12");
    assert_eq!(by_id(&mut world, ticket.attendee).name, "Sara");
}

#[test]
fn a_different_mobile_moves_the_ticket_and_retires_who_has_none_left() {
    let mut world = World::of(0);
    import(&mut world, "Sara,09120000001,A\nOmid,09120000002,B\n");
    let event = world.event.clone();
    let sara = world.ticket(&event, "A").attendee;
    let omid = world.ticket(&event, "B").attendee;
    assert_eq!(
        counts(&import(&mut world, "Sara,09120000002,A\n")),
        (0, 1, 0)
    );
    assert_eq!(world.ticket(&event, "A").attendee, omid);
    assert_eq!(by_id(&mut world, sara).state, AttendeeState::Retired);
    assert!(world.attendee(&event, &mobile(1)).is_none());

    import(&mut world, "Sara,09120000001,A\n");
    let anew = world.ticket(&event, "A").attendee;
    assert_ne!(anew, sara, "a retired id is never used again");
    assert_eq!(by_id(&mut world, omid).state, AttendeeState::Active);
}

#[test]
fn an_attendee_who_moved_number_stays_where_they_are_when_the_old_line_comes_again() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let attendee = world.ticket(&event, "T-1").attendee;
    let moved = Fact::MobileChanged(MobileChanged {
        attendee,
        mobile: mobile(9),
    });
    crate::upload::say(&mut world, 0, Some(event.id), &moved);
    assert_eq!(by_id(&mut world, attendee).mobile, Some(mobile(9)));
    let report = world.import(&event, &crate::support::roster([1]));
    assert_eq!(counts(&report), (0, 0, 0));
    assert_eq!(by_id(&mut world, attendee).mobile, Some(mobile(9)));
    assert!(world.attendee(&event, &mobile(1)).is_none());
}

#[test]
fn the_ticket_of_a_removed_attendee_is_a_bad_line() {
    let mut world = World::of(1);
    let event = world.event.clone();
    let attendee = world.attendee(&event, &mobile(1)).unwrap();
    world.centre.act(|act| {
        act.tx().put_attendee(&Attendee {
            mobile: None,
            name: String::new(),
            state: AttendeeState::Removed,
            ..attendee
        })
    });
    let report = world.import(&event, &crate::support::roster([1, 2]));
    assert_eq!(counts(&report), (1, 0, 1));
    assert_eq!(report.rejected[0].line, 2);
}

#[test]
fn a_retired_or_cancelled_number_gets_no_sms() {
    let mut world = World::of(2);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let by_app = crate::support::by(&app);
    let mut ticket = world.ticket(&event, "T-1");
    ticket.cancelled = true;
    world.centre.act(|act| act.tx().put_ticket(&ticket));
    import(&mut world, "Guest 2,09120000003,T-2\n");
    for (n, sms) in [(1, 0), (2, 0), (3, 1)] {
        assert!(world.centre.ask(&event, &by_app, &mobile(n)).is_ok());
        assert_eq!(world.centre.carry().len(), sms, "SMS to number {n}");
    }
}

//! What stands on an attendee's card of what was done, whoever had the ticket or the number then.

use super::door_by_staff::{Doors, HEAD, card};
use crate::support::{mobile, open_with_key};
use connect_engine::acts::{self, CardView, NewWalkIn};
use connect_engine::ids::AttendeeId;
use connect_engine::key::Label;
use connect_engine::store::HistoryAct;
use connect_engine::store::sqlite::SqliteStore;

/// What was done, the newest first, where, and by whom of the staff.
fn told(card: &CardView) -> Vec<(HistoryAct, &str, Option<&str>)> {
    let lines = card.history.iter();
    lines
        .map(|line| (line.act, line.station.as_str(), line.by.as_deref()))
        .collect()
}

/// Guest 1 came in and their name was corrected; then the organiser gave the ticket this number.
fn moved_to(doors: &mut Doors, number: &str) -> (AttendeeId, AttendeeId) {
    let event = doors.world.event.clone();
    doors.check_in(0, 1).unwrap();
    doors.correct(0, 1, "Omid").unwrap();
    doors.sync();
    let (before, _) = doors.guest(1);
    doors
        .world
        .import(&event, &format!("{HEAD}Omid,{number},T-1\n"));
    doors.sync();
    (before, doors.guest(1).0)
}

#[test]
fn a_ticket_whose_number_is_corrected_keeps_what_was_done_with_it() {
    use HistoryAct::{CheckIn, NameCorrected, Undone};
    let mut doors = Doors::open();
    let (before, now) = moved_to(&mut doors, "09120000077");
    assert_ne!(before, now);
    let nika = Some("Nika");
    for place in 0..2 {
        let station = &mut doors.world.stations[place];
        assert!(card(station, before).is_none(), "they have no ticket");
        let shown = card(station, now).unwrap();
        assert!(shown.tickets[0].view.inside);
        assert_eq!(
            told(&shown),
            [(NameCorrected, "Door", nika), (CheckIn, "Door", nika)],
            "door {place}"
        );
        let holders = shown
            .history
            .iter()
            .map(|line| line.holder.as_deref().unwrap());
        assert!(holders.eq(["Omid", "Omid"]));
    }
    doors.undo(1, 1, "somebody else").unwrap();
    doors.sync();
    let shown = card(&mut doors.world.stations[0], now).unwrap();
    let acts: Vec<HistoryAct> = shown.history.iter().map(|line| line.act).collect();
    assert_eq!(acts, [Undone, NameCorrected, CheckIn], "each once");
}

#[test]
fn whoever_is_given_a_used_ticket_sees_how_it_was_used_beside_their_own_acts() {
    use HistoryAct::{CheckIn, NameCorrected};
    let mut doors = Doors::open();
    doors.check_in(1, 2).unwrap();
    doors.sync();
    let (_, now) = moved_to(&mut doors, "09120000002");
    assert_eq!(now, doors.guest(2).0);
    let shown = card(&mut doors.world.stations[1], now).unwrap();
    let acts: Vec<_> = shown
        .history
        .iter()
        .map(|line| (line.act, line.holder.as_deref().unwrap()))
        .collect();
    let expected = [
        (NameCorrected, "Omid"),
        (CheckIn, "Omid"),
        (CheckIn, "Guest 2"),
    ];
    assert_eq!(acts, expected);
}

#[test]
fn whoever_was_vouched_for_has_that_on_their_card_by_another_number_too() {
    use HistoryAct::{CheckIn, Vouched};
    let mut doors = Doors::open();
    let event = doors.world.event.clone();
    doors.vouch(0, 1, "has a new number").unwrap();
    doors.vouch(0, 2, "no phone").unwrap();
    doors.sync();
    let corrected = "Guest 1,09120000077,T-1\nSomebody else,09120000078,T-2\n";
    doors.world.import(&event, &format!("{HEAD}{corrected}"));
    doors.sync();
    let [first, second] = [1, 2].map(|n| doors.guest(n).0);
    for place in 0..2 {
        let shown = card(&mut doors.world.stations[place], first).unwrap();
        let acts: Vec<HistoryAct> = shown.history.iter().map(|line| line.act).collect();
        assert_eq!(acts, [CheckIn, Vouched], "door {place}");
        assert_eq!(shown.history[1].reason.as_deref(), Some("has a new number"));
        let given = card(&mut doors.world.stations[place], second).unwrap();
        let acts: Vec<HistoryAct> = given.history.iter().map(|line| line.act).collect();
        assert_eq!(acts, [CheckIn], "what is another's stays theirs");
    }
}

#[test]
fn a_vouch_stays_on_the_card_whether_their_name_is_corrected_before_their_number_or_after() {
    use HistoryAct::Vouched;
    for is_named_first in [true, false] {
        let mut doors = Doors::open();
        let event = doors.world.event.clone();
        doors.vouch(0, 1, "no phone").unwrap();
        if is_named_first {
            doors.correct(0, 1, "Omid").unwrap();
        }
        doors.sync();
        let list = format!("{HEAD}Guest 1,09120000077,T-1\n");
        doors.world.import(&event, &list);
        doors.sync();
        if !is_named_first {
            doors.correct(0, 1, "Omid").unwrap();
            doors.sync();
        }
        let (now, _) = doors.guest(1);
        for place in 0..2 {
            let shown = card(&mut doors.world.stations[place], now).unwrap();
            let vouched = shown.history.iter().find(|line| line.act == Vouched);
            let reason = vouched.and_then(|line| line.reason.as_deref());
            assert_eq!(reason, Some("no phone"), "{is_named_first}, door {place}");
        }
    }
}

#[test]
fn what_was_kept_by_the_program_before_is_found_by_its_ticket_too() {
    let mut doors = Doors::open();
    let (_, now) = moved_to(&mut doors, "09120000077");
    let station = &mut doors.world.stations[0];
    let key = station.root.derive(Label::Database).unwrap();
    let before = open_with_key(&station.file, &key);
    before
        .execute_batch(
            "drop trigger attendee_lets_go_of_number; drop table former_numbers;
             drop index history_by_ticket; pragma user_version = 17;",
        )
        .unwrap();
    drop(before);
    station.store = SqliteStore::open(&station.file, &key).unwrap();
    assert_eq!(card(station, now).unwrap().history.len(), 2);
    let after = open_with_key(&station.file, &key);
    let index = "select count(*) from sqlite_schema where name = 'history_by_ticket'";
    let made: i64 = after.query_row(index, [], |row| row.get(0)).unwrap();
    assert_eq!(made, 1);
}

#[test]
fn whose_number_at_the_door_was_anothers_first_is_told_so_where_they_were_written_down() {
    use HistoryAct::{WalkIn, WalkInNumberVoid};
    let mut doors = Doors::open();
    let (nika, event) = (doors.nika, doors.world.event.alias);
    let made = [0, 1].map(|place| {
        doors.world.pass_s(60);
        let new = NewWalkIn {
            event,
            name: format!("Guest of door {place}"),
            mobile: Some(mobile(77)),
            ticket_type: None,
        };
        doors.world.stations[place]
            .act(|act| acts::register_walk_in(act, nika, &new))
            .unwrap()
    });
    doors.sync();
    for station in &mut doors.world.stations {
        let cards = made.map(|id| card(station, id).unwrap());
        let held = cards.each_ref().map(|card| card.mobile.clone());
        assert_eq!(held, [Some(mobile(77)), None]);
        let done = cards
            .each_ref()
            .map(|card| card.history.iter().map(|line| line.act).collect::<Vec<_>>());
        assert_eq!(done, [[WalkIn], [WalkInNumberVoid]]);
    }
}

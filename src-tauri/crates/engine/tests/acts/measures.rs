//! What travels has an end, whatever the organiser makes: who reads it need not guess at it.

use crate::support::{World, endless, enrolment_request, seen};
use connect_engine::acts::{
    self, CodeRefusal, ENROLMENT_MAX, FEED_LINE_MAX, NewEvent, STATION_EVENTS_MAX,
};
use connect_engine::checkin::EntryRule;
use connect_engine::ids::StaffId;
use connect_engine::look::{Look, TEXT_MAX, Texts, plain_text};
use connect_engine::roster::{BadName, Event, NAME_MAX, TICKET_TYPES_MAX, plain_name};
use connect_engine::store::EventRows;
use connect_engine::time::Timestamp;
use std::fmt::Write as _;

/// Of the characters that weigh the most.
fn heavy(characters: usize) -> String {
    "\u{10000}".repeat(characters)
}

/// An event with all that one may have.
fn fullest(world: &mut World, n: usize) -> Event {
    let day = Timestamp::parse_rfc3339("2026-03-21T09:00:00+03:30").unwrap();
    let made = world.add_event(&NewEvent {
        slug: Some(format!("{n:03}{}", heavy(NAME_MAX - 3))),
        starts_at: Some(day),
        ends_at: Some(day),
        timezone: "America/Argentina/ComodRivadavia".to_owned(),
        ..endless(&heavy(NAME_MAX))
    });
    let types = (0..TICKET_TYPES_MAX).map(|n| {
        let rule = EntryRule {
            entries: Some(u32::MAX),
            from: Some(day),
            until: Some(day),
        };
        (format!("{n:02}{}", heavy(NAME_MAX - 2)), rule)
    });
    let text = plain_text(&heavy(TEXT_MAX)).unwrap();
    let event = Event {
        ticket_types: types.collect(),
        look: Box::new(Look {
            next: Texts {
                fa: text.clone(),
                en: text,
            },
            ..Look::default()
        }),
        ..made
    };
    world.centre.act(|act| act.tx().put_event(&event));
    event
}

#[test]
fn the_fullest_enrolment_is_no_longer_than_a_station_reads() {
    let mut world = World::of(1);
    let all: Vec<Event> = (0..=STATION_EVENTS_MAX)
        .map(|n| fullest(&mut world, n))
        .collect();
    let aliases: Vec<_> = all.iter().map(|event| event.alias).collect();
    let more = world
        .centre
        .act(|act| Ok(acts::make_enrolment_code(act, &aliases)?.map(drop)));
    assert_eq!(more, Err(CodeRefusal::TooManyEvents));
    let most: Vec<&Event> = all[1..].iter().collect();
    let code = world.enrolment_code(&most);
    let mut station = world.new_station();
    let request = enrolment_request(&mut station, &code);
    let enrolment = world.enrol(&request).unwrap();
    assert_eq!(enrolment.events.len(), STATION_EVENTS_MAX);
    let written = serde_json::to_vec(&enrolment).unwrap();
    // A palette and the policy have room as well.
    assert!(
        written.len() + 256 * 1024 < ENROLMENT_MAX,
        "{}",
        written.len()
    );
}

#[test]
fn an_event_has_rules_for_so_many_types_and_for_no_more() {
    let mut world = World::of(1);
    let mut event = fullest(&mut world, 0);
    let rule = EntryRule::default();
    let mut set = |event: &Event, name: &str| {
        world
            .centre
            .act(|act| acts::set_ticket_type(act, event, name, rule))
    };
    assert!(!set(&event, "One more"));
    let known = event.ticket_types.keys().next().unwrap().clone();
    assert!(set(&event, &known), "what is known is set anew");
    event.ticket_types.remove(&known);
    assert!(set(&event, "One more"));
}

#[test]
fn the_fullest_lines_of_the_feed_are_no_longer_than_a_station_reads() {
    let mut world = World::of(0);
    fullest(&mut world, 0);
    // Column by column, with the character that is written as two, all that a line may hold.
    let (mut header, mut line) = (
        "name,mobile,ticket_code".to_owned(),
        "Sara,09120000001,T-1".to_owned(),
    );
    for n in 0..2000 {
        write!(header, ",{n:04}\\\\\\\\").unwrap();
        write!(line, ",{}", "\\".repeat(20)).unwrap();
    }
    let event = world.event.clone();
    let report = world.import(&event, &format!("{header}\n{line}\n"));
    assert_eq!((report.added, report.rejected.len()), (1, 0));
    let mut longest = 0;
    let events = world.centre.act(|act| act.tx().events());
    for event in events {
        let page = world
            .centre
            .act(|act| acts::changes_after(act, event.id, "", 1000));
        let lines = page.unwrap().lines;
        let written = lines.iter().map(|line| serde_json::to_vec(line).unwrap());
        longest = longest.max(written.map(|line| line.len()).max().unwrap());
    }
    assert!(longest > FEED_LINE_MAX / 3, "{longest} is no test");
    assert!(longest < FEED_LINE_MAX, "{longest}");
    // What would be written as six is no cell of a sheet, and what is longer is no line.
    for bad in ["\u{1}".repeat(30_000), "x".repeat(64 * 1024)] {
        let csv = format!("name,mobile,ticket_code,note\nSara,09120000002,T-2,{bad}\n");
        let report = world.import(&event, &csv);
        assert_eq!((report.added, report.rejected.len()), (0, 1));
    }
}

#[test]
fn however_much_staff_type_the_record_of_it_goes_up() {
    let mut world = World::of(1).with_station();
    let (event, by) = (world.event.clone(), StaffId::from_bytes([5; 16]));
    let ticket = world.ticket(&event, "T-1");
    let said = heavy(20_000);
    let station = &mut world.stations[0];
    station
        .act(|act| acts::vouch(act, by, ticket.attendee, &said))
        .unwrap();
    for name in [&said, "Sara"] {
        station
            .act(|act| acts::correct_name(act, by, (ticket.id, ticket.attendee), name))
            .unwrap();
    }
    station
        .act(|act| {
            let seen = seen(act, ticket.id)?;
            acts::undo_by_staff(act, by, seen, &said)
        })
        .unwrap();
    world.sync(0);
    let waiting = world.stations[0].act(|act| acts::count_waiting(act));
    assert_eq!(waiting, 0);
    assert_eq!(world.ticket(&event, "T-1").holder, "Sara");
}

#[test]
fn names_are_one_plain_line() {
    assert_eq!(plain_name(" نشست "), Ok("نشست".to_owned()));
    assert_eq!(plain_name("  "), Err(BadName::Empty));
    assert_eq!(plain_name("two\nlines"), Err(BadName::Control));
    assert!(plain_name(&heavy(NAME_MAX)).is_ok());
    assert_eq!(plain_name(&heavy(NAME_MAX + 1)), Err(BadName::TooLong));
}

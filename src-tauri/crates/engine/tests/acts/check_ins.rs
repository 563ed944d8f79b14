//! Entry: one open ticket, several, none; a second login; walk-ins.

use crate::support::{Desk, World, endless, mobile, roster, session_of};
use connect_engine::acts::{self, LogIn, LoginRefusal, NewEvent, NoTicketView, WelcomeView};
use connect_engine::code::Verifier;
use connect_engine::ids::{AttendeeId, TicketId, TokenId};
use connect_engine::mobile::Mobile;
use connect_engine::roster::Event;
use connect_engine::store::LogRows;
use connect_engine::time::Millis;

const FAMILY: &str = "name,mobile,ticket_code\n\
    Omid,09120000001,A\nMina,09120000001,B\nSara,09120000002,C\n";

fn enter(desk: &mut Desk<'_, '_>, event: &Event, asker: &Verifier, number: &Mobile) -> LogIn {
    let code = desk.code(event, asker, number);
    desk.log_in(event, number, &code).unwrap()
}

fn welcome(log_in: LogIn) -> (String, WelcomeView) {
    match log_in {
        LogIn::Welcome { token, view } => (token, view),
        LogIn::NoTicket(view) => panic!("{view:?}"),
    }
}

fn check_ins(world: &mut World, place: usize) -> usize {
    world.stations[place].act(|act| {
        let log = act.log_id()?;
        let records = act.tx().records_from(log, 0, 1000)?;
        Ok(records.iter().filter(|r| r.kind == "check-in").count())
    })
}

#[test]
fn one_open_ticket_is_used_within_the_login() {
    let mut world = World::with(FAMILY).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (myself, at) = (station.myself(), station.now.wall);
    let (_, view) = station.sit(|desk| welcome(enter(desk, &event, &myself, &mobile(2))));
    let [ticket] = &view.tickets[..] else {
        panic!("{view:?}");
    };
    assert_eq!(ticket.checked_in_at, Some(at));
    assert!(ticket.by_this_login && !ticket.is_open());
    assert_eq!(check_ins(&mut world, 0), 1);
}

#[test]
fn tickets_stand_as_a_person_would_list_them() {
    let codes = ["P-01", "P-1", "P-2", "P-2b", "P-10", "P-10-3", "Q", "Q-9"];
    let lines = codes
        .iter()
        .rev()
        .map(|code| format!("Omid,09120000001,{code}\n"));
    let family = format!("name,mobile,ticket_code\n{}", lines.collect::<String>());
    let mut world = World::with(&family).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let (_, view) = station.sit(|desk| welcome(enter(desk, &event, &myself, &mobile(1))));
    let listed: Vec<_> = view
        .tickets
        .iter()
        .map(|t| t.ticket.code.as_str())
        .collect();
    assert_eq!(listed, codes);
}

#[test]
fn a_second_login_says_already_checked_in_since_when_and_still_logs_in() {
    let mut world = World::with(FAMILY).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (myself, at) = (station.myself(), station.now.wall);
    station.sit(|desk| enter(desk, &event, &myself, &mobile(2)));
    station.pass(Millis::from_secs(3600));
    let (token, view) = station.sit(|desk| welcome(enter(desk, &event, &myself, &mobile(2))));
    assert!(!token.is_empty());
    assert_eq!(view.tickets[0].checked_in_at, Some(at));
    assert!(!view.tickets[0].by_this_login, "it was another login");
    assert_eq!(check_ins(&mut world, 0), 1, "nothing is checked in twice");
}

#[test]
fn several_open_tickets_ask_and_each_choice_is_an_act_of_its_own() {
    let mut world = World::with(FAMILY).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let (token, view) = station.sit(|desk| welcome(enter(desk, &event, &myself, &mobile(1))));
    assert_eq!(view.tickets.iter().filter(|t| t.is_open()).count(), 2);
    let (_, attendee, claims) = station.act(|act| session_of(act, &token)).unwrap();
    for chosen in 0..2 {
        let ticket = view.tickets[chosen].ticket.id;
        let after = station.act(|act| acts::check_in(act, &event, attendee, claims.jti, &[ticket]));
        assert!(after.tickets[chosen].by_this_login);
        let open = after.tickets.iter().filter(|t| t.is_open()).count();
        assert_eq!(open, 1 - chosen);
        // The same touch again changes nothing.
        let again = station.act(|act| acts::check_in(act, &event, attendee, claims.jti, &[ticket]));
        assert_eq!(again, after);
    }
    assert_eq!(check_ins(&mut world, 0), 2);
}

/// Number 1 at the first station, with their tickets by code.
fn family(world: &mut World, event: &Event) -> (AttendeeId, TokenId, Vec<TicketId>) {
    let station = &mut world.stations[0];
    let myself = station.myself();
    let (token, view) = station.sit(|desk| welcome(enter(desk, event, &myself, &mobile(1))));
    let (_, attendee, claims) = station.act(|act| session_of(act, &token)).unwrap();
    let tickets = view.tickets.iter().map(|t| t.ticket.id).collect();
    (attendee, claims.jti, tickets)
}

#[test]
fn a_family_is_checked_in_at_once_under_one_login_and_again_changes_nothing() {
    let mut world = World::with(FAMILY).with_station();
    let event = world.event.clone();
    let (attendee, login, tickets) = family(&mut world, &event);
    for _ in 0..2 {
        // Named twice is one entry.
        let named = [tickets.clone(), tickets.clone()].concat();
        let after =
            world.stations[0].act(|act| acts::check_in(act, &event, attendee, login, &named));
        assert!(after.tickets.iter().all(|t| t.by_this_login), "{after:?}");
        assert_eq!(check_ins(&mut world, 0), 2);
    }
}

#[test]
fn who_came_before_the_others_is_left_as_they_are() {
    let mut world = World::with(FAMILY).with_station();
    let event = world.event.clone();
    let (attendee, login, tickets) = family(&mut world, &event);
    let first = &tickets[..1];
    world.stations[0].act(|act| acts::check_in(act, &event, attendee, login, first));
    let since = world.stations[0].now.wall;
    world.pass_s(600);
    let (_, login, _) = family(&mut world, &event);
    assert_eq!(
        check_ins(&mut world, 0),
        2,
        "the other came with this login"
    );
    let after = world.stations[0].act(|act| acts::check_in(act, &event, attendee, login, &tickets));
    assert_eq!(after.tickets[0].checked_in_at, Some(since));
    assert_eq!(check_ins(&mut world, 0), 2);
}

#[test]
fn a_ticket_that_is_closed_by_now_keeps_nobody_else_of_the_family_out() {
    let mut world = World::with(FAMILY).with_station();
    let event = world.event.clone();
    let (attendee, login, tickets) = family(&mut world, &event);
    world
        .centre
        .act(|act| acts::cancel_ticket(act, &event, "B"));
    world.sync(0);
    let after = world.stations[0].act(|act| acts::check_in(act, &event, attendee, login, &tickets));
    let entered: Vec<_> = (after.tickets.iter())
        .map(|t| (t.ticket.code.as_str(), t.by_this_login, t.ticket.cancelled))
        .collect();
    assert_eq!(entered, [("A", true, false), ("B", false, true)]);
    assert_eq!(check_ins(&mut world, 0), 1);
}

#[test]
fn a_ticket_of_somebody_else_is_left_alone() {
    let mut world = World::with(FAMILY).with_station();
    let event = world.event.clone();
    let strangers = world.ticket(&event, "A").id;
    let station = &mut world.stations[0];
    let myself = station.myself();
    let (token, _) = station.sit(|desk| welcome(enter(desk, &event, &myself, &mobile(2))));
    let (_, attendee, claims) = station.act(|act| session_of(act, &token)).unwrap();
    let after = station.act(|act| acts::check_in(act, &event, attendee, claims.jti, &[strangers]));
    assert!(after.tickets.iter().all(|t| t.ticket.id != strangers));
    assert_eq!(
        check_ins(&mut world, 0),
        1,
        "their own, which was the only one"
    );
}

/// A station that serves two events; number 1 has a ticket to the second alone.
fn two_events() -> (World, Event, Event) {
    let mut world = World::of(0);
    let first = world.event.clone();
    let second = world.add_event(&endless("Second"));
    world.import(&second, &roster([1]));
    world.join(&[&first, &second]);
    (world, first, second)
}

/// A number is proven at the first of these events, to which it has no ticket.
fn without_a_ticket(
    desk: &mut Desk<'_, '_>,
    myself: &Verifier,
    n: u32,
    events: &[&Event],
) -> NoTicketView {
    let ask = acts::AskCode {
        mobile: mobile(n),
        verifier: myself.clone(),
        purpose: connect_engine::code::Purpose::Login,
        language: connect_engine::message::Language::Fa,
        events: events.iter().map(|event| event.id).collect(),
    };
    desk.act(|act| acts::send_code(act, &ask)).unwrap();
    let code = desk.carry().pop().unwrap().code;
    let LogIn::NoTicket(view) = desk.log_in(events[0], &mobile(n), &code).unwrap() else {
        panic!("the number has no ticket to the first event");
    };
    view
}

#[test]
fn a_proven_number_without_a_ticket_is_shown_its_other_events_and_choosing_one_uses_the_proof() {
    let (mut world, first, second) = two_events();
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        // Listed at this station, though not in the chosen event.
        let view = without_a_ticket(desk, &myself, 1, &[&first, &second]);
        assert_eq!(view.event, first);
        assert_eq!(view.others, std::slice::from_ref(&second));
        let chosen = desk.act(|act| acts::choose_event(act, second.alias, &mobile(1)));
        let (_, view) = welcome(chosen.unwrap());
        assert_eq!(view.event, second);
        assert!(view.tickets[0].by_this_login);
        let again = desk.act(|act| acts::choose_event(act, second.alias, &mobile(1)));
        assert_eq!(again.unwrap_err(), LoginRefusal::NoProof);
    });
}

#[test]
fn a_proven_number_without_a_ticket_may_choose_an_event_that_admits_walk_ins() {
    let mut world = World::of(0);
    let listed = world.event.clone();
    let open = world.add_event(&NewEvent {
        walk_ins: true,
        ..endless("Open doors")
    });
    world.join(&[&listed, &open]);
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        let view = without_a_ticket(desk, &myself, 7, &[&listed, &open]);
        assert_eq!(view.others, std::slice::from_ref(&open));
        let chosen = desk.act(|act| acts::choose_event(act, open.alias, &mobile(7)));
        let (_, view) = welcome(chosen.unwrap());
        assert!(view.tickets[0].by_this_login);
    });
}

#[test]
fn a_proof_is_dead_after_two_minutes_and_after_a_reboot() {
    for (secs, reboots, holds) in [(119, false, true), (120, false, false), (1, true, false)] {
        let (mut world, first, second) = two_events();
        let station = &mut world.stations[0];
        let myself = station.myself();
        station.sit(|desk| {
            desk.ask(&second, &myself, &mobile(1)).unwrap();
            let code = desk.carry().pop().unwrap().code;
            desk.log_in(&first, &mobile(1), &code).unwrap();
        });
        station.pass(Millis::from_secs(secs));
        if reboots {
            station.reboot();
        }
        let chosen = station.act(|act| acts::choose_event(act, second.alias, &mobile(1)));
        assert_eq!(chosen.is_ok(), holds, "after {secs} s, reboot: {reboots}");
    }
}

#[test]
fn nobody_chooses_an_event_without_a_proof() {
    let (mut world, _, second) = two_events();
    let chosen = world.stations[0].act(|act| acts::choose_event(act, second.alias, &mobile(1)));
    assert_eq!(chosen.unwrap_err(), LoginRefusal::NoProof);
}

#[test]
fn a_walk_in_is_made_and_checked_in_by_one_login() {
    let mut world = World::of(0);
    let open = NewEvent {
        walk_ins: true,
        ..endless("Open doors")
    };
    let event = world.add_event(&open);
    world.join(&[&event]);
    let station = &mut world.stations[0];
    let myself = station.myself();
    let (_, view) = station.sit(|desk| welcome(enter(desk, &event, &myself, &mobile(7))));
    assert_eq!(view.tickets.len(), 1);
    assert!(view.tickets[0].by_this_login);
    // The next login finds the same attendee.
    station.pass(Millis::from_secs(60));
    let (_, again) = station.sit(|desk| welcome(enter(desk, &event, &myself, &mobile(7))));
    assert_eq!(again.tickets[0].ticket, view.tickets[0].ticket);
    world.sync(0);
    let attendee = world.attendee(&event, &mobile(7)).unwrap();
    assert_eq!(attendee.id, view.tickets[0].ticket.attendee);
}

#[test]
fn a_walk_in_event_sends_to_no_country_that_is_not_allowed() {
    let mut world = World::of(0);
    let open = NewEvent {
        walk_ins: true,
        ..endless("Open doors")
    };
    let event = world.add_event(&open);
    world.join(&[&event]);
    let station = &mut world.stations[0];
    let myself = station.myself();
    let foreign = Mobile::parse("+4915112345678").unwrap();
    station.sit(|desk| {
        assert!(
            desk.ask(&event, &myself, &foreign).is_ok(),
            "the same answer"
        );
        assert!(desk.carry().is_empty(), "and no SMS");
    });
}

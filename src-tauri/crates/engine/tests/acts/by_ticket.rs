//! A ticket in the hand leads to its mobile, and to nothing else.

use crate::support::{Site, World, endless, mobile, roster};
use connect_engine::acts::{self, AskByTicket, LogIn, TicketFound, TicketRefusal};
use connect_engine::ids::EventId;
use connect_engine::key::MobileHash;
use connect_engine::message::Language;
use connect_engine::refusal::Refusal;
use connect_engine::store::{CounterRows, LogRows, RosterRows};
use connect_engine::time::Millis;

fn show(
    station: &mut Site,
    events: &[EventId],
    ticket_code: &str,
) -> Result<TicketFound, TicketRefusal> {
    show_at(station, None, events, ticket_code)
}

fn show_at(
    station: &mut Site,
    chosen: Option<EventId>,
    events: &[EventId],
    ticket_code: &str,
) -> Result<TicketFound, TicketRefusal> {
    let ask = AskByTicket {
        ticket_code: ticket_code.to_owned(),
        language: Language::Fa,
        chosen,
        events: events.to_vec(),
    };
    station.act(|act| acts::send_code_to_ticket(act, &ask))
}

#[test]
fn the_code_goes_to_the_tickets_mobile_and_logs_its_attendee_in() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let found = show(station, &[event.id], " T-2 ").unwrap();
    assert_eq!((&found.event, &found.mobile), (&event, &mobile(2)));
    assert!(found.sent.is_ok());
    let sms = station.carry().pop().unwrap();
    assert_eq!(sms.to, mobile(2));
    let entered = station.sit(|desk| desk.log_in(&event, &found.mobile, &sms.code));
    let Ok(LogIn::Welcome { view, .. }) = entered else {
        panic!("{entered:?}");
    };
    assert_eq!(view.mobile, Some(mobile(2)));
    assert!(view.tickets[0].by_this_login);
}

#[test]
fn whoever_is_logged_in_finds_their_own_tickets_and_nobody_elses() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let holder = world.attendee(&event, &mobile(1)).unwrap().id;
    let own = world.ticket(&event, "T-1").id;
    let station = &mut world.stations[0];
    let found = |station: &mut Site, typed: &str| {
        station.act(|act| acts::own_ticket(act, event.id, holder, typed))
    };
    for typed in ["T-1", " t-1 ", "T-۱"] {
        assert_eq!(found(station, typed), Some(own), "{typed}");
    }
    let before = station.act(|act| acts::count_waiting(act));
    for typed in ["T-2", "T-3", ""] {
        assert_eq!(found(station, typed), None, "{typed}");
    }
    let after = station.act(|act| acts::count_waiting(act));
    assert_eq!(after, before, "nobody's is no failure");
}

#[test]
fn a_ticket_is_its_holders_though_it_was_cancelled_or_came_after_their_login() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let holder = world.attendee(&event, &mobile(1)).unwrap().id;
    let cancelled = (world.centre).act(|act| acts::cancel_ticket(act, &event, "T-1"));
    assert!(cancelled);
    world.import(
        &event,
        "name,mobile,ticket_code\nGuest 1,09120000001,VIP_9\nGuest 2,09120000002,VIP.9\n",
    );
    world.sync(0);
    let own = ["T-1", "VIP_9"].map(|code| world.ticket(&event, code).id);
    let station = &mut world.stations[0];
    let mut found = |typed: &str| station.act(|act| acts::own_ticket(act, event.id, holder, typed));
    assert_eq!(
        ["T-1", "t1", "VIP_9", "vip-9"].map(&mut found),
        [Some(own[0]), Some(own[0]), Some(own[1]), Some(own[1])]
    );
    assert_eq!(["VIP.9", "T-2", "-", ""].map(found), [None; 4]);
}

#[test]
fn a_login_forgives_a_few_codes_that_led_to_nobody_in_its_own_visit_and_no_others() {
    let mut world = World::of(3).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let count = |site: &mut Site| {
        let nobodys = MobileHash([0; 32]);
        site.act(|act| act.tx().lock_failures(&nobodys)).len()
    };
    let guess = |station: &mut Site| {
        let shown = show(station, &[event.id], "NO-SUCH");
        assert_eq!(shown.unwrap_err(), TicketRefusal::Unknown);
        station.pass(Millis::from_secs(1));
    };
    let enter = |station: &mut Site, n: u32| {
        let code = station.code(&event, &myself, &mobile(n));
        let entered = station.sit(|desk| desk.log_in(&event, &mobile(n), &code));
        assert!(matches!(entered, Ok(LogIn::Welcome { .. })), "{entered:?}");
        station.pass(Millis::from_secs(1));
    };
    for _ in 0..5 {
        guess(station);
    }
    enter(station, 1);
    assert_eq!(count(station), 2, "three of one visit");
    enter(station, 2);
    assert_eq!(count(station), 2, "of its own visit");
    guess(station);
    station.pass(Millis::from_secs(300));
    enter(station, 3);
    assert_eq!(count(station), 3, "of the last five minutes");
    // At the centre they never counted.
    world.sync(0);
    assert_eq!(count(&mut world.centre), 0);
}

#[test]
fn a_code_in_persian_digits_is_the_same_ticket() {
    let mut world =
        World::with("name,mobile,ticket_code\nSara,09120000001,T-17\nOmid,09120000002,بلیت-۳\n")
            .with_station();
    let event = world.event.id;
    for (shown, of) in [("T-۱۷", 1), ("t-17", 1), ("T-١٧", 1), ("بلیت-۳", 2)] {
        let found = show(&mut world.stations[0], &[event], shown).unwrap();
        assert_eq!(found.mobile, mobile(of), "{shown}");
        world.pass_s(31);
    }
}

#[test]
fn signs_and_letters_of_either_case_that_nobody_can_type_by_touch_are_the_same_ticket() {
    let mut world = World::with(
        "name,mobile,ticket_code\nSara,09120000001,VIP/2026.aB_17\nOmid,09120000002,Q#1x\n\
         Nora,09120000003,r_5\nReza,09120000004,R.5\nDara,09120000005,Day  17\n",
    )
    .with_station();
    let event = world.event.id;
    let station = &mut world.stations[0];
    while station.act(|act| acts::index_people(act, 7)) {}
    for (typed, of) in [
        ("VIP/2026.aB_17", 1),
        ("VIP-2026-AB-17", 1),
        ("vip2026ab17", 1),
        ("Q-1X", 2),
        ("r_5", 3),
        ("DAY-17", 5),
    ] {
        let found = show(&mut world.stations[0], &[event], typed).unwrap();
        assert_eq!(found.mobile, mobile(of), "{typed}");
        world.pass_s(31);
    }
    for none in ["VIP-2026", "R-5", "-"] {
        let found = show(&mut world.stations[0], &[event], none);
        assert_eq!(found.unwrap_err(), TicketRefusal::Unknown, "{none}");
    }
}

#[test]
fn all_events_of_the_station_are_looked_through_and_the_one_that_is_open_comes_first() {
    let mut world = World::with("name,mobile,ticket_code\nSara,09120000001,BOTH\n");
    let first = world.event.clone();
    let second = world.add_event(&endless("Second"));
    world.import(
        &second,
        "name,mobile,ticket_code\nSara,09120000002,BOTH\nOmid,09120000003,ONE\n",
    );
    world.join(&[&first, &second]);
    let events = [first.id, second.id];
    let found = show(&mut world.stations[0], &events, "ONE").unwrap();
    assert_eq!((found.event, found.mobile), (second.clone(), mobile(3)));
    let found = show(&mut world.stations[0], &events, "BOTH").unwrap();
    assert_eq!((found.event, found.mobile), (first.clone(), mobile(1)));
    let station = &mut world.stations[0];
    let carried = station.carry();
    let code = &carried.iter().find(|sms| sms.to == mobile(1)).unwrap().code;
    let entered = station.sit(|desk| desk.log_in(&first, &mobile(1), code));
    assert!(matches!(entered, Ok(LogIn::Welcome { .. })), "{entered:?}");
    // Used at the first, it is shown for the second.
    world.pass_s(31);
    let found = show(&mut world.stations[0], &events, "BOTH").unwrap();
    assert_eq!((found.event, found.mobile), (second, mobile(2)));
}

#[test]
fn of_two_events_with_the_same_code_the_chosen_one_is_meant_open_or_not() {
    let mut world = World::with("name,mobile,ticket_code\nSara,09120000001,BOTH\n");
    let first = world.event.clone();
    let second = world.add_event(&endless("Second"));
    world.import(&second, "name,mobile,ticket_code\nMina,09120000002,BOTH\n");
    world.join(&[&first, &second]);
    let events = [first.id, second.id];
    let station = &mut world.stations[0];
    let mut shown = |chosen: EventId| {
        station.pass(Millis::from_secs(31));
        let found = show_at(station, Some(chosen), &events, "BOTH").unwrap();
        let sms = station.carry().pop().unwrap();
        (found, sms.code)
    };
    let (found, code) = shown(second.id);
    assert_eq!((&found.event, &found.mobile), (&second, &mobile(2)));
    let (of_first, _) = shown(first.id);
    assert_eq!(of_first.mobile, mobile(1));
    let entered = station.sit(|desk| desk.log_in(&second, &mobile(2), &code));
    assert!(matches!(entered, Ok(LogIn::Welcome { .. })), "{entered:?}");
    // It is used now, and still theirs.
    let again = show_at(station, Some(second.id), &events, "BOTH").unwrap();
    assert_eq!(again.mobile, mobile(2));
}

#[test]
fn an_event_that_the_station_does_not_serve_has_no_tickets() {
    let mut world = World::of(1).with_station();
    let other = world.add_event(&endless("Elsewhere"));
    world.import(&other, "name,mobile,ticket_code\nSara,09120000005,X-1\n");
    world.download(0);
    let event = world.event.id;
    let refused = show(&mut world.stations[0], &[event], "X-1");
    assert_eq!(refused.unwrap_err(), TicketRefusal::Unknown);
}

#[test]
fn unknown_cancelled_and_numberless_are_one_refusal_with_the_same_record() {
    let mut world = World::with(&roster(1..=3)).with_station();
    let event = world.event.clone();
    world
        .centre
        .act(|act| acts::cancel_ticket(act, &event, "T-1"));
    let gone = world.attendee(&event, &mobile(2)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, gone));
    world.sync(0);
    // Two stations apart gave one number away: one of the two is without.
    let numberless = world.attendee(&event, &mobile(3)).unwrap();
    world.stations[0].act(|act| {
        let mobile = None;
        act.tx().put_attendee(&connect_engine::roster::Attendee {
            mobile,
            ..numberless.clone()
        })
    });
    // The log has begun.
    world.stations[0].act(|act| acts::set_out_of_order(act, true, None));
    let mut written = Vec::new();
    let endless_code = "x".repeat(10_000);
    for shown in [
        "NO-SUCH",
        "T-1",
        "T-2",
        "T-3",
        "",
        "  ",
        &endless_code,
        "'; --",
    ] {
        let station = &mut world.stations[0];
        let log = station.act(|act| act.log_id());
        let next = |site: &mut Site| site.act(|act| act.tx().lock_log(log)).unwrap().head.next;
        let from = next(station);
        let refused = show(station, &[event.id], shown);
        assert_eq!(refused.unwrap_err(), TicketRefusal::Unknown, "{shown}");
        assert!(station.carry().is_empty(), "no SMS leaves");
        let records = station.act(|act| act.tx().records_from(log, from, 10));
        let said: Vec<_> = records
            .iter()
            .map(|row| {
                (
                    row.kind.clone(),
                    row.record.body.clone().map(|b| b.json),
                    row.about,
                )
            })
            .collect();
        written.push(said);
    }
    assert!(
        written.iter().all(|said| *said == written[0]) && written[0].len() == 1,
        "{written:?}"
    );
}

#[test]
fn a_locked_number_is_told_to_who_holds_its_ticket() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(1));
    for _ in 0..5 {
        let wrong = crate::support::other_than(&code);
        assert!(
            station
                .sit(|desk| desk.log_in(&event, &mobile(1), &wrong))
                .is_err()
        );
    }
    let found = show(station, &[event.id], "T-1").unwrap();
    assert!(
        matches!(found.sent, Err(Refusal::Locked { .. })),
        "{found:?}"
    );
}

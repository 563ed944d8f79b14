//! Rows 11 to 13: spraying, locking others out, and toll fraud.

use crate::support::{Desk, Site, World, by, mobile, other_than};
use connect_engine::acts::{self, AskByTicket, LogIn, LoginRefusal, TicketRefusal};
use connect_engine::code::{Code, Verifier};
use connect_engine::ids::StaffId;
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::refusal::Refusal;
use connect_engine::roster::Event;
use connect_engine::time::Millis;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// As fast as a station's send budget flows: 300 an hour.
const TURN: Millis = Millis::from_secs(12);

/// Asks for a code and types it; the first `typos` times another.
fn enter(desk: &mut Desk<'_, '_>, event: &Event, station: &Verifier, n: u32, typos: u32) {
    let number = mobile(n);
    let code = desk.code(event, station, &number);
    for _ in 0..typos {
        let typo = desk.log_in(event, &number, &other_than(&code));
        assert!(
            matches!(typo, Err(LoginRefusal::Code(Refusal::Wrong { .. }))),
            "guest {n}: {typo:?}"
        );
    }
    let entered = desk.log_in(event, &number, &code);
    assert!(
        matches!(entered, Ok(LogIn::Welcome { .. })),
        "guest {n}: {entered:?}"
    );
}

#[test]
fn row_11_spraying_a_thousand_numbers_is_compared_at_most_100_times_then_staff_are_needed() {
    let mut world = World::of(500).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let (compared, last) = station.sit(|desk| {
        let mut compared = 0;
        let mut last = None;
        // Half of the numbers are on the list.
        for n in 1..=1000 {
            drop(desk.ask(&event, &myself, &mobile(n)));
            let code = desk.carry().pop().map(|sms| other_than(&sms.code));
            let guess = code.unwrap_or_else(|| Code::from_number(12_345).unwrap());
            let answer = desk.log_in(&event, &mobile(n), &guess);
            compared += u32::from(matches!(
                answer,
                Err(LoginRefusal::Code(Refusal::Wrong { .. }))
            ));
            last = answer.err();
            desk.pass(TURN);
        }
        (compared, last)
    });
    assert!(compared <= 100, "{compared} guesses were compared");
    assert!(
        compared >= 90,
        "only {compared}: something else held them back"
    );
    assert_eq!(last, Some(LoginRefusal::Code(Refusal::StaffNeeded)));

    let id = station.home.id;
    // The day passed at the centre too.
    world.centre.now.wall = station.now.wall;
    world.centre.act(|act| acts::unlock_station(act, id));
    world.sync(0);
    world.stations[0].sit(|desk| enter(desk, &event, &myself, 500, 0));
}

/// Shows the code of a ticket that nobody has.
fn show(desk: &mut Desk<'_, '_>, event: &Event, n: u32) -> TicketRefusal {
    let ask = AskByTicket {
        ticket_code: format!("another event's {n}"),
        language: Language::Fa,
        chosen: None,
        events: vec![event.id],
    };
    let shown = desk.act(|act| acts::send_code_to_ticket(act, &ask));
    shown.unwrap_err()
}

/// Shows codes of tickets that nobody has, until staff must unlock the station; how many.
fn guess_until_locked(station: &mut Site, event: &Event) -> u32 {
    for guessed in 0..1000 {
        if is_locked(station) {
            return guessed;
        }
        station.sit(|desk| show(desk, event, guessed));
        // Now and then the station pauses, and counts nothing.
        station.pass(TURN);
    }
    panic!("a station that is guessed at goes on for ever");
}

fn is_locked(station: &mut Site) -> bool {
    station.act(|act| {
        let locked = acts::needs_unlocking(act)?;
        Ok(locked)
    })
}

#[test]
fn row_11_who_is_on_duty_opens_a_station_again_that_no_link_reaches() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (myself, nika) = (station.myself(), StaffId::from_bytes([5; 16]));
    assert!(guess_until_locked(station, &event) >= 100);
    let refused = station.ask(&event, &myself, &mobile(1));
    assert_eq!(refused.err(), Some(Refusal::StaffNeeded));
    station.act(|act| acts::unlock_own_station(act, nika));
    assert!(!is_locked(station));
    station.sit(|desk| enter(desk, &event, &myself, 1, 0));
    // The centre takes its word for that; by its time all of it lies ahead.
    world.sync(0);
    let station = &mut world.stations[0];
    assert!(!is_locked(station));
    let asked = station.ask(&event, &myself, &mobile(2));
    assert_ne!(asked.err(), Some(Refusal::StaffNeeded));
    assert!(!is_locked(station));
}

#[test]
fn row_11_what_a_fast_clock_dated_ahead_is_forgiven_by_an_unlock_of_the_centres() {
    let mut world = World::of(2).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let (id, myself) = (station.home.id, station.myself());
    station.reboot();
    station.now.wall = station.now.wall.plus(Millis::from_secs(7200));
    guess_until_locked(station, &event);
    world.centre.act(|act| acts::unlock_station(act, id));
    world.pass_s(1);
    world.sync(0);
    let station = &mut world.stations[0];
    station.pass(Millis::from_secs(1));
    let asked = station.ask(&event, &myself, &mobile(1));
    assert_ne!(asked.err(), Some(Refusal::StaffNeeded));
}

#[test]
fn row_11_2000_honest_people_with_a_typo_in_20_lock_nothing() {
    let mut world = World::of(2000).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        for n in 1..=2000 {
            enter(desk, &event, &myself, n, u32::from(n % 20 == 0));
            desk.pass(TURN);
        }
    });
}

#[test]
fn row_11_2000_honest_people_of_whom_each_tenth_shows_a_badge_first_lock_nothing() {
    let mut world = World::of(2000).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        for n in 1..=2000 {
            for badge in 0..u32::from(n % 10 == 0) + u32::from(n % 100 == 0) {
                let shown = show(desk, &event, badge);
                assert_eq!(shown, TicketRefusal::Unknown, "guest {n}");
            }
            enter(desk, &event, &myself, n, u32::from(n % 20 == 0));
            desk.pass(TURN);
        }
    });
}

#[test]
fn row_11_who_guesses_tickets_buys_three_with_each_sms_to_a_number_of_their_own() {
    let mut world = World::of(1).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let (guessed, logins) = station.sit(|desk| {
        let (mut guessed, mut logins) = (0, 0);
        loop {
            for _ in 0..4 {
                match show(desk, &event, guessed) {
                    TicketRefusal::Unknown => guessed += 1,
                    TicketRefusal::Code(Refusal::StaffNeeded) => return (guessed, logins),
                    TicketRefusal::Code(_) => {}
                }
                desk.pass(TURN);
            }
            drop(desk.ask(&event, &myself, &mobile(1)));
            if let Some(sms) = desk.carry().pop() {
                logins += u32::from(desk.log_in(&event, &mobile(1), &sms.code).is_ok());
            }
        }
    });
    assert!((3..=10).contains(&logins), "{logins} logins");
    assert!(
        (101..=100 + 3 * logins).contains(&guessed),
        "{guessed} guesses with {logins} logins"
    );
}

#[test]
fn row_11_who_guesses_tickets_between_other_peoples_logins_needs_staff_that_day() {
    let mut world = World::of(1000).with_station();
    let event = world.event.clone();
    let station = &mut world.stations[0];
    let myself = station.myself();
    let guessed = station.sit(|desk| {
        let mut guessed = 0;
        for n in 1.. {
            for _ in 0..3 {
                match show(desk, &event, guessed) {
                    TicketRefusal::Unknown => guessed += 1,
                    TicketRefusal::Code(Refusal::StaffNeeded) => return guessed,
                    TicketRefusal::Code(_) => {}
                }
                desk.pass(TURN);
            }
            drop(desk.ask(&event, &myself, &mobile(n)));
            if let Some(sms) = desk.carry().pop() {
                drop(desk.log_in(&event, &mobile(n), &sms.code));
            }
            desk.pass(TURN);
        }
        guessed
    });
    assert!((500..=600).contains(&guessed), "{guessed} guesses");
}

#[test]
fn row_12_who_was_locked_out_is_served_by_staff_and_999_others_feel_nothing() {
    let mut world = World::of(1000).with_station();
    let (event, victim) = (world.event.clone(), mobile(1));
    let station = &mut world.stations[0];
    let myself = station.myself();
    station.sit(|desk| {
        let code = desk.code(&event, &myself, &victim);
        for _ in 0..5 {
            drop(desk.log_in(&event, &victim, &other_than(&code)));
        }
        let locked = desk.log_in(&event, &victim, &code);
        assert!(
            matches!(locked, Err(LoginRefusal::Code(Refusal::Locked { .. }))),
            "{locked:?}"
        );
        for n in 2..=1000 {
            enter(desk, &event, &myself, n, 0);
            desk.pass(TURN);
        }
        let locked = desk.ask(&event, &myself, &victim);
        assert!(matches!(locked, Err(Refusal::Locked { .. })), "{locked:?}");
        desk.act(|act| acts::unlock_number(act, &victim, None));
        enter(desk, &event, &myself, 1, 0);
    });
}

#[test]
fn row_13_random_numbers_get_no_sms() {
    let mut world = World::of(10);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let mut random = ChaCha20Rng::seed_from_u64(13);
    let (answered, sms) = world.centre.sit(|desk| {
        let mut answered = 0;
        let mut sms = Vec::new();
        for _ in 0..10_000 {
            let digits = random.random_range(9_000_000_000_u64..9_999_999_999);
            let number = Mobile::parse(&format!("0{digits}")).unwrap();
            answered += u32::from(desk.ask(&event, &by(&app), &number).is_ok());
            sms.extend(desk.carry());
            desk.pass(Millis::new(200));
        }
        (answered, sms)
    });
    assert!(answered > 9_900, "only {answered} were answered");
    assert!(
        sms.is_empty(),
        "{} SMS left for unlisted numbers",
        sms.len()
    );
}

#[test]
fn row_13_one_number_gets_10_sms_a_day_whoever_asks() {
    let mut world = World::of(1);
    let (event, number) = (world.event.clone(), mobile(1));
    let apps = [world.app(&[&event]), world.app(&[&event])];
    let sms = world.centre.sit(|desk| {
        let mut sms = 0;
        for turn in 0..24 * 3600 / 10 {
            drop(desk.ask(&event, &by(&apps[turn % 2]), &number));
            sms += desk.carry().len();
            desk.pass(Millis::from_secs(10));
        }
        sms
    });
    assert_eq!(sms, 10);
}

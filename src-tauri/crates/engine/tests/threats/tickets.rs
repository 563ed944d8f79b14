//! Row 11 by another way in: guessing codes of tickets at one screen.

use crate::support::{World, mobile};
use connect_engine::acts::{self, AskByTicket, TicketRefusal};
use connect_engine::message::Language;
use connect_engine::refusal::Refusal;
use connect_engine::time::Millis;

/// A guess as fast as somebody scans.
const TURN: Millis = Millis::from_secs(12);

fn shown(code: String, world: &World) -> AskByTicket {
    AskByTicket {
        ticket_code: code,
        language: Language::Fa,
        chosen: None,
        events: vec![world.event.id],
    }
}

#[test]
fn row_11_of_a_thousand_guessed_ticket_codes_at_most_100_are_answered_then_staff_are_needed() {
    let mut world = World::of(1).with_station();
    let guesses: Vec<_> = (2..=1001)
        .map(|n| shown(format!("T-{n}"), &world))
        .collect();
    let real = shown("T-1".to_owned(), &world);
    let station = &mut world.stations[0];
    let (mut answered, mut paused) = (0, 0);
    for guess in &guesses {
        match station.act(|act| acts::send_code_to_ticket(act, guess)) {
            Err(TicketRefusal::Unknown) => answered += 1,
            Err(TicketRefusal::Code(Refusal::StationPaused { .. })) => paused += 1,
            Err(TicketRefusal::Code(Refusal::StaffNeeded)) => {}
            other => panic!("a guess led to {other:?}"),
        }
        station.pass(TURN);
    }
    assert!(answered <= 100, "{answered} guesses were answered");
    assert!(
        answered >= 90 && paused > 0,
        "{answered} answered, {paused} paused"
    );
    // A ticket that is known is told apart by nothing any more.
    let known = station.act(|act| acts::send_code_to_ticket(act, &real));
    assert!(
        matches!(known, Err(TicketRefusal::Code(Refusal::StaffNeeded))),
        "{known:?}"
    );
    assert!(station.carry().is_empty());
    let id = station.home.id;
    world.centre.act(|act| acts::unlock_station(act, id));
    world.sync(0);
    let station = &mut world.stations[0];
    let known = station.act(|act| acts::send_code_to_ticket(act, &real));
    assert_eq!(known.unwrap().mobile, mobile(1), "staff have unlocked it");
}

#[test]
fn guessed_ticket_codes_and_guessed_codes_share_the_stations_budget() {
    let mut world = World::of(40).with_station();
    let event = world.event.clone();
    let guess = shown("NO-SUCH".to_owned(), &world);
    let station = &mut world.stations[0];
    let myself = station.myself();
    for n in 1..=10 {
        let code = station.code(&event, &myself, &mobile(n));
        let wrong = crate::support::other_than(&code);
        assert!(
            station
                .sit(|desk| desk.log_in(&event, &mobile(n), &wrong))
                .is_err()
        );
        let refused = station.act(|act| acts::send_code_to_ticket(act, &guess));
        assert_eq!(refused.unwrap_err(), TicketRefusal::Unknown, "guess {n}");
    }
    let paused = station.ask(&event, &myself, &mobile(20));
    assert!(
        matches!(paused, Err(Refusal::StationPaused { .. })),
        "{paused:?}"
    );
}

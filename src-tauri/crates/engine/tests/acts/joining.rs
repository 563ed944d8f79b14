//! A kiosk that has served an event of its own joins a centre.

use crate::support::history::{batch, send};
use crate::support::lone::{lone, own_key, request_of};
use crate::support::{CENTRE, Site, World, by, mobile, other_than, roster, session_of};
use connect_engine::acts::{
    self, Call, EnrolRefusal, LogIn, NewNumber, NewWalkIn, Next, RosterPage, Uplink,
};
use connect_engine::ids::{AttendeeId, StaffId};
use connect_engine::key::MacKey;
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::refusal::Refusal;
use connect_engine::roster::{Attendee, Event};
use connect_engine::store::{
    CounterRows, EventRows, FoundedEvent, JoiningRows, LogRows, NameRows, Named, RosterRows,
    StaffRows, StationRows,
};
use connect_engine::time::Millis;
use connect_engine::token::unverified_issuer;
use std::collections::BTreeMap;

/// Number `n` logs in at a station, and is checked in; the session.
fn enter(site: &mut Site, event: &Event, n: u32) -> String {
    let myself = site.myself();
    let code = site.code(event, &myself, &mobile(n));
    let entered = site.sit(|desk| desk.log_in(event, &mobile(n), &code));
    match entered {
        Ok(LogIn::Welcome { token, .. }) => token,
        other => panic!("{other:?}"),
    }
}

/// The hand-off of a session.
fn hand_off(site: &mut Site, token: &str) -> Option<String> {
    site.act(|act| {
        let (event, attendee, claims) = session_of(act, token)?.unwrap();
        acts::hand_off(act, &event, attendee, &claims)
    })
}

/// All attendees of an event, as a site has them.
pub fn people(site: &mut Site, event: &Event) -> Vec<Attendee> {
    site.act(|act| act.tx().attendees_of_event(event.id, None, 10_000))
}

/// Whether the attendee with a number is in, as a site has it.
pub fn is_in(site: &mut Site, event: &Event, n: u32) -> bool {
    site.act(|act| {
        let found = act.tx().attendee_by_mobile(event.id, &mobile(n))?.unwrap();
        let view = acts::view_attendee(act, event, found.id, None)?;
        Ok(view.tickets[0].checked_in_at.is_some())
    })
}

/// No record of the station is kept aside, and each stands where it was made.
pub fn all_accepted(world: &mut World, place: usize) {
    let row = world.row(place);
    let aside = world.centre.act(|act| act.tx().count_in_quarantine(row.id));
    assert_eq!(aside, 0, "nothing is kept aside");
}

/// Hands the next page up, once the centre has been asked what it has; none is left where something
/// else comes.
pub fn page_up(world: &mut World, place: usize, up: &mut Uplink) -> Option<RosterPage> {
    loop {
        let next = world.stations[place].act(|act| up.next(act));
        let Next::Call(call @ (Call::Status { .. } | Call::HandUp { .. })) = next else {
            return None;
        };
        let answer = world.answer(place, &call);
        world.stations[place].act(|act| up.take(act, &call, &answer));
        if let Call::HandUp { page, .. } = call {
            assert!(matches!(answer, acts::Answer::HandedUp(_)), "{answer:?}");
            return Some(*page);
        }
    }
}

/// Hands up what is to be handed up, and tells what that was.
pub fn hand_up(world: &mut World, place: usize) -> Vec<RosterPage> {
    let mut up = Uplink::default();
    std::iter::from_fn(|| page_up(world, place, &mut up)).collect()
}

fn id_of(site: &mut Site, event: &Event, number: &Mobile) -> AttendeeId {
    let found = site.act(|act| act.tx().attendee_by_mobile(event.id, number));
    found.unwrap().id
}

#[test]
fn everything_keeps_its_id_the_alias_is_the_centres_and_what_was_done_counts() {
    let mut world = World::of(2);
    let (mut site, own) = lone(&world, &roster(1..=5));
    assert_eq!(
        own.alias, world.event.alias,
        "each has called its first event 1"
    );
    let before = people(&mut site, &own);
    let token = enter(&mut site, &own, 1);
    assert_eq!(
        unverified_issuer(&token),
        Some(format!("urn:uuid:{}", own.id))
    );
    assert_eq!(hand_off(&mut site, &token), None);
    world.pass_s(3600);
    site.pass(Millis::from_secs(3600));
    let when = site.now.wall;
    let main = world.event.clone();
    let (place, event) = world.take_in(site, &own, &[&main]);
    assert_eq!(event.id, own.id);
    assert_ne!(event.alias, main.alias);
    let known = world.stations[place].act(|act| act.tx().event(main.id));
    assert_eq!(known.unwrap().alias, main.alias, "they have changed places");

    // The door goes on before anything has gone up; no phone takes over what the centre lacks.
    let token = enter(&mut world.stations[place], &event, 2);
    let issuer = format!("{CENTRE}/events/{}", event.alias);
    assert_eq!(unverified_issuer(&token), Some(issuer));
    assert_eq!(hand_off(&mut world.stations[place], &token), None);
    world.sync(place);
    assert!(hand_off(&mut world.stations[place], &token).is_some());
    all_accepted(&mut world, place);
    for site in [&mut world.centre, &mut world.stations[place]] {
        assert_eq!(people(site, &event), before);
        assert!(is_in(site, &event, 1) && is_in(site, &event, 2));
        assert!(!is_in(site, &event, 3));
        let staff = site.act(|act| act.tx().staff());
        assert_eq!(
            staff.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            ["Nika"]
        );
    }
    // It happened when it happened, and not when it was heard.
    let log = world.row(place).log;
    let heard = world.centre.act(|act| act.tx().records_from(log, 0, 100));
    let first = heard.iter().find(|row| row.kind == "check-in").unwrap();
    let ago = when.since(first.placed_at).get();
    assert!((3_500_000..=3_700_000).contains(&ago), "{ago} ms");
    // What comes down later takes nothing away.
    world.stations[place].act(|act| acts::load_again(act, event.id));
    world.sync(place);
    assert_eq!(people(&mut world.stations[place], &event), before);
    assert!(is_in(&mut world.stations[place], &event, 1));
}

#[test]
fn failures_from_before_count_on_both_sides_after() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=2));
    let myself = site.myself();
    let right = site.code(&own, &myself, &mobile(1));
    let fail = |site: &mut Site, event: &Event| {
        let wrong = site.sit(|desk| desk.log_in(event, &mobile(1), &other_than(&right)));
        assert!(wrong.is_err(), "{wrong:?}");
    };
    for _ in 0..4 {
        fail(&mut site, &own);
    }
    let (place, event) = world.take_in(site, &own, &[]);
    // The fifth comes in before the program has begun anew.
    let site = &mut world.stations[place];
    let told = std::mem::replace(&mut site.home.mobile_key, MacKey::new(&own_key()));
    fail(site, &event);
    site.home.mobile_key = told;
    site.act(|act| acts::settle_numbers(act, &own_key()));
    world.pass_s(60);
    let refused = world.stations[place].ask(&event, &myself, &mobile(1));
    assert!(
        matches!(refused, Err(Refusal::Locked { .. })),
        "{refused:?}"
    );
    world.sync(place);
    all_accepted(&mut world, place);
    let hash = world.centre.home.mobile_hash(&mobile(1));
    let counted = world.centre.act(|act| act.tx().lock_failures(&hash));
    assert_eq!(counted.len(), 5);
    // Five more at the centre are ten.
    let app = world.app(&[&event]);
    let right = world.centre.code(&event, &by(&app), &mobile(1));
    for _ in 0..5 {
        let wrong = world
            .centre
            .sit(|desk| desk.redeem(&app, &event, &mobile(1), &other_than(&right)));
        assert!(wrong.is_err(), "{wrong:?}");
    }
    let lock = world.centre.act(|act| act.tx().lock(&hash));
    assert!(lock.is_some(), "the centre has locked it");
    // A success at the station, of a number that had failed there alone, is one here, too.
    let untouched = world.centre.home.mobile_hash(&mobile(2));
    let counted = world.centre.act(|act| act.tx().lock_failures(&untouched));
    assert!(counted.is_empty());
}

#[test]
fn an_unlock_and_a_success_from_before_forgive_at_the_centre() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=2));
    let myself = site.myself();
    for n in [1, 2] {
        let right = site.code(&own, &myself, &mobile(n));
        for _ in 0..3 {
            let wrong = site.sit(|desk| desk.log_in(&own, &mobile(n), &other_than(&right)));
            assert!(wrong.is_err());
        }
        site.pass(Millis::from_secs(1));
        if n == 1 {
            assert!(
                site.sit(|desk| desk.log_in(&own, &mobile(1), &right))
                    .is_ok()
            );
        } else {
            let id = id_of(&mut site, &own, &mobile(2));
            let by = StaffId::from_bytes([1; 16]);
            let done = site.act(|act| acts::unlock_by_staff(act, by, id));
            assert!(done.is_ok());
        }
    }
    let (place, _) = world.take_in(site, &own, &[]);
    world.sync(place);
    for n in [1, 2] {
        let hash = world.centre.home.mobile_hash(&mobile(n));
        let left = world.centre.act(|act| act.tx().lock_failures(&hash));
        assert!(left.is_empty(), "{n}: {left:?}");
        let cleared = world.centre.act(|act| act.tx().clearance(&hash));
        assert!(cleared.is_some(), "{n}");
    }
}

#[test]
fn records_that_a_neighbour_carries_before_the_roster_wait_for_it() {
    let mut world = World::of(1);
    let main = world.event.clone();
    let (mut site, own) = lone(&world, &roster(1..=2));
    enter(&mut site, &own, 1);
    let myself = site.myself();
    let right = site.code(&own, &myself, &mobile(2));
    for _ in 0..3 {
        let wrong = site.sit(|desk| desk.log_in(&own, &mobile(2), &other_than(&right)));
        assert!(wrong.is_err());
    }
    let (place, event) = world.take_in(site, &own, &[]);
    let neighbour = world.join(&[&main]);
    let carried = batch(&mut world, place);
    send(&mut world, neighbour, &carried).unwrap();
    let id = world.row(place).id;
    let aside = world.centre.act(|act| act.tx().count_in_quarantine(id));
    assert_eq!(aside, 1, "the check-in of a ticket that nobody knows");
    world.sync(place);
    all_accepted(&mut world, place);
    assert!(is_in(&mut world.centre, &event, 1));
    let hash = world.centre.home.mobile_hash(&mobile(2));
    let counted = world.centre.act(|act| act.tx().lock_failures(&hash));
    assert_eq!(counted.len(), 3);
}

#[test]
fn walk_ins_moves_and_corrections_made_alone_arrive_once_and_right() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=4));
    let (first, second) = (
        id_of(&mut site, &own, &mobile(1)),
        id_of(&mut site, &own, &mobile(2)),
    );
    // The first leaves their number, and the second takes it; somebody new gets the second's.
    for (who, to) in [(first, 60), (second, 1)] {
        let new = NewNumber {
            event: own.clone(),
            attendee: who,
            mobile: mobile(to),
            verifier: site.myself(),
        };
        let asked = site.act(|act| acts::ask_new_number(act, &new, Language::Fa));
        assert!(asked.is_ok(), "{asked:?}");
        let code = site.carry().pop().unwrap().code;
        let moved = site.act(|act| acts::change_mobile(act, &new, &code));
        assert_eq!(moved, Ok(()));
        site.pass(Millis::from_secs(60));
    }
    let imported = site.act(|act| {
        let csv = roster([2]).replace("T-2", "T-20");
        acts::import_roster(act, &own, csv.as_bytes(), acts::Removed::Refuse)
    });
    assert_eq!(imported.unwrap().added, 1);
    let by = StaffId::from_bytes([1; 16]);
    let new = NewWalkIn {
        event: own.alias,
        name: "Walk-in".to_owned(),
        mobile: Some(mobile(50)),
        ticket_type: None,
    };
    let guest = site
        .act(|act| acts::register_walk_in(act, by, &new))
        .unwrap();
    let third = site.act(|act| act.tx().ticket_by_code(own.id, "T-3"));
    let third = third.unwrap();
    let corrected =
        site.act(|act| acts::correct_name(act, by, (third.id, third.attendee), "Third"));
    assert!(corrected.is_ok());
    enter(&mut site, &own, 50);
    let mut before = people(&mut site, &own);
    before.sort_by_key(|a| a.id);
    let (place, event) = world.take_in(site, &own, &[]);
    // What the centre is told is how it was before anybody moved or walked in.
    let told: BTreeMap<_, _> = hand_up(&mut world, place)
        .into_iter()
        .flat_map(|page| page.lines.attendees)
        .map(|line| (line.attendee.id, line.attendee.mobile))
        .collect();
    assert_eq!(told.len(), 5);
    assert_eq!(told[&first], Some(mobile(1)));
    assert_eq!(told[&second], None, "somebody else has what was theirs");
    assert!(!told.contains_key(&guest), "the record makes them");
    world.sync(place);
    world.sync(place);
    all_accepted(&mut world, place);
    for site in [&mut world.centre, &mut world.stations[place]] {
        let mut now = people(site, &event);
        now.sort_by_key(|a| a.id);
        assert_eq!(now, before);
        assert_eq!(id_of(site, &event, &mobile(60)), first);
        assert_eq!(id_of(site, &event, &mobile(1)), second);
        assert_eq!(id_of(site, &event, &mobile(50)), guest);
        assert!(is_in(site, &event, 50));
        let ticket = site.act(|act| act.tx().ticket(third.id)).unwrap();
        assert_eq!(ticket.holder, "Third");
        let roster = site.act(|act| act.tx().roster_name(Named::Ticket(third.id)));
        assert_eq!(roster.unwrap().name, "Guest 3");
    }
    let tickets = world.centre.act(|act| act.tx().tickets_of(guest));
    assert_eq!(tickets.len(), 1);
}

#[test]
fn a_page_that_comes_again_undoes_nothing_and_after_the_last_none_is_taken() {
    let mut world = World::of(0);
    let (site, own) = lone(&world, &roster(1..=3));
    let (place, event) = world.take_in(site, &own, &[]);
    let pages = hand_up(&mut world, place);
    let gone = id_of(&mut world.centre, &event, &mobile(1));
    let nika = world.centre.act(|act| act.tx().staff()).remove(0).id;
    world.centre.act(|act| {
        acts::remove_attendee(act, gone)?;
        acts::cancel_ticket(act, &event, "T-2")?;
        acts::remove_staff(act, nika)
    });
    let before = people(&mut world.centre, &event);
    // As if the last had not come; then as it is.
    for complete in [false, true] {
        world.centre.act(|act| {
            let founded = act.tx().founded_event(event.id)?.unwrap();
            assert!(founded.complete || !complete);
            act.tx().put_founded_event(&FoundedEvent {
                complete,
                ..founded
            })
        });
        let row = world.row(place);
        for page in &pages {
            let taken = world
                .centre
                .act(|act| acts::take_roster_page(act, &row, page));
            assert!(taken.is_ok(), "{taken:?}");
        }
        assert_eq!(people(&mut world.centre, &event), before);
        let ticket = world.ticket(&event, "T-2");
        assert!(ticket.cancelled);
        let staff = world.centre.act(|act| act.tx().staff());
        assert!(staff.is_empty(), "who was removed stays away");
    }
    world.sync(place);
    assert_eq!(people(&mut world.stations[place], &event), before);
}

#[test]
fn a_code_for_no_event_is_for_who_brings_one() {
    let mut world = World::of(1);
    let code = world.enrolment_code(&[]);
    let mut plain = world.new_station();
    let refused = world.enrol(&request_of(&mut plain, &code));
    assert_eq!(refused.err(), Some(EnrolRefusal::NoEvent));
    let (mut site, own) = lone(&world, &roster([1]));
    let request = request_of(&mut site, &code);
    let first = world.enrol(&request).unwrap();
    assert_eq!(first.events.len(), 1);
    assert_eq!(first.events[0].event.id, own.id);
    let again = world.enrol(&request).unwrap();
    assert_eq!(again, first, "a lost answer is harmless");
    assert_eq!(world.centre.act(|act| act.tx().stations()).len(), 1);
    assert_eq!(world.centre.act(|act| act.tx().events()).len(), 2);
}

#[test]
fn a_restored_centre_is_given_the_roster_again() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=30));
    enter(&mut site, &own, 1);
    let (place, event) = world.take_in(site, &own, &[]);
    let backup = world.centre.backup();
    world.sync(place);
    let before = people(&mut world.stations[place], &event);
    world.centre.restore(&backup);
    world
        .centre
        .act(|act| acts::create_event(act, &crate::support::endless("Other")));
    assert!(people(&mut world.centre, &event).is_empty());
    let mut down = acts::Downlink::of(event.id);
    world.stations[place].act(|act| {
        let next = down.next(act)?;
        assert!(matches!(next, acts::Next::Call(_)), "it asks");
        down.take(act, &acts::Answer::Restored).map(drop)
    });
    world.sync(place);
    all_accepted(&mut world, place);
    for site in [&mut world.centre, &mut world.stations[place]] {
        assert_eq!(people(site, &event), before);
        assert!(is_in(site, &event, 1));
    }
}

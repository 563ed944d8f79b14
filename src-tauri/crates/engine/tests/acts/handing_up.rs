//! What of a list that was made at a kiosk alone comes to the centre: all of it, whatever a sheet
//! holds, whoever has walked in, and whatever the centre has lost meanwhile.

use crate::joining::{all_accepted, hand_up, is_in, page_up, people};
use crate::support::lone::lone;
use crate::support::{Site, World, mobile, roster, seen};
use connect_engine::acts::{
    self, Answer, BadLine, Call, Downlink, NewWalkIn, Next, RelayRefusal, Removal, Uplink,
};
use connect_engine::ids::{AttendeeId, MessageId, StaffId};
use connect_engine::roster::{Attendee, Event, Ticket};
use connect_engine::store::{EntryRows, FoundedEvent, JoiningRows, RosterRows, StationRows};
use connect_engine::time::Millis;
use std::fmt::Write as _;

const NIKA: StaffId = StaffId::from_bytes([1; 16]);

/// All tickets of an event, as a site has them.
fn tickets(site: &mut Site, event: &Event) -> Vec<Ticket> {
    site.act(|act| act.tx().tickets_of_event(event.id, None, 10_000))
}

fn ticket(site: &mut Site, event: &Event, code: &str) -> Ticket {
    let found = site.act(|act| act.tx().ticket_by_code(event.id, code));
    found.unwrap()
}

fn import(site: &mut Site, event: &Event, csv: &str) -> acts::ImportReport {
    let imported =
        site.act(|act| acts::import_roster(act, event, csv.as_bytes(), acts::Removed::Refuse));
    imported.unwrap()
}

fn walk_in(site: &mut Site, event: &Event, name: &str, n: u32) -> AttendeeId {
    let new = NewWalkIn {
        event: event.alias,
        name: name.to_owned(),
        mobile: Some(mobile(n)),
        ticket_type: None,
    };
    let made = site.act(|act| acts::register_walk_in(act, NIKA, &new));
    made.unwrap()
}

fn check_in(site: &mut Site, event: &Event, code: &str) {
    let id = ticket(site, event, code).id;
    let entered = site.act(|act| {
        let seen = seen(act, id)?;
        acts::check_in_by_staff(act, NIKA, seen)
    });
    assert!(entered.is_ok(), "{entered:?}");
}

/// The station has joined, has sent everything, and both sides have the same list.
fn agree(world: &mut World, place: usize, event: &Event) {
    world.sync(place);
    all_accepted(world, place);
    let theirs = tickets(&mut world.stations[place], event);
    assert_eq!(tickets(&mut world.centre, event), theirs);
    let theirs = people(&mut world.stations[place], event);
    assert_eq!(people(&mut world.centre, event), theirs);
    let refused = world.stations[place].act(|act| acts::is_roster_refused(act));
    assert!(!refused);
}

#[test]
fn what_an_import_lets_in_the_centre_takes() {
    let mut world = World::of(0);
    let mut csv = "name,mobile,ticket_code,ticket_type,\"Their\ncity\"\n".to_owned();
    // Every character that is none, in each of the texts.
    let mut whole = 0;
    for (n, c) in (0..=0xa0).filter_map(char::from_u32).enumerate() {
        if c.is_control() {
            writeln!(
                csv,
                "\"Sara{c}Ahmadi\",0912{n:07},\"T{c}{n}\",\"Day{c}pass\",\"a{c}b\""
            )
            .unwrap();
            whole += 1;
        }
    }
    let (mut site, own) = lone(&world, &roster([]));
    let report = import(&mut site, &own, &csv);
    let no_text = report.rejected.iter().all(|bad| bad.why == BadLine::NoText);
    assert!(no_text, "{report:?}");
    assert_eq!(report.added + report.rejected.len() as u64, whole);
    let all = tickets(&mut site, &own);
    assert!(all.len() > 30, "line feed, tab and those beyond ASCII");
    for ticket in &all {
        assert_eq!(ticket.holder, "Sara Ahmadi");
        assert_eq!(ticket.ticket_type.as_deref(), Some("Day pass"));
        assert_eq!(ticket.attributes["their city"], "a b");
    }
    // Typed by staff, too.
    let by_hand = walk_in(&mut site, &own, " Ali \n Rezaei\u{85}", 5000);
    let right = site.act(|act| act.tx().attendee(by_hand)).unwrap();
    assert_eq!(right.name, "Ali Rezaei");
    let (code, of) = (all[0].code.clone(), (all[0].id, all[0].attendee));
    let corrected = site.act(|act| acts::correct_name(act, NIKA, of, "Sara\tAhmadian"));
    assert!(corrected.is_ok());
    assert_eq!(ticket(&mut site, &own, &code).holder, "Sara Ahmadian");
    // The same list again says nothing new.
    let again = import(&mut site, &own, &csv);
    assert_eq!((again.added, again.changed), (0, 0));
    check_in(&mut site, &own, &code);
    let (place, event) = world.take_in(site, &own, &[]);
    agree(&mut world, place, &event);
}

#[test]
fn a_list_from_before_is_handed_up_as_one_line_and_site_as_the_same() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=3));
    // As the program before this one kept what the sheet has.
    let before = [
        ("T-1", "T\n1", "Guest\n1"),
        ("T-2", "T  2", "Guest\u{85} 2"),
    ];
    for (code, kept, name) in before {
        let old = ticket(&mut site, &own, code);
        site.act(|act| {
            let who = act.tx().attendee(old.attendee)?.unwrap();
            let name = name.to_owned();
            act.tx().put_attendee(&Attendee {
                name: name.clone(),
                ..who
            })?;
            let (code, holder) = (kept.to_owned(), name);
            act.tx().put_ticket(&Ticket {
                code,
                holder,
                ..old
            })
        });
    }
    let first = ticket(&mut site, &own, "T\n1");
    let (first, of) = (first.id, (first.id, first.attendee));
    let corrected = site.act(|act| acts::correct_name(act, NIKA, of, "Sara"));
    assert!(corrected.is_ok());
    let second = ticket(&mut site, &own, "T  2").id;
    let again = "name,mobile,ticket_code\n\"Guest\n1\",09120000001,\"T\n1\"\n\
        Guest\u{85} 2,09120000002,T  2\n";
    let report = import(&mut site, &own, again);
    assert_eq!((report.added, report.changed), (0, 2), "{report:?}");
    let (a, b) = (
        ticket(&mut site, &own, "T 1"),
        ticket(&mut site, &own, "T 2"),
    );
    assert_eq!(
        (a.id, a.holder.as_str()),
        (first, "Sara"),
        "the correction stands"
    );
    assert_eq!((b.id, b.holder.as_str()), (second, "Guest 2"));
    let (place, event) = world.take_in(site, &own, &[]);
    agree(&mut world, place, &event);
}

#[test]
fn listed_tickets_that_came_to_a_walk_in_come_to_the_centre_with_their_check_ins() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=3));
    check_in(&mut site, &own, "T-2");
    let sara = walk_in(&mut site, &own, "Sara", 50);
    // The next list has her, and gives her a ticket that was another's.
    let csv = "name,mobile,ticket_code\nSara,09120000050,A-17\nSara,09120000050,T-2\n";
    let report = import(&mut site, &own, csv);
    assert_eq!((report.added, report.changed), (1, 1));
    site.pass(Millis::from_secs(60));
    check_in(&mut site, &own, "A-17");
    let before = tickets(&mut site, &own);
    let (place, event) = world.take_in(site, &own, &[]);
    let other = world.join(&[&event]);
    agree(&mut world, place, &event);
    assert_eq!(tickets(&mut world.centre, &event), before, "none got lost");
    world.download(other);
    let row = world.row(place);
    let founded = world.centre.act(|act| act.tx().founded_event(event.id));
    assert!(founded.unwrap().complete && row.founded == [event.id]);
    for site in [&mut world.centre, &mut world.stations[other]] {
        for code in ["A-17", "T-2"] {
            let found = ticket(site, &event, code);
            assert_eq!(found.attendee, sara, "{code}");
            let (entries, _) = site.act(|act| act.tx().entries_of(found.id));
            assert_eq!(entries.len(), 1, "{code} is used");
        }
    }
    // What comes down later takes nothing away.
    world.stations[place].act(|act| acts::load_again(act, event.id));
    agree(&mut world, place, &event);
    assert_eq!(tickets(&mut world.stations[place], &event), before);
}

#[test]
fn a_centre_that_is_restored_in_mid_handing_up_is_given_all_of_it() {
    // So many pages are in the backup, and so many are lost: the first is of the staff, the next
    // three are of attendees, the others of tickets.
    for (kept, lost) in [(0, 2), (3, 1), (4, 1), (5, 1)] {
        let mut world = World::of(0);
        let (mut site, own) = lone(&world, &roster(1..=450));
        check_in(&mut site, &own, "T-1");
        let (place, event) = world.take_in(site, &own, &[]);
        let mut up = Uplink::default();
        let mut page = |world: &mut World| {
            page_up(world, place, &mut up).expect("there is more");
        };
        (0..kept).for_each(|_| page(&mut world));
        let backup = world.centre.backup();
        (0..lost).for_each(|_| page(&mut world));
        world.centre.restore(&backup);
        agree(&mut world, place, &event);
        let here = (
            people(&mut world.centre, &event).len(),
            tickets(&mut world.centre, &event).len(),
        );
        assert_eq!(here, (450, 450), "{lost} after {kept}");
        assert!(is_in(&mut world.centre, &event, 1));
    }
}

#[test]
fn a_centre_that_is_restored_before_its_word_is_heard_is_given_all_of_it() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=3));
    check_in(&mut site, &own, "T-1");
    let (place, event) = world.take_in(site, &own, &[]);
    let backup = world.centre.backup();
    world.upload(place);
    assert_eq!(people(&mut world.centre, &event).len(), 3);
    world.centre.restore(&backup);
    agree(&mut world, place, &event);
    assert_eq!(people(&mut world.centre, &event).len(), 3);
    assert!(is_in(&mut world.centre, &event, 1));
}

#[test]
fn a_long_list_keeps_nothing_of_another_event_from_coming_down() {
    let mut world = World::of(0);
    let (site, own) = lone(&world, &roster(1..=3));
    let main = world.event.clone();
    let (place, _) = world.take_in(site, &own, &[&main]);
    let id = world.stations[place].home.id;
    let row = |world: &mut World| world.centre.act(|act| act.tx().station(id)).unwrap();
    let mut up = Uplink::default();
    let mut pages = 0;
    while pages == 0 {
        let Next::Call(call) = world.stations[place].act(|act| up.next(act)) else {
            panic!("there is more to send");
        };
        assert!(!matches!(call, Call::Send(_)), "before the list");
        if matches!(call, Call::HandUp { .. }) {
            pages += 1;
            assert!(up.is_reconciled(), "changes are taken while it goes up");
            assert!(row(&mut world).unsent > 0, "the organiser knows what waits");
            world.pass_s(60);
        }
        let answer = world.answer(place, &call);
        world.stations[place].act(|act| up.take(act, &call, &answer));
    }
    let seen = row(&mut world).last_seen;
    assert_eq!(
        seen,
        Some(world.centre.now.wall),
        "it calls, and is not quiet"
    );
}

#[test]
fn until_all_of_a_list_is_up_the_centre_knows_of_no_number_that_it_is_not_on_it() {
    let mut world = World::of(0);
    let (site, own) = lone(&world, &roster(1..=3));
    let (place, _) = world.take_in(site, &own, &[]);
    let relayed = |world: &mut World, id: u8, n: u32| {
        let station = world.row(place);
        let id = MessageId::from_bytes([id; 16]);
        let to = mobile(n);
        (world.centre).act(|act| acts::accept_relay(act, &station, id, &to, None))
    };
    for (id, n) in [(1, 1), (2, 9)] {
        let told = relayed(&mut world, id, n);
        assert_eq!(told, Err(RelayRefusal::ListToCome), "another courier may");
    }
    world.sync(place);
    assert_eq!(relayed(&mut world, 3, 1), Ok(true));
    assert_eq!(relayed(&mut world, 4, 9), Err(RelayRefusal::NotListed));
}

#[test]
fn whoever_is_removed_between_their_page_and_their_tickets_stays_forgotten() {
    let mut world = World::of(0);
    let csv = "name,mobile,ticket_code,holder,seat\nSara,09120000001,T-1,Sara A,9\n";
    let (mut site, own) = lone(&world, csv);
    let sara = ticket(&mut site, &own, "T-1").attendee;
    let (place, event) = world.take_in(site, &own, &[]);
    let mut up = Uplink::default();
    // The staff, and the attendees.
    for _ in 0..2 {
        page_up(&mut world, place, &mut up).expect("there is more");
    }
    let removed = world.centre.act(|act| acts::remove_attendee(act, sara));
    assert_eq!(removed, Removal::Done);
    world.sync(place);
    let kept = ticket(&mut world.centre, &event, "T-1");
    assert_eq!(kept.clone().of_nobody(), kept);
    let told = ticket(&mut world.stations[place], &event, "T-1");
    assert_eq!(told.clone().of_nobody(), told);
}

#[test]
fn what_a_founder_that_was_restored_to_before_it_joined_lists_comes_to_the_centre() {
    for same_code in [true, false] {
        let mut world = World::of(0);
        let (mut site, own) = lone(&world, &roster(1..=3));
        let backup = site.backup();
        let code = world.enrolment_code(&[]);
        let (place, event) = world.take_in_by(site, &own, &code);
        agree(&mut world, place, &event);
        let mut site = world.stations.remove(place);
        site.restore(&backup);
        let more = "name,mobile,ticket_code\nNew,09120000077,T-77\n";
        import(&mut site, &own, more);
        check_in(&mut site, &own, "T-77");
        let again = if same_code {
            code
        } else {
            world.enrolment_code(&[])
        };
        let (place, event) = world.take_in_by(site, &own, &again);
        agree(&mut world, place, &event);
        assert_eq!(people(&mut world.centre, &event).len(), 4);
        assert!(is_in(&mut world.centre, &event, 77));
    }
}

#[test]
fn a_list_that_the_centre_does_not_take_is_told_and_tried_again_at_the_next_start() {
    let mut world = World::of(0);
    let (mut site, own) = lone(&world, &roster(1..=3));
    check_in(&mut site, &own, "T-1");
    let (place, event) = world.take_in(site, &own, &[]);
    let limit = |world: &mut World, lines| {
        world.centre.act(|act| {
            let founded = act.tx().founded_event(event.id)?.unwrap();
            act.tx()
                .put_founded_event(&FoundedEvent { lines, ..founded })
        });
    };
    let refused = |world: &mut World| world.stations[place].act(|act| acts::is_roster_refused(act));
    assert!(!refused(&mut world));
    limit(&mut world, acts::FOUNDED_LINES_MAX);
    for _ in 0..2 {
        // What else there is goes up all the same.
        world.upload(place);
        assert!(refused(&mut world));
        let loading = world.stations[place].act(|act| acts::loading(act));
        assert_eq!(loading, None, "nothing comes");
        let waiting = world.stations[place].act(|act| acts::count_waiting(act));
        assert_eq!(waiting, 0);
    }
    limit(&mut world, 0);
    agree(&mut world, place, &event);
}

#[test]
fn a_centre_that_has_it_all_says_so_at_the_first_page() {
    let mut world = World::of(0);
    let (site, own) = lone(&world, &roster(1..=450));
    let (place, event) = world.take_in(site, &own, &[]);
    assert!(hand_up(&mut world, place).len() > 3);
    world.sync(place);
    // It was restored to a backup that has all of it; or the kiosk was updated.
    let mut down = Downlink::of(event.id);
    world.stations[place].act(|act| {
        down.next(act)?;
        down.take(act, &Answer::Restored)
    });
    let mut up = Uplink::default();
    page_up(&mut world, place, &mut up).expect("it asks whether the centre has it");
    assert!(page_up(&mut world, place, &mut up).is_none());
    agree(&mut world, place, &event);
}

#[test]
fn on_a_line_that_is_too_thin_for_a_page_the_pages_become_shorter() {
    const CARRIED: usize = 4096;
    let mut world = World::of(0);
    let (site, own) = lone(&world, &roster(1..=300));
    let (place, own) = world.take_in(site, &own, &[]);
    let mut uplink = Uplink::default();
    for _ in 0..2000 {
        let call = match world.stations[place].act(|act| uplink.next(act)) {
            Next::Call(call) => call,
            Next::Wait(_) => continue,
            Next::Idle => break,
        };
        let bytes = match &call {
            Call::HandUp { page, .. } => serde_json::to_vec(page).unwrap().len(),
            _ => 0,
        };
        let answer = if bytes > CARRIED {
            Answer::Failed
        } else {
            world.answer(place, &call)
        };
        world.stations[place].act(|act| uplink.take(act, &call, &answer));
    }
    assert_eq!(tickets(&mut world.centre, &own).len(), 300);
    agree(&mut world, place, &own);
}

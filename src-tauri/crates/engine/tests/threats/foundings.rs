//! What a hostile station might do with an event that it says it brings along: take another's
//! place, speak for another's event, fill the disk, or rewrite what was before.

use crate::support::history::{batch, send, write};
use crate::support::lone::{PIN, lone, request_of};
use crate::support::{World, mobile, roster};
use connect_engine::acts::{
    self, AttendeeUp, EnrolRefusal, Founding, NewStaff, PageRefusal, RosterLines, RosterPage,
    StaffUp, TicketUp,
};
use connect_engine::fact::{CheckIn, EventCreated, Fact, RosterImported, StaffAdded, StaffRemoved};
use connect_engine::ids::{AttendeeId, EventId, StaffId, TicketId};
use connect_engine::names::RosterName;
use connect_engine::roster::{Attendee, AttendeeState, Event, Ticket};
use connect_engine::staff::{PinHash, StaffRole};
use connect_engine::store::{
    EventRows, FoundedEvent, JoiningRows, LogRows, NameRows, Named, RosterRows,
};
use connect_engine::time::{Millis, Now, Timestamp};
use std::collections::BTreeMap;

/// What makes a founding one that nobody takes.
type Spoil = fn(&mut Founding);

const HOUR: Millis = Millis::from_secs(3600);

fn page(event: &Event, lines: RosterLines) -> RosterPage {
    RosterPage {
        event: event.id,
        lines,
        complete: false,
        after: 0,
    }
}

fn attendee(event: &Event, id: u8) -> AttendeeUp {
    AttendeeUp {
        attendee: Attendee {
            id: AttendeeId::from_bytes([id; 16]),
            event: event.id,
            mobile: Some(mobile(u32::from(id))),
            name: "Guest".to_owned(),
            state: AttendeeState::Active,
        },
        roster_name: None,
    }
}

fn ticket(event: &Event, id: u8, of: AttendeeId) -> TicketUp {
    TicketUp {
        ticket: Ticket {
            id: TicketId::from_bytes([id; 16]),
            event: event.id,
            attendee: of,
            code: format!("X-{id}"),
            holder: "Guest".to_owned(),
            ticket_type: None,
            attributes: BTreeMap::new(),
            imported_mobile: None,
            cancelled: false,
        },
        roster_name: None,
    }
}

fn staff(id: StaffId) -> StaffUp {
    StaffUp {
        staff: id,
        name: "Mallory".to_owned(),
        role: StaffRole::Supervisor,
        pin_hash: PIN.to_owned(),
    }
}

/// A centre with an event of its own and its guest, and a station that serves it too and has
/// brought another along.
fn world_with_founder() -> (World, usize, Event) {
    let mut world = World::of(1);
    let main = world.event.clone();
    let (site, own) = lone(&world, &roster([]));
    let (place, own) = world.take_in(site, &own, &[&main]);
    (world, place, own)
}

fn take(world: &mut World, place: usize, page: &RosterPage) -> Result<(), PageRefusal> {
    let row = world.row(place);
    world
        .centre
        .act(|act| acts::take_roster_page(act, &row, page))
        .map(drop)
}

#[test]
fn an_event_that_is_here_already_is_nobodys_to_bring() {
    let mut world = World::of(1);
    let main = world.event.clone();
    let code = world.enrolment_code(&[&main]);
    let (mut thief, own) = lone(&world, &roster([]));
    let good = request_of(&mut thief, &code);
    for taken in [main.id, own.id] {
        if taken == own.id {
            // Another has brought it before.
            let (site, _) = lone(&world, &roster([]));
            world.stations.push(site);
            let (mut first, _) = lone(&world, &roster([]));
            let mut request = request_of(&mut first, &world.enrolment_code(&[]));
            request.founding.as_mut().unwrap().events[0].id = own.id;
            world.enrol(&request).unwrap();
        }
        let mut request = good.clone();
        request.founding.as_mut().unwrap().events[0].id = taken;
        assert_eq!(world.enrol(&request).err(), Some(EnrolRefusal::Taken));
    }
    let mut request = good;
    request.founding.as_mut().unwrap().events[0].id = EventId::from_bytes([9; 16]);
    assert!(world.enrol(&request).is_ok(), "the code is still good");
    let kept = world.centre.act(|act| act.tx().event(main.id));
    assert_eq!(kept, Some(main));
}

#[test]
fn an_event_that_no_organiser_could_have_made_is_refused() {
    let mut world = World::of(1);
    let main = world.event.clone();
    let code = world.enrolment_code(&[&main]);
    let (mut site, _) = lone(&world, &roster([]));
    let good = request_of(&mut site, &code);
    let spoils: [(&str, Spoil); 9] = [
        ("no name", |f| f.events[0].name = String::new()),
        ("a long name", |f| f.events[0].name = "a".repeat(200)),
        ("a long zone", |f| f.events[0].timezone = "a".repeat(100)),
        ("an end before its start", |f| {
            f.events[0].starts_at = Some(Timestamp::from_secs(2));
            f.events[0].ends_at = Some(Timestamp::from_secs(1));
        }),
        ("a long text", |f| {
            f.events[0].look.next.fa = Some("a".repeat(1000));
        }),
        ("a key that is none", |f| {
            f.mobile_hash_key = "AAAA".to_owned();
        }),
        ("nothing", |f| f.events.clear()),
        ("the same twice", |f| {
            let twice = f.events[0].clone();
            f.events.push(twice);
        }),
        ("more than a station serves", |f| {
            let one = f.events[0].clone();
            f.events = (0..100)
                .map(|n| Event {
                    id: EventId::from_bytes([n; 16]),
                    ..one.clone()
                })
                .collect();
        }),
    ];
    for (what, spoil) in spoils {
        let mut request = good.clone();
        spoil(request.founding.as_mut().unwrap());
        let refused = world.enrol(&request).err();
        assert_eq!(refused, Some(EnrolRefusal::BadFounding), "{what}");
    }
    assert!(world.enrol(&good).is_ok());
}

#[test]
fn a_roster_is_taken_from_who_brought_its_event_and_from_nobody_else() {
    let (mut world, founder, own) = world_with_founder();
    let main = world.event.clone();
    let other = world.join(&[&main]);
    let lines = |event: &Event| RosterLines {
        attendees: vec![attendee(event, 7)],
        ..RosterLines::default()
    };
    for (place, event) in [(other, &own), (other, &main), (founder, &main)] {
        let taken = take(&mut world, place, &page(event, lines(event)));
        assert_eq!(taken, Err(PageRefusal::NotFounder));
    }
    assert_eq!(take(&mut world, founder, &page(&own, lines(&own))), Ok(()));
}

#[test]
fn a_page_with_a_line_of_another_event_or_one_too_long_is_refused_whole() {
    let (mut world, founder, own) = world_with_founder();
    let main = world.event.clone();
    let theirs = world.attendee(&main, &mobile(1)).unwrap();
    let victim = world.ticket(&main, "T-1");
    let nika = world.centre.act(|act| {
        let new = NewStaff {
            name: "Sara".to_owned(),
            role: StaffRole::Steward,
            pin: PinHash::from_phc(PIN.to_owned()),
            events: vec![main.alias],
        };
        acts::add_staff(act, &new)
    });
    let nika = nika.unwrap();
    let good = attendee(&own, 7);
    let whose = good.attendee.id;
    let people = |attendees: Vec<AttendeeUp>, tickets: Vec<TicketUp>| RosterLines {
        attendees,
        tickets,
        staff: Vec::new(),
    };
    let team = |line: StaffUp| RosterLines {
        staff: vec![line],
        ..RosterLines::default()
    };
    let with = |spoil: fn(&mut Attendee)| {
        let mut line = attendee(&own, 8);
        spoil(&mut line.attendee);
        people(vec![good.clone(), line], Vec::new())
    };
    let costly = PIN.replace("m=19456", "m=4194304");
    let cases = [
        (
            "an attendee of another event",
            people(vec![good.clone(), attendee(&main, 8)], vec![]),
        ),
        ("the id of another's attendee", {
            let mut line = attendee(&own, 8);
            line.attendee.id = theirs.id;
            people(vec![good.clone(), line], Vec::new())
        }),
        (
            "a ticket of another event",
            people(vec![good.clone()], vec![ticket(&main, 8, whose)]),
        ),
        ("the id of another's ticket", {
            let mut line = ticket(&own, 8, whose);
            line.ticket.id = victim.id;
            people(vec![good.clone()], vec![line])
        }),
        (
            "a ticket of another's attendee",
            people(vec![good.clone()], vec![ticket(&own, 8, theirs.id)]),
        ),
        (
            "a ticket of nobody",
            people(
                vec![good.clone()],
                vec![ticket(&own, 8, AttendeeId::from_bytes([77; 16]))],
            ),
        ),
        ("a tombstone", with(|a| a.state = AttendeeState::Removed)),
        (
            "a name without an end",
            with(|a| a.name = "a".repeat(300_000)),
        ),
        (
            "more lines than a page has",
            people(vec![good.clone(); 501], Vec::new()),
        ),
        ("the staff of another event", team(staff(nika.id))),
        (
            "a PIN that takes gigabytes to compare",
            team(StaffUp {
                pin_hash: costly,
                ..staff(StaffId::from_bytes([5; 16]))
            }),
        ),
        (
            "staff without a name",
            team(StaffUp {
                name: String::new(),
                ..staff(StaffId::from_bytes([5; 16]))
            }),
        ),
    ];
    for (what, lines) in cases {
        let taken = take(&mut world, founder, &page(&own, lines));
        assert_eq!(taken, Err(PageRefusal::Unsound), "{what}");
        let none = world.centre.act(|act| act.tx().attendee(whose));
        assert_eq!(none, None, "{what}");
    }
    let kept = world.attendee(&main, &mobile(1));
    assert_eq!(kept, Some(theirs));
    let lines = people(vec![good], vec![ticket(&own, 8, whose)]);
    assert_eq!(take(&mut world, founder, &page(&own, lines)), Ok(()));
}

#[test]
fn what_nobody_can_read_is_taken_as_one_line() {
    let (mut world, founder, own) = world_with_founder();
    let unreadable = || "a\u{7}\r\nb\t\u{85}c\u{9f}".to_owned();
    let mut who = attendee(&own, 7);
    who.attendee.name = unreadable();
    let name = unreadable();
    who.roster_name = Some(RosterName { name, since: None });
    let mut of = ticket(&own, 8, who.attendee.id);
    (of.ticket.holder, of.ticket.code) = (unreadable(), unreadable());
    let mut nameless = ticket(&own, 9, who.attendee.id);
    nameless.ticket.code = "\u{80}".to_owned();
    let id = (who.attendee.id, of.ticket.id, nameless.ticket.id);
    let lines = RosterLines {
        attendees: vec![who],
        tickets: vec![of, nameless],
        ..RosterLines::default()
    };
    assert_eq!(take(&mut world, founder, &page(&own, lines)), Ok(()));
    world.centre.act(|act| {
        let who = act.tx().attendee(id.0)?.unwrap();
        assert_eq!(who.name, "a b c");
        let named = act.tx().roster_name(Named::Attendee(id.0))?.unwrap();
        assert_eq!(named.name, "a b c");
        let of = act.tx().ticket(id.1)?.unwrap();
        assert_eq!((of.holder.as_str(), of.code.as_str()), ("a b c", "a b c"));
        assert_eq!(act.tx().ticket(id.2)?.unwrap().code, id.2.to_string());
        Ok(())
    });
}

#[test]
fn an_event_has_an_end_to_its_lines_and_to_its_handing_up() {
    let (mut world, founder, own) = world_with_founder();
    let lines = |id| RosterLines {
        attendees: vec![attendee(&own, id)],
        ..RosterLines::default()
    };
    let set = |world: &mut World, founded: FoundedEvent| {
        world.centre.act(|act| act.tx().put_founded_event(&founded));
    };
    let kept = world.centre.act(|act| act.tx().founded_event(own.id));
    let kept = kept.unwrap();
    set(
        &mut world,
        FoundedEvent {
            lines: acts::FOUNDED_LINES_MAX,
            ..kept
        },
    );
    let full = take(&mut world, founder, &page(&own, lines(7)));
    assert_eq!(full, Err(PageRefusal::TooMany));
    set(&mut world, kept);
    let last = RosterPage {
        complete: true,
        ..page(&own, lines(7))
    };
    assert_eq!(take(&mut world, founder, &last), Ok(()));
    assert_eq!(take(&mut world, founder, &page(&own, lines(8))), Ok(()));
    let late = world
        .centre
        .act(|act| act.tx().attendee(AttendeeId::from_bytes([8; 16])));
    assert_eq!(late, None, "what comes after the last page changes nothing");
}

/// The reasons for which a station's records are kept aside, of those it has just written.
fn reasons(
    world: &mut World,
    place: usize,
    facts: &[(Option<EventId>, Fact)],
) -> Vec<Option<String>> {
    let log = world.stations[place].act(|act| act.log_id());
    let from = world.stations[place]
        .act(|act| act.tx().lock_log(log))
        .map_or(0, |log| log.head.next);
    for (event, fact) in facts {
        write(&mut world.stations[place], *event, fact);
    }
    let all = batch(world, place);
    send(world, place, &all).unwrap();
    let stored = world
        .centre
        .act(|act| act.tx().records_from(log, from, 100));
    stored.into_iter().map(|row| row.quarantined).collect()
}

#[test]
fn what_an_organiser_says_of_an_event_a_founder_says_of_its_own_alone() {
    let (mut world, founder, own) = world_with_founder();
    let main = world.event.clone();
    let sara = world.centre.act(|act| {
        let new = NewStaff {
            name: "Sara".to_owned(),
            role: StaffRole::Steward,
            pin: PinHash::from_phc(PIN.to_owned()),
            events: vec![main.alias],
        };
        acts::add_staff(act, &new)
    });
    let sara = sara.unwrap().id;
    let said = |event: &Event, also: &[&Event]| {
        let imported = RosterImported {
            added: 1,
            changed: 0,
            rejected: 0,
        };
        let made = EventCreated {
            event: event.id,
            alias: event.alias,
            name: event.name.clone(),
        };
        let added = StaffAdded {
            staff: StaffId::from_bytes([5; 16]),
            name: "Nika".to_owned(),
            role: StaffRole::Supervisor,
            events: also.iter().map(|event| event.id).collect(),
        };
        [
            (Some(event.id), Fact::RosterImported(imported)),
            (Some(event.id), Fact::EventCreated(made)),
            (None, Fact::StaffAdded(added)),
        ]
    };
    let good = reasons(&mut world, founder, &said(&own, &[&own]));
    assert!(good.iter().all(Option::is_none), "{good:?}");
    let mut bad = said(&main, &[&own, &main]).to_vec();
    let removed = StaffRemoved { staff: sara };
    bad.push((None, Fact::StaffRemoved(removed)));
    let aside = reasons(&mut world, founder, &bad);
    let foreign = Some("not a station's to say".to_owned());
    assert!(aside.iter().all(|why| *why == foreign), "{aside:?}");
    // Somebody else who serves it says none of it.
    let other = world.join(&[&own, &main]);
    let aside = reasons(&mut world, other, &said(&own, &[&own]));
    assert!(aside.iter().all(|why| *why == foreign), "{aside:?}");
}

#[test]
fn a_founder_dates_nothing_of_anothers_event_before_it_joined() {
    let mut world = World::of(1);
    let main = world.event.clone();
    let (mut site, own) = lone(&world, &roster([1]));
    world.pass_s(7200);
    site.pass(Millis::from_secs(7200));
    let joined = world.centre.now.wall;
    let (place, _) = world.take_in(site, &own, &[&main]);
    let victim = world.ticket(&main, "T-1");
    let entry = CheckIn {
        ticket: victim.id,
        attendee: victim.attendee,
        login: None,
        by: None,
    };
    // By its clock that was an hour ago.
    let now = world.stations[place].now;
    world.stations[place].now = Now {
        wall: now.wall.minus(HOUR),
        boot: Millis::new(now.boot.get() - HOUR.get()),
        ..now
    };
    let fact = Fact::CheckIn(entry);
    write(&mut world.stations[place], Some(main.id), &fact);
    world.stations[place].now = now;
    assert_eq!(reasons(&mut world, place, &[]), Vec::new());
    let log = world.row(place).log;
    let stored = world.centre.act(|act| act.tx().records_from(log, 0, 100));
    let made = stored.iter().find(|row| row.kind == "event-created");
    let entered = stored.iter().find(|row| row.kind == "check-in").unwrap();
    assert_eq!(
        made.unwrap().placed_at,
        joined.minus(Millis::from_secs(7200))
    );
    assert_eq!(entered.placed_at, joined);
    assert_eq!(entered.quarantined, None);
}

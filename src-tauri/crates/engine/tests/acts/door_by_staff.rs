//! What staff do for an attendee, what of it counts, and what other stations see of it.

use crate::support::history::enter;
use crate::support::{Site, World, endless, mobile, seen, session_of};
use connect_engine::acts::{self, CardView, DoorRefusal, NewStaff, NewWalkIn, Seen, WelcomeView};
use connect_engine::checkin::{EntryRule, Place, Way};
use connect_engine::fact::Fact;
use connect_engine::ids::{AttendeeId, LogId, StaffId, TicketId};
use connect_engine::roster::Event;
use connect_engine::staff::{PinHash, StaffRole};
use connect_engine::store::{CounterRows, HistoryAct, RosterRows, StaffRows};
use connect_engine::time::Millis;

/// Of a roster whose tickets are of no type.
pub const HEAD: &str = "name,mobile,ticket_code\n";

/// Two doors of one event with guests 1 to 3, and a member of staff.
pub struct Doors {
    pub world: World,
    pub nika: StaffId,
}

impl Doors {
    pub fn open() -> Self {
        let mut world = World::of(3).with_station().with_station();
        let new = NewStaff {
            name: "Nika".to_owned(),
            role: StaffRole::Steward,
            pin: PinHash::from_phc(String::new()),
            events: vec![world.event.alias],
        };
        let member = world.centre.act(|act| acts::add_staff(act, &new)).unwrap();
        let mut doors = Self {
            world,
            nika: member.id,
        };
        doors.sync();
        doors
    }

    pub fn sync(&mut self) {
        for place in [0, 1, 0, 1] {
            self.world.sync(place);
        }
        self.world.pass_s(5);
    }

    pub fn guest(&mut self, n: u32) -> (AttendeeId, TicketId) {
        let event = self.world.event.clone();
        let ticket = self.world.ticket(&event, &format!("T-{n}"));
        (ticket.attendee, ticket.id)
    }

    fn card(&mut self, place: usize, attendee: AttendeeId) -> CardView {
        card(&mut self.world.stations[place], attendee).unwrap()
    }

    /// Checks a guest in as the card shows them now.
    pub fn check_in(&mut self, place: usize, n: u32) -> Result<AttendeeId, DoorRefusal> {
        let seen = self.seen(place, n);
        self.check_in_seen(place, seen)
    }

    fn check_in_seen(&mut self, place: usize, seen: Seen) -> Result<AttendeeId, DoorRefusal> {
        let nika = self.nika;
        self.world.pass_s(1);
        self.world.stations[place].act(|act| acts::check_in_by_staff(act, nika, seen))
    }

    /// The same with their way out.
    fn check_out(&mut self, place: usize, n: u32) -> Result<AttendeeId, DoorRefusal> {
        let seen = self.seen(place, n);
        self.check_out_seen(place, seen)
    }

    fn check_out_seen(&mut self, place: usize, seen: Seen) -> Result<AttendeeId, DoorRefusal> {
        let nika = self.nika;
        self.world.pass_s(1);
        self.world.stations[place].act(|act| acts::check_out_by_staff(act, nika, seen))
    }

    /// A guest's ticket as their card shows it.
    fn seen(&mut self, place: usize, n: u32) -> Seen {
        let (_, ticket) = self.guest(n);
        self.world.stations[place].act(|act| seen(act, ticket))
    }

    /// What a guest's card shows as the last that was done with their ticket.
    fn last(&mut self, place: usize, n: u32) -> Place {
        self.seen(place, n).last.unwrap()
    }

    /// Takes back what the guest's card shows now.
    pub fn undo(&mut self, place: usize, n: u32, reason: &str) -> Result<AttendeeId, DoorRefusal> {
        let seen = self.last(place, n);
        self.undo_seen(place, n, seen, reason)
    }

    fn undo_seen(
        &mut self,
        place: usize,
        n: u32,
        seen: Place,
        reason: &str,
    ) -> Result<AttendeeId, DoorRefusal> {
        let nika = self.nika;
        let (attendee, ticket) = self.guest(n);
        let seen = Seen {
            ticket,
            attendee,
            last: Some(seen),
        };
        self.world.pass_s(1);
        self.world.stations[place].act(|act| acts::undo_by_staff(act, nika, seen, reason))
    }

    /// Guest 1 has T-9 too, and every door knows.
    pub fn where_the_first_has_two_tickets() -> (Self, Event, AttendeeId) {
        let mut doors = Self::open();
        let event = doors.world.event.clone();
        let more = format!("{HEAD}Guest 1,09120000001,T-9\n");
        doors.world.import(&event, &more);
        doors.sync();
        let (guest, _) = doors.guest(1);
        (doors, event, guest)
    }

    /// Guest 1 has a ticket for three entries, and every door knows.
    fn where_the_first_may_come_three_times() -> (Self, AttendeeId) {
        let mut doors = Self::open();
        let event = doors.world.event.clone();
        let csv = "name,mobile,ticket_code,ticket_type\nGuest 1,09120000001,T-1,Day pass\n";
        doors.world.import(&event, csv);
        let rule = EntryRule {
            entries: Some(3),
            ..EntryRule::default()
        };
        doors
            .world
            .centre
            .act(|act| acts::set_ticket_type(act, &event, "Day pass", rule));
        doors.sync();
        let (guest, _) = doors.guest(1);
        (doors, guest)
    }

    pub fn correct(&mut self, place: usize, n: u32, name: &str) -> Result<AttendeeId, DoorRefusal> {
        let (nika, (attendee, ticket)) = (self.nika, self.guest(n));
        self.world.pass_s(1);
        let of = (ticket, attendee);
        self.world.stations[place].act(|act| acts::correct_name(act, nika, of, name))
    }

    pub fn vouch(
        &mut self,
        place: usize,
        n: u32,
        reason: &str,
    ) -> Result<(String, WelcomeView), DoorRefusal> {
        let (nika, (attendee, _)) = (self.nika, self.guest(n));
        self.world.stations[place].act(|act| acts::vouch(act, nika, attendee, reason))
    }

    /// The names on a guest's ticket and of the guest, as each door and the centre have them.
    pub fn names(&mut self, n: u32) -> Vec<[String; 2]> {
        let (attendee, ticket) = self.guest(n);
        let sites = self.world.stations.iter_mut();
        sites
            .chain([&mut self.world.centre])
            .map(|site| {
                site.act(|act| {
                    let holder = act.tx().ticket(ticket)?.unwrap().holder;
                    Ok([holder, act.tx().attendee(attendee)?.unwrap().name])
                })
            })
            .collect()
    }
}

pub fn card(site: &mut Site, attendee: AttendeeId) -> Option<CardView> {
    site.act(|act| acts::view_card(act, attendee))
}

/// What was done, the newest first, and whether staff did it.
fn told(card: &CardView) -> Vec<(HistoryAct, bool)> {
    let line = |line: &acts::HistoryEntry| (line.act, line.by.as_deref() == Some("Nika"));
    card.history.iter().map(line).collect()
}

#[test]
fn in_out_and_in_again_counts_at_every_door_and_says_who_did_it() {
    use HistoryAct::{CheckIn, CheckOut};
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    assert_eq!(doors.check_out(0, 1), Err(DoorRefusal::NotInside));
    assert_eq!(doors.check_in(0, 1), Ok(guest));
    doors.sync();
    assert!(doors.card(1, guest).tickets[0].view.inside);
    assert_eq!(doors.check_out(1, 1), Ok(guest));
    assert_eq!(doors.check_out(1, 1), Err(DoorRefusal::NotInside));
    doors.sync();
    let outside = doors.card(0, guest);
    assert!(!outside.tickets[0].view.inside);
    assert!(
        outside.tickets[0].view.is_open(),
        "the entry is theirs again"
    );
    assert_eq!(doors.check_in(0, 1), Ok(guest));
    doors.sync();
    for place in 0..2 {
        let card = doors.card(place, guest);
        assert!(card.tickets[0].view.inside, "door {place}");
        assert!(card.tickets[0].also_seen.is_empty());
        let expected = [(CheckIn, true), (CheckOut, true), (CheckIn, true)];
        assert_eq!(told(&card), expected, "door {place}");
        let mine: Vec<bool> = card.history.iter().map(|line| line.mine).collect();
        let here = [place == 0, place == 1, place == 0];
        assert_eq!(mine, here);
        assert!(card.history.iter().all(|line| line.station == "Door"));
    }
}

#[test]
fn what_was_done_last_is_taken_back_with_a_reason_that_others_read() {
    use HistoryAct::{CheckIn, CheckOut, Undone};
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    doors.check_in(0, 1).unwrap();
    doors.check_out(0, 1).unwrap();
    assert_eq!(doors.undo(0, 1, "  "), Err(DoorRefusal::ReasonNeeded));
    doors.undo(0, 1, "only looked out").unwrap();
    doors.sync();
    assert!(doors.card(1, guest).tickets[0].view.inside, "not outside");
    doors.undo(1, 1, "somebody else").unwrap();
    doors.sync();
    let card = doors.card(0, guest);
    assert!(!card.tickets[0].view.inside && card.tickets[0].view.is_open());
    let acts: Vec<HistoryAct> = card.history.iter().map(|line| line.act).collect();
    assert_eq!(acts, [Undone, Undone, CheckOut, CheckIn]);
    let reasons: Vec<_> = card
        .history
        .iter()
        .filter_map(|l| l.reason.as_deref())
        .collect();
    assert_eq!(reasons, ["somebody else", "only looked out"]);
}

#[test]
fn only_what_staff_saw_is_taken_back_and_not_what_another_door_did_since() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    doors.check_in(0, 1).unwrap();
    doors.sync();
    let came = doors.last(0, 1);
    doors.check_out(1, 1).unwrap();
    doors.sync();
    let refused = doors.undo_seen(0, 1, came, "somebody else's ticket");
    assert_eq!(refused, Err(DoorRefusal::ChangedSince));
    let left = doors.last(0, 1);
    doors.check_in(1, 1).unwrap();
    doors.sync();
    let refused = doors.undo_seen(0, 1, left, "did not leave");
    assert_eq!(refused, Err(DoorRefusal::ChangedSince));
    let card = doors.card(0, guest);
    assert!(card.tickets[0].view.inside, "as the other door says");
    let undone = |line: &acts::HistoryEntry| line.act == HistoryAct::Undone;
    assert!(!card.history.iter().any(undone));
    // What is seen now can be taken back, and by one of two doors.
    let again = doors.last(0, 1);
    doors.undo_seen(0, 1, again, "typo").unwrap();
    doors.sync();
    let refused = doors.undo_seen(1, 1, again, "typo");
    assert_eq!(refused, Err(DoorRefusal::ChangedSince));
}

#[test]
fn nobody_is_let_in_on_a_card_from_before_the_ticket_was_used_at_another_door() {
    let (mut doors, guest) = Doors::where_the_first_may_come_three_times();
    let entries_left = |doors: &mut Doors| doors.card(0, guest).tickets[0].view.entries_left;
    let (several, once) = (doors.seen(0, 1), doors.seen(0, 2));
    doors.check_in(1, 1).unwrap();
    doors.check_in(1, 2).unwrap();
    doors.sync();
    // Whoever stands here may be somebody else with the same ticket.
    for card in [several, once] {
        let refused = doors.check_in_seen(0, card);
        assert_eq!(refused, Err(DoorRefusal::ChangedSince));
    }
    assert_eq!(entries_left(&mut doors), 2, "no other entry is spent");
    let came = doors.seen(0, 2);
    doors.check_out(1, 2).unwrap();
    doors.check_in(1, 2).unwrap();
    doors.sync();
    // They are inside, and not since then.
    let refused = doors.check_out_seen(0, came);
    assert_eq!(refused, Err(DoorRefusal::ChangedSince));
    // What is seen now is done.
    doors.check_in(0, 1).unwrap();
    assert_eq!(entries_left(&mut doors), 1);
    doors.check_out(0, 2).unwrap();
    // Of a card that is right nobody comes in without an entry left.
    doors.check_in(0, 3).unwrap();
    assert_eq!(doors.check_in(0, 3), Err(DoorRefusal::TicketClosed));
}

#[test]
fn nothing_is_done_on_a_card_with_a_ticket_that_has_gone_to_somebody_else() {
    let (mut doors, event, guest) = Doors::where_the_first_has_two_tickets();
    let shown = doors.seen(0, 1);
    assert_eq!(shown.attendee, guest);
    let given = format!("{HEAD}Mina,09120000002,T-1\n");
    doors.world.import(&event, &given);
    doors.sync();
    let (mina, ticket) = doors.guest(1);
    assert_ne!(mina, guest);
    let refused = Err(DoorRefusal::ChangedSince);
    assert_eq!(doors.check_in_seen(0, shown), refused);
    let nika = doors.nika;
    let named = doors.world.stations[0]
        .act(|act| acts::correct_name(act, nika, (ticket, guest), "Guest One"));
    assert_eq!(named, refused);
    doors.check_in(0, 1).unwrap();
    let inside = Seen {
        attendee: guest,
        ..doors.seen(0, 1)
    };
    assert_eq!(doors.check_out_seen(0, inside), refused);
    let station = &mut doors.world.stations[0];
    let undone = station.act(|act| acts::undo_by_staff(act, nika, inside, "somebody else"));
    assert_eq!(undone, refused);
    let card = doors.card(0, mina);
    let theirs = card.tickets.iter().find(|of| of.view.ticket.id == ticket);
    let theirs = theirs.unwrap();
    assert!(theirs.view.inside, "as Mina's card had it");
    assert_eq!(theirs.view.ticket.holder, "Mina");
}

#[test]
fn a_passage_is_the_same_one_when_the_centre_has_placed_it() {
    let mut doors = Doors::open();
    doors.check_in(0, 1).unwrap();
    let seen = doors.last(0, 1);
    doors.sync();
    doors.undo_seen(0, 1, seen, "typo").unwrap();
}

#[test]
fn a_ticket_with_entries_left_says_that_its_holder_is_inside_and_gives_one_back() {
    let (mut doors, guest) = Doors::where_the_first_may_come_three_times();
    let (_, ticket) = doors.guest(1);
    let seen = |doors: &mut Doors| {
        let view = doors.card(1, guest).tickets.remove(0).view;
        assert_eq!(view.ticket.id, ticket);
        (view.last.map(|last| last.way), view.entries_left)
    };
    assert_eq!(seen(&mut doors), (None, 3));
    doors.check_in(0, 1).unwrap();
    doors.sync();
    assert_eq!(
        seen(&mut doors),
        (Some(Way::In), 2),
        "inside, and open still"
    );
    doors.undo(1, 1, "their sister's").unwrap();
    doors.sync();
    assert_eq!(seen(&mut doors), (None, 3));
    doors.check_in(0, 1).unwrap();
    doors.check_out(0, 1).unwrap();
    doors.sync();
    assert_eq!(seen(&mut doors), (Some(Way::Out), 3));
    doors.undo(1, 1, "still inside").unwrap();
    doors.sync();
    assert_eq!(seen(&mut doors), (Some(Way::In), 2));
}

#[test]
fn a_door_that_joins_later_knows_who_did_it_though_they_are_staff_no_more() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    doors.check_in(0, 1).unwrap();
    doors.sync();
    let (nika, event) = (doors.nika, doors.world.event.clone());
    assert!(doors.world.centre.act(|act| acts::remove_staff(act, nika)));
    let late = doors.world.join(&[&event]);
    doors.world.sync(late);
    let expected = [(HistoryAct::CheckIn, true)];
    assert_eq!(told(&doors.card(late, guest)), expected);
    let staff = doors.world.stations[late].act(|act| act.tx().staff());
    assert!(staff.is_empty(), "they come on duty nowhere");
}

#[test]
fn a_conflict_found_later_is_shown_on_the_card_of_every_door() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    doors.check_in(0, 1).unwrap();
    doors.check_in(1, 1).unwrap();
    doors.sync();
    for place in 0..2 {
        let card = doors.card(place, guest);
        let also: Vec<&str> = card.tickets[0]
            .also_seen
            .iter()
            .map(|(_, station)| station.as_str())
            .collect();
        assert_eq!(also, ["Door"], "door {place}");
        let acts: Vec<HistoryAct> = card.history.iter().map(|line| line.act).collect();
        assert_eq!(acts, [HistoryAct::AlsoSeen, HistoryAct::CheckIn]);
    }
}

#[test]
fn vouching_logs_in_checks_the_only_ticket_in_and_forgives_the_number_nothing() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    let station = &mut doors.world.stations[0];
    let hash = station.home.mobile_hash(&mobile(1));
    let now = station.now.wall;
    station.act(|act| act.tx().add_failure(&hash, now));
    assert_eq!(doors.card(0, guest).failures, 1);
    assert_eq!(doors.vouch(0, 1, "").err(), Some(DoorRefusal::ReasonNeeded));
    let (token, view) = doors.vouch(0, 1, "passport seen").unwrap();
    assert!(view.tickets[0].by_this_login && view.tickets[0].inside);
    let station = &mut doors.world.stations[0];
    let session = station.act(|act| session_of(act, &token)).unwrap();
    assert_eq!(session.1, guest);
    assert_eq!(session.2.amr, ["staff"]);
    doors.sync();
    for place in 0..2 {
        let card = doors.card(place, guest);
        let expected = [(HistoryAct::CheckIn, true), (HistoryAct::Vouched, true)];
        assert_eq!(told(&card), expected, "door {place}");
        assert_eq!(card.history[1].reason.as_deref(), Some("passport seen"));
    }
    assert_eq!(doors.card(0, guest).failures, 1);
}

#[test]
fn a_vouched_login_on_a_phone_is_no_proof_of_the_number_either() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    let hash = doors.world.centre.home.mobile_hash(&mobile(1));
    let centre = &mut doors.world.centre;
    let (failed, locked) = (
        centre.now.wall,
        centre.now.wall.plus(Millis::from_secs(900)),
    );
    centre.act(|act| {
        act.tx().add_failure(&hash, failed)?;
        act.tx().set_lock(&hash, Some(locked))
    });
    let (token, _) = doors.vouch(0, 1, "has a new number").unwrap();
    let event = doors.world.event.clone();
    let address = doors.world.stations[0].act(|act| {
        let session = session_of(act, &token)?.unwrap().2;
        acts::hand_off(act, &event, guest, &session)
    });
    let address = address.unwrap();
    let assertion = address.split('#').nth(1).unwrap();
    doors.world.pass_s(5);
    let redeemed = doors
        .world
        .centre
        .act(|act| acts::redeem_hand_off(act, assertion, "0001"));
    assert_eq!(redeemed.unwrap().1.amr, ["staff"]);
    let centre = &mut doors.world.centre;
    let counted = centre.act(|act| act.tx().lock_failures(&hash));
    assert_eq!(counted, [failed], "nothing is forgiven");
    assert_eq!(centre.act(|act| act.tx().lock(&hash)), Some(locked));
    doors.sync();
    for place in 0..2 {
        let expected = [(HistoryAct::CheckIn, true), (HistoryAct::Vouched, true)];
        assert_eq!(told(&doors.card(place, guest)), expected, "door {place}");
    }
}

#[test]
fn an_unlock_by_staff_forgives_the_number_and_is_in_the_history() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    let station = &mut doors.world.stations[0];
    let hash = station.home.mobile_hash(&mobile(1));
    let now = station.now.wall;
    for _ in 0..5 {
        station.act(|act| act.tx().add_failure(&hash, now));
    }
    let card = doors.card(0, guest);
    assert_eq!(card.failures, 5);
    assert!(card.locked_for.is_some());
    doors.world.pass_s(1);
    let nika = doors.nika;
    let done = doors.world.stations[0].act(|act| acts::unlock_by_staff(act, nika, guest));
    assert_eq!(done, Ok(guest));
    doors.sync();
    let card = doors.card(0, guest);
    assert_eq!((card.failures, card.locked_for), (0, None));
    assert_eq!(told(&doors.card(1, guest)), [(HistoryAct::Unlocked, true)]);
}

#[test]
fn an_unlock_by_typed_digits_is_in_the_history_of_whoever_is_listed_with_them() {
    let mut doors = Doors::open();
    let (guest, _) = doors.guest(1);
    let nika = doors.nika;
    let unlock = |doors: &mut Doors, n| {
        doors.world.stations[0].act(|act| acts::unlock_number(act, &mobile(n), Some(nika)));
    };
    unlock(&mut doors, 1);
    unlock(&mut doors, 900);
    doors.sync();
    for place in 0..2 {
        let card = doors.card(place, guest);
        assert_eq!(told(&card), [(HistoryAct::Unlocked, true)]);
    }
}

#[test]
fn a_walk_in_by_staff_has_a_name_and_may_have_no_number() {
    let mut doors = Doors::open();
    let (nika, event) = (doors.nika, doors.world.event.alias);
    let new = |name: &str, number: Option<u32>| NewWalkIn {
        event,
        name: name.to_owned(),
        mobile: number.map(mobile),
        ticket_type: Some("VIP".to_owned()),
    };
    let register = |doors: &mut Doors, new: &NewWalkIn| {
        doors.world.stations[0].act(|act| acts::register_walk_in(act, nika, new))
    };
    for (asked, refused) in [
        (new(" ", None), DoorRefusal::NameNeeded),
        (new("Zoë", Some(2)), DoorRefusal::NumberTaken),
    ] {
        assert_eq!(register(&mut doors, &asked), Err(refused));
    }
    let made = register(&mut doors, &new("Zoë", None)).unwrap();
    let named = register(&mut doors, &new("Hugo", Some(77))).unwrap();
    doors.sync();
    for place in 0..2 {
        let card = doors.card(place, made);
        assert_eq!((card.name.as_str(), card.mobile), ("Zoë", None));
        let ticket = &card.tickets[0].view;
        assert_eq!(ticket.ticket.holder, "Zoë");
        assert_eq!(ticket.ticket.ticket_type.as_deref(), Some("VIP"));
        assert!(ticket.is_open() && !ticket.inside, "not checked in yet");
        let expected = [(HistoryAct::WalkIn, true)];
        assert_eq!(told(&doors.card(place, made)), expected, "door {place}");
        assert_eq!(doors.card(place, named).mobile, Some(mobile(77)));
    }
    enter(&mut doors.world, 1, 77);
}

#[test]
fn staff_serve_nobody_who_isnt_there_and_no_ticket_that_is_closed() {
    let mut doors = Doors::open();
    let (nika, event) = (doors.nika, doors.world.event.clone());
    let nobody = AttendeeId::from_bytes([9; 16]);
    let nothing = TicketId::from_bytes([9; 16]);
    let seen = Seen {
        ticket: nothing,
        attendee: nobody,
        last: Some((LogId::from_bytes([9; 16]), 1)),
    };
    let station = &mut doors.world.stations[0];
    let refused = [
        station.act(|act| acts::check_in_by_staff(act, nika, seen)),
        station.act(|act| acts::check_out_by_staff(act, nika, seen)),
        station.act(|act| acts::undo_by_staff(act, nika, seen, "why")),
        station.act(|act| acts::correct_name(act, nika, (nothing, nobody), "Name")),
        station.act(|act| acts::unlock_by_staff(act, nika, nobody)),
    ];
    assert_eq!(refused, [Err(DoorRefusal::NobodyFound); 5]);
    doors
        .world
        .centre
        .act(|act| acts::cancel_ticket(act, &event, "T-1"));
    doors.sync();
    assert_eq!(doors.check_in(0, 1), Err(DoorRefusal::TicketClosed));
}

#[test]
fn a_station_of_another_event_says_nothing_of_this_ones_people() {
    let mut doors = Doors::open();
    let other = doors.world.add_event(&endless("Elsewhere"));
    let far = doors.world.join(&[&other]);
    let (guest, ticket) = doors.guest(1);
    let forged = Fact::CheckedOut(connect_engine::fact::CheckedOut {
        ticket,
        attendee: guest,
        by: None,
    });
    doors.check_in(0, 1).unwrap();
    doors.sync();
    crate::upload::say(&mut doors.world, far, Some(other.id), &forged);
    doors.sync();
    assert!(doors.card(0, guest).tickets[0].view.inside);
}

//! What attendees do at the door, and those who aren't what they say.

use crate::joining::OWN;
use crate::world::{Happening, World, mobile};
use connect_engine::acts::{self, LogIn, Seen};
use connect_engine::code::Code;
use connect_engine::ids::{StaffId, TokenId};
use connect_engine::mobile::Mobile;
use connect_engine::roster::{Event, Ticket};
use connect_engine::store::RosterRows;
use rand::RngExt;

/// Numbers that are guessed at again and again: the first guests'.
pub const VICTIMS: u32 = 3;

/// Who of the staff does it, at every station.
const STAFF: StaffId = StaffId::from_bytes([5; 16]);

/// Numbers that walk in: few, so that they meet.
pub const WALK_INS: std::ops::Range<u32> = 500..508;

/// A code that isn't this one.
pub fn other_than(code: &Code) -> Code {
    let number = (code.digits().parse::<u64>().unwrap() + 1) % 100_000;
    Code::from_number(number).unwrap()
}

impl World {
    pub fn visit(&mut self, place: usize, of_event: usize) -> bool {
        let listed = self.somebody();
        let walk_in = self.random.random_range(WALK_INS);
        let own = self.random.random_range(OWN);
        let number = match of_event {
            0 => listed,
            // One in eight walks in there, too.
            2 if walk_in != WALK_INS.start => mobile(own),
            _ => mobile(walk_in),
        };
        let Some(event) = self.event_at(place, of_event) else {
            return false;
        };
        let Some(Ok(Some(code))) = self.ask(place, &number) else {
            return false;
        };
        if self.chance(8) {
            // They were slow, and the clock went on.
            self.stations[place].node.clocks.jump(90_000);
            self.look_at_clock(place);
        }
        let Ok(Ok(LogIn::Welcome { view, .. })) = self.answer(place, &event, &number, &code) else {
            return false;
        };
        if self.random.random_range(0..4) == 0 {
            let again = self.answer(place, &event, &number, &code);
            if let Ok(again) = again {
                self.count("used code again", true);
                assert!(again.is_err(), "a used code logs in again");
            }
        }
        let open: Vec<Ticket> = view
            .tickets
            .iter()
            .filter(|ticket| ticket.is_open())
            .map(|ticket| ticket.ticket.clone())
            .collect();
        if let Some(ticket) = open.first().filter(|_| open.len() > 1) {
            let (ticket, attendee) = (ticket.id, ticket.attendee);
            let login = TokenId::from_bytes([1; 16]);
            drop(self.serve(place, |act| {
                acts::check_in(act, &event, attendee, login, &[ticket])
            }));
        }
        true
    }

    /// Somebody guesses; sometimes they go on once the number is unlocked.
    pub fn guess(&mut self, place: usize) -> bool {
        let of_event = self.event_to_serve(place);
        if self.event_at(place, of_event).is_none() {
            return false;
        }
        let first = Self::listed(of_event).start;
        let number = mobile(self.random.random_range(first..first + VICTIMS));
        let Some(Ok(Some(_))) = self.ask(place, &number) else {
            return false;
        };
        self.guess_at(place, &number);
        if self.random.random_range(0..3) == 0 {
            let pause = self.random.random_range(500..20_000);
            self.in_ms(pause, Happening::Persist(place, number));
        }
        true
    }

    /// Wrong answers to the code that lives, without asking for another.
    fn guess_at(&mut self, place: usize, number: &Mobile) -> bool {
        self.look_at_code(place, number);
        let Some(code) = self.stations[place].live_codes.get(number) else {
            return false;
        };
        let wrong = other_than(code);
        let Some(event) = self.event_of(place, number) else {
            return false;
        };
        let tries = self.random.random_range(1..=7);
        for _ in 0..tries {
            match self.answer(place, &event, number, &wrong) {
                Ok(answer) => assert!(answer.is_err(), "a wrong code logs in"),
                Err(_) => return true,
            }
        }
        true
    }

    /// Staff of a station unlock a number, and whoever guessed goes on guessing.
    pub fn persist(&mut self, place: usize, number: &Mobile) {
        let up = self.stations[place].node.is_up();
        let unlocked = up
            && self
                .serve(place, |act| acts::unlock_number(act, number, None))
                .is_ok();
        self.count("unlock at a station", unlocked);
        if unlocked {
            let pause = self.random.random_range(500..20_000);
            self.in_ms(pause, Happening::GuessOn(place, number.clone()));
        }
    }

    pub fn guess_on(&mut self, place: usize, number: &Mobile) {
        let done = self.stations[place].node.is_up() && self.guess_at(place, number);
        self.count("guess on without asking", done);
    }

    /// A code that was used, or replaced by another, logs nobody in.
    pub fn try_dead_code(&mut self, place: usize) -> bool {
        let Some((number, dead)) = self.stations[place].dead_codes.pop_first() else {
            return false;
        };
        self.look_at_code(place, &number);
        let live = self.stations[place].live_codes.get(&number).cloned();
        let Some(event) = self.event_of(place, &number) else {
            return false;
        };
        for code in dead {
            if live.as_ref().is_some_and(|live| live.matches(&code)) {
                continue;
            }
            if let Ok(answer) = self.answer(place, &event, &number, &code) {
                assert!(answer.is_err(), "a dead code of a number logs in");
            }
        }
        true
    }

    /// The last entry of one of these numbers is taken back.
    pub fn undo(&mut self, place: usize, of_event: usize, numbers: std::ops::Range<u32>) -> bool {
        let Some(event) = self.event_at(place, of_event) else {
            return false;
        };
        let number = mobile(self.random.random_range(numbers));
        let what = self.random.random_range(0..4);
        let undone = self.serve(place, |act| {
            let Some(found) = act.tx().attendee_by_mobile(event.id, &number)? else {
                return Ok(false);
            };
            for ticket in act.tx().tickets_of(found.id)? {
                let (id, attendee, holder) = (ticket.id, ticket.attendee, ticket.holder.clone());
                let last = acts::view_ticket(act, &event, ticket, None)?.last;
                let seen = Seen {
                    ticket: id,
                    attendee,
                    last: last.map(|last| last.place),
                };
                let done = match what {
                    // Now and then they leave, or their name is written otherwise.
                    2 => acts::check_out_by_staff(act, STAFF, seen)?,
                    3 => acts::correct_name(act, STAFF, (id, attendee), &format!("{holder}+"))?,
                    _ => acts::undo_by_staff(act, STAFF, seen, "by mistake")?,
                };
                if done.is_ok() {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        undone.unwrap_or(false)
    }

    /// The event that a number is guessed at for, if the station serves it.
    fn event_of(&mut self, place: usize, number: &Mobile) -> Option<Event> {
        let own = OWN.map(mobile).any(|of| of == *number);
        self.event_at(place, if own { 2 } else { 0 })
    }
}

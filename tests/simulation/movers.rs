//! Attendees who move to other numbers: one after the other, and two at stations that haven't
//! heard of each other to the same one.

use crate::world::{GUESTS, STATIONS, World, mobile};
use connect_engine::acts::{self, ChangeRefusal, LogIn, NewNumber};
use connect_engine::code::Verifier;
use connect_engine::ids::AttendeeId;
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::store::RosterRows;
use rand::RngExt;

/// Numbers that attendees move to: few, so that they meet. No roster and nobody who walks in ever
/// has one of them.
pub const NEW: std::ops::Range<u32> = 600..606;

impl World {
    /// Somebody of the list, perhaps by a number that they have moved to.
    pub fn somebody(&mut self) -> Mobile {
        let moved = self.random.random_range(0..6) == 0;
        let n = if moved {
            self.random.random_range(NEW)
        } else {
            self.random.random_range(1..=GUESTS)
        };
        mobile(n)
    }

    /// Somebody logs in and moves to another number.
    pub fn move_on(&mut self, place: usize) -> bool {
        let wanted = mobile(self.random.random_range(NEW));
        self.move_to(place, &wanted)
    }

    /// Two attendees at two stations take the same number, before either station can have heard
    /// of the other.
    pub fn move_apart(&mut self, place: usize) -> bool {
        let other = (place + 1) % STATIONS;
        let up = |world: &Self, place: usize| world.stations[place].node.is_up();
        if !up(self, place) || !up(self, other) {
            return false;
        }
        let wanted = mobile(self.random.random_range(NEW));
        self.move_to(place, &wanted) && up(self, other) && self.move_to(other, &wanted)
    }

    fn move_to(&mut self, place: usize, wanted: &Mobile) -> bool {
        let number = self.somebody();
        let Some(event) = self.event_at(place, 0) else {
            return false;
        };
        let Some(attendee) = self.log_somebody_in(place, &number) else {
            return false;
        };
        let verifier = Verifier::Station(self.stations[place].node.home.id);
        let new = NewNumber {
            event,
            attendee,
            mobile: wanted.clone(),
            verifier,
        };
        let asked = self.ask_for(place, wanted, |act| {
            acts::ask_new_number(act, &new, Language::Fa)
        });
        let Some(Ok(Some(code))) = asked else {
            return false;
        };
        if self.chance(8) {
            // They type another number's code first.
            let wrong = crate::guests::other_than(&code);
            let answered = self.prove(place, wanted, |act| acts::change_mobile(act, &new, &wrong));
            if let Ok(answered) = answered {
                assert!(answered.is_err(), "a wrong code moves somebody");
            }
        }
        let moved = self.prove(place, wanted, |act| acts::change_mobile(act, &new, &code));
        match moved {
            Ok(Ok(())) => {
                let time = self.time;
                let node = &mut self.stations[place].node;
                let here = node.read(time, |act| act.tx().attendee(attendee));
                let number = here.and_then(|known| known.mobile);
                assert_eq!(
                    number.as_ref(),
                    Some(wanted),
                    "whoever moved has the number"
                );
                true
            }
            Ok(Err(ChangeRefusal::Taken)) => {
                self.count("move to a number that is taken", true);
                false
            }
            Ok(Err(ChangeRefusal::Code(_) | ChangeRefusal::Same)) | Err(_) => false,
        }
    }

    fn log_somebody_in(&mut self, place: usize, number: &Mobile) -> Option<AttendeeId> {
        let event = self.event_at(place, 0)?;
        let code = self.ask(place, number)?.ok()??;
        let entered = self.answer(place, &event, number, &code).ok()?.ok()?;
        let LogIn::Welcome { .. } = entered else {
            return None;
        };
        if !self.stations[place].node.is_up() {
            return None;
        }
        let time = self.time;
        let found = self.stations[place]
            .node
            .read(time, |act| act.tx().attendee_by_mobile(event.id, number));
        found.map(|attendee| attendee.id)
    }
}

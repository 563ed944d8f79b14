//! What attendees do at the door, and those who aren't what they say.

use crate::node::Lost;
use crate::world::{GUESTS, Happening, World, mobile};
use connect_engine::acts::{self, AskCode, Envelope, LogIn, LoginRefusal};
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::ids::{StaffId, TokenId};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::policy::Policy;
use connect_engine::refusal::Refusal;
use connect_engine::roster::{Event, Ticket};
use connect_engine::store::{CounterRows, RosterRows};
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
    /// Asks for a code as the screen does, and reads it from the SMS.
    fn ask(&mut self, place: usize, number: &Mobile) -> Option<Result<Option<Code>, Refusal>> {
        let events = self.stations[place].events.clone();
        let verifier = Verifier::Station(self.stations[place].node.home.id);
        let ask = AskCode {
            mobile: number.clone(),
            verifier,
            purpose: Purpose::Login,
            language: Language::Fa,
            events,
        };
        self.look_at_counters(place, number);
        let asked = self.serve(place, |act| {
            let status = acts::send_code(act, &ask)?;
            let mut sent = None;
            for id in acts::waiting(act.tx())? {
                if let Envelope::Carry(message) = acts::envelope(act, id)? {
                    if message.to == *number {
                        sent = Some(message.code);
                    }
                    acts::finish_message(act.tx(), id)?;
                }
            }
            Ok(status.map(|_| sent))
        });
        let Ok(answer) = asked else {
            // It may have been committed before the station died: there may be another code now.
            let station = &mut self.stations[place];
            station.live_codes.remove(number);
            station.tries.remove(number);
            return None;
        };
        if let Ok(Some(code)) = &answer {
            let station = &mut self.stations[place];
            let before = station.live_codes.insert(number.clone(), code.clone());
            if before.as_ref().is_none_or(|before| !before.matches(code)) {
                station.tries.remove(number);
            }
            if let Some(before) = before.filter(|before| !before.matches(code)) {
                station
                    .dead_codes
                    .entry(number.clone())
                    .or_default()
                    .push(before);
            }
        }
        Some(answer)
    }

    /// What of this number's wrong answers a station still counts.
    fn look_at_counters(&mut self, place: usize, number: &Mobile) {
        let time = self.time;
        let station = &mut self.stations[place];
        let hash = station.node.home.mobile_hash(number);
        let (now, forgiven, unlocked) = station.node.read(time, |act| {
            let (forgiven, unlocked) = (act.tx().clearance(&hash)?, act.tx().last_unlock(&hash)?);
            Ok((act.time(), forgiven, unlocked))
        });
        station.compared.redate(now);
        station.compared.forgive(number, forgiven);
        station.compared.unlock(number, unlocked);
    }

    /// A clock was turned, by somebody or by the centre: counters age by it.
    pub fn look_at_clock(&mut self, place: usize) {
        let time = self.time;
        let station = &mut self.stations[place];
        if station.node.is_up() {
            let now = station.node.read(time, |act| Ok(act.time()));
            station.compared.redate(now);
        }
    }

    fn answer(
        &mut self,
        place: usize,
        event: &Event,
        number: &Mobile,
        code: &Code,
    ) -> Result<Result<LogIn, LoginRefusal>, Lost> {
        if !self.stations[place].node.is_up() {
            return Err(Lost::Down);
        }
        self.look_at_counters(place, number);
        let answered = self.serve(place, |act| {
            let answered = acts::log_in(act, event.alias, number, code)?;
            Ok((answered, act.time()))
        });
        let (answered, now) = answered?;
        let station = &mut self.stations[place];
        match &answered {
            Ok(_) => {
                station.compared.forgive(number, Some(now));
                station.tries.remove(number);
                if let Some(used) = station.live_codes.remove(number) {
                    let dead = station.dead_codes.entry(number.clone()).or_default();
                    dead.push(used);
                }
            }
            Err(LoginRefusal::Code(Refusal::Wrong { .. })) => {
                let Policy {
                    failures_at_station: window,
                    attempts_per_code,
                    ..
                } = Policy::default();
                let compared = station.compared.count(number, now, window);
                assert!(
                    compared <= window.most as usize,
                    "{compared} comparisons of a number at station {place}"
                );
                let tries = station.tries.entry(number.clone()).or_default();
                *tries += 1;
                assert!(
                    *tries <= attempts_per_code,
                    "{tries} comparisons of a code at station {place}"
                );
            }
            Err(_) => {}
        }
        Ok(answered)
    }

    pub fn visit(&mut self, place: usize, of_event: usize) -> bool {
        let listed = self.random.random_range(1..=GUESTS);
        let walk_in = self.random.random_range(WALK_INS);
        let number = mobile(if of_event == 0 { listed } else { walk_in });
        let event = self.events[of_event].clone();
        if !self.knows_event(place, event.id) {
            return false;
        }
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
        let number = mobile(self.random.random_range(1..=VICTIMS));
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
        let Some(code) = self.stations[place].live_codes.get(number) else {
            return false;
        };
        let wrong = other_than(code);
        let event = self.events[0].clone();
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
        let station = &mut self.stations[place];
        let Some((number, dead)) = station.dead_codes.pop_first() else {
            return false;
        };
        let live = station.live_codes.get(&number).cloned();
        let event = self.events[0].clone();
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
        let event = self.events[of_event].clone();
        if !self.knows_event(place, event.id) {
            return false;
        }
        let number = mobile(self.random.random_range(numbers));
        let what = self.random.random_range(0..4);
        let undone = self.serve(place, |act| {
            let Some(found) = act.tx().attendee_by_mobile(event.id, &number)? else {
                return Ok(false);
            };
            for ticket in act.tx().tickets_of(found.id)? {
                // Now and then they leave, or their name is written otherwise.
                if what == 2 {
                    return acts::check_out_by_staff(act, STAFF, ticket.id)
                        .map(|done| done.is_ok());
                }
                if what == 3 {
                    let name = format!("{}+", ticket.holder);
                    return acts::correct_name(act, STAFF, ticket.id, &name)
                        .map(|done| done.is_ok());
                }
                if acts::undo_check_in(act, &event, ticket.id, acts::Undoing::default())? {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        undone.unwrap_or(false)
    }
}

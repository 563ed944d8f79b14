//! Codes that are asked for and typed at a station, and what must hold of each: counted from
//! outside of the engine, whatever of its answers is lost.

use crate::node::Lost;
use crate::world::{Station, World};
use connect_engine::acts::{self, Act, AskCode, ChangeRefusal, Envelope, LogIn, LoginRefusal};
use connect_engine::code::{Code, Purpose, Verifier};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::policy::Policy;
use connect_engine::refusal::{CodeStatus, Refusal};
use connect_engine::roster::Event;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{CodeRows, CounterRows, StoreError};

/// What an act that compares a code found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It was compared and is right, whatever followed.
    Right,
    /// It was compared and is wrong.
    Wrong,
    /// Nothing was compared.
    Nothing,
}

/// A refusal that tells what was compared.
pub trait Compares {
    fn found(&self) -> Found;
}

impl Compares for Refusal {
    fn found(&self) -> Found {
        match self {
            Self::Wrong { .. } => Found::Wrong,
            _ => Found::Nothing,
        }
    }
}

impl Compares for LoginRefusal {
    fn found(&self) -> Found {
        match self {
            Self::Code(refusal) => refusal.found(),
            _ => Found::Nothing,
        }
    }
}

impl Compares for ChangeRefusal {
    fn found(&self) -> Found {
        match self {
            Self::Code(refusal) => refusal.found(),
            Self::Taken => Found::Right,
            Self::Same => Found::Nothing,
        }
    }
}

impl Station {
    /// A number has this code now, or none that lives; the one before logs nobody in any more.
    fn has_code(&mut self, number: &Mobile, code: Option<Code>) {
        let before = self.live_codes.remove(number);
        let goes_on =
            matches!((&before, &code), (Some(before), Some(code)) if before.matches(code));
        if !goes_on {
            self.tries.remove(number);
            if let Some(before) = before {
                self.dead_codes
                    .entry(number.clone())
                    .or_default()
                    .push(before);
            }
        }
        if let Some(code) = code {
            self.live_codes.insert(number.clone(), code);
        }
    }
}

impl World {
    /// Asks for a code as the screen does, and reads it from the SMS.
    pub fn ask(&mut self, place: usize, number: &Mobile) -> Option<Result<Option<Code>, Refusal>> {
        let ask = AskCode {
            mobile: number.clone(),
            verifier: Verifier::Station(self.stations[place].node.home.id),
            purpose: Purpose::Login,
            language: Language::Fa,
            events: self.stations[place].events.clone(),
        };
        self.ask_for(place, number, |act| acts::send_code(act, &ask))
    }

    /// Asks for a code by any act that sends one, and reads it from the SMS.
    pub fn ask_for<E>(
        &mut self,
        place: usize,
        number: &Mobile,
        ask: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<Result<CodeStatus, E>, StoreError>,
    ) -> Option<Result<Option<Code>, E>> {
        if !self.stations[place].node.is_up() {
            return None;
        }
        self.look_at_code(place, number);
        self.look_at_counters(place, number);
        let by_the_centre = self.goes_by_the_centre() && !self.stations[place].node.home.is_alone();
        let start = self.stations[place].node.start;
        let asked = self.serve(place, |act| {
            let status = ask(act)?;
            let mut sent = None;
            for id in acts::waiting(act.tx())? {
                if let Envelope::Carry(message) = acts::envelope(act, id)? {
                    if message.to != *number {
                        continue;
                    }
                    sent = Some(message.code);
                    if !by_the_centre {
                        acts::finish_message(act.tx(), id)?;
                    }
                }
            }
            Ok(status.map(|_| sent))
        });
        let station = &mut self.stations[place];
        let Ok(answer) = asked else {
            // It may have been committed before the station died.
            station.unsure.insert(number.clone());
            return None;
        };
        match &answer {
            Ok(Some(code)) => station.has_code(number, Some(code.clone())),
            // A number that isn't listed has a code that matches nothing.
            Ok(None) => station.has_code(number, None),
            Err(_) => {}
        }
        if by_the_centre {
            // Before they can have typed it.
            self.carry_messages(place, start);
        }
        Some(answer)
    }

    /// Where an answer was lost, what the store holds tells whether there is another code now, or
    /// none that lives.
    pub fn look_at_code(&mut self, place: usize, number: &Mobile) {
        let time = self.time;
        let station = &mut self.stations[place];
        if !station.unsure.remove(number) {
            return;
        }
        let verifier = Verifier::Station(station.node.home.id);
        let row = station
            .node
            .read(time, |act| act.tx().lock_code(number, &verifier));
        let lives = row.filter(|row| row.listed && !row.used);
        let code = lives.map(|row| row.seed.derive(&station.node.home.code_key));
        station.has_code(number, code);
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

    /// Types a code at the screen.
    pub fn answer(
        &mut self,
        place: usize,
        event: &Event,
        number: &Mobile,
        code: &Code,
    ) -> Result<Result<LogIn, LoginRefusal>, Lost> {
        self.prove(place, number, |act| {
            acts::log_in(act, event.alias, number, code)
        })
    }

    /// Proves a number by any act that compares a code.
    pub fn prove<R, E: Compares>(
        &mut self,
        place: usize,
        number: &Mobile,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<Result<R, E>, StoreError>,
    ) -> Result<Result<R, E>, Lost> {
        if !self.stations[place].node.is_up() {
            return Err(Lost::Down);
        }
        self.look_at_code(place, number);
        self.look_at_counters(place, number);
        let served = self.serve(place, |tx| {
            let answered = act(tx)?;
            Ok((answered, tx.time()))
        });
        let station = &mut self.stations[place];
        let (answered, now) = match served {
            Ok(done) => done,
            Err(lost) => {
                // The code may have been consumed before the station died.
                station.unsure.insert(number.clone());
                return Err(lost);
            }
        };
        match answered.as_ref().map_err(Compares::found) {
            Ok(_) | Err(Found::Right) => {
                station.compared.forgive(number, Some(now));
                station.has_code(number, None);
            }
            Err(Found::Wrong) => {
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
            Err(Found::Nothing) => {}
        }
        Ok(answered)
    }
}

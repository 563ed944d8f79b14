//! Stations that join in the course of the evening: one that comes late, one that has served an
//! event of its own until then, and whoever the centre has forgotten with an old copy.

use crate::founding::{csv, new_event};
use crate::network::{Arrival, PATIENCE_MS};
use crate::node::{CENTRE, Lost, Node};
use crate::world::{Happening, Who, World};
use connect_engine::acts::{
    self, Act, EnrolRefusal, Enrolment, EnrolmentRequest, Removed, enrolment_code_hash,
};
use connect_engine::ids::{EventAlias, EventId};
use connect_engine::roster::Event;
use connect_engine::staff::PinHash;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{EventRows, Setting, SettingRows, StoreError};
use connect_engine::token::{EnrolmentClaims, Kind, sign};
use rand::RngExt;
use std::ops::Range;

/// Guests of the event that a station makes for itself.
pub const OWN: Range<u32> = 700..708;

/// What a PIN is compared with; nobody types it here.
const PIN: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA\
    $T2lM3wH0oyEVR6CIWnm1Uw3pSO1nVQ9VXQ9qJQm2bAo";

/// How a station comes to the evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    /// It has joined before the evening begins.
    First,
    /// It joins in the middle of it.
    Late,
    /// The same, with an event that it has served alone until then.
    Founder,
}

impl Comes {
    /// The last station of two evenings in three comes late; where it has an event of its own,
    /// another comes late that may serve that, too.
    pub const fn of(place: usize, seed: u64) -> Self {
        match (place, seed % 3) {
            (2, 1) | (1, 2) => Self::Late,
            (2, 2) => Self::Founder,
            _ => Self::First,
        }
    }
}

/// A call to join that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joining {
    number: u64,
    /// Nothing came of an attempt before this one that nobody here knows of.
    first: bool,
}

impl World {
    /// The event that a station has made for itself, if one has.
    pub fn own_event(&self) -> Option<EventId> {
        self.events.get(2).map(|event| event.id)
    }

    /// The place among the events of the one that is served next at a station.
    pub fn event_to_serve(&mut self, place: usize) -> usize {
        let station = &self.stations[place];
        let serves = |of: EventId| station.events.contains(&of);
        let alone = !serves(self.events[0].id);
        let founded = self.own_event().is_some_and(serves);
        if founded && (alone || self.random.random_range(0..2) == 0) {
            2
        } else {
            0
        }
    }

    /// The numbers of those who are on the list of an event.
    pub const fn listed(of_event: usize) -> Range<u32> {
        if of_event == 2 {
            OWN
        } else {
            1..crate::world::GUESTS + 1
        }
    }

    /// An event as a station knows it, if it does and runs.
    pub fn event_at(&mut self, place: usize, of_event: usize) -> Option<Event> {
        let id = self.events[of_event].id;
        let time = self.time;
        let node = &mut self.stations[place].node;
        if !node.is_up() {
            return None;
        }
        node.read(time, |act| act.tx().event(id))
    }

    /// A station makes an event of its own, with its list and who serves there.
    pub fn found(&mut self, place: usize) {
        let new = new_event("Own", true);
        let time = self.time;
        let founded = self.stations[place].node.write(time, |act| {
            let founder = acts::Founder {
                name: "Nika".to_owned(),
                pin: PinHash::from_phc(PIN.to_owned()),
            };
            let event = acts::found_alone(act, "Alone", &new, founder)?;
            let list = csv(OWN.map(|n| (n, n, n)));
            acts::import_roster(act, &event, list.as_bytes(), Removed::Refuse)?.unwrap();
            Ok(event)
        });
        self.events.push(founded.unwrap());
    }

    /// Who serves alone brings its list up to date.
    pub fn import_alone(&mut self, place: usize) -> bool {
        let up = self.stations[place].node.is_up();
        if !up || self.stations[place].comes != Comes::Founder {
            return false;
        }
        if !self.stations[place].node.home.is_alone() {
            return false;
        }
        let Some(event) = self.event_at(place, 2) else {
            return false;
        };
        let lines: Vec<_> = (0..self.random.random_range(1..5))
            .map(|_| {
                let (number, ticket) =
                    (self.random.random_range(OWN), self.random.random_range(OWN));
                (self.random.random_range(1..1000), number, ticket)
            })
            .collect();
        let list = csv(lines);
        let done = self.serve(place, |act| {
            acts::import_roster(act, &event, list.as_bytes(), Removed::Refuse)
        });
        done.is_ok()
    }

    /// A station joins before the evening begins.
    pub fn join_at_first(&mut self, place: usize) {
        let time = self.time;
        let code = self.code_for(place).unwrap();
        let node = &mut self.stations[place].node;
        let request = node.enrolment_request(time, place, &code).unwrap();
        let key = self.mobile_key.clone();
        let enrolled = self.at_the_centre(|act| acts::enrol(act, &request, &key));
        assert!(self.adopt(place, &enrolled.unwrap().unwrap()));
        self.stations[place].code = None;
    }

    /// Staff see that the centre doesn't know their station, and type a code until it does.
    pub fn look_after_joining(&mut self, place: usize) {
        let pause = self.random.random_range(8_000..25_000);
        self.in_ms(pause, Happening::Join(place));
        let station = &self.stations[place];
        if !station.node.is_up() || station.joining.is_some() {
            return;
        }
        let alone = station.node.home.is_alone();
        let again = self.is_joining_again(place);
        let known = !self.centre.is_up() || self.row(place).is_some();
        if known && !alone && !again {
            return;
        }
        let Some(code) = self.code_for(place) else {
            return;
        };
        // Of an attempt before this one nobody knows what the centre has made.
        let first = !alone && !again;
        if first && !self.set_joining_again(place, true) {
            return;
        }
        self.call_to_join(place, &code, first);
    }

    fn is_joining_again(&mut self, place: usize) -> bool {
        let time = self.time;
        let node = &mut self.stations[place].node;
        let set = node.read(time, |act| act.tx().setting(Setting::JoiningAgain));
        set.is_some()
    }

    fn set_joining_again(&mut self, place: usize, joins: bool) -> bool {
        let set = self.at_need(place, |act| acts::set_joining_again(act, joins));
        if set.is_some() {
            self.restart(place);
        }
        set.is_some()
    }

    /// Staff's own acts use up the room that is kept for them.
    fn at_need<R>(
        &mut self,
        place: usize,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Option<R> {
        let time = self.time;
        let node = &mut self.stations[place].node;
        let full = std::mem::take(&mut node.disk_full);
        let done = node.write(time, act);
        node.disk_full = full;
        if done.as_ref().is_err_and(|lost| *lost == Lost::Down) {
            self.went_down(Who::Station(place));
        }
        done.ok()
    }

    /// The code that staff were given; another once it isn't taken any more.
    fn code_for(&mut self, place: usize) -> Option<String> {
        if let Some(code) = &self.stations[place].code {
            return Some(code.clone());
        }
        let aliases = self.aliases_for(place)?;
        let made = self.at_the_centre(|act| acts::make_enrolment_code(act, &aliases));
        let (code, _) = made?.unwrap();
        let code = code.reveal().clone();
        self.stations[place].code = Some(code.clone());
        Some(code)
    }

    /// The events that an organiser lets a station serve. A founder's event only once it is there,
    /// and a station that has served it isn't let in without it.
    fn aliases_for(&mut self, place: usize) -> Option<Vec<EventAlias>> {
        let ids: Vec<_> = self.events.iter().map(|event| event.id).collect();
        let served = match (place, self.own_event()) {
            (1, Some(own)) => vec![ids[0], own],
            (2, Some(_)) | (1, None) => vec![ids[0]],
            _ => ids[..2].to_vec(),
        };
        if !self.centre.is_up() {
            return None;
        }
        let time = self.time;
        let known = self.centre.read(time, |act| {
            let mut known = Vec::new();
            for id in &served {
                known.extend(act.tx().event(*id)?);
            }
            Ok(known)
        });
        let misses = |id: &EventId| known.iter().all(|event| event.id != *id);
        if self.stations[place]
            .events
            .iter()
            .any(|id| served.contains(id) && misses(id))
        {
            return None;
        }
        Some(known.into_iter().map(|event| event.alias).collect())
    }

    fn call_to_join(&mut self, place: usize, code: &str, first: bool) {
        let time = self.time;
        let request = self.stations[place]
            .node
            .enrolment_request(time, place, code);
        let request = match request {
            Ok(request) => request,
            Err(lost) => {
                if lost == Lost::Down {
                    self.went_down(Who::Station(place));
                }
                return;
            }
        };
        self.calls += 1;
        let number = self.calls;
        self.stations[place].joining = Some(Joining { number, first });
        let start = self.stations[place].node.start;
        for _ in 0..self.times_it_comes(place) {
            let delay = self.delay();
            let arrival = Arrival::Join {
                from: place,
                start,
                number,
                request: Box::new(request.clone()),
            };
            self.in_ms(delay, Happening::Arrives(arrival));
        }
        let gives_up = Arrival::Joined {
            to: place,
            start,
            number,
            answer: None,
        };
        self.in_ms(PATIENCE_MS, Happening::Arrives(gives_up));
    }

    /// A request has come to the centre.
    pub fn let_join(&mut self, from: usize, start: u64, number: u64, request: &EnrolmentRequest) {
        let key = self.mobile_key.clone();
        let Some(answer) = self.at_the_centre(|act| acts::enrol(act, request, &key)) else {
            return;
        };
        if self.chance(100) {
            // Committed, and gone before it could say so.
            self.kill(Who::Centre);
            return;
        }
        if self.times_it_comes(from) == 0 {
            return;
        }
        let delay = self.delay();
        let answer = Arrival::Joined {
            to: from,
            start,
            number,
            answer: Some(answer.map(Box::new)),
        };
        self.in_ms(delay, Happening::Arrives(answer));
    }

    /// What came of a call to join, at the station.
    pub fn take_joining(
        &mut self,
        place: usize,
        start: u64,
        number: u64,
        answer: Option<Result<Box<Enrolment>, EnrolRefusal>>,
    ) {
        let station = &mut self.stations[place];
        let awaited = station.joining.filter(|joining| joining.number == number);
        let (Some(joining), true) = (awaited, station.node.start == start) else {
            return;
        };
        if !station.node.is_up() {
            return;
        }
        station.joining = None;
        match answer {
            None => self.count("join that nobody answered", true),
            Some(Err(refusal)) => {
                assert_eq!(
                    refusal,
                    EnrolRefusal::BadCode,
                    "an honest station may not join"
                );
                self.stations[place].code = None;
                if joining.first {
                    self.set_joining_again(place, false);
                }
            }
            Some(Ok(enrolment)) => {
                if self.adopt(place, &enrolment) {
                    self.stations[place].code = None;
                    let name = if joining.first { "join again" } else { "join" };
                    self.count(name, true);
                }
            }
        }
    }

    /// The station goes on as one of the centre's.
    pub fn adopt(&mut self, place: usize, enrolment: &Enrolment) -> bool {
        if self.stations[place].comes == Comes::Founder {
            let own = self.own_event();
            let brought = enrolment.events.iter().any(|of| Some(of.event.id) == own);
            assert!(brought, "the centre keeps no event that was brought along");
        }
        let adopted = self.at_need(place, |act| acts::adopt_enrolment(act, enrolment));
        if adopted.is_some() {
            self.stations[place].cursors.clear();
            self.restart(place);
        }
        adopted.is_some()
    }

    /// Another of the program's parts takes the place of the one that ran.
    fn restart(&mut self, place: usize) {
        let node = &mut self.stations[place].node;
        node.kill();
        node.start_up();
        self.begin_loops(place);
        self.look_at_clock(place);
    }

    /// Numbers go by the centre's names from the first start on, before anything else. False if the
    /// machine went down over it.
    pub fn settle_numbers(&mut self, place: usize) -> bool {
        let own_key = self.stations[place].node.own_key.clone();
        let settled = self.at_need(place, |act| acts::settle_numbers(act, &own_key));
        settled.is_some()
    }
}

impl Node {
    /// What a station posts to join.
    fn enrolment_request(
        &mut self,
        time: i64,
        place: usize,
        code: &str,
    ) -> Result<EnrolmentRequest, Lost> {
        let own_key = self.own_key.clone();
        let (log, joined, founding) = self.write(time, |act| {
            let founding = acts::founding(act, &own_key)?;
            Ok((act.log_id()?, acts::joined(act)?, founding))
        })?;
        let claims = EnrolmentClaims {
            aud: CENTRE.to_owned(),
            sub: self.home.id,
            code_hash: enrolment_code_hash(code),
        };
        Ok(EnrolmentRequest {
            joined,
            enrolment_code: code.to_owned(),
            station_id: self.home.id,
            name: format!("Door {place}"),
            jwk: self.home.key.public().jwk(),
            proof: sign(Kind::Enrolment, &claims, &self.home.key).unwrap(),
            log,
            founding,
        })
    }
}

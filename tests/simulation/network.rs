//! The network between the stations and the centre: it drops, repeats, delays and cuts off. Each
//! call is carried as it is over HTTP, its bodies as JSON.

use crate::node::Lost;
use crate::world::{Happening, Who, World};
use connect_engine::acts::{
    self, Act, Answer, Call, ChangeLine, Downlink, EnrolRefusal, Enrolment, EnrolmentRequest,
    LogStatus, Next, RecordBatch, RosterPage, UploadRefusal,
};
use connect_engine::ids::{MessageId, StationId};
use connect_engine::message::Message;
use connect_engine::record::{Record, RecordError};
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{StationRow, StationRows, StoreError};
use rand::RngExt;

/// A caller gives up after so long.
pub const PATIENCE_MS: i64 = 10_000;
/// What comes at all comes after at most so long, and may come to who has given up.
pub const LONGEST_DELAY_MS: i64 = 12_000;
/// Without anything to send, the centre is asked again after so long.
const LOOK_AGAIN_MS: i64 = 30_000;

/// Something that comes over the network.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// A call about records, at the centre.
    Call {
        from: usize,
        start: u64,
        number: u64,
        call: Call,
    },
    /// An answer, at the station.
    Answer {
        to: usize,
        start: u64,
        number: u64,
        call: Call,
        answer: Answer,
    },
    /// A request to join, at the centre.
    Join {
        from: usize,
        start: u64,
        number: u64,
        request: Box<EnrolmentRequest>,
    },
    /// What came of it, at the station; nothing if nobody answered.
    Joined {
        to: usize,
        start: u64,
        number: u64,
        answer: Option<Result<Box<Enrolment>, EnrolRefusal>>,
    },
    /// A message for the relay, at the centre.
    Message {
        from: usize,
        start: u64,
        message: Message,
    },
    /// What became of it, at the station.
    Relayed {
        to: usize,
        start: u64,
        id: MessageId,
        outcome: &'static str,
    },
    /// A call for a feed, at the centre.
    Open(u64),
    /// A part of a feed, at the station.
    Part { connection: u64, answer: Answer },
    /// The line was cut off; the station notices.
    Cut(u64),
}

/// What travels is written and read once.
fn over_the_wire<V: serde::Serialize + serde::de::DeserializeOwned>(value: &V) -> V {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

fn call_over_the_wire(call: &Call) -> Call {
    match call {
        Call::Send(batch) => Call::Send(over_the_wire::<RecordBatch>(batch)),
        Call::HandUp { page, then } => Call::HandUp {
            page: Box::new(over_the_wire::<RosterPage>(page)),
            then: *then,
        },
        other => other.clone(),
    }
}

pub fn answer_over_the_wire(answer: &Answer) -> Answer {
    match answer {
        Answer::Status(status) => Answer::Status(over_the_wire::<LogStatus>(status)),
        Answer::Lines(lines) => Answer::Lines(over_the_wire::<Vec<ChangeLine>>(lines)),
        other => other.clone(),
    }
}

fn author(batch: &RecordBatch) -> Option<StationId> {
    let wire = batch.records.first()?;
    let header = Record::try_from(wire).ok()?.header().ok()?;
    Some(header.station)
}

/// Whether somebody else brings what a station has written.
fn is_carried(caller: &StationRow, batch: &RecordBatch) -> bool {
    author(batch).is_some_and(|author| author != caller.id)
}

/// Whether the centre doesn't know who has written it.
fn is_of_nobody(act: &mut Act<'_, SqliteTx<'_>>, batch: &RecordBatch) -> Result<bool, StoreError> {
    let Some(author) = author(batch) else {
        return Ok(false);
    };
    Ok(act.tx().station(author)?.is_none())
}

impl World {
    pub fn delay(&mut self) -> i64 {
        if self.calm {
            return self.random.random_range(2..40);
        }
        let slow = self.random.random_range(0..20) == 0;
        let longest = if slow { LONGEST_DELAY_MS } else { 300 };
        self.random.random_range(2..longest)
    }

    /// How often something comes that is sent between a station and the centre: not at all, once,
    /// or again.
    pub fn times_it_comes(&mut self, place: usize) -> u32 {
        if self.stations[place].partitioned || self.chance(25) {
            0
        } else if self.chance(25) {
            2
        } else {
            1
        }
    }

    /// A station's uplink goes on.
    pub fn go_up(&mut self, place: usize, start: u64) {
        let time = self.time;
        let station = &mut self.stations[place];
        if station.node.start != start || !station.node.is_up() || station.up_waits_for.is_some() {
            return;
        }
        let up = &mut station.up;
        let next = station.node.write(time, |act| up.next(act));
        if station.up.is_reconciled() && !station.downs_begun {
            station.downs_begun = true;
            for event in station.events.clone() {
                self.stations[place]
                    .downs
                    .insert(event, Downlink::of(event));
                self.soon(Happening::Down(place, start, event));
            }
        }
        if !self.survives(place, &next) {
            return;
        }
        match next {
            Ok(Next::Call(call)) => {
                self.calls += 1;
                let number = self.calls;
                self.stations[place].up_waits_for = Some(number);
                self.send_call(place, start, number, &call);
                let answer = Answer::Failed;
                let gives_up = Arrival::Answer {
                    to: place,
                    start,
                    number,
                    call,
                    answer,
                };
                self.in_ms(PATIENCE_MS, Happening::Arrives(gives_up));
            }
            Ok(Next::Wait(span)) => {
                self.in_ms(span.get(), Happening::Up(place, start));
            }
            Ok(Next::Idle) => {
                self.stations[place].up.look_again();
                self.in_ms(LOOK_AGAIN_MS, Happening::Up(place, start));
            }
            Err(Lost::Full) => self.in_ms(1000, Happening::Up(place, start)),
            Err(Lost::Down) => {}
        }
    }

    /// The program may die at any await: after what it committed, before what it does next.
    pub fn survives<R>(&mut self, place: usize, done: &Result<R, Lost>) -> bool {
        if matches!(done, Err(Lost::Down)) {
            self.went_down(Who::Station(place));
            return false;
        }
        if self.chance(400) {
            self.kill(Who::Station(place));
            return false;
        }
        true
    }

    fn send_call(&mut self, place: usize, start: u64, number: u64, call: &Call) {
        for _ in 0..self.times_it_comes(place) {
            let delay = self.delay();
            let arrival = Arrival::Call {
                from: place,
                start,
                number,
                call: call_over_the_wire(call),
            };
            self.in_ms(delay, Happening::Arrives(arrival));
        }
    }

    pub fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Call {
                from,
                start,
                number,
                call,
            } => self.answer_call(from, start, number, call),
            Arrival::Answer {
                to,
                start,
                number,
                call,
                answer,
            } => self.take_answer(to, start, number, &call, &answer),
            Arrival::Join {
                from,
                start,
                number,
                request,
            } => self.let_join(from, start, number, &over_the_wire(&*request)),
            Arrival::Joined {
                to,
                start,
                number,
                answer,
            } => self.take_joining(to, start, number, answer),
            Arrival::Message {
                from,
                start,
                message,
            } => self.relay(from, start, &message),
            Arrival::Relayed {
                to,
                start,
                id,
                outcome,
            } => self.end_relay(to, start, id, outcome),
            Arrival::Open(connection) => self.open(connection),
            Arrival::Part { connection, answer } => self.take_part(connection, &answer),
            Arrival::Cut(connection) => self.notice_cut(connection),
        }
    }

    /// Runs a call about records at the centre.
    pub fn at_centre(&mut self, caller: &StationRow, call: &Call) -> Result<Answer, Lost> {
        let time = self.time;
        if let Call::Send(batch) = call {
            self.note_measured(caller, batch);
        }
        self.centre.write(time, |act| match call {
            Call::Status { log, caller: state } => {
                acts::log_status(act, caller, state, *log).map(Answer::Status)
            }
            Call::Send(batch) => Ok(match acts::accept_records(act, caller, batch)? {
                Ok(status) => Answer::Status(status),
                Err(UploadRefusal::Fork { index }) => Answer::Fork { index },
                Err(UploadRefusal::Gap { .. }) => Answer::Gap,
                // Bodies that were erased their author alone may send without.
                Err(UploadRefusal::BadRecord {
                    error: RecordError::Body,
                    ..
                }) if is_carried(caller, batch) => Answer::Failed,
                // It has forgotten whom they are carried for.
                Err(UploadRefusal::BadRecord {
                    error: RecordError::Author,
                    ..
                }) if is_of_nobody(act, batch)? => Answer::Failed,
                Err(refusal @ UploadRefusal::BadRecord { .. }) => {
                    panic!("an honest station is refused: {refusal:?}")
                }
            }),
            Call::HandUp { .. } if caller.revoked_at.is_some() => Ok(Answer::Revoked),
            Call::HandUp { page, .. } => {
                let taken = acts::take_roster_page(act, caller, page)?;
                Ok(taken.map_or(Answer::NotTaken, Answer::HandedUp))
            }
            Call::Changes { .. } | Call::Listen { .. } => Ok(Answer::Failed),
        })
    }

    fn answer_call(&mut self, from: usize, start: u64, number: u64, call: Call) {
        if !self.centre.is_up() {
            return;
        }
        let known = self.row(from);
        let done = known.map_or(Ok(Answer::Failed), |row| self.at_centre(&row, &call));
        let answer = match done {
            Ok(answer) => {
                self.wake_held_lines();
                answer
            }
            Err(Lost::Full) => Answer::Failed,
            Err(Lost::Down) => {
                self.went_down(Who::Centre);
                return;
            }
        };
        if self.chance(500) {
            // Committed, and gone before it could say so.
            self.kill(Who::Centre);
            return;
        }
        if self.stations[from].partitioned || self.chance(25) {
            return;
        }
        let delay = self.delay();
        let answer = Arrival::Answer {
            to: from,
            start,
            number,
            call,
            answer: answer_over_the_wire(&answer),
        };
        self.in_ms(delay, Happening::Arrives(answer));
    }

    fn take_answer(&mut self, to: usize, start: u64, number: u64, call: &Call, answer: &Answer) {
        let time = self.time;
        let station = &mut self.stations[to];
        let awaited = station.up_waits_for == Some(number) && station.node.start == start;
        if !awaited || !station.node.is_up() {
            return;
        }
        station.up_waits_for = None;
        let up = &mut station.up;
        let taken = station.node.write(time, |act| up.take(act, call, answer));
        // The centre has told the time.
        self.look_at_clock(to);
        if self.survives(to, &taken) {
            let pause = if taken.is_err() { 1000 } else { 1 };
            self.in_ms(pause, Happening::Up(to, start));
        }
    }
}

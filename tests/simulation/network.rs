//! The network between the stations and the centre: it drops, repeats, delays and cuts off. Each
//! call is carried as it is over HTTP, its bodies as JSON.

use crate::node::Lost;
use crate::world::{Happening, Who, World};
use connect_engine::acts::{
    self, Answer, Call, ChangeLine, Downlink, LogStatus, Next, RecordBatch, UploadRefusal,
};
use connect_engine::ids::EventId;
use connect_engine::key::from_base64url;
use connect_engine::record::{Record, RecordError};
use connect_engine::store::{EventRows, FeedRows, StationRow};
use rand::RngExt;

/// A caller gives up after so long.
const PATIENCE_MS: i64 = 10_000;
/// A held line says so often that it is still there.
const BEAT_MS: i64 = 5_000;
/// The centre looks for changes so soon after a commit.
const LOOK_MS: i64 = 50;
/// Lines of one page.
const PAGE: u32 = 7;
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
    /// A call for a feed, at the centre.
    Open(u64),
    /// A part of a feed, at the station.
    Part { connection: u64, answer: Answer },
    /// The line was cut off; the station notices.
    Cut(u64),
}

/// A line on which a feed is read.
#[derive(Debug, Clone)]
pub struct Connection {
    station: usize,
    start: u64,
    event: EventId,
    call: Call,
    cursor: String,
    /// Parts arrive in order.
    last_arrival: i64,
    beat_at: i64,
    /// A part was lost: nothing more comes, and the station notices.
    broken: bool,
    /// Held, with nothing more to read until something changes.
    quiet: bool,
}

/// What travels is written and read once.
fn over_the_wire<V: serde::Serialize + serde::de::DeserializeOwned>(value: &V) -> V {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

fn call_over_the_wire(call: &Call) -> Call {
    match call {
        Call::Send(batch) => Call::Send(over_the_wire::<RecordBatch>(batch)),
        other => other.clone(),
    }
}

fn answer_over_the_wire(answer: &Answer) -> Answer {
    match answer {
        Answer::Status(status) => Answer::Status(over_the_wire::<LogStatus>(status)),
        Answer::Lines(lines) => Answer::Lines(over_the_wire::<Vec<ChangeLine>>(lines)),
        other => other.clone(),
    }
}

/// Whether somebody else brings what a station has written.
fn is_carried(caller: &StationRow, batch: &RecordBatch) -> bool {
    let first = batch.records.first();
    let header = first.and_then(|wire| Record::try_from(wire).ok()?.header().ok());
    header.is_some_and(|header| header.station != caller.id)
}

impl World {
    fn delay(&mut self) -> i64 {
        if self.calm {
            return self.random.random_range(2..40);
        }
        let slow = self.random.random_range(0..20) == 0;
        let longest = if slow { 12_000 } else { 300 };
        self.random.random_range(2..longest)
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
    fn survives<R>(&mut self, place: usize, done: &Result<R, Lost>) -> bool {
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
        if self.stations[place].partitioned || self.chance(25) {
            return;
        }
        let times = if self.chance(25) { 2 } else { 1 };
        for _ in 0..times {
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
            Arrival::Open(connection) => self.open(connection),
            Arrival::Part { connection, answer } => self.take_part(connection, &answer),
            Arrival::Cut(connection) => {
                if let Some(line) = self.connections.remove(&connection) {
                    self.hand_down(&line, &Answer::Failed);
                }
            }
        }
    }

    /// Runs a call about records at the centre.
    pub fn at_centre(&mut self, caller: &StationRow, call: &Call) -> Result<Answer, Lost> {
        let time = self.time;
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
                Err(refusal @ UploadRefusal::BadRecord { .. }) => {
                    panic!("an honest station is refused: {refusal:?}")
                }
            }),
            Call::Changes { .. } | Call::Listen { .. } => Ok(Answer::Failed),
        })
    }

    fn answer_call(&mut self, from: usize, start: u64, number: u64, call: Call) {
        if !self.centre.is_up() {
            return;
        }
        let row = self.row(from);
        let answer = match self.at_centre(&row, &call) {
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

    /// A station's downlink goes on.
    pub fn go_down(&mut self, place: usize, start: u64, event: EventId) {
        let time = self.time;
        let station = &mut self.stations[place];
        if station.node.start != start || !station.node.is_up() {
            return;
        }
        let Some(down) = station.downs.get_mut(&event) else {
            return;
        };
        let next = station.node.write(time, |act| down.next(act));
        if !self.survives(place, &next) {
            return;
        }
        match next {
            Ok(Next::Call(call)) => {
                let (Call::Changes { after, .. } | Call::Listen { after, .. }) = &call else {
                    return;
                };
                self.calls += 1;
                let line = Connection {
                    station: place,
                    start,
                    event,
                    cursor: after.clone(),
                    call,
                    last_arrival: time,
                    beat_at: time,
                    broken: false,
                    quiet: false,
                };
                self.connections.insert(self.calls, line);
                let delay = self.delay();
                let number = self.calls;
                if self.stations[place].partitioned || self.chance(25) {
                    self.in_ms(PATIENCE_MS, Happening::Arrives(Arrival::Cut(number)));
                } else {
                    self.in_ms(delay, Happening::Arrives(Arrival::Open(number)));
                }
            }
            Ok(Next::Wait(span)) => self.in_ms(span.get(), Happening::Down(place, start, event)),
            Ok(Next::Idle) | Err(Lost::Down) => {}
            Err(Lost::Full) => self.in_ms(1000, Happening::Down(place, start, event)),
        }
    }

    fn open(&mut self, number: u64) {
        let Some(line) = self.connections.get(&number).cloned() else {
            return;
        };
        if !self.centre.is_up() {
            self.in_ms(PATIENCE_MS, Happening::Arrives(Arrival::Cut(number)));
            return;
        }
        if self.row(line.station).revoked_at.is_some() {
            self.send_part(number, &Answer::Revoked);
            return;
        }
        let time = self.time;
        let (event, cursor) = (line.event, line.cursor.clone());
        let extent = self
            .centre
            .read(time, |act| acts::extent_after(act, event, &cursor));
        match extent {
            Ok(extent) => {
                if matches!(line.call, Call::Changes { .. }) {
                    self.send_part(number, &Answer::Lines(vec![extent]));
                }
                self.soon(Happening::Page(number));
            }
            Err(acts::FeedRefusal::OtherGeneration) => {
                let restores = self.centre_restores;
                assert!(
                    restores > 0,
                    "a cursor is refused though nothing was restored"
                );
                self.send_part(number, &Answer::Restored);
            }
            Err(acts::FeedRefusal::BadCursor) => panic!("an honest cursor is refused"),
        }
    }

    /// The centre reads a page for a line, and goes on reading for as long as it is held.
    pub fn read_page(&mut self, number: u64) {
        let line = self.connections.get(&number).cloned();
        let Some(line) = line.filter(|line| !line.broken) else {
            return;
        };
        if !self.centre.is_up() || self.row(line.station).revoked_at.is_some() {
            self.in_ms(100, Happening::Arrives(Arrival::Cut(number)));
            return;
        }
        let time = self.time;
        let page = self.centre.read(time, |act| {
            acts::changes_after(act, line.event, &line.cursor, PAGE)
        });
        let Ok(page) = page else {
            self.in_ms(100, Happening::Arrives(Arrival::Cut(number)));
            return;
        };
        let held = matches!(line.call, Call::Listen { .. });
        let Some(last) = page.lines.last() else {
            if !held {
                self.send_part(number, &Answer::Current);
                return;
            }
            let known = self.connections.get_mut(&number).unwrap();
            let beat = time - known.beat_at >= BEAT_MS;
            if beat {
                known.beat_at = time;
            }
            if !known.quiet || beat {
                known.quiet = true;
                self.in_ms(BEAT_MS, Happening::Page(number));
            }
            if beat {
                self.send_part(number, &Answer::Current);
            }
            return;
        };
        let known = self.connections.get_mut(&number).unwrap();
        known.cursor.clone_from(&last.cursor);
        known.beat_at = time;
        known.quiet = false;
        self.send_part(number, &Answer::Lines(page.lines));
        self.soon(Happening::Page(number));
    }

    /// Parts of one line arrive in order, or the line is cut off.
    fn send_part(&mut self, number: u64, answer: &Answer) {
        let Some(line) = self.connections.get(&number) else {
            return;
        };
        let (station, last) = (line.station, line.last_arrival);
        if line.broken {
            return;
        }
        if self.stations[station].partitioned || self.chance(60) {
            self.connections.get_mut(&number).unwrap().broken = true;
            self.in_ms(PATIENCE_MS, Happening::Arrives(Arrival::Cut(number)));
            return;
        }
        let arrival = (self.time + self.delay()).max(last + 1);
        self.connections.get_mut(&number).unwrap().last_arrival = arrival;
        let part = Arrival::Part {
            connection: number,
            answer: answer_over_the_wire(answer),
        };
        self.in_ms(arrival - self.time, Happening::Arrives(part));
    }

    fn take_part(&mut self, number: u64, answer: &Answer) {
        let Some(line) = self.connections.get(&number).cloned() else {
            return;
        };
        let held = matches!(line.call, Call::Listen { .. });
        let goes_on = match answer {
            Answer::Lines(_) => true,
            Answer::Current => held,
            _ => false,
        };
        if !goes_on {
            self.connections.remove(&number);
        }
        self.hand_down(&line, answer);
        if goes_on && self.stations[line.station].node.start != line.start {
            self.connections.remove(&number);
        }
    }

    fn hand_down(&mut self, line: &Connection, answer: &Answer) {
        let time = self.time;
        let station = &mut self.stations[line.station];
        if station.node.start != line.start || !station.node.is_up() {
            return;
        }
        let Some(down) = station.downs.get_mut(&line.event) else {
            return;
        };
        let taken = station
            .node
            .write(time, |act| down.take(act, &line.call, answer).map(drop));
        if !self.survives(line.station, &taken) {
            return;
        }
        if taken.is_err() {
            // The disk is full: the line is dropped, and the feed read again from where it was.
            self.connections
                .retain(|_, other| (other.station, other.event) != (line.station, line.event));
            self.in_ms(1000, Happening::Down(line.station, line.start, line.event));
            return;
        }
        self.cursor_never_goes_back(line.station, line.event);
        let held = matches!(line.call, Call::Listen { .. });
        let over = match answer {
            Answer::Lines(_) => false,
            Answer::Current => !held,
            _ => true,
        };
        if over {
            self.soon(Happening::Down(line.station, line.start, line.event));
        }
    }

    fn cursor_never_goes_back(&mut self, place: usize, event: EventId) {
        let time = self.time;
        let station = &mut self.stations[place];
        let feed = station.node.read(time, |act| act.tx().feed(event));
        let Some(feed) = feed.filter(|feed| !feed.cursor.is_empty()) else {
            return;
        };
        let bytes = from_base64url(&feed.cursor).unwrap();
        let seq = i64::from_be_bytes(bytes[32..40].try_into().unwrap());
        let known = station.cursors.insert(event, (feed.load, seq));
        if let Some((load, before)) = known {
            assert!(
                (feed.load, seq) >= (load, before),
                "the cursor of station {place} went back from {before} to {seq}"
            );
        }
    }

    /// The centre has committed something: held lines are read on.
    pub fn wake_held_lines(&mut self) {
        let quiet = self.connections.iter().filter(|(_, line)| line.quiet);
        for number in quiet.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.in_ms(LOOK_MS, Happening::Page(number));
        }
    }

    pub fn break_all_connections(&mut self) {
        let numbers: Vec<u64> = self.connections.keys().copied().collect();
        for number in numbers {
            let pause = self.random.random_range(10..3000);
            self.in_ms(pause, Happening::Arrives(Arrival::Cut(number)));
        }
    }

    /// Which of a station's events exist there.
    pub fn knows_event(&mut self, place: usize, event: EventId) -> bool {
        let time = self.time;
        let found = self.stations[place]
            .node
            .read(time, |act| act.tx().event(event));
        found.is_some()
    }
}

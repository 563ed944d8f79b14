//! Changes down over the simulated network: lines on which a feed is read, to its end or held.

use crate::network::{Arrival, PATIENCE_MS, answer_over_the_wire};
use crate::node::Lost;
use crate::world::{Happening, World};
use connect_engine::acts::{self, Act, Answer, Call, Next};
use connect_engine::ids::EventId;
use connect_engine::key::from_base64url;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{EventRows, Feed, FeedRows, StationRows, StoreError};
use rand::RngExt;

/// A held line says so often that it is still there.
const BEAT_MS: i64 = 5_000;
/// The centre looks for changes so soon after a commit.
const LOOK_MS: i64 = 50;
/// Lines of one page.
const PAGE: u32 = 7;

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
    /// Something was committed, and will be looked for.
    woken: bool,
}

impl World {
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
                    woken: false,
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

    pub fn open(&mut self, number: u64) {
        let Some(line) = self.connections.get(&number).cloned() else {
            return;
        };
        if !self.centre.is_up() {
            self.in_ms(PATIENCE_MS, Happening::Arrives(Arrival::Cut(number)));
            return;
        }
        let extent = self.read_for(&line, |act, event, cursor| {
            acts::extent_after(act, event, cursor)
        });
        let extent = match extent {
            Ok(extent) => extent,
            Err(answer) => return self.send_part(number, &answer),
        };
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

    /// Reads at the centre for a line, if the station may have it: the event is the one that it
    /// calls so, by the alias that it has of it.
    fn read_for<R>(
        &mut self,
        line: &Connection,
        read: impl FnOnce(&mut Act<'_, SqliteTx<'_>>, EventId, &str) -> Result<R, StoreError>,
    ) -> Result<R, Answer> {
        let (Call::Changes { event: alias, .. } | Call::Listen { event: alias, .. }) = &line.call
        else {
            return Err(Answer::Failed);
        };
        let station = self.stations[line.station].node.home.id;
        self.centre.read(self.time, |act| {
            let Some(row) = act.tx().station(station)? else {
                return Ok(Err(Answer::Failed));
            };
            if row.revoked_at.is_some() {
                return Ok(Err(Answer::Revoked));
            }
            match act.tx().event_by_alias(*alias)? {
                Some(event) if row.events.contains(&event.id) => {
                    read(act, event.id, &line.cursor).map(Ok)
                }
                _ => Ok(Err(Answer::Failed)),
            }
        })
    }

    /// The centre reads a page for a line, and goes on reading for as long as it is held.
    pub fn read_page(&mut self, number: u64) {
        let Some(line) = self.connections.get_mut(&number) else {
            return;
        };
        line.woken = false;
        if line.broken {
            return;
        }
        let line = line.clone();
        let page = if self.centre.is_up() {
            self.read_for(&line, |act, event, cursor| {
                acts::changes_after(act, event, cursor, PAGE)
            })
            .ok()
        } else {
            None
        };
        let Some(Ok(page)) = page else {
            self.in_ms(100, Happening::Arrives(Arrival::Cut(number)));
            return;
        };
        let time = self.time;
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

    /// The station notices that a line was cut off.
    pub fn notice_cut(&mut self, number: u64) {
        if let Some(line) = self.connections.remove(&number) {
            self.hand_down(&line, &Answer::Failed);
        }
    }

    pub fn take_part(&mut self, number: u64, answer: &Answer) {
        let Some(line) = self.connections.get(&number).cloned() else {
            return;
        };
        self.hand_down(&line, answer);
        if self.is_over(&line, answer) || self.stations[line.station].node.start != line.start {
            self.connections.remove(&number);
        }
    }

    /// Whether nothing else comes of a call, or is to be taken.
    fn is_over(&self, line: &Connection, answer: &Answer) -> bool {
        let down = self.stations[line.station].downs.get(&line.event);
        let hears = down.is_some_and(|down| down.hears(&line.call));
        match (answer, &line.call) {
            (Answer::Lines(_), _) | (Answer::Current, Call::Listen { .. }) => !hears,
            _ => true,
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
        let taken = station.node.write(time, |act| {
            down.take(act, answer)?;
            act.tx().feed(line.event)
        });
        if !self.survives(line.station, &taken) {
            return;
        }
        let Ok(feed) = taken else {
            // The disk is full: the line is dropped, and the feed read again from where it was.
            self.connections
                .retain(|_, other| (other.station, other.event) != (line.station, line.event));
            self.in_ms(1000, Happening::Down(line.station, line.start, line.event));
            return;
        };
        if let Some(feed) = feed.filter(|feed| !feed.cursor.is_empty()) {
            self.cursor_never_goes_back(line.station, &feed);
        }
        if self.is_over(line, answer) {
            self.soon(Happening::Down(line.station, line.start, line.event));
        }
    }

    fn cursor_never_goes_back(&mut self, place: usize, feed: &Feed) {
        let bytes = from_base64url(&feed.cursor).unwrap();
        let seq = i64::from_be_bytes(bytes[32..40].try_into().unwrap());
        let known = self.stations[place]
            .cursors
            .insert(feed.event, (feed.load, seq));
        if let Some((load, before)) = known {
            assert!(
                (feed.load, seq) >= (load, before),
                "the cursor of station {place} went back from {before} to {seq}"
            );
        }
    }

    /// Where the centre has committed something, held lines are read on.
    pub fn wake_held_lines(&mut self) {
        let version = self.centre.data_version();
        if self.seen_at_centre.replace(version) == Some(version) {
            return;
        }
        let mut woken = Vec::new();
        for (number, line) in &mut self.connections {
            if line.quiet && !line.woken {
                line.woken = true;
                woken.push(*number);
            }
        }
        for number in woken {
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
}

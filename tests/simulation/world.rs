//! Three stations and a centre, and what is going to happen.

use crate::Counts;
use crate::acknowledged::with_hashes;
use crate::action::Action;
use crate::compared::Compared;
use crate::feeds::Connection;
use crate::joining::{Comes, Joining};
use crate::network::Arrival;
use crate::node::{Lost, Node, START};
use crate::relay::Carried;
use connect_engine::acts::{Act, Downlink, Uplink};
use connect_engine::client::Client;
use connect_engine::code::Code;
use connect_engine::ids::{AttendeeId, EventId, MessageId};
use connect_engine::mobile::Mobile;
use connect_engine::roster::Event;
use connect_engine::secret::Secret;
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{EventRows, LogRows, Setting, SettingRows, StationRow, StationRows};
use connect_engine::time::Timestamp;
use rand::RngExt;
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

pub const STATIONS: usize = 3;
/// Guests on the roster of the first event.
pub const GUESTS: u32 = 24;

/// How long disorder lasts, and how long healing may take.
const DISORDER_MS: i64 = 10 * 60_000;
const HEALING_MS: i64 = 4 * 60_000;

/// A machine: a station by its place, or the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Station(usize),
    Centre,
}

/// What is going to happen.
#[derive(Debug)]
pub enum Happening {
    /// Something is drawn.
    Act,
    /// A machine's program starts again.
    StartUp(Who),
    /// A station's uplink goes on, of one start of its program.
    Up(usize, u64),
    /// A station's couriers look into its queue.
    Couriers(usize, u64),
    /// A downlink goes on.
    Down(usize, u64, EventId),
    /// Staff unlock a number for somebody who guesses.
    Persist(usize, Mobile),
    /// They go on.
    GuessOn(usize, Mobile),
    /// Staff of a station that comes late see whether the centre knows it.
    Join(usize),
    /// Something comes over the network.
    Arrives(Arrival),
    /// The centre reads the next page for a connection.
    Page(u64),
    /// Something ends that was wrong for a while.
    Over(Trouble),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Partition(usize),
    DiskFull(Who),
}

/// A station and its two loops.
pub struct Station {
    pub node: Node,
    pub comes: Comes,
    /// The code with which staff let it join.
    pub code: Option<String>,
    pub joining: Option<Joining>,
    pub events: Vec<EventId>,
    pub up: Uplink,
    pub downs: BTreeMap<EventId, Downlink>,
    pub downs_begun: bool,
    /// The call that is waited for, by its number.
    pub up_waits_for: Option<u64>,
    pub partitioned: bool,
    pub backup: Option<Backup>,
    pub restores: u32,
    /// How far each feed had come in which load: it never goes back.
    pub cursors: BTreeMap<EventId, (i64, i64)>,
    /// Codes that were replaced: they log nobody in.
    pub dead_codes: BTreeMap<Mobile, Vec<Code>>,
    pub live_codes: BTreeMap<Mobile, Code>,
    /// Wrong answers that were compared here.
    pub compared: Compared,
    /// Wrong answers to the code that lives.
    pub tries: BTreeMap<Mobile, u32>,
    /// Numbers about whose code an answer was lost.
    pub unsure: BTreeSet<Mobile>,
    /// Messages that the centre has, of which the program awaits an answer.
    pub on_their_way: BTreeSet<MessageId>,
    /// Messages that were handed over, since the station was last restored.
    pub handed_over: BTreeSet<MessageId>,
}

/// An old copy of a machine's files, and what had been compared by then.
pub struct Backup {
    pub files: TempDir,
    pub compared: Compared,
    pub restored: bool,
}

pub struct World {
    pub time: i64,
    pub random: ChaCha20Rng,
    pub mobile_key: Secret<[u8; 32]>,
    pub centre: Node,
    pub centre_backup: Option<Backup>,
    pub centre_restores: u32,
    pub apps: Vec<Client>,
    /// The last code of each number at the centre, and which app asked for it.
    pub app_codes: BTreeMap<Mobile, (usize, Code)>,
    pub app_compared: Compared,
    /// Whom the organiser has removed.
    pub removed: BTreeSet<AttendeeId>,
    /// The SMS that left from the centre for stations.
    pub carried: Carried,
    pub stations: Vec<Station>,
    pub events: Vec<Event>,
    pub calm: bool,
    pub counts: Counts,
    pub trace: Vec<String>,
    /// Whether what happens is printed as it happens.
    pub tells: bool,
    /// The hash of each record whose act was acknowledged, and when it happened.
    pub acknowledged: BTreeMap<[u8; 32], i64>,
    /// Of each record that came to the centre, by its hash, whether its boot was measured by then.
    pub measured: BTreeMap<[u8; 32], bool>,
    pub connections: BTreeMap<u64, Connection>,
    /// What the centre's database was at when held lines were woken last.
    pub seen_at_centre: Option<i64>,
    pub calls: u64,
    pub queue: BTreeMap<(i64, u64), Happening>,
    pub order: u64,
}

/// The mobile of the nth guest.
pub fn mobile(n: u32) -> Mobile {
    Mobile::parse(&format!("0912{n:07}")).unwrap()
}

impl World {
    /// The program of a station has started: its loops begin.
    pub fn begin_loops(&mut self, place: usize) {
        let station = &mut self.stations[place];
        station.up = Uplink::default();
        station.downs.clear();
        station.downs_begun = false;
        station.up_waits_for = None;
        station.on_their_way.clear();
        station.joining = None;
        let node = &mut station.node;
        let (events, again) = node.read(self.time, |act| {
            let again = act.tx().setting(Setting::JoiningAgain)?;
            Ok((act.tx().events()?, again.is_some()))
        });
        station.events = events.into_iter().map(|event| event.id).collect();
        if station.node.home.is_alone() || !self.settle_numbers(place) || again {
            return;
        }
        let station = &self.stations[place];
        let start = station.node.start;
        self.soon(Happening::Up(place, start));
        // What waited when the program ended.
        self.soon(Happening::Couriers(place, start));
    }

    pub fn node(&mut self, who: Who) -> &mut Node {
        match who {
            Who::Station(place) => &mut self.stations[place].node,
            Who::Centre => &mut self.centre,
        }
    }

    pub fn in_ms(&mut self, millis: i64, happening: Happening) {
        self.order += 1;
        self.queue
            .insert((self.time + millis, self.order), happening);
    }

    pub fn soon(&mut self, happening: Happening) {
        let millis = self.random.random_range(1..20);
        self.in_ms(millis, happening);
    }

    pub fn chance(&mut self, one_in: u32) -> bool {
        !self.calm && self.random.random_range(0..one_in) == 0
    }

    pub fn note(&mut self, text: impl std::fmt::Display) {
        let time = self.time - START;
        let line = format!("{time:8} {text}");
        if self.tells {
            println!("{line}");
        }
        self.trace.push(line);
    }

    /// The disorder.
    pub fn live(&mut self) {
        self.soon(Happening::Act);
        self.run_until(START + DISORDER_MS);
    }

    /// Everything works again, and has time to come together.
    pub fn heal(&mut self) {
        self.calm = true;
        self.note("healing");
        for who in self.everybody() {
            let time = self.time;
            let node = self.node(who);
            node.disk_full = false;
            node.cut_next_write = false;
            if !node.is_up() {
                node.new_boot(time);
                node.start_up();
                if let Who::Station(place) = who {
                    self.begin_loops(place);
                }
            }
        }
        for station in &mut self.stations {
            station.partitioned = false;
        }
        self.run_until(START + DISORDER_MS + HEALING_MS);
    }

    pub fn everybody(&self) -> Vec<Who> {
        let stations = (0..self.stations.len()).map(Who::Station);
        stations.chain([Who::Centre]).collect()
    }

    fn run_until(&mut self, end: i64) {
        while let Some(entry) = self.queue.first_entry() {
            let (at, _) = *entry.key();
            if at > end {
                break;
            }
            let happening = entry.remove();
            self.time = at;
            self.happen(happening);
        }
        self.time = end;
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Act => {
                if self.calm {
                    return;
                }
                let action = Action::draw(&mut self.random);
                let done = self.perform(action);
                self.count(action.name(), done);
                let pause = self.random.random_range(200..6_000);
                self.in_ms(pause, Happening::Act);
            }
            Happening::StartUp(who) => {
                let node = self.node(who);
                if node.is_up() {
                    return;
                }
                node.start_up();
                self.note(format_args!("{who:?} starts"));
                if let Who::Station(place) = who {
                    self.begin_loops(place);
                    self.look_at_clock(place);
                }
            }
            Happening::Persist(place, number) if !self.calm => self.persist(place, &number),
            Happening::GuessOn(place, number) if !self.calm => self.guess_on(place, &number),
            Happening::Persist(..) | Happening::GuessOn(..) => {}
            Happening::Up(place, start) => self.go_up(place, start),
            Happening::Couriers(place, start) => self.carry_messages(place, start),
            Happening::Join(place) => self.look_after_joining(place),
            Happening::Down(place, start, event) => self.go_down(place, start, event),
            Happening::Arrives(arrival) => self.arrive(arrival),
            Happening::Page(connection) => self.read_page(connection),
            Happening::Over(Trouble::Partition(place)) => {
                self.stations[place].partitioned = false;
            }
            Happening::Over(Trouble::DiskFull(who)) => self.node(who).disk_full = false,
        }
    }

    /// Runs an act of a user at a station: what it wrote is acknowledged when it comes back.
    pub fn serve<R>(
        &mut self,
        place: usize,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, Lost> {
        let time = self.time;
        let node = &mut self.stations[place].node;
        let served = node.write(time, |tx| with_hashes(tx, act));
        match served {
            Ok((done, hashes)) => {
                // The program may die between the commit and the answer: nobody was told then.
                if self.chance(60) {
                    self.kill(Who::Station(place));
                    return Err(Lost::Down);
                }
                self.acknowledged
                    .extend(hashes.into_iter().map(|hash| (hash, time)));
                // A record waits: the uplink is told.
                let start = self.stations[place].node.start;
                if self.stations[place].up_waits_for.is_none() {
                    self.soon(Happening::Up(place, start));
                }
                Ok(done)
            }
            Err(lost) => {
                if lost == Lost::Down {
                    self.went_down(Who::Station(place));
                }
                Err(lost)
            }
        }
    }

    /// Kills a program; it starts again after a while.
    pub fn kill(&mut self, who: Who) {
        self.node(who).kill();
        self.note(format_args!("{who:?} dies"));
        self.went_down(who);
    }

    /// A program has gone down: it starts again, sometimes after a reboot.
    pub fn went_down(&mut self, who: Who) {
        let time = self.time;
        if self.random.random_range(0..3) == 0 {
            self.node(who).new_boot(time);
        }
        let pause = self.random.random_range(500..40_000);
        self.in_ms(pause, Happening::StartUp(who));
        if who == Who::Centre {
            // What it counts it counts anew.
            self.seen_at_centre = None;
            self.break_all_connections();
        }
    }

    /// The centre's row of a station; none if it doesn't know it yet, or not any more.
    pub fn row(&mut self, place: usize) -> Option<StationRow> {
        let id = self.stations[place].node.home.id;
        let time = self.time;
        self.centre.read(time, |act| act.tx().station(id))
    }

    /// What stood in a database until an old copy took its place, and stands in none now, can't be at
    /// the centre. What was in none before either was lost by nobody's old copy.
    pub fn forget_what_is_nowhere(&mut self, before: &[[u8; 32]]) {
        let mut there = BTreeSet::new();
        for who in self.everybody() {
            there.extend(self.hashes(who));
        }
        for hash in before.iter().filter(|hash| !there.contains(*hash)) {
            self.acknowledged.remove(hash);
        }
    }

    /// The hash of every record in a database.
    pub fn hashes(&mut self, who: Who) -> Vec<[u8; 32]> {
        let time = self.time;
        let node = self.node(who);
        let was_down = !node.is_up();
        if was_down {
            node.start_up();
        }
        let hashes = node.read(time, |act| {
            let mut hashes = Vec::new();
            for log in act.tx().logs()? {
                let rows = act.tx().records_from(log.log, 0, u32::MAX)?;
                hashes.extend(rows.iter().map(|row| row.record.hash()));
            }
            Ok(hashes)
        });
        if was_down {
            node.kill();
        }
        hashes
    }

    pub fn best_guess_of_now(&self) -> Timestamp {
        Timestamp::from_millis(self.time)
    }
}

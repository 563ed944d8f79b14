//! Real processes under SIGKILL: three kiosks' engines and one centre, killed 200 times in all at
//! moments drawn from a seed, while guests come and records travel. What was acknowledged, to a
//! guest or by the centre to a station, is there afterwards, on both sides and once.
//!
//! A kill takes the process and leaves the machine: what the kernel has, it keeps. That nothing is
//! lost with the power either is the simulation's to show, which tears what wasn't synced; here
//! the store refuses to open where it wouldn't sync each commit.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod after;
mod door;

use connect_tests::centre::Centre;
use connect_tests::program::{Running, tool};
use connect_tests::station::Station;
use door::{Orders, Said};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use std::fmt::Write as _;
use std::future::pending;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::ChildStdout;
use tokio::task::JoinSet;
use tokio::time::timeout;

const STATIONS: usize = 3;
/// 200 in all.
const KILLS_OF_A_STATION: usize = 50;
const KILLS_OF_THE_CENTRE: usize = 50;
/// Guests of one station; nobody goes to two.
const GUESTS: usize = 400;
/// The longest that a process lives, once it is ready.
const LONGEST_LIFE_MS: u64 = 2000;
/// So many of those that are killed don't get ready.
const KILLED_AT_THE_START: f64 = 0.25;
/// Guests who come to each station after the last kill.
const COME_AFTERWARDS: usize = 20;

const SEED: u64 = 200;

/// Limits under which the same guest may come again at once.
const POLICY: &str = "send_pause_s = 0\n\
    station_burst = 1000000\n\
    sends_per_mobile = [{ most = 1000000, within_s = 60 }]\n";

fn roster() -> String {
    let mut csv = "name,mobile,ticket_code\n".to_owned();
    for n in 0..STATIONS * GUESTS {
        writeln!(csv, "Guest {n},{},G-{n}", door::mobile_of(n)).unwrap();
    }
    csv
}

fn life(random: &mut ChaCha20Rng) -> Duration {
    Duration::from_millis(random.random_range(0..=LONGEST_LIFE_MS))
}

/// What the processes of a station have said, all together.
#[derive(Debug, Default)]
pub struct Heard {
    /// Hashes of records that were committed.
    pub records: Vec<String>,
    /// Up to which index the centre had acknowledged them.
    pub acknowledged: u64,
    ready: bool,
    done: bool,
}

impl Heard {
    fn hear(&mut self, said: Said) {
        match said {
            Said::Ready => self.ready = true,
            Said::Recorded(hash) => self.records.push(hash),
            Said::Acknowledged(next) => self.acknowledged = self.acknowledged.max(next),
            Said::Done => self.done = true,
        }
    }
}

/// A station whose process is killed again and again.
struct Door {
    data: PathBuf,
    first_guest: usize,
    heard: Heard,
}

/// Its process.
struct Process {
    running: Running,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Door {
    fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    fn start(&self, run: usize, guests: Option<usize>) -> Process {
        let orders = Orders {
            data: self.data.clone(),
            first_guest: self.first_guest,
            guests: GUESTS,
            begin_with: run * 7 % GUESTS,
            stop_after: guests,
        };
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap();
        let program = std::env::current_exe().unwrap();
        let mut command = tool(program.to_str().unwrap());
        command
            .args(["door::child", "--exact", "--nocapture"])
            .env(door::ORDERS, serde_json::to_string(&orders).unwrap())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut running = Running::start(command);
        let output = ChildStdout::from_std(running.stdout().unwrap()).unwrap();
        Process {
            running,
            lines: BufReader::new(output).lines(),
        }
    }

    /// Listens until enough was said; false if it ended before.
    async fn listen(&mut self, process: &mut Process, enough: fn(&Heard) -> bool) -> bool {
        while !enough(&self.heard) {
            let Ok(Some(line)) = process.lines.next_line().await else {
                return false;
            };
            if let Some(said) = Said::read(&line) {
                self.heard.hear(said);
            }
        }
        true
    }

    fn complaint(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        format!("a station ended by itself: {log}")
    }

    async fn kill_again_and_again(mut self, mut random: ChaCha20Rng) -> Self {
        for run in 0..KILLS_OF_A_STATION {
            let mut process = self.start(run, None);
            self.heard.ready = false;
            if !random.random_bool(KILLED_AT_THE_START) {
                let ready = self.listen(&mut process, |heard| heard.ready).await;
                assert!(ready, "{}", self.complaint());
            }
            let lives = self.listen(&mut process, |_| false);
            let ended = timeout(life(&mut random), lives).await;
            assert!(ended.is_err(), "{}", self.complaint());
            process.running.kill();
            // What it said before its end counts.
            self.listen(&mut process, |_| false).await;
        }
        self
    }

    async fn run_to_the_end(mut self) -> Self {
        let mut process = self.start(KILLS_OF_A_STATION, Some(COME_AFTERWARDS));
        let done = self.listen(&mut process, |heard| heard.done).await;
        assert!(done, "{}", self.complaint());
        self.listen(&mut process, |_| false).await;
        let log = std::fs::read_to_string(self.log()).unwrap();
        assert_eq!(log, "", "none of its processes had anything to complain of");
        self
    }
}

async fn kill_the_centre_again_and_again(centre: &mut Centre, mut random: ChaCha20Rng) {
    for _ in 0..KILLS_OF_THE_CENTRE {
        let life = life(&mut random);
        if random.random_bool(KILLED_AT_THE_START) {
            // Its process ends with the future that waits for it.
            drop(timeout(life, centre.serve()).await);
        } else {
            centre.serve().await;
            drop(timeout(life, pending::<()>()).await);
        }
        centre.kill();
    }
    centre.serve().await;
}

/// All of the doors at once.
async fn at_once<F>(doors: Vec<Door>, work: impl Fn(Door) -> F) -> Vec<Door>
where
    F: Future<Output = Door> + Send + 'static,
{
    let mut set: JoinSet<Door> = JoinSet::new();
    for door in doors {
        set.spawn(work(door));
    }
    let mut doors = set.join_all().await;
    doors.sort_by_key(|door| door.first_guest);
    doors
}

async fn two_hundred_kills() {
    let folder = tempfile::tempdir().unwrap();
    let mut centre = Centre::new();
    let event = centre.event("Crash", &[], &roster());
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, POLICY).unwrap();
    centre.serve_with(&["--policy", policy.to_str().unwrap()]);
    centre.serve().await;
    let mut doors = Vec::new();
    for n in 0..STATIONS {
        let data = folder.path().join(format!("door-{n}"));
        let station = Station::join(&data, &centre, &[event], &format!("Door {n}")).await;
        station.exchange().await;
        doors.push(Door {
            data,
            first_guest: n * GUESTS,
            heard: Heard::default(),
        });
    }
    centre.kill();

    let kill_doors = at_once(doors, |door| {
        let seed = SEED + door.first_guest as u64;
        door.kill_again_and_again(ChaCha20Rng::seed_from_u64(seed))
    });
    let kill_centre =
        kill_the_centre_again_and_again(&mut centre, ChaCha20Rng::seed_from_u64(SEED + 1));
    let (doors, ()) = tokio::join!(kill_doors, kill_centre);
    // Else the kills met nobody at work.
    let recorded: usize = doors.iter().map(|door| door.heard.records.len()).sum();
    let acknowledged: u64 = doors.iter().map(|door| door.heard.acknowledged).sum();
    assert!(
        recorded >= 5 * STATIONS * KILLS_OF_A_STATION && acknowledged >= recorded as u64 / 10,
        "{recorded} records, {acknowledged} acknowledged"
    );
    let doors = at_once(doors, Door::run_to_the_end).await;

    // Each hears of the others' check-ins.
    let stations: Vec<Station> = doors.iter().map(|door| Station::open(&door.data)).collect();
    for station in &stations {
        station.exchange().await;
    }
    drop(stations);
    centre.kill();
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
    let mut all = after::Database::open(&centre.data());
    for door in &doors {
        let mut own = after::Database::open(&door.data);
        after::nothing_is_lost(&door.heard, &mut own, &mut all);
    }
    after::everything_is_there_once(&mut all, COME_AFTERWARDS * STATIONS);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_kills_lose_nothing_that_was_acknowledged() {
    let done = timeout(Duration::from_mins(3), two_hundred_kills()).await;
    assert!(done.is_ok(), "it takes at most three minutes");
}

//! While a line is held, what changes is on it within a second: what commands change beside the
//! server, and what other stations do.

use crate::exchange::{joined, mobile};
use connect_engine::acts::{self, Uplink};
use connect_engine::store::{FeedRows as _, RosterRows as _};
use connect_tests::centre::Centre;
use connect_tests::program::command;
use connect_tests::station::{Station, Step};
use reqwest::Client;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::{Instant, timeout};

/// How long a line is waited for before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a line brings that is no change: that nothing is new.
const BEAT: &str = "beat";

/// What a held line brings: each kind, and when it came.
struct Line(UnboundedReceiver<(Instant, Value)>);

impl Line {
    /// Holds the line of a station that has its first load.
    async fn of(station: &Station, event: i64) -> Self {
        let id = station.events().remove(0).id;
        let feed = station.read(|act| act.tx().feed(id)).unwrap();
        // Without an end, unlike a test's other calls.
        let http = Client::builder().read_timeout(PATIENCE).build().unwrap();
        let url = format!("{}/api/events/{event}/changes", station.home.centre);
        let get = http.get(url).query(&[("after", feed.cursor)]);
        let get = get.bearer_auth(station.token().await.unwrap());
        let held = get.header("accept", "text/event-stream").send();
        let mut held = timeout(PATIENCE, held).await.unwrap().unwrap();
        assert_eq!(held.status(), 200);
        // Or a proxy in front holds every line back until it has many.
        assert_eq!(held.headers()["x-accel-buffering"], "no");
        let (heard, line) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut text = Vec::new();
            while let Ok(Some(bytes)) = held.chunk().await {
                let now = Instant::now();
                text.extend_from_slice(&bytes);
                while let Some(end) = text.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = text.drain(..=end).collect();
                    let change = match line.strip_prefix(b"data:") {
                        Some(data) => serde_json::from_slice(data).unwrap(),
                        None if line.starts_with(b":") => json!({ "kind": BEAT }),
                        None => continue,
                    };
                    if heard.send((now, change)).is_err() {
                        return;
                    }
                }
            }
        });
        Self(line)
    }

    /// Until the centre lets go of it: all kinds that came before.
    async fn ends(&mut self) -> Vec<Value> {
        let all = async {
            let mut kinds = Vec::new();
            while let Some((_, change)) = self.0.recv().await {
                kinds.push(change["kind"].clone());
            }
            kinds
        };
        timeout(PATIENCE, all).await.unwrap()
    }

    /// When the next line of this kind came.
    async fn next(&mut self, kind: &str) -> Instant {
        let found = async {
            loop {
                let (at, change) = self.0.recv().await.unwrap();
                if change["kind"] == kind {
                    return at;
                }
            }
        };
        timeout(PATIENCE, found).await.unwrap()
    }
}

/// Each but one, which a busy machine may have held up.
fn below_a_second(what: &str, mut spans: Vec<Duration>) {
    spans.sort_unstable();
    let slow = spans.iter().filter(|span| **span >= Duration::from_secs(1));
    assert!(slow.count() <= 1, "{what}: {spans:?}");
}

/// How long after the command is done the line has it.
async fn told_after(centre: &Centre, line: &mut Line, command: &[&str], kind: &str) -> Duration {
    tokio::task::block_in_place(|| centre.run(command));
    let done = Instant::now();
    line.next(kind).await.saturating_duration_since(done)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_command_changes_beside_the_server_is_told_within_a_second() {
    let (centre, event, station, _folder) = joined().await;
    station.exchange().await;
    let mut line = Line::of(&station, event).await;
    let alias = event.to_string();
    let all = centre.run(&["attendee", "list", "--event", &alias]);
    let someone = all["attendees"][7]["id"].as_str().unwrap();
    let mut spans = Vec::new();
    for (command, kind) in [
        (
            &["ticket", "cancel", "--event", &alias, "G-1"] as &[&str],
            "ticket",
        ),
        (&["ticket", "cancel", "--event", &alias, "G-2"], "ticket"),
        (&["attendee", "remove", someone], "attendee"),
        (&["unlock", "--mobile", "09140000003"], "number"),
        (
            &["event", "ticket-type", &alias, "Pass", "--entries", "2"],
            "event",
        ),
        (&["event", "look", &alias, "--next-en", "Hall 2"], "event"),
        (
            &["event", "times", &alias, "--ends", "2031-06-01T23:00:00Z"],
            "event",
        ),
        (
            &[
                "staff", "add", "--name", "Nika", "--role", "steward", "--pin", "4938", "--event",
                &alias,
            ],
            "staff",
        ),
    ] {
        spans.push(told_after(&centre, &mut line, command, kind).await);
    }
    below_a_second("told after a command", spans);
}

/// Two stations of one event that have their first load.
async fn two_joined() -> (Centre, i64, [Station; 2], TempDir) {
    let (centre, event, here, folder) = joined().await;
    let there = Station::join(&folder.path().join("other"), &centre, &[event], "Other").await;
    for station in [&here, &there] {
        station.exchange().await;
    }
    (centre, event, [here, there], folder)
}

/// With its next exchange the station knows this guest.
async fn hears_of(station: &Station, n: u32) {
    station.exchange().await;
    let id = station.events().remove(0).id;
    let came = station.read(|act| act.tx().attendee_by_mobile(id, &mobile(n)));
    assert!(came.is_some());
}

/// Begins to import a list.
fn import(centre: &Centre, event: i64, list: &Path) -> Child {
    let mut import = command("connect-central");
    let import = import.arg("--data").arg(centre.data());
    let import = import.args(["event", "import", &event.to_string()]);
    import.arg(list).stdout(Stdio::null()).spawn().unwrap()
}

/// How long after each of seven check-ins at a station the line of another has it.
async fn told_of_check_ins(here: &Station, line: &mut Line) -> Vec<Duration> {
    let served = here.events().remove(0);
    let mut up = Uplink::default();
    while here.send_up(&mut up).await == Step::Asked {}
    let mut spans = Vec::new();
    for n in 1..=7 {
        here.ask_code(&served, &mobile(n));
        let code = here.carry(&mobile(n)).unwrap();
        here.log_in(&served, &mobile(n), &code);
        let committed = Instant::now();
        let (at, ()) = tokio::join!(line.next("record"), async {
            while here.send_up(&mut up).await == Step::Asked {}
        });
        spans.push(at.saturating_duration_since(committed));
    }
    spans
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_in_at_one_station_is_told_to_another_within_a_second() {
    let (_centre, event, [here, there], _folder) = two_joined().await;
    let mut line = Line::of(&there, event).await;
    let spans = told_of_check_ins(&here, &mut line).await;
    below_a_second("told after a check-in", spans);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_list_is_imported_a_check_in_is_told_to_another_within_a_second() {
    let (centre, event, [here, there], _folder) = two_joined().await;
    let mut line = Line::of(&there, event).await;
    // A file whose lines come slowly.
    let list = centre.file("slow.csv");
    mknodat(CWD, &list, FileType::Fifo, Mode::RWXU, 0).unwrap();
    let mut import = import(&centre, event, &list);
    let opened = tokio::task::spawn_blocking(|| File::options().write(true).open(list));
    let mut lines = opened.await.unwrap().unwrap();
    writeln!(lines, "name,mobile,ticket_code").unwrap();
    for n in 1001..=1100 {
        writeln!(lines, "Late {n},0914{n:07},L-{n}").unwrap();
    }
    let spans = told_of_check_ins(&here, &mut line).await;
    assert!(import.try_wait().unwrap().is_none(), "more lines may come");
    drop(lines);
    let imported = tokio::task::block_in_place(|| import.wait());
    assert!(imported.unwrap().success());
    below_a_second("told while a list is imported", spans);
    hears_of(&there, 1100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_long_list_goes_in_records_are_taken_within_a_second() {
    const LATE: u32 = 50_000;
    let (centre, event, here, _folder) = joined().await;
    let mut list = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=LATE {
        writeln!(list, "Late {n},0916{n:07},L-{n}").unwrap();
    }
    let file = centre.file("long.csv");
    std::fs::write(&file, list).unwrap();
    let mut import = import(&centre, event, &file);
    let mut up = Uplink::default();
    while here.send_up(&mut up).await == Step::Asked {}
    let mut spans = Vec::new();
    while import.try_wait().unwrap().is_none() {
        here.write(|act| acts::unlock_number(act, &mobile(1), None));
        let written = Instant::now();
        while here.send_up(&mut up).await == Step::Asked {}
        spans.push(written.elapsed());
    }
    assert!(import.wait().unwrap().success());
    assert!(spans.len() > 1, "they went in beside each other");
    below_a_second("taken while a list goes in", spans);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_much_changes_a_line_says_every_few_seconds_that_this_is_all() {
    let (centre, event, station, _folder) = joined().await;
    let elsewhere = centre.event("Elsewhere", &[], "name,mobile,ticket_code\n");
    let (here, there) = (event.to_string(), elsewhere.to_string());
    station.exchange().await;
    let mut line = Line::of(&station, event).await;
    let look = |event| ["event", "look", event, "--next-en", "Hall 2"];
    // Commits that the line tells of, and such as are none of its event's.
    for command in [look(&here), look(&there)] {
        let busy = async {
            loop {
                tokio::task::block_in_place(|| centre.run(&command));
                tokio::task::yield_now().await;
            }
        };
        let beats = async {
            line.next(BEAT).await;
            line.next(BEAT).await
        };
        tokio::select! {
            _ = beats => {}
            () = busy => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_is_imported_while_a_line_is_held_comes_as_a_first_load_does() {
    let (centre, event, station, _folder) = joined().await;
    station.exchange().await;
    let mut line = Line::of(&station, event).await;
    let mut later = "name,mobile,ticket_code\n".to_owned();
    for n in 1001..=2000 {
        writeln!(later, "Late {n},0914{n:07},L-{n}").unwrap();
    }
    let report = tokio::task::block_in_place(|| centre.import(event, &later));
    assert_eq!(report["added"], 1000);
    let told = line.ends().await;
    assert!(!told.contains(&json!("attendee")), "{told:?}");

    hears_of(&station, 2000).await;
}

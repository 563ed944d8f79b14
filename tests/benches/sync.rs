//! How fast stations and the centre exchange what they know, each as a ratio to a floor that is
//! measured in the same run: `make bench`. Figures in milliseconds compare nothing between
//! machines; ratios do.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::redundant_closure,
    clippy::redundant_closure_for_method_calls,
    reason = "a benchmark reads the clock, uses threads and prints a table"
)]

mod median;
mod site;
mod table;

use connect_engine::acts::{self, Act, Answer, ChangeLine, Downlink, RecordBatch};
use connect_engine::fact::{CheckIn, CodeSent, Fact, Login};
use connect_engine::home::Role;
use connect_engine::ids::{EventId, Generation, LogId, TokenId};
use connect_engine::record::{Author, LogHead, Record, WireRecord};
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{
    EventRows, FeedRows, LogRows, RecordRow, RosterRows, StationRow, StationRows, StoreError,
};
use median::median;
use site::{NOW, Site, event, guest, id};
use std::time::{Duration, Instant};
use table::{Row, print, row};

fn insert(tx: &mut SqliteTx<'_>, guests: std::ops::Range<u32>) -> Result<(), StoreError> {
    for n in guests {
        let (attendee, ticket) = guest(n);
        tx.put_attendee(&attendee)?;
        tx.put_ticket(&ticket)?;
    }
    Ok(())
}

/// A centre with so many guests in its feed.
fn centre_with(guests: u32) -> Site {
    let mut centre = Site::new(Role::Centre, 1);
    centre.act(|act| {
        act.tx()
            .begin_generation(1, Generation::from_bytes([1; 16]))?;
        act.tx().put_event(&event())?;
        insert(act.tx(), 0..guests)?;
        for n in 0..guests {
            act.tx().note_change(event().id, "attendee", &id(n))?;
            act.tx().note_change(event().id, "ticket", &id(n))?;
        }
        Ok(())
    });
    centre
}

/// The least that a load can cost: the same rows in one transaction.
fn bulk_insert(guests: u32) -> Duration {
    let site = Site::new(Role::Station, 9);
    let rows: Vec<_> = (0..guests).map(guest).collect();
    let start = Instant::now();
    let inserted = site.store.write(|tx| {
        for (attendee, ticket) in &rows {
            tx.put_attendee(attendee)?;
            tx.put_ticket(ticket)?;
        }
        Ok::<_, StoreError>(())
    });
    inserted.unwrap();
    start.elapsed()
}

fn ndjson(lines: &[ChangeLine]) -> Vec<u8> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line).unwrap();
        text.push(b'\n');
    }
    text
}

fn parse(text: &[u8]) -> Vec<ChangeLine> {
    text.split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// Reads the feed from a station's cursor to its end, as over HTTP: the centre reads pages on one
/// thread, the station takes them on another.
fn load(centre: &mut Site, station: &mut Site) -> (Duration, u64) {
    const PAGE: u32 = 500;
    let after = station.act(|act| Ok(act.tx().feed(event().id)?.map(|feed| feed.cursor)));
    let start = Instant::now();
    let (pages, coming) = std::sync::mpsc::sync_channel::<Vec<u8>>(16);
    let lines = std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut cursor = after.unwrap_or_default();
            loop {
                let read = centre.store.read(|tx| {
                    let mut act = Act::begin(tx, &centre.home, &NOW, &mut centre.random)?;
                    acts::changes_after(&mut act, event().id, &cursor, PAGE)
                });
                let page = read.unwrap().unwrap();
                let Some(last) = page.lines.last() else { break };
                cursor.clone_from(&last.cursor);
                pages.send(ndjson(&page.lines)).unwrap();
            }
        });
        let mut down = Downlink::of(event().id);
        let mut lines = 0;
        for text in coming {
            let parsed = parse(&text);
            lines += parsed.len() as u64;
            let answer = Answer::Lines(parsed);
            station.act(|act| down.take(act, &answer));
        }
        station.act(|act| acts::reach_end(act, event().id, true));
        lines
    });
    (start.elapsed(), lines)
}

fn new_station() -> Site {
    let mut station = Site::new(Role::Station, 2);
    station.act(|act| act.tx().put_event(&event()));
    station
}

/// The memory of this process in MB, by the name of the kernel's figure.
fn memory(figure: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(figure));
    let kilobytes: f64 = line
        .unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    kilobytes / 1024.0
}

/// How much memory some work takes at its height, in MB.
fn at_its_height<R>(work: impl FnOnce() -> R) -> (R, f64) {
    // Sets the height back to what is used now (proc(5)).
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS:");
    let done = work();
    (done, memory("VmHWM:") - before)
}

/// What the databases of both sides may keep in memory, however large the roster is: one cache
/// reads, one writes.
const PAGE_CACHES_MB: f64 = 128.0;

fn first_loads(table: &mut Vec<Row>) {
    // A small load is over before a disk's moods are: the middle of several.
    for (guests, times) in [(100_000, 5), (1_000_000, 1)] {
        let mut centre = centre_with(guests);
        let (mut floors, mut loads, mut height) = (Vec::new(), Vec::new(), 0.0_f64);
        for _ in 0..times {
            floors.push(bulk_insert(guests));
            let loaded = at_its_height(|| load(&mut centre, &mut new_station()));
            let ((took, lines), high) = loaded;
            assert_eq!(lines, u64::from(guests) * 2);
            loads.push(took);
            height = height.max(high);
        }
        let (took, floor) = (median(loads.into_iter()), median(floors.into_iter()));
        table.push(row(format!("first load of {guests}"), took, floor, 2.0));
        table.push(Row {
            name: format!("memory of a load of {guests}"),
            unit: "MB",
            took: height,
            floor: PAGE_CACHES_MB,
            goal: 1.2,
        });
    }
}

/// A hundred changes into rosters of several sizes; the floor is the smallest.
fn deltas(table: &mut Vec<Row>) {
    let mut floor = None;
    for guests in [1_000, 100_000, 1_000_000] {
        let mut centre = centre_with(guests);
        let mut station = new_station();
        load(&mut centre, &mut station);
        let mut times: Vec<Duration> = (0..21)
            .map(|round| {
                centre.act(|act| {
                    for n in (0..50).map(|n| (n * 17 + round * 31) % guests) {
                        let (mut attendee, mut ticket) = guest(n);
                        attendee.name = format!("مهمان {n} بار {round}");
                        ticket.holder.clone_from(&attendee.name);
                        act.tx().put_attendee(&attendee)?;
                        act.tx().put_ticket(&ticket)?;
                        act.tx().note_change(event().id, "attendee", &id(n))?;
                        act.tx().note_change(event().id, "ticket", &id(n))?;
                    }
                    Ok(())
                });
                load(&mut centre, &mut station).0
            })
            .collect();
        times.sort_unstable();
        let median = times[times.len() / 2];
        let least = *floor.get_or_insert(median);
        table.push(row(
            format!("100 changes into {guests}"),
            median,
            least,
            1.2,
        ));
    }
}

const RECORDS: usize = 10_000;

/// Who is on the list that they are about.
const LISTED: u32 = 10_000;

/// What a door says of one guest after another: a code is sent, they log in, and their ticket lets
/// them in.
fn said_at_the_door(station: &Site, n: u32) -> (Option<EventId>, Fact) {
    let (attendee, ticket) = guest(n / 3 % LISTED);
    let mobile_hash = station.home.mobile_hash(&attendee.mobile.unwrap());
    let jti = TokenId::from_bytes(id(n / 3));
    match n % 3 {
        0 => {
            let verifier = format!("station:{}", station.home.id);
            let sent = CodeSent {
                mobile_hash,
                verifier,
                listed: true,
            };
            (None, Fact::CodeSent(sent))
        }
        1 => {
            let login = Login {
                mobile_hash,
                attendee: attendee.id,
                client_id: station.home.client_id(),
                jti,
                amr: vec!["otp".to_owned(), "sms".to_owned()],
                handed_off_by: None,
            };
            (Some(event().id), Fact::Login(login))
        }
        _ => {
            let entry = CheckIn {
                ticket: ticket.id,
                attendee: attendee.id,
                login: Some(jti),
                by: None,
            };
            (Some(event().id), Fact::CheckIn(entry))
        }
    }
}

/// The log of a station at a door, as its rows are at the centre.
fn signed_records(station: &mut Site, log: LogId) -> Vec<RecordRow> {
    let mut head = LogHead::EMPTY;
    let mut rows = Vec::with_capacity(RECORDS);
    for n in (0..).take(RECORDS) {
        let (event, fact) = said_at_the_door(station, n);
        let (kind, json) = fact.to_parts().unwrap();
        let author = Author {
            station: station.home.id,
            log,
            key: &station.home.key,
        };
        let parts = (kind.as_str(), event, json);
        let record = Record::sign(&author, &head, parts, &NOW, &mut station.random);
        let index = head.next;
        head = LogHead {
            next: index + 1,
            hash: record.hash(),
        };
        rows.push(RecordRow {
            log,
            index,
            station: station.home.id,
            kind,
            event,
            record,
            placed_at: NOW.wall,
            received_at: Some(NOW.wall),
            quarantined: None,
            time_known: true,
            about: fact.about(),
        });
    }
    rows
}

/// The least that storing them can cost: the same rows in one transaction.
fn bulk_insert_records(rows: &[RecordRow]) -> Duration {
    let site = Site::new(Role::Centre, 8);
    let start = Instant::now();
    let inserted = site
        .store
        .write(|tx| rows.iter().try_for_each(|row| tx.put_record(row)));
    inserted.unwrap();
    start.elapsed()
}

fn upload(table: &mut Vec<Row>) {
    let mut station = Site::new(Role::Station, 2);
    let log = station.act(|act| act.log_id());
    let records = signed_records(&mut station, log);
    let wire = records.iter().map(|row| WireRecord::from(&row.record));
    let wire: Vec<WireRecord> = wire.collect();
    let key = station.home.key.public().clone();

    let start = Instant::now();
    for RecordRow { record, .. } in &records {
        assert!(key.verifies(&record.header_bytes, &record.signature));
    }
    let checks = start.elapsed();
    let floor = checks + bulk_insert_records(&records);

    let mut centre = centre_with(LISTED);
    let caller = StationRow {
        id: station.home.id,
        name: "Door".to_owned(),
        key: key.clone(),
        log,
        enrolled_at: NOW.wall,
        last_seen: None,
        revoked_at: None,
        revoked_since: None,
        events: vec![event().id],
        founded: Vec::new(),
        unsent: 0,
    };
    centre.act(|act| act.tx().put_station(&caller));
    let state = station.act(|act| acts::caller_state(act));
    let start = Instant::now();
    for part in wire.chunks(1000) {
        let batch = RecordBatch {
            log,
            caller: state,
            records: part.to_vec(),
        };
        let body = serde_json::to_vec(&batch).unwrap();
        let batch: RecordBatch = serde_json::from_slice(&body).unwrap();
        centre
            .act(|act| acts::accept_records(act, &caller, &batch))
            .unwrap();
    }
    table.push(row(
        format!("upload of {RECORDS} records"),
        start.elapsed(),
        floor,
        1.5,
    ));
    let aside = centre.act(|act| act.tx().count_in_quarantine(station.home.id));
    assert_eq!(aside, 0, "all of it took effect");

    let begun = Instant::now();
    let verdict = centre.act(|act| {
        let log = act.tx().lock_log(log)?.unwrap();
        acts::verify_log(act.tx(), &log, &key)
    });
    let took = begun.elapsed();
    assert_eq!(verdict.verified, RECORDS as u64);
    let rate = RECORDS as u128 * 1_000_000 / took.as_micros();
    println!("{rate} records of a log are verified a second");
    table.push(row(
        format!("verification of {RECORDS} records"),
        took,
        checks,
        2.0,
    ));
}

/// Measures something and adds its rows.
type Part = fn(&mut Vec<Row>);

fn main() {
    let mut table = Vec::new();
    let chosen = std::env::args()
        .nth(1)
        .filter(|name| !name.starts_with('-'));
    let parts: [(&str, Part); 3] = [
        ("upload", upload),
        ("deltas", deltas),
        ("loads", first_loads),
    ];
    for (name, part) in parts {
        if chosen.as_deref().is_none_or(|chosen| chosen == name) {
            part(&mut table);
        }
    }
    print(table);
}

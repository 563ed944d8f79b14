//! Records and cursors that no honest station sends. Each is refused in words, nothing of it is
//! kept, and afterwards both sides are whole and agree.

use connect_engine::acts::{self, Call, RecordBatch};
use connect_engine::ids::{LogId, StationId};
use connect_engine::key::{SigningKey, base64url, from_base64url};
use connect_engine::mobile::Mobile;
use connect_engine::record::{Author, LogHead, Record, WireRecord};
use connect_engine::secret::Secret;
use connect_engine::store::{EntryRows as _, FeedRows as _, LogRow, LogRows as _, RosterRows as _};
use connect_tests::centre::Centre;
use connect_tests::program::tool;
use connect_tests::station::{Station, Step, now, random};
use connect_tests::wait::until;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::time::Duration;
use tempfile::TempDir;

const GUESTS: u32 = 25;

fn mobile(n: u32) -> Mobile {
    Mobile::parse(&format!("0914{n:07}")).unwrap()
}

fn roster() -> String {
    let mut csv = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=GUESTS {
        writeln!(csv, "Guest {n},0914{n:07},G-{n}").unwrap();
    }
    csv
}

/// A centre, and stations that have joined it and have its roster.
struct Site {
    centre: Centre,
    event: i64,
    stations: Vec<Station>,
    _folder: TempDir,
}

impl Site {
    async fn with_stations(count: usize) -> Self {
        let mut centre = Centre::new();
        let event = centre.event("Records", &[], &roster());
        centre.serve().await;
        let folder = tempfile::tempdir().unwrap();
        let mut stations = Vec::new();
        for n in 1..=count {
            let data = folder.path().join(format!("door-{n}"));
            let station = Station::join(&data, &centre, &[event], &format!("Door {n}")).await;
            station.exchange().await;
            stations.push(station);
        }
        Self {
            centre,
            event,
            stations,
            _folder: folder,
        }
    }

    /// Guests who log in and are checked in; nothing of it is sent.
    fn admit(&self, station: usize, guests: RangeInclusive<u32>) {
        let station = &self.stations[station];
        let event = station.events().remove(0);
        for n in guests {
            station.admit(&event, &mobile(n));
        }
    }

    /// What the centre has of its stations' logs.
    fn logs(&self) -> Vec<Value> {
        let listed = self.centre.run(&["station", "list"]);
        let stations = listed["stations"].as_array().unwrap().iter();
        let logs = |s: &Value| json!([s["id"], s["records"], s["quarantined"], s["logs"]]);
        stations.map(logs).collect()
    }

    /// Sends a batch that is refused; what the centre had before it still has, and no more.
    async fn refused(&self, station: usize, batch: &RecordBatch) -> (u16, Value) {
        let before = self.logs();
        let station = &self.stations[station];
        let url = station.records_url();
        let answer = problem(station, |http| http.post(&url).json(batch)).await;
        assert_eq!(self.logs(), before, "nothing of a refused batch is kept");
        answer
    }

    /// Everything that is honest goes up, every log holds on both sides, and they end alike.
    async fn is_whole(&self) {
        let mut all = 0;
        for station in &self.stations {
            station.exchange().await;
            let log = own_log(station);
            assert_eq!(log.acknowledged, log.head.next, "everything went up");
            let key = station.home.key.public();
            let verdict = station.read(|act| acts::verify_log(act.tx(), &log, key));
            assert_eq!((verdict.verified, verdict.broken), (log.head.next, None));
            let there = self.logs().into_iter();
            let there = there.filter(|row| row[0] == json!(station.home.id));
            let there: Vec<Value> = there.map(|row| row[3].clone()).collect();
            let log_there = json!([{
                "log": log.log, "next": log.head.next, "branch_of": null, "branch_from": null,
            }]);
            assert_eq!(there, [log_there]);
            all += log.head.next;
        }
        let verified = self.centre.run(&["records", "verify"]);
        assert_eq!(verified["holds"], true);
        let logs = verified["logs"].as_array().unwrap().iter();
        let of_stations = logs.filter(|log| log["author"] != "centre");
        let count: u64 = of_stations.filter_map(|log| log["records"].as_u64()).sum();
        assert_eq!(count, all);
    }
}

fn own_log(station: &Station) -> LogRow {
    station.read(|act| {
        let log = act.log_id()?;
        Ok(act.tx().lock_log(log)?.unwrap())
    })
}

/// All of a station's log that the centre lacks.
fn unsent(station: &Station) -> RecordBatch {
    let log = own_log(station);
    station.read(|act| acts::batch_from(act, log.log, log.acknowledged, 1000))
}

/// An answer to a request. A server that refuses a body unread may cut the line before its answer
/// has come through: the same is sent again then.
async fn call(station: &Station, request: impl Fn(&Client) -> RequestBuilder) -> Response {
    until("an answer", Duration::from_secs(20), async || {
        station.call(&request).await
    })
    .await
}

/// The status and the document of a problem.
async fn problem(station: &Station, request: impl Fn(&Client) -> RequestBuilder) -> (u16, Value) {
    let answer = call(station, request).await;
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status);
    (status, body)
}

const BAD_RECORD: &str = "urn:connect-kiosk:problem:bad-record";

/// A record that its author signs by all rules, as the next of a log.
fn signed(author: &Author<'_>, head: &LogHead, body: Vec<u8>) -> WireRecord {
    let record = Record::sign(
        author,
        head,
        ("staff-act", None, body),
        &now(),
        &mut random(),
    );
    WireRecord::from(&record)
}

#[tokio::test]
async fn a_broken_signature_spoils_its_batch_and_no_more() {
    let site = Site::with_stations(1).await;
    site.admit(0, 1..=3);
    let good = unsent(&site.stations[0]);
    for place in [0, good.records.len() - 1] {
        let mut bad = good.clone();
        let mut signature = from_base64url(&bad.records[place].signature).unwrap();
        signature[40] ^= 1;
        bad.records[place].signature = base64url(&signature);
        let (status, said) = site.refused(0, &bad).await;
        assert_eq!((status, &said["type"]), (422, &json!(BAD_RECORD)));
        let detail = said["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("record {place} ")), "{detail}");
    }
    site.is_whole().await;
}

#[tokio::test]
async fn a_gap_is_told_with_the_index_that_is_missing() {
    let site = Site::with_stations(1).await;
    site.admit(0, 1..=3);
    let mut late = unsent(&site.stations[0]);
    late.records.remove(0);
    let (status, said) = site.refused(0, &late).await;
    let gap = json!("urn:connect-kiosk:problem:gap");
    assert_eq!((status, &said["type"]), (409, &gap));
    assert_eq!(said["detail"], "the next index is 0");
    site.is_whole().await;
}

#[tokio::test]
async fn nobody_speaks_for_a_stranger_or_in_anothers_log() {
    let site = Site::with_stations(2).await;
    site.admit(0, 1..=3);
    site.stations[0].exchange().await;
    let [victim, thief] = &site.stations[..] else {
        panic!("two stations");
    };
    let theirs = own_log(victim);
    let strange_key = SigningKey::from_seed(&Secret::new([9; 32])).unwrap();
    let stranger = StationId::from_bytes([9; 16]);
    let own_key = &thief.home.key;
    let (own, their) = (thief.home.id, victim.home.id);
    let log = LogId::from_bytes([9; 16]);
    for (what, station, log, key, head) in [
        ("a stranger's", stranger, log, &strange_key, LogHead::EMPTY),
        ("a stranger's place", own, log, &strange_key, LogHead::EMPTY),
        (
            "the next of theirs",
            their,
            theirs.log,
            own_key,
            theirs.head,
        ),
        ("mine in their log", own, theirs.log, own_key, theirs.head),
        (
            "mine before theirs",
            own,
            theirs.log,
            own_key,
            LogHead::EMPTY,
        ),
    ] {
        let author = Author { station, log, key };
        let batch = RecordBatch {
            log,
            caller: unsent(thief).caller,
            records: vec![signed(&author, &head, b"{}".to_vec())],
        };
        let (status, said) = site.refused(1, &batch).await;
        assert_eq!((status, &said["type"]), (422, &json!(BAD_RECORD)), "{what}");
    }
    site.admit(1, 4..=5);
    site.is_whole().await;
}

#[tokio::test]
async fn a_mebibyte_of_body_is_refused_though_its_author_signed_it() {
    let site = Site::with_stations(1).await;
    let station = &site.stations[0];
    let log = own_log(station);
    let author = Author {
        station: station.home.id,
        log: log.log,
        key: &station.home.key,
    };
    let body = format!("\"{}\"", "x".repeat(1024 * 1024));
    let fat = RecordBatch {
        records: vec![signed(&author, &log.head, body.into_bytes())],
        ..unsent(station)
    };
    let (status, said) = site.refused(0, &fat).await;
    assert_eq!((status, &said["type"]), (422, &json!(BAD_RECORD)));
    // Nor is more read than a batch may weigh: the rest may find the line closed.
    let many = RecordBatch {
        records: vec![fat.records[0].clone(); 8],
        ..fat
    };
    let (before, url) = (site.logs(), station.records_url());
    let answer = station.call(|http| http.post(&url).json(&many)).await;
    assert!(answer.is_none_or(|answer| answer.status() == 413));
    assert_eq!(site.logs(), before);
    site.admit(0, 1..=2);
    site.is_whole().await;
}

#[tokio::test]
async fn a_cursor_of_another_event_or_of_nobody_is_refused() {
    let site = Site::with_stations(0).await;
    let other = site.centre.event("Other", &[], "");
    let folder = tempfile::tempdir().unwrap();
    let events = [site.event, other];
    let station = Station::join(&folder.path().join("d"), &site.centre, &events, "Both").await;
    station.exchange().await;
    let served = station.events();
    let cursors: Vec<String> = station.read(|act| {
        let mut cursors = Vec::new();
        for event in served {
            cursors.push(act.tx().feed(event.id)?.unwrap().cursor);
        }
        Ok(cursors)
    });
    let changes = async |event: i64, after: &str| {
        let url = format!("{}/api/events/{event}/changes", site.centre.url());
        let request = |http: &Client| http.get(&url).query(&[("after", after)]);
        let answer = call(&station, request).await;
        if answer.status() == 200 {
            assert_eq!(answer.text().await.unwrap().lines().count(), 1, "no change");
            return 200;
        }
        problem(&station, request).await.0
    };
    for (event, cursor) in events.into_iter().zip(&cursors) {
        assert_eq!(changes(event, cursor).await, 200);
    }
    assert_eq!(changes(site.event, &cursors[1]).await, 400);
    assert_eq!(changes(other, &cursors[0]).await, 400);
    for nonsense in ["x", "AAAA", &cursors[0][1..], "../../etc/passwd"] {
        assert_eq!(changes(site.event, nonsense).await, 400, "{nonsense}");
    }
    // What was refused moved nothing.
    station.exchange().await;
    assert_eq!(changes(site.event, &cursors[0]).await, 200);
}

/// The most memory that a process ever had, in KiB.
fn peak(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.unwrap().trim().trim_end_matches(" kB");
    peak.parse().unwrap()
}

#[tokio::test]
async fn a_compressed_bomb_is_not_inflated() {
    const INFLATED_MIB: u64 = 200;
    let site = Site::with_stations(1).await;
    site.admit(0, 1..=3);
    let bomb = tool("sh")
        .args(["-c", "head -c \"$0\"M /dev/zero | gzip -1"])
        .arg(INFLATED_MIB.to_string())
        .output()
        .unwrap();
    let bomb = bomb.stdout;
    assert!((100_000..8_000_000).contains(&bomb.len()), "{}", bomb.len());
    let (before, process) = (site.logs(), site.centre.process());
    let peak_before = peak(&process);
    let station = &site.stations[0];
    for path in ["/api/stations/records", "/api/stations/messages"] {
        let url = format!("{}{path}", site.centre.url());
        let (status, said) = problem(station, |http| {
            let post = http.post(&url).header("content-type", "application/json");
            post.header("content-encoding", "gzip").body(bomb.clone())
        })
        .await;
        assert_eq!(status, 415, "{path}");
        assert_eq!(said["detail"], "the body must not be compressed");
    }
    let grown = peak(&process) - peak_before;
    assert!(grown < INFLATED_MIB * 1024 / 4, "{grown} KiB more");
    assert_eq!(site.logs(), before);
    site.is_whole().await;
}

#[tokio::test]
async fn a_disk_that_fills_in_the_middle_of_a_batch_keeps_nothing_of_it() {
    let site = Site::with_stations(1).await;
    let station = &site.stations[0];
    site.admit(0, 1..=5);
    station.exchange().await;
    site.admit(0, 6..=GUESTS);
    let log = own_log(station).log;
    let ask = async || {
        let caller = station.read(|act| {
            let state = acts::caller_state(act)?;
            Ok(state)
        });
        let answer = station.ask(&Call::Status { log, caller }).await;
        match &answer[..] {
            [acts::Answer::Status(status)] => (status.next, status.hash.clone()),
            other => panic!("{other:?}"),
        }
    };
    let before = (ask().await, site.logs());
    let batch = unsent(station);
    assert!(batch.records.len() >= 50);
    let url = station.records_url();
    for bytes in [0, 10_000, 40_000] {
        site.centre.disk_is_full_after(bytes);
        let send = |http: &Client| http.post(&url).json(&batch);
        let (status, said) = problem(station, send).await;
        assert_eq!(status, 503, "{bytes} bytes: {said}");
        site.centre.disk_is_full(false);
        assert_eq!((ask().await, site.logs()), before, "{bytes} bytes");
    }
    site.is_whole().await;
    let entered = site.centre.records(site.event, "check-in").len();
    assert_eq!(entered, GUESTS as usize, "all goes in once there is room");
}

#[tokio::test]
async fn what_a_revoked_station_sends_is_kept_aside_until_it_is_released() {
    let site = Site::with_stations(1).await;
    let station = &site.stations[0];
    site.admit(0, 1..=2);
    station.exchange().await;
    site.admit(0, 3..=5);
    let id = station.home.id.to_string();
    site.centre.run(&["station", "revoke", &id]);

    let url = format!("{}/api/events/{}/changes", site.centre.url(), site.event);
    let (status, said) = problem(station, |http| http.get(&url)).await;
    let revoked = json!("urn:connect-kiosk:problem:revoked");
    assert_eq!((status, &said["type"]), (403, &revoked));

    // It hears so with its records' answer too, and what waited still goes up.
    site.is_whole().await;
    let checked_in = || site.centre.records(site.event, "check-in");
    let aside = |records: &[Value]| -> Vec<bool> {
        let aside = records
            .iter()
            .map(|record| !record["quarantined"].is_null());
        aside.collect()
    };
    assert_eq!(aside(&checked_in()), [false, false, true, true, true]);

    let last = own_log(station).head.next - 1;
    let kept = site.logs()[0][2].as_u64().unwrap();
    assert_eq!(kept, 9, "three guests: a code, a login and a check-in each");
    // Up to and with the first of the three.
    let first = (last - 6).to_string();
    let log = own_log(station).log;
    let release = |to: &str| site.centre.run(&["records", "release", &id, "--to", to]);
    let released = |released| json!({ "log": log, "released": released, "left": 0 });
    assert_eq!(release(&first), released(3));
    assert_eq!(aside(&checked_in()), [false, false, false, true, true]);
    let rest = release(&last.to_string());
    assert_eq!(rest, released(6));
    assert_eq!(aside(&checked_in()), [false; 5]);
    site.is_whole().await;
}

#[tokio::test]
async fn a_station_that_doesnt_tell_its_clocks_is_told_so() {
    let site = Site::with_stations(1).await;
    site.admit(0, 1..=2);
    let station = &site.stations[0];
    let (url, log) = (station.records_url(), own_log(station).log.to_string());
    let before = site.logs();
    let whole = [
        ("log", log.as_str()),
        ("wall", "1795507200000"),
        ("boot", "1000"),
        ("boot_id", "AAAAAAAAAAAAAAAAAAAAAA"),
        ("waiting", "0"),
    ];
    let get = |query: Vec<(&'static str, String)>| {
        let url = url.clone();
        move |http: &Client| http.get(&url).query(&query)
    };
    let owned = |pairs: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        pairs.iter().map(|(k, v)| (*k, (*v).to_owned())).collect()
    };
    assert_eq!(call(station, get(owned(&whole))).await.status(), 200);
    for lacking in whole.map(|(name, _)| name) {
        let mut query = owned(&whole);
        query.retain(|(name, _)| *name != lacking);
        assert_eq!(problem(station, get(query)).await.0, 400, "no {lacking}");
    }
    for (name, value) in [
        ("boot_id", "AAAA"),
        ("waiting", "-1"),
        ("wall", "today"),
        ("log", "1"),
    ] {
        let mut query = owned(&whole);
        query.retain(|(known, _)| *known != name);
        query.push((name, value.to_owned()));
        assert_eq!(problem(station, get(query)).await.0, 400, "{name}={value}");
    }
    for lacking in ["log", "now", "waiting", "records"] {
        let mut batch = serde_json::to_value(unsent(station)).unwrap();
        batch.as_object_mut().unwrap().remove(lacking);
        let (status, _) = problem(station, |http| http.post(&url).json(&batch)).await;
        assert_eq!(status, 400, "no {lacking}");
    }
    assert_eq!(site.logs(), before);
    site.is_whole().await;
}

#[tokio::test]
async fn commands_beside_the_server_send_nobody_back_to_the_beginning() {
    let site = Site::with_stations(0).await;
    let other = site.centre.event("Other", &[], &roster());
    let folder = tempfile::tempdir().unwrap();
    let events = [site.event, other];
    let data = folder.path().join("door");
    let station = Station::join(&data, &site.centre, &events, "Both").await;
    station.exchange().await;
    let served = station.events();
    let [first, second] =
        events.map(|alias| served.iter().find(|event| event.alias.0 == alias).unwrap());
    // The server has written into the feed of the second event.
    station.admit(second, &mobile(1));
    station.exchange().await;
    let cursor = station.read(|act| act.tx().feed(second.id)).unwrap().cursor;
    let url = format!("{}/api/events/{other}/changes", site.centre.url());
    let ask = async || {
        let asked = |http: &Client| http.get(&url).query(&[("after", &cursor)]);
        let answer = call(&station, asked).await;
        (
            answer.status(),
            answer.text().await.unwrap().lines().count(),
        )
    };
    let nothing_new = ask().await;
    assert_eq!(nothing_new.0, 200);
    let alias = site.event.to_string();
    site.centre
        .run(&["ticket", "cancel", "--event", &alias, "G-20"]);
    assert_eq!(ask().await, nothing_new, "a command about the first event");
    station.admit(first, &mobile(2));
    let mut up = acts::Uplink::default();
    while station.send_up(&mut up).await == Step::Asked {}
    assert_eq!(ask().await, nothing_new, "the server has written again");
}

#[tokio::test]
async fn a_body_with_line_feeds_is_one_line_of_the_others_feed() {
    let site = Site::with_stations(2).await;
    let [author, other] = &site.stations[..] else {
        panic!("two stations")
    };
    let event = author.events().remove(0);
    let ticket = author.read(|act| act.tx().ticket_by_code(event.id, "G-3"));
    let ticket = ticket.unwrap();
    let login = "01010101-0101-0101-0101-010101010101";
    let body = json!({ "ticket": ticket.id, "attendee": ticket.attendee, "login": login });
    let body = serde_json::to_vec_pretty(&body).unwrap();
    let log = own_log(author);
    let signer = Author {
        station: author.home.id,
        log: log.log,
        key: &author.home.key,
    };
    let fact = ("check-in", Some(event.id), body);
    let record = Record::sign(&signer, &log.head, fact, &now(), &mut random());
    let batch = RecordBatch {
        records: [unsent(author).records, vec![WireRecord::from(&record)]].concat(),
        ..unsent(author)
    };
    let url = author.records_url();
    let answer = call(author, |http| http.post(&url).json(&batch)).await;
    assert_eq!(answer.status(), 200);
    other.exchange().await;
    let seen = other.read(|act| act.tx().entries_of(ticket.id)).0;
    assert_eq!(seen.len(), 1, "it came through, and the feed goes on");
}

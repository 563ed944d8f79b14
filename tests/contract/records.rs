//! Records that no honest station sends. Each is refused in words, nothing of it is kept, and
//! afterwards both sides are whole and agree.

use crate::site::{GUESTS, Site, call, own_log, problem, unsent};
use connect_engine::acts::{self, Call, RecordBatch};
use connect_engine::ids::{LogId, StationId};
use connect_engine::key::{SigningKey, base64url, from_base64url};
use connect_engine::record::{Author, LogHead, Record, WireRecord};
use connect_engine::secret::Secret;
use connect_tests::program::tool;
use connect_tests::station::{now, random};
use reqwest::Client;
use serde_json::json;

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
async fn a_refusal_says_too_that_the_caller_is_revoked() {
    let site = Site::with_stations(1).await;
    site.admit(0, 1..=3);
    let mut late = unsent(&site.stations[0]);
    late.records.remove(0);
    let (_, said) = site.refused(0, &late).await;
    assert_eq!(said.get("revoked"), None);
    let id = site.stations[0].home.id.to_string();
    site.centre.run(&["station", "revoke", &id]);
    let (status, said) = site.refused(0, &late).await;
    assert_eq!((status, &said["revoked"]), (409, &json!(true)));
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

//! A centre and the stations that have joined it, and whether both sides are whole.

use connect_engine::acts::{self, RecordBatch};
use connect_engine::mobile::Mobile;
use connect_engine::store::{LogRow, LogRows as _};
use connect_tests::centre::Centre;
use connect_tests::station::Station;
use connect_tests::wait::until;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::time::Duration;
use tempfile::TempDir;

pub const GUESTS: u32 = 25;

pub fn mobile(n: u32) -> Mobile {
    Mobile::parse(&format!("0914{n:07}")).unwrap()
}

pub fn roster() -> String {
    let mut csv = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=GUESTS {
        writeln!(csv, "Guest {n},0914{n:07},G-{n}").unwrap();
    }
    csv
}

/// A centre, and stations that have joined it and have its roster.
pub struct Site {
    pub centre: Centre,
    pub event: i64,
    pub stations: Vec<Station>,
    _folder: TempDir,
}

impl Site {
    pub async fn with_stations(count: usize) -> Self {
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
    pub fn admit(&self, station: usize, guests: RangeInclusive<u32>) {
        let station = &self.stations[station];
        let event = station.events().remove(0);
        for n in guests {
            station.admit(&event, &mobile(n));
        }
    }

    /// What the centre has of its stations' logs.
    pub fn logs(&self) -> Vec<Value> {
        let listed = self.centre.run(&["station", "list"]);
        let stations = listed["stations"].as_array().unwrap().iter();
        let logs = |s: &Value| json!([s["id"], s["records"], s["quarantined"], s["logs"]]);
        stations.map(logs).collect()
    }

    /// Sends a batch that is refused; what the centre had before it still has, and no more.
    pub async fn refused(&self, station: usize, batch: &RecordBatch) -> (u16, Value) {
        let before = self.logs();
        let station = &self.stations[station];
        let url = station.records_url();
        let answer = problem(station, |http| http.post(&url).json(batch)).await;
        assert_eq!(self.logs(), before, "nothing of a refused batch is kept");
        answer
    }

    /// Everything that is honest goes up, every log holds on both sides, and they end alike.
    pub async fn is_whole(&self) {
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

pub fn own_log(station: &Station) -> LogRow {
    station.read(|act| {
        let log = act.log_id()?;
        Ok(act.tx().lock_log(log)?.unwrap())
    })
}

/// All of a station's log that the centre lacks.
pub fn unsent(station: &Station) -> RecordBatch {
    let log = own_log(station);
    station.read(|act| acts::batch_from(act, log.log, log.acknowledged, 1000))
}

/// An answer to a request. A server that refuses a body unread may cut the line before its answer
/// has come through: the same is sent again then.
pub async fn call(station: &Station, request: impl Fn(&Client) -> RequestBuilder) -> Response {
    until("an answer", Duration::from_secs(20), async || {
        station.call(&request).await
    })
    .await
}

/// The status and the document of a problem.
pub async fn problem(
    station: &Station,
    request: impl Fn(&Client) -> RequestBuilder,
) -> (u16, Value) {
    let answer = call(station, request).await;
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status);
    (status, body)
}

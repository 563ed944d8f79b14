//! What stations and the centre tell each other by the way: the time, how much waits, and a load
//! that is used before it has ended.

use connect_engine::acts::{self, Call, ChangeLine};
use connect_engine::data_folder::DataFolder;
use connect_engine::ids::TokenId;
use connect_engine::mobile::Mobile;
use connect_engine::oauth::{CLIENT_CREDENTIALS, JWT_BEARER_CLIENT};
use connect_engine::store::StationRows as _;
use connect_engine::time::{Millis, Timestamp};
use connect_engine::token::{AssertionClaims, Kind, sign};
use connect_tests::centre::Centre;
use connect_tests::station::{Station, now, random};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;
use tempfile::TempDir;

const GUESTS: u32 = 400;

pub fn mobile(n: u32) -> Mobile {
    Mobile::parse(&format!("0914{n:07}")).unwrap()
}

/// A centre with a roster, and a station that has joined it and has read nothing yet.
pub async fn joined() -> (Centre, i64, Station, TempDir) {
    let mut roster = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=GUESTS {
        writeln!(roster, "Guest {n},0914{n:07},G-{n}").unwrap();
    }
    let mut centre = Centre::new();
    let event = centre.event("Exchange", &[], &roster);
    centre.serve().await;
    let folder = tempfile::tempdir().unwrap();
    let station = Station::join(&folder.path().join("door"), &centre, &[event], "Door").await;
    (centre, event, station, folder)
}

/// Asks for a station's token with an assertion of this time.
async fn token_at(centre: &Centre, station: &Station, time: Timestamp) -> Response {
    let home = &station.home;
    let claims = AssertionClaims {
        iss: home.client_id(),
        sub: home.client_id(),
        aud: home.centre.clone(),
        iat: time.secs(),
        exp: time.secs() + 60,
        jti: TokenId::new(time, &mut random()),
    };
    let assertion = sign(Kind::ClientAuthentication, &claims, &home.key).unwrap();
    let body = json!({
        "grant_type": CLIENT_CREDENTIALS,
        "client_assertion_type": JWT_BEARER_CLIENT,
        "client_assertion": assertion,
    });
    centre.token(&body).await
}

#[tokio::test]
async fn a_401_tells_a_station_the_time_that_gets_it_a_token() {
    let (centre, _, station, _folder) = joined().await;
    for wrong in ["1970-01-02T00:00:00Z", "2036-01-01T00:00:00Z"] {
        let wrong = Timestamp::parse_rfc3339(wrong).unwrap();
        let refused = token_at(&centre, &station, wrong).await;
        assert_eq!(refused.status(), 401);
        let told = refused.headers()["date"].to_str().unwrap();
        let told = jiff::fmt::rfc2822::parse(told).unwrap().timestamp();
        let told = Timestamp::from_millis(told.as_millisecond());
        let off = now().wall.since(told).get().abs();
        assert!(off < 30_000, "told {}", told.rfc3339());
        assert_eq!(token_at(&centre, &station, told).await.status(), 200);
    }
}

/// The first load as it travels.
async fn first_load(station: &Station, event: i64, encodings: &str) -> Response {
    let http = Client::builder()
        .timeout(Duration::from_secs(30))
        .no_gzip()
        .build()
        .unwrap();
    let url = format!("{}/api/events/{event}/changes", station.home.centre);
    let get = http.get(url).bearer_auth(station.token().await.unwrap());
    let get = get.header("accept", "application/x-ndjson");
    get.header("accept-encoding", encodings)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn the_first_load_is_compressed_for_who_can_read_it() {
    let (_centre, event, station, _folder) = joined().await;
    let plain = first_load(&station, event, "identity").await;
    assert_eq!(plain.headers().get("content-encoding"), None);
    let plain = plain.text().await.unwrap();
    assert!(plain.lines().count() > GUESTS as usize);
    let packed = first_load(&station, event, "gzip").await;
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    assert!(
        packed.len() * 4 < plain.len(),
        "{} bytes of {}",
        packed.len(),
        plain.len()
    );
}

/// How far the first load has come, while it goes on.
fn loading(station: &Station) -> Option<acts::Loading> {
    station.read(|act| {
        let loading = acts::loading(act)?;
        Ok(loading)
    })
}

#[tokio::test]
async fn a_station_is_used_before_its_first_load_has_ended() {
    let (centre, event, station, _folder) = joined().await;
    let served = station.events().remove(0);
    let text = first_load(&station, event, "identity").await;
    let text = text.text().await.unwrap();
    let lines: Vec<ChangeLine> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // Half of it has come, with some of the guests.
    let (first, rest) = lines.split_at(lines.len() / 2);
    station.write(|act| acts::apply_changes(act, served.id, first));
    let half = loading(&station).unwrap();
    assert!(half.loaded > 0 && half.loaded < half.expected, "{half:?}");
    let here = (1..=GUESTS).find(|n| {
        let listed = format!("0914{n:07}");
        first
            .iter()
            .any(|line| line.data.get().contains(&listed[1..]))
    });
    let here = mobile(here.unwrap());
    let records = station.admit(&served, &here);
    assert!(records.len() >= 3, "a code, a login and a check-in");
    assert!(loading(&station).is_some());
    // The rest comes, and what was done meanwhile goes up.
    station.write(|act| acts::apply_changes(act, served.id, rest));
    station.exchange().await;
    assert_eq!(loading(&station), None);
    assert_eq!(centre.records(event, "check-in").len(), 1);
}

#[tokio::test]
async fn the_centre_says_who_went_quiet_since_when_and_with_how_much() {
    let (centre, _, station, _folder) = joined().await;
    station.exchange().await;
    let served = station.events().remove(0);
    let listed =
        |centre: &Centre| -> Value { centre.run(&["station", "list"])["stations"][0].clone() };
    let calls = listed(&centre);
    assert_eq!(
        (&calls["quiet_since"], &calls["unsent"]),
        (&Value::Null, &json!(0))
    );

    let written = station.admit(&served, &mobile(1)).len();
    let (log, state) = station.read(|act| Ok((act.log_id()?, acts::caller_state(act)?)));
    assert_eq!(state.waiting, written as u64);
    station.ask(&Call::Status { log, caller: state }).await;
    let waits = listed(&centre);
    assert_eq!(
        (&waits["quiet_since"], &waits["unsent"]),
        (&Value::Null, &json!(written))
    );

    // An hour ago, for all that the centre knows.
    let folder = DataFolder::open(&centre.data(), None, now().wall, &mut random()).unwrap();
    let last = Timestamp::from_secs(now().wall.secs()).minus(Millis::from_secs(3600));
    let seen = folder
        .store
        .write(|tx| tx.see_station(station.home.id, last, written as u64));
    seen.unwrap();
    let quiet = listed(&centre);
    assert_eq!(quiet["quiet_since"], last.rfc3339());
    assert_eq!(
        (&quiet["last_seen"], &quiet["unsent"]),
        (&json!(last.rfc3339()), &json!(written))
    );

    station.exchange().await;
    let back = listed(&centre);
    assert_eq!(
        (&back["quiet_since"], &back["unsent"]),
        (&Value::Null, &json!(0))
    );
}

//! A station that has served an event of its own joins the running centre.

use crate::served;
use connect_engine::acts::{NewEvent, RosterLines, RosterPage};
use connect_engine::mobile::Mobile;
use connect_engine::store::{Setting, SettingRows as _};
use connect_tests::station::Station;
use serde_json::{Value, json};
use std::fmt::Write as _;

const GUESTS: u32 = 300;

fn mobile(n: u32) -> Mobile {
    Mobile::parse(&format!("0915{n:07}")).unwrap()
}

fn roster() -> String {
    let mut roster = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=GUESTS {
        writeln!(roster, "Guest {n},0915{n:07},P-{n}").unwrap();
    }
    roster
}

fn poetry() -> NewEvent {
    NewEvent {
        name: "Poetry night".to_owned(),
        slug: None,
        starts_at: None,
        ends_at: None,
        timezone: "Asia/Tehran".to_owned(),
        walk_ins: false,
    }
}

/// Hands something up as a page of a roster.
async fn post(station: &Station, page: &impl serde::Serialize) -> reqwest::Response {
    let url = station.roster_url();
    let answer = station.call(|http| http.post(&url).json(page));
    answer.await.unwrap()
}

/// The status and the type of a refusal.
async fn problem(answer: reqwest::Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let said: Value = answer.json().await.unwrap();
    (status, said["type"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn what_was_done_alone_is_at_the_centre_once_after_a_lost_answer() {
    let (centre, _, _) = served().await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("door");
    let mut station = Station::found(&data, &poetry(), &roster());
    let own = station.events().remove(0);
    station.admit(&own, &mobile(1));
    let code = centre.enrolment_code(&[]);
    let lost = station.ask_to_join(&centre, &code, "Door").await;
    assert_eq!(lost.status(), 200);
    assert_eq!(lost.headers()["cache-control"], "no-store");
    drop(lost);
    station.admit(&own, &mobile(2));
    let alone = station.read(|act| act.tx().setting(Setting::Alone));
    assert!(alone.is_some(), "it serves on as before");
    station.join_with(&centre, &code, "Door").await;
    let event = station.events().remove(0);
    assert_eq!(event.id, own.id);
    station.admit(&event, &mobile(3));
    station.exchange().await;
    // Opened again, it is the centre's.
    drop(station);
    let station = Station::open(&data);
    station.admit(&event, &mobile(4));
    station.exchange().await;

    let alias = event.alias.0;
    let entered = centre.records(alias, "check-in");
    assert_eq!(entered.len(), 4);
    assert!(entered.iter().all(|record| record["quarantined"].is_null()));
    let listed = centre.run(&["attendee", "list", "--event", &alias.to_string()]);
    let people = listed["attendees"].as_array().unwrap();
    assert_eq!(people.len(), GUESTS as usize);
    let stations = centre.run(&["station", "list"]);
    let known = &stations["stations"][0];
    assert_eq!(
        (&known["quarantined"], &known["unsent"]),
        (&json!(0), &json!(0))
    );
    let checked = centre.run(&["records", "verify"]);
    let logs = checked["logs"].as_array().unwrap();
    assert!(logs.iter().all(|log| log["holds"] == true), "{checked}");
    // What the phone of a guest shows comes from the centre.
    let address = station.hand_off(&event, &mobile(5));
    assert!(address.starts_with(&format!("{}/handoff#", centre.url())));
}

#[tokio::test]
async fn a_roster_comes_from_the_station_that_brought_its_event_and_has_bounds() {
    let (centre, first, client) = served().await;
    let folder = tempfile::tempdir().unwrap();
    let mut founder = Station::found(&folder.path().join("a"), &poetry(), &roster());
    founder
        .join_with(&centre, &centre.enrolment_code(&[]), "A")
        .await;
    let event = founder.events().remove(0);
    let other = Station::join(&folder.path().join("b"), &centre, &[first], "B").await;
    let page = RosterPage {
        event: event.id,
        lines: RosterLines::default(),
        complete: false,
        after: 0,
    };
    let url = founder.roster_url();
    let taken = post(&founder, &page).await;
    assert_eq!(taken.status(), 200);
    let said: Value = taken.json().await.unwrap();
    assert_eq!(said, json!({ "complete": false, "lines": 0 }));
    let refused = "urn:connect-kiosk:problem:roster-refused".to_owned();
    assert_eq!(
        problem(post(&other, &page).await).await,
        (403, refused.clone())
    );
    let app = centre.client_token(&client).await;
    for (token, status) in [("x.y.z", 401), (app.as_str(), 403)] {
        let call = centre.http.post(&url).bearer_auth(token).json(&page);
        assert_eq!(call.send().await.unwrap().status(), status);
    }
    let said = async |body: Value| problem(post(&founder, &body).await).await;
    let foreign = json!({
        "event": event.id, "complete": false, "staff": [], "tickets": [],
        "attendees": [{
            "id": "0198f3f0-0000-7000-8000-000000000001",
            "event": "0198f3f0-0000-7000-8000-000000000002",
            "mobile": null, "name": "Guest", "state": "active",
        }],
    });
    assert_eq!(said(foreign).await, (422, refused));
    assert_eq!(said(json!({ "event": "hello" })).await.0, 400);
    let long = json!({ "event": event.id, "complete": false, "more": "a".repeat(1024 * 1024) });
    assert_eq!(said(long).await.0, 413);
    let join = format!("{}/api/stations", centre.url());
    let long = json!({ "founding": "a".repeat(64 * 1024) });
    let answer = centre.http.post(&join).json(&long).send().await.unwrap();
    assert_eq!(answer.status(), 413, "anybody may ask to join");
    centre.run(&["station", "revoke", &founder.home.id.to_string()]);
    let revoked = "urn:connect-kiosk:problem:revoked".to_owned();
    assert_eq!(problem(post(&founder, &page).await).await, (403, revoked));
}

#[tokio::test]
async fn a_code_for_no_event_is_for_who_brings_one() {
    let (centre, event, _) = served().await;
    let folder = tempfile::tempdir().unwrap();
    let code = centre.enrolment_code(&[]);
    let plain = Station::on(&folder.path().join("a"));
    let refused = problem(plain.ask_to_join(&centre, &code, "A").await).await;
    let none = "urn:connect-kiosk:problem:enrolment-no-event".to_owned();
    assert_eq!(refused, (409, none));
    let mut founder = Station::found(&folder.path().join("b"), &poetry(), &roster());
    founder.join_with(&centre, &code, "B").await;
    let shown = centre.run(&["event", "list"]);
    let events = shown["events"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["event_id"], event);
    assert_eq!(events[1]["name"], "Poetry night");
}

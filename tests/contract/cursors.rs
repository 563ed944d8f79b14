//! Where a station is in its feed: whose cursor it is, and what moves it.

use crate::site::{Site, call, mobile, own_log, problem, roster, unsent};
use connect_engine::acts::{self, RecordBatch};
use connect_engine::record::{Author, Record, WireRecord};
use connect_engine::store::{EntryRows as _, FeedRows as _, RosterRows as _};
use connect_tests::station::{Station, Step, now, random};
use reqwest::Client;
use serde_json::json;

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

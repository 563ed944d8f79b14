//! What a revoked station sends is kept aside until somebody releases it.

use crate::exchange::{joined, mobile};
use crate::site::{Site, own_log, problem};
use connect_tests::program::tool;
use connect_tests::station::Station;
use serde_json::{Value, json};

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
    // Each says why, also what is about no event.
    let kept_aside = site.centre.lines(&["records", "export", "--quarantined"]);
    assert_eq!(kept_aside.len(), 9);
    assert!(
        kept_aside
            .iter()
            .all(|line| line["quarantined"] == "revoked")
    );
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
async fn of_several_logs_the_organiser_is_asked_which_one_to_release() {
    let (centre, _, station, folder) = joined().await;
    station.exchange().await;
    let event = station.events().remove(0);
    let id = station.home.id.to_string();
    let (data, old) = (folder.path().join("door"), folder.path().join("old"));
    let copied = tool("cp").arg("-a").arg(&data).arg(&old).status().unwrap();
    assert!(copied.success());
    centre.run(&["station", "revoke", &id]);
    station.admit(&event, &mobile(1));
    station.exchange().await;
    drop(station);
    // Its database is restored from before: what it writes now stands in logs of its own.
    let station = Station::open(&old);
    station.admit(&event, &mobile(2));
    station.exchange().await;
    let listed = centre.run(&["station", "list"])["stations"][0].clone();
    let logs: Vec<&str> = listed["logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|log| log["log"].as_str().unwrap())
        .collect();
    assert_eq!(
        logs.len(),
        3,
        "the old one, its branch and the new one: {listed}"
    );

    let release = |log: Option<&str>| {
        let mut arguments = vec!["records", "release", &id, "--to", "1000"];
        arguments.extend(log.into_iter().flat_map(|log| ["--log", log]));
        centre.try_run(&arguments)
    };
    let refused = release(None);
    assert!(!refused.success, "{}", refused.stdout);
    assert!(refused.stderr.contains("--log"), "{}", refused.stderr);
    for log in &logs {
        let named = refused.stderr.lines().any(|line| line.contains(log));
        assert!(named, "{log} in {}", refused.stderr);
    }
    let nonsense = release(Some("the newest"));
    assert!(
        nonsense.stderr.contains("no log's id"),
        "{}",
        nonsense.stderr
    );
    let strange = release(Some("01010101-0101-0101-0101-010101010101"));
    assert!(strange.stderr.contains("no such log"), "{}", strange.stderr);
    for log in logs {
        let done = release(Some(log));
        let said: Value = serde_json::from_str(&done.stdout).unwrap();
        assert_eq!(said["log"], log);
        assert!(said["released"].as_u64().unwrap() > 0, "{said}");
    }
    let left = centre.run(&["station", "list"])["stations"][0]["quarantined"].clone();
    assert_eq!(left, 0);
}

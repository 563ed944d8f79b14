//! The centre is gone, the plug is pulled: the door keeps moving and nothing is lost.

use crate::turn;
use connect_engine::data_folder::DataFolder;
use connect_engine::key::base64url;
use connect_engine::store::{LogRows as _, StoreError};
use connect_engine::time::Timestamp;
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::station::random;
use connect_tests::wait::until;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// Attendees who come while the centre is gone.
const COME: usize = 20;

fn roster() -> String {
    let mut csv = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=COME {
        writeln!(csv, "Guest {n},0914100{n:04},G-{n}").unwrap();
    }
    csv
}

/// The hash of each record in a kiosk's database, by log and index.
fn hashes(kiosk: &Kiosk) -> BTreeMap<(String, u64), String> {
    let mut random = random();
    let folder =
        DataFolder::open(&kiosk.data(), None, Timestamp::from_millis(0), &mut random).unwrap();
    let read = folder.store.read(|tx| {
        let mut found = BTreeMap::new();
        for log in tx
            .logs()?
            .into_iter()
            .filter(|log| log.station == folder.id)
        {
            for row in tx.records_from(log.log, 0, 100_000)? {
                found.insert(
                    (row.log.to_string(), row.index),
                    base64url(&row.record.hash()),
                );
            }
        }
        Ok::<_, StoreError>(found)
    });
    read.unwrap()
}

#[tokio::test]
async fn twenty_logins_without_a_centre_and_a_pulled_plug_lose_nothing() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let event = centre.event("Apart", &[], &roster());
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
    centre.kill();

    for n in 1..=COME {
        screen.begin().await;
        screen.type_keys(&format!("0914100{n:04}")).await;
        screen.press_enter().await;
        screen.expect("code").await;
        let code = kiosk
            .outbox()
            .nth(&format!("+98914100{n:04}"), 1)
            .await
            .code;
        screen.type_keys(&code).await;
        screen.expect("welcome").await;
        assert_eq!(screen.text("attendee-name").await, format!("Guest {n}"));
        if n < COME {
            screen.touch("done").await;
        }
    }
    screen
        .expect_value("staff-line", "data-link", "offline")
        .await;
    // Right after the last welcome.
    kiosk.kill();
    let before = hashes(&kiosk);
    assert!(
        before.len() >= 3 * COME,
        "each act is a record: {}",
        before.len()
    );

    let screen = kiosk.open().await;
    screen.begin().await;
    centre.serve().await;
    let found = centre.wait_for_records(event, "check-in", COME).await;
    let mut tickets: Vec<&str> = found
        .iter()
        .map(|record| record["ticket_code"].as_str().unwrap())
        .collect();
    tickets.sort_unstable();
    tickets.dedup();
    assert_eq!((found.len(), tickets.len()), (COME, COME), "each once");
    until(
        "all records at the centre",
        Duration::from_mins(1),
        async || {
            let logins = centre.records(event, "login").len();
            (logins == COME).then_some(())
        },
    )
    .await;
    for record in centre
        .records(event, "check-in")
        .iter()
        .chain(&centre.records(event, "login"))
    {
        let place = (
            record["log"].as_str().unwrap().to_owned(),
            record["index"].as_u64().unwrap(),
        );
        assert_eq!(
            before.get(&place).map(String::as_str),
            record["hash"].as_str(),
            "{place:?}"
        );
    }
    screen.close().await;
    kiosk.close();
    let after = hashes(&kiosk);
    for (place, hash) in &before {
        assert_eq!(
            after.get(place),
            Some(hash),
            "{place:?} has the hash that it had"
        );
    }
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
}

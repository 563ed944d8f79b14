//! A kiosk that has served an event of its own joins a centre: at a start, or while it runs.

use super::alone::{make_an_event, without_courier};
use super::{join, join_text, state};
use crate::{JOHN, ROSTER, SARA, ask, turn};
use connect_tests::centre::Centre;
use connect_tests::foreign;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::{Value, json};
use std::time::Duration;

/// A guest comes in, by the SMS that the kiosk sends itself.
async fn come_in(kiosk: &Kiosk, screen: &Screen, typed: &str, number: &str) {
    ask(screen, typed).await;
    let code = kiosk.outbox().nth(number, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
}

/// Who is on the list of an event at the centre: the name, and whether their ticket is used.
fn people(centre: &Centre, event: i64) -> Vec<(String, bool)> {
    let listed = centre.run(&["attendee", "list", "--event", &event.to_string()]);
    let people = listed["attendees"].as_array().unwrap().iter();
    let mut people: Vec<_> = people
        .map(|person| {
            let tickets = person["tickets"].as_array().unwrap();
            let name = person["name"].as_str().unwrap().to_owned();
            (name, !tickets[0]["checked_in_at"].is_null())
        })
        .collect();
    people.sort();
    people
}

#[tokio::test]
async fn a_kiosk_that_was_alone_joins_at_its_next_start_with_all_that_it_has() {
    let _turn = turn().await;
    let mut kiosk = without_courier();
    let screen = kiosk.open().await;
    make_an_event(&kiosk, &screen).await;
    come_in(&kiosk, &screen, "09140000001", SARA).await;
    screen.close().await;

    let mut centre = Centre::new();
    let other = centre.event("Another", &[], ROSTER);
    centre.serve().await;
    let code = centre.enrolment_code(&[]);
    let told = ["--central", &centre.url(), "--enrol", &code].map(ToOwned::to_owned);
    kiosk.arguments.extend(told);
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    let event = state(&screen).await["events"][0]["id"].as_i64().unwrap();
    assert_ne!(event, other, "the centre has given it a number of its own");
    let entered = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(entered[0]["quarantined"], Value::Null);
    let expected = |john| vec![("جان".to_owned(), john), ("سارا".to_owned(), true)];
    assert_eq!(people(&centre, event), expected(false));

    // How its SMS leave was set at its screen, and stays so.
    come_in(&kiosk, &screen, "09140000002", JOHN).await;
    let address = screen.expect_attribute("handoff", "data-url").await;
    let (page, token) = address.split_once('#').unwrap();
    assert_eq!(page, format!("{}/handoff", centre.url()));
    let issuer = format!("{}/events/{event}", centre.url());
    foreign::verify(&issuer, &centre.url(), "handoff+jwt", token).unwrap();
    centre.wait_for_records(event, "check-in", 2).await;
    assert_eq!(people(&centre, event), expected(true));
    let listed = centre.run(&["station", "list"]);
    assert_eq!(listed["stations"][0]["quarantined"], 0);
    assert_eq!(listed["stations"][0]["name"], "Door");
    screen.close().await;
    // Later starts may be told the same.
    let screen = kiosk.open().await;
    assert_eq!(state(&screen).await["events"][0]["id"], event);
    screen.close().await;
}

#[tokio::test]
async fn a_supervisor_lets_a_kiosk_join_while_its_door_is_open() {
    let _turn = turn().await;
    let mut kiosk = without_courier();
    let screen = kiosk.open().await;
    make_an_event(&kiosk, &screen).await;
    come_in(&kiosk, &screen, "09140000001", SARA).await;
    let mut centre = Centre::new();
    centre.event("Another", &[], ROSTER);
    centre.serve().await;
    let text = join_text(&centre, &[]);
    let refused = join(&screen, &text, "Door").await.unwrap_err();
    assert_eq!(refused["code"], "not_on_duty");
    let staff = screen.invoke("staff_members", json!({})).await.unwrap();
    let pin = json!({ "staff": staff[0]["id"], "pin": "2468" });
    screen.invoke("enter_pin", pin.clone()).await.unwrap();
    let done = join(&screen, &text, "North door").await.unwrap();
    assert_eq!(done["name"], "North door");
    // The supervisor is still on duty; whoever comes after them may change nothing.
    screen.invoke("setup_choices", json!({})).await.unwrap();
    screen.invoke("leave_duty", json!({})).await.unwrap();
    let late = screen.invoke("setup_choices", json!({})).await.unwrap_err();
    assert_eq!(late["code"], "not_on_duty");
    let event = done["events"][0]["id"].as_i64().unwrap();
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
    centre.wait_for_records(event, "check-in", 1).await;
    let told = centre.wait_for_records(event, "staff-act", 1).await;
    let joined = format!("join: {}", centre.url());
    let mut told = told.iter().filter(|record| record["by"] == "Nika");
    assert!(told.any(|record| record["reason"] == joined.as_str()));
    until("an empty queue", Duration::from_secs(15), async || {
        (state(&screen).await["recordsWaiting"] == 0).then_some(())
    })
    .await;
    // Who was staff here is that still, and the same text again changes nothing.
    screen.invoke("enter_pin", pin).await.unwrap();
    let again = join(&screen, &text, "Door").await.unwrap();
    assert_eq!(again["events"].as_array().unwrap().len(), 1);
    screen.close().await;
    // One that has no event has no use for such a text.
    let text = join_text(&centre, &[]);
    let mut plain = Kiosk::new();
    let screen = plain.open().await;
    let refused = join(&screen, &text, "Door").await.unwrap_err();
    assert_eq!(refused["code"], "join_code_no_event");
    screen.close().await;
}

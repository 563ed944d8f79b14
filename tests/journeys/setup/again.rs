//! The set-up of a kiosk that runs: what a supervisor on duty changes, the next attendee meets.

use crate::beside::Beside;
use crate::{ROSTER, SARA, turn};
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpListener;

const PIN: &str = "4938";

#[tokio::test]
async fn a_supervisor_changes_events_language_and_courier_and_the_next_attendee_meets_them() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let (first, second) = (
        centre.event("یکم", &[], ROSTER),
        centre.event("دوم", &[], ROSTER),
    );
    centre.serve().await;
    centre.staff("Nika", "supervisor", PIN, &[first, second]);
    let mut kiosk = Kiosk::of(&centre, &[first, second]);
    // The courier is chosen at the screen.
    let named = kiosk.arguments.iter().position(|of| of == "--sms").unwrap();
    kiosk.arguments.drain(named..named + 2);
    let screen = kiosk.open().await;
    screen.expect("events").await;
    assert_eq!(screen.language().await.as_deref(), Some("fa"));
    come_on_duty(&screen, PIN).await;
    for control in ["nav-more", "set-up", "way-choices"] {
        screen.touch(control).await;
    }
    let relay = screen.expect_attribute("sms-relay", "aria-pressed").await;
    assert_eq!(relay, "true", "what is set is what is offered");
    for control in [&format!("serves-{first}"), "language-en", "sms-file"] {
        screen.touch(control).await;
    }
    screen.touch("sms-path").await;
    let file = kiosk.outbox().carrier();
    screen
        .type_keys(file.strip_prefix("outbox:").unwrap())
        .await;
    screen.touch("keep").await;
    // What sends SMS began anew, and whoever is on duty still is.
    screen.text("kept").await;
    screen.touch("way-test").await;
    screen.touch("test-mobile").await;
    screen.type_keys("09129990001").await;
    screen.touch("run-test").await;
    screen.expect_value("tested", "data-sms", "sent").await;
    // Each of these is a record of who did it.
    for done in ["language: en", "sms: outbox", "test-sms"] {
        until(done, Duration::from_secs(30), async || {
            let told = centre.records(second, "staff-act").into_iter();
            let mut told = told.filter(|record| record["by"] == "Nika");
            told.any(|record| record["reason"] == done).then_some(())
        })
        .await;
    }
    screen.touch("leave-duty").await;
    screen.expect("attract").await;
    assert_eq!(screen.language().await.as_deref(), Some("en"));
    crate::ask(&screen, "09140000001").await;
    let code = kiosk.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    centre.wait_for_records(second, "check-in", 1).await;
    screen.close().await;
}

/// What the test says of the link and of the clock, and of how each is.
async fn link_and_clock(screen: &Screen) -> [Value; 4] {
    let asked = json!({ "mobile": null, "language": "en" });
    let tested = screen.invoke("setup_test", asked).await.unwrap();
    let of = |what: &str, key: &str| {
        let mut lights = tested["lights"].as_array().unwrap().iter();
        lights.find(|light| light["what"] == what).unwrap()[key].clone()
    };
    [
        of("link", "why"),
        of("link", "state"),
        of("clock", "why"),
        of("clock", "state"),
    ]
}

#[tokio::test]
async fn the_test_tells_what_link_and_clock_come_to_and_not_that_nobody_knows_yet() {
    let _turn = turn().await;
    let (mut centre, event, mut kiosk) = crate::door("").await;
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    screen.close().await;
    kiosk.close();
    // In another boot nobody has told the time yet.
    Beside::of(&kiosk, event).reboot();
    let test = async |kiosk: &mut Kiosk| {
        let screen = kiosk.open().await;
        let staff = screen.invoke("staff_members", json!({})).await.unwrap();
        let pin = json!({ "staff": staff[0]["id"], "pin": PIN });
        screen.invoke("enter_pin", pin).await.unwrap();
        let told = link_and_clock(&screen).await;
        screen.close().await;
        kiosk.close();
        told
    };
    assert_eq!(test(&mut kiosk).await, ["online", "well", "right", "well"]);
    let address = centre.url();
    centre.kill();
    Beside::of(&kiosk, event).reboot();
    // Whoever answers there says nothing.
    let silent = TcpListener::bind(address.trim_start_matches("http://")).await;
    let told = test(&mut kiosk).await;
    assert_eq!(told, ["offline", "watch", "unconfirmed", "watch"]);
    drop(silent.unwrap());
}

#[tokio::test]
async fn a_way_of_sms_that_cannot_be_used_is_not_kept() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = crate::door("").await;
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let named = kiosk.arguments.iter().position(|of| of == "--sms").unwrap();
    kiosk.arguments.drain(named..named + 2);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    let account = json!({ "key": "key", "template": " " });
    let chain = json!({ "relay": false, "relayLast": false, "kavenegar": account, "outbox": null });
    let refused = screen.invoke("setup_sms", json!({ "chain": chain })).await;
    assert_eq!(refused.unwrap_err()["code"], "sms_unusable");
    let set = screen.invoke("setup_choices", json!({})).await.unwrap();
    assert_eq!(set["sms"]["relay"], true, "{set}");
    screen.close().await;
    // The next start is as the last one was.
    let screen = kiosk.open().await;
    crate::ask(&screen, "09140000001").await;
    centre.outbox().nth(SARA, 1).await;
    screen.close().await;
}

#[tokio::test]
async fn whoever_is_no_supervisor_is_not_offered_the_set_up() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = crate::door("").await;
    centre.staff("Omid", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    screen.touch("nav-more").await;
    screen.text("station-sounds").await;
    assert!(!screen.has("set-up").await);
    let refused = screen.invoke("setup_choices", json!({})).await.unwrap_err();
    assert_eq!(refused["code"], "not_allowed");
    screen.close().await;
}

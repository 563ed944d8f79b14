//! A kiosk that joins its centre once more: that was restored from a backup in which the kiosk isn't,
//! or has another event for it.

use super::{join_by_touch, join_text, refusal, state};
use crate::{JOHN, ROSTER, SARA, ask, turn};
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use std::time::Duration;

const PIN: &str = "4938";

async fn is_told(screen: &Screen) {
    until("the kiosk to be told", Duration::from_mins(2), async || {
        let link = screen.attribute("staff-line", "data-link").await;
        (link.as_deref() == Some("not_known")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_supervisor_lets_it_join_again_and_what_it_recorded_is_there_again() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let event = centre.event("Opening", &[], ROSTER);
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let backup = centre.backup();
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]).in_language("en");
    let screen = kiosk.open().await;
    screen.begin().await;
    ask(&screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    screen.touch("done").await;
    let entered = centre.wait_for_records(event, "check-in", 1).await;

    centre.kill();
    centre.restore(&backup);
    assert_eq!(centre.records(event, "check-in").len(), 0);
    centre.serve().await;
    is_told(&screen).await;
    come_on_duty(&screen, PIN).await;
    let advice = screen.text("light-advice-link").await;
    assert!(advice.contains("new text to join with"), "{advice}");
    let text = join_text(&centre, &[event]);
    // A text that is none of the centre's changes nothing.
    let other = if text.ends_with('A') { "B" } else { "A" };
    let wrong = format!("{}{other}", &text[..text.len() - 1]);
    assert_eq!(refusal(&screen, &wrong).await, "join_code_used");
    is_told(&screen).await;
    join_by_touch(&screen, &text).await;
    let again = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(again[0]["ticket_code"], entered[0]["ticket_code"]);
    assert_eq!(state(&screen).await["events"][0]["id"], event);
    screen.close().await;
}

#[tokio::test]
async fn a_supervisor_adds_another_event_of_the_centre_and_its_guests_come_in() {
    let _turn = turn().await;
    let (mut centre, first, mut kiosk) = crate::door("").await;
    centre.staff("Nika", "supervisor", PIN, &[first]);
    let second = centre.event("دوم", &[], ROSTER);
    let screen = kiosk.open().await;
    screen.begin().await;
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
    come_on_duty(&screen, PIN).await;
    join_by_touch(&screen, &join_text(&centre, &[second])).await;
    screen.touch("leave-duty").await;
    for (event, typed, number) in [(first, "09140000001", SARA), (second, "09140000002", JOHN)] {
        screen.touch(&format!("event-{event}")).await;
        screen.touch_keys(typed).await;
        screen.touch("send-code").await;
        screen.expect("code").await;
        let code = centre.outbox().nth(number, 1).await.code;
        screen.touch_keys(&code).await;
        screen.expect("welcome").await;
        screen.touch("done").await;
        centre.wait_for_records(event, "check-in", 1).await;
    }
    // Where nobody could say whether the centre knows it, it joins nothing, and goes on.
    let text = join_text(&centre, &[second]);
    centre.kill();
    screen
        .expect_value("staff-line", "data-link", "offline")
        .await;
    come_on_duty(&screen, PIN).await;
    assert_eq!(refusal(&screen, &text).await, "no_network");
    centre.serve().await;
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
    screen.close().await;
}

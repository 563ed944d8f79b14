//! From the first touch to the welcome, in both languages.

use crate::tongue::{ENGLISH, PERSIAN};
use crate::{JOHN, SARA, ask, door, turn};
use connect_tests::wait::until;
use std::time::Duration;

#[tokio::test]
async fn an_attendee_logs_in_with_the_mouse_alone_in_persian() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let screen = kiosk.open().await;
    screen.begin().await;
    assert_eq!(screen.language().await.as_deref(), Some("fa"));
    assert_eq!(screen.direction().await.as_deref(), Some("rtl"));
    screen.touch_keys("09140000001").await;
    let shown = screen.text("mobile").await;
    assert!(
        shown.contains('۹') && !shown.contains('9'),
        "Persian digits: {shown}"
    );
    screen.touch("send-code").await;
    screen.expect("code").await;
    let sent = centre.outbox().nth(SARA, 1).await;
    assert!(
        sent.text.contains("کد"),
        "the SMS is in the attendee's language: {}",
        sent.text
    );
    screen.touch_keys(&sent.code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("attendee-name").await, "سارا محمدی");
    let found = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["ticket_code"], "T-1");
    assert_eq!(found[0]["station"], "Door");
    // Nobody touches it: after forty seconds the next attendee meets an empty screen.
    until(
        "the first screen to come back by itself",
        Duration::from_mins(1),
        async || (screen.name().await.as_deref() == Some("attract")).then_some(()),
    )
    .await;
    let left = screen.source().await;
    // However its digits are grouped.
    let plain: String = left.chars().filter(|c| c.is_alphanumeric()).collect();
    for trace in ["محمدی", "9140000001", "۹۱۴۰۰۰۰۰۰۱"] {
        assert!(!plain.contains(trace), "{trace} is left in the page");
    }
    assert!(!left.contains(&sent.code), "the code is left in the page");
    screen.close().await;
}

#[tokio::test]
async fn an_attendee_logs_in_with_the_keyboard_alone_in_english() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let screen = kiosk.open().await;
    screen.begin().await;
    screen.tab_to("language").await;
    screen.press_enter().await;
    until("the other language", Duration::from_secs(5), async || {
        (screen.language().await.as_deref() == Some("en")).then_some(())
    })
    .await;
    assert_eq!(screen.direction().await.as_deref(), Some("ltr"));
    screen.type_keys("+989140000002").await;
    screen.tab_to("send-code").await;
    screen.press_enter().await;
    screen.expect("code").await;
    let sent = centre.outbox().nth(JOHN, 1).await;
    assert!(sent.text.contains("Your Connect code"), "{}", sent.text);
    screen.type_keys(&sent.code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("attendee-name").await, "John Smith");
    centre.wait_for_records(event, "check-in", 1).await;
    screen.tab_to("done").await;
    screen.press_enter().await;
    screen.expect("attract").await;
    let language = screen.language().await;
    assert_eq!(
        language.as_deref(),
        Some("fa"),
        "the next attendee chooses anew"
    );
    screen.close().await;
}

#[tokio::test]
async fn a_second_login_says_already_and_still_logs_in() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("send_pause_s = 0").await;
    let screen = kiosk.open().await;
    for visit in 1..=2 {
        ask(&screen, "09140000001").await;
        let code = centre.outbox().nth(SARA, visit).await.code;
        screen.touch_keys(&code).await;
        screen.expect("welcome").await;
        screen.expect_attribute("handoff", "data-url").await;
        screen.touch("done").await;
    }
    screen.expect("attract").await;
    let logins = centre.wait_for_records(event, "login", 2).await;
    assert_eq!(logins.len(), 2);
    assert_eq!(
        centre.records(event, "check-in").len(),
        1,
        "a ticket is used once"
    );
    screen.close().await;
}

#[tokio::test]
async fn a_code_that_is_sent_again_is_in_the_language_that_is_spoken_then() {
    let _turn = turn().await;
    let (centre, _, mut kiosk) = door("send_pause_s = 0").await;
    let screen = kiosk.open().await;
    ask(&screen, "09140000001").await;
    let first = centre.outbox().nth(SARA, 1).await;
    assert!(first.text.contains(PERSIAN.sms), "{}", first.text);
    screen.touch("language").await;
    screen.touch("resend").await;
    let second = centre.outbox().nth(SARA, 2).await;
    assert!(second.text.contains(ENGLISH.sms), "{}", second.text);
    screen.touch_keys(&second.code).await;
    screen.expect("welcome").await;
    screen.close().await;
}

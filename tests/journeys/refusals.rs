//! What goes wrong for an attendee, and what the window says.

use crate::clocks::now;
use crate::{ROSTER, SARA, ask, door, other_than, turn};
use connect_engine::time::Millis;
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::wait::until;
use std::time::Duration;

#[tokio::test]
async fn wrong_codes_until_the_tries_are_gone() {
    let _turn = turn().await;
    let (centre, _, mut kiosk) = door("send_pause_s = 0").await;
    let screen = kiosk.open().await;
    ask(&screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    for left in ["4", "3", "2", "1"] {
        screen.touch_keys(&other_than(&code)).await;
        screen.expect_value("tries-left", "data-tries", left).await;
        assert!(screen.has("error").await);
    }
    screen.touch_keys(&other_than(&code)).await;
    // Five failures: the number waits for its day, or for staff.
    let locked = until("the lock", Duration::from_secs(15), async || {
        let gone = screen
            .attribute("tries-left", "data-tries")
            .await
            .as_deref()
            == Some("0");
        (gone || screen.name().await.as_deref() == Some("trouble")).then_some(())
    });
    locked.await;
    if screen.name().await.as_deref() == Some("code") {
        screen.touch("other-number").await;
        screen.begin().await;
        screen.touch_keys("09140000001").await;
        screen.touch("send-code").await;
    }
    screen.expect("trouble").await;
    assert_eq!(
        screen.attribute("error", "data-trouble").await.as_deref(),
        Some("locked")
    );
    assert_eq!(
        centre.outbox().to(SARA).len(),
        1,
        "a locked number gets no SMS"
    );
    // Staff unlock it at the centre; the station hears of it.
    centre.run(&["unlock", "--mobile", "09140000001"]);
    until(
        "the number to be free again",
        Duration::from_secs(30),
        async || {
            screen.touch("other-number").await;
            screen.begin().await;
            screen.touch_keys("09140000001").await;
            screen.touch("send-code").await;
            let name = until("an answer", Duration::from_secs(10), async || {
                screen.name().await.filter(|name| name != "mobile")
            });
            (name.await == "code").then_some(())
        },
    )
    .await;
    screen.close().await;
}

#[tokio::test]
async fn a_code_that_has_expired_is_replaced_by_a_new_one() {
    let _turn = turn().await;
    let (centre, _, mut kiosk) =
        door("code_life_s = 20\nresend_same_code_s = 5\nsend_pause_s = 0").await;
    let screen = kiosk.open().await;
    ask(&screen, "09140000001").await;
    let first = centre.outbox().nth(SARA, 1).await.code;
    until("the code's end", Duration::from_secs(40), async || {
        screen.has("error").await.then_some(())
    })
    .await;
    screen.touch("resend").await;
    let second = centre.outbox().nth(SARA, 2).await.code;
    screen.expect("code").await;
    if first != second {
        screen.touch_keys(&first).await;
        screen.expect_value("tries-left", "data-tries", "4").await;
    }
    screen.touch_keys(&second).await;
    screen.expect("welcome").await;
    screen.close().await;
}

#[tokio::test]
async fn a_resend_carries_the_same_code_while_it_lives_long_enough() {
    let _turn = turn().await;
    let (centre, _, mut kiosk) = door("send_pause_s = 2").await;
    let screen = kiosk.open().await;
    ask(&screen, "09140000001").await;
    let first = centre.outbox().nth(SARA, 1).await.code;
    // The button comes alive when the limits allow it.
    screen.touch("resend").await;
    let second = centre.outbox().nth(SARA, 2).await.code;
    assert_eq!(first, second);
    screen.touch_keys(&second).await;
    screen.expect("welcome").await;
    screen.close().await;
}

#[tokio::test]
async fn an_unlisted_number_sees_the_same_screens_and_gets_no_sms() {
    let _turn = turn().await;
    let (centre, _, mut kiosk) = door("").await;
    let screen = kiosk.open().await;
    ask(&screen, "09140000099").await;
    assert_eq!(
        screen
            .attribute("tries-left", "data-tries")
            .await
            .as_deref(),
        Some("5")
    );
    screen.touch_keys("12345").await;
    screen.expect_value("tries-left", "data-tries", "4").await;
    screen.touch("other-number").await;
    // A listed number that comes later has had its SMS: none was on its way before it.
    ask(&screen, "09140000001").await;
    centre.outbox().nth(SARA, 1).await;
    assert_eq!(centre.outbox().all().len(), 1);
    assert_eq!(kiosk.outbox().all().len(), 0);
    screen.close().await;
}

#[tokio::test]
async fn what_is_no_mobile_is_said_before_anything_is_sent() {
    let _turn = turn().await;
    let (centre, _, mut kiosk) = door("").await;
    let screen = kiosk.open().await;
    screen.begin().await;
    screen.touch_keys("0914").await;
    screen.touch("send-code").await;
    screen.text("error").await;
    assert_eq!(screen.name().await.as_deref(), Some("mobile"));
    // What was typed is still there: the attendee goes on typing.
    screen.touch_keys("0000001").await;
    screen.touch("send-code").await;
    screen.expect("code").await;
    centre.outbox().nth(SARA, 1).await;
    screen.close().await;
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_promised() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let screen = kiosk.open().await;
    ask(&screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    kiosk.disk_is_full(true);
    screen.touch_keys(&code).await;
    screen.expect("trouble").await;
    assert_eq!(
        screen.attribute("error", "data-trouble").await.as_deref(),
        Some("station_fault")
    );
    kiosk.disk_is_full(false);
    assert_eq!(centre.records(event, "check-in").len(), 0);
    // Nothing was acknowledged, so nothing was used up: the code in their hand goes through.
    screen.touch("start-over").await;
    screen.expect("code").await;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(centre.outbox().to(SARA).len(), 1, "no other was sent");
    assert_eq!(centre.wait_for_records(event, "check-in", 1).await.len(), 1);
    screen.close().await;
}

#[tokio::test]
async fn after_its_event_a_kiosk_says_that_check_in_is_over() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let three_hours_ago = now().minus(Millis::from_secs(3 * 3600)).rfc3339();
    let event = centre.event("One", &["--ends", &three_hours_ago], ROSTER);
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]).in_language("en");
    let screen = kiosk.open().await;
    // With the first word of the centre it knows the time.
    let told = screen.text("out-of-order-over").await;
    assert_eq!(
        told,
        "This kiosk no longer checks in for this event. Please ask our staff."
    );
    screen.expect("out-of-order").await;
    screen.close().await;
}

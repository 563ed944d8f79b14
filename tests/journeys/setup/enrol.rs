//! From a new kiosk to its first screen by touches and keys alone: a text from the centre, a name,
//! and the test at the end.

use super::join_text;
use crate::{ROSTER, turn};
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use std::time::Duration;
use tokio::time::Instant;

/// Staff's own number, which no list has.
const STAFF: &str = "09129990001";

#[tokio::test]
async fn staff_type_the_text_and_see_that_all_is_well() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let (first, second) = (
        centre.event("One", &[], ROSTER),
        centre.event("Two", &[], ROSTER),
    );
    centre.serve().await;
    let mut kiosk = Kiosk::new();
    let screen = kiosk.open().await;
    screen.expect("setup").await;
    let begun = Instant::now();
    screen.touch("language").await;
    screen.touch("way-join").await;
    screen.touch("join-code").await;
    screen.type_keys("nothing").await;
    screen.touch("station-name").await;
    screen.type_keys("North door").await;
    screen.touch("join").await;
    let refused = screen.text("error").await;
    assert!(refused.contains("can't be read"), "{refused}");
    screen.touch("join-code").await;
    // What was typed wrong is still there to be corrected.
    screen.type_keys(&"\u{E003}".repeat("nothing".len())).await;
    let text = join_text(&centre, &[first, second]);
    screen.type_keys(&text.to_lowercase()).await;
    screen.press_enter().await;
    let told = screen.text("step-choices").await;
    assert!(told.contains("North door"), "{told}");
    screen.touch(&format!("serves-{second}")).await;
    screen.touch("keep").await;
    screen.touch("test-mobile").await;
    screen.type_keys(STAFF).await;
    screen.touch("run-test").await;
    screen.expect_value("tested", "data-sms", "sent").await;
    // Each of its two ways was tried.
    for of in ["sms-relay", "sms-outbox", "link", "clock", "disk", "key"] {
        let light = format!("light-{of}");
        assert_eq!(
            screen.attribute(&light, "data-state").await.as_deref(),
            Some("well"),
            "{light}"
        );
    }
    centre.outbox().nth("+989129990001", 1).await;
    screen.touch("finish").await;
    screen.expect("attract").await;
    assert!(begun.elapsed() < Duration::from_mins(2));
    assert_eq!(super::state(&screen).await["events"][0]["id"], first);
    screen.close().await;
}

#[tokio::test]
async fn a_text_that_is_scanned_at_the_first_question_joins_it() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let event = centre.event("One", &[], ROSTER);
    centre.serve().await;
    let mut kiosk = Kiosk::new();
    let screen = kiosk.open().await;
    screen.expect("setup").await;
    screen.scan(&join_text(&centre, &[event])).await;
    screen.touch("station-name").await;
    screen.type_keys("North door").await;
    screen.touch("join").await;
    screen.text("step-choices").await;
    let shown = super::state(&screen).await;
    assert_eq!(shown["name"], "North door");
    assert_eq!(shown["events"][0]["id"], event);
    screen.close().await;
}

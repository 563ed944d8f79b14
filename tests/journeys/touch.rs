//! By finger: a touchscreen isn't a mouse to the system's web view.

use crate::{ROSTER, SARA, door, turn};
use connect_tests::centre::Centre;
use connect_tests::duty::staff_are_known;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::touchscreen::{Place, Touchscreen};
use connect_tests::wait::until;
use serde_json::json;
use std::time::Duration;

const PIN: &str = "4938";

/// Longer than the system's long press, by far.
const LONG_MS: u32 = 1500;

/// Longer than the corner is held.
const HELD_MS: u32 = 4_000;

/// Lets a finger lie there for so long, by the page's clock.
async fn lie(screen: &Screen, ms: u32) {
    let script = "const [ms, done] = arguments; setTimeout(done, ms);";
    screen.run_async(script, vec![json!(ms)]).await;
}

/// Waits for the digits that were typed, however they stand in groups.
async fn expect_typed(screen: &Screen, field: &str, digits: &str) {
    let what = format!("{digits} to be typed");
    until(&what, Duration::from_secs(10), async || {
        let shown = screen.text(field).await;
        let typed: String = shown.chars().filter(|char| char.is_numeric()).collect();
        (typed == digits).then_some(())
    })
    .await;
}

/// A kiosk that somebody has touched.
async fn at_the_number(kiosk: &mut Kiosk) -> (Screen, Touchscreen) {
    let glass = Touchscreen::of(kiosk);
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    glass.tap(glass.middle(&screen, "begin").await);
    screen.expect("mobile").await;
    (screen, glass)
}

/// Holds the corner until staff are asked for their PIN. What takes the window's focus ends a hold, and
/// on the tests' display other windows do.
async fn hold(screen: &Screen, glass: &Touchscreen, finger: u8, corner: Place) {
    until("the PIN's screen", Duration::from_mins(1), async || {
        glass.down(finger, corner);
        lie(screen, HELD_MS).await;
        glass.up(finger, corner);
        (screen.name().await.as_deref() == Some("pin")).then_some(())
    })
    .await;
}

async fn scale(screen: &Screen) -> f64 {
    let scale = screen.run("return visualViewport.scale").await;
    scale.as_f64().unwrap()
}

#[tokio::test]
async fn a_finger_presses_however_long_it_stays_and_however_it_trembles() {
    let _turn = turn().await;
    let (centre, _event, mut kiosk) = door("").await;
    let glass = Touchscreen::of(&mut kiosk);
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    let begin = glass.middle(&screen, "begin").await;
    glass.down(1, begin);
    lie(&screen, LONG_MS).await;
    glass.up(1, begin);
    screen.expect("mobile").await;

    // The first digits slowly, as somebody does who looks for each; the others quickly.
    let zero = glass.middle(&screen, "key-0").await;
    glass.down(1, zero);
    lie(&screen, LONG_MS).await;
    glass.up(1, zero);
    expect_typed(&screen, "mobile", "۰").await;
    let (x, y) = glass.middle(&screen, "key-9").await;
    glass.down(1, (x - 12.0, y));
    for step in 1..=24 {
        glass.slide(1, (x - 12.0 + f64::from(step), y + f64::from(step % 3)));
    }
    glass.up(1, (x + 12.0, y));
    expect_typed(&screen, "mobile", "۰۹").await;
    glass.tap_keys(&screen, "140000001").await;
    expect_typed(&screen, "mobile", "۰۹۱۴۰۰۰۰۰۰۱").await;
    glass.tap(glass.middle(&screen, "send-code").await);
    screen.expect("code").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    glass.tap_keys(&screen, &code).await;
    screen.expect("welcome").await;
    screen.close().await;
}

#[tokio::test]
async fn two_fingers_type_two_digits_and_magnify_nothing() {
    let _turn = turn().await;
    let (_centre, _event, mut kiosk) = door("").await;
    let (screen, glass) = at_the_number(&mut kiosk).await;

    // The second thumb is there before the first one has left.
    let (one, two) = (
        glass.middle(&screen, "key-1").await,
        glass.middle(&screen, "key-2").await,
    );
    glass.down(1, one);
    glass.down(2, two);
    glass.up(1, one);
    glass.up(2, two);
    expect_typed(&screen, "mobile", "۱۲").await;

    // Somebody leans on the glass with one hand and types with the other.
    let edge: Place = (4.0, 500.0);
    glass.down(1, edge);
    glass.down(2, one);
    glass.up(2, one);
    expect_typed(&screen, "mobile", "۱۲۱").await;
    glass.up(1, edge);

    let (x, y) = (500.0, 200.0);
    glass.down(1, (x, y));
    glass.down(2, (x + 20.0, y));
    for step in 1..=20 {
        glass.slide(1, (x - f64::from(10 * step), y));
        glass.slide(2, (x + 20.0 + f64::from(10 * step), y));
    }
    glass.up(2, (x + 220.0, y));
    glass.up(1, (x - 200.0, y));
    glass.tap(two);
    expect_typed(&screen, "mobile", "۱۲۱۲").await;
    assert!((scale(&screen).await - 1.0).abs() < 0.001);
    screen.close().await;
}

#[tokio::test]
async fn a_hand_that_lies_there_presses_nothing_of_the_next_screen() {
    let _turn = turn().await;
    let (_centre, _event, mut kiosk) = door("").await;
    let (screen, glass) = at_the_number(&mut kiosk).await;
    screen.type_keys("09140000001").await;
    // On a key that the next screen has as well.
    let five = glass.middle(&screen, "key-5").await;
    glass.down(1, five);
    let send = glass.middle(&screen, "send-code").await;
    glass.down(2, send);
    glass.up(2, send);
    screen.expect("code").await;
    glass.up(1, glass.middle(&screen, "key-5").await);
    glass.tap_keys(&screen, "12").await;
    expect_typed(&screen, "code", "۱۲").await;
    screen.close().await;
}

#[tokio::test]
async fn staff_come_on_duty_by_finger() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let event = centre.event("گردهمایی راست", &[], ROSTER);
    centre.staff("نیکا", "steward", PIN, &[event]);
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]);
    let glass = Touchscreen::of(&mut kiosk);
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    staff_are_known(&screen).await;
    let dot = glass.middle(&screen, "staff-entry").await;
    // A touch in passing opens nothing.
    glass.tap(dot);
    lie(&screen, HELD_MS).await;
    assert_eq!(screen.name().await.as_deref(), Some("attract"));
    // Nor does it matter what else lies on the glass.
    let edge: Place = (640.0, 4.0);
    glass.down(1, edge);
    hold(&screen, &glass, 2, dot).await;
    glass.up(1, edge);
    let back = glass.middle(&screen, "cancel").await;
    glass.tap(back);
    screen.expect("attract").await;
    hold(&screen, &glass, 1, dot).await;
    glass.tap_keys(&screen, PIN).await;
    glass.tap(glass.middle(&screen, "enter-pin").await);
    screen.expect("staff").await;
    screen.close().await;
}

#[tokio::test]
async fn a_list_is_scrolled_by_finger_and_chooses_nothing_meanwhile() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let events: Vec<i64> = (1..=14)
        .map(|n| centre.event(&format!("رویداد {n}"), &[], ROSTER))
        .collect();
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &events);
    let glass = Touchscreen::of(&mut kiosk);
    let screen = kiosk.open().await;
    screen.expect("events").await;
    let (x, y) = glass.middle(&screen, "event-2").await;
    glass.down(1, (x, y));
    for step in 1..=40 {
        glass.slide(1, (x, y - f64::from(5 * step)));
        lie(&screen, 10).await;
    }
    glass.up(1, (x, y - 200.0));
    lie(&screen, 500).await;
    let scrolled = "return Math.max(...[...document.querySelectorAll('main, main *')].map((e) => e.scrollTop))";
    until("the list to move", Duration::from_secs(10), async || {
        (screen.run(scrolled).await.as_f64()? > 100.0).then_some(())
    })
    .await;
    assert_eq!(screen.name().await.as_deref(), Some("events"));
    screen.close().await;
}

//! The other ways in: a ticket under the scanner, its code typed by hand, and people.

use crate::turn;
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use std::time::Duration;

const PIN: &str = "4938";
const NIKA: &str = "+989140000451";
const ROSTER: &str = "name,mobile,ticket_code,ticket_type\n\
    نیکا رستگار,09140000451,CON-000451,ویژه\n\
    Omid Karimi,09140000452,CON-000452,\n";

async fn door() -> (Centre, i64, Kiosk) {
    let mut centre = Centre::new();
    let event = centre.event("همایش دروازه", &[], ROSTER);
    centre.staff("Nika", "steward", PIN, &[event]);
    centre.serve().await;
    let kiosk = Kiosk::of(&centre, &[event]);
    (centre, event, kiosk)
}

/// The number as it is shown to somebody who did not type it.
async fn expect_masked(screen: &Screen) {
    screen.expect("code").await;
    let shown = screen.text("sent-to").await;
    assert!(shown.contains('•'), "the middle is hidden: {shown}");
    assert!(
        !shown.contains("۰۴۵۱") && !shown.contains("0451"),
        "{shown}"
    );
}

/// Comes on duty by the quiet corner and goes to what is rarer.
async fn enter_as_staff(screen: &Screen) {
    come_on_duty(screen, PIN).await;
    screen.touch("nav-more").await;
}

/// Holds a code under the scanner, as often as it takes: on a busy machine the driver types no
/// faster than a person.
async fn scan_until(screen: &Screen, code: &str, shown: &str) {
    until(
        &format!("`{shown}` after a scan"),
        Duration::from_secs(40),
        async || {
            screen.scan(code).await;
            let came = until("an answer", Duration::from_secs(3), async || {
                (screen.name().await.as_deref() == Some(shown)).then_some(())
            });
            tokio::time::timeout(Duration::from_secs(2), came)
                .await
                .ok()
        },
    )
    .await;
}

#[tokio::test]
async fn a_ticket_under_the_scanner_is_a_touch_and_a_number_less() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door().await;
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    // A label that isn't a ticket's stops nobody.
    scan_until(&screen, &"\u{20ac}".repeat(12), "ticket-code").await;
    screen.text("error").await;
    scan_until(&screen, "CON-000451", "code").await;
    expect_masked(&screen).await;
    // Some scanners send it twice.
    screen.scan("CON-000451").await;
    let code = centre.outbox().nth(NIKA, 1).await.code;
    screen.type_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("attendee-name").await, "نیکا رستگار");
    let found = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(found[0]["ticket_code"], "CON-000451");
    assert_eq!(centre.outbox().to(NIKA).len(), 1, "one ticket, one SMS");
    screen.close().await;
}

#[tokio::test]
async fn a_ticket_code_is_typed_where_nobody_has_a_scanner() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door().await;
    let screen = kiosk.open().await;
    screen.begin().await;
    screen.touch("ticket-code").await;
    screen.expect("ticket-code").await;
    screen.type_keys("CON-999999").await;
    screen.touch("send-code").await;
    screen.text("error").await;
    assert_eq!(centre.outbox().all().len(), 0, "nobody's ticket");
    screen.touch("use-mobile").await;
    screen.expect("mobile").await;
    screen.touch("ticket-code").await;
    screen.expect("ticket-code").await;
    screen.type_keys("CON-000451").await;
    screen.touch("send-code").await;
    expect_masked(&screen).await;
    let code = centre.outbox().nth(NIKA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    centre.wait_for_records(event, "check-in", 1).await;
    screen.close().await;
}

#[tokio::test]
async fn a_call_for_staff_shows_at_the_centre_and_is_answered_in_the_corner() {
    let _turn = turn().await;
    let (centre, _, mut kiosk) = door().await;
    let screen = kiosk.open().await;
    screen.begin().await;
    screen.touch("ticket-code").await;
    screen.expect("ticket-code").await;
    screen.touch("call-staff").await;
    screen.expect_value("staff-told", "data-told", "true").await;
    let called = || centre.run(&["station", "list"])["stations"][0].clone();
    until(
        "the call at the centre",
        Duration::from_secs(20),
        async || called()["calls_staff_since"].is_string().then_some(()),
    )
    .await;
    screen.touch("close").await;
    let id = called()["id"].as_str().unwrap().to_owned();
    enter_as_staff(&screen).await;
    screen.touch(&format!("answer-{id}")).await;
    until(
        "the answer at the centre",
        Duration::from_secs(20),
        async || called()["calls_staff_since"].is_null().then_some(()),
    )
    .await;
    screen.close().await;
}

#[tokio::test]
async fn a_station_that_staff_took_out_of_service_stays_so_until_they_clear_it() {
    let _turn = turn().await;
    let (_centre, _, mut kiosk) = door().await;
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    enter_as_staff(&screen).await;
    screen.touch("set-out-of-order").await;
    screen.expect("out-of-order").await;
    screen.close().await;
    kiosk.close();
    let screen = kiosk.open().await;
    screen.expect("out-of-order").await;
    enter_as_staff(&screen).await;
    screen.touch("set-out-of-order").await;
    screen.expect("attract").await;
    screen.close().await;
}

//! The other ways in: a ticket under the scanner, its code typed by hand, and people.

use crate::beside::loaded;
use crate::tongue::Tongue;
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use std::time::Duration;

const PIN: &str = "4938";
const NIKA: &str = "+989140000451";
const OMID: &str = "+989140000452";
const ROSTER: &str = "name,mobile,ticket_code,ticket_type\n\
    نیکا رستگار,09140000451,CON-000451,ویژه\n\
    Omid Karimi,09140000452,CON-000452,\n";

mod in_persian {
    use crate::tongue::PERSIAN;
    use crate::turn;

    #[tokio::test]
    async fn a_ticket_under_the_scanner_is_a_touch_and_a_number_less() {
        let _turn = turn().await;
        super::by_scanner(&PERSIAN).await;
    }

    #[tokio::test]
    async fn a_ticket_code_is_typed_where_nobody_has_a_scanner() {
        let _turn = turn().await;
        super::by_ticket_code(&PERSIAN).await;
    }

    #[tokio::test]
    async fn a_call_for_staff_shows_at_the_centre_and_is_answered_in_the_corner() {
        let _turn = turn().await;
        super::by_people(&PERSIAN).await;
    }

    #[tokio::test]
    async fn a_station_that_staff_took_out_of_service_stays_so_until_they_clear_it() {
        let _turn = turn().await;
        super::out_of_service(&PERSIAN).await;
    }
}

mod in_english {
    use crate::tongue::ENGLISH;
    use crate::turn;

    #[tokio::test]
    async fn a_ticket_under_the_scanner_is_a_touch_and_a_number_less() {
        let _turn = turn().await;
        super::by_scanner(&ENGLISH).await;
    }

    #[tokio::test]
    async fn a_ticket_code_is_typed_where_nobody_has_a_scanner() {
        let _turn = turn().await;
        super::by_ticket_code(&ENGLISH).await;
    }

    #[tokio::test]
    async fn a_call_for_staff_shows_at_the_centre_and_is_answered_in_the_corner() {
        let _turn = turn().await;
        super::by_people(&ENGLISH).await;
    }

    #[tokio::test]
    async fn a_station_that_staff_took_out_of_service_stays_so_until_they_clear_it() {
        let _turn = turn().await;
        super::out_of_service(&ENGLISH).await;
    }
}

/// A kiosk that lets another code be sent at once: whoever asks twice without a reason gets two.
async fn door(tongue: &Tongue) -> (Centre, i64, Kiosk) {
    let mut centre = Centre::new();
    let event = centre.event("همایش دروازه", &[], ROSTER);
    centre.staff("Nika", "steward", PIN, &[event]);
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, "send_pause_s = 0\n").unwrap();
    centre.serve_with(&["--policy", policy.to_str().unwrap()]);
    centre.serve().await;
    let kiosk = Kiosk::of(&centre, &[event]).in_language(tongue.language);
    (centre, event, kiosk)
}

/// The code is awaited, and the number is shown as to somebody who did not type it.
async fn expect_masked(screen: &Screen, tongue: &Tongue) {
    screen.expect("code").await;
    assert_eq!(screen.title().await, tongue.code);
    assert_eq!(screen.text("sent-to").await, tongue.masked);
}

async fn expect_welcome(screen: &Screen, tongue: &Tongue) {
    screen.expect("welcome").await;
    assert_eq!(screen.title().await, tongue.welcome);
    assert_eq!(screen.text("attendee-name").await, "نیکا رستگار");
}

/// Lets so many seconds pass on the count-down that is shown.
async fn let_pass(screen: &Screen, seconds: usize) {
    let mut shown = Vec::new();
    until("the count-down", Duration::from_secs(30), async || {
        let now = screen.text("countdown").await;
        if !shown.contains(&now) {
            shown.push(now);
        }
        (shown.len() > seconds).then_some(())
    })
    .await;
}

/// Comes on duty by the quiet corner and goes to what is rarer.
async fn enter_as_staff(screen: &Screen) {
    come_on_duty(screen, PIN).await;
    screen.touch("nav-more").await;
}

async fn by_scanner(tongue: &Tongue) {
    let (centre, event, mut kiosk) = door(tongue).await;
    let (screen, _) = loaded(&mut kiosk, event).await;
    // A label that isn't a ticket's stops nobody.
    screen.scan(&"\u{20ac}".repeat(12)).await;
    screen.expect("ticket-code").await;
    assert_eq!(screen.text("error").await, tongue.unreadable);
    screen.scan("CON-000451").await;
    expect_masked(&screen, tongue).await;
    // Some scanners send it twice, some as long as it lies there: who types the code goes on.
    screen.touch_keys("12").await;
    for seconds in [0, 3] {
        let_pass(&screen, seconds).await;
        screen.scan("CON-000451").await;
        screen.expect("code").await;
        assert_eq!(screen.text("code").await, tongue.two_digits);
    }
    // One that is nobody's takes no one from their code either.
    screen.scan("CON-999999").await;
    assert_eq!(screen.text("misheld").await, tongue.misheld);
    screen.expect("code").await;
    assert_eq!(screen.text("code").await, tongue.two_digits);
    for _ in 0..2 {
        screen.touch("key-back").await;
    }
    let code = centre.outbox().nth(NIKA, 1).await.code;
    screen.type_keys(&code).await;
    expect_welcome(&screen, tongue).await;
    let found = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(found[0]["ticket_code"], "CON-000451");
    assert_eq!(centre.outbox().to(NIKA).len(), 1, "one ticket, one SMS");
    // Nor from their welcome; the next one's ticket does, and leads to their own.
    screen.scan("CON-999998").await;
    assert_eq!(screen.text("misheld").await, tongue.misheld);
    expect_welcome(&screen, tongue).await;
    screen.scan("CON-000452").await;
    screen.expect("code").await;
    let code = centre.outbox().nth(OMID, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("attendee-name").await, "Omid Karimi");
    screen.close().await;
}

async fn by_ticket_code(tongue: &Tongue) {
    let (centre, event, mut kiosk) = door(tongue).await;
    let (screen, _) = loaded(&mut kiosk, event).await;
    screen.begin().await;
    screen.touch("ticket-code").await;
    screen.expect("ticket-code").await;
    screen.type_keys("CON-999999").await;
    screen.touch("send-code").await;
    assert_eq!(screen.text("error").await, tongue.unknown);
    assert_eq!(centre.outbox().all().len(), 0, "nobody's ticket");
    screen.touch("use-mobile").await;
    screen.expect("mobile").await;
    screen.touch("ticket-code").await;
    screen.expect("ticket-code").await;
    screen.type_keys("CON-000451").await;
    screen.touch("send-code").await;
    expect_masked(&screen, tongue).await;
    let code = centre.outbox().nth(NIKA, 1).await.code;
    screen.touch_keys(&code).await;
    expect_welcome(&screen, tongue).await;
    centre.wait_for_records(event, "check-in", 1).await;
    screen.close().await;
}

async fn by_people(tongue: &Tongue) {
    let (centre, _, mut kiosk) = door(tongue).await;
    let screen = kiosk.open().await;
    screen.begin().await;
    screen.touch("ticket-code").await;
    screen.expect("ticket-code").await;
    screen.touch("call-staff").await;
    screen.expect_value("staff-told", "data-told", "true").await;
    assert_eq!(screen.text("staff-told").await, tongue.told);
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

async fn out_of_service(tongue: &Tongue) {
    let (_centre, _, mut kiosk) = door(tongue).await;
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    enter_as_staff(&screen).await;
    screen.touch("set-out-of-order").await;
    screen.expect("out-of-order").await;
    screen.close().await;
    kiosk.close();
    let screen = kiosk.open().await;
    screen.expect("out-of-order").await;
    let why = screen.text("out-of-order-by-staff").await;
    assert_eq!(why, tongue.out_of_order);
    enter_as_staff(&screen).await;
    screen.touch("set-out-of-order").await;
    screen.expect("attract").await;
    screen.close().await;
}

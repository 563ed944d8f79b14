//! Kiosks whose clocks stand elsewhere: they get through TLS, are told the time, and lose nothing.

use crate::beside::{AGREED, open};
use crate::{ROSTER, SARA, ask, door, turn};
use connect_engine::time::Timestamp;
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::tls::Front;
use connect_tests::wait::until;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use std::time::{Duration, SystemTime};

/// The environment of a program whose wall clock begins at a time (`@2036-01-01 00:00:00`), or is
/// so far ahead (`+2h`).
pub fn clock_at(begins: &str) -> Vec<(String, String)> {
    [
        ("LD_PRELOAD", "/usr/$LIB/faketime/libfaketimeMT.so.1"),
        ("FAKETIME", begins),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Sets the kiosk's sounds off: under a wall clock that the library makes stand decades away,
/// `GStreamer` sleeps for as long before it plays the next one, and the page waits for it. A machine
/// whose own clock is wrong sleeps by its other one.
async fn silence(screen: &Screen) {
    screen
        .run("localStorage.setItem('sounds', 'off'); location.reload()")
        .await;
    screen.expect("attract").await;
}

/// An authority of the test's, and a certificate by it for this machine that is good from now on:
/// it was renewed after the kiosk was built.
fn certified() -> (rcgen::Certificate, rcgen::Certificate, KeyPair) {
    let (from, until) = (date_time_ymd(2025, 1, 1), date_time_ymd(2040, 1, 1));
    let this_second = Duration::from_secs(now().secs().unsigned_abs());
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (authority.not_before, authority.not_after) = (from, until);
    let trusted = authority.self_signed(&authority_key).unwrap();
    let authority = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let mut shown = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    shown.not_before = (SystemTime::UNIX_EPOCH + this_second).into();
    shown.not_after = until;
    let shown = shown.signed_by(&key, &authority).unwrap();
    (trusted, shown, key)
}

/// A centre behind TLS that was renewed just now, and a kiosk that trusts its authority.
async fn behind_tls() -> (Centre, i64, Kiosk) {
    let (trusted, shown, key) = certified();
    let front = Front::new().await;
    let address = front.address.clone();
    let mut centre = Centre::new();
    let event = centre.event("Long Ago", &[], ROSTER);
    centre.serve_with(&["--issuer", &address]);
    centre.serve().await;
    front.before(&centre.url(), shown.der().clone(), &key);
    let mut kiosk = Kiosk::named("Door", &centre, &address, &[event]);
    let authorities = centre.file("authorities.pem");
    std::fs::write(&authorities, trusted.pem()).unwrap();
    let trusts = authorities.display().to_string();
    kiosk.environment = vec![("SSL_CERT_FILE".to_owned(), trusts)];
    (centre, event, kiosk)
}

/// What the kiosk's clock may not know.
pub fn now() -> Timestamp {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap();
    Timestamp::from_secs(i64::try_from(since.as_secs()).unwrap())
}

#[tokio::test]
async fn a_kiosk_whose_clock_stands_in_1970_gets_through_and_loses_nothing() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = behind_tls().await;
    (kiosk.environment).extend(clock_at("@1970-01-02 00:00:00"));
    let (screen, beside) = open(&mut kiosk, event).await;
    silence(&screen).await;
    ask(&screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    screen
        .expect_attribute("staff-line", "data-clock-off")
        .await;
    let entries = centre.wait_for_records(event, "check-in", 1).await;
    let by_its_clock = beside.wall_times("check-in");
    assert!(
        by_its_clock.len() == 1 && by_its_clock[0] < Timestamp::from_secs(2 * 24 * 3600),
        "the clock stood in 1970: {by_its_clock:?}"
    );
    let placed = Timestamp::parse_rfc3339(entries[0]["at"].as_str().unwrap()).unwrap();
    let off = now().since(placed).get().abs();
    assert!(off < 3_600_000, "{} is not now", placed.rfc3339());
    assert_eq!(entries[0]["time_known"], true);
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
    screen.close().await;
}

#[tokio::test]
async fn a_centre_that_told_a_time_decades_away_shuts_nobody_out() {
    let _turn = turn().await;
    let (mut centre, event, mut kiosk) = behind_tls().await;
    let (screen, beside) = open(&mut kiosk, event).await;
    centre.kill();
    centre.environment = clock_at("@2050-01-01 00:00:00");
    centre.serve().await;
    screen
        .expect_value("staff-line", "data-link", "offline")
        .await;
    until("the kiosk to say why", AGREED, async || {
        kiosk
            .said()
            .contains("its certificate doesn't hold at the time")
            .then_some(())
    })
    .await;
    // The door goes on, and what is done there waits.
    ask(&screen, "09140000001").await;
    let code = kiosk.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(beside.wall_times("check-in").len(), 1);
    centre.kill();
    centre.environment.clear();
    centre.serve().await;
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
    let entries = centre.wait_for_records(event, "check-in", 1).await;
    let placed = Timestamp::parse_rfc3339(entries[0]["at"].as_str().unwrap()).unwrap();
    let off = now().since(placed).get().abs();
    assert!(off < 3_600_000, "{} is not now", placed.rfc3339());
    screen.close().await;
}

#[tokio::test]
async fn a_new_kiosk_joins_no_centre_by_a_time_at_which_its_certificate_does_not_hold() {
    let _turn = turn().await;
    let (mut centre, event, mut kiosk) = behind_tls().await;
    centre.kill();
    centre.environment = clock_at("@2050-01-01 00:00:00");
    centre.serve().await;
    let before = kiosk.arguments.iter().position(|it| it == "--enrol");
    kiosk.arguments[before.unwrap() + 1] = centre.enrolment_code(&[event]);
    let (joined, said) = kiosk.run_to_its_end().await;
    assert!(!joined, "{said}");
    assert!(said.contains("doesn't hold at the time"), "{said}");
    centre.kill();
    centre.environment.clear();
    centre.serve().await;
    let (screen, _) = open(&mut kiosk, event).await;
    screen.close().await;
}

#[tokio::test]
async fn a_clock_that_is_set_to_1970_in_the_middle_of_the_day_stops_nobody() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("send_pause_s = 0\n").await;
    let clock = centre.file("clock");
    let set = |off: &str| std::fs::write(&clock, off).unwrap();
    set("+0");
    kiosk.environment = [
        ("LD_PRELOAD", "/usr/$LIB/faketime/libfaketimeMT.so.1"),
        ("FAKETIME_TIMESTAMP_FILE", clock.to_str().unwrap()),
        ("FAKETIME_CACHE_DURATION", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let (screen, beside) = open(&mut kiosk, event).await;
    assert!(!is_said_to_be_wrong(&screen).await);
    ask(&screen, "09140000001").await;
    let before = centre.outbox().nth(SARA, 1).await.code;
    let days = now().secs() / (24 * 3600) - 1;
    set(&format!("-{days}d"));
    until("the staff line to say so", AGREED, async || {
        is_said_to_be_wrong(&screen).await.then_some(())
    })
    .await;
    // A code from before is dead, as it is with each clock that was set back; a new one is sent.
    screen.touch_keys(&before).await;
    screen.text("error").await;
    screen.touch("resend").await;
    let code = centre.outbox().nth(SARA, 2).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    let entries = centre.wait_for_records(event, "check-in", 1).await;
    let by_its_clock = beside.wall_times("check-in");
    assert!(by_its_clock[0] < Timestamp::from_secs(3 * 24 * 3600));
    let placed = Timestamp::parse_rfc3339(entries[0]["at"].as_str().unwrap()).unwrap();
    let off = now().since(placed).get().abs();
    assert!(off < 600_000, "{} is not now", placed.rfc3339());
    assert_eq!(entries[0]["quarantined"], serde_json::Value::Null);
    set("+0");
    until("the staff line to be quiet again", AGREED, async || {
        (!is_said_to_be_wrong(&screen).await).then_some(())
    })
    .await;
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
    screen.close().await;
}

async fn is_said_to_be_wrong(screen: &Screen) -> bool {
    let off = screen.attribute("staff-line", "data-clock-off").await;
    off.is_some()
}

#[tokio::test]
async fn a_kiosk_that_starts_in_2036_is_told_the_time_with_its_first_401() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let (screen, beside) = open(&mut kiosk, event).await;
    screen.close().await;
    kiosk.close();
    beside.reboot();
    kiosk.environment = clock_at("@2036-01-01 00:00:00");
    let screen = kiosk.open().await;
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
    screen
        .expect_attribute("staff-line", "data-clock-off")
        .await;
    ask(&screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    let entries = centre.wait_for_records(event, "check-in", 1).await;
    let placed = Timestamp::parse_rfc3339(entries[0]["at"].as_str().unwrap()).unwrap();
    let off = now().since(placed).get().abs();
    assert!(off < 3_600_000, "{} is not now", placed.rfc3339());
    screen.close().await;
}

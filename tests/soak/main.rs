//! Thousands of attendees through one window: nothing of any of them is left, and the window
//! doesn't grow. `make test` sends a hundred, `make soak` two thousand.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// Attendees of `make test`.
const ATTENDEES: u32 = 100;

/// What the page holds on to after so many it holds on to after all. The page has been asking the
/// station by then since the counting began.
const FIRST: u32 = 20;

/// After so many the window's memory is measured against.
const WARM: usize = 200;

/// How much it may grow by from there on.
const GROWTH: f64 = 1.10;

/// No limit of a day at a real door stands in the way.
const POLICY: &str = "station_burst = 1000000\nstation_sends_per_hour = 1000000\n";

fn mobile(n: u32) -> String {
    format!("0912{n:07}")
}

fn name(n: u32) -> String {
    format!("Guest-{n:05}")
}

/// What a page at rest holds on to; nothing is said of one that tells staff of records that wait.
const AT_REST: &str = "return document.querySelector('[data-testid=records-waiting]') ? null : {
    listeners: window.soak.net.listeners,
    timers: window.soak.net.timers.size,
    elements: [...document.querySelectorAll('*')].map(
        (element) => element.dataset.testid ?? element.localName,
    ),
};";

/// What is swept up now and then goes up and down between.
fn mean_of_the_last(memory: &[f64]) -> f64 {
    let last = &memory[memory.len().saturating_sub(50)..];
    last.iter().sum::<f64>() / f64::from(u32::try_from(last.len()).unwrap())
}

/// Hands the code in, and comes back when its attendee has left.
const TEXTED: &str = "
    const [code, done] = arguments;
    window.soak.texted(code);
    window.soak.gone.then(done);
";

/// One attendee's way, by one script in the page that is handed the code as a phone is.
async fn attend(screen: &Screen, centre: &Centre, n: u32) {
    let who = vec![json!(mobile(n)), json!(name(n))];
    let asked = screen.run_async(include_str!("attendee.js"), who).await;
    assert_eq!(asked, json!({}), "{}", name(n));
    let code = centre.outbox().nth(&format!("+98912{n:07}"), 1).await.code;
    let gone = screen.run_async(TEXTED, vec![json!(code)]).await;
    assert_eq!(gone, json!({ "left": [] }), "{}", name(n));
}

/// What is seen most of some seconds without anything that waits: the station is asked now and
/// then, and the page holds on to that for a moment.
async fn at_rest(screen: &Screen) -> String {
    const LOOKS: usize = 61;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    until("the page at rest", Duration::from_mins(1), async || {
        let now = screen.run(AT_REST).await;
        if !now.is_null() {
            *seen.entry(now.to_string()).or_default() += 1;
        }
        (seen.values().sum::<usize>() == LOOKS).then_some(())
    })
    .await;
    let most = seen.into_iter().max_by_key(|(_, times)| *times);
    most.unwrap().0
}

/// The page at rest once every check-in is at the centre, and none twice.
async fn all_sent(centre: &Centre, event: i64, attendees: u32, screen: &Screen) -> String {
    let attendees = usize::try_from(attendees).unwrap();
    let logins = centre.wait_for_records(event, "check-in", attendees);
    assert_eq!(logins.await.len(), attendees);
    at_rest(screen).await
}

#[tokio::test]
async fn nothing_of_an_attendee_is_left_in_the_window() {
    let wanted = std::env::var("CONNECT_SOAK").ok();
    let attendees = wanted.map_or(ATTENDEES, |n| n.parse().unwrap());
    let mut roster = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=attendees {
        writeln!(roster, "{},{},S-{n}", name(n), mobile(n)).unwrap();
    }
    let mut centre = Centre::new();
    let event = centre.event("Soak", &[], &roster);
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, POLICY).unwrap();
    centre.serve_with(&["--policy", policy.to_str().unwrap()]);
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]);
    let screen = kiosk.open().await;
    screen.expect("attract").await;
    screen.run(include_str!("count.js")).await;
    screen.run(include_str!("left.js")).await;
    let looked = screen.run_async(include_str!("finds.js"), Vec::new()).await;
    assert_eq!(looked, json!({ "missed": [] }), "the search finds nothing");

    let mut first = None;
    let mut memory = Vec::new();
    for n in 1..=attendees {
        attend(&screen, &centre, n).await;
        if n == FIRST {
            first = Some(all_sent(&centre, event, n, &screen).await);
        }
        memory.push(kiosk.web_memory_mb());
        if n.is_multiple_of(100) {
            let now = mean_of_the_last(&memory);
            println!("{n} attendees, the window's process has {now:.0} MB");
        }
    }
    let last = all_sent(&centre, event, attendees, &screen).await;
    assert_eq!(Some(last), first);
    if let Some(warm) = memory.get(..WARM) {
        let grown = mean_of_the_last(&memory) / mean_of_the_last(warm);
        assert!(
            grown < GROWTH,
            "the window grew to {grown:.2} of what it had"
        );
    }
    screen.close().await;
}

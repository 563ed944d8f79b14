//! A large roster over a line that breaks in the middle of it: the door is open while it comes, and
//! what has come isn't asked for again.

use crate::turn;
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::narrow_line::NarrowLine;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use std::fmt::Write as _;
use std::time::Duration;

const GUESTS: usize = 30_000;

/// Of the feed the line lets so much through before it stops: some thousands of guests.
const BEFORE_IT_STOPS: usize = 400_000;

fn roster() -> String {
    let mut csv = "name,mobile,ticket_code\n".to_owned();
    for n in 1..=GUESTS {
        writeln!(csv, "Guest {n},0916{n:07},G-{n}").unwrap();
    }
    csv
}

async fn comes_in(screen: &Screen, centre: &Centre, n: usize) {
    screen.begin().await;
    screen.type_keys(&format!("0916{n:07}")).await;
    screen.press_enter().await;
    screen.expect("code").await;
    let number = format!("+98916{n:07}");
    let code = centre.outbox().nth(&number, 1).await.code;
    screen.type_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(screen.text("attendee-name").await, format!("Guest {n}"));
    screen.touch("done").await;
}

async fn percent(screen: &Screen) -> Option<u32> {
    screen.attribute("loading", "value").await?.parse().ok()
}

/// Where each reading of the feed began.
fn readings(asked: &[String]) -> Vec<&str> {
    let feeds = asked.iter().filter(|path| path.contains("/changes"));
    let readings = feeds.filter_map(|path| path.split_once("after="));
    readings.map(|(_, cursor)| cursor).collect()
}

#[tokio::test]
async fn the_door_is_open_while_a_roster_comes_and_a_line_that_breaks_loses_nothing_of_it() {
    let _turn = turn().await;
    let line = NarrowLine::new().await;
    let address = line.address.clone();
    let mut centre = Centre::new();
    let event = centre.event("Crowd", &[], &roster());
    centre.serve_with(&["--issuer", &address]);
    centre.serve().await;
    let mut line = line.before(&centre.url(), BEFORE_IT_STOPS);
    let mut kiosk = Kiosk::named("Door", &centre, &address, &[event]);
    let screen = kiosk.open().await;

    line.has_stopped().await;
    let some = Duration::from_secs(30);
    let before = until("a part of the roster", some, async || {
        percent(&screen).await.filter(|loaded| *loaded > 0)
    });
    let before = before.await;
    assert!(before < 90, "most of it is still to come: {before} %");
    comes_in(&screen, &centre, 1).await;

    line.cut();
    let all = Duration::from_secs(90);
    until("the whole roster", all, async || {
        let Some(now) = percent(&screen).await else {
            return Some(());
        };
        assert!(now >= before, "it began again: {before} %, then {now} %");
        None
    })
    .await;
    comes_in(&screen, &centre, GUESTS).await;

    let asked = line.asked();
    let [first, second, ..] = readings(&asked)[..] else {
        panic!("the feed was read once: {asked:?}");
    };
    assert_eq!(first, "", "from the beginning");
    assert!(!second.is_empty(), "from where the line broke");
    screen.close().await;
    kiosk.close();
}

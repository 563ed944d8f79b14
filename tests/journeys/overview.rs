//! What staff look up in the real window: how the day goes, who somebody is, and the records that
//! they take home.

use crate::{door, turn};
use connect_tests::centre::Centre;
use connect_tests::disk::Stick;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use std::time::Duration;

const PIN: &str = "4938";

/// How long a screen may take, on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// A kiosk, started with these beside the rest, whose one of staff is on duty.
async fn on_duty(arguments: &[&str]) -> (Centre, i64, Kiosk, Screen) {
    let (centre, event, mut kiosk) = door("").await;
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let more = arguments.iter().map(ToString::to_string);
    kiosk.arguments.extend(more);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    (centre, event, kiosk, screen)
}

/// Types on the keys into the search, from the start, and waits for its answer.
async fn look_for(screen: &Screen, typed: &str) {
    screen.touch("nav-search").await;
    until("the search", SOON, async || {
        screen.has("search").await.then_some(())
    })
    .await;
    if screen.has("search-clear").await {
        screen.touch("search-clear").await;
    }
    screen.type_keys(typed).await;
    screen.expect_value("hits", "data-for", typed).await;
}

#[tokio::test]
async fn people_are_found_by_name_number_and_ticket_however_they_are_written() {
    let _turn = turn().await;
    let (_centre, _, _kiosk, screen) = on_duty(&[]).await;
    let found = [
        // As it is stored, with the Arabic letters of other keyboards, and with a slip.
        ("سارا محمدی", "سارا محمدی"),
        ("سارا محمدي", "سارا محمدی"),
        ("jonh smith", "John Smith"),
        ("T-5", "Nika Karimi"),
        ("09140000002", "John Smith"),
    ];
    for (typed, name) in found {
        look_for(&screen, typed).await;
        let shown = screen.text("hit-1").await;
        assert!(shown.contains(name), "`{typed}` finds `{shown}`");
    }
    look_for(&screen, "qqqqqq").await;
    assert!(!screen.has("hit-1").await);
    screen.text("search-said").await;
    screen.close().await;
}

#[tokio::test]
async fn an_entry_shows_in_how_the_day_goes() {
    let _turn = turn().await;
    let (_centre, _, _kiosk, screen) = on_duty(&[]).await;
    screen.touch("nav-today").await;
    screen.expect_value("expected", "data-expected", "5").await;
    assert_eq!(screen.text("checked-in").await, "۰");
    look_for(&screen, "T-1").await;
    screen.touch("hit-1").await;
    screen.touch("staff-check-in-1").await;
    screen.touch("nav-today").await;
    until("the entry", SOON, async || {
        (screen.text("checked-in").await == "۱").then_some(())
    })
    .await;
    screen.close().await;
}

#[tokio::test]
async fn a_supervisor_takes_the_records_away_on_a_drive() {
    let Some(stick) = Stick::put_in() else { return };
    let _turn = turn().await;
    let below = stick.below();
    let (centre, event, mut kiosk, screen) = on_duty(&["--drives", &below]).await;
    look_for(&screen, "T-1").await;
    screen.touch("hit-1").await;
    screen.touch("staff-check-in-1").await;
    centre.wait_for_records(event, "check-in", 1).await;
    screen.touch("nav-more").await;
    screen.touch("export").await;
    screen.touch("drive-1").await;
    screen.expect_attribute("exported", "data-records").await;
    screen.close().await;
    let folder = stick.only_entry();
    let table = std::fs::read_to_string(folder.join("records.csv")).unwrap();
    assert!(
        table.contains("check-in") && table.contains("Nika"),
        "{table}"
    );
    kiosk.arguments = vec![
        "verify-log".to_owned(),
        folder.join("log.jsonl").display().to_string(),
    ];
    let name = folder.file_name().unwrap().to_str().unwrap();
    let told = table.lines().find(|line| line.contains(name));
    assert!(told.is_some_and(|line| line.contains("Nika")), "{table}");
    let (holds, said) = kiosk.run_to_its_end().await;
    assert!(holds, "{said}");
}

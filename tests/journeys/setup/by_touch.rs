//! By touches alone, without any keyboard: an event of the kiosk's own with the list from a drive,
//! and a centre that it joins while its door is open.

use super::{join_by_touch, join_text, state};
use crate::{ROSTER, SARA, ask, turn};
use connect_tests::centre::Centre;
use connect_tests::disk::Stick;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;

const PIN: &str = "2468";

#[tokio::test]
async fn a_list_comes_from_a_drive_and_a_supervisor_joins_a_centre_without_any_keyboard() {
    let Some(stick) = Stick::put_in() else { return };
    let _turn = turn().await;
    std::fs::write(stick.point().join("guests.csv"), ROSTER).unwrap();
    std::fs::write(stick.point().join("photo.jpg"), "no list").unwrap();
    // A list can be read from a drive that can't be written.
    stick.lock();
    let mut kiosk = Kiosk::new();
    let drives = ["--drives".to_owned(), stick.below()];
    kiosk.arguments.extend(drives);
    let screen = kiosk.open().await;
    screen.expect("setup").await;
    screen.touch("language").await;
    screen.touch("way-event").await;
    screen.touch("event-name").await;
    screen.touch_text("POETRY").await;
    screen.touch("next").await;
    screen.touch("station-name").await;
    screen.touch_text("DOOR").await;
    screen.touch("staff-name").await;
    screen.touch_text("NIKA").await;
    screen.touch("staff-pin").await;
    screen.touch_text(PIN).await;
    screen.touch("found").await;
    screen.text("step-roster").await;
    let offered = screen.text("file-1").await;
    assert!(
        offered.contains("guests.csv") && offered.contains("USB"),
        "{offered}"
    );
    assert!(!screen.has("file-2").await, "a picture is no list");
    screen.touch("file-1").await;
    screen.expect_value("imported", "data-added", "5").await;
    for control in ["next", "keep", "run-test"] {
        screen.touch(control).await;
    }
    screen.text("light-key").await;
    screen.touch("finish").await;
    ask(&screen, "09140000001").await;
    let code = kiosk.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    screen.touch("done").await;

    let mut centre = Centre::new();
    centre.serve().await;
    let text = join_text(&centre, &[]);
    come_on_duty(&screen, PIN).await;
    join_by_touch(&screen, &text).await;
    let event = state(&screen).await["events"][0]["id"].as_i64().unwrap();
    let entered = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(entered[0]["ticket_code"], "T-1");
    screen.close().await;
}

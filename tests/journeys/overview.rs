//! What staff look up in the real window: how the day goes, who somebody is, and the records that
//! they take home.

use crate::{door, turn};
use connect_engine::acts;
use connect_engine::ids::StaffId;
use connect_tests::centre::Centre;
use connect_tests::disk::Stick;
use connect_tests::duty::come_on_duty;
use connect_tests::hanging::Hanging;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::station::Station;
use connect_tests::wait::until;
use serde_json::json;
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

/// So many records take a while to be written.
const MANY: u64 = 30_000;

/// How long that may take, on a busy machine.
const LONG: Duration = Duration::from_mins(2);

/// The station's log grows long, beside its window.
fn write_much(kiosk: &Kiosk) {
    let station = Station::open(&kiosk.data());
    let by = StaffId::from_bytes([7; 16]);
    station.write(|act| {
        for _ in 0..MANY {
            acts::note_staff_act(act, "language", "en", by)?;
        }
        Ok(())
    });
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

/// From the first look to the export's drives.
async fn go_to_export(screen: &Screen) {
    screen.touch("nav-more").await;
    screen.touch("export").await;
}

#[tokio::test]
async fn a_drive_that_hangs_keeps_nobody_from_leaving_and_nothing_else_waits_for_it() {
    let Some(drive) = Hanging::put_in() else {
        return;
    };
    let _turn = turn().await;
    let (centre, event, kiosk, screen) = on_duty(&["--drives", &drive.below()]).await;
    go_to_export(&screen).await;
    screen.touch("drive-1").await;
    screen.expect_value("writing", "data-written", "0").await;
    // Beside it everything answers.
    look_for(&screen, "T-1").await;
    screen.touch("hit-1").await;
    screen.touch("staff-check-in-1").await;
    centre.wait_for_records(event, "check-in", 1).await;
    screen.touch("nav-today").await;
    screen
        .expect_value("light-disk", "data-state", "well")
        .await;
    screen.touch("leave-duty").await;
    screen.expect("attract").await;
    crate::ask(&screen, "09140000002").await;
    let code = centre.outbox().nth(crate::JOHN, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;

    // Whoever comes on duty next sees that it still hangs, and how it ended.
    come_on_duty(&screen, PIN).await;
    go_to_export(&screen).await;
    screen.expect_value("writing", "data-written", "0").await;
    drive.pull_out().await;
    assert!(!screen.text("error").await.is_empty(), "it is told");
    assert!(!screen.has("writing").await && !screen.has("exported").await);
    screen.text("no-drive").await;
    screen.close().await;
    drop(kiosk);
}

#[tokio::test]
async fn an_export_that_hangs_is_given_up_for_another_drive() {
    let Some(drive) = Hanging::put_in() else {
        return;
    };
    let Some(stick) = Stick::put_in_beside(&drive.below(), "WHOLE", 1) else {
        return;
    };
    let _turn = turn().await;
    let (_centre, _, _kiosk, screen) = on_duty(&["--drives", &drive.below()]).await;
    go_to_export(&screen).await;
    screen.touch("drive-1").await;
    screen.touch("stop-export").await;
    // The one that hangs is asked nothing more.
    screen.touch("drive-1").await;
    screen.text("error").await;
    screen.touch("drive-2").await;
    screen.expect_attribute("exported", "data-records").await;
    assert!(stick.only_entry().join("records.csv").exists());
    screen.close().await;
}

#[tokio::test]
async fn whoever_leaves_while_it_is_written_finds_it_written() {
    let Some(stick) = Stick::of(64) else { return };
    let _turn = turn().await;
    let (_centre, _, kiosk, screen) = on_duty(&["--drives", &stick.below()]).await;
    write_much(&kiosk);
    go_to_export(&screen).await;
    screen.touch("drive-1").await;
    screen.expect_attribute("writing", "data-written").await;
    screen.touch("leave-duty").await;
    screen.expect("attract").await;
    come_on_duty(&screen, PIN).await;
    go_to_export(&screen).await;
    let written = until("the export's end", LONG, async || {
        screen.touch("nav-more").await;
        screen.touch("export").await;
        let written = screen.attribute("exported", "data-records").await?;
        written.parse::<u64>().ok()
    });
    assert!(written.await > MANY);
    let table = std::fs::read_to_string(stick.only_entry().join("records.csv")).unwrap();
    assert!(table.lines().count() as u64 > MANY);
    screen.close().await;
}

#[tokio::test]
async fn a_drive_that_is_full_is_said_to_be_and_keeps_nothing_of_it() {
    let Some(stick) = Stick::put_in() else { return };
    let _turn = turn().await;
    let (_centre, _, _kiosk, screen) = on_duty(&["--drives", &stick.below(), "--lang", "en"]).await;
    stick.fill();
    go_to_export(&screen).await;
    screen.touch("drive-1").await;
    let told = screen.text("error").await;
    assert!(told.contains("no room"), "{told}");
    assert!(!screen.has("exported").await);
    assert_eq!(std::fs::read_dir(stick.point()).unwrap().count(), 1);
    // With room it is written by another touch.
    stick.make_room();
    screen.touch("drive-1").await;
    screen.expect_attribute("exported", "data-records").await;
    screen.close().await;
}

#[tokio::test]
async fn a_drive_that_is_pulled_out_in_the_middle_is_told_and_leaves_nothing_on_the_machine() {
    let Some(stick) = Stick::of(64) else { return };
    let _turn = turn().await;
    let (_centre, _, kiosk, screen) = on_duty(&["--drives", &stick.below(), "--lang", "en"]).await;
    write_much(&kiosk);
    go_to_export(&screen).await;
    screen.touch("drive-1").await;
    until("the middle", LONG, async || {
        let written = screen.attribute("writing", "data-written").await?;
        (written != "0").then_some(())
    })
    .await;
    stick.pull_out();
    let told = until("what came of it", LONG, async || {
        screen.touch("nav-more").await;
        screen.touch("export").await;
        assert!(!screen.has("exported").await);
        screen.has("error").await.then_some(())
    });
    told.await;
    let told = screen.text("error").await;
    assert!(told.contains("pulled out"), "{told}");
    assert_eq!(std::fs::read_dir(stick.point()).unwrap().count(), 0);
    screen.close().await;
}

#[tokio::test]
async fn what_was_written_is_said_of_no_other_drive_and_to_nobody_else() {
    let Some(stick) = Stick::put_in() else { return };
    let _turn = turn().await;
    let (_centre, _, _kiosk, screen) = on_duty(&["--drives", &stick.below(), "--lang", "en"]).await;
    go_to_export(&screen).await;
    screen.touch("drive-1").await;
    screen.expect_value("drive-1", "data-done", "true").await;
    screen.expect_value("exported", "data-away", "false").await;
    // Another one comes to the same place, under the same name.
    stick.pull_out();
    let other = Stick::put_in_beside(&stick.below(), "USB", 1).unwrap();
    screen.expect_value("exported", "data-away", "true").await;
    screen.expect_value("drive-1", "data-done", "false").await;
    let told = screen.text("export-done").await;
    assert!(told.contains("unplugged now"), "{told}");
    // Whoever comes on duty next begins anew.
    screen.touch("leave-duty").await;
    screen.expect("attract").await;
    come_on_duty(&screen, PIN).await;
    go_to_export(&screen).await;
    let state = screen.invoke("export_state", json!({})).await.unwrap();
    assert_eq!(state, json!({ "state": "none" }));
    screen.expect_value("drive-1", "data-done", "false").await;
    assert!(!screen.has("exported").await);
    screen.touch("drive-1").await;
    screen.expect_value("drive-1", "data-done", "true").await;
    assert!(other.only_entry().join("records.csv").exists());
    screen.close().await;
}

#[tokio::test]
async fn a_drive_that_can_only_be_read_is_shown_and_said_to_be_so() {
    let Some(stick) = Stick::put_in() else { return };
    let _turn = turn().await;
    let (_centre, _, _kiosk, screen) = on_duty(&["--drives", &stick.below(), "--lang", "en"]).await;
    stick.lock();
    go_to_export(&screen).await;
    let told = screen.text("drive-1").await;
    assert!(told.contains("can be read but not written"), "{told}");
    screen.expect_attribute("drive-1", "disabled").await;
    screen.close().await;
}

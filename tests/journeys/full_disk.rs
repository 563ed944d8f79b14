//! A disk that is really full, in the real window: staff come on duty by the room that is kept for
//! them, and the queue goes on once there is room again.

use crate::beside::Beside;
use crate::setup::found;
use crate::{JOHN, door, turn};
use connect_tests::disk::{Disk, Stick};
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::{Value, json};
use std::time::Duration;

const PIN: &str = "4938";

/// How long the kiosk may take to keep room for staff.
const KEPT: Duration = Duration::from_mins(1);

/// Whether all of the room is kept that staff have.
fn keeps_room(kiosk: &Kiosk) -> bool {
    let kept = std::fs::metadata(kiosk.data().join("ballast"));
    kept.is_ok_and(|kept| kept.len() == 8 << 20)
}

/// Wrong PINs, until one has to wait.
async fn guess(screen: &Screen) {
    let staff = screen.invoke("staff_members", json!({})).await.unwrap();
    let wrong = json!({ "staff": staff[0]["id"], "pin": "0000" });
    for tries_left in [4, 3, 2, 1] {
        let refused = screen.invoke("enter_pin", wrong.clone()).await.unwrap_err();
        let told = json!({ "code": "pin_wrong", "triesLeft": tries_left });
        assert_eq!(refused, told);
    }
    for _ in 0..2 {
        let refused = screen.invoke("enter_pin", wrong.clone()).await.unwrap_err();
        assert_eq!(refused["code"], "pin_wait", "{refused}");
    }
}

/// The right PIN, until nobody has to wait.
async fn until_the_wait_is_over(screen: &Screen) {
    until("the end of the wait", KEPT, async || {
        let staff = screen.invoke("staff_members", json!({})).await.ok()?;
        let right = json!({ "staff": staff[0]["id"], "pin": PIN });
        screen.invoke("enter_pin", right).await.ok()
    })
    .await;
}

async fn until_room_is_kept(kiosk: &Kiosk) {
    until("room for staff", KEPT, async || {
        keeps_room(kiosk).then_some(())
    })
    .await;
}

async fn until_staff_are_known(screen: &Screen) {
    until("the station's staff", KEPT, async || {
        let known = screen.invoke("staff_members", json!({})).await.ok()?;
        (!known.as_array()?.is_empty()).then_some(())
    })
    .await;
}

/// Whether the staff line says that the disk is full.
async fn until_said(screen: &Screen, full: bool) {
    until("the line for staff", KEPT, async || {
        (screen.has("disk-full").await == full).then_some(())
    })
    .await;
}

/// Whether the station says that it has no room.
async fn is_full(screen: &Screen) -> bool {
    let now = screen.invoke("station_state", json!({})).await.unwrap();
    now["full"] == true
}

/// A code for a number, as whoever stands at the door asks for one.
async fn ask_for_code(screen: &Screen, event: i64, mobile: &str) -> Result<Value, Value> {
    let asked = json!({ "eventId": event, "mobile": mobile, "language": "en" });
    screen.invoke("send_code", asked).await
}

/// Attendees ask for codes until that can't be kept.
async fn until_nothing_is_kept(screen: &Screen, event: i64) {
    let mut number = 9_130_000_000_u64;
    let full = until("the disk to be full", KEPT, async || {
        number += 1;
        ask_for_code(screen, event, &format!("0{number}"))
            .await
            .err()
    });
    assert_eq!(full.await["code"], "station_fault");
}

/// Whoever has the database open last takes its log into the file: a start needs room for a new one.
async fn until_no_log(kiosk: &Kiosk, event: i64) {
    let log = kiosk.data().join("connect.db-wal");
    until("a database without a log", KEPT, async || {
        drop(Beside::of(kiosk, event));
        (!log.exists()).then_some(())
    })
    .await;
}

/// Takes the records away again and again, until there is no room to note that; how often there was.
async fn export_until_unnoted(screen: &Screen, stick: &Stick) -> usize {
    let exported = async || {
        let state = screen.invoke("export_state", json!({})).await.ok()?;
        state["exported"]["folder"].as_str().map(str::to_owned)
    };
    let mut before = exported().await;
    for noted in 0..30 {
        screen.touch("nav-more").await;
        screen.touch("export").await;
        screen.touch("drive-1").await;
        let folder = until("another folder on the drive", KEPT, async || {
            exported()
                .await
                .filter(|folder| Some(folder) != before.as_ref())
        });
        let folder = folder.await;
        let table = stick.point().join(&folder).join("records.csv");
        if !std::fs::read_to_string(table).unwrap().contains(&folder) {
            return noted;
        }
        before = Some(folder);
    }
    panic!("there was room to note each of them");
}

#[tokio::test]
async fn staff_come_on_duty_on_a_full_disk_and_take_the_records_away() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("send_pause_s = 0\n").await;
    let Some(disk) = Disk::mount(kiosk.data(), 64) else {
        return;
    };
    let Some(stick) = Stick::of(16) else { return };
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let below = ["--drives".to_owned(), stick.below()];
    kiosk.arguments.extend(below);
    let screen = kiosk.open().await;
    screen.begin().await;
    until_room_is_kept(&kiosk).await;
    until_staff_are_known(&screen).await;
    disk.fill();
    until_nothing_is_kept(&screen, event).await;
    until_nothing_is_kept(&screen, event).await;
    assert!(keeps_room(&kiosk), "no attendee takes the room of staff");
    until_said(&screen, true).await;
    // Whoever had nothing to write found no room either.
    let nothing = ask_for_code(&screen, 9, "09130000000").await.unwrap_err();
    assert_eq!(nothing["code"], "event_over");
    assert!(is_full(&screen).await, "there is no room since");
    // Nor does a guess, which counts all the same.
    guess(&screen).await;
    assert!(keeps_room(&kiosk), "no wrong PIN takes the room of staff");
    until_the_wait_is_over(&screen).await;
    assert!(!keeps_room(&kiosk));
    // Attendees take what was given up; staff come on duty again.
    screen.invoke("leave_duty", json!({})).await.unwrap();
    until_nothing_is_kept(&screen, event).await;

    // One of staff is there as on any other day, is told what to do, and takes the records away.
    come_on_duty(&screen, PIN).await;
    assert!(!keeps_room(&kiosk));
    screen.touch("nav-today").await;
    screen.expect_value("light-disk", "data-state", "act").await;
    assert!(!screen.text("light-advice-disk").await.is_empty());
    screen.touch("nav-more").await;
    screen.touch("export").await;
    screen.touch("drive-1").await;
    screen.expect_attribute("exported", "data-records").await;
    let table = std::fs::read_to_string(stick.only_entry().join("records.csv")).unwrap();
    assert!(table.contains("Nika"), "{table}");
    until_said(&screen, true).await;
    // And with none of their room left, too.
    std::fs::remove_file(kiosk.data().join("ballast")).unwrap();
    disk.fill();
    until_nothing_is_kept(&screen, event).await;
    let noted = export_until_unnoted(&screen, &stick).await;

    disk.make_room();
    until_room_is_kept(&kiosk).await;
    until_said(&screen, false).await;
    until("each of them to be noted", KEPT, async || {
        let acts = Beside::of(&kiosk, event).wall_times("staff-act");
        (acts.len() == noted + 2).then_some(())
    })
    .await;
    ask_for_code(&screen, event, "09140000002").await.unwrap();
    centre.outbox().nth(JOHN, 1).await;
    screen.close().await;
}

#[tokio::test]
async fn a_kiosk_starts_on_a_full_disk_forgives_no_guess_and_goes_on_once_there_is_room() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("send_pause_s = 0\n").await;
    let Some(disk) = Disk::mount(kiosk.data(), 64) else {
        return;
    };
    centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    until_room_is_kept(&kiosk).await;
    until_staff_are_known(&screen).await;
    disk.fill();
    until_nothing_is_kept(&screen, event).await;
    until_nothing_is_kept(&screen, event).await;
    guess(&screen).await;
    let beside = std::fs::read_to_string(kiosk.data().join("pin-tries")).unwrap();
    assert_ne!(beside.trim(), "null", "the database had room for them");
    screen.close().await;
    kiosk.close();
    until_no_log(&kiosk, event).await;
    disk.fill();
    let screen = kiosk.open().await;
    screen.begin().await;
    let staff = screen.invoke("staff_members", json!({})).await.unwrap();
    let right = json!({ "staff": staff[0]["id"], "pin": PIN });
    let refused = screen.invoke("enter_pin", right).await.unwrap_err();
    assert_eq!(refused["code"], "pin_wait", "{refused}");
    until_the_wait_is_over(&screen).await;
    // What the web view of the run before has left there may be gone by now.
    disk.fill();
    come_on_duty(&screen, PIN).await;
    assert!(!keeps_room(&kiosk), "there was no other room");
    screen.touch("nav-today").await;
    screen.expect_value("light-disk", "data-state", "act").await;
    disk.make_room();
    until_room_is_kept(&kiosk).await;
    until_said(&screen, false).await;
    screen.close().await;
}

#[tokio::test]
async fn a_kiosk_without_room_to_start_says_so_and_starts_once_there_is_some() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let Some(disk) = Disk::mount(kiosk.data(), 64) else {
        return;
    };
    let screen = kiosk.open().await;
    screen.begin().await;
    until_room_is_kept(&kiosk).await;
    screen.close().await;
    kiosk.close();
    until_no_log(&kiosk, event).await;
    // All that was kept for staff is gone too.
    std::fs::remove_file(kiosk.data().join("ballast")).unwrap();
    disk.fill();
    let screen = kiosk.open().await;
    screen.expect("out-of-order").await;
    assert!(screen.text("not-started").await.contains("حافظه"));
    assert!(is_full(&screen).await);
    let founding = json!({
        "eventName": "Another", "startsAt": null, "endsAt": null, "timezone": "Asia/Tehran",
        "staffName": "Nika", "pin": "2468", "name": "Door",
    });
    let refused = screen.invoke("setup_alone", founding).await.unwrap_err();
    assert_eq!(refused["code"], "not_allowed", "it is a station already");
    disk.make_room();
    until("a start", KEPT, async || {
        (screen.name().await.as_deref() == Some("attract")).then_some(())
    })
    .await;
    ask_for_code(&screen, event, "09140000002").await.unwrap();
    centre.outbox().nth(JOHN, 1).await;
    screen.close().await;
}

/// More guests than a full disk has room for.
fn long_list() -> String {
    let lines = (0..20_000).map(|n| format!("Guest {n},09141{n:06},G-{n}\n"));
    lines.fold("name,mobile,ticket_code\n".to_owned(), |all, line| {
        all + &line
    })
}

#[tokio::test]
async fn a_list_that_a_full_disk_has_no_room_for_takes_none_from_staff() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new().in_language("en");
    let Some(disk) = Disk::mount(kiosk.data(), 64) else {
        return;
    };
    let Some(stick) = Stick::put_in() else { return };
    let below = ["--drives".to_owned(), stick.below()];
    kiosk.arguments.extend(below);
    let screen = kiosk.open().await;
    let event = found(&screen, PIN).await;
    until_room_is_kept(&kiosk).await;
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("guests.csv");
    std::fs::write(&list, long_list()).unwrap();
    let import = json!({ "eventId": event, "path": list });
    disk.fill();
    for _ in 0..3 {
        let refused = screen.invoke("import_roster_file", import.clone()).await;
        let told = json!({ "code": "no_roster", "why": "no_room" });
        assert_eq!(refused.unwrap_err(), told);
    }
    assert!(keeps_room(&kiosk), "all of it is for what staff do");
    // On duty, at the machine, and with the records: staff can do theirs.
    screen.begin().await;
    until_said(&screen, true).await;
    let window = kiosk.arguments.clone();
    kiosk.arguments = ["set-pin", "Nika", "--pin", "8642"]
        .map(str::to_owned)
        .to_vec();
    let (done, said) = kiosk.run_to_its_end().await;
    assert!(done, "{said}");
    kiosk.arguments = window;
    come_on_duty(&screen, "8642").await;
    screen.touch("nav-more").await;
    screen.touch("export").await;
    screen.touch("drive-1").await;
    screen.expect_attribute("exported", "data-records").await;
    disk.make_room();
    // Nobody writes anything, and it is found out all the same.
    screen.touch("leave-duty").await;
    until_said(&screen, false).await;
    come_on_duty(&screen, "8642").await;
    let added = screen.invoke("import_roster_file", import).await.unwrap();
    assert_eq!(added["added"], 20_000);
    screen.close().await;
}

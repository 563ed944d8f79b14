//! An event that is made at the kiosk's own screen: its list comes from a file, its SMS go into
//! another, and no centre is there at all.

use super::found;
use crate::{SARA, turn};
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::json;
use std::fmt::Write as _;
use std::time::Duration;

/// As a spreadsheet program writes it: semicolons, a mark at its start, Persian headers and
/// digits, and a row that stands there twice.
const SHEET: &str = "\u{feff}نام;موبایل;کد بليت;نوع بلیت\r\n\
    سارا;۰۹۱۴۰۰۰۰۰۰۱;T-1;ویژه\r\nسارا;۰۹۱۴۰۰۰۰۰۰۱;T-1;ویژه\r\nجان;09140000002;T-2;\r\n";

/// A kiosk whose courier is to be chosen at its screen.
pub fn without_courier() -> Kiosk {
    let mut kiosk = Kiosk::new();
    kiosk.arguments = ["--windowed", "--lang", "en"].map(str::to_owned).to_vec();
    kiosk
}

/// Staff make an event at the screen, from its name to the test SMS; its supervisor's PIN is 2468.
pub async fn make_an_event(kiosk: &Kiosk, screen: &Screen) {
    let folder = tempfile::tempdir().unwrap();
    let (empty, sheet) = (folder.path().join("e.csv"), folder.path().join("s.csv"));
    std::fs::write(&empty, "").unwrap();
    std::fs::write(&sheet, SHEET).unwrap();
    screen.expect("setup").await;
    screen.touch("way-event").await;
    screen.touch("event-name").await;
    screen.type_keys("Poetry night").await;
    screen.touch("starts-set").await;
    screen.touch("ends-set").await;
    screen.touch("next").await;
    screen.touch("station-name").await;
    screen.type_keys("Door").await;
    screen.touch("staff-name").await;
    screen.type_keys("Nika").await;
    screen.touch("staff-pin").await;
    screen.type_keys("2468").await;
    screen.touch("found").await;
    screen.text("step-roster").await;
    screen.touch("roster-path").await;
    screen.type_keys(empty.to_str().unwrap()).await;
    screen.touch("import").await;
    let refused = screen.text("error").await;
    assert!(refused.contains("Nothing is in this file"), "{refused}");
    screen.touch("roster-path").await;
    let typed = empty.to_str().unwrap().len();
    screen.type_keys(&"\u{E003}".repeat(typed)).await;
    screen.type_keys(sheet.to_str().unwrap()).await;
    screen.touch("import").await;
    screen.expect_value("imported", "data-added", "2").await;
    let twice = screen.text("rejected-3").await;
    assert!(twice.contains("line 2"), "{twice}");
    screen.touch("next").await;
    screen.touch("sms-file").await;
    screen.touch("sms-path").await;
    let file = kiosk.outbox().carrier();
    let file = file.strip_prefix("outbox:").unwrap();
    screen.type_keys(file).await;
    screen.touch("keep").await;
    screen.touch("test-mobile").await;
    screen.type_keys("09129990001").await;
    screen.touch("run-test").await;
    screen.expect_value("tested", "data-sms", "sent").await;
    screen.touch("finish").await;
}

#[tokio::test]
async fn whoever_is_not_found_while_a_long_list_is_prepared_is_said_to_be_maybe_on_it() {
    let _turn = turn().await;
    let mut kiosk = without_courier();
    let screen = kiosk.open().await;
    let event = found(&screen, "2468").await;
    let mut list = "name,mobile,ticket_code\n".to_owned();
    for n in 0..10_000 {
        writeln!(list, "Guest {n},09141{n:06},G-{n}").unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guests.csv");
    std::fs::write(&path, list).unwrap();
    let import = json!({ "eventId": event, "path": path });
    screen.invoke("import_roster_file", import).await.unwrap();
    let staff = screen.invoke("staff_members", json!({})).await.unwrap();
    let pin = json!({ "staff": staff[0]["id"], "pin": "2468" });
    screen.invoke("enter_pin", pin).await.unwrap();
    let look = async || {
        let asked = json!({ "text": "Guest 9999" });
        screen.invoke("search_attendees", asked).await.unwrap()
    };
    assert_eq!(look().await["preparing"], true);
    until("the list to be ready", Duration::from_mins(4), async || {
        screen.invoke("stay_on_duty", json!({})).await.unwrap();
        let found = look().await;
        (found["preparing"] == false).then(|| assert_eq!(found["hits"][0]["name"], "Guest 9999"))
    })
    .await;
    screen.close().await;
}

#[tokio::test]
async fn staff_make_an_event_and_a_guest_of_their_list_comes_in() {
    let _turn = turn().await;
    let mut kiosk = without_courier();
    let screen = kiosk.open().await;
    make_an_event(&kiosk, &screen).await;
    crate::ask(&screen, "09140000001").await;
    let code = kiosk.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    assert_eq!(super::state(&screen).await["link"], "alone");
    screen.close().await;
}

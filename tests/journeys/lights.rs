//! The lights of the staff's first look, in the real window: each turns with what isn't well, says
//! what to do, and turns back.

use crate::beside::Beside;
use crate::clocks::clock_at;
use crate::setup::found;
use crate::{door, turn};
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::json;
use std::time::Duration;

const PIN: &str = "4938";

/// How long what isn't well may take to show: records are watched after a minute.
const SHOWN: Duration = Duration::from_secs(150);

/// A kiosk whose one of staff looks at how the day goes.
async fn at_the_lights() -> (Centre, i64, Kiosk, Screen) {
    let (centre, event, mut kiosk) = door("send_pause_s = 0\n").await;
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    (centre, event, kiosk, screen)
}

/// Waits for a light to be so: whoever looks touches the screen now and then.
async fn light(screen: &Screen, what: &str, state: &str) {
    let id = format!("light-{what}");
    until(&format!("{what} to be {state}"), SHOWN, async || {
        screen.touch("nav-today").await;
        let now = screen.attribute(&id, "data-state").await;
        (now.as_deref() == Some(state)).then_some(())
    })
    .await;
    let advice = format!("light-advice-{what}");
    assert_eq!(
        screen.has(&advice).await,
        state != "well",
        "what to do is said of {what} where it isn't well"
    );
}

/// The sentence of a light that isn't well sends staff to this.
async fn sends_to(screen: &Screen, what: &str, words: &str) {
    let said = screen.text(&format!("light-advice-{what}")).await;
    assert!(said.contains(words), "{what}: {said}");
}

#[tokio::test]
async fn link_messages_and_records_turn_without_a_centre_and_back_with_it() {
    let _turn = turn().await;
    let (mut centre, event, mut kiosk, screen) = at_the_lights().await;
    screen.close().await;
    // By the centre alone: without it nothing carries a message.
    kiosk
        .arguments
        .retain(|argument| !argument.starts_with("relay"));
    kiosk.arguments.retain(|argument| argument != "--sms");
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    for what in ["link", "records", "sms"] {
        light(&screen, what, "well").await;
    }
    centre.kill();
    // Before anybody has asked for a message it is known that none would leave.
    light(&screen, "sms", "act").await;
    let told = screen.text("light-sms").await;
    assert!(told.contains("هیچ راهی جواب نمی‌دهد"), "{told}");
    sends_to(&screen, "sms", "ارتباط را بررسی کنید").await;
    let asked = json!({ "eventId": event, "mobile": "09140000001", "language": "en" });
    screen.invoke("send_code", asked.clone()).await.unwrap();
    light(&screen, "link", "watch").await;
    sends_to(&screen, "link", "کابل شبکه").await;
    light(&screen, "records", "watch").await;
    sends_to(&screen, "records", "دستگاه را خاموش نکنید").await;
    centre.serve().await;
    light(&screen, "link", "well").await;
    light(&screen, "records", "well").await;
    until("a code that the centre carries", SHOWN, async || {
        screen.touch("nav-today").await;
        let other = json!({ "eventId": event, "mobile": "09140000002", "language": "en" });
        screen.invoke("send_code", other).await.ok()
    })
    .await;
    light(&screen, "sms", "well").await;
    screen.close().await;
}

#[tokio::test]
async fn texts_that_nobody_takes_turn_their_light_until_one_is_taken() {
    let _turn = turn().await;
    let (_centre, event, mut kiosk, screen) = at_the_lights().await;
    screen.close().await;
    // Its only courier writes into a folder that is taken away.
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("texts");
    std::fs::create_dir(&texts).unwrap();
    let mut arguments = kiosk.arguments.iter_mut();
    let chain = arguments.find(|argument| argument.starts_with("relay"));
    *chain.unwrap() = format!("outbox:{}", texts.join("sent.jsonl").display());
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    light(&screen, "sms", "well").await;
    let ask = async |mobile: &str| {
        let asked = json!({ "eventId": event, "mobile": mobile, "language": "en" });
        screen.invoke("send_code", asked).await.unwrap();
    };
    std::fs::remove_dir_all(&texts).unwrap();
    ask("09140000001").await;
    ask("09140000002").await;
    until("the texts to have failed", SHOWN, async || {
        screen.touch("nav-today").await;
        let told = screen.text("light-sms").await;
        told.contains("۲ پیامک نرسیده است").then_some(())
    })
    .await;
    light(&screen, "sms", "act").await;
    sends_to(&screen, "sms", "اعتبار پیامک").await;
    std::fs::create_dir(&texts).unwrap();
    ask("09140000003").await;
    light(&screen, "sms", "well").await;
    screen.close().await;
}

#[tokio::test]
async fn a_full_disk_turns_its_light_until_there_is_room() {
    let _turn = turn().await;
    let (_centre, event, kiosk, screen) = at_the_lights().await;
    light(&screen, "disk", "well").await;
    kiosk.disk_is_full(true);
    let asked = json!({ "eventId": event, "mobile": "09140000001", "language": "en" });
    let refused = screen.invoke("send_code", asked.clone()).await.unwrap_err();
    assert_eq!(refused["code"], "station_fault", "{refused}");
    light(&screen, "disk", "act").await;
    sends_to(&screen, "disk", "فایل‌های اضافه").await;
    kiosk.disk_is_full(false);
    screen.invoke("send_code", asked).await.unwrap();
    light(&screen, "disk", "well").await;
    screen.close().await;
}

#[tokio::test]
async fn a_clock_that_is_wrong_turns_its_light_until_it_is_set() {
    let _turn = turn().await;
    let (_centre, _, mut kiosk, screen) = at_the_lights().await;
    light(&screen, "clock", "well").await;
    screen.close().await;
    kiosk.environment = clock_at("@1970-01-02 00:00:00");
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    light(&screen, "clock", "act").await;
    sends_to(&screen, "clock", "تنظیمات سیستم").await;
    screen.close().await;
    kiosk.environment.clear();
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    light(&screen, "clock", "well").await;
    screen.close().await;
}

#[tokio::test]
async fn an_old_roster_turns_its_light_until_the_centre_is_met() {
    let _turn = turn().await;
    let (mut centre, event, mut kiosk, screen) = at_the_lights().await;
    light(&screen, "roster", "well").await;
    screen.close().await;
    kiosk.close();
    // It was switched off for the night, and the centre is gone since.
    centre.kill();
    Beside::of(&kiosk, event).reboot();
    kiosk.environment = clock_at("+9h");
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    light(&screen, "roster", "act").await;
    sends_to(&screen, "roster", "دستگاه دیگری هم جست‌وجو کنید").await;
    centre.serve().await;
    light(&screen, "roster", "well").await;
    screen.close().await;
}

#[tokio::test]
async fn an_event_without_a_list_turns_its_kiosks_light_until_one_is_brought() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let event = centre.event("شب شعر", &[], "");
    centre.staff("Nika", "supervisor", PIN, &[event]);
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    light(&screen, "roster", "act").await;
    sends_to(&screen, "roster", "فهرست مهمانان ندارد").await;
    centre.import(event, crate::ROSTER);
    light(&screen, "roster", "well").await;
    screen.close().await;
}

#[tokio::test]
async fn a_lone_kiosks_list_and_texts_turn_their_lights_until_they_are_set() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new();
    kiosk.arguments = ["--windowed", "--lang", "en"].map(str::to_owned).to_vec();
    let screen = kiosk.open().await;
    let event = found(&screen, PIN).await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    light(&screen, "roster", "act").await;
    light(&screen, "sms", "act").await;
    assert!(screen.text("light-sms").await.contains("No way to send"));
    let guest = json!({ "eventId": event, "name": "Omid", "mobile": null, "ticketType": null });
    screen.invoke("register_walk_in", guest).await.unwrap();
    // One who was written down here is no list.
    light(&screen, "roster", "watch").await;
    assert!(
        screen
            .text("light-roster")
            .await
            .contains("No list read yet")
    );
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("guests.csv");
    std::fs::write(&list, crate::ROSTER).unwrap();
    let import = json!({ "eventId": event, "path": list });
    screen.invoke("import_roster_file", import).await.unwrap();
    light(&screen, "roster", "well").await;
    let file = kiosk.outbox().carrier();
    let file = file.strip_prefix("outbox:").unwrap();
    let chain = json!({ "relay": false, "relayLast": false, "kavenegar": null, "outbox": file });
    let set = screen.invoke("setup_sms", json!({ "chain": chain })).await;
    set.unwrap();
    light(&screen, "sms", "well").await;
    screen.close().await;
}

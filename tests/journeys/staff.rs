//! Staff in the real window: by the corner and the PIN to each act of the door, and away again by
//! itself. What they did stands at the centre with who did it.

use crate::beside::Beside;
use crate::{door, turn, turn_for_two};
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::{Value, json};
use std::future::pending;
use std::time::Duration;

/// Every member of staff of these journeys has it.
const PIN: &str = "4938";

/// How long a screen may take, on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// Opens the card of whom a search for a ticket's code finds.
async fn card_of(screen: &Screen, code: &str) {
    screen.touch("nav-search").await;
    comes(screen, "search").await;
    screen.type_keys(code).await;
    screen.touch("hit-1").await;
    comes(screen, "card-name").await;
}

/// Chooses the first reason that is offered, and says that it is to be done.
async fn confirm_with_a_reason(screen: &Screen) {
    screen.touch("reason-1").await;
    screen.touch("confirm").await;
}

async fn comes(screen: &Screen, id: &str) {
    until(id, SOON, async || screen.has(id).await.then_some(())).await;
}

/// Waits until a part of the screen says so.
async fn says(screen: &Screen, id: &str, words: &str) {
    until(&format!("{id}: {words}"), SOON, async || {
        screen.text(id).await.contains(words).then_some(())
    })
    .await;
}

/// The records of a kind, once there are so many: each done by the one of staff.
async fn done_by_nika(centre: &Centre, event: i64, kind: &str, count: usize) -> Vec<Value> {
    let records = centre.wait_for_records(event, kind, count).await;
    assert_eq!(records.len(), count, "{kind}");
    for record in &records {
        assert_eq!(record["by"], "Nika", "{kind}: {record}");
    }
    records
}

/// A kiosk whose one member of staff is on duty, and has a card open.
async fn at_the_card(code: &str) -> (Centre, i64, Kiosk, Screen) {
    at_the_card_in("fa", code).await
}

async fn at_the_card_in(language: &str, code: &str) -> (Centre, i64, Kiosk, Screen) {
    let (centre, event, kiosk) = door("").await;
    let mut kiosk = kiosk.in_language(language);
    centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    card_of(&screen, code).await;
    (centre, event, kiosk, screen)
}

#[tokio::test]
async fn staff_check_in_and_out_and_take_it_back_with_a_reason() {
    let _turn = turn().await;
    let (centre, event, _kiosk, screen) = at_the_card("T-1").await;
    screen.touch("staff-check-in-1").await;
    screen.touch("staff-undo-1").await;
    confirm_with_a_reason(&screen).await;
    screen.touch("staff-check-in-1").await;
    screen.touch("staff-check-out-1").await;
    // Who went out may come in again.
    comes(&screen, "staff-check-in-1").await;
    comes(&screen, "history-4").await;
    says(&screen, "entry-1", "بیرون رفته است").await;
    // They hadn't gone: that is taken back, too.
    screen.touch("staff-undo-1").await;
    confirm_with_a_reason(&screen).await;
    says(&screen, "entry-1", "داخل است").await;
    done_by_nika(&centre, event, "check-in", 2).await;
    done_by_nika(&centre, event, "checked-out", 1).await;
    let undone = done_by_nika(&centre, event, "check-in-undone", 2).await;
    assert!(undone[0]["reason"].is_string(), "{undone:?}");
    screen.close().await;
}

#[tokio::test]
async fn of_a_ticket_for_several_entries_a_double_touch_spends_one_and_it_is_taken_back() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let of = event.to_string();
    centre.run(&["event", "ticket-type", &of, "VIP", "--entries", "3"]);
    centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    card_of(&screen, "T-1").await;
    screen.touch_twice("staff-check-in-1").await;
    says(&screen, "entry-1", "داخل است").await;
    comes(&screen, "staff-check-in-1").await;
    screen.touch("staff-undo-1").await;
    confirm_with_a_reason(&screen).await;
    // One was spent, and it is back.
    says(&screen, "entry-1", "هنوز وارد نشده است").await;
    done_by_nika(&centre, event, "check-in-undone", 1).await;
    done_by_nika(&centre, event, "check-in", 1).await;
    screen.close().await;
}

#[tokio::test]
async fn staff_vouch_for_somebody_without_a_phone_whose_screen_it_is_then() {
    let _turn = turn().await;
    vouch("fa", "خوش آمدید").await;
}

#[tokio::test]
async fn staff_vouch_in_english_too() {
    let _turn = turn().await;
    vouch("en", "Welcome").await;
}

async fn vouch(language: &str, welcome: &str) {
    let (centre, event, _kiosk, screen) = at_the_card_in(language, "T-1").await;
    screen.touch("vouch").await;
    confirm_with_a_reason(&screen).await;
    screen.touch_keys(PIN).await;
    screen.touch("confirm").await;
    screen.expect("welcome").await;
    assert_eq!(screen.title().await, welcome);
    assert_eq!(screen.text("attendee-name").await, "سارا محمدی");
    let vouched = done_by_nika(&centre, event, "vouched", 1).await;
    assert!(vouched[0]["reason"].is_string(), "{vouched:?}");
    done_by_nika(&centre, event, "check-in", 1).await;
    let staff = screen.invoke("stay_on_duty", json!({})).await;
    assert_eq!(staff.unwrap_err()["code"], "not_on_duty");
    screen.close().await;
}

#[tokio::test]
async fn staff_write_a_walk_in_down_and_correct_a_name() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    screen.touch("nav-walk-in").await;
    screen.touch("walk-in-name").await;
    screen.type_keys("Zoe").await;
    screen.touch("register").await;
    comes(&screen, "card-name").await;
    let made = done_by_nika(&centre, event, "walk-in", 1).await;
    assert_eq!(made[0]["name"], "Zoe");
    screen.touch("correct-name-1").await;
    comes(&screen, "corrected-name").await;
    screen.type_keys("y").await;
    screen.touch("confirm").await;
    let named = done_by_nika(&centre, event, "name-corrected", 1).await;
    assert_eq!(named[0]["name"], "Zoey");
    screen.close().await;
}

#[tokio::test]
async fn a_number_that_was_guessed_at_is_unlocked_from_its_card() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("send_pause_s = 0\n").await;
    centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    let asked = json!({ "eventId": event, "mobile": "09140000001", "language": "en" });
    screen.invoke("send_code", asked.clone()).await.unwrap();
    let code = centre.outbox().nth(crate::SARA, 1).await.code;
    let wrong = json!({ "code": crate::other_than(&code) });
    for _ in 0..5 {
        assert!(screen.invoke("redeem_code", wrong.clone()).await.is_err());
    }
    let locked = screen.invoke("send_code", asked.clone()).await.unwrap_err();
    assert_eq!(locked["code"], "locked");
    come_on_duty(&screen, PIN).await;
    card_of(&screen, "T-1").await;
    screen.touch("unlock").await;
    done_by_nika(&centre, event, "number-unlocked", 1).await;
    screen.invoke("send_code", asked).await.unwrap();
    screen.close().await;
}

#[tokio::test]
async fn a_number_that_is_on_no_list_is_unlocked_by_its_digits() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("send_pause_s = 0\n").await;
    centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    let nobody = "09140000099";
    let asked = json!({ "eventId": event, "mobile": nobody, "language": "en" });
    screen.invoke("send_code", asked.clone()).await.unwrap();
    for _ in 0..5 {
        let any = json!({ "code": "12345" });
        assert!(screen.invoke("redeem_code", any).await.is_err());
    }
    let locked = screen.invoke("send_code", asked.clone()).await.unwrap_err();
    assert_eq!(locked["code"], "locked");
    come_on_duty(&screen, PIN).await;
    for button in ["nav-more", "unlock-mobile"] {
        comes(&screen, button).await;
        screen.touch(button).await;
    }
    comes(&screen, "key-0").await;
    screen.touch_keys(nobody).await;
    screen.touch("confirm").await;
    comes(&screen, "unlocked").await;
    // Of no event's records: nobody knows whose number it is.
    let beside = Beside::of(&kiosk, event);
    assert_eq!(beside.wall_times("number-unlocked").len(), 1);
    screen.invoke("send_code", asked).await.unwrap();
    screen.close().await;
}

#[tokio::test]
async fn a_wrong_pin_counts_and_nothing_of_staff_is_done_without_a_right_one() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let nika = centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    until("the staff", SOON, async || {
        let known = screen.invoke("staff_members", json!({})).await.ok()?;
        (!known.as_array()?.is_empty()).then_some(())
    })
    .await;
    let refused = async |command: &str, arguments: Value| {
        let answer = screen.invoke(command, arguments).await;
        answer.unwrap_err()["code"].as_str().unwrap().to_owned()
    };
    let nobody = "0193e8a0-0000-7000-8000-000000000000";
    let acts = [
        ("attendee_card", json!({ "attendee": nobody })),
        (
            "staff_check_in",
            json!({ "attendee": nobody, "ticket": nobody }),
        ),
        (
            "staff_check_out",
            json!({ "attendee": nobody, "ticket": nobody }),
        ),
        (
            "staff_undo",
            json!({
                "attendee": nobody,
                "ticket": nobody,
                "passage": format!("{nobody}.1"),
                "reason": "r",
            }),
        ),
        ("unlock_attendee", json!({ "attendee": nobody })),
        ("unlock_mobile", json!({ "mobile": "09140000001" })),
        (
            "vouch",
            json!({ "attendee": nobody, "reason": "r", "pin": PIN }),
        ),
        (
            "correct_name",
            json!({ "attendee": nobody, "ticket": nobody, "name": "n" }),
        ),
        (
            "register_walk_in",
            json!({ "eventId": event, "name": "n", "mobile": null, "ticketType": null }),
        ),
        ("set_out_of_order", json!({ "on": true })),
        ("close_kiosk", json!({})),
    ];
    for (command, arguments) in &acts {
        assert_eq!(
            refused(command, arguments.clone()).await,
            "not_on_duty",
            "{command}"
        );
    }
    let wrong = json!({ "staff": nika, "pin": "0000" });
    for _ in 0..4 {
        assert_eq!(refused("enter_pin", wrong.clone()).await, "pin_wrong");
    }
    assert_eq!(refused("enter_pin", wrong).await, "pin_wait");
    let right = json!({ "staff": nika, "pin": PIN });
    assert_eq!(refused("enter_pin", right).await, "pin_wait");
    screen.close().await;
}

#[tokio::test]
async fn a_steward_does_not_close_the_program_nor_who_is_staff_no_more() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let nika = centre.staff("Nika", "steward", PIN, &[event]);
    let omid = centre.staff("Omid", "supervisor", "605512", &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    until("the staff", SOON, async || {
        let known = screen.invoke("staff_members", json!({})).await.ok()?;
        (known.as_array()?.len() == 2).then_some(())
    })
    .await;
    let enter = async |staff: &str, pin: &str| {
        let entered = json!({ "staff": staff, "pin": pin });
        screen.invoke("enter_pin", entered).await.unwrap();
    };
    enter(&nika, PIN).await;
    let refused = screen.invoke("close_kiosk", json!({})).await.unwrap_err();
    assert_eq!(refused["code"], "not_allowed");
    enter(&omid, "605512").await;
    screen.invoke("setup_choices", json!({})).await.unwrap();
    let removed = centre.run(&["staff", "remove", &omid]);
    assert_eq!(removed["removed"], json!(omid));
    // No touch of theirs was told since: what they set is the first that is refused.
    until("the removal to be heard", SOON, async || {
        let answer = screen.invoke("setup_choices", json!({})).await;
        (answer.err()?["code"] == "not_on_duty").then_some(())
    })
    .await;
    let stays = screen.invoke("stay_on_duty", json!({})).await.unwrap_err();
    assert_eq!(stays["code"], "not_on_duty");
    screen.close().await;
}

#[tokio::test]
async fn a_supervisor_closes_the_program_and_it_is_written_down() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    centre.staff("Zari", "supervisor", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    assert!(kiosk.runs());
    for button in ["nav-more", "close-kiosk"] {
        comes(&screen, button).await;
        screen.touch(button).await;
    }
    comes(&screen, "confirm").await;
    let ended = until("the program to end", SOON, async || {
        (!kiosk.runs()).then_some(())
    });
    // It may end before the driver has told that the touch was made.
    tokio::select! {
        () = ended => {}
        () = async { screen.touch("confirm").await; pending().await } => {}
    }
    let beside = Beside::of(&kiosk, event);
    assert_eq!(
        beside.wall_times("staff-act").len(),
        1,
        "it is written down"
    );
}

#[tokio::test]
async fn who_is_on_duty_unlocks_a_kiosk_that_too_much_was_guessed_at_without_a_link() {
    let _turn = turn().await;
    let policy = "[station_failures_until_staff]\nmost = 3\nwithin_s = 86400\n";
    let (mut centre, event, mut kiosk) = door(policy).await;
    centre.staff("Nika", "steward", PIN, &[event]);
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    centre.kill();
    for n in 0..3 {
        let guessed = json!({ "ticketCode": format!("X-{n}"), "eventId": event, "language": "fa" });
        screen
            .invoke("send_code_to_ticket", guessed)
            .await
            .unwrap_err();
    }
    let asked = json!({ "eventId": event, "mobile": "09140000001", "language": "fa" });
    let refused = screen.invoke("send_code", asked.clone()).await.unwrap_err();
    assert_eq!(refused["code"], "staff_needed");
    comes(&screen, "station-locked").await;
    screen.touch("nav-more").await;
    screen.touch("unlock-station").await;
    until("the kiosk to be unlocked", SOON, async || {
        (!screen.has("station-locked").await).then_some(())
    })
    .await;
    screen.invoke("send_code", asked).await.unwrap();
    screen.close().await;
    centre.serve().await;
    let screen = kiosk.open().await;
    done_by_nika(&centre, event, "station-unlocked", 1).await;
    screen.close().await;
}

#[tokio::test]
async fn after_a_minute_without_a_touch_the_screen_is_the_attendees_again() {
    let _turn = turn().await;
    let (_centre, _, _kiosk, screen) = at_the_card("T-1").await;
    until("the minute's end", Duration::from_secs(100), async || {
        (screen.name().await.as_deref() != Some("staff")).then_some(())
    })
    .await;
    let refused = screen.invoke("stay_on_duty", json!({})).await.unwrap_err();
    assert_eq!(refused["code"], "not_on_duty");
    screen.close().await;
}

#[tokio::test]
async fn what_one_kiosk_did_is_in_the_history_of_another() {
    let _turn = turn_for_two().await;
    let (centre, event, mut north) = door("").await;
    let nika = centre.staff("Nika", "steward", PIN, &[event]);
    let mut south = Kiosk::named("South", &centre, &centre.url(), &[event]);
    let (there, here) = (north.open().await, south.open().await);
    there.begin().await;
    here.begin().await;
    come_on_duty(&there, PIN).await;
    card_of(&there, "T-1").await;
    let attendee = there.expect_attribute("card", "data-attendee").await;
    there.touch("staff-check-in-1").await;
    let entered = json!({ "staff": nika, "pin": PIN });
    until("the staff", SOON, async || {
        here.invoke("enter_pin", entered.clone()).await.ok()
    })
    .await;
    let told = until("the history of the other kiosk", SOON, async || {
        let asked = json!({ "attendee": attendee });
        let card = here.invoke("attendee_card", asked).await.ok()?;
        let line = card["history"].as_array()?.first()?.clone();
        Some(line).filter(|line| line["station"] == "Door")
    })
    .await;
    assert_eq!(told["act"], "check_in");
    assert_eq!(told["by"], "Nika");
    assert_eq!(told["mine"], false);
    for screen in [there, here] {
        screen.close().await;
    }
}

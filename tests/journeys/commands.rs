//! What the window may ask of the backend, asked from within the window: the answers of the
//! commands, whatever screens make of them.

use crate::{JOHN, OMID, SARA, door, other_than, turn, turn_for_two};
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::{Value, json};
use std::time::Duration;

/// Numbers may be sent to again at once.
const NO_PAUSE: &str = "send_pause_s = 0\n";

/// A command that must be answered.
async fn ask(screen: &Screen, command: &str, arguments: Value) -> Value {
    match screen.invoke(command, arguments).await {
        Ok(answer) => answer,
        Err(refusal) => panic!("{command}: {refusal}"),
    }
}

/// A command that must be refused: the refusal's code.
async fn refusal(screen: &Screen, command: &str, arguments: Value) -> String {
    match screen.invoke(command, arguments).await {
        Ok(answer) => panic!("{command}: {answer}"),
        Err(refusal) => refusal["code"].as_str().unwrap_or_default().to_owned(),
    }
}

/// Lets a member of staff whose PIN is 4938 come on duty, as soon as the station knows them.
async fn be_on_duty(screen: &Screen, staff: &str) {
    until("the staff", Duration::from_secs(15), async || {
        let known = ask(screen, "staff_members", json!({})).await;
        let mut known = known.as_array()?.iter();
        known.any(|member| member["id"] == staff).then_some(())
    })
    .await;
    let wrong = json!({ "staff": staff, "pin": "4939" });
    assert_eq!(refusal(screen, "enter_pin", wrong).await, "pin_wrong");
    let right = json!({ "staff": staff, "pin": "۴۹۳۸" });
    let duty = ask(screen, "enter_pin", right).await;
    assert_eq!(duty["member"]["role"], "steward");
    assert_eq!(duty["leavesInMs"], 60_000);
}

async fn state(screen: &Screen) -> Value {
    ask(screen, "station_state", json!({})).await
}

#[tokio::test]
async fn a_ticket_leads_to_its_masked_mobile_and_the_code_logs_in() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door(NO_PAUSE).await;
    let screen = kiosk.open().await;
    screen.begin().await;
    let shown = json!({ "ticketCode": " T-۱\n", "language": "fa" });
    let sent = ask(&screen, "send_code_to_ticket", shown).await;
    assert_eq!(sent["event"]["id"], event);
    assert_eq!(sent["sent"]["mobile"], "09•• ••• ••01");
    assert_eq!(sent["sent"]["triesLeft"], 5);
    let again = ask(&screen, "resend_code", json!({ "language": "fa" })).await;
    assert_eq!(again["mobile"], "09•• ••• ••01", "a resend shows no more");
    let code = centre.outbox().nth(SARA, 2).await.code;
    let wrong = json!({ "code": other_than(&code) });
    assert_eq!(refusal(&screen, "redeem_code", wrong).await, "wrong_code");
    let login = ask(&screen, "redeem_code", json!({ "code": code })).await;
    assert_eq!(login["kind"], "welcome");
    assert_eq!(login["name"], "سارا محمدی");
    assert_eq!(login["mobile"], "09•• ••• ••01");
    for unknown in ["T-999", ""] {
        let shown = json!({ "ticketCode": unknown, "language": "en" });
        let told = refusal(&screen, "send_code_to_ticket", shown).await;
        assert_eq!(told, "unknown_ticket");
    }
    let still = ask(&screen, "check_in", json!({ "tickets": [1] })).await;
    assert_eq!(
        still["name"], "سارا محمدی",
        "nobody's ticket takes no one away"
    );
    let next = json!({ "ticketCode": "T-2", "language": "en" });
    ask(&screen, "send_code_to_ticket", next).await;
    let gone = refusal(&screen, "check_in", json!({ "tickets": [1] })).await;
    assert_eq!(gone, "session_over", "whoever was here before is gone");
    screen.close().await;
}

#[tokio::test]
async fn a_ticket_that_is_brought_or_cancelled_after_the_login_is_still_its_holders() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door(NO_PAUSE).await;
    let screen = kiosk.open().await;
    screen.begin().await;
    let number = json!({ "eventId": event, "mobile": "09140000001", "language": "fa" });
    ask(&screen, "send_code", number).await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    ask(&screen, "redeem_code", json!({ "code": code })).await;
    let own = async |code: &str| ask(&screen, "own_ticket", json!({ "ticketCode": code })).await;
    assert_eq!(own("T-2").await, Value::Null, "another's");
    assert_eq!(own("T-9").await, Value::Null, "nobody's yet");
    let more = "name,mobile,ticket_code\nسارا محمدی,09140000001,T-9\n";
    centre.import(event, more);
    let brought = until("T-9", Duration::from_secs(15), async || {
        Some(own("t-9").await).filter(|own| own["n"] == 2)
    });
    let tickets = &brought.await["welcome"]["tickets"];
    assert_eq!(tickets[1]["entry"]["state"], "open", "{tickets}");
    centre.run(&["ticket", "cancel", "--event", &event.to_string(), "T-9"]);
    until("T-9 to be cancelled", Duration::from_secs(15), async || {
        let entry = &own("T-9").await["welcome"]["tickets"][1]["entry"];
        (entry["state"] == "cancelled").then_some(())
    })
    .await;
    screen.close().await;
}

#[tokio::test]
async fn a_family_enters_at_once_and_moves_to_another_number() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door(NO_PAUSE).await;
    let screen = kiosk.open().await;
    screen.begin().await;
    let number = json!({ "eventId": event, "mobile": "09140000003", "language": "fa" });
    let sent = ask(&screen, "send_code", number).await;
    assert_eq!(sent["mobile"], "09140000003", "to the one who typed it");
    let code = centre.outbox().nth(OMID, 1).await.code;
    ask(&screen, "redeem_code", json!({ "code": code })).await;
    for wrong in [json!([4]), json!([0]), json!([1, 99])] {
        let told = refusal(&screen, "check_in", json!({ "tickets": wrong })).await;
        assert_eq!(told, "ticket_closed");
    }
    let entered = ask(&screen, "check_in", json!({ "tickets": [1, 2, 3] })).await;
    for ticket in entered["tickets"].as_array().unwrap() {
        assert_eq!(ticket["entry"]["state"], "checked_in", "{ticket}");
        assert_eq!(ticket["entry"]["now"], true, "{ticket}");
    }
    centre.wait_for_records(event, "check-in", 3).await;

    let to = |mobile: &str| json!({ "mobile": mobile, "language": "en" });
    let same = refusal(&screen, "change_mobile", to("0914 000 0003")).await;
    assert_eq!(same, "same_number");
    let nonsense = refusal(&screen, "change_mobile", to("021")).await;
    assert_eq!(nonsense, "not_a_mobile");
    let early = refusal(&screen, "confirm_mobile", json!({ "code": "12345" })).await;
    assert_eq!(early, "session_over", "nothing was asked for");
    // Another's number is told of only once it is proven.
    ask(&screen, "change_mobile", to("09140000002")).await;
    let code = centre.outbox().nth(JOHN, 1).await.code;
    let taken = refusal(&screen, "confirm_mobile", json!({ "code": code })).await;
    assert_eq!(taken, "number_taken");
    // The centre carries to a number that is on no list, in the attendee's name.
    let sent = ask(&screen, "change_mobile", to("09140000077")).await;
    assert_eq!(sent["mobile"], "09140000077");
    centre.outbox().nth("+989140000077", 1).await;
    ask(&screen, "resend_code", json!({ "language": "fa" })).await;
    let code = centre.outbox().nth("+989140000077", 2).await.code;
    let wrong = json!({ "code": other_than(&code) });
    assert_eq!(
        refusal(&screen, "confirm_mobile", wrong).await,
        "wrong_code"
    );
    let moved = ask(&screen, "confirm_mobile", json!({ "code": code })).await;
    assert_eq!(moved["mobile"], "09•• ••• ••77");
    assert_eq!(moved["tickets"].as_array().unwrap().len(), 3);
    assert!(kiosk.outbox().all().is_empty(), "all went by the relay");
    centre.wait_for_records(event, "mobile-changed", 1).await;
    until("the QR", Duration::from_secs(15), async || {
        let shown = ask(&screen, "hand_off", json!({})).await;
        shown["url"].is_string().then_some(())
    })
    .await;
    screen.close().await;
}

#[tokio::test]
async fn staff_are_called_to_a_station_and_another_one_says_that_they_come() {
    let _turn = turn_for_two().await;
    let (centre, event, north) = door("").await;
    let nika = centre.staff("Nika", "steward", "4938", &[event]);
    let south = Kiosk::named("South", &centre, &centre.url(), &[event]);
    let mut kiosks = [north, south];
    let mut screens = Vec::new();
    for kiosk in &mut kiosks {
        let screen = kiosk.open().await;
        screen.begin().await;
        screens.push(screen);
    }
    for _ in 0..2 {
        ask(&screens[0], "call_staff", json!({ "eventId": event })).await;
    }
    let calls = async |at: usize, count: usize| {
        until("the calls", Duration::from_secs(15), async || {
            let calls = state(&screens[at]).await["calls"].clone();
            (calls.as_array()?.len() == count).then_some(calls)
        })
        .await
    };
    let own = calls(0, 1).await;
    assert_eq!(own[0]["mine"], true);
    let others = calls(1, 1).await;
    assert_eq!(others[0]["name"], "Door");
    assert_eq!(others[0]["mine"], false);
    assert!(others[0]["sinceMs"].is_u64(), "{others}");
    let since = || {
        let listed = centre.run(&["station", "list"]);
        let listed = listed["stations"].as_array().unwrap().clone();
        let calling = listed.iter().filter(|s| s["calls_staff_since"].is_string());
        calling.count()
    };
    assert_eq!(since(), 1);
    let caller = json!({ "station": others[0]["station"] });
    let refused = refusal(&screens[1], "answer_call", caller.clone()).await;
    assert_eq!(refused, "not_on_duty");
    be_on_duty(&screens[1], &nika).await;
    ask(&screens[1], "answer_call", caller).await;
    calls(1, 0).await;
    calls(0, 0).await;
    until("the centre to hear", Duration::from_secs(15), async || {
        (since() == 0).then_some(())
    })
    .await;
    for screen in screens {
        screen.close().await;
    }
}

#[tokio::test]
async fn a_station_that_is_out_of_order_stays_so_and_has_the_events_look() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    let file = centre.file("hall.png");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\n").unwrap();
    let (id, file) = (event.to_string(), file.to_str().unwrap().to_owned());
    let set = centre.run(&[
        "event",
        "look",
        &id,
        "--colour",
        "#ffcc00",
        "--picture",
        &file,
        "--next-en",
        "Hall 2",
    ]);
    let screen = kiosk.open().await;
    let shown = until("the event's look", Duration::from_secs(15), async || {
        let shown = state(&screen).await["events"][0].clone();
        shown["picture"].is_string().then_some(shown)
    })
    .await;
    assert_eq!(shown["picture"], set["picture"]);
    assert_eq!(shown["palette"]["dark"]["accent"], "#ffcc00");
    assert_eq!(shown["palette"]["light"]["onAccent"], "#ffffff");
    assert_eq!(shown["next"], json!({ "fa": null, "en": "Hall 2" }));
    let picture = ask(&screen, "event_picture", json!({ "eventId": event })).await;
    assert_eq!(picture, "data:image/png;base64,iVBORw0KGgo=");
    let none = ask(&screen, "event_picture", json!({ "eventId": 999 })).await;
    assert_eq!(none, Value::Null);

    assert_eq!(state(&screen).await["outOfOrder"], false);
    let nika = centre.staff("Nika", "steward", "4938", &[event]);
    let put_out = json!({ "on": true });
    let refused = refusal(&screen, "set_out_of_order", put_out.clone()).await;
    assert_eq!(refused, "not_on_duty");
    be_on_duty(&screen, &nika).await;
    ask(&screen, "set_out_of_order", put_out).await;
    screen.close().await;
    let screen = kiosk.open().await;
    assert_eq!(state(&screen).await["outOfOrder"], true);
    let back = json!({ "on": false });
    let refused = refusal(&screen, "set_out_of_order", back).await;
    assert_eq!(refused, "not_on_duty", "a restart ends the duty");
    be_on_duty(&screen, &nika).await;
    ask(&screen, "set_out_of_order", json!({ "on": false })).await;
    assert_eq!(state(&screen).await["outOfOrder"], false);
    screen.close().await;
}

//! The staff of a kiosk that serves alone: a colleague who is added at its screen, and a PIN that
//! nobody knows any more.

use super::found;
use crate::turn;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use serde_json::{Value, json};

async fn found_and_begin(screen: &Screen) {
    found(screen, "2468").await;
    // The first attendee ends the set-up.
    screen.begin().await;
    let nobody = json!({ "eventId": 1, "mobile": "09140000009", "language": "en" });
    drop(screen.invoke("send_code", nobody).await);
}

async fn enter(screen: &Screen, name: &str, pin: &str) -> Result<Value, Value> {
    let staff = screen.invoke("staff_members", json!({})).await.unwrap();
    let mut staff = staff.as_array().unwrap().iter();
    let member = staff.find(|member| member["name"] == name).unwrap();
    let typed = json!({ "staff": member["id"], "pin": pin });
    screen.invoke("enter_pin", typed).await
}

#[tokio::test]
async fn a_supervisor_adds_a_colleague_who_comes_on_duty_and_sets_no_pins() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new().in_language("en");
    let screen = kiosk.open().await;
    found_and_begin(&screen).await;
    come_on_duty(&screen, "2468").await;
    for control in ["nav-more", "set-up", "way-staff", "staff-name"] {
        screen.touch(control).await;
    }
    screen.type_keys("Omid").await;
    screen.touch("staff-pin").await;
    screen.type_keys("1357").await;
    screen.touch("keep-staff").await;
    let told = screen.text("pin-set").await;
    assert!(told.contains("Omid"), "{told}");
    screen.touch("leave-duty").await;
    let duty = enter(&screen, "Omid", "1357").await.unwrap();
    assert_eq!(duty["member"]["role"], "steward");
    let new = json!({ "name": "Sara", "role": "supervisor", "pin": "1111" });
    let refused = screen.invoke("setup_add_staff", new).await.unwrap_err();
    assert_eq!(refused["code"], "not_allowed");
    let nika = duty["member"]["id"].clone();
    let other = json!({ "staff": nika, "pin": "1111" });
    let refused = screen.invoke("setup_set_pin", other).await.unwrap_err();
    assert_eq!(refused["code"], "not_allowed");
    screen.invoke("leave_duty", json!({})).await.unwrap();
    // A supervisor gives them another PIN, and the old one is worth nothing.
    enter(&screen, "Nika", "2468").await.unwrap();
    let other = json!({ "staff": nika, "pin": "8642" });
    screen.invoke("setup_set_pin", other).await.unwrap();
    let same = json!({ "name": "Nika", "role": "steward", "pin": "1111" });
    let refused = screen.invoke("setup_add_staff", same).await.unwrap_err();
    assert_eq!(refused["code"], "staff_name_taken");
    let old = enter(&screen, "Omid", "1357").await.unwrap_err();
    assert_eq!(old["code"], "pin_wrong");
    enter(&screen, "Omid", "8642").await.unwrap();
    screen.close().await;
}

#[tokio::test]
async fn whoever_has_the_machine_sets_a_pin_that_nobody_knows_any_more() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new();
    let screen = kiosk.open().await;
    found_and_begin(&screen).await;
    let guessed = async || enter(&screen, "Nika", "0000").await.unwrap_err();
    while guessed().await["code"] != "pin_wait" {}
    let waits = enter(&screen, "Nika", "2468").await.unwrap_err();
    assert_eq!(waits["code"], "pin_wait", "even the right one waits");
    let at_the_shell = kiosk.arguments.clone();
    let mut set = async |name: &str, pin: &str| {
        kiosk.arguments = ["set-pin", name, "--pin", pin].map(str::to_owned).to_vec();
        kiosk.run_to_its_end().await
    };
    let (done, said) = set("Nobody", "9753").await;
    assert!(!done && said.contains("Nika"), "{said}");
    let (done, said) = set("Nika", "97").await;
    assert!(!done, "{said}");
    let (done, said) = set("Nika", "9753").await;
    assert!(done, "{said}");
    kiosk.arguments = at_the_shell;
    come_on_duty(&screen, "9753").await;
    screen.close().await;
}

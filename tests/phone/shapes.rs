//! The page for every eye and hand: large type, a keyboard, two complete catalogues.

use crate::door::{Door, ENGLISH, JOHN, PERSIAN, SARA, holds, picture};
use connect_tests::phone::{Phone, Setup};
use serde_json::{Value, json};

#[tokio::test]
async fn type_of_twice_the_size_fits_the_narrowest_phone() {
    let door = Door::open().await;
    let mut phone = Phone::new(PERSIAN);
    phone.go(&door.hand_off(SARA));
    phone.evaluate("document.documentElement.style.fontSize = '200%'");
    holds(&mut phone, "fa-large-proof");
    phone.touch("#last4");
    phone.type_text("0001");
    phone.press("Enter");
    phone.expect("#name", "سارا محمدی");
    holds(&mut phone, "fa-large-pass");
    phone.touch("#language");
    holds(&mut phone, "en-large-pass");
}

#[tokio::test]
async fn a_wide_screen_shows_it_too() {
    let door = Door::open().await;
    let wide = Setup {
        width: 1280,
        ..ENGLISH
    };
    let mut phone = door.enter(wide, SARA);
    holds(&mut phone, "en-wide");
    phone.resize(768);
    phone.picture(&picture("en-tablet"));
}

/// Presses Tab until an element has the focus; it must be seen.
fn tab_to(phone: &mut Phone, id: &str) {
    for _ in 0..6 {
        phone.press("Tab");
        if phone.evaluate("document.activeElement.id") == json!(id) {
            let outline = phone.evaluate("getComputedStyle(document.activeElement).outlineStyle");
            assert_eq!(outline, json!("solid"), "the focus on {id} is seen");
            return;
        }
    }
    panic!("no way to {id} by keyboard");
}

#[tokio::test]
async fn a_keyboard_is_enough() {
    let door = Door::open().await;
    let mut phone = Phone::new(ENGLISH);
    phone.go(&door.hand_off(JOHN));
    tab_to(&mut phone, "language");
    phone.press("Enter");
    phone.expect("#proof h1", "خودتان هستید");
    phone.press("Space");
    phone.expect("#proof h1", "Is it you?");
    tab_to(&mut phone, "last4");
    phone.type_text("0002");
    tab_to(&mut phone, "enter");
    phone.press("Enter");
    phone.expect("#name", "John Smith");
    assert_eq!(
        phone.evaluate("document.activeElement.id"),
        json!("event-name"),
        "the new screen's title is read"
    );
    tab_to(&mut phone, "leave");
    phone.press("Space");
    phone.expect("#notice-title", "logged out");
}

#[tokio::test]
async fn both_catalogues_are_complete_and_drawn_right() {
    let door = Door::open().await;
    let mut phone = Phone::new(PERSIAN);
    phone.go(&format!("{}/handoff", door.centre.url()));
    let keys = |phone: &mut Phone, language: &str| -> Value {
        phone.evaluate(&format!("Object.keys(SAY.{language}).sort()"))
    };
    let persian = keys(&mut phone, "fa");
    assert_eq!(persian, keys(&mut phone, "en"));
    assert!(persian.as_array().unwrap().len() > 40);
    let wrong = phone.evaluate(
        "Object.entries(SAY.fa).filter(([key, text]) => \
           /[\\u064B-\\u0652](?![\\u0600-\\u06FF\\u200C])|[0-9يك]/u.test(\
             typeof text === 'function' ? text('ساعت', 'ساعت') : text)).map(([key]) => key)",
    );
    assert_eq!(
        wrong,
        json!([]),
        "no mark ends a word, no Latin digit and no Arabic letter stands in a Persian text"
    );
}

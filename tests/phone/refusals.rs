//! What goes wrong is said in words.

use crate::door::{Door, ENGLISH, JOHN, PERSIAN, SARA, holds};
use connect_engine::policy::Policy;
use connect_engine::time::Millis;
use connect_tests::phone::Phone;
use serde_json::json;

fn prove(phone: &mut Phone, digits: &str) {
    phone.touch("#last4");
    phone.type_text(digits);
    phone.touch("#enter");
}

#[tokio::test]
async fn a_whole_number_is_its_last_digits_and_half_of_one_spends_no_try() {
    let door = Door::open().await;
    let mut phone = Phone::new(PERSIAN);
    phone.go(&door.hand_off(SARA));
    let (half, rest) = SARA.split_at(6);
    prove(&mut phone, half);
    phone.expect("#proof-error", "چهار رقم لازم است");
    phone.press("End");
    phone.type_text(rest);
    holds(&mut phone, "fa-whole-number");
    phone.touch("#enter");
    phone.expect("#name", "سارا محمدی");
}

#[tokio::test]
async fn wrong_digits_are_one_try_and_a_used_code_opens_nothing() {
    let door = Door::open().await;
    let address = door.hand_off(SARA);
    let mut phone = Phone::new(PERSIAN);
    phone.go(&address);
    prove(&mut phone, "12");
    phone.expect("#proof-error", "چهار رقم لازم است");
    holds(&mut phone, "fa-too-few");
    phone.press("End");
    phone.type_text("34");
    phone.touch("#enter");
    phone.expect("#notice-title", "این کد QR دیگر کار نمی‌کند");
    holds(&mut phone, "fa-refused");
    assert_eq!(phone.evaluate("sessionStorage.length"), json!(0));

    // The same address again, with the right digits; then another one in the same tab.
    phone.go(&address);
    prove(&mut phone, "0001");
    phone.expect("#notice-title", "این کد QR دیگر کار نمی‌کند");
    phone.go(&door.hand_off(JOHN));
    prove(&mut phone, "0002");
    phone.expect("#name", "John Smith");

    let mut other = Phone::new(ENGLISH);
    other.go(&address);
    prove(&mut other, "0001");
    other.expect("#notice-title", "This QR code no longer works");
    holds(&mut other, "en-refused");
}

#[tokio::test]
async fn an_old_code_has_expired() {
    let door = Door::open().await;
    door.station.fall_behind(Millis::from_secs(600));
    let address = door.hand_off(JOHN);
    let mut phone = Phone::new(ENGLISH);
    phone.go(&address);
    prove(&mut phone, "0002");
    phone.expect("#notice-title", "This QR code has expired");
    holds(&mut phone, "en-expired");
    phone.touch("#language");
    phone.expect("#notice-title", "زمان این کد QR تمام شده است");
    holds(&mut phone, "fa-expired");
}

#[tokio::test]
async fn wrong_digits_are_called_so_while_the_centre_still_takes_the_code() {
    let door = Door::open().await;
    // Its two minutes are over.
    door.station.fall_behind(Millis::from_secs(240));
    let session = door.session(JOHN);
    let mut phone = Phone::new(ENGLISH);
    phone.go(&door.station.hand_off_in(&session));
    let leeway = Policy::default().hand_off_leeway_s;
    assert_eq!(phone.evaluate("LEEWAY_S"), json!(leeway));
    prove(&mut phone, "0009");
    phone.expect("#notice-title", "This QR code no longer works");
    phone.go(&door.station.hand_off_in(&session));
    prove(&mut phone, "0002");
    phone.expect("#name", "John Smith");
}

#[tokio::test]
async fn an_answer_that_was_lost_may_have_spent_the_one_try() {
    let door = Door::open().await;
    let session = door.session(JOHN);
    let mut phone = Phone::new(ENGLISH);
    phone.go(&door.station.hand_off_in(&session));
    phone.lose("/api/oauth2/token", true);
    prove(&mut phone, "0002");
    phone.expect("#proof-error", "No connection");
    phone.lose("/api/oauth2/token", false);
    phone.touch("#enter");
    phone.expect("#notice-lead", "No answer came to the first try");
    holds(&mut phone, "en-lost");
    phone.touch("#language");
    phone.expect("#notice-lead", "به بار نخست پاسخی نرسید");
    holds(&mut phone, "fa-lost");

    // Of the next code nothing was lost.
    phone.go(&door.station.hand_off_in(&session));
    prove(&mut phone, "0009");
    phone.expect("#notice-lead", "رقم‌ها با شماره شما یکی نبود");
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_says_so_before_the_one_try_is_spent() {
    let door = Door::open().await;
    let address = door.hand_off(JOHN);
    let mut phone = Phone::new(ENGLISH);
    phone.keep_nothing();
    phone.go(&address);
    phone.expect("#notice-title", "This browser keeps nothing");
    holds(&mut phone, "en-blocked");
    phone.touch("#language");
    phone.expect("#notice-title", "این مرورگر چیزی برای صفحه نگه نمی‌دارد");
    holds(&mut phone, "fa-blocked");
    assert_eq!(
        phone.evaluate("location.href"),
        json!(address),
        "whoever lets it keep something loads the page again"
    );

    let mut other = Phone::new(ENGLISH);
    other.go(&address);
    prove(&mut other, "0002");
    other.expect("#name", "John Smith");
}

#[tokio::test]
async fn without_a_network_nothing_is_lost() {
    let door = Door::open().await;
    let mut phone = Phone::new(ENGLISH);
    phone.go(&door.hand_off(JOHN));
    phone.offline(true);
    prove(&mut phone, "0002");
    phone.expect("#proof-error", "No connection");
    holds(&mut phone, "en-no-link");
    phone.offline(false);
    phone.touch("#enter");
    phone.expect("#name", "John Smith");
}

#[tokio::test]
async fn a_page_on_a_bad_link_asks_again_and_a_session_that_is_over_says_so() {
    let door = Door::open().await;
    let mut phone = door.enter(ENGLISH, JOHN);
    phone.block("/api/me", true);
    phone.reload();
    phone.expect("#notice-title", "No connection");
    holds(&mut phone, "en-link");
    phone.block("/api/me", false);
    phone.touch("#retry");
    phone.expect("#name", "John Smith");

    let listed = door.centre.run(&["attendee", "list", "--event", "1"]);
    let attendees = listed["attendees"].as_array().unwrap();
    let john = attendees
        .iter()
        .find(|one| one["name"] == "John Smith")
        .unwrap();
    door.centre
        .run(&["attendee", "remove", john["id"].as_str().unwrap()]);
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    phone.expect("#notice-title", "This page timed out");
    holds(&mut phone, "en-over");
    assert_eq!(
        phone.evaluate("sessionStorage.getItem('connect-token')"),
        json!(null)
    );
}

#[tokio::test]
async fn what_stands_before_the_centre_ends_nothing() {
    let door = Door::open().await;
    let mut phone = Phone::new(ENGLISH);
    phone.go(&door.hand_off(JOHN));
    phone.intercept("/api/oauth2/token", Some(404));
    prove(&mut phone, "0002");
    phone.expect("#proof-error", "The centre isn’t answering");
    phone.intercept("/api/oauth2/token", None);
    phone.touch("#enter");
    phone.expect("#name", "John Smith");

    for status in [401, 403, 404] {
        phone.intercept("/api/me", Some(status));
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        phone.expect("#fresh", "No connection; this is how it was at");
        phone.intercept("/api/me", None);
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        phone.expect("#fresh", "As of");
    }
}

#[tokio::test]
async fn digits_are_asked_for_again_where_the_page_is_loaded_again() {
    let door = Door::open().await;
    let mut phone = Phone::new(ENGLISH);
    phone.go(&door.hand_off(SARA));
    phone.expect("#proof h1", "Is it you?");
    phone.reload();
    prove(&mut phone, "0001");
    phone.expect("#name", "سارا محمدی");
    phone.reload();
    phone.expect("#name", "سارا محمدی");

    // One that nobody answered in time hides no pass.
    phone.go(&door.hand_off(JOHN));
    phone.reload();
    phone.expect("#proof h1", "Is it you?");
    phone.evaluate(
        "sessionStorage.setItem('connect-hand-off', `a.${btoa(JSON.stringify({ exp: 1 }))}.c`)",
    );
    phone.reload();
    phone.expect("#name", "سارا محمدی");
}

#[tokio::test]
async fn wrong_digits_of_a_new_code_leave_the_pass_of_the_old_one() {
    let door = Door::open().await;
    let session = door.session(JOHN);
    let mut phone = Door::enter_at(&door.station.hand_off_in(&session), ENGLISH, JOHN);
    phone.go(&door.station.hand_off_in(&session));
    prove(&mut phone, "0009");
    phone.expect("#notice-title", "This QR code no longer works");
    phone.reload();
    phone.expect("#name", "John Smith");
}

#[tokio::test]
async fn a_code_that_is_scanned_while_another_is_answered_is_asked_about() {
    let door = Door::open().await;
    let mut phone = Phone::new(ENGLISH);
    phone.go(&door.hand_off(SARA));
    phone.evaluate(
        "{ const real = fetch; \
           const held = new Promise((go) => { window.letGo = () => { go(); return true; }; }); \
           window.fetch = async (...call) => { await held; return real(...call); }; }",
    );
    prove(&mut phone, "0001");
    phone.expect("#enter", "Checking");
    phone.go(&door.hand_off(JOHN));
    phone.evaluate("letGo()");
    phone.expect("#enter", "Open my ticket");
    prove(&mut phone, "0002");
    phone.expect("#name", "John Smith");
}

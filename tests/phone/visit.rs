//! A visit in which everything goes well.

use crate::door::{Door, ENGLISH, JOHN, PERSIAN, SARA, STRANGER, holds};
use connect_engine::mobile::Mobile;
use connect_tests::phone::Phone;
use connect_tests::wait::until;
use serde_json::json;
use std::time::Duration;

/// How long a token may take to end once one has left, on a busy machine.
const ENDED: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_family_opens_its_tickets_in_persian() {
    let door = Door::open().await;
    let mut phone = Phone::new(PERSIAN);
    let address = door.hand_off(SARA);
    phone.go(&address);
    phone.expect("#proof h1", "خودتان هستید");
    holds(&mut phone, "fa-proof");
    let bare = format!("{}/handoff", door.centre.url());
    assert_eq!(
        phone.evaluate("location.href"),
        json!(bare),
        "the hand-off has left the address bar"
    );
    phone.touch("#last4");
    phone.type_text("00");
    phone.type_text("۰۱");
    assert_eq!(
        phone.evaluate("document.getElementById('last4').value"),
        json!("۰۰۰۱")
    );
    phone.press("Enter");
    phone.expect("#name", "سارا محمدی");
    let when = phone.read("#when");
    assert_eq!(
        when.lines().collect::<Vec<_>>(),
        ["دوشنبه ۴ آذر ۱۴۱۵", "۰۹:۰۰ تا ۱۸:۳۰"],
        "the event's own hours, whatever the phone's zone"
    );
    assert_eq!(phone.read("#tickets-title"), "۳ بلیت شما");
    assert_eq!(
        phone.evaluate(
            "[...document.querySelectorAll('main :not(.code)')].flatMap((e) => [...e.childNodes]) \
               .filter((n) => n.nodeType === 3 && n.parentElement.className !== 'code' \
                 && /[0-9]/.test(n.data)).map((n) => n.data)"
        ),
        json!([]),
        "no Latin digit in Persian but a ticket's own code"
    );
    holds(&mut phone, "fa-pass");
    let codes = ["KRM-7Q2M-0481", "KRM-7Q2M-0482"];
    for (nth, code) in codes.iter().enumerate() {
        let scanned = phone.scan(&format!(".ticket:nth-child({}) .qr", nth + 1));
        assert_eq!(scanned, json!([code]), "a scanner reads what stands below");
    }
    phone.expect(".ticket:nth-child(3)", "لغو شده");
    assert_eq!(
        phone.evaluate("document.querySelectorAll('.qr').length"),
        json!(2),
        "nothing scans a cancelled ticket"
    );
    assert_eq!(
        phone.evaluate("[...document.fonts].map((font) => font.status)"),
        json!(["loaded"]),
        "the kiosk's own type"
    );
}

#[tokio::test]
async fn the_token_is_in_the_session_alone_and_ends_when_one_leaves() {
    let door = Door::open().await;
    let mut phone = door.enter(ENGLISH, JOHN);
    let kept = phone.evaluate("sessionStorage.getItem('connect-token')");
    let kept = kept.as_str().unwrap().to_owned();
    assert_eq!(kept.split('.').count(), 3, "a token");
    let elsewhere = phone.evaluate("location.href + JSON.stringify(localStorage)");
    assert!(!elsewhere.as_str().unwrap().contains(&kept));
    assert_eq!(phone.evaluate("localStorage.length"), json!(0));
    assert_eq!(phone.evaluate("document.cookie"), json!(""));
    assert_eq!(phone.cookies(), json!([]));
    let written = phone.evaluate("document.documentElement.outerHTML");
    assert!(!written.as_str().unwrap().contains(&kept));
    phone.reload();
    phone.expect("#name", "John Smith");

    let me = async || {
        let get = door
            .centre
            .http
            .get(format!("{}/api/me", door.centre.url()));
        get.bearer_auth(&kept).send().await.unwrap().status()
    };
    assert_eq!(me().await, 200);
    phone.touch("#leave");
    phone.expect("#notice-title", "You are logged out on this phone");
    holds(&mut phone, "en-left");
    until("the token to end at the centre", ENDED, async || {
        (me().await == 401).then_some(())
    })
    .await;
    let left =
        phone.evaluate("JSON.stringify(sessionStorage) + document.documentElement.outerHTML");
    let left = left.as_str().unwrap();
    for his in [kept.as_str(), "John", "T-2"] {
        assert!(!left.contains(his), "{his} is left");
    }
    phone.reload();
    phone.expect("#notice-title", "Open this page from the kiosk");
    holds(&mut phone, "en-empty");
}

#[tokio::test]
async fn another_code_in_the_same_tab_ends_the_login_before_it() {
    let door = Door::open().await;
    let mut phone = door.enter(ENGLISH, JOHN);
    let token = "sessionStorage.getItem('connect-token')";
    let first = phone.evaluate(token).as_str().unwrap().to_owned();
    let me = async |held: &str| {
        let get = door
            .centre
            .http
            .get(format!("{}/api/me", door.centre.url()));
        get.bearer_auth(held).send().await.unwrap().status()
    };
    assert_eq!(me(&first).await, 200);
    phone.go(&door.hand_off(SARA));
    phone.touch("#last4");
    phone.type_text(&SARA[7..]);
    phone.touch("#enter");
    phone.expect("#name", "سارا محمدی");
    until("the first token to end at the centre", ENDED, async || {
        (me(&first).await == 401).then_some(())
    })
    .await;
    let second = phone.evaluate(token).as_str().unwrap().to_owned();
    assert_eq!(me(&second).await, 200, "the second one stands");

    // Where that one can't be ended, the next one comes in all the same.
    phone.block("/api/oauth2/revoke", true);
    let session = door.session(STRANGER);
    door.station.exchange().await;
    phone.go(&door.station.hand_off_in(&session));
    phone.touch("#last4");
    phone.type_text(&STRANGER[7..]);
    phone.touch("#enter");
    phone.expect(".ticket h3", "Ticket 1");
    let third = phone.evaluate(token).as_str().unwrap().to_owned();
    assert_ne!(third, second);
    assert_eq!(me(&third).await, 200, "it is in all the same");
}

#[tokio::test]
async fn a_guest_reads_english_and_may_switch() {
    let door = Door::open().await;
    let mut phone = door.enter(ENGLISH, JOHN);
    assert_eq!(phone.evaluate("document.documentElement.lang"), json!("en"));
    assert_eq!(
        phone.read("#when").lines().collect::<Vec<_>>(),
        ["Monday 24 November 2036", "09:00 – 18:30"]
    );
    let days = "{ starts_at: '2026-11-24T09:00:00+03:30', ends_at: '2026-11-25T22:30:00Z', \
                  timezone: 'Asia/Tehran' }";
    assert_eq!(
        phone.evaluate(&format!("eventLines({days}, 'en')")),
        json!([
            "From Tuesday 24 November 2026, 09:00",
            "to Thursday 26 November 2026, 02:00"
        ]),
        "several days, by the event's own midnight"
    );
    assert_eq!(
        phone.evaluate(&format!("eventLines({days}, 'fa')")),
        json!([
            "از سه‌شنبه ۳ آذر ۱۴۰۵، ۰۹:۰۰",
            "تا پنجشنبه ۵ آذر ۱۴۰۵، ۰۲:۰۰"
        ])
    );
    assert_eq!(
        phone.evaluate("document.querySelector('#event-name bdi').lang"),
        json!("fa"),
        "a Persian name in a Persian voice"
    );
    assert_eq!(
        phone.evaluate("document.querySelector('#name bdi').lang"),
        json!("en")
    );
    holds(&mut phone, "en-pass");
    phone.touch("#language");
    phone.expect("#hello", "خوش آمدید");
    assert_eq!(phone.evaluate("document.documentElement.dir"), json!("rtl"));
    holds(&mut phone, "fa-john");
    phone.reload();
    phone.expect("#hello", "خوش آمدید");
}

#[tokio::test]
async fn whoever_is_not_let_in_yet_is_told_when() {
    let door = Door::open().await;
    let event = door.event.alias.to_string();
    let rule = |bound: &str, at: &str| {
        door.centre
            .run(&["event", "ticket-type", &event, "VIP", bound, at]);
    };
    rule("--from", "2036-11-24T14:00:00+03:30");
    door.station.exchange().await;
    let mut phone = door.enter(ENGLISH, JOHN);
    phone.expect(
        ".ticket .entry.closed",
        "Lets in from Monday 24 November 2036 at 14:00",
    );
    let tehran = "{ timezone: 'Asia/Tehran' }";
    assert_eq!(
        phone.evaluate(&format!(
            "openingTime(new Date(), {tehran}, 'en') === \
             SAY.en.entryFrom(clockTime(new Date(), 'Asia/Tehran'))"
        )),
        json!(true),
        "no day of what is today"
    );
    assert_eq!(
        phone.evaluate("document.getElementById('tickets-lead').hidden"),
        json!(true),
        "nobody is sent to the scanner"
    );
    holds(&mut phone, "en-not-yet");
    rule("--from", "2036-11-25T08:30:00+03:30");
    phone.reload();
    phone.expect(
        ".ticket .entry.closed",
        "Lets in from Tuesday 25 November 2036 at 08:30",
    );
    phone.touch("#language");
    phone.expect(
        ".ticket .entry.closed",
        "پذیرش از سه‌شنبه ۵ آذر ۱۴۱۵، ساعت ۰۸:۳۰",
    );
    rule("--until", "2026-01-01T08:30:00+03:30");
    phone.reload();
    phone.expect(".ticket .entry.closed", "زمان پذیرش این بلیت گذشته است");
    holds(&mut phone, "fa-over");
}

#[tokio::test]
async fn a_pass_of_three_entries_sends_nobody_back_who_is_inside() {
    let door = Door::open().await;
    let event = door.event.alias.to_string();
    let rule = |more: &[&str]| {
        let rule = ["event", "ticket-type", &event, "VIP", "--entries", "3"];
        door.centre.run(&[&rule, more].concat());
    };
    rule(&[]);
    door.station.exchange().await;
    let address = door.hand_off(JOHN);
    // The login has checked it in.
    door.station.exchange().await;
    let mut phone = Door::enter_at(&address, ENGLISH, JOHN);
    phone.expect(".ticket .entry.in", "Checked in");
    let lead_hidden = "document.getElementById('tickets-lead').hidden";
    assert_eq!(phone.evaluate(lead_hidden), json!(true));
    rule(&["--until", "2026-01-01T08:30:00+03:30"]);
    phone.reload();
    // The kiosk says no more of it either.
    phone.expect(".ticket .entry.closed", "This ticket’s time is over");
    holds(&mut phone, "en-used-and-over");
}

#[tokio::test]
async fn who_walked_in_has_a_ticket_though_no_name() {
    let door = Door::open().await;
    let mobile = Mobile::parse(STRANGER).unwrap();
    let session = door.station.session(&door.event, &mobile);
    // The centre hears of them before they are shown the way to their phone.
    door.station.exchange().await;
    let address = door.station.hand_off_in(&session);
    let mut phone = Door::enter_at(&address, PERSIAN, STRANGER);
    assert_eq!(
        phone.evaluate("document.getElementById('name').hidden"),
        json!(true),
        "no empty line stands for a name"
    );
    assert_eq!(phone.read(".ticket h3"), "بلیت ۱");
    assert_eq!(
        phone.evaluate("document.querySelector('.qr').getAttribute('aria-label')"),
        json!("کد QR بلیت ۱")
    );
    holds(&mut phone, "fa-nameless");
    phone.touch("#language");
    phone.expect(".ticket h3", "Ticket 1");
}

#[tokio::test]
async fn a_check_in_shows_when_one_looks_again() {
    let door = Door::open().await;
    // With one ticket the login at the station checks it in; the centre hasn't heard yet.
    let mut phone = door.enter(ENGLISH, JOHN);
    phone.expect(".ticket", "Not checked in yet");
    let lead_hidden = "document.getElementById('tickets-lead').hidden";
    assert_eq!(phone.evaluate(lead_hidden), json!(false));
    door.station.exchange().await;
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    phone.expect(".ticket .entry.in", "Checked in");
    assert_eq!(
        phone.evaluate(lead_hidden),
        json!(true),
        "nobody who is inside is sent to the scanner again"
    );
    holds(&mut phone, "en-checked-in");

    phone.offline(true);
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    phone.expect("#fresh", "No connection; this is how it was at");
    phone.expect("#tickets", "T-2");
    holds(&mut phone, "en-offline");
    phone.offline(false);
    phone.expect("#fresh", "As of");
}

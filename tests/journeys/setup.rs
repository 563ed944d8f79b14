//! Setting a kiosk up in its own window, with one text, and every way in which that can fail.

mod again;
mod alone;
mod by_touch;
mod colleagues;
mod enrol;
mod forgotten;
mod joining;
mod second_way;

use crate::clocks::clock_at;
use crate::{ROSTER, SARA, ask, turn};
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::program::free_port;
use connect_tests::screen::Screen;
use connect_tests::tls::Front;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::Instant;

/// The text that the organiser's terminal shows.
fn join_text(centre: &Centre, events: &[i64]) -> String {
    let events: Vec<String> = events.iter().map(ToString::to_string).collect();
    let mut arguments = vec!["station", "code"];
    if !events.is_empty() {
        arguments.push("--event");
    }
    arguments.extend(events.iter().map(String::as_str));
    let told = centre.run(&arguments);
    told["join"].as_str().unwrap().to_owned()
}

async fn join(screen: &Screen, text: &str, name: &str) -> Result<Value, Value> {
    let arguments = json!({ "join": text, "name": name });
    screen.invoke("setup_join", arguments).await
}

/// Why a text doesn't set it up.
async fn refusal(screen: &Screen, text: &str) -> String {
    let refused = join(screen, text, "Door").await.unwrap_err();
    refused["code"].as_str().unwrap().to_owned()
}

/// Sets a new kiosk up to serve one event alone, with Nika as its supervisor; the event's id.
pub async fn found(screen: &Screen, pin: &str) -> i64 {
    let event = json!({
        "eventName": "Poetry night", "startsAt": null, "endsAt": null, "timezone": "Asia/Tehran",
        "staffName": "Nika", "pin": pin, "name": "Door",
    });
    let done = screen.invoke("setup_alone", event).await.unwrap();
    done["events"][0]["id"].as_i64().unwrap()
}

/// A supervisor on duty joins a centre with a text, by touches alone, and keeps what is offered.
async fn join_by_touch(screen: &Screen, text: &str) {
    for control in ["nav-more", "set-up", "way-join", "join-code"] {
        screen.touch(control).await;
    }
    screen.touch_text(text).await;
    screen.touch("join").await;
    screen.text("step-choices").await;
    screen.touch("keep").await;
    screen.text("kept").await;
    screen
        .expect_value("staff-line", "data-link", "online")
        .await;
}

async fn state(screen: &Screen) -> Value {
    screen.invoke("station_state", json!({})).await.unwrap()
}

#[tokio::test]
async fn one_text_leads_to_the_first_attendee_in_under_two_minutes() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let (first, second) = (
        centre.event("یکم", &[], ROSTER),
        centre.event("دوم", &[], ROSTER),
    );
    centre.serve().await;
    let mut kiosk = Kiosk::new();
    let screen = kiosk.open().await;
    assert_eq!(state(&screen).await["setUp"], false);
    let number = json!({ "eventId": first, "mobile": "09140000001", "language": "fa" });
    let early = screen.invoke("send_code", number).await.unwrap_err();
    assert_eq!(early["code"], "not_set_up");
    let begun = Instant::now();
    let text = join_text(&centre, &[first, second]);
    let done = join(&screen, &text.to_lowercase(), " ورودی شمالی ").await;
    let done = done.unwrap();
    assert_eq!(done["name"], "ورودی شمالی");
    assert_eq!(done["events"].as_array().unwrap().len(), 2);
    let set = [
        ("setup_serve", json!({ "eventIds": [first] })),
        ("setup_language", json!({ "language": "en" })),
        (
            "setup_sms",
            json!({ "chain": { "relay": true, "kavenegar": null, "outbox": null } }),
        ),
    ];
    for (command, arguments) in &set {
        screen.invoke(command, arguments.clone()).await.unwrap();
    }
    let shown = state(&screen).await;
    assert_eq!(shown["setUp"], true);
    assert_eq!(shown["name"], "ورودی شمالی");
    assert_eq!(shown["language"], "en");
    assert_eq!(shown["events"].as_array().unwrap().len(), 1);
    ask(&screen, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    assert!(begun.elapsed() < Duration::from_mins(2));
    centre.wait_for_records(first, "check-in", 1).await;
    // With the first attendee the set-up is over, for whatever runs in the window.
    let again = refusal(&screen, &join_text(&centre, &[first])).await;
    assert_eq!(again, "not_on_duty");
    for (command, arguments) in set {
        let late = screen.invoke(command, arguments).await.unwrap_err();
        assert_eq!(late["code"], "not_on_duty", "{command}");
    }
    screen.close().await;
    // What was set is what the next start begins with.
    let screen = kiosk.open().await;
    let shown = state(&screen).await;
    assert_eq!(
        (&shown["name"], &shown["language"]),
        (&json!("ورودی شمالی"), &json!("en"))
    );
    assert_eq!(shown["events"][0]["id"], first);
    screen.close().await;
}

/// Answers every call as a hotel's network does before somebody has logged in to it.
async fn hotel() -> String {
    answering("200 OK").await
}

/// Answers every call with this status and a page.
async fn answering(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            drop(stream.read(&mut request).await);
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: 7\r\n\
                 connection: close\r\n\r\n<html/>"
            );
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    address
}

#[tokio::test]
async fn each_way_to_fail_has_a_word_of_its_own_and_the_right_text_still_works() {
    let _turn = turn().await;
    let mut centre = Centre::new();
    let event = centre.event("One", &[], ROSTER);
    centre.serve().await;
    let mut kiosk = Kiosk::new();
    let screen = kiosk.open().await;
    let code = "2345-6789-ABCD-EFGH";
    let at = |address: &str| format!("{address}/enrol#1.{code}");
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let front = Front::new().await;
    let unknown = at(&front.address);
    front.before(&centre.url(), made.cert.der().clone(), &made.signing_key);
    let nobody = format!("http://127.0.0.1:{}", free_port());
    for (text, told) in [
        ("connect".to_owned(), "join_code_unreadable"),
        (at("http://connect.example.org"), "join_code_unreadable"),
        (
            format!("{}/enrol#2.{code}", centre.url()),
            "join_code_newer",
        ),
        (at(&centre.url()), "join_code_used"),
        (at(&nobody), "no_network"),
        (at("https://centre.invalid"), "no_network"),
        (at(&hotel().await), "proxy_in_the_way"),
        // What stands before the centre for its certificate, while the centre doesn't run.
        (at(&answering("502 Bad Gateway").await), "centre_down"),
        (unknown, "certificate_wrong"),
    ] {
        assert_eq!(refusal(&screen, &text).await, told, "{text}");
        assert_eq!(state(&screen).await["setUp"], false, "{text}");
    }
    let text = join_text(&centre, &[event]);
    let nameless = join(&screen, &text, "  ").await.unwrap_err();
    assert_eq!(nameless["code"], "name_needed");
    join(&screen, &text, "Door").await.unwrap();
    screen.expect("attract").await;
    screen.close().await;
    // Another kiosk has no use for it any more.
    let mut other = Kiosk::new();
    let screen = other.open().await;
    assert_eq!(refusal(&screen, &text).await, "join_code_used");
    screen.close().await;
}

/// An authority, and a certificate by it for this machine that ended in 2021.
fn ended() -> (rcgen::Certificate, rcgen::Certificate, KeyPair) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (authority.not_before, authority.not_after) =
        (date_time_ymd(2020, 1, 1), date_time_ymd(2040, 1, 1));
    let trusted = authority.self_signed(&authority_key).unwrap();
    let authority = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let mut shown = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    (shown.not_before, shown.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    let shown = shown.signed_by(&key, &authority).unwrap();
    (trusted, shown, key)
}

#[tokio::test]
async fn an_ended_certificate_is_told_from_a_clock_that_is_wrong() {
    let _turn = turn().await;
    let (trusted, shown, key) = ended();
    let front = Front::new().await;
    let text = format!("{}/enrol#1.2345-6789-ABCD-EFGH", front.address);
    let centre = Centre::new();
    front.before(&centre.url(), shown.der().clone(), &key);
    let authorities = centre.file("authorities.pem");
    std::fs::write(&authorities, trusted.pem()).unwrap();
    let trust = (
        "SSL_CERT_FILE".to_owned(),
        authorities.display().to_string(),
    );
    let mut kiosk = Kiosk::new();
    kiosk.environment = vec![trust.clone()];
    let screen = kiosk.open().await;
    assert_eq!(refusal(&screen, &text).await, "certificate_wrong");
    screen.close().await;
    kiosk.environment = clock_at("@2020-06-01 00:00:00");
    kiosk.environment.push(trust);
    let screen = kiosk.open().await;
    let told = join(&screen, &text, "Door").await.unwrap_err();
    assert_eq!(told["code"], "clock_wrong");
    let year = 365 * 24 * 3_600_000_i64;
    assert!(told["offMs"].as_i64().unwrap() < -5 * year, "{told}");
    screen.close().await;
}

#[tokio::test]
async fn a_centre_that_was_never_served_tells_what_is_missing() {
    let centre = Centre::new();
    let event = centre.event("One", &[], "");
    let told = centre.run(&["station", "code", "--event", &event.to_string()]);
    assert_eq!(told["join"], Value::Null);
    let mut centre = centre;
    centre.serve().await;
    let text = join_text(&centre, &[event]);
    assert!(
        text.starts_with(&format!("{}/enrol#1.", centre.url())),
        "{text}"
    );
}

#[tokio::test]
async fn a_kiosk_without_any_centre_serves_an_event_of_its_own() {
    let _turn = turn().await;
    let mut kiosk = Kiosk::new();
    let screen = kiosk.open().await;
    let founded = |pin: &str, zone: &str| {
        json!({
            "eventName": "شب شعر", "startsAt": null, "endsAt": null, "timezone": zone,
            "staffName": "نیکا", "pin": pin, "name": "ورودی",
        })
    };
    for (arguments, told) in [
        (founded("12", "Asia/Tehran"), "not_a_pin"),
        (founded("2468", "Mars/Olympus"), "no_such_zone"),
    ] {
        let refused = screen.invoke("setup_alone", arguments).await.unwrap_err();
        assert_eq!(refused["code"], told);
        assert_eq!(state(&screen).await["setUp"], false);
    }
    let done = screen
        .invoke("setup_alone", founded("۲۴۶۸", "Asia/Tehran"))
        .await
        .unwrap();
    assert_eq!(done["events"][0]["name"], "شب شعر");
    let event = done["events"][0]["id"].as_i64().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("guests.csv");
    let import = |csv: &str| {
        std::fs::write(&file, csv).unwrap();
        json!({ "eventId": event, "path": file })
    };
    for (csv, told) in [("", "empty"), ("نام;کد بلیت\nسارا;T-1\n", "no_mobile")] {
        let refused = screen.invoke("import_roster_file", import(csv)).await;
        assert_eq!(
            refused.unwrap_err(),
            json!({ "code": "no_roster", "why": told })
        );
    }
    // As a spreadsheet program writes it, with a row that stands there twice.
    let sheet = "\u{feff}نام;موبایل;کد بليت;نوع بلیت\r\nسارا;۰۹۱۴۰۰۰۰۰۰۱;T-1;ویژه\r\n\
                 سارا;۰۹۱۴۰۰۰۰۰۰۱;T-1;ویژه\r\nجان;09140000002;T-2;\r\n";
    let report = screen.invoke("import_roster_file", import(sheet)).await;
    let twice = json!({ "line": 3, "why": { "code": "twice", "first": 2 } });
    assert_eq!(
        report.unwrap(),
        json!({ "added": 2, "changed": 0, "rejected": [twice] })
    );
    screen
        .expect_value("staff-line", "data-link", "alone")
        .await;
    ask(&screen, "09140000001").await;
    let code = kiosk.outbox().nth(SARA, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    let shown = state(&screen).await;
    assert_eq!(shown["recordsWaiting"], 0, "nothing waits for anybody");
    let url = screen.invoke("hand_off", json!({})).await.unwrap();
    assert_eq!(url["url"], Value::Null, "no phone could take it over");
    let late = screen.invoke("import_roster_file", import(sheet)).await;
    assert_eq!(late.unwrap_err()["code"], "not_on_duty");
    // Whoever founded it comes on duty with their PIN, and may go on.
    let staff = screen.invoke("staff_members", json!({})).await.unwrap();
    assert_eq!(staff[0]["role"], "supervisor");
    let pin = json!({ "staff": staff[0]["id"], "pin": "2468" });
    screen.invoke("enter_pin", pin).await.unwrap();
    let again = screen.invoke("import_roster_file", import(sheet)).await;
    assert_eq!(again.unwrap()["added"], 0);
    screen.close().await;
    // The next start needs nothing that the first one was told.
    let screen = kiosk.open().await;
    assert_eq!(state(&screen).await["link"], "alone");
    assert_eq!(state(&screen).await["events"][0]["id"], event);
    screen.close().await;
}

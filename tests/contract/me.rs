//! What a user sees and changes of themself: `GET` and `PATCH /api/me`.

use crate::served;
use connect_engine::acts::{self, NewNumber};
use connect_engine::code::Verifier;
use connect_engine::message::{Language, Message};
use connect_engine::mobile::Mobile;
use connect_engine::oauth::EVENT_MOBILE_VERIFICATION;
use connect_engine::secret::Secret;
use connect_engine::store::RosterRows as _;
use connect_tests::centre::Centre;
use connect_tests::outbox::Outbox;
use connect_tests::station::Station;
use reqwest::Response;
use serde_json::{Value, json};

type App = (String, String);

/// A centre that may send to a number again at once.
async fn without_pauses() -> (Centre, i64, App) {
    let mut centre = Centre::new();
    let event = centre.event("No pauses", &[], crate::ROSTER);
    let client = centre.client(&[event]);
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, "send_pause_s = 0\n").unwrap();
    centre.serve_with(&["--policy", policy.to_str().unwrap()]);
    centre.serve().await;
    (centre, event, client)
}

/// A user's token for a number.
pub async fn user(centre: &Centre, event: i64, client: &App, mobile: &str) -> String {
    let token = centre.client_token(client).await;
    let to = Mobile::parse(mobile).unwrap();
    let before = centre.outbox().to(to.e164()).len();
    assert_eq!(centre.ask_code(&token, mobile).await.status(), 202);
    let sent = newest(&centre.outbox(), mobile, before + 1).await;
    let answer = log_in(centre, event, client, mobile, &sent).await;
    assert_eq!(answer.status(), 200, "{mobile}");
    let answer: Value = answer.json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

async fn log_in(centre: &Centre, event: i64, client: &App, mobile: &str, code: &str) -> Response {
    let login = json!({
        "grant_type": EVENT_MOBILE_VERIFICATION,
        "client_id": client.0, "client_secret": client.1,
        "mobile": mobile, "mobile_verification_code": code, "event_id": event,
    });
    centre.token(&login).await
}

/// The code of the number's n-th SMS.
async fn newest(outbox: &Outbox, mobile: &str, n: usize) -> String {
    let to = Mobile::parse(mobile).unwrap();
    outbox.nth(to.e164(), n).await.code
}

async fn change(centre: &Centre, token: &str, body: &Value) -> Response {
    let url = format!("{}/api/me", centre.url());
    let patch = centre.http.patch(url).bearer_auth(token).json(body);
    patch.send().await.unwrap()
}

async fn me(centre: &Centre, token: &str) -> Value {
    let get = centre.http.get(format!("{}/api/me", centre.url()));
    get.bearer_auth(token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

fn to(mobile: &str, code: &str) -> Value {
    json!({ "mobile": mobile, "mobile_verification_code": code })
}

fn other_than(code: &str) -> String {
    format!("{:05}", (code.parse::<u32>().unwrap() + 1) % 100_000)
}

/// Status, kind and the exact body of a problem document.
async fn problem(answer: Response) -> (u16, String, String) {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    (status, body["type"].as_str().unwrap().to_owned(), text)
}

#[tokio::test]
async fn a_user_moves_to_a_new_number_and_logs_in_with_it_and_not_with_the_old_one() {
    let (centre, event, client) = without_pauses().await;
    let token = user(&centre, event, &client, "09140000001").await;
    let before = me(&centre, &token).await;
    assert_eq!(centre.ask_code(&token, "09140000077").await.status(), 202);
    let code = newest(&centre.outbox(), "09140000077", 1).await;
    let answer = change(&centre, &token, &to("914 000 0077", &code)).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let after: Value = answer.json().await.unwrap();
    assert_eq!(after["mobile"], "+989140000077");
    assert_eq!(after["sub"], before["sub"]);
    assert_eq!(after["tickets"], before["tickets"]);
    assert_eq!(me(&centre, &token).await, after, "the same token goes on");
    let again = user(&centre, event, &client, "09140000077").await;
    assert_eq!(me(&centre, &again).await["sub"], before["sub"]);
    let app = centre.client_token(&client).await;
    assert_eq!(centre.ask_code(&app, "09140000001").await.status(), 202);
    let old = log_in(&centre, event, &client, "09140000001", &code).await;
    assert_eq!(old.status(), 400);
    assert_eq!(centre.outbox().to("+989140000001").len(), 1);
    assert_eq!(centre.records(event, "mobile-changed").len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_change_is_said_in_the_statuses_of_the_interface() {
    let (centre, event, client) = served().await;
    let token = user(&centre, event, &client, "09140000001").await;
    for body in [
        json!({}),
        json!({ "mobile": "09140000077" }),
        json!({ "mobile_verification_code": "12345" }),
        to("02112345678", "12345"),
        to("09140000077", "1234"),
        to("09140000077", "hello"),
    ] {
        let (status, _, text) = problem(change(&centre, &token, &body).await).await;
        assert_eq!(status, 422, "{body}: {text}");
    }
    let app = centre.client_token(&client).await;
    let (status, ..) = problem(change(&centre, &app, &to("09140000077", "12345")).await).await;
    assert_eq!(status, 403, "a client is no attendee");
    let (status, ..) = problem(change(&centre, "x.y.z", &json!({})).await).await;
    assert_eq!(status, 401);

    // Unknown, wrong and used are one answer, byte for byte.
    let unknown = problem(change(&centre, &token, &to("09140000078", "12345")).await).await;
    assert_eq!(
        (unknown.0, unknown.1.as_str()),
        (400, "urn:connect-kiosk:problem:wrong-code")
    );
    assert_eq!(centre.ask_code(&token, "09140000077").await.status(), 202);
    let code = newest(&centre.outbox(), "09140000077", 1).await;
    let wrong = change(&centre, &token, &to("09140000077", &other_than(&code))).await;
    assert_eq!(problem(wrong).await, unknown);
    let right = change(&centre, &token, &to("09140000077", &code)).await;
    assert_eq!(right.status(), 200);
    let used = change(&centre, &token, &to("09140000077", &code)).await;
    assert_eq!(problem(used).await, unknown);

    // Another's number: only who proves it is told.
    assert_eq!(centre.ask_code(&token, "09140000002").await.status(), 202);
    let code = newest(&centre.outbox(), "09140000002", 1).await;
    let wrong = change(&centre, &token, &to("09140000002", &other_than(&code))).await;
    assert_eq!(problem(wrong).await, unknown);
    let refused = change(&centre, &token, &to("09140000002", &code)).await;
    assert_eq!(problem(refused).await.0, 409);
    assert_eq!(me(&centre, &token).await["mobile"], "+989140000077");
}

#[tokio::test]
async fn guessing_a_new_numbers_code_locks_it() {
    let (centre, event, client) = without_pauses().await;
    let token = user(&centre, event, &client, "09140000001").await;
    for round in 1..=2 {
        assert_eq!(centre.ask_code(&token, "09140000077").await.status(), 202);
        let code = newest(&centre.outbox(), "09140000077", round).await;
        for _ in 0..5 {
            let wrong = change(&centre, &token, &to("09140000077", &other_than(&code))).await;
            assert_eq!(problem(wrong).await.0, 400);
        }
    }
    let locked = change(&centre, &token, &to("09140000077", "12345")).await;
    let wait: u32 = locked.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(wait > 80_000, "{wait}");
    assert_eq!(problem(locked).await.0, 429);
}

/// What a station's relay posts.
async fn relay(station: &Station, sms: &Message) -> u16 {
    let user = sms.on_behalf_of.as_ref().map(Secret::reveal);
    let body = json!({
        "message_id": sms.id, "mobile": sms.to.e164(), "code": sms.code.digits(),
        "template": sms.template, "language": sms.language, "on_behalf_of": user,
    });
    let url = format!("{}/api/stations/messages", station.home.centre);
    let sent = station.call(|http| http.post(&url).json(&body)).await;
    sent.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_station_has_a_new_numbers_code_relayed_in_its_users_name_and_the_centre_takes_the_move()
{
    let (centre, event, client) = without_pauses().await;
    let folder = tempfile::tempdir().unwrap();
    let station = Station::join(&folder.path().join("door"), &centre, &[event], "Door").await;
    station.exchange().await;
    let served = station.events().remove(0);
    let old = Mobile::parse("09140000001").unwrap();
    station.admit(&served, &old);
    let known = station.read(|act| act.tx().attendee_by_mobile(served.id, &old));
    let new = NewNumber {
        event: served.clone(),
        attendee: known.unwrap().id,
        mobile: Mobile::parse("09140000077").unwrap(),
        verifier: Verifier::Station(station.home.id),
    };
    station
        .write(|act| acts::ask_new_number(act, &new, Language::Fa))
        .unwrap();
    let sms = station.write(|act| {
        let mut found = None;
        for id in acts::waiting(act.tx())? {
            if let acts::Envelope::Carry(message) = acts::envelope(act, id)? {
                found = Some(message);
            }
        }
        Ok(found)
    });
    let sms = sms.unwrap();
    let nobodys = Message {
        on_behalf_of: None,
        ..sms.clone()
    };
    assert_eq!(relay(&station, &nobodys).await, 403, "it isn't on the list");
    assert_eq!(relay(&station, &sms).await, 202);
    let carried = newest(&centre.outbox(), "09140000077", 1).await;
    assert_eq!(carried, sms.code.digits());
    station
        .write(|act| acts::change_mobile(act, &new, &sms.code))
        .unwrap();
    station.exchange().await;
    let token = user(&centre, event, &client, "09140000077").await;
    assert_eq!(me(&centre, &token).await["sub"], json!(new.attendee));
}

//! The token endpoint's refusals: exact statuses and shapes (RFC 6749 §5.2).

use crate::{ROSTER, served};
use connect_tests::centre::Centre;
use reqwest::Response;
use serde_json::{Value, json};

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers write `json!` in place"
)]
fn login(client: &(String, String), mobile: &str, code: Value, event: Value) -> Value {
    json!({
        "grant_type": "event_mobile_verification",
        "client_id": client.0, "client_secret": client.1,
        "mobile": mobile, "mobile_verification_code": code, "event_id": event,
    })
}

/// A code that isn't this one.
fn other_than(code: &str) -> String {
    format!("{:05}", (code.parse::<u32>().unwrap() + 1) % 100_000)
}

async fn refusal(answer: Response) -> (u16, String) {
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (status, body["error"].as_str().unwrap().to_owned())
}

/// The status and the exact bytes.
async fn bytes(answer: Response) -> (u16, String) {
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_said_in_the_codes_of_the_rfc() {
    let (centre, event, client) = served().await;
    let full = login(&client, "09140000001", json!("12345"), json!(event));
    for missing in [
        "grant_type",
        "mobile",
        "mobile_verification_code",
        "event_id",
    ] {
        for value in [None, Some(json!("")), Some(Value::Null)] {
            let mut body = full.clone();
            match value {
                None => drop(body.as_object_mut().unwrap().remove(missing)),
                Some(value) => body[missing] = value,
            }
            let told = refusal(centre.token(&body).await).await;
            assert_eq!(
                told,
                (400, "invalid_request".to_owned()),
                "{missing} in {body}"
            );
        }
    }
    let mut body = full.clone();
    body["grant_type"] = json!("password");
    let told = refusal(centre.token(&body).await).await;
    assert_eq!(told, (400, "unsupported_grant_type".to_owned()));
    for (name, value) in [
        ("client_secret", json!("wrong")),
        ("client_id", json!("nobody")),
        ("client_secret", Value::Null),
    ] {
        let mut body = full.clone();
        body[name] = value;
        let answer = centre.token(&body).await;
        assert!(answer.headers().contains_key("www-authenticate"));
        assert_eq!(
            refusal(answer).await,
            (401, "invalid_client".to_owned()),
            "{name}"
        );
    }
    // The blog's example has a space in the quotes, and the grant has a URI too (§4.5).
    for name in [
        " event_mobile_verification ",
        "urn:connect:params:oauth:grant-type:event_mobile_verification",
    ] {
        let mut body = full.clone();
        body["grant_type"] = json!(name);
        assert_eq!(
            refusal(centre.token(&body).await).await.1,
            "invalid_grant",
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_cant_be_a_code_spends_no_attempt() {
    let (centre, event, client) = served().await;
    let token = centre.client_token(&client).await;
    centre.ask_code(&token, "09140000001").await;
    let code = centre.outbox().nth("+989140000001", 1).await.code;
    for nonsense in [
        json!("1234"),
        json!("123456"),
        json!("12a45"),
        json!(100_000),
        json!(-1),
        json!(1.5),
        json!(true),
        json!([1]),
        json!({}),
    ] {
        let body = login(&client, "09140000001", nonsense.clone(), json!(event));
        let told = refusal(centre.token(&body).await).await;
        assert_eq!(told, (400, "invalid_request".to_owned()), "{nonsense}");
    }
    let body = login(&client, "09140000001", json!(code), json!(event));
    assert_eq!(
        centre.token(&body).await.status(),
        200,
        "nine times nonsense cost nothing"
    );
}

#[tokio::test]
async fn persian_digits_and_every_spelling_of_a_mobile_are_read() {
    let (centre, event, client) = served().await;
    let token = centre.client_token(&client).await;
    centre.ask_code(&token, "۰۹۱۴-۰۰۰ ۰۰۰۱").await;
    let code = centre.outbox().nth("+989140000001", 1).await.code;
    let persian: String = code
        .chars()
        .map(|c| char::from_u32(c as u32 - 0x30 + 0x6F0).unwrap())
        .collect();
    let body = login(
        &client,
        "0098 (914) 000.00.01",
        json!(persian),
        json!(event.to_string()),
    );
    assert_eq!(centre.token(&body).await.status(), 200);
}

#[tokio::test]
async fn wrong_expired_used_unknown_and_unlisted_are_the_same_bytes() {
    let (centre, event, client) = served().await;
    let token = centre.client_token(&client).await;
    centre.ask_code(&token, "09140000001").await;
    let code = centre.outbox().nth("+989140000001", 1).await.code;
    let ask = |mobile: &str, code: &str| login(&client, mobile, json!(code), json!(event));
    let wrong = bytes(centre.token(&ask("09140000001", &other_than(&code))).await).await;
    assert_eq!(wrong.0, 400);
    assert!(wrong.1.contains("\"invalid_grant\""));
    // Listed, but never asked for a code.
    assert_eq!(
        bytes(centre.token(&ask("09140000002", "12345")).await).await,
        wrong
    );
    // Not listed: never asked, and asked.
    assert_eq!(
        bytes(centre.token(&ask("09140000009", "12345")).await).await,
        wrong
    );
    let unlisted = centre.ask_code(&token, "09140000009").await;
    assert_eq!(unlisted.status(), 202);
    let unlisted = unlisted.text().await.unwrap();
    assert_eq!(unlisted, r#"{"expires_in":120,"resend_in":30}"#);
    assert_eq!(
        bytes(centre.token(&ask("09140000009", "12345")).await).await,
        wrong
    );
    assert_eq!(centre.token(&ask("09140000001", &code)).await.status(), 200);
    assert_eq!(
        bytes(centre.token(&ask("09140000001", &code)).await).await,
        wrong,
        "used"
    );
    // Locked: after ten failures within a day.
    for _ in 0..10 {
        let answer = bytes(centre.token(&ask("09140000009", "00000")).await).await;
        assert_eq!(answer, wrong);
    }
    assert_eq!(
        centre.outbox().to("+989140000009").len(),
        0,
        "no SMS to the unlisted"
    );
}

#[tokio::test]
async fn events_of_others_and_events_that_dont_exist_are_the_same_bytes() {
    let mut centre = Centre::new();
    let one = centre.event("One", &[], ROSTER);
    let two = centre.event("Two", &[], ROSTER);
    let client = centre.client(&[one]);
    centre.serve().await;
    let token = centre.client_token(&client).await;
    centre.ask_code(&token, "09140000001").await;
    let code = centre.outbox().nth("+989140000001", 1).await.code;
    let ask = |event: Value| login(&client, "09140000001", json!(code), event);
    let foreign = bytes(centre.token(&ask(json!(two))).await).await;
    assert_eq!(foreign.0, 400);
    assert!(foreign.1.contains("\"invalid_request\""));
    for event in [
        json!(999),
        json!("999"),
        json!("no number"),
        json!(-1),
        json!(u64::MAX),
    ] {
        assert_eq!(
            bytes(centre.token(&ask(event.clone())).await).await,
            foreign,
            "{event}"
        );
    }
    assert_eq!(
        centre.token(&ask(json!(one))).await.status(),
        200,
        "no attempt was spent"
    );
}

#[tokio::test]
async fn an_event_that_is_over_says_so_and_a_walk_in_needs_a_kiosk() {
    let mut centre = Centre::new();
    let ends = [
        "--starts",
        "2026-01-01T09:00:00+03:30",
        "--ends",
        "2026-01-01T18:00:00+03:30",
    ];
    let over = centre.event("Over", &ends, ROSTER);
    let open = centre.event("Open", &["--walk-ins"], ROSTER);
    let client = centre.client(&[over, open]);
    centre.serve().await;
    let token = centre.client_token(&client).await;
    let told = centre
        .token(&login(&client, "09140000001", json!("12345"), json!(over)))
        .await;
    let told: Value = told.json().await.unwrap();
    assert_eq!(told["error"], "invalid_grant");
    assert_eq!(told["error_description"], "the event is over");
    // A walk-in event lists every number, so the code arrives; the ticket is made at a kiosk only.
    centre.ask_code(&token, "09140000055").await;
    let code = centre.outbox().nth("+989140000055", 1).await.code;
    let told = centre
        .token(&login(&client, "09140000055", json!(code), json!(open)))
        .await;
    assert_eq!(told.status(), 400);
    let told: Value = told.json().await.unwrap();
    assert_eq!(told["error"], "invalid_grant");
    assert!(
        told["error_description"]
            .as_str()
            .unwrap()
            .contains("no ticket")
    );
}

#[tokio::test]
async fn five_wrong_secrets_from_one_address_are_enough_for_a_while() {
    let (centre, event, client) = served().await;
    let mut body = login(&client, "09140000001", json!("12345"), json!(event));
    body["client_secret"] = json!("wrong");
    for _ in 0..5 {
        assert_eq!(centre.token(&body).await.status(), 401);
    }
    let told = centre.token(&body).await;
    assert_eq!(told.status(), 429);
    let wait: u32 = told.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=900).contains(&wait));
}

//! The three calls of the customer's blog.

use crate::served;
use connect_tests::foreign;
use serde_json::{Value, json};

#[tokio::test]
async fn an_app_logs_an_attendee_in_with_three_calls_and_no_kiosk() {
    let (centre, event, client) = served().await;
    let token = centre.client_token(&client).await;

    let asked = centre.ask_code(&token, "09140000001").await;
    assert_eq!(asked.status(), 202);
    let answer: Value = asked.json().await.unwrap();
    assert_eq!(answer["expires_in"], 120);
    assert_eq!(answer["resend_in"], 30);
    let sent = centre.outbox().nth("+989140000001", 1).await;
    assert!(sent.text.contains(&sent.code));

    let granted = centre
        .token(&json!({
            "grant_type": "event_mobile_verification",
            "client_id": client.0,
            "client_secret": client.1,
            "mobile": "9140000001",
            "mobile_verification_code": sent.code.parse::<u32>().unwrap(),
            "event_id": event,
        }))
        .await;
    assert_eq!(granted.status(), 200);
    assert_eq!(granted.headers()["cache-control"], "no-store");
    assert_eq!(granted.headers()["pragma"], "no-cache");
    let granted: Value = granted.json().await.unwrap();
    assert_eq!(granted["token_type"], "Bearer");
    let user = granted["access_token"].as_str().unwrap();

    let issuer = format!("{}/events/{event}", centre.url());
    let claims = foreign::verify(&issuer, &issuer, "at+jwt", user).unwrap();
    assert_eq!(claims["event_id"], event);
    assert_eq!(claims["client_id"], client.0);
    assert_eq!(claims["amr"], json!(["otp", "sms"]));
    let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(life, granted["expires_in"].as_i64().unwrap());

    let me = centre
        .http
        .get(format!("{}/api/me", centre.url()))
        .bearer_auth(user);
    let me: Value = me.send().await.unwrap().json().await.unwrap();
    assert_eq!(me["sub"], claims["sub"]);
    assert_eq!(me["name"], "سارا محمدی");
    assert_eq!(me["mobile"], "+989140000001");
    assert_eq!(me["tickets"][0]["ticket_code"], "T-1");
    // The HTTP grant never checks anyone in.
    assert_eq!(me["tickets"][0]["checked_in_at"], Value::Null);
    assert_eq!(centre.records(event, "check-in").len(), 0);
    assert_eq!(centre.records(event, "login").len(), 1);
}

#[tokio::test]
async fn a_code_is_good_once() {
    let (centre, event, client) = served().await;
    let token = centre.client_token(&client).await;
    centre.ask_code(&token, "09140000001").await;
    let code = centre.outbox().nth("+989140000001", 1).await.code;
    let login = json!({
        "grant_type": "event_mobile_verification",
        "client_id": client.0, "client_secret": client.1,
        "mobile": "09140000001", "mobile_verification_code": code, "event_id": event.to_string(),
    });
    assert_eq!(centre.token(&login).await.status(), 200);
    let again = centre.token(&login).await;
    assert_eq!(again.status(), 400);
    assert_eq!(
        again.json::<Value>().await.unwrap()["error"],
        "invalid_grant"
    );
}

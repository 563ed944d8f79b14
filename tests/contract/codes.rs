//! Asking for codes over HTTP.

use crate::served;
use connect_tests::centre::Centre;
use connect_tests::wait::until;
use reqwest::Response;
use serde_json::{Value, json};
use std::time::Duration;

async fn problem(answer: Response) -> (u16, Value) {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status);
    assert!(body["title"].is_string());
    (status, body)
}

#[tokio::test]
async fn both_addresses_of_the_blog_take_the_call_and_only_with_a_token() {
    let (centre, _, client) = served().await;
    let token = centre.client_token(&client).await;
    for (path, mobile) in [
        ("/mobile/verification-codes", "09140000001"),
        ("/api/mobile/verification-codes", "09140000002"),
    ] {
        let url = format!("{}{path}", centre.url());
        let body = json!({ "mobile": mobile });
        let bare = centre.http.post(&url).json(&body).send().await.unwrap();
        assert_eq!(
            bare.headers()["www-authenticate"],
            "Bearer realm=\"connect\""
        );
        assert_eq!(problem(bare).await.0, 401);
        let wrong = centre
            .http
            .post(&url)
            .bearer_auth("x.y.z")
            .json(&body)
            .send()
            .await
            .unwrap();
        let challenge = wrong.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(challenge.contains("error=\"invalid_token\""));
        assert_eq!(problem(wrong).await.0, 401);
        let good = centre
            .http
            .post(&url)
            .bearer_auth(&token)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(good.status(), 202);
    }
}

#[tokio::test]
async fn what_is_no_mobile_is_422_and_says_why() {
    let (centre, _, client) = served().await;
    let token = centre.client_token(&client).await;
    for nonsense in ["", "0914", "02112345678", "091400000011", "hello", "+1"] {
        let (status, body) = problem(centre.ask_code(&token, nonsense).await).await;
        assert_eq!(status, 422, "{nonsense:?}");
        assert!(body["detail"].is_string(), "{nonsense:?}");
    }
    let url = format!("{}/api/mobile/verification-codes", centre.url());
    let none = centre
        .http
        .post(url)
        .bearer_auth(&token)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(problem(none).await.0, 422);
}

#[tokio::test]
async fn the_same_number_waits_thirty_seconds_and_learns_how_long() {
    let (centre, _, client) = served().await;
    let token = centre.client_token(&client).await;
    for mobile in ["09140000001", "09140000009"] {
        assert_eq!(centre.ask_code(&token, mobile).await.status(), 202);
        let again = centre.ask_code(&token, mobile).await;
        let wait: u32 = again.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=30).contains(&wait), "{mobile}: {wait}");
        assert_eq!(problem(again).await.0, 429, "{mobile}");
    }
}

#[tokio::test]
async fn a_locked_number_is_refused_a_code_until_staff_unlock_it() {
    let mut centre = Centre::new();
    let event = centre.event("Locks", &[], crate::ROSTER);
    let client = centre.client(&[event]);
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, "send_pause_s = 0\n").unwrap();
    centre.serve_with(&["--policy", policy.to_str().unwrap()]);
    centre.serve().await;
    let token = centre.client_token(&client).await;
    for mobile in ["09140000001", "09140000009"] {
        let guess = json!({
            "grant_type": "event_mobile_verification",
            "client_id": client.0, "client_secret": client.1,
            "mobile": mobile, "mobile_verification_code": "x1234", "event_id": event,
        });
        // A code has five tries and the number ten a day; what can't be a code costs none.
        assert_eq!(centre.token(&guess).await.status(), 400);
        for round in 1..=2 {
            assert_eq!(
                centre.ask_code(&token, mobile).await.status(),
                202,
                "{mobile}"
            );
            let code = match mobile {
                "09140000001" => centre.outbox().nth("+989140000001", round).await.code,
                _ => "00000".to_owned(),
            };
            let mut guess = guess.clone();
            guess["mobile_verification_code"] = json!(format!(
                "{:05}",
                (code.parse::<u32>().unwrap() + 1) % 100_000
            ));
            for _ in 0..5 {
                assert_eq!(centre.token(&guess).await.status(), 400);
            }
        }
        let locked = centre.ask_code(&token, mobile).await;
        let wait: u32 = locked.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(wait > 80_000, "{mobile} waits for its day: {wait}");
        assert_eq!(problem(locked).await.0, 429, "{mobile}");
    }
    let unlocked = centre.run(&["unlock", "--mobile", "09140000001"]);
    assert!(
        unlocked["unlocked"].as_str().unwrap().contains('•'),
        "{unlocked}"
    );
    assert_eq!(centre.ask_code(&token, "09140000001").await.status(), 202);
    assert_eq!(centre.ask_code(&token, "09140000009").await.status(), 429);
}

#[tokio::test]
async fn a_policy_file_is_obeyed_and_nonsense_in_it_is_refused_in_words() {
    let mut centre = Centre::new();
    let event = centre.event("Fast", &[], crate::ROSTER);
    let client = centre.client(&[event]);
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, "code_life = 3\n").unwrap();
    let data = policy.to_str().unwrap().to_owned();
    let refused = centre.try_run(&["serve", "--listen", "127.0.0.1:0", "--policy", &data]);
    assert!(!refused.success);
    assert!(refused.stderr.contains("code_life"), "{}", refused.stderr);
    std::fs::write(&policy, "code_life_s = 60\n").unwrap();
    centre.serve_with(&["--policy", &data]);
    centre.serve().await;
    let token = centre.client_token(&client).await;
    let answer: Value = centre
        .ask_code(&token, "09140000001")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(answer["expires_in"], 60);
}

#[tokio::test]
async fn what_readyz_says_of_the_couriers_hangs_on_no_message() {
    let mut centre = Centre::new();
    let event = centre.event("Silent", &[], crate::ROSTER);
    let client = centre.client(&[event]);
    let folder = centre.file("later");
    let carrier = format!("outbox:{}", folder.join("outbox.jsonl").display());
    centre.serve_with(&["--sms", &carrier]);
    centre.serve().await;
    let sms = async || {
        let url = format!("{}/readyz", centre.url());
        let answer: Value = centre.http.get(url).send().await.ok()?.json().await.ok()?;
        answer["sms"].as_str().map(ToOwned::to_owned)
    };
    let found = async |state: &str| {
        until(&format!("`{state}`"), Duration::from_secs(20), async || {
            (sms().await.as_deref() == Some(state)).then_some(())
        })
        .await;
    };
    // Nobody has asked for a code yet, and it is known.
    found("down").await;
    let token = centre.client_token(&client).await;
    for mobile in ["09140000001", "09140000009"] {
        assert_eq!(centre.ask_code(&token, mobile).await.status(), 202);
    }
    std::fs::create_dir(&folder).unwrap();
    found("working").await;
}

#[tokio::test]
async fn a_full_disk_acknowledges_nothing() {
    let (centre, event, client) = served().await;
    let token = centre.client_token(&client).await;
    centre.ask_code(&token, "09140000001").await;
    let code = centre.outbox().nth("+989140000001", 1).await.code;
    let login = json!({
        "grant_type": "event_mobile_verification",
        "client_id": client.0, "client_secret": client.1,
        "mobile": "09140000001", "mobile_verification_code": code, "event_id": event,
    });
    centre.disk_is_full(true);
    let refused = centre.token(&login).await;
    assert!(refused.status().is_server_error(), "{}", refused.status());
    let asked = centre.ask_code(&token, "09140000002").await;
    assert!(problem(asked).await.0 >= 500);
    centre.disk_is_full(false);
    assert_eq!(centre.outbox().to("+989140000002").len(), 0);
    // The code was not used up by what was refused.
    assert_eq!(centre.token(&login).await.status(), 200);
    assert_eq!(centre.ask_code(&token, "09140000002").await.status(), 202);
}

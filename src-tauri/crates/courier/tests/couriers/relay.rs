//! The relay of a station, and the outbox file.

use crate::gateway::{gateway, http, json, message};
use connect_courier::{
    Answering, Courier as _, Failure, Outbox, Refusal, Relay, RelayMessage, TokenSource,
};
use reqwest::Client;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Default)]
struct Tokens {
    renewed: AtomicUsize,
    none: bool,
}

impl TokenSource for Tokens {
    fn token(&self) -> Answering<'_, Option<String>> {
        Box::pin(async { (!self.none).then(|| "first".to_owned()) })
    }

    fn renew(&self) -> Answering<'_, Option<String>> {
        self.renewed.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Some("second".to_owned()) })
    }
}

async fn outcome(answer: String, tokens: &Arc<Tokens>) -> (Result<(), Failure>, Vec<String>) {
    let (url, mut told) = gateway(answer).await;
    let relay = Relay::new(url, Client::builder().build().unwrap(), Arc::clone(tokens));
    let outcome = relay.send(&message()).await;
    let mut requests = Vec::new();
    while let Ok(request) = told.try_recv() {
        requests.push(request);
    }
    (outcome, requests)
}

fn problem(status: &str, kind: &str) -> String {
    let body = format!(r#"{{"type": "urn:connect-kiosk:problem:{kind}", "title": "…"}}"#);
    http(status, "application/problem+json", &body)
}

#[tokio::test]
async fn five_digits_travel_and_never_a_text() {
    let (outcome, requests) =
        outcome(http("202 Accepted", "text/plain", ""), &Arc::default()).await;
    assert_eq!(outcome, Ok(()));
    assert!(requests[0].starts_with("POST /api/stations/messages HTTP/1.1"));
    assert!(requests[0].contains("authorization: Bearer first"));
    let body: Value = serde_json::from_str(requests[0].split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(body["mobile"], "+989140000001");
    assert_eq!(body["code"], "04217");
    assert_eq!(body["language"], "fa");
    assert_eq!(body["template"], "verification-code");
    assert_eq!(body.as_object().unwrap().len(), 5);
    let read: RelayMessage = serde_json::from_value(body).unwrap();
    assert_eq!(read, RelayMessage::of(&message()));
    assert!(!format!("{read:?}").contains("04217"));
    assert_eq!(read.into_message().unwrap().to, message().to);
}

#[tokio::test]
async fn what_the_centre_refuses_no_other_courier_is_asked_for() {
    for (answer, refusal) in [
        (problem("403 Forbidden", "not-listed"), Refusal::NotListed),
        (problem("403 Forbidden", "revoked"), Refusal::Revoked),
        (problem("429 Too Many Requests", "limit"), Refusal::Limit),
    ] {
        let (outcome, _) = outcome(answer, &Arc::default()).await;
        assert_eq!(outcome, Err(Failure::Refused(refusal)));
    }
}

#[tokio::test]
async fn a_centre_that_cant_leaves_it_to_the_next() {
    let tokens = Arc::default();
    let (busy, _) = outcome(http("503 Unavailable", "text/html", "<html>"), &tokens).await;
    assert_eq!(busy, Err(Failure::Answered("HTTP 503".to_owned())));
    let none = Arc::new(Tokens {
        none: true,
        ..Tokens::default()
    });
    let (unknown, requests) = outcome(String::new(), &none).await;
    assert_eq!(
        unknown,
        Err(Failure::NotReached),
        "no token: nothing was handed over"
    );
    assert_eq!(requests.len(), 0);
}

#[tokio::test]
async fn a_stale_token_is_renewed_once() {
    let tokens: Arc<Tokens> = Arc::default();
    let (outcome, requests) = outcome(
        http("401 Unauthorized", "application/problem+json", "{}"),
        &tokens,
    )
    .await;
    assert_eq!(outcome, Err(Failure::Answered("HTTP 401".to_owned())));
    assert_eq!(tokens.renewed.load(Ordering::Relaxed), 1);
    assert!(requests[1].contains("authorization: Bearer second"));
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn a_probe_asks_whether_the_centre_could_carry_it() {
    let ready = |sms: &str| {
        json(
            "200 OK",
            &format!(r#"{{"status": "ready", "sms": "{sms}"}}"#),
        )
    };
    for (answer, able) in [
        (ready("working"), true),
        (ready("down"), false),
        (ready("none"), false),
        (json("503 Unavailable", r#"{"sms": "working"}"#), false),
        (http("200 OK", "text/html", "<html>"), false),
        (String::new(), false),
    ] {
        let (url, mut told) = gateway(answer.clone()).await;
        let http = Client::builder().build().unwrap();
        let relay = Relay::new(url, http, Arc::<Tokens>::default());
        assert_eq!(relay.probe().await, able, "{answer}");
        assert!(told.recv().await.unwrap().starts_with("GET /readyz "));
    }
}

#[tokio::test]
async fn the_outbox_appends_one_private_line_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outbox.jsonl");
    let clock = || "2026-11-24T08:00:00.000Z".to_owned();
    let (one, two) = (
        Outbox::new(file.clone(), clock),
        Outbox::new(file.clone(), clock),
    );
    let (this, that) = (message(), message());
    let (first, second) = tokio::join!(one.send(&this), two.send(&that));
    assert_eq!((first, second), (Ok(()), Ok(())));
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 2);
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["to"], "+989140000001");
        assert_eq!(line["code"], "04217");
        assert_eq!(line["at"], "2026-11-24T08:00:00.000Z");
        assert!(line["text"].as_str().unwrap().starts_with("04217\n"));
    }
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(one.warning().contains("outbox.jsonl"));
    assert!(one.probe().await);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        text,
        "no line of a probe"
    );
    let nowhere = Outbox::new(folder.path().join("none/outbox.jsonl"), clock);
    assert!(!nowhere.probe().await);
    let failed = nowhere.send(&this).await;
    assert_eq!(
        failed,
        Err(Failure::Answered("the outbox can't be written".to_owned()))
    );
}

//! Kavenegar, against a gateway on this machine that answers as its documentation says.

use crate::gateway::{gateway, http, json, message};
use connect_courier::{Courier as _, Failure, Kavenegar, KavenegarSettings, SettingsError};
use connect_engine::message::Language;
use connect_engine::secret::Secret;
use reqwest::Client;

const KEY: &str = "7365637265742D6B6579";

fn kavenegar(url: &str, template: &str) -> Kavenegar {
    let settings = KavenegarSettings {
        key: Secret::new(KEY.to_owned()),
        template: template.to_owned(),
        url: url.to_owned(),
    };
    Kavenegar::new(settings, Client::builder().build().unwrap())
}

async fn outcome(answer: String) -> Result<(), Failure> {
    let (url, _told) = gateway(answer).await;
    kavenegar(&url, "login").send(&message()).await
}

fn status(code: u32) -> String {
    format!(r#"{{"return": {{"status": {code}, "message": "…"}}, "entries": null}}"#)
}

#[tokio::test]
async fn a_message_goes_out_as_the_documentation_has_it() {
    let accepted = json("200 OK", &status(200));
    let (url, mut told) = gateway(accepted).await;
    let courier = kavenegar(&url, "fa=vorud,en=login");
    courier.send(&message()).await.unwrap();
    let request = told.recv().await.unwrap();
    assert!(request.starts_with(&format!("POST /v1/{KEY}/verify/lookup.json HTTP/1.1")));
    assert!(
        request.ends_with("receptor=09140000001&token=04217&template=vorud"),
        "{request}"
    );
    let english = connect_engine::message::Message {
        language: Language::En,
        ..message()
    };
    courier.send(&english).await.unwrap();
    assert!(told.recv().await.unwrap().ends_with("template=login"));
}

#[tokio::test]
async fn the_status_in_the_body_decides_and_not_that_of_http() {
    let answered = |text: &str| Failure::Answered(text.to_owned());
    let cannot_send = |text: &str| Failure::CannotSend(text.to_owned());
    for (answer, expected) in [
        (json("200 OK", &status(418)), cannot_send("418 (no credit)")),
        (
            json("424 Failed", &status(424)),
            cannot_send("424 (no such template)"),
        ),
        (
            json("403 Forbidden", &status(403)),
            cannot_send("403 (the key is wrong)"),
        ),
        (
            json("407 Denied", &status(407)),
            cannot_send("407 (this address is not allowed)"),
        ),
        (json("451 Many", &status(451)), answered("451 (too many)")),
        (
            http("200 OK", "text/html", "<html>"),
            answered("HTTP 200 without a status"),
        ),
        (
            http("502 Bad", "text/html", "<html>"),
            answered("HTTP 502 without a status"),
        ),
    ] {
        assert_eq!(outcome(answer).await, Err(expected));
    }
}

#[tokio::test]
async fn a_probe_asks_for_the_account_and_sends_nothing() {
    let account = |credit: i64| {
        let entries = format!(r#"{{"remaincredit": {credit}, "expiredate": 1, "type": "master"}}"#);
        format!(r#"{{"return": {{"status": 200, "message": "…"}}, "entries": {entries}}}"#)
    };
    for (answer, able) in [
        (json("200 OK", &account(1500)), true),
        (json("200 OK", &account(0)), false),
        (json("403 Forbidden", &status(403)), false),
        (json("200 OK", &status(418)), false),
        (json("407 Denied", &status(407)), false),
        (http("502 Bad", "text/html", "<html>"), false),
        // A gateway that doesn't know the method says nothing of the account.
        (http("404 Not Found", "text/html", "<html>"), true),
        (String::new(), false),
    ] {
        let (url, mut told) = gateway(answer.clone()).await;
        assert_eq!(kavenegar(&url, "login").probe().await, able, "{answer}");
        let request = told.recv().await.unwrap();
        assert!(request.starts_with(&format!("GET /v1/{KEY}/account/info.json HTTP/1.1")));
    }
}

#[tokio::test]
async fn a_gateway_that_is_cut_off_or_slow_may_have_sent_it() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"return\": {\"sta".to_owned();
    assert_eq!(outcome(cut).await, Err(Failure::NoAnswer));
    assert_eq!(outcome(String::new()).await, Err(Failure::NoAnswer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let slow = Client::builder()
        .timeout(std::time::Duration::from_millis(300))
        .build()
        .unwrap();
    let settings = KavenegarSettings {
        key: Secret::new(KEY.to_owned()),
        template: "login".to_owned(),
        url,
    };
    let silent = Kavenegar::new(settings, slow).send(&message()).await;
    assert_eq!(silent, Err(Failure::TooSlow));
}

#[tokio::test]
async fn a_gateway_that_isnt_there_was_not_reached() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let courier = kavenegar(&url, "login");
    assert_eq!(courier.send(&message()).await, Err(Failure::NotReached));
    assert!(!courier.probe().await);
}

#[tokio::test]
async fn no_failure_shows_the_key_or_the_code() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n".to_owned();
    for answer in [
        json("200 OK", &status(418)),
        cut,
        http("200 OK", "text/html", KEY),
    ] {
        let failure = outcome(answer).await.unwrap_err();
        for text in [format!("{failure}"), format!("{failure:?}")] {
            assert!(!text.contains(KEY) && !text.contains("04217"), "{text}");
        }
    }
}

#[test]
fn what_is_missing_in_the_settings_is_named() {
    let read = |known: &[&str]| {
        KavenegarSettings::read(|name| known.contains(&name).then(|| "x".to_owned())).map(|_| ())
    };
    assert_eq!(read(&[]), Err(SettingsError::NoKey));
    assert_eq!(
        read(&["CONNECT_KAVENEGAR_KEY"]),
        Err(SettingsError::NoTemplate)
    );
    assert_eq!(
        read(&["CONNECT_KAVENEGAR_KEY", "CONNECT_KAVENEGAR_TEMPLATE"]),
        Ok(())
    );
}

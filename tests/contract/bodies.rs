//! How requests may be written: forms, Basic auth, sizes, content types, repeated parameters.

use crate::served;
use connect_tests::centre::Centre;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

fn endpoint(centre: &Centre) -> RequestBuilder {
    centre
        .http
        .post(format!("{}/api/oauth2/token", centre.url()))
}

async fn error(request: RequestBuilder) -> (u16, String) {
    let answer: Response = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (
        status,
        body["error"].as_str().unwrap_or_default().to_owned(),
    )
}

fn expect(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

#[tokio::test]
async fn forms_and_http_basic_are_taken_as_the_rfc_has_them() {
    let (centre, _, (id, secret)) = served().await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &id),
        ("client_secret", &secret),
    ];
    assert_eq!(
        endpoint(&centre).form(&form).send().await.unwrap().status(),
        200
    );
    let basic = endpoint(&centre).basic_auth(&id, Some(&secret));
    let basic = basic.form(&[("grant_type", "client_credentials")]);
    assert_eq!(basic.send().await.unwrap().status(), 200);
    let json = endpoint(&centre).basic_auth(&id, Some(&secret));
    let json = json.json(&serde_json::json!({ "grant_type": "client_credentials" }));
    assert_eq!(json.send().await.unwrap().status(), 200);
    // Not more than one way in a request (RFC 6749 §2.3).
    let twice = endpoint(&centre).basic_auth(&id, Some(&secret)).form(&form);
    assert_eq!(error(twice).await, expect(400, "invalid_request"));
    let wrong = endpoint(&centre).basic_auth(&id, Some("wrong"));
    let wrong = wrong.form(&[("grant_type", "client_credentials")]);
    assert_eq!(error(wrong).await, expect(401, "invalid_client"));
}

#[tokio::test]
async fn a_repeated_parameter_is_an_invalid_request_in_json_and_in_forms() {
    let (centre, _, _) = served().await;
    let form = "grant_type=client_credentials&client_id=a&client_id=b";
    let request = endpoint(&centre)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    assert_eq!(error(request).await, expect(400, "invalid_request"));
    let json = r#"{"grant_type": "client_credentials", "client_id": "a", "client_id": "a"}"#;
    let request = endpoint(&centre)
        .header("content-type", "application/json")
        .body(json);
    assert_eq!(error(request).await, expect(400, "invalid_request"));
}

#[tokio::test]
async fn what_isnt_json_or_has_another_content_type_is_an_invalid_request() {
    let (centre, _, _) = served().await;
    for body in [
        "",
        "{",
        "[]",
        "null",
        "\"text\"",
        "{\"grant_type\": }",
        "{'a': 1}",
        "{} {}",
    ] {
        let request = endpoint(&centre)
            .header("content-type", "application/json")
            .body(body);
        assert_eq!(
            error(request).await,
            expect(400, "invalid_request"),
            "{body:?}"
        );
    }
    for kind in ["text/plain", "application/xml", "multipart/form-data"] {
        let request = endpoint(&centre).header("content-type", kind).body("{}");
        assert_eq!(
            error(request).await,
            expect(400, "invalid_request"),
            "{kind}"
        );
    }
    let none = endpoint(&centre).body("{}");
    assert_eq!(error(none).await, expect(400, "invalid_request"));
    let charset = endpoint(&centre)
        .header("content-type", "application/json; charset=utf-8")
        .body("{}");
    assert_eq!(error(charset).await, expect(401, "invalid_client"));
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let url = format!("{}/api/oauth2/token", centre.url());
        let answer = centre.http.request(method, url).send().await.unwrap();
        assert_eq!(answer.status(), 405);
        assert_eq!(answer.headers()["allow"], "POST");
        assert_eq!(answer.headers()["content-type"], "application/json");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body, serde_json::json!({ "error": "invalid_request" }));
    }
}

#[tokio::test]
async fn eight_kibibytes_are_taken_and_one_byte_more_is_413() {
    let (centre, _, (id, secret)) = served().await;
    let body = |size: usize| {
        let start = format!(
            r#"{{"grant_type":"client_credentials","client_id":"{id}","client_secret":"{secret}","x":""#
        );
        let filler = "x".repeat(size - start.len() - 2);
        format!("{start}{filler}\"}}")
    };
    let send = |size| {
        endpoint(&centre)
            .header("content-type", "application/json")
            .body(body(size))
    };
    assert_eq!(send(8192).send().await.unwrap().status(), 200);
    assert_eq!(error(send(8193)).await, expect(413, "invalid_request"));
    let url = format!("{}/api/mobile/verification-codes", centre.url());
    let token = centre.client_token(&(id.clone(), secret.clone())).await;
    let large = centre.http.post(url).bearer_auth(token);
    let large = large
        .header("content-type", "application/json")
        .body(body(8193));
    let answer = large.send().await.unwrap();
    assert_eq!(answer.status(), 413);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn a_hundred_slow_callers_keep_nobody_else_waiting() {
    use tokio::io::AsyncWriteExt as _;
    let (centre, _, client) = served().await;
    let address = centre.url().replace("http://", "");
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "POST /api/oauth2/token HTTP/1.1\r\nhost: {address}\r\n\
             content-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    assert!(!centre.client_token(&client).await.is_empty());
}

#[tokio::test]
async fn addresses_that_dont_exist_are_problems_too() {
    let (centre, _, _) = served().await;
    let http: &Client = &centre.http;
    let answer = http
        .get(format!("{}/nothing", centre.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    for (path, status) in [
        ("/events/%FF/jwks.json", 404),
        ("/events/one/jwks.json", 404),
        ("/events/%FF/.well-known/oauth-authorization-server", 404),
        ("/.well-known/oauth-authorization-server/events/%FF", 404),
        ("/api/events/%FF/changes", 401),
        ("/api/stations", 405),
    ] {
        let url = format!("{}{path}", centre.url());
        let answer = http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let kind = answer.headers()["content-type"].clone();
        assert_eq!(kind, "application/problem+json", "{path}");
    }
    let alive = http
        .get(format!("{}/healthz", centre.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(alive.status(), 200);
    let ready = http
        .get(format!("{}/readyz", centre.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(ready.json::<Value>().await.unwrap()["sms"], "working");
}

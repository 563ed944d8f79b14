//! What a station's calls refuse; what they take is shown by the journeys of a real kiosk.

use crate::served;
use connect_engine::acts::{Enrolment, EnrolmentRequest, enrolment_code_hash};
use connect_engine::ids::{ClientId, LogId, StationId, TokenId};
use connect_engine::key::SigningKey;
use connect_engine::oauth::{CLIENT_CREDENTIALS, JWT_BEARER_CLIENT};
use connect_engine::secret::Secret;
use connect_engine::token::{AssertionClaims, EnrolmentClaims, Kind, sign};
use connect_tests::centre::Centre;
use connect_tests::wait::until;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;

/// The token of a station that has joined for the event.
async fn station_token(centre: &Centre, event: i64) -> String {
    let key = SigningKey::from_seed(&Secret::new([7; 32])).unwrap();
    let id = StationId::from_bytes([7; 16]);
    let code = centre.enrolment_code(&[event]);
    let claims = EnrolmentClaims {
        aud: centre.url(),
        sub: id,
        code_hash: enrolment_code_hash(&code),
    };
    let request = EnrolmentRequest {
        joined: None,
        enrolment_code: code,
        station_id: id,
        name: "Door".to_owned(),
        jwk: key.public().jwk(),
        proof: sign(Kind::Enrolment, &claims, &key).unwrap(),
        log: LogId::from_bytes([7; 16]),
        founding: None,
    };
    let url = format!("{}/api/stations", centre.url());
    let answer = centre.http.post(url).json(&request).send().await.unwrap();
    let enrolment: Enrolment = answer.json().await.unwrap();
    let client = ClientId(key.public().thumbprint());
    let claims = AssertionClaims {
        iss: client.clone(),
        sub: client,
        aud: centre.url(),
        iat: enrolment.time.secs(),
        exp: enrolment.time.secs() + 60,
        jti: TokenId::from_bytes([7; 16]),
    };
    let body = json!({
        "grant_type": CLIENT_CREDENTIALS,
        "client_assertion_type": JWT_BEARER_CLIENT,
        "client_assertion": sign(Kind::ClientAuthentication, &claims, &key).unwrap(),
    });
    let answer: Value = centre.token(&body).await.json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

/// The status of a problem document.
async fn problem(request: RequestBuilder) -> u16 {
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status);
    status
}

#[tokio::test]
async fn who_calls_is_judged_before_the_query_and_then_that_is_a_problem() {
    let (centre, event, client) = served().await;
    let (app, station) = (
        centre.client_token(&client).await,
        station_token(&centre, event).await,
    );
    for path in [
        "/api/stations/records".to_owned(),
        "/api/stations/records?log=hello".to_owned(),
        format!("/api/events/{event}/changes?after=a&after=b"),
        format!("/api/events/{event}/changes?after=%FF"),
    ] {
        let get = || centre.http.get(format!("{}{path}", centre.url()));
        assert_eq!(problem(get()).await, 401, "{path}");
        assert_eq!(problem(get().bearer_auth("x.y.z")).await, 401, "{path}");
        assert_eq!(problem(get().bearer_auth(&app)).await, 403, "{path}");
        assert_eq!(problem(get().bearer_auth(&station)).await, 400, "{path}");
    }
}

#[tokio::test]
async fn who_calls_is_judged_before_the_body() {
    let (centre, event, client) = served().await;
    let (app, station) = (
        centre.client_token(&client).await,
        station_token(&centre, event).await,
    );
    let nobody = json!({
        "message_id": "0198f3f0-0000-7000-8000-000000000003", "mobile": "0914", "code": "12345",
        "template": "verification-code", "language": "fa",
    });
    for (body, status) in [("{".to_owned(), 400), (nobody.to_string(), 422)] {
        let post = || {
            let url = format!("{}/api/stations/messages", centre.url());
            let post = centre.http.post(url).body(body.clone());
            post.header("content-type", "application/json")
        };
        assert_eq!(problem(post()).await, 401);
        assert_eq!(problem(post().bearer_auth("x.y.z")).await, 401);
        assert_eq!(problem(post().bearer_auth(&app)).await, 403);
        assert_eq!(problem(post().bearer_auth(&station)).await, status);
    }
    let ask = || {
        let url = format!("{}/api/mobile/verification-codes", centre.url());
        centre.http.post(url).body("{")
    };
    assert_eq!(problem(ask().bearer_auth("x.y.z")).await, 401);
    assert_eq!(problem(ask().bearer_auth(&app)).await, 415);
}

#[tokio::test]
async fn a_station_has_the_centre_read_no_more_than_two_batches_at_once() {
    let (centre, event, _) = served().await;
    let station = station_token(&centre, event).await;
    let address = centre.url().replace("http://", "");
    let mut begun = Vec::new();
    for _ in 0..2 {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "POST /api/stations/records HTTP/1.1\r\nhost: {address}\r\n\
             authorization: Bearer {station}\r\ncontent-type: application/json\r\n\
             content-length: 1000\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        begun.push(stream);
    }
    let post = async || {
        let url = format!("{}/api/stations/records", centre.url());
        let post = centre.http.post(url).bearer_auth(&station).json(&json!({}));
        problem(post).await
    };
    until("a refusal", Duration::from_secs(5), async || {
        (post().await == 429).then_some(())
    })
    .await;
    drop(begun);
    until("a place", Duration::from_secs(5), async || {
        (post().await != 429).then_some(())
    })
    .await;
}

#[tokio::test]
async fn nobody_joins_with_nonsense() {
    let (centre, event, _) = served().await;
    let code = centre.enrolment_code(&[event]);
    let url = format!("{}/api/stations", centre.url());
    let not_json = centre
        .http
        .post(&url)
        .header("content-type", "application/json")
        .body("{");
    assert_eq!(not_json.send().await.unwrap().status(), 400);
    let empty = centre
        .http
        .post(&url)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(empty.status(), 400);
    let jwk = json!({
        "kty": "OKP", "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let unproven = json!({
        "enrolment_code": code, "name": "Thief", "jwk": jwk, "proof": "a.b.c",
        "station_id": "0198f3f0-0000-7000-8000-000000000001",
        "log": "0198f3f0-0000-7000-8000-000000000002",
    });
    let refused = centre.http.post(&url).json(&unproven).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["type"], "urn:connect-kiosk:problem:enrolment-proof");
    let stations = centre.run(&["station", "list"]);
    assert_eq!(stations["stations"], json!([]));
}

#[tokio::test]
async fn an_apps_token_opens_nothing_that_is_a_stations() {
    let (centre, event, client) = served().await;
    let token = centre.client_token(&client).await;
    for path in [
        format!("/api/events/{event}/changes"),
        "/api/stations/records?log=0198f3f0-0000-7000-8000-000000000002".to_owned(),
    ] {
        let url = format!("{}{path}", centre.url());
        let bare = centre.http.get(&url).send().await.unwrap();
        assert_eq!(bare.status(), 401, "{path}");
        let app = centre
            .http
            .get(&url)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(app.status(), 403, "{path}");
    }
    let me = centre
        .http
        .get(format!("{}/api/me", centre.url()))
        .bearer_auth(&token);
    assert_eq!(
        me.send().await.unwrap().status(),
        403,
        "a client is no attendee"
    );
}

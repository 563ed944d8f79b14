//! What a station's calls refuse; what they take is shown by the journeys of a real kiosk.

use crate::served;
use serde_json::{Value, json};

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

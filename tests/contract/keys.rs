//! Metadata and published keys.

use crate::served;
use serde_json::Value;

#[tokio::test]
async fn an_issuer_describes_itself_where_the_rfc_and_where_libraries_look() {
    let (centre, event, _) = served().await;
    let get = async |path: &str| -> Value {
        let answer = centre
            .http
            .get(format!("{}{path}", centre.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    };
    let own = get("/.well-known/oauth-authorization-server").await;
    assert_eq!(own["issuer"], centre.url());
    assert_eq!(
        own["token_endpoint"],
        format!("{}/api/oauth2/token", centre.url())
    );
    let issuer = format!("{}/events/{event}", centre.url());
    let inserted = get(&format!(
        "/.well-known/oauth-authorization-server/events/{event}"
    ))
    .await;
    let appended = get(&format!(
        "/events/{event}/.well-known/oauth-authorization-server"
    ))
    .await;
    assert_eq!(inserted, appended);
    assert_eq!(inserted["issuer"], issuer);
    assert_eq!(inserted["jwks_uri"], format!("{issuer}/jwks.json"));
    for keys in [
        "/jwks.json".to_owned(),
        format!("/events/{event}/jwks.json"),
    ] {
        let set = get(&keys).await;
        let keys = set["keys"].as_array().unwrap();
        assert_eq!(
            keys.len(),
            1,
            "the centre's alone: no station serves the event yet"
        );
        assert_eq!(keys[0]["kty"], "OKP");
        assert_eq!(keys[0]["crv"], "Ed25519");
        assert_eq!(keys[0].get("d"), None);
    }
    let gone = centre
        .http
        .get(format!("{}/events/999/jwks.json", centre.url()));
    assert_eq!(gone.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn the_hand_off_page_is_static_under_a_strict_policy() {
    let (centre, _, _) = served().await;
    for path in ["/handoff", "/handoff.js", "/handoff.css", "/handoff.svg"] {
        let answer = centre
            .http
            .get(format!("{}{path}", centre.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"));
    }
}

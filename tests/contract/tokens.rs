//! Ending a token (RFC 7009) and asking what one is good for (RFC 7662).

use crate::me::user;
use crate::{ROSTER, served};
use connect_tests::centre::Centre;
use reqwest::Response;
use serde_json::{Value, json};

type App = (String, String);

const SARA: &str = "09140000001";

async fn post(centre: &Centre, path: &str, form: &[(&str, &str)]) -> Response {
    let url = format!("{}/api/oauth2/{path}", centre.url());
    centre.http.post(url).form(form).send().await.unwrap()
}

/// Shows a token as an app.
async fn show(centre: &Centre, path: &str, app: &App, token: &str) -> (u16, Value) {
    let form = [
        ("client_id", app.0.as_str()),
        ("client_secret", app.1.as_str()),
        ("token", token),
        ("token_type_hint", "access_token"),
    ];
    let answer = post(centre, path, &form).await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap())
}

async fn holds(centre: &Centre, token: &str) -> bool {
    let get = centre.http.get(format!("{}/api/me", centre.url()));
    let status = get.bearer_auth(token).send().await.unwrap().status();
    assert!([200, 401].contains(&status.as_u16()), "{status}");
    status == 200
}

#[tokio::test]
async fn an_app_ends_its_own_tokens_and_no_others() {
    let (centre, event, app) = served().await;
    let other = centre.client(&[event]);
    let token = user(&centre, event, &app, SARA).await;
    let (status, said) = show(&centre, "revoke", &other, &token).await;
    assert_eq!(
        (status, &said["error"]),
        (400, &json!("unauthorized_client"))
    );
    // Nor may whoever proves nothing.
    let public = [("client_id", "connect-web"), ("token", token.as_str())];
    assert_eq!(post(&centre, "revoke", &public).await.status(), 400);
    assert!(holds(&centre, &token).await);
    for _ in 0..2 {
        let (status, _) = show(&centre, "revoke", &app, &token).await;
        assert_eq!(status, 200, "ended, and ended already");
        assert!(!holds(&centre, &token).await);
    }
    // A client's own, too.
    let own = centre.client_token(&app).await;
    assert_eq!(show(&centre, "revoke", &app, &own).await.0, 200);
    assert_eq!(centre.ask_code(&own, SARA).await.status(), 401);
}

#[tokio::test]
async fn what_is_no_token_is_ended_already_and_who_shows_it_is_asked_first() {
    let (centre, event, app) = served().await;
    for none in ["nonsense", "a.b.c", "\u{06f1}"] {
        assert_eq!(show(&centre, "revoke", &app, none).await.0, 200, "{none}");
        let (status, said) = show(&centre, "introspect", &app, none).await;
        assert_eq!((status, said), (200, json!({ "active": false })), "{none}");
    }
    let token = user(&centre, event, &app, SARA).await;
    let wrong = (app.0.clone(), "wrong".to_owned());
    for path in ["revoke", "introspect"] {
        let (status, said) = show(&centre, path, &wrong, &token).await;
        assert_eq!((status, &said["error"]), (401, &json!("invalid_client")));
        let nobody = post(&centre, path, &[("token", &token)]).await;
        assert_eq!(nobody.status(), 401, "{path}");
        let (id, secret) = (app.0.as_str(), app.1.as_str());
        let empty = [("client_id", id), ("client_secret", secret)];
        let refused = post(&centre, path, &empty).await;
        assert_eq!(refused.status(), 400);
        let said: Value = refused.json().await.unwrap();
        assert_eq!(said["error"], "invalid_request", "{path}");
        let get = centre
            .http
            .get(format!("{}/api/oauth2/{path}", centre.url()));
        assert_eq!(get.send().await.unwrap().status(), 405);
    }
    let public = [("client_id", "connect-web"), ("token", token.as_str())];
    assert_eq!(
        post(&centre, "introspect", &public).await.status(),
        401,
        "who has proven nothing is told nothing"
    );
    assert!(holds(&centre, &token).await);
}

#[tokio::test]
async fn an_app_learns_of_its_own_events_tokens_alone() {
    let mut centre = Centre::new();
    let event = centre.event("Mine", &[], ROSTER);
    let elsewhere = centre.event("Another's", &[], ROSTER);
    let app = centre.client(&[event]);
    let stranger = centre.client(&[elsewhere]);
    centre.serve().await;
    let token = user(&centre, event, &app, SARA).await;
    let (status, said) = show(&centre, "introspect", &app, &token).await;
    assert_eq!(status, 200);
    let issuer = format!("{}/events/{event}", centre.url());
    for (name, value) in [
        ("active", json!(true)),
        ("token_type", json!("Bearer")),
        ("iss", json!(issuer)),
        ("aud", json!(issuer)),
        ("client_id", json!(app.0)),
        ("event_id", json!(event)),
        ("amr", json!(["otp", "sms"])),
    ] {
        assert_eq!(said[name], value, "{name}");
    }
    assert!(said["exp"].as_i64() > said["iat"].as_i64());
    let nothing = json!({ "active": false });
    let asked = show(&centre, "introspect", &stranger, &token).await;
    assert_eq!(asked, (200, nothing.clone()));
    let own = centre.client_token(&stranger).await;
    let asked = show(&centre, "introspect", &app, &own).await;
    assert_eq!(asked, (200, nothing.clone()));
    let (_, said) = show(&centre, "introspect", &stranger, &own).await;
    assert_eq!(
        (&said["active"], &said["sub"]),
        (&json!(true), &json!(stranger.0))
    );
    show(&centre, "revoke", &app, &token).await;
    let asked = show(&centre, "introspect", &app, &token).await;
    assert_eq!(asked, (200, nothing));
}

#[tokio::test]
async fn the_metadata_say_where() {
    let (centre, _, _) = served().await;
    let url = format!("{}/.well-known/oauth-authorization-server", centre.url());
    let said: Value = centre
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    for path in ["revocation", "introspection"] {
        let address = said[format!("{path}_endpoint")].as_str().unwrap();
        let methods = &said[format!("{path}_endpoint_auth_methods_supported")];
        let public = methods.as_array().unwrap().contains(&json!("none"));
        assert_eq!(public, path == "revocation", "{methods}");
        let asked = centre.http.post(address).form(&[("token", "x")]).send();
        assert_eq!(asked.await.unwrap().status(), 401, "{address}");
    }
}

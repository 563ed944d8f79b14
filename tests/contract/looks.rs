//! How an event looks: the command, what an app is told, and the picture.

use crate::served;
use connect_engine::store::EventRows as _;
use connect_tests::centre::Centre;
use connect_tests::station::Station;
use reqwest::Response;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a very small picture";

fn file(centre: &Centre, name: &str, bytes: &[u8]) -> String {
    let file = centre.file(name);
    std::fs::write(&file, bytes).unwrap();
    file.to_str().unwrap().to_owned()
}

/// What a user is told of the event.
async fn told(centre: &Centre, event: i64, client: &(String, String)) -> Value {
    let app = centre.client_token(client).await;
    centre.ask_code(&app, "09140000001").await;
    let code = centre.outbox().nth("+989140000001", 1).await.code;
    let login = json!({
        "grant_type": "event_mobile_verification",
        "client_id": client.0, "client_secret": client.1,
        "mobile": "09140000001", "mobile_verification_code": code, "event_id": event,
    });
    let granted: Value = centre.token(&login).await.json().await.unwrap();
    let get = centre.http.get(format!("{}/api/me", centre.url()));
    let get = get.bearer_auth(granted["access_token"].as_str().unwrap());
    let me: Value = get.send().await.unwrap().json().await.unwrap();
    me["event"].clone()
}

async fn get(centre: &Centre, path: &str) -> Response {
    let url = format!("{}{path}", centre.url());
    centre.http.get(url).send().await.unwrap()
}

#[tokio::test]
async fn an_event_gets_a_look_that_apps_and_stations_are_told_of() {
    let (centre, event, client) = served().await;
    let id = event.to_string();
    let plain = centre.run(&["event", "look", &id]);
    let none = json!({ "fa": null, "en": null });
    assert_eq!(plain["palette"], Value::Null);
    assert_eq!(plain["next"], none);
    let picture = file(&centre, "hall.png", PNG);
    let set = centre.run(&[
        "event",
        "look",
        &id,
        "--colour",
        "#ffcc00",
        "--picture",
        &picture,
        "--next-fa",
        "تالار ۲",
    ]);
    let palette = &set["palette"];
    assert_eq!(palette["dark"]["accent"], "#ffcc00", "it can be read there");
    assert_ne!(palette["light"]["accent"], "#ffcc00", "and not here");
    assert_eq!(palette["light"]["on_accent"], "#ffffff");
    // What isn't named stays.
    let set = centre.run(&["event", "look", &id, "--next-en", "Hall 2"]);
    assert_eq!(set["next"], json!({ "fa": "تالار ۲", "en": "Hall 2" }));
    assert_eq!(&set["palette"], palette);

    let set = centre.run(&["event", "look", &id, "--name-en", " Tech Days "]);
    assert_eq!(set["names"], json!({ "fa": null, "en": "Tech Days" }));

    let told = told(&centre, event, &client).await;
    assert_eq!(told["names"], set["names"]);
    assert_eq!(&told["palette"], palette);
    assert_eq!(told["next"], set["next"]);
    let hash = set["picture"].as_str().unwrap();
    let address = told["picture"].as_str().unwrap();
    assert_eq!(address, format!("/events/{event}/picture?v={hash}"));
    let shown = get(&centre, address).await;
    assert_eq!(shown.status(), 200);
    let header =
        |answer: &Response, name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(&shown, "content-type"), "image/png");
    assert_eq!(
        header(&shown, "cache-control"),
        "public, max-age=86400, immutable"
    );
    assert_eq!(header(&shown, "x-content-type-options"), "nosniff");
    assert_eq!(&shown.bytes().await.unwrap()[..], PNG);
    let of_now = get(&centre, &format!("/events/{event}/picture")).await;
    assert_eq!(header(&of_now, "cache-control"), "no-cache");

    let folder = tempfile::tempdir().unwrap();
    let station = Station::join(&folder.path().join("door"), &centre, &[event], "Door").await;
    station.exchange().await;
    let there = station.events().remove(0);
    let look = serde_json::to_value(&there.look).unwrap();
    assert_eq!(
        (&look["picture"], &look["names"]),
        (&json!(hash), &set["names"])
    );
    let picture = station.read(|act| act.tx().picture(there.id)).unwrap();
    assert_eq!(picture.bytes(), PNG);

    centre.run(&[
        "event",
        "look",
        &id,
        "--picture",
        "none",
        "--colour",
        "none",
        "--next-fa",
        "",
    ]);
    station.exchange().await;
    let there = station.events().remove(0);
    let look = serde_json::to_value(&there.look).unwrap();
    assert_eq!(look["picture"], Value::Null);
    assert_eq!(look["palette"], Value::Null);
    assert_eq!(look["next"], json!({ "fa": null, "en": "Hall 2" }));
    assert_eq!(station.read(|act| act.tx().picture(there.id)), None);
    for gone in [address, "/events/999/picture", "/events/x/picture"] {
        assert_eq!(get(&centre, gone).await.status(), 404, "{gone}");
    }
    assert_eq!(centre.records(event, "event-look-set").len(), 4);
}

#[test]
fn what_cannot_be_shown_is_refused_in_words() {
    let centre = Centre::new();
    let id = centre.event("One", &[], "").to_string();
    let mut large = PNG.to_vec();
    large.resize(150 * 1024 + 1, 0);
    let large = file(&centre, "large.png", &large);
    let svg = file(
        &centre,
        "drawn.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    );
    let long = "x".repeat(301);
    for (more, word) in [
        (["--colour", "red"], "#1b7f5c"),
        (["--colour", "#12345"], "#1b7f5c"),
        (["--picture", "/nonexistent.png"], "/nonexistent.png"),
        (["--picture", &large], "150 KiB"),
        (["--picture", &svg], "WebP"),
        (["--next-fa", &long], "300"),
        (["--name-en", &long], "name"),
        (["--next-en", "bell\u{7}"], "plain"),
    ] {
        let answer = centre.try_run(&["event", "look", &id, more[0], more[1]]);
        assert!(!answer.success, "{more:?}");
        assert!(answer.stderr.contains(word), "{more:?}: {}", answer.stderr);
    }
    let answer = centre.try_run(&["event", "look", "999", "--colour", "none"]);
    assert!(answer.stderr.contains("999"), "{}", answer.stderr);
}

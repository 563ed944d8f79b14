//! The organiser's commands, also while `serve` runs on the same folder.

use crate::{ROSTER, served};
use connect_engine::data_folder::DataFolder;
use connect_engine::key::Label;
use connect_engine::time::Timestamp;
use connect_tests::centre::Centre;
use connect_tests::station::random;
use serde_json::{Value, json};
use std::fmt::Write as _;

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the commands are run at once, as several people would"
)]
async fn commands_work_while_the_server_runs_on_the_same_folder() {
    let (centre, _, _) = served().await;
    let event = centre.event("Late", &["--slug", "late"], ROSTER);
    let client = centre.client(&[event]);
    // The running server knows the new event and client at once.
    let token = centre.client_token(&client).await;
    assert_eq!(centre.ask_code(&token, "09140000002").await.status(), 202);
    centre.outbox().nth("+989140000002", 1).await;
    let listed = centre.run(&["event", "list"]);
    let names: Vec<&str> = listed["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Rust Meetup", "Late"]);
    // Many at once, beside calls: nothing is lost, nobody is told that it is busy.
    let busy = std::thread::scope(|scope| {
        let made: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| centre.enrolment_code(&[event])))
            .collect();
        made.into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert_eq!(busy.len(), 8);
    let verified = centre.run(&["records", "verify"]);
    assert_eq!(verified["holds"], true, "{verified}");
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the commands are run at once, as several people would"
)]
fn the_first_commands_on_a_new_folder_may_come_at_once() {
    let centre = Centre::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| centre.event("One of eight", &[], ""));
        }
    });
    let listed = centre.run(&["event", "list"]);
    assert_eq!(listed["events"].as_array().unwrap().len(), 8);
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
}

/// Runs a statement on the database of a centre that isn't running.
fn tamper(centre: &Centre, statement: &str) {
    let mut random = random();
    let long_ago = Timestamp::from_millis(0);
    let folder = DataFolder::open(&centre.data(), None, long_ago, &mut random).unwrap();
    let key = folder.root.derive(Label::Database).unwrap();
    let hex = key.reveal().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    let database = rusqlite::Connection::open(centre.data().join("connect.db")).unwrap();
    let unlock = format!("pragma key = \"x'{hex}'\"");
    database.execute_batch(&unlock).unwrap();
    assert_eq!(database.execute(statement, []).unwrap(), 1, "{statement}");
}

#[tokio::test]
async fn a_log_that_was_rewritten_is_said_and_fails_the_command() {
    let (mut centre, _, client) = served().await;
    let token = centre.client_token(&client).await;
    assert_eq!(centre.ask_code(&token, "09140000001").await.status(), 202);
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
    centre.kill();
    tamper(
        &centre,
        "update records set body = cast('{}' as blob) where kind = 'code-sent'",
    );
    let answer = centre.try_run(&["records", "verify"]);
    assert!(!answer.success, "{}", answer.stdout);
    let said: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(said["holds"], false, "{said}");
    assert_eq!(said["logs"][0]["holds"], false, "{said}");
    assert!(said["logs"][0]["broken_at"].is_u64(), "{said}");
    assert!(
        answer.stderr.contains("not every log holds"),
        "{}",
        answer.stderr
    );
}

#[tokio::test]
async fn a_client_secret_is_shown_once_and_kept_as_a_keyed_hash() {
    let (centre, _, (_, secret)) = served().await;
    assert!(secret.len() >= 43, "256 bits");
    for entry in std::fs::read_dir(centre.data()).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap();
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{}", entry.path().display());
    }
}

#[test]
fn commands_say_in_words_what_is_wrong() {
    let centre = Centre::new();
    let event = centre.event("One", &[], "");
    let event = event.to_string();
    for (arguments, word) in [
        (
            vec!["event", "import", &event, "/nonexistent.csv"],
            "/nonexistent.csv",
        ),
        (
            vec!["event", "create", "--name", "X", "--starts", "tomorrow"],
            "tomorrow",
        ),
        (vec!["event", "create", "--name", " "], "name is empty"),
        (vec!["event", "times", &event], "--ends"),
        (vec!["event", "times", "999", "--no-end"], "999"),
        (
            vec![
                "event",
                "times",
                &event,
                "--starts",
                "2031-01-02T09:00:00Z",
                "--ends",
                "2031-01-01T09:00:00Z",
            ],
            "ends before it starts",
        ),
        (
            vec!["event", "create", "--name", &"x".repeat(121)],
            "more than 120 characters",
        ),
        (
            vec!["event", "ticket-type", &event, "two\nlines"],
            "can't be read",
        ),
        (
            vec!["client", "create", "--name", "X", "--event", "999"],
            "999",
        ),
        (vec!["station", "code", "--event", "999"], "999"),
        (vec!["station", "revoke", "nobody"], "nobody"),
        (vec!["unlock", "--mobile", "hello"], "digits"),
        (vec!["records", "export", "--event", "999"], "999"),
        (vec!["serve", "--sms", "pigeon"], "pigeon"),
        (vec!["serve", "--sms", "relay"], "relay"),
        (vec!["serve", "--listen", "0.0.0.0:0"], "--issuer"),
        (vec!["serve", "--issuer", "http://example.org"], "https"),
    ] {
        let answer = centre.try_run(&arguments);
        assert!(!answer.success, "{arguments:?}");
        assert!(
            answer.stderr.contains(word),
            "{arguments:?}: {}",
            answer.stderr
        );
    }
}

#[tokio::test]
async fn without_a_courier_serve_warns_and_readyz_says_so() {
    let mut centre = Centre::new();
    centre.serve_with(&["--sms", "none"]);
    centre.serve().await;
    assert!(centre.said().contains("warning"), "{}", centre.said());
    let ready = centre
        .http
        .get(format!("{}/readyz", centre.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(ready.status(), 200);
    assert_eq!(
        ready.json::<Value>().await.unwrap(),
        json!({ "status": "ready", "sms": "none" })
    );
}

#[tokio::test]
async fn the_outbox_is_warned_about_because_it_shows_codes() {
    let (centre, _, _) = served().await;
    assert!(centre.said().contains("outbox"), "{}", centre.said());
}

#[test]
fn a_folder_or_file_that_others_may_read_refuses_to_start_and_says_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let centre = Centre::new();
    centre.run(&["event", "list"]);
    let secret = centre.data().join("connect-root-secret");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = centre.try_run(&["event", "list"]);
    assert!(!refused.success);
    assert!(refused.stderr.contains("chmod 600"), "{}", refused.stderr);
    std::fs::remove_file(&secret).unwrap();
    let refused = centre.try_run(&["event", "list"]);
    assert!(!refused.success);
    assert!(refused.stderr.contains("root secret"), "{}", refused.stderr);
}

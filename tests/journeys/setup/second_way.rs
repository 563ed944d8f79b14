//! Two ways for a kiosk's SMS, chosen at its screen: while the centre is gone its own account
//! carries them.

use crate::beside::AGREED;
use crate::{JOHN, ROSTER, ask, turn};
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const PIN: &str = "4938";

/// How long it may take until a way that failed is tried again: for a minute it isn't.
const BELIEVED_AGAIN: Duration = Duration::from_secs(100);

/// A gateway that takes every message, until it is aborted: its address, and the codes that it was
/// told.
async fn gateway() -> (String, Arc<Mutex<Vec<String>>>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let codes = Arc::clone(&told);
    let answering = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let mut length = 0;
            // The form comes behind the head, maybe by itself.
            let text = loop {
                let read = stream.read(&mut request[length..]).await.unwrap_or(0);
                length += read;
                let text = String::from_utf8_lossy(&request[..length]).into_owned();
                let is_form = text.starts_with("POST");
                if read == 0 || !is_form || text.contains("template=") {
                    break text;
                }
            };
            if let Some((_, code)) = text.split_once("token=") {
                codes.lock().unwrap().push(code[..5].to_owned());
            }
            let body = r#"{"return":{"status":200},"entries":{"remaincredit":9000}}"#;
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
                 connection: close\r\n\r\n{body}",
                body.len()
            );
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    (address, told, answering)
}

/// A kiosk whose supervisor has set that SMS leave so, with an account at a gateway.
async fn set_ways(
    centre: &Centre,
    event: i64,
    gateway: String,
    chosen: &[&str],
) -> (Kiosk, Screen) {
    let mut kiosk = Kiosk::of(centre, &[event]);
    let named = kiosk.arguments.iter().position(|of| of == "--sms").unwrap();
    kiosk.arguments.drain(named..named + 2);
    kiosk.environment = vec![("CONNECT_KAVENEGAR_URL".to_owned(), gateway)];
    let screen = kiosk.open().await;
    screen.begin().await;
    come_on_duty(&screen, PIN).await;
    for control in ["nav-more", "set-up", "way-choices"].iter().chain(chosen) {
        screen.touch(control).await;
    }
    screen.touch("keep").await;
    screen.touch("kavenegar-key").await;
    screen.type_keys("key").await;
    screen.touch("kavenegar-template").await;
    screen.type_keys("code").await;
    screen.touch("keep").await;
    screen.text("kept").await;
    screen.touch("leave-duty").await;
    (kiosk, screen)
}

#[tokio::test]
async fn what_the_centre_does_not_take_leaves_by_the_kiosks_own_account() {
    let _turn = turn().await;
    let (gateway, codes, _answering) = gateway().await;
    let mut centre = Centre::new();
    let event = centre.event("یکم", &[], ROSTER);
    centre.serve().await;
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let (_kiosk, screen) = set_ways(&centre, event, gateway, &["sms-then-kavenegar"]).await;

    // As long as the centre is there, it carries them.
    ask(&screen, "09140000002").await;
    centre.outbox().nth(JOHN, 1).await;
    assert_eq!(codes.lock().unwrap().len(), 0);
    centre.kill();
    screen.touch("other-number").await;
    ask(&screen, "09140000001").await;
    let code = until("the code at the gateway", AGREED, async || {
        codes.lock().unwrap().last().cloned()
    });
    screen.touch_keys(&code.await).await;
    screen.expect("welcome").await;

    // Staff are told that it is another way, and of each one what it does.
    come_on_duty(&screen, PIN).await;
    screen
        .expect_value("light-sms", "data-state", "watch")
        .await;
    assert!(!screen.text("light-advice-sms").await.is_empty());
    for control in ["nav-more", "set-up", "way-test", "test-mobile"] {
        screen.touch(control).await;
    }
    screen.type_keys("09129990001").await;
    screen.touch("run-test").await;
    let told = until("what each way does", AGREED, async || {
        let relay = screen.attribute("light-sms-relay", "data-state").await?;
        let account = screen
            .attribute("light-sms-kavenegar", "data-state")
            .await?;
        Some([relay, account])
    });
    assert_eq!(told.await, ["act", "well"]);
    // With the first way it is as it was.
    centre.serve().await;
    until("the messages' light", BELIEVED_AGAIN, async || {
        screen.touch("nav-today").await;
        let now = screen.attribute("light-sms", "data-state").await?;
        (now == "well").then_some(())
    })
    .await;
    screen.close().await;
}

#[tokio::test]
async fn what_the_account_does_not_take_leaves_by_the_centre() {
    let _turn = turn().await;
    let (gateway, codes, answering) = gateway().await;
    let mut centre = Centre::new();
    let event = centre.event("یکم", &[], ROSTER);
    centre.serve().await;
    centre.staff("Nika", "supervisor", PIN, &[event]);
    let ways = ["sms-kavenegar", "sms-then-relay"];
    let (_kiosk, screen) = set_ways(&centre, event, gateway, &ways).await;
    ask(&screen, "09140000001").await;
    let code = until("the code at the gateway", AGREED, async || {
        codes.lock().unwrap().last().cloned()
    });
    screen.touch_keys(&code.await).await;
    screen.expect("welcome").await;
    assert!(centre.outbox().all().is_empty(), "the account comes first");
    answering.abort();
    screen.touch("done").await;
    ask(&screen, "09140000002").await;
    let code = centre.outbox().nth(JOHN, 1).await.code;
    screen.touch_keys(&code).await;
    screen.expect("welcome").await;
    screen.close().await;
}

//! SMS by a gateway that takes its time: nobody waits for the messages of others.

use connect_tests::centre::Centre;
use connect_tests::station::Station;
use connect_tests::wait::until;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

const GUESTS: usize = 12;

const TAKEN: &str = r#"{"return":{"status":200},"entries":{"remaincredit":9000}}"#;

/// A gateway that answers no message before it was told as many as there are guests.
struct Gateway {
    told: AtomicUsize,
    all: Barrier,
}

impl Gateway {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            told: AtomicUsize::new(0),
            all: Barrier::new(GUESTS),
        })
    }

    async fn listen(self: Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&self).answer(stream));
            }
        });
        address
    }

    async fn answer(self: Arc<Self>, mut stream: TcpStream) {
        let mut text = String::new();
        let mut part = [0; 4096];
        // The form comes behind the head, maybe by itself.
        while !(text.contains("template=") || text.starts_with("GET") && text.contains("\r\n\r\n"))
        {
            match stream.read(&mut part).await {
                Ok(read @ 1..) => text.push_str(&String::from_utf8_lossy(&part[..read])),
                _ => return,
            }
        }
        if text.contains("verify/lookup") {
            self.told.fetch_add(1, Ordering::SeqCst);
            self.all.wait().await;
        }
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{TAKEN}",
            TAKEN.len()
        );
        drop(stream.write_all(answer.as_bytes()).await);
    }

    async fn until_told(&self, messages: usize) {
        until(
            "messages at the gateway",
            Duration::from_mins(1),
            async || (self.told.load(Ordering::SeqCst) == messages).then_some(()),
        )
        .await;
    }
}

fn number(guest: usize) -> String {
    format!("091400000{guest:02}")
}

/// A centre with a gateway, and its event.
async fn served_by(gateway: &Arc<Gateway>) -> (Centre, i64) {
    let mut centre = Centre::new();
    let guests = (1..=GUESTS).map(|guest| format!("Guest,{},T-{guest}\n", number(guest)));
    let roster = format!("name,mobile,ticket_code\n{}", guests.collect::<String>());
    let event = centre.event("Rust Meetup", &[], &roster);
    let address = Arc::clone(gateway).listen().await;
    let account = [
        ("CONNECT_KAVENEGAR_URL", address.as_str()),
        ("CONNECT_KAVENEGAR_KEY", "key"),
        ("CONNECT_KAVENEGAR_TEMPLATE", "code"),
    ];
    let account = account.map(|(name, value)| (name.to_owned(), value.to_owned()));
    centre.environment.extend(account);
    centre.serve_with(&["--sms", "kavenegar"]);
    centre.serve().await;
    (centre, event)
}

/// What a station's relay posts for each guest.
async fn relay_all(centre: &Centre, event: i64) {
    let folder = tempfile::tempdir().unwrap();
    let station = Station::join(&folder.path().join("door"), centre, &[event], "Door").await;
    station.exchange().await;
    for guest in 1..=GUESTS {
        let body = json!({
            "message_id": format!("01900000-0000-7000-8000-{guest:012}"),
            "mobile": format!("+98{}", &number(guest)[1..]), "code": "12345",
            "template": "verification-code", "language": "fa",
        });
        let url = format!("{}/api/stations/messages", station.home.centre);
        let sent = station.call(|http| http.post(&url).json(&body)).await;
        assert_eq!(sent.unwrap().status(), 202);
    }
}

#[tokio::test]
async fn stations_messages_and_the_centres_own_are_under_way_together() {
    for by_station in [true, false] {
        let gateway = Gateway::new();
        let (centre, event) = served_by(&gateway).await;
        if by_station {
            relay_all(&centre, event).await;
        } else {
            let token = centre.client_token(&centre.client(&[event])).await;
            for guest in 1..=GUESTS {
                assert_eq!(centre.ask_code(&token, &number(guest)).await.status(), 202);
            }
        }
        // One after the other, the first would wait for the last.
        gateway.until_told(GUESTS).await;
    }
}

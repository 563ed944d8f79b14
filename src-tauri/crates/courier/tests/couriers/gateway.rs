//! A gateway on this machine that answers as it is told, and a message to send.

use connect_courier::{Answering, Courier, Failure, Journal, JournalFailed};
use connect_engine::code::Code;
use connect_engine::ids::MessageId;
use connect_engine::message::{Language, Message, Template};
use connect_engine::mobile::Mobile;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A message with the code 04217.
pub fn message() -> Message {
    Message {
        id: MessageId::from_bytes([1; 16]),
        to: Mobile::parse("09140000001").unwrap(),
        code: Code::parse("04217").unwrap(),
        template: Template::VerificationCode,
        language: Language::Fa,
        on_behalf_of: None,
        test: false,
    }
}

/// Answers every request with these bytes and then closes; what it was sent comes out.
pub async fn gateway(answer: impl Into<Vec<u8>>) -> (String, mpsc::UnboundedReceiver<String>) {
    let answer = answer.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16 * 1024];
            let mut length = 0;
            // The whole request fits into one read or two: head, then body.
            while !complete(&request[..length]) {
                match stream.read(&mut request[length..]).await {
                    Ok(read) if read > 0 => length += read,
                    _ => break,
                }
            }
            drop(tell.send(String::from_utf8_lossy(&request[..length]).into_owned()));
            drop(stream.write_all(&answer).await);
            drop(stream.shutdown().await);
        }
    });
    (url, told)
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    body.len() >= length.unwrap_or(0)
}

/// An HTTP answer with a body.
pub fn http(status: &str, kind: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A JSON answer.
pub fn json(status: &str, body: &str) -> String {
    http(status, "application/json", body)
}

/// A courier that does as it is told, and counts.
pub struct Puppet {
    pub name: &'static str,
    pub outcome: &'static Mutex<Result<(), Failure>>,
    pub hangs: bool,
    pub able: &'static AtomicBool,
    pub calls: &'static AtomicUsize,
    pub probes: &'static AtomicUsize,
}

impl Courier for Puppet {
    fn name(&self) -> &'static str {
        self.name
    }

    fn send<'a>(&'a self, _: &'a Message) -> Answering<'a, Result<(), Failure>> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            self.outcome.lock().unwrap().clone()
        })
    }

    fn probe(&self) -> Answering<'_, bool> {
        self.probes.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { self.able.load(Ordering::Relaxed) })
    }
}

/// A journal in memory.
#[derive(Default)]
pub struct Notebook {
    pub begun: Mutex<BTreeSet<(String, &'static str)>>,
    pub ended: Mutex<Vec<(&'static str, String)>>,
    pub broken: bool,
}

impl Journal for Notebook {
    fn begin(
        &self,
        id: MessageId,
        courier: &'static str,
    ) -> Answering<'_, Result<bool, JournalFailed>> {
        Box::pin(async move {
            if self.broken {
                return Err(JournalFailed);
            }
            Ok(self.begun.lock().unwrap().insert((id.to_string(), courier)))
        })
    }

    fn end(&self, _: MessageId, courier: &'static str, outcome: String) -> Answering<'_, ()> {
        Box::pin(async move { self.ended.lock().unwrap().push((courier, outcome)) })
    }
}

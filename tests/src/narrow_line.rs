//! A line between a kiosk and its centre on which a long answer stops in the middle.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What happens to an answer that is longer than the line lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Long {
    /// It stops, and its connection stays.
    Stops,
    /// Those that have stopped are cut off; from now on all go through.
    Passes,
}

/// The line, at a port of this machine.
pub struct NarrowLine {
    listener: TcpListener,
    /// Its address, `http://127.0.0.1:PORT`.
    pub address: String,
}

/// What is seen of a line that is in use.
pub struct Watched {
    long: watch::Sender<Long>,
    stopped: watch::Receiver<u32>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// Where one connection tells what happens on it.
#[derive(Clone)]
struct Tells {
    most: usize,
    long: watch::Receiver<Long>,
    stopped: watch::Sender<u32>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl NarrowLine {
    /// Takes a port. Who connects waits until somebody is [behind](Self::before) it.
    ///
    /// # Panics
    /// If there is none.
    #[expect(clippy::unwrap_used, reason = "a test can't go on without a port")]
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Self {
            listener,
            address: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Hands on to whoever listens at the address behind (`http://HOST:PORT`) what is said, both
    /// ways; of one answer no more than so many bytes.
    pub fn before(self, behind: &str, most: usize) -> Watched {
        let behind = behind.replace("http://", "");
        let (long, long_now) = watch::channel(Long::Stops);
        let (stopped, stopped_now) = watch::channel(0);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let tells = Tells {
            most,
            long: long_now,
            stopped,
            asked: Arc::clone(&asked),
        };
        tokio::spawn(async move {
            while let Ok((outer, _)) = self.listener.accept().await {
                let Ok(inner) = TcpStream::connect(&behind).await else {
                    continue;
                };
                tokio::spawn(tells.clone().carry(outer, inner));
            }
        });
        Watched {
            long,
            stopped: stopped_now,
            asked,
        }
    }
}

impl Tells {
    async fn carry(mut self, mut outer: TcpStream, mut inner: TcpStream) -> std::io::Result<()> {
        let (mut from_kiosk, mut from_centre) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
        let mut answered = 0;
        loop {
            tokio::select! {
                read = outer.read(&mut from_kiosk) => {
                    let said = &from_kiosk[..read?];
                    if said.is_empty() {
                        return Ok(());
                    }
                    answered = 0;
                    self.note(said);
                    inner.write_all(said).await?;
                }
                read = inner.read(&mut from_centre) => {
                    let said = &from_centre[..read?];
                    if said.is_empty() {
                        return Ok(());
                    }
                    answered += said.len();
                    if answered > self.most && *self.long.borrow() == Long::Stops {
                        self.stopped.send_modify(|count| *count += 1);
                        // It is cut off in the middle of what was said.
                        let _ = self.long.wait_for(|long| *long == Long::Passes).await;
                        return Ok(());
                    }
                    outer.write_all(said).await?;
                }
            }
        }
    }

    fn note(&self, said: &[u8]) {
        let text = String::from_utf8_lossy(said);
        if let Some(path) = text
            .strip_prefix("GET ")
            .and_then(|rest| rest.split(' ').next())
        {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.push(path.to_owned());
        }
    }
}

impl Watched {
    /// Waits until an answer has stopped.
    ///
    /// # Panics
    /// If the line is gone.
    #[expect(clippy::unwrap_used, reason = "the line lives as long as the test")]
    pub async fn has_stopped(&mut self) {
        self.stopped.wait_for(|count| *count > 0).await.unwrap();
    }

    /// Cuts off what has stopped, and lets everything through from now on.
    pub fn cut(&self) {
        self.long.send_replace(Long::Passes);
    }

    /// The paths that the kiosk has asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }
}

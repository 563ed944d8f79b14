//! A station's process: guests at its door, and the exchange with the centre beside them.

use connect_engine::acts::{Downlink, Uplink};
use connect_engine::key::from_base64url;
use connect_engine::mobile::Mobile;
use connect_engine::store::LogRows as _;
use connect_tests::station::{Station, Step};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// The variable with what the process is to do; without it there is nothing to do.
pub const ORDERS: &str = "CONNECT_TEST_CRASH";

/// How often changes are asked for, and at least whether something waits.
const LOOK: Duration = Duration::from_millis(200);

/// What the process is to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Orders {
    /// The data folder of a station that has joined.
    pub data: PathBuf,
    /// Its first guest.
    pub first_guest: usize,
    /// How many it has.
    pub guests: usize,
    /// Which of them comes first this time.
    pub begin_with: usize,
    /// After so many the door is closed and what waits goes up; else only a kill ends it.
    pub stop_after: Option<usize>,
}

/// What the process says: one line each, once it is so on its disk.
#[derive(Debug)]
pub enum Said {
    /// The folder is open.
    Ready,
    /// A record of this hash was committed.
    Recorded(String),
    /// The centre's word that it has the log up to this index was kept.
    Acknowledged(u64),
    /// Everything went up.
    Done,
}

impl Said {
    /// Reads a line; the harness may have begun it, and a kill may have cut it.
    pub fn read(line: &str) -> Option<Self> {
        let (_, said) = line.split_once("said: ")?;
        match said.split_once(' ') {
            Some(("recorded", hash)) => {
                let whole = from_base64url(hash).is_some_and(|bytes| bytes.len() == 32);
                whole.then(|| Self::Recorded(hash.to_owned()))
            }
            Some(("acknowledged", next)) => next.parse().ok().map(Self::Acknowledged),
            _ if said == "ready" => Some(Self::Ready),
            _ if said == "done" => Some(Self::Done),
            _ => None,
        }
    }
}

fn say(lines: impl IntoIterator<Item = String>) {
    let mut text = String::new();
    for line in lines {
        writeln!(text, "said: {line}").unwrap();
    }
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).unwrap();
    out.flush().unwrap();
}

/// The number of a guest.
pub fn mobile_of(guest: usize) -> String {
    format!("0914{guest:07}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(orders) = std::env::var(ORDERS) else {
        return;
    };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let station = Arc::new(Station::open(&orders.data));
    say(["ready".to_owned()]);
    let written = Arc::new(Notify::new());
    let closed = watch::Sender::new(false);
    let reconciled = watch::Sender::new(false);
    let link = tokio::spawn(up(
        Arc::clone(&station),
        Arc::clone(&written),
        closed.subscribe(),
        reconciled.clone(),
    ));
    let feed = tokio::spawn(down(
        Arc::clone(&station),
        closed.subscribe(),
        reconciled.subscribe(),
    ));
    let door = tokio::task::spawn_blocking(move || {
        admit(&station, &orders, &written);
        closed.send_replace(true);
    });
    if tokio::try_join!(door, link, feed).is_err() {
        // What failed has said why. The door would go on, and nobody would notice.
        std::process::abort();
    }
    say(["done".to_owned()]);
}

/// Guests come, one after the other; each is told only what is committed.
fn admit(station: &Station, orders: &Orders, written: &Notify) {
    let event = station.events().remove(0);
    let order = (orders.begin_with..).map(|n| n % orders.guests);
    for guest in order.take(orders.stop_after.unwrap_or(usize::MAX)) {
        let mobile = Mobile::parse(&mobile_of(orders.first_guest + guest)).unwrap();
        let recorded = |hashes: Vec<String>| {
            say(hashes.into_iter().map(|hash| format!("recorded {hash}")));
            written.notify_one();
        };
        recorded(station.ask_code(&event, &mobile));
        let code = station.carry(&mobile).unwrap();
        recorded(station.log_in(&event, &mobile, &code));
    }
}

/// Up to which index the centre has our log, by its own word.
fn acknowledged(station: &Station) -> u64 {
    station.read(|act| {
        let log = act.log_id()?;
        Ok(act.tx().lock_log(log)?.map_or(0, |log| log.acknowledged))
    })
}

/// Records up, until the door is closed and nothing waits.
async fn up(
    station: Arc<Station>,
    written: Arc<Notify>,
    closed: watch::Receiver<bool>,
    reconciled: watch::Sender<bool>,
) {
    let mut up = Uplink::default();
    let mut before = acknowledged(&station);
    loop {
        let last = *closed.borrow();
        let step = station.send_up(&mut up).await;
        let next = acknowledged(&station);
        assert!(
            next >= before,
            "the centre has forgotten what it acknowledged: {before} records, now {next}"
        );
        if next > before {
            say([format!("acknowledged {next}")]);
        }
        before = next;
        if up.is_reconciled() {
            reconciled.send_replace(true);
        }
        match step {
            Step::Asked => {}
            Step::Idle if last => return,
            Step::Idle => drop(tokio::time::timeout(LOOK, written.notified()).await),
            Step::Wait(span) => tokio::time::sleep(span).await,
        }
    }
}

/// Changes down, once both sides agree on our records, until the door is closed.
async fn down(
    station: Arc<Station>,
    closed: watch::Receiver<bool>,
    mut reconciled: watch::Receiver<bool>,
) {
    reconciled.wait_for(|reconciled| *reconciled).await.unwrap();
    let event = station.events().remove(0).id;
    let mut look = tokio::time::interval(LOOK);
    while !*closed.borrow() {
        look.tick().await;
        let mut feed = Downlink::of(event);
        loop {
            match station.take_down(&mut feed).await {
                Step::Asked => {}
                Step::Idle => break,
                Step::Wait(span) => tokio::time::sleep(span).await,
            }
        }
    }
}

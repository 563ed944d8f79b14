//! SMS at the centre: its own queue on disk, and what stations hand over, in memory alone.

use crate::ambient;
use crate::centre::Centre;
use anyhow::bail;
use connect_courier::{
    AT_ONCE, Answering, Carried, Carrier, Chain, ChainState, Courier, Journal, JournalFailed,
    Kavenegar, KavenegarSettings, Outbox, Queue, parse_chain,
};
use connect_engine::ids::MessageId;
use connect_engine::message::Message;
use connect_engine::time::Millis;
use futures_util::stream::{self, StreamExt as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, mpsc};

/// Messages of stations that may wait in memory.
const QUEUE: usize = 1000;

/// How often the queue is looked at without being told to: what another program of this folder
/// wrote, or what was left by a crash.
const LOOK: Duration = Duration::from_secs(2);

/// A chain, and what the organiser is to be warned of.
pub struct Carriers {
    pub chain: Chain,
    pub warnings: Vec<String>,
}

/// Makes the chain that `--sms` names.
///
/// # Errors
/// What is wrong with it, in words.
pub fn carriers(spec: Option<&str>) -> anyhow::Result<Carriers> {
    let mut couriers: Vec<Box<dyn Courier>> = Vec::new();
    let mut warnings = Vec::new();
    for carrier in parse_chain(spec.unwrap_or_default())? {
        match carrier {
            Carrier::Relay => {
                bail!("`relay` is a kiosk's courier; the centre is what it relays to")
            }
            Carrier::Kavenegar => {
                let settings = KavenegarSettings::read(|name| std::env::var(name).ok())?;
                let http = reqwest::Client::builder()
                    .redirect(reqwest::redirect::Policy::none())
                    .build()?;
                couriers.push(Box::new(Kavenegar::new(settings, http)));
            }
            Carrier::Outbox(file) => {
                let outbox = Outbox::new(file, || ambient::now().wall.rfc3339());
                warnings.push(outbox.warning());
                couriers.push(Box::new(outbox));
            }
        }
    }
    if couriers.is_empty() {
        warnings.push("no SMS leaves this centre; name a courier with --sms".to_owned());
    }
    Ok(Carriers {
        chain: Chain::new(couriers),
        warnings,
    })
}

/// The couriers, and what waits for them.
pub struct Sms {
    chain: Chain,
    woken: Notify,
    hand_over: mpsc::Sender<Relayed>,
    handed_over: Mutex<Option<mpsc::Receiver<Relayed>>>,
    /// So many of the stations' messages are under way at once.
    turns: Semaphore,
}

/// A message of a station.
pub struct Relayed {
    pub message: Message,
    /// When its code is dead at the latest, by the boot clock.
    pub dies_at: Millis,
}

impl Sms {
    /// Nothing waits yet.
    pub fn new(chain: Chain) -> Self {
        let (hand_over, handed_over) = mpsc::channel(QUEUE);
        let handed_over = Mutex::new(Some(handed_over));
        Self {
            chain,
            woken: Notify::new(),
            hand_over,
            handed_over,
            turns: Semaphore::new(AT_ONCE),
        }
    }

    /// There is something new in the queue on disk.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// A place for a station's message; none while nothing leaves.
    pub fn reserve(&self) -> Option<mpsc::Permit<'_, Relayed>> {
        self.chain
            .takes()
            .then(|| self.hand_over.try_reserve().ok())
            .flatten()
    }

    /// Hands a station's message over for as long as somebody could type its code.
    async fn carry(&self, relayed: Relayed) {
        let journal = InMemory::default();
        loop {
            let Ok(turn) = self.turns.acquire().await else {
                return;
            };
            if ambient::now().boot >= relayed.dies_at {
                tracing::warn!(
                    "a station's message is dropped: no courier took it before its code died"
                );
                return;
            }
            if self.chain.carry(&relayed.message, &journal).await != Carried::Waits {
                return;
            }
            drop(turn);
            self.chain.probed().await;
        }
    }

    /// `none`, `working` or `down`.
    pub fn state(&self) -> &'static str {
        match self.chain.state() {
            ChainState::None => "none",
            ChainState::Working => "working",
            ChainState::Down => "down",
        }
    }
}

/// Sends for as long as the server runs.
pub async fn run(centre: Arc<Centre>, sms: Arc<Sms>) {
    let receiver = sms
        .handed_over
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    let relayed = async {
        let Some(receiver) = receiver else { return };
        let next = async |mut receiver: mpsc::Receiver<Relayed>| {
            let relayed = receiver.recv().await?;
            Some((relayed, receiver))
        };
        stream::unfold(receiver, next)
            .for_each_concurrent(QUEUE, |relayed| sms.carry(relayed))
            .await;
    };
    let queue = Queue::new(centre);
    tokio::join!(own_queue(&queue, &sms), relayed, probe(&sms));
}

async fn probe(sms: &Sms) {
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    loop {
        tick.tick().await;
        sms.chain.probe().await;
    }
}

async fn own_queue(queue: &Queue<Centre>, sms: &Sms) {
    let mut tick = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            () = sms.woken.notified() => {}
            _ = tick.tick() => {}
        }
        queue.send(queue.waiting().await, &sms.chain).await;
    }
}

/// The attempts of one message. Stations' messages are taken once by their id; the centre neither
/// stores nor logs them.
#[derive(Default)]
struct InMemory(Mutex<Vec<&'static str>>);

impl Journal for InMemory {
    fn begin(
        &self,
        _: MessageId,
        courier: &'static str,
    ) -> Answering<'_, Result<bool, JournalFailed>> {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !tried.contains(&courier);
        if is_new {
            tried.push(courier);
        }
        drop(tried);
        Box::pin(async move { Ok(is_new) })
    }

    fn end(&self, _: MessageId, _: &'static str, _: String) -> Answering<'_, ()> {
        Box::pin(async {})
    }
}

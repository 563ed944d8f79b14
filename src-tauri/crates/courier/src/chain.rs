//! Couriers in order.

use crate::courier::{Answering, Courier, Failure, Refusal};
use connect_engine::ids::MessageId;
use connect_engine::message::Message;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a courier may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// For so many probes it is believed of a courier that it can carry nothing: a minute.
const BELIEVED: u32 = 12;

/// Attempts, kept on disk: gateways know no idempotency, so none is made twice.
pub trait Journal: Send + Sync {
    /// Marks an attempt before the courier is called; false if it was made before.
    fn begin(
        &self,
        id: MessageId,
        courier: &'static str,
    ) -> Answering<'_, Result<bool, JournalFailed>>;

    /// Keeps what came of it.
    fn end(&self, id: MessageId, courier: &'static str, outcome: String) -> Answering<'_, ()>;
}

/// The mark couldn't be written: the courier must not be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the attempt could not be marked")]
pub struct JournalFailed;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// This courier took it.
    Sent(&'static str),
    /// It is not to be sent.
    Refused(Refusal),
    /// No courier took it.
    Failed,
    /// Those that were asked didn't take it, and others rest: it waits for them.
    Waits,
}

/// The state of the chain, for the screens and for `/readyz`.
///
/// Whoever typed a number may watch it, and only listed numbers have messages. So no message
/// changes it: it is what the last round of probes found, and these go on alike whether messages
/// leave or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainState {
    /// There is no courier at all.
    None,
    /// A courier answered that it could carry a message, or none was asked yet.
    Working,
    /// No courier did.
    Down,
}

/// A courier, and what its messages told of it: that decides who is tried, and is never shown.
struct Link {
    courier: Box<dyn Courier>,
    /// What the last probe found.
    able: AtomicBool,
    /// It kept a message waiting; it is skipped until a probe succeeds.
    resting: AtomicBool,
    /// It can carry nothing: for so many probes more, or until it takes a message.
    incapable: AtomicU32,
}

/// Couriers in order.
pub struct Chain {
    links: Vec<Link>,
    working: AtomicBool,
    /// A round of probes is over.
    probed: Notify,
    patience: Duration,
}

impl Chain {
    /// A chain that tries the couriers in this order.
    pub fn new(couriers: Vec<Box<dyn Courier>>) -> Self {
        let link = |courier| Link {
            courier,
            able: AtomicBool::new(true),
            resting: AtomicBool::new(false),
            incapable: AtomicU32::new(0),
        };
        Self {
            links: couriers.into_iter().map(link).collect(),
            working: AtomicBool::new(true),
            probed: Notify::new(),
            patience: PATIENCE,
        }
    }

    /// The same with another patience than ten seconds.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What the last round of probes found.
    pub fn state(&self) -> ChainState {
        if self.links.is_empty() {
            ChainState::None
        } else if self.working.load(Ordering::Relaxed) {
            ChainState::Working
        } else {
            ChainState::Down
        }
    }

    /// Whether the next message may be tried with this courier.
    pub fn tries(&self, name: &str) -> bool {
        let link = self.links.iter().find(|link| link.courier.name() == name);
        link.is_some_and(|link| !link.resting.load(Ordering::Relaxed))
    }

    /// Whether a message would probably be taken: who asks has another way to send it.
    pub fn takes(&self) -> bool {
        self.state() == ChainState::Working && self.links.iter().any(Link::takes)
    }

    /// Whether messages leave, and not by the first courier.
    pub fn is_on_another_way(&self) -> bool {
        let mut links = self.links.iter();
        let first_is_able = links.next().is_none_or(Link::is_able);
        !first_is_able && links.any(Link::is_able)
    }

    /// Hands the same message to each courier, whatever the others say: for whoever tests them.
    pub async fn carry_by_each(
        &self,
        message: &Message,
        journal: &dyn Journal,
    ) -> Vec<(&'static str, Carried)> {
        let mut all = Vec::new();
        for link in &self.links {
            let name = link.courier.name();
            let carried = match link.attempt(message, journal, self.patience).await {
                Ok(Some(Ok(()))) => Carried::Sent(name),
                Ok(Some(Err(Failure::Refused(refusal)))) => Carried::Refused(refusal),
                Ok(None | Some(Err(_))) | Err(JournalFailed) => Carried::Failed,
            };
            all.push((name, carried));
        }
        all
    }

    /// Hands a message to the first courier that takes it. One that waits is handed over again, with the
    /// same journal, once the couriers were probed.
    pub async fn carry(&self, message: &Message, journal: &dyn Journal) -> Carried {
        let mut others_rest = false;
        for link in &self.links {
            if link.resting.load(Ordering::Relaxed) {
                others_rest = true;
                continue;
            }
            match link.attempt(message, journal, self.patience).await {
                Ok(Some(Ok(()))) => return Carried::Sent(link.courier.name()),
                Ok(Some(Err(Failure::Refused(refusal)))) => return Carried::Refused(refusal),
                Ok(None | Some(Err(_))) => {}
                Err(JournalFailed) => return Carried::Failed,
            }
        }
        if others_rest {
            Carried::Waits
        } else {
            Carried::Failed
        }
    }

    /// Until the couriers were asked once more: what waits may be tried again.
    pub async fn probed(&self) {
        self.probed.notified().await;
    }

    /// Asks every courier whether it could carry a message. Called every few seconds, whatever
    /// is sent.
    pub async fn probe(&self) {
        let mut working = false;
        for link in &self.links {
            let answer = tokio::time::timeout(self.patience, link.courier.probe()).await;
            let able = answer.unwrap_or(false);
            link.able.store(able, Ordering::Relaxed);
            if able {
                link.resting.store(false, Ordering::Relaxed);
            }
            link.believe_less();
            working |= able;
        }
        self.working.store(working, Ordering::Relaxed);
        self.probed.notify_waiters();
    }
}

impl Link {
    /// Whether it would probably take a message, by what its messages told.
    fn takes(&self) -> bool {
        !self.resting.load(Ordering::Relaxed) && self.incapable.load(Ordering::Relaxed) == 0
    }

    /// The same, by what it said when it was asked too.
    fn is_able(&self) -> bool {
        self.able.load(Ordering::Relaxed) && self.takes()
    }

    /// Hands it a message; none where it had it before.
    async fn attempt(
        &self,
        message: &Message,
        journal: &dyn Journal,
        patience: Duration,
    ) -> Result<Option<Result<(), Failure>>, JournalFailed> {
        let name = self.courier.name();
        let is_new = journal.begin(message.id, name).await;
        let is_new = is_new.inspect_err(|_| {
            tracing::error!(courier = name, "an attempt couldn't be marked");
        })?;
        if !is_new {
            return Ok(None);
        }
        let sending = tokio::time::timeout(patience, self.courier.send(message));
        let outcome = sending.await.unwrap_or(Err(Failure::TooSlow));
        let told = outcome
            .as_ref()
            .map_or_else(ToString::to_string, |()| "sent".to_owned());
        journal.end(message.id, name, told).await;
        match &outcome {
            Ok(()) => self.incapable.store(0, Ordering::Relaxed),
            Err(Failure::Refused(_)) => {}
            Err(failure) => {
                tracing::warn!(courier = name, %failure, "a courier didn't take a message");
                self.learn(failure);
            }
        }
        Ok(Some(outcome))
    }

    fn learn(&self, failure: &Failure) {
        match failure {
            Failure::TooSlow => self.resting.store(true, Ordering::Relaxed),
            Failure::CannotSend(_) => self.incapable.store(BELIEVED, Ordering::Relaxed),
            Failure::Refused(_)
            | Failure::NotReached
            | Failure::Answered(_)
            | Failure::NoAnswer => {}
        }
    }

    fn believe_less(&self) {
        let less = |probes: u32| Some(probes.saturating_sub(1));
        self.incapable
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .ok();
    }
}

//! Couriers in order.

use crate::courier::{Answering, Courier, Failure, Refusal};
use connect_engine::ids::MessageId;
use connect_engine::message::Message;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long a courier may take.
const PATIENCE: Duration = Duration::from_secs(10);

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
}

/// The state of the chain, for the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainState {
    /// There is no courier at all.
    None,
    /// The last message was taken, or none was sent yet.
    Working,
    /// No courier took the last message, and none has answered a probe since.
    Down,
}

struct Link {
    courier: Box<dyn Courier>,
    /// It kept a message waiting; it is skipped until a probe succeeds.
    resting: AtomicBool,
}

/// Couriers in order.
pub struct Chain {
    links: Vec<Link>,
    working: AtomicBool,
    patience: Duration,
}

impl Chain {
    /// A chain that tries the couriers in this order.
    pub fn new(couriers: Vec<Box<dyn Courier>>) -> Self {
        let link = |courier| Link {
            courier,
            resting: AtomicBool::new(false),
        };
        Self {
            links: couriers.into_iter().map(link).collect(),
            working: AtomicBool::new(true),
            patience: PATIENCE,
        }
    }

    /// The same with another patience than ten seconds.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The state of the chain, never of one message.
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

    /// Hands a message to the first courier that takes it.
    pub async fn carry(&self, message: &Message, journal: &dyn Journal) -> Carried {
        for link in self
            .links
            .iter()
            .filter(|link| !link.resting.load(Ordering::Relaxed))
        {
            let name = link.courier.name();
            match journal.begin(message.id, name).await {
                Ok(true) => {}
                Ok(false) => continue,
                Err(JournalFailed) => {
                    tracing::error!(courier = name, "an attempt couldn't be marked");
                    return Carried::Failed;
                }
            }
            let sending = tokio::time::timeout(self.patience, link.courier.send(message));
            let outcome = sending.await;
            if outcome.is_err() {
                link.resting.store(true, Ordering::Relaxed);
            }
            let outcome = outcome.unwrap_or(Err(Failure::NoAnswer));
            let told = outcome
                .as_ref()
                .map_or_else(ToString::to_string, |()| "sent".to_owned());
            journal.end(message.id, name, told).await;
            match outcome {
                Ok(()) => {
                    self.working.store(true, Ordering::Relaxed);
                    return Carried::Sent(name);
                }
                Err(Failure::Refused(refusal)) => return Carried::Refused(refusal),
                Err(failure) => {
                    tracing::warn!(courier = name, %failure, "a courier didn't take a message");
                }
            }
        }
        self.working.store(false, Ordering::Relaxed);
        Carried::Failed
    }

    /// Asks the couriers that rest, and all of them while nothing gets through, whether they can
    /// be reached again. Called every few seconds.
    pub async fn probe(&self) {
        let down = self.state() == ChainState::Down;
        for link in self
            .links
            .iter()
            .filter(|l| down || l.resting.load(Ordering::Relaxed))
        {
            let answer = tokio::time::timeout(self.patience, link.courier.probe()).await;
            if answer.unwrap_or(false) {
                link.resting.store(false, Ordering::Relaxed);
                self.working.store(true, Ordering::Relaxed);
            }
        }
    }
}

//! What every way to carry an SMS has in common.

use connect_engine::message::Message;
use std::pin::Pin;

/// An answer that is on its way.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries SMS.
pub trait Courier: Send + Sync {
    /// Its name in a chain and in the journal.
    fn name(&self) -> &'static str;

    /// Hands a message over. `Ok` means that it was taken.
    fn send<'a>(&'a self, message: &'a Message) -> Answering<'a, Result<(), Failure>>;

    /// Whether it could carry a message now, without sending anything and at no cost.
    fn probe(&self) -> Answering<'_, bool>;
}

/// Why a message wasn't taken. No text here holds a key, a code or a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It is not to be sent: no other courier is asked.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Nobody was there; nothing was handed over.
    #[error("not reached")]
    NotReached,
    /// The courier answered that it won't or can't carry this one.
    #[error("answered: {0}")]
    Answered(String),
    /// The courier answered that it can carry nothing at all.
    #[error("can't send: {0}")]
    CannotSend(String),
    /// The connection broke: it may have been sent.
    #[error("no answer")]
    NoAnswer,
    /// The time was over: it may have been sent.
    #[error("no answer in time")]
    TooSlow,
}

/// Why a message is not to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The number isn't listed in the station's events.
    #[error("not listed")]
    NotListed,
    /// The number has had enough, over all stations.
    #[error("limit")]
    Limit,
    /// The station is revoked.
    #[error("revoked")]
    Revoked,
}

impl From<reqwest::Error> for Failure {
    /// Keeps nothing of the error: its text would show the address, and a gateway's key is in it.
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::TooSlow
        } else if error.is_connect() {
            Self::NotReached
        } else {
            Self::NoAnswer
        }
    }
}

//! The SMS queue on disk, which stations and the centre empty alike.

use crate::chain::{Carried, Chain, Journal, JournalFailed};
use crate::courier::Answering;
use connect_engine::acts::{
    Act, Envelope, begin_attempt, end_attempt, envelope, finish_message, waiting,
};
use connect_engine::ids::MessageId;
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::SqliteTx;
use futures_util::stream::{self, StreamExt as _};
use std::sync::Arc;

/// Who runs acts: a station or the centre.
pub trait Acts: Send + Sync + 'static {
    /// Runs an act in a transaction and commits it.
    ///
    /// # Errors
    /// What the database could not do.
    fn write<R>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError>;
}

/// So many messages are under way at once: who waits for an SMS doesn't wait for a gateway that takes
/// its time with those of others.
pub const AT_ONCE: usize = 16;

/// The queue of one installation.
pub struct Queue<A>(Arc<A>);

impl<A: Acts> Queue<A> {
    /// The queue in the database of these acts.
    pub const fn new(acts: Arc<A>) -> Self {
        Self(acts)
    }

    /// The messages that wait, oldest first; none where the database fails.
    pub async fn waiting(&self) -> Vec<MessageId> {
        self.act(|act| waiting(act.tx())).await.unwrap_or_default()
    }

    /// Hands what waits to the chain, several at once, and takes from the queue what needn't wait longer.
    pub async fn send(&self, waiting: Vec<MessageId>, chain: &Chain) {
        let each = async |id| self.send_one(id, chain).await;
        stream::iter(waiting)
            .for_each_concurrent(AT_ONCE, each)
            .await;
    }

    async fn send_one(&self, id: MessageId, chain: &Chain) {
        let Some(Envelope::Carry(message)) = self.act(move |act| envelope(act, id)).await else {
            return;
        };
        // What waits for a courier that rests is dropped once its code has died.
        if chain.carry(&message, self).await != Carried::Waits {
            self.act(move |act| finish_message(act.tx(), id)).await;
        }
    }

    /// Runs an act beside the asynchronous threads; what fails is logged and tried again later.
    async fn act<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError> + Send + 'static,
    ) -> Option<R> {
        let acts = Arc::clone(&self.0);
        match tokio::task::spawn_blocking(move || acts.write(act)).await {
            Ok(Ok(done)) => Some(done),
            Ok(Err(error)) => {
                let cause: &dyn std::error::Error = &error;
                tracing::error!(error = cause, "the SMS queue failed");
                None
            }
            Err(_) => None,
        }
    }
}

impl<A: Acts> Journal for Queue<A> {
    fn begin(
        &self,
        id: MessageId,
        courier: &'static str,
    ) -> Answering<'_, Result<bool, JournalFailed>> {
        Box::pin(async move {
            let begun = self.act(move |act| begin_attempt(act, id, courier)).await;
            begun.ok_or(JournalFailed)
        })
    }

    fn end(&self, id: MessageId, courier: &'static str, outcome: String) -> Answering<'_, ()> {
        Box::pin(async move {
            self.act(move |act| end_attempt(act, id, courier, &outcome))
                .await;
        })
    }
}

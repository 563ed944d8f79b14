//! SMS out: each as soon as it is queued, and what a crash left behind.

use super::Nudges;
use super::sync::Exchange;
use crate::station::Station;
use connect_courier::{Chain, Queue};
use std::sync::Arc;
use std::time::Duration;

/// How often the queue is looked at without a nudge.
const LOOK: Duration = Duration::from_secs(5);

/// How long a message waits for the station's records to go up before it.
const RECORDS_FIRST: Duration = Duration::from_millis(1500);

/// Sends until the program ends.
pub async fn run(
    station: Arc<Station>,
    exchange: Arc<Exchange>,
    chain: Arc<Chain>,
    nudges: Arc<Nudges>,
) {
    tokio::join!(
        send(Queue::new(station), &exchange, &chain, &nudges),
        probe(&chain)
    );
}

async fn send(queue: Queue<Station>, exchange: &Exchange, chain: &Chain, nudges: &Nudges) {
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            () = nudges.message.notified() => {}
            _ = look.tick() => {}
        }
        let waiting = queue.waiting().await;
        if !waiting.is_empty() && chain.tries("relay") {
            // The centre counts by records, so they go first; without a link nobody waits.
            drop(tokio::time::timeout(RECORDS_FIRST, exchange.records_first()).await);
        }
        queue.send(waiting, chain).await;
    }
}

async fn probe(chain: &Chain) {
    let mut look = tokio::time::interval(LOOK);
    loop {
        look.tick().await;
        chain.probe().await;
    }
}

//! What goes on beside the attendee: records up, changes down, SMS out, the search, room for staff.

mod ballast;
mod index;
mod outbox;
mod sync;

use crate::ambient;
use crate::call_error::Obstacle;
use crate::centre::Centre;
use crate::reply::Link;
use crate::station::Station;
use connect_courier::{Carried, Chain, ChainState, Queue};
use connect_engine::acts::Act;
use connect_engine::message::Message;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::time::Millis;
use std::sync::Arc;
use std::time::Duration;
use tauri::async_runtime::JoinHandle;
use tokio::sync::{Notify, watch};

/// Tells the tasks that there is work, so that nobody waits for a clock.
#[derive(Default)]
pub struct Nudges {
    message: Notify,
    record: Notify,
    look: Notify,
}

/// Why the exchange goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nudge {
    /// A record waits.
    Record,
    /// The centre may be gone, or back.
    Look,
}

/// An act of the station in progress.
pub type StationAct<'a, 't> = Act<'a, SqliteTx<'t>>;

impl Nudges {
    /// A message waits, and the record of it.
    pub fn message(&self) {
        self.message.notify_one();
        self.record.notify_one();
    }

    /// A record waits.
    pub fn record(&self) {
        self.record.notify_one();
    }

    /// The centre may be gone.
    fn look(&self) {
        self.look.notify_one();
    }

    async fn for_record(&self) -> Nudge {
        tokio::select! {
            () = self.record.notified() => Nudge::Record,
            () = self.look.notified() => Nudge::Look,
        }
    }
}

/// Whether the centre answers.
#[derive(Debug, Clone, Copy)]
pub struct LinkNow {
    /// As every screen shows it.
    pub link: Link,
    /// What keeps it from answering, for staff.
    pub obstacle: Option<Obstacle>,
    /// Since when it is so, by the boot clock; whatever else came into the way meanwhile.
    since: Millis,
}

impl LinkNow {
    /// For how long it is so.
    pub fn lasts(&self) -> Millis {
        let passed = ambient::now().boot.get().saturating_sub(self.since.get());
        Millis::new(passed).or_zero()
    }
}

/// The same as it changes.
#[derive(Debug)]
pub struct LinkState(watch::Sender<LinkNow>);

impl LinkState {
    fn new(link: Link) -> Self {
        Self(watch::Sender::new(LinkNow {
            link,
            obstacle: None,
            since: ambient::now().boot,
        }))
    }

    fn set(&self, link: Link, obstacle: Option<Obstacle>) {
        self.0.send_if_modified(|known| {
            known.obstacle = obstacle;
            let is_new = known.link != link;
            if is_new {
                (known.link, known.since) = (link, ambient::now().boot);
            }
            is_new
        });
    }

    fn get(&self) -> LinkNow {
        *self.0.borrow()
    }

    async fn known(&self, patience: Duration) {
        let mut link = self.0.subscribe();
        let known = link.wait_for(|now| now.link != Link::Connecting);
        let _late = tokio::time::timeout(patience, known).await;
    }
}

/// The running tasks. They end with the program, or where others take their place: what they do
/// survives being cut off anywhere.
pub struct Tasks {
    running: Vec<JoinHandle<()>>,
    link: Arc<LinkState>,
    chain: Arc<Chain>,
}

impl Tasks {
    /// Starts them.
    pub fn start(
        station: &Arc<Station>,
        centre: &Arc<Centre>,
        chain: Chain,
        nudges: &Arc<Nudges>,
    ) -> Self {
        let first = if station.home.is_alone() {
            Link::Alone
        } else if station.joins_again {
            Link::NotKnown
        } else {
            Link::Connecting
        };
        let link = Arc::new(LinkState::new(first));
        let chain = Arc::new(chain);
        let exchange = Arc::new(sync::Exchange::new(
            Arc::clone(station),
            Arc::clone(centre),
            Arc::clone(&link),
            Arc::clone(nudges),
        ));
        let syncing = tauri::async_runtime::spawn(sync::run(Arc::clone(&exchange)));
        let sending = tauri::async_runtime::spawn(outbox::run(
            Arc::clone(station),
            exchange,
            Arc::clone(&chain),
            Arc::clone(nudges),
        ));
        let indexing = tauri::async_runtime::spawn(index::run(Arc::clone(station)));
        let ballast = tauri::async_runtime::spawn(ballast::run(Arc::clone(station)));
        Self {
            running: vec![syncing, sending, indexing, ballast],
            link,
            chain,
        }
    }

    /// Cuts them off.
    pub fn stop(&self) {
        for task in &self.running {
            task.abort();
        }
    }

    /// Whether the centre answers.
    pub fn link(&self) -> Link {
        self.link_now().link
    }

    /// The same, and more of it.
    pub fn link_now(&self) -> LinkNow {
        self.link.get()
    }

    /// Comes back once the centre was asked for the first time, or after so long.
    pub async fn link_known(&self, patience: Duration) {
        self.link.known(patience).await;
    }

    /// Hands one message to each of the couriers, past the queue.
    pub async fn carry_by_each(
        &self,
        station: &Arc<Station>,
        message: &Message,
    ) -> Vec<(&'static str, Carried)> {
        let journal = Queue::new(Arc::clone(station));
        self.chain.carry_by_each(message, &journal).await
    }

    /// Whether an SMS can leave.
    pub fn courier(&self) -> ChainState {
        self.chain.state()
    }

    /// Whether SMS leave, and not by the first way.
    pub fn is_on_another_way(&self) -> bool {
        self.chain.is_on_another_way()
    }
}

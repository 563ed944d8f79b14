//! Records up and changes down, for as long as the program runs: performs what the engine's
//! protocol asks for.

use super::{LinkState, Nudges};
use crate::call_error::CallError;
use crate::centre::Centre;
use crate::reply::Link;
use crate::station::{Station, StationError, empty_wal, read, write};
use connect_engine::acts::{Answer, Call, Downlink, Next, Uplink, forget_what_has_aged};
use connect_engine::ids::EventId;
use connect_engine::store::{EventRows as _, Setting, SettingRows as _, StoreError};
use connect_engine::time::Millis;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Without anything to send, the centre is asked again after so long what it has.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How often what has aged is forgotten.
const TIDY: Duration = Duration::from_hours(1);

/// The exchange with the centre.
pub struct Exchange {
    station: Arc<Station>,
    centre: Arc<Centre>,
    link: Arc<LinkState>,
    nudges: Arc<Nudges>,
    /// Whether the centre's word of our logs was compared with them since the start.
    reconciled: watch::Sender<bool>,
    /// Counts the times that nothing was left to send.
    empty: watch::Sender<u64>,
}

impl Exchange {
    /// An exchange that hasn't begun.
    pub fn new(
        station: Arc<Station>,
        centre: Arc<Centre>,
        link: Arc<LinkState>,
        nudges: Arc<Nudges>,
    ) -> Self {
        Self {
            station,
            centre,
            link,
            nudges,
            reconciled: watch::Sender::new(false),
            empty: watch::Sender::new(0),
        }
    }

    /// Comes back when what waits has gone up; without a link, at once.
    pub async fn records_first(&self) {
        if self.link.get().link != Link::Online {
            return;
        }
        let mut empty = self.empty.subscribe();
        self.nudges.record();
        drop(empty.changed().await);
    }

    /// Sleeps after the database failed: the act is done again, unchanged.
    async fn after_fault(&self, error: &StationError) {
        log(error, "the exchange with the centre waits");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn log(error: &(dyn std::error::Error + 'static), what: &str) {
    tracing::warn!(error, "{what}");
}

/// Exchanges until the program ends.
pub async fn run(exchange: Arc<Exchange>) {
    if exchange.station.home.is_alone() || exchange.station.joins_again {
        // There is nobody to exchange with, or not yet; what has aged is forgotten all the same.
        return tidy(&exchange).await;
    }
    let events = loop {
        match read(&exchange.station, |act| act.tx().events()).await {
            Ok(events) => break events,
            Err(error) => exchange.after_fault(&error).await,
        }
    };
    // They end with this one.
    let mut feeds = JoinSet::new();
    for event in events {
        feeds.spawn(down(Arc::clone(&exchange), event.id));
    }
    tokio::join!(up(&exchange), tidy(&exchange));
}

/// The engine's protocol keeps its state in memory; an act on another thread borrows it.
type Shared<S> = Arc<Mutex<S>>;

async fn step<S: Send + 'static, R: Send + 'static>(
    station: &Arc<Station>,
    state: &Shared<S>,
    act: impl FnOnce(&mut S, &mut super::StationAct<'_, '_>) -> Result<R, StoreError> + Send + 'static,
) -> Result<R, StationError> {
    let state = Arc::clone(state);
    write(station, move |tx| {
        act(
            &mut state.lock().unwrap_or_else(PoisonError::into_inner),
            tx,
        )
    })
    .await
}

/// Records up.
async fn up(exchange: &Exchange) {
    let uplink: Shared<Uplink> = Arc::default();
    let mut told = HashSet::new();
    loop {
        let next = step(&exchange.station, &uplink, |up, act| {
            let next = up.next(act)?;
            Ok((next, up.is_reconciled()))
        });
        let next = match next.await {
            Ok((next, reconciled)) => {
                if reconciled {
                    exchange.reconciled.send_replace(true);
                }
                next
            }
            Err(error) => {
                exchange.after_fault(&error).await;
                continue;
            }
        };
        match next {
            Next::Idle => {
                exchange.empty.send_modify(|times| *times += 1);
                let nudged = tokio::time::timeout(LOOK_AGAIN, exchange.nudges.for_record());
                if nudged.await != Ok(super::Nudge::Record) {
                    uplink
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .look_again();
                }
            }
            Next::Wait(span) => wait(span).await,
            Next::Call(call) => {
                let answer = exchange.centre.ask(&call).await;
                let link = exchange.link_by(&answer).await;
                let obstacle = answer.as_ref().err().and_then(CallError::obstacle);
                match &answer {
                    Ok(_) => told.clear(),
                    Err(error) => {
                        tell_once(
                            &mut told,
                            error,
                            "the centre doesn't answer; the door goes on",
                        );
                    }
                }
                let answer = answer.unwrap_or(Answer::Failed);
                if let (Call::HandUp { page, .. }, Answer::NotTaken) = (&call, &answer) {
                    let event = page.event.to_string();
                    tracing::error!(event, "the centre doesn't take this event's guest list");
                }
                let taken = step(&exchange.station, &uplink, move |up, act| {
                    up.take(act, &call, &answer)
                });
                let taken = taken.await;
                // Whoever sees the link sees what the answer told, too: above all the time.
                exchange.link.set(link, obstacle);
                if let Err(error) = taken {
                    exchange.after_fault(&error).await;
                }
            }
        }
    }
}

async fn wait(span: Millis) {
    let millis = u64::try_from(span.get()).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// Logs why a call came to nothing, each reason once until one comes to something.
fn tell_once(told: &mut HashSet<String>, error: &CallError, what: &str) {
    if told.insert(error.to_string()) {
        log(error, what);
    }
}

impl Exchange {
    /// Whether the centre answers, by its last answer. Who is revoked stays so, whatever a restored
    /// centre has forgotten.
    async fn link_by(&self, answer: &Result<Answer, CallError>) -> Link {
        let revoked = read(&self.station, |act| act.tx().setting(Setting::Revoked)).await;
        if revoked.is_ok_and(|revoked| revoked.is_some()) {
            return Link::Revoked;
        }
        match answer {
            Ok(Answer::Revoked) => Link::Revoked,
            Ok(Answer::Status(status)) if status.revoked => Link::Revoked,
            Ok(_) => Link::Online,
            Err(CallError::NotKnown) => Link::NotKnown,
            Err(_) => Link::Offline,
        }
    }
}

/// Changes down, of one event.
async fn down(exchange: Arc<Exchange>, event: EventId) {
    // What changed speaks of our records by their places; first both sides agree on these.
    let mut reconciled = exchange.reconciled.subscribe();
    if reconciled.wait_for(|reconciled| *reconciled).await.is_err() {
        return;
    }
    let downlink: Shared<Downlink> = Arc::new(Mutex::new(Downlink::of(event)));
    let mut told = HashSet::new();
    loop {
        let next = step(&exchange.station, &downlink, |down, act| {
            let next = down.next(act)?;
            Ok(next)
        })
        .await;
        let call = match next {
            Ok(Next::Call(call)) => call,
            Ok(Next::Wait(span)) => {
                wait(span).await;
                continue;
            }
            Ok(Next::Idle) => {
                // Nothing comes down to who is revoked; what the centre says of us shows at once.
                exchange.nudges.look();
                return;
            }
            Err(error) => {
                exchange.after_fault(&error).await;
                continue;
            }
        };
        let followed = exchange.follow(&downlink, &call).await;
        if followed.is_ok() {
            told.clear();
        }
        if let Err(error) = followed {
            match &error {
                CallError::Station(fault) => exchange.after_fault(fault).await,
                CallError::Refused { .. } => {
                    tell_once(&mut told, &error, "changes of an event don't come down");
                }
                // That there is no link is told where records go up.
                _ => {}
            }
            // The line is gone: is the centre?
            exchange.nudges.look();
            let failed = exchange.hand(&downlink, Answer::Failed).await;
            if let Err(error) = failed {
                exchange.after_fault(&error).await;
            }
        }
    }
}

impl Exchange {
    /// Reads a feed to its end, or for as long as it is to be heard.
    async fn follow(&self, downlink: &Shared<Downlink>, call: &Call) -> Result<(), CallError> {
        let mut feed = self.centre.open_feed(call).await?;
        while let Some(answer) = feed.next().await? {
            let restored = answer == Answer::Restored;
            self.hand(downlink, answer).await?;
            if restored {
                // What has it of our records still?
                self.nudges.look();
            }
            let hears = downlink
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .hears(call);
            if !hears {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn hand(&self, downlink: &Shared<Downlink>, answer: Answer) -> Result<(), StationError> {
        let taken = step(&self.station, downlink, move |down, act| {
            down.take(act, &answer)
        });
        let page = taken.await?;
        if page.hands_up_again {
            self.nudges.look();
        }
        if page.wrote {
            self.nudges.record();
        }
        if page.passed_over > 0 {
            let (lines, taken) = (page.passed_over, page.applied);
            tracing::info!(
                lines,
                taken,
                "this version doesn't know some lines of a feed; they are read again by the next"
            );
        }
        Ok(())
    }
}

async fn tidy(exchange: &Exchange) {
    let mut tick = tokio::time::interval(TIDY);
    loop {
        tick.tick().await;
        let tidied = write(&exchange.station, |act| {
            forget_what_has_aged(act)?;
            Ok(())
        })
        .await;
        let tidied = match tidied {
            Ok(()) => empty_wal(&exchange.station).await,
            Err(error) => Err(error),
        };
        if let Err(error) = tidied {
            log(&error, "what has aged stays for another hour");
        }
    }
}

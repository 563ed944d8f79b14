//! Records up and changes down, for as long as the program runs.

use super::{LinkState, Nudges};
use crate::ambient;
use crate::centre::{CallError, Centre};
use crate::reply::Link;
use crate::station::{Station, StationError, read, write};
use connect_engine::acts::{LogStatus, acknowledge, apply_changes, confirm_time, pending};
use connect_engine::store::{EventRows as _, Feed, FeedRows as _, Setting, SettingRows as _};
use rand::RngExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How often the centre is asked for changes while it answers.
const POLL: Duration = Duration::from_secs(1);

/// The longest wait between two tries while it doesn't.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Records of one upload.
const BATCH: u32 = 500;

/// The two-way exchange with the centre. One exchange at a time.
pub struct Exchange {
    station: Arc<Station>,
    centre: Arc<Centre>,
    link: Arc<LinkState>,
    turn: Mutex<()>,
}

/// Exchanges until the program ends.
pub async fn run(exchange: Arc<Exchange>, nudges: Arc<Nudges>) {
    let mut failures = 0;
    loop {
        match exchange.run().await {
            Ok(()) => failures = 0,
            Err(error) => {
                failures += 1;
                exchange.report(&error, failures).await;
            }
        }
        let wait = tokio::time::sleep(wait_after(failures));
        if failures == 0 {
            tokio::select! {
                () = wait => {}
                () = nudges.record.notified() => {}
            }
        } else {
            wait.await;
        }
    }
}

/// Doubling waits with jitter, so that a hall of stations doesn't call in step.
fn wait_after(failures: u32) -> Duration {
    let doubled = POLL.saturating_mul(1 << failures.min(6)).min(LONGEST_WAIT);
    if failures == 0 {
        return POLL;
    }
    doubled.mul_f64(ambient::random().random_range(0.5..1.0))
}

impl Exchange {
    /// An exchange that hasn't begun.
    pub fn new(station: Arc<Station>, centre: Arc<Centre>, link: Arc<LinkState>) -> Self {
        Self {
            station,
            centre,
            link,
            turn: Mutex::new(()),
        }
    }

    async fn run(&self) -> Result<(), CallError> {
        self.upload().await?;
        self.download().await?;
        Ok(())
    }

    /// Sends what the centre hasn't stored yet.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn upload(&self) -> Result<(), CallError> {
        let _turn = self.turn.lock().await;
        let log = write(&self.station, |act| {
            let log = act.log_id()?;
            Ok(log)
        })
        .await?;
        let status = self.centre.log_status(log).await?;
        self.take(status).await?;
        loop {
            let (_, batch) = read(&self.station, |act| pending(act, BATCH)).await?;
            if batch.records.is_empty() {
                return Ok(());
            }
            let status = self.centre.send_records(&batch).await?;
            self.take(status).await?;
        }
    }

    async fn take(&self, status: LogStatus) -> Result<(), CallError> {
        let revoked = status.revoked;
        write(&self.station, move |act| {
            confirm_time(act.tx(), status.time, &ambient::now())?;
            if status.revoked && act.tx().setting(Setting::Revoked)?.is_none() {
                act.tx().set_setting(Setting::Revoked, "true")?;
            }
            acknowledge(act, &status)
        })
        .await?;
        self.link
            .set(if revoked { Link::Revoked } else { Link::Online });
        Ok(())
    }

    /// Takes what changed at the centre, event by event.
    async fn download(&self) -> Result<(), CallError> {
        if self.link.get() == Link::Revoked {
            return Ok(());
        }
        let events = read(&self.station, |act| act.tx().events()).await?;
        for event in events {
            loop {
                let id = event.id;
                let feed = read(&self.station, move |act| act.tx().feed(id)).await?;
                let (cursor, complete) =
                    feed.map_or_else(Default::default, |feed| (feed.cursor, feed.complete));
                let lines = match self.centre.changes(event.alias, &cursor).await {
                    // The centre's data was restored: load again from the beginning.
                    Err(error) if error.status() == Some(410) => {
                        self.load_again(id).await?;
                        continue;
                    }
                    other => other?,
                };
                let end = lines.is_empty();
                if !(end && complete) {
                    write(&self.station, move |act| apply_changes(act, id, &lines)).await?;
                }
                if end {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn load_again(&self, event: connect_engine::ids::EventId) -> Result<(), StationError> {
        let feed = Feed {
            event,
            cursor: String::new(),
            complete: false,
        };
        write(&self.station, move |act| act.tx().put_feed(&feed)).await
    }

    async fn report(&self, error: &CallError, failures: u32) {
        if error.is_revoked() {
            let told = write(&self.station, |act| {
                act.tx().set_setting(Setting::Revoked, "true")
            });
            if told.await.is_ok() {
                self.link.set(Link::Revoked);
            }
            return;
        }
        self.link.set(Link::Offline);
        // Once for each time that the link goes, not once for each try.
        if failures == 1 {
            let cause: &dyn std::error::Error = error;
            tracing::warn!(error = cause, "the centre doesn't answer; the door goes on");
        }
    }
}

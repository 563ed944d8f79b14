//! The protocol between a station and the centre, without I/O: what to ask next, and what an
//! answer changes. The shell asks, waits and hands in; what it holds in memory may be lost at any
//! moment, because everything that matters is committed before the next call.

use super::Act;
use super::apply::feed_kind;
use super::hand_up::{HandUpStage, RosterPage, hand_up_again, next_page, page_is_up};
use super::logs::{
    CallerState, LogStatus, Reconciled, RecordBatch, acknowledge, batch_from, caller_state, fork,
    next_waiting, reconcile, rejoin,
};
use super::{
    AppliedPage, ChangeLine, apply_changes, be_revoked, confirm_time, is_settled, load_again,
    reach_end, read_json, write_json,
};
use crate::ids::{EventAlias, EventId, LogId};
use crate::store::{Feed, Setting, StoreError, Tx};
use crate::time::{Millis, Timestamp};
use rand::RngExt as _;

/// Records of one call, and how few they become on a line that is too thin for so many.
const BATCH: u32 = 1000;
const LEAST_BATCH: u32 = 8;

/// The first wait after a call that failed, and the longest.
const FIRST_WAIT_MS: i64 = 1000;
const LONGEST_WAIT_MS: i64 = 15_000;

/// What a station asks of the centre.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// `GET /api/stations/records`.
    Status {
        /// Of which log.
        log: LogId,
        /// What the station says of itself.
        caller: CallerState,
    },
    /// `POST /api/stations/records`.
    Send(RecordBatch),
    /// `POST /api/stations/roster`.
    HandUp {
        /// Some lines of the roster of an event of the station's own.
        page: Box<RosterPage>,
        /// What comes after them.
        then: HandUpStage,
    },
    /// `GET /api/events/{id}/changes`, to the end.
    Changes {
        /// Of which event.
        event: EventAlias,
        /// After which place.
        after: String,
    },
    /// The same, held open.
    Listen {
        /// Of which event.
        event: EventAlias,
        /// After which place.
        after: String,
    },
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To a question about a log, and to records that were taken.
    Status(LogStatus),
    /// The log has another record at this index, or its records stand in another from there on.
    Fork {
        /// Which.
        index: u64,
    },
    /// The batch begins after what the centre has.
    Gap,
    /// A page of a roster was taken.
    HandedUp,
    /// The centre doesn't take this station's roster, however often it is asked.
    NotTaken,
    /// Some lines of a feed; more may follow.
    Lines(Vec<ChangeLine>),
    /// The end of a feed, or word that it is still where it was.
    Current,
    /// The cursor is from before the centre's data was restored.
    Restored,
    /// The station is revoked.
    Revoked,
    /// The centre refused, or nobody answered.
    Failed,
}

/// What the shell does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Asks this.
    Call(Call),
    /// Waits so long, whatever happens.
    Wait(Millis),
    /// Waits until there is something to send, but not much longer than that.
    Idle,
}

/// Doubling waits with jitter, so that a hall of stations doesn't call in step.
fn wait_after<T: Tx>(act: &mut Act<'_, T>, failures: u32) -> Millis {
    let doubled = FIRST_WAIT_MS << failures.saturating_sub(1).min(5);
    let longest = doubled.min(LONGEST_WAIT_MS);
    Millis::new(act.random.random_range(longest / 2..=longest))
}

/// Records up.
#[derive(Debug, Default)]
pub struct Uplink {
    phase: UpPhase,
    failures: u32,
    reconciled: bool,
    /// The centre's restoration that was heard of before the centre was asked of our logs.
    restored: Option<Timestamp>,
    /// How often a call's records were halved: a call has so long and no longer, and of a batch that
    /// doesn't get through in that nothing is stored.
    halved: u32,
    /// Events whose rosters the centre doesn't take: what else there is goes up without them.
    set_aside: Vec<EventId>,
}

#[derive(Debug, Default)]
enum UpPhase {
    /// What has the centre of each of our logs? The ones that are left to ask of.
    #[default]
    Begin,
    Ask(Vec<LogId>),
    /// The centre has records of a log that we lack; sending what is ours from there on shows
    /// where they part.
    Probe(Probe),
    /// What waits is sent.
    Send,
    Pause,
}

/// Looking for where we and the centre part.
#[derive(Debug)]
struct Probe {
    log: LogId,
    /// What is sent next.
    from: u64,
    /// The logs that are still to be asked of.
    rest: Vec<LogId>,
}

impl Uplink {
    /// Whether the centre's word of our logs was compared with what we have since the start: only
    /// then are changes taken, which speak of our records by their places.
    pub const fn is_reconciled(&self) -> bool {
        self.reconciled
    }

    /// Whether the last call was answered.
    pub const fn is_linked(&self) -> bool {
        self.failures == 0
    }

    /// What to do next.
    ///
    /// # Errors
    /// What the database could not do; asking again is harmless.
    pub fn next<T: Tx>(&mut self, act: &mut Act<'_, T>) -> Result<Next, StoreError> {
        loop {
            match &mut self.phase {
                UpPhase::Begin => {
                    // Records speak of the people on it.
                    if let Some((page, then)) = next_page(act, &self.set_aside)? {
                        let page = Box::new(page);
                        return Ok(Next::Call(Call::HandUp { page, then }));
                    }
                    self.restored = centre_restored(act)?;
                    let logs = act.own_logs()?;
                    self.phase = UpPhase::Ask(logs.iter().map(|log| log.log).collect());
                }
                UpPhase::Ask(logs) => {
                    let Some(log) = logs.last().copied() else {
                        self.reconciled = true;
                        if self.restored.is_some() && self.restored == centre_restored(act)? {
                            write_json(act.tx, Setting::CentreRestored, &None::<Timestamp>)?;
                            self.restored = None;
                        }
                        self.phase = UpPhase::Send;
                        continue;
                    };
                    let caller = caller_state(act)?;
                    return Ok(Next::Call(Call::Status { log, caller }));
                }
                UpPhase::Probe(probe) => {
                    let most = batch_size(self.halved);
                    let batch = batch_from(act, probe.log, probe.from, most)?;
                    if !batch.records.is_empty() {
                        return Ok(Next::Call(Call::Send(batch)));
                    }
                    // All of ours is there, and more that we lack; of a log that was closed when
                    // it parted, that is the centre's alone.
                    let (log, from, rest) =
                        (probe.log, probe.from, std::mem::take(&mut probe.rest));
                    self.phase = if log == act.log_id()? {
                        fork(act, log, from)?;
                        UpPhase::Begin
                    } else {
                        UpPhase::Ask(rest)
                    };
                }
                UpPhase::Send if centre_restored(act)? != self.restored => {
                    self.phase = UpPhase::Begin;
                }
                UpPhase::Send => {
                    let Some((log, from)) = next_waiting(act)? else {
                        self.halved = 0;
                        return Ok(Next::Idle);
                    };
                    let batch = batch_from(act, log, from, batch_size(self.halved))?;
                    return Ok(Next::Call(Call::Send(batch)));
                }
                UpPhase::Pause => {
                    self.phase = UpPhase::Begin;
                    return Ok(Next::Wait(wait_after(act, self.failures)));
                }
            }
        }
    }

    /// Nothing was to be sent for a while: the centre is asked again what it has, so that each
    /// knows that the other is there.
    pub fn look_again(&mut self) {
        self.phase = UpPhase::Begin;
    }

    /// Takes what came of a call.
    ///
    /// # Errors
    /// What the database could not do; the next call makes up for it.
    pub fn take<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        call: &Call,
        answer: &Answer,
    ) -> Result<(), StoreError> {
        match (call, answer) {
            (Call::Status { .. }, Answer::Status(status)) => {
                self.answered(act, status)?;
                let reconciled = reconcile(act, status)?;
                let UpPhase::Ask(logs) = &mut self.phase else {
                    return Ok(());
                };
                logs.pop();
                if let Reconciled::Parted { from } = reconciled {
                    let rest = std::mem::take(logs);
                    self.phase = UpPhase::Probe(Probe {
                        log: status.log,
                        from,
                        rest,
                    });
                }
            }
            (Call::Send(batch), Answer::Status(status)) => {
                self.answered(act, status)?;
                let Some(from) = first_index(batch) else {
                    return Ok(());
                };
                let to = from + batch.records.len() as u64;
                acknowledge(act, batch.log, from..to, status)?;
                if let UpPhase::Probe(probe) = &mut self.phase {
                    probe.from = to;
                }
            }
            (Call::Send(batch), Answer::Fork { index }) => self.part(act, batch, *index)?,
            (Call::Send(_), Answer::Gap) => self.phase = UpPhase::Begin,
            (Call::HandUp { page, then }, Answer::HandedUp) => {
                self.failures = 0;
                page_is_up(act, page.event, *then)?;
            }
            (Call::HandUp { page, .. }, Answer::NotTaken) => self.set_aside.push(page.event),
            (_, Answer::Revoked) => be_revoked(act)?,
            (Call::Send(_), _) => {
                if batch_size(self.halved) > LEAST_BATCH {
                    self.halved += 1;
                }
                self.failed();
            }
            _ => self.failed(),
        }
        Ok(())
    }

    /// The centre has another record at an index of what was sent. If it is the first that was
    /// sent, they may have parted further back.
    fn part<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        batch: &RecordBatch,
        index: u64,
    ) -> Result<(), StoreError> {
        let Some(log) = act.tx.lock_log(batch.log)? else {
            self.failed();
            return Ok(());
        };
        let root = log.root().next;
        if first_index(batch) == Some(index) && index > root {
            // So that what is at the index is of the same batch.
            let most = u64::from(batch_size(self.halved));
            let from = index.saturating_sub(most - 1).max(root);
            let rest = match &mut self.phase {
                UpPhase::Probe(probe) => std::mem::take(&mut probe.rest),
                _ => Vec::new(),
            };
            self.phase = UpPhase::Probe(Probe {
                log: batch.log,
                from,
                rest,
            });
        } else if log.branch.is_some() && index == root {
            // A branch is named by its first record: the centre has that in another log.
            if rejoin(act, batch.log)? {
                self.phase = UpPhase::Begin;
            } else {
                self.failed();
            }
        } else {
            fork(act, batch.log, index)?;
            if index == root {
                // Another is heard under the name of our log: what it wrote there was passed over.
                for event in act.tx.events()? {
                    load_again(act, event.id)?;
                }
            }
            self.phase = UpPhase::Begin;
        }
        Ok(())
    }

    fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.phase = UpPhase::Pause;
    }

    fn answered<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        status: &LogStatus,
    ) -> Result<(), StoreError> {
        self.failures = 0;
        confirm_time(act.tx, status.time, &act.now)?;
        if status.revoked {
            be_revoked(act)?;
        }
        Ok(())
    }
}

/// When we heard that the centre was restored, until it has said what it has of our logs.
pub(super) fn centre_restored<T: Tx>(
    act: &mut Act<'_, T>,
) -> Result<Option<Timestamp>, StoreError> {
    Ok(read_json(act.tx, Setting::CentreRestored)?.flatten())
}

fn batch_size(halved: u32) -> u32 {
    (BATCH >> halved.min(31)).max(LEAST_BATCH)
}

fn first_index(batch: &RecordBatch) -> Option<u64> {
    let record = crate::record::Record::try_from(batch.records.first()?).ok()?;
    record.header().ok().map(|header| header.index)
}

/// Changes down, of one event.
#[derive(Debug)]
pub struct Downlink {
    event: EventId,
    phase: DownPhase,
    failures: u32,
    /// Whether all was settled when the centre was asked.
    was_settled: bool,
    /// Whether what comes now has begun as the centre begins it.
    has_begun: bool,
    /// Whether all of it is asked for once more.
    anew: bool,
    /// Of which load was asked.
    load: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DownPhase {
    CatchUp,
    Listen,
    Pause,
}

impl Downlink {
    /// Of an event, not begun.
    pub const fn of(event: EventId) -> Self {
        Self {
            event,
            phase: DownPhase::CatchUp,
            failures: 0,
            was_settled: false,
            has_begun: false,
            anew: false,
            load: 0,
        }
    }

    /// Whether what else comes of a call is still to be taken.
    pub const fn hears(&self, call: &Call) -> bool {
        matches!(
            (self.phase, call),
            (DownPhase::CatchUp, Call::Changes { .. }) | (DownPhase::Listen, Call::Listen { .. })
        )
    }

    /// What to do next.
    ///
    /// # Errors
    /// What the database could not do; asking again is harmless.
    pub fn next<T: Tx>(&mut self, act: &mut Act<'_, T>) -> Result<Next, StoreError> {
        if act.tx.setting(Setting::Revoked)?.is_some() {
            return Ok(Next::Idle);
        }
        if self.phase == DownPhase::Pause {
            self.phase = DownPhase::CatchUp;
            return Ok(Next::Wait(wait_after(act, self.failures)));
        }
        let Some(event) = act.tx.event(self.event)? else {
            return Ok(Next::Idle);
        };
        if act.is_handing_up(self.event)? {
            // What the centre tells before it has all of it would take back what is here.
            return Ok(Next::Wait(wait_after(act, 0)));
        }
        let feed = act.tx.feed(self.event)?;
        let by_another = |feed: &Feed| feed.read_by.is_some_and(|by| by != act.home.built);
        self.anew = feed.as_ref().is_some_and(by_another);
        self.load = feed.as_ref().map_or(0, |feed| feed.load);
        let after = if self.anew {
            // What the program before this one didn't know, this one may.
            self.phase = DownPhase::CatchUp;
            String::new()
        } else {
            feed.map(|feed| feed.cursor).unwrap_or_default()
        };
        self.was_settled = is_settled(act)?;
        self.has_begun = false;
        let event = event.alias;
        Ok(Next::Call(match self.phase {
            DownPhase::Listen => Call::Listen { event, after },
            DownPhase::CatchUp | DownPhase::Pause => Call::Changes { event, after },
        }))
    }

    /// Takes what came of a call; of a held one, again and again.
    ///
    /// # Errors
    /// What the database could not do, or a line that can't be read; nothing of it was taken.
    pub fn take<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        answer: &Answer,
    ) -> Result<AppliedPage, StoreError> {
        let mut page = AppliedPage::default();
        if act.tx.setting(Setting::Revoked)?.is_some() {
            // What still comes in is not kept.
            return Ok(page);
        }
        let told = matches!(answer, Answer::Lines(_) | Answer::Current);
        if told && self.stored_load(act)? != self.load {
            // Another load was begun since the centre was asked: this is of the one before.
            self.phase = DownPhase::CatchUp;
            return Ok(page);
        }
        match answer {
            Answer::Lines(lines) => {
                self.failures = 0;
                if std::mem::take(&mut self.anew) {
                    // A load from the beginning isn't told that the centre was restored meanwhile:
                    // it is asked what it has of ours.
                    write_json(act.tx, Setting::CentreRestored, &Some(act.time))?;
                    load_again(act, self.event)?;
                    hand_up_again(act, self.event)?;
                    self.load = self.stored_load(act)?;
                    self.was_settled = false;
                }
                self.has_begun |= lines.iter().any(|line| line.kind == feed_kind::EXTENT);
                page = apply_changes(act, self.event, lines)?;
            }
            // Something between the two answered with nothing: that is no end of the feed.
            Answer::Current if self.phase == DownPhase::CatchUp && !self.has_begun => self.failed(),
            Answer::Current => {
                self.failures = 0;
                reach_end(act, self.event, self.was_settled)?;
                let feed = act.tx.feed(self.event)?;
                let is_swept = feed.is_none_or(|feed| feed.swept == feed.load);
                self.phase = if !is_swept && is_settled(act)? {
                    // From here on the end of the load says what is gone: it is asked for once more.
                    DownPhase::CatchUp
                } else {
                    DownPhase::Listen
                };
            }
            Answer::Restored => {
                // What of ours it still has it says when it is asked.
                write_json(act.tx, Setting::CentreRestored, &Some(act.time))?;
                load_again(act, self.event)?;
                hand_up_again(act, self.event)?;
                self.phase = DownPhase::CatchUp;
            }
            Answer::Revoked => be_revoked(act)?,
            Answer::Status(_)
            | Answer::Fork { .. }
            | Answer::Gap
            | Answer::HandedUp
            | Answer::NotTaken
            | Answer::Failed => self.failed(),
        }
        Ok(page)
    }

    fn stored_load<T: Tx>(&self, act: &mut Act<'_, T>) -> Result<i64, StoreError> {
        let feed = act.tx.feed(self.event)?;
        Ok(feed.map_or(0, |feed| feed.load))
    }

    fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.phase = DownPhase::Pause;
    }
}

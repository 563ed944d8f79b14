//! Records up: the station asks the centre what it has of each of its logs, finds where the two part,
//! and sends what waits.

use super::Act;
use super::exchange::{Answer, Call, Next, centre_restored, wait_after};
use super::hand_up::{Due, HandUpStage, hand_up_again, next_page, not_taken, page_is_up};
use super::logs::{
    LogStatus, Reconciled, RecordBatch, acknowledge, batch_from, caller_state, fork, next_waiting,
    reconcile,
};
use super::rejoined::rejoin;
use super::{be_revoked, confirm_time, load_again, write_json};
use crate::ids::{EventId, LogId};
use crate::store::{Setting, StoreError, Tx};
use crate::time::Timestamp;

/// Records of one call, and how few they become on a line that is too thin for so many.
const BATCH: u32 = 1000;
const LEAST_BATCH: u32 = 8;

/// How often the centre is asked again before a list is offered again that it didn't take.
const LOOKS_TO_A_REFUSED_LIST: u32 = 20;

/// Records up.
#[derive(Debug, Default)]
pub struct Uplink {
    phase: UpPhase,
    failures: u32,
    reconciled: bool,
    /// The centre's restoration that was heard of before the centre was asked of our logs.
    restored: Option<Timestamp>,
    /// How often what a call carries was halved: a call has so long and no longer, and of a batch or a
    /// page that doesn't get through in that nothing is stored.
    halved: u32,
    /// Events whose rosters the centre refused a page of, and that go up from their beginning again:
    /// it may have lost what came before, restored to a backup.
    begun_anew: Vec<EventId>,
    /// Events whose rosters it doesn't take even so: what else there is goes up without them.
    set_aside: Vec<EventId>,
    /// How often the centre was asked again.
    looks: u32,
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

    /// What to do next.
    ///
    /// # Errors
    /// What the database could not do; asking again is harmless.
    pub fn next<T: Tx>(&mut self, act: &mut Act<'_, T>) -> Result<Next, StoreError> {
        loop {
            match &mut self.phase {
                UpPhase::Begin => {
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
                        // Records speak of the people on it. A long list keeps nothing from coming
                        // down: the centre has been asked by now.
                        if let Some(call) = self.hand_up(act, Due::BeforeRecords)? {
                            return Ok(Next::Call(call));
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
                        let call = self.hand_up(act, Due::AfterRecords)?;
                        if call.is_none() {
                            self.halved = 0;
                        }
                        return Ok(call.map_or(Next::Idle, Next::Call));
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

    fn hand_up<T: Tx>(&self, act: &mut Act<'_, T>, due: Due) -> Result<Option<Call>, StoreError> {
        let page = next_page(act, &self.set_aside, due, self.halved)?;
        Ok(page.map(|(page, then)| {
            let page = Box::new(page);
            Call::HandUp { page, then }
        }))
    }

    /// Nothing was to be sent for a while: the centre is asked again what it has, so that each
    /// knows that the other is there.
    pub fn look_again(&mut self) {
        self.phase = UpPhase::Begin;
        self.looks += 1;
        if self.looks.is_multiple_of(LOOKS_TO_A_REFUSED_LIST) {
            // What the centre minded may be mended there.
            self.begun_anew.clear();
            self.set_aside.clear();
        }
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
            (Call::HandUp { page, then }, Answer::HandedUp(taken)) => {
                self.failures = 0;
                // A long list outlives many a break of the line.
                self.halved = self.halved.saturating_sub(1);
                let then = if taken.complete {
                    HandUpStage::Done
                } else {
                    *then
                };
                page_is_up(act, page.event, then, taken.lines)?;
            }
            (Call::HandUp { page, .. }, Answer::NotTaken) => self.not_taken(act, page.event)?,
            (_, Answer::Revoked) => be_revoked(act)?,
            (Call::Send(_) | Call::HandUp { .. }, _) => {
                if batch_size(self.halved) > LEAST_BATCH {
                    self.halved += 1;
                }
                self.failed();
            }
            _ => self.failed(),
        }
        Ok(())
    }

    /// The centre doesn't take a page. Once it is given all from the beginning; then the event is set
    /// aside.
    fn not_taken<T: Tx>(&mut self, act: &mut Act<'_, T>, event: EventId) -> Result<(), StoreError> {
        if self.begun_anew.contains(&event) {
            self.set_aside.push(event);
            return not_taken(act, event);
        }
        self.begun_anew.push(event);
        self.phase = UpPhase::Begin;
        hand_up_again(act, event)
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

fn batch_size(halved: u32) -> u32 {
    (BATCH >> halved.min(31)).max(LEAST_BATCH)
}

fn first_index(batch: &RecordBatch) -> Option<u64> {
    let record = crate::record::Record::try_from(batch.records.first()?).ok()?;
    record.header().ok().map(|header| header.index)
}

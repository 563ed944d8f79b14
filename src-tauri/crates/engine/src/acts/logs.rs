//! A station's own logs: what of them the centre lacks, what it has stored, and what is done when
//! an old database was restored.

use super::hand_up::hand_all_up_again;
use super::{Act, write_json};
use crate::fact::{Fact, LogBegun, Replaced};
use crate::ids::LogId;
use crate::key::base64url;
use crate::placing::Placed;
use crate::record::{Branch, GENESIS, LogHead, WireRecord};
use crate::store::{LogRow, Setting, StoreError, Tx};
use crate::time::{Millis, Now, Timestamp};
use serde::{Deserialize, Serialize};

/// Records of one log to be sent (`POST /api/stations/records`), by their author or by anybody
/// who carries them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordBatch {
    /// The log; of a branch the derived name.
    pub log: LogId,
    /// What the caller says of itself.
    #[serde(flatten)]
    pub caller: CallerState,
    /// In order, dense.
    pub records: Vec<WireRecord>,
}

/// What a station says of itself with each call about records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerState {
    /// Its clocks at the moment of sending, from which the centre places its records of this
    /// boot in time.
    pub now: Now,
    /// How many of its own records wait.
    pub waiting: u64,
}

/// What the centre has of a log (`GET /api/stations/records`), and what it answers to records
/// (`POST`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogStatus {
    /// The log.
    pub log: LogId,
    /// The index of the next record that it takes.
    pub next: u64,
    /// The hash of the last one, base64url.
    pub hash: String,
    /// The centre's time, milliseconds since the epoch.
    pub time: Timestamp,
    /// Whether the caller is revoked: its own records are kept aside.
    pub revoked: bool,
    /// Of the records just sent: the time at which each was placed, from index `placed_from` on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placed: Vec<Timestamp>,
    /// See `placed`.
    #[serde(default)]
    pub placed_from: u64,
    /// The indices among them of records whose time nobody knows: they only keep their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub time_unknown: Vec<u64>,
}

/// What the centre's word of a log means for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reconciled {
    /// The centre has the beginning of ours: go on from there.
    GoOn {
        /// The next index to send.
        from: u64,
    },
    /// The centre has records that we lack: an old database was restored. Where the two part
    /// shows when what is ours is sent.
    Parted {
        /// The last index that both may have.
        from: u64,
    },
}

impl<T: Tx> Act<'_, T> {
    /// Our own logs, the current one last; a branch after what it grows from.
    pub(super) fn own_logs(&mut self) -> Result<Vec<LogRow>, StoreError> {
        let current = self.own_log()?;
        let station = self.home.id;
        let mut logs = self.tx.logs()?;
        logs.retain(|row| row.station == station && row.log != current.log);
        logs.sort_by_key(|row| (row.signed_log(), row.branch.is_some(), row.root().next));
        logs.push(current);
        Ok(logs)
    }

    /// Takes it for certain that the centre has a log up to an index, and no further.
    fn acknowledge_to(&mut self, log: &LogRow, index: u64) -> Result<(), StoreError> {
        self.tx.put_log(&LogRow {
            acknowledged: index,
            ..*log
        })
    }

    fn hash_before(&mut self, log: &LogRow, index: u64) -> Result<Option<String>, StoreError> {
        let root = log.root();
        if index == root.next {
            return Ok(Some(base64url(&root.hash)));
        }
        let Some(last) = index.checked_sub(1) else {
            return Ok(None);
        };
        let row = self.tx.record((log.log, last))?;
        Ok(row.map(|row| base64url(&row.record.hash())))
    }
}

/// How many of our records the centre hasn't stored.
///
/// # Errors
/// What the database could not do.
pub fn count_waiting<T: Tx>(act: &mut Act<'_, T>) -> Result<u64, StoreError> {
    if act.home.is_alone() {
        return Ok(0);
    }
    let logs = act.own_logs()?;
    Ok(logs
        .iter()
        .map(|log| log.head.next.saturating_sub(log.acknowledged))
        .sum())
}

/// What we say of ourselves.
///
/// # Errors
/// What the database could not do.
pub fn caller_state<T: Tx>(act: &mut Act<'_, T>) -> Result<CallerState, StoreError> {
    Ok(CallerState {
        now: act.now,
        waiting: count_waiting(act)?,
    })
}

/// A batch of one of our logs from an index on.
///
/// # Errors
/// What the database could not do.
pub fn batch_from<T: Tx>(
    act: &mut Act<'_, T>,
    log: LogId,
    from: u64,
    most: u32,
) -> Result<RecordBatch, StoreError> {
    let rows = act.tx.records_from(log, from, most)?;
    Ok(RecordBatch {
        log,
        caller: caller_state(act)?,
        records: rows
            .iter()
            .map(|row| WireRecord::from(&row.record))
            .collect(),
    })
}

/// The first of our logs with records that wait, and from where on.
///
/// # Errors
/// What the database could not do.
pub fn next_waiting<T: Tx>(act: &mut Act<'_, T>) -> Result<Option<(LogId, u64)>, StoreError> {
    let logs = act.own_logs()?;
    let waiting = logs.iter().find(|log| log.acknowledged < log.head.next);
    Ok(waiting.map(|log| (log.log, log.acknowledged)))
}

/// Since when the oldest of our records waits that the centre hasn't stored: by the boot clock, for
/// the wall clock may have stood ahead when it was made; one of an earlier boot is at least as old
/// as this one.
///
/// # Errors
/// What the database could not do.
pub fn waiting_since<T: Tx>(act: &mut Act<'_, T>) -> Result<Option<Timestamp>, StoreError> {
    let Some(place) = next_waiting(act)? else {
        return Ok(None);
    };
    let Some(row) = act.tx.record(place)? else {
        return Ok(None);
    };
    let now = act.now;
    let before = |span: Millis| act.time.minus(span);
    let made = row.record.header().ok().map(|header| header.now);
    Ok(Some(match made {
        Some(made) if made.boot_id == now.boot_id => {
            before(Millis::new(now.boot.get().saturating_sub(made.boot.get())))
        }
        _ => row.placed_at.min(before(now.boot)),
    }))
}

/// Compares the centre's word of one of our logs with what we have. Where the centre has less
/// than it once acknowledged (its own data was restored), the rest is sent again.
///
/// # Errors
/// What the database could not do.
pub fn reconcile<T: Tx>(
    act: &mut Act<'_, T>,
    status: &LogStatus,
) -> Result<Reconciled, StoreError> {
    let Some(log) = act.tx.lock_log(status.log)? else {
        return Ok(Reconciled::GoOn { from: 0 });
    };
    let root = log.root().next;
    let known = if status.next < root {
        // A branch that the centre hasn't heard of.
        Some(root)
    } else {
        let ours = act.hash_before(&log, status.next)?;
        (ours.is_some_and(|hash| hash == status.hash)).then_some(status.next)
    };
    if let Some(next) = known {
        if next < log.acknowledged {
            // With the records it may have lost what they speak of.
            hand_all_up_again(act)?;
            write_json(act.tx, Setting::CentreRestored, &Some(act.time))?;
        }
        act.acknowledge_to(&log, next)?;
        // The answer to what was sent was lost, or another brought it.
        if log.acknowledged < next {
            act.tx
                .erase_bodies_of_removed(log.log, log.acknowledged, next)?;
        }
        return Ok(Reconciled::GoOn { from: next });
    }
    // The last record that both may have: if the centre has another in its place, they part
    // further back. What was acknowledged stays so until that is seen: nothing of it waits.
    let both = log.acknowledged.min(status.next).min(log.head.next);
    let from = both.saturating_sub(1).max(root);
    Ok(Reconciled::Parted { from })
}

/// Takes the centre's word that it has stored a batch of ours, and the times at which it placed
/// the records. Bodies about people who were removed meanwhile are erased now.
///
/// # Errors
/// What the database could not do.
pub fn acknowledge<T: Tx>(
    act: &mut Act<'_, T>,
    log: LogId,
    stored: std::ops::Range<u64>,
    status: &LogStatus,
) -> Result<(), StoreError> {
    let Some(row) = act.tx.lock_log(log)? else {
        return Ok(());
    };
    if row.station != act.home.id || status.next < stored.end || row.head.next < stored.end {
        return Ok(());
    }
    for (index, at) in (status.placed_from..).zip(&status.placed) {
        let placed = Placed {
            at: *at,
            time_known: !status.time_unknown.contains(&index),
        };
        act.tx.place_record((log, index), &placed)?;
    }
    act.tx.put_log(&LogRow {
        acknowledged: row.acknowledged.max(stored.end),
        ..row
    })?;
    act.tx
        .erase_bodies_of_removed(log, stored.start, stored.end)
}

/// Parts with the centre at an index of one of our logs, because the centre has another record
/// there, or goes on where ours ends: an old database was restored. What we wrote from there on
/// becomes a branch; the centre keeps both ends. The log that was being written is closed, and a
/// new one begins at once. What was taken back of them under their former name is taken back again.
/// The door doesn't wait.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn fork<T: Tx>(act: &mut Act<'_, T>, log: LogId, at: u64) -> Result<(), StoreError> {
    let Some(old) = act.tx.lock_log(log)? else {
        return Ok(());
    };
    let current = act.own_log()?.log == log;
    let station = act.home.id;
    let root = old.root();
    let common = match at.checked_sub(1) {
        Some(_) if at == root.next => Some(root.hash),
        Some(last) => act.tx.record((log, last))?.map(|r| r.record.hash()),
        None => Some(GENESIS),
    };
    let Some(previous) = common else {
        return Ok(());
    };
    let mut undone = Vec::new();
    if let Some(first) = act.tx.record((log, at))? {
        let branch = Branch {
            of: old.signed_log(),
            from: at,
            previous,
        };
        let name = Branch::name(branch.of, &first.record);
        act.tx.put_log(&LogRow {
            log: name,
            station,
            head: old.head,
            acknowledged: at,
            branch: Some(branch),
        })?;
        let of_tail = act.undone_from_outside(&old, at)?.into_iter();
        undone = of_tail.map(|(ticket, at)| (ticket, (name, at))).collect();
        act.tx.move_tail(log, at, name)?;
    }
    let head = LogHead {
        next: at,
        hash: previous,
    };
    act.tx.put_log(&LogRow {
        head,
        acknowledged: at,
        ..old
    })?;
    if current {
        begin_anew(act, log, &head)?;
    }
    for (ticket, place) in undone {
        act.undo_again(ticket, place)?;
    }
    Ok(())
}

/// Begins a new log in the place of one that ends here as the centre has it.
fn begin_anew<T: Tx>(act: &mut Act<'_, T>, log: LogId, end: &LogHead) -> Result<(), StoreError> {
    let new = LogId::new(act.time, act.random);
    act.tx.put_log(&LogRow::empty(new, act.home.id))?;
    write_json(act.tx, Setting::OwnLog, &new)?;
    write_json(act.tx, Setting::ForkedAt, &act.time)?;
    let replaced = Replaced {
        log,
        index: end.next.checked_sub(1),
        hash: base64url(&end.hash),
    };
    let begun = LogBegun {
        replaces: Some(replaced),
    };
    act.append(None, &Fact::LogBegun(begun)).map(drop)
}

/// Whether our log once had to begin anew, and when that was found out.
///
/// # Errors
/// What the database could not do.
pub fn forked_at<T: Tx>(act: &mut Act<'_, T>) -> Result<Option<Timestamp>, StoreError> {
    super::read_json(act.tx, Setting::ForkedAt)
}

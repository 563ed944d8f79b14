//! What comes before and after records: the log that theirs grows from, their station's record
//! before them, and the boot after.

use super::Act;
use super::apply::Lineage;
use crate::ids::{LogId, StationId};
use crate::placing::Measure;
use crate::record::{Branch, Header, Record};
use crate::store::{BootRow, LogRow, RecordRow, StoreError, Tx};
use crate::time::{Now, Timestamp};
use std::collections::BTreeSet;

/// A database that is restored again and again goes on with a new log each time: what branches off
/// there grows from a log, hardly ever from a branch, and never so deep. Whoever has a station's
/// key would make others read ever longer ancestries.
const DEEPEST: usize = 8;

/// No station is restored so often.
const MOST_BRANCHES: usize = 100;

/// The log that a branch grows from: the one with the record that it names as the one before.
pub(super) fn parent_of<T: Tx>(
    tx: &mut T,
    branch: &Branch,
) -> Result<Option<RecordRow>, StoreError> {
    let Some(last) = branch.from.checked_sub(1) else {
        return Ok(None);
    };
    for log in tx.logs()? {
        if log.signed_log() == branch.of
            && let Some(row) = tx.record((log.log, last))?
            && row.record.hash() == branch.previous
        {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

impl Lineage {
    /// Whether it is a branch of more branches than any that takes effect.
    pub(super) const fn is_too_deep(&self) -> bool {
        self.branches.len() > DEEPEST
    }
}

impl<T: Tx> Act<'_, T> {
    /// Whether the very record stands in another log whose records name the same one.
    pub(super) fn has_in_another(
        &mut self,
        log: &LogRow,
        (record, header): &(Record, Header),
    ) -> Result<bool, StoreError> {
        let hash = record.hash();
        for other in self.tx.logs()? {
            if other.log != log.log
                && other.signed_log() == log.signed_log()
                && let Some(row) = self.tx.record((other.log, header.index))?
                && row.record.hash() == hash
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The other branches that may begin with what a log goes on with.
    pub(super) fn branches_beside(&mut self, log: &LogRow) -> Result<BTreeSet<LogId>, StoreError> {
        let (signed_log, next) = (log.signed_log(), log.head.next);
        let beside = self.tx.logs()?.into_iter().filter(|other| {
            let branch = other.branch.filter(|branch| branch.of == signed_log);
            other.log != log.log && branch.is_some_and(|branch| branch.from >= next)
        });
        Ok(beside.map(|branch| branch.log).collect())
    }

    /// Whether a station has as many branches as any may have.
    pub(super) fn has_all_branches(&mut self, station: StationId) -> Result<bool, StoreError> {
        let logs = self.tx.logs()?.into_iter();
        let branches = logs.filter(|log| log.station == station && log.branch.is_some());
        Ok(branches.count() >= MOST_BRANCHES)
    }

    /// How a log has branched off, as far as that takes effect.
    pub(super) fn lineage(&mut self, log: &LogRow) -> Result<Option<Lineage>, StoreError> {
        let mut lineage = None;
        let mut of = Some(*log);
        while let Some((name, branch)) = of.and_then(|log| Some((log.log, log.branch?))) {
            let known: &mut Lineage = lineage.get_or_insert(Lineage {
                of: branch.of,
                branches: Vec::new(),
            });
            known.branches.push((name, branch.from));
            if known.is_too_deep() {
                break;
            }
            of = match parent_of(self.tx, &branch)? {
                Some(parent) => self.tx.lock_log(parent.log)?,
                None => None,
            };
        }
        Ok(lineage)
    }

    /// The last record of a log, or the one that it grows from.
    pub(super) fn record_before(&mut self, log: &LogRow) -> Result<Option<RecordRow>, StoreError> {
        let Some(last) = log.head.next.checked_sub(1) else {
            return Ok(None);
        };
        match (self.tx.record((log.log, last))?, &log.branch) {
            (None, Some(branch)) => parent_of(self.tx, branch),
            (own, _) => Ok(own),
        }
    }

    /// When the last record of any of a station's logs happened.
    pub(super) fn last_placed(
        &mut self,
        station: StationId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut last = None;
        for log in self.tx.logs()?.iter().filter(|log| log.station == station) {
            let row = self.record_before(log)?;
            last = last.max(row.map(|row| row.placed_at));
        }
        Ok(last)
    }

    /// The boot after records whose own boot may never have met us: the first that has since the
    /// record before them and that began when the wall clock said no less than they do. One that
    /// met us before they were made and left no record is none of theirs. It doesn't hang on how
    /// the records were cut into batches.
    pub(super) fn next_boot(
        &mut self,
        station: StationId,
        before: Option<&RecordRow>,
        made: &[Now],
    ) -> Result<Option<Measure>, StoreError> {
        let mut earlier: BTreeSet<[u8; 16]> = made.iter().map(|now| now.boot_id.0).collect();
        let header = before.and_then(|row| row.record.header().ok());
        earlier.extend(header.map(|header| header.now.boot_id.0));
        let since = before.map(|row| row.placed_at);
        let wall = made.last().map(|now| now.wall);
        let boots = self.tx.boots_of(station)?.into_iter();
        let next = boots
            .filter(|boot| Some(boot.centre) >= since && !earlier.contains(&boot.at.boot_id.0))
            .map(measure)
            .filter(|boot| Some(boot.wall_at_start()) >= wall)
            .min_by_key(|boot| boot.centre);
        Ok(next)
    }
}

pub(super) fn measure(boot: BootRow) -> Measure {
    Measure {
        centre: boot.centre,
        at: boot.at,
    }
}

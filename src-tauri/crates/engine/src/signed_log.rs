//! Whether a log holds: its records, one after the other, from nothing but the author's public key.

use crate::ids::{LogId, StationId};
use crate::key::PublicKey;
use crate::record::{Branch, Header, LogHead, Record, RecordError};

/// Whether a log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The author.
    pub station: StationId,
    /// The log.
    pub log: LogId,
    /// How many records hold, from the beginning.
    pub verified: u64,
    /// Where and how it breaks.
    pub broken: Option<(u64, RecordError)>,
}

/// Checks the records of a log, one after the other.
#[derive(Debug, Clone)]
pub struct LogCheck {
    key: PublicKey,
    station: StationId,
    log: LogId,
    pub(crate) branch: Option<Branch>,
    pub(crate) first: u64,
    pub(crate) head: LogHead,
    broken: Option<(u64, RecordError)>,
}

impl LogCheck {
    /// Begins with a log, or with a branch of one. That there is the log which it grows from is
    /// for the caller to see.
    pub fn begin(key: &PublicKey, station: StationId, log: LogId, branch: Option<Branch>) -> Self {
        let head = branch.map_or(LogHead::EMPTY, |branch| branch.root());
        Self {
            key: key.clone(),
            station,
            log,
            branch,
            first: head.next,
            head,
            broken: None,
        }
    }

    /// Goes on behind a record of the log that the caller has checked.
    #[must_use]
    pub const fn after(self, head: LogHead) -> Self {
        Self {
            first: head.next,
            head,
            branch: None,
            ..self
        }
    }

    /// The index of the record that comes next.
    pub const fn next_index(&self) -> u64 {
        self.head.next
    }

    /// Whether all records so far hold.
    pub const fn holds(&self) -> bool {
        self.broken.is_none()
    }

    /// Takes the next record. After the first that doesn't hold, none counts.
    pub fn take(&mut self, record: Result<&Record, RecordError>) {
        self.take_as(record, |_| true);
    }

    /// The same for one that is kept beside what its header says, if that agrees.
    pub fn take_as(
        &mut self,
        record: Result<&Record, RecordError>,
        agrees: impl FnOnce(&Header) -> bool,
    ) {
        if self.broken.is_some() {
            return;
        }
        let signed_log = self.branch.map_or(self.log, |branch| branch.of);
        let of_log = (self.station, signed_log);
        let verified = record.and_then(|record| {
            let begins = self.head.next == self.first;
            let branch = self.branch.filter(|_| begins);
            if branch.is_some_and(|branch| Branch::name(branch.of, record) != self.log) {
                return Err(RecordError::Chain);
            }
            record.verify_next(&self.key, of_log, &self.head)
        });
        match verified {
            Ok((header, next)) if agrees(&header) => self.head = next,
            Ok(_) => self.broken = Some((self.head.next, RecordError::Stored)),
            Err(error) => self.broken = Some((self.head.next, error)),
        }
    }

    /// What the log comes to, if it is said to end at `end`.
    pub fn end(self, end: &LogHead) -> Verdict {
        let short = (self.head != *end).then_some((self.head.next, RecordError::Chain));
        Verdict {
            station: self.station,
            log: self.log,
            verified: self.head.next - self.first,
            broken: self.broken.or(short),
        }
    }
}

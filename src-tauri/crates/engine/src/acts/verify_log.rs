//! Checking a log from nothing but its author's public key.

use crate::ids::{LogId, StationId};
use crate::key::PublicKey;
use crate::record::{LogHead, RecordError};
use crate::store::{LogRow, StoreError, Tx};

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

/// Checks a stored log from nothing but the author's public key.
///
/// # Errors
/// What the database could not do.
pub fn verify_log<T: Tx>(
    tx: &mut T,
    row: &LogRow,
    author: &PublicKey,
) -> Result<Verdict, StoreError> {
    const PAGE: u32 = 1000;
    let of_log = (row.station, row.signed_log());
    let root = row.root();
    let mut head = root;
    let verdict = |head: LogHead, broken| Verdict {
        station: row.station,
        log: row.log,
        verified: head.next - root.next,
        broken,
    };
    loop {
        let page = tx.records_from(row.log, head.next, PAGE)?;
        if page.is_empty() {
            let whole = head == row.head;
            let broken = (!whole).then_some((head.next, RecordError::Chain));
            return Ok(verdict(head, broken));
        }
        for stored in &page {
            match stored.record.verify_next(author, of_log, &head) {
                Ok((_, next)) => head = next,
                Err(error) => return Ok(verdict(head, Some((head.next, error)))),
            }
        }
    }
}

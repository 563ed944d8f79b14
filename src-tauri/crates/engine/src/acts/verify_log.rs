//! Checking a stored log.

use super::ancestry::parent_of;
use crate::key::PublicKey;
use crate::record::RecordError;
use crate::signed_log::{LogCheck, Verdict};
use crate::store::{LogRow, StoreError, Tx};

/// Records that are read at once.
const PAGE: u32 = 1000;

/// Checks a stored log from nothing but the author's public key. A branch holds only beside the log
/// that it grows from.
///
/// # Errors
/// What the database could not do.
pub fn verify_log<T: Tx>(
    tx: &mut T,
    row: &LogRow,
    author: &PublicKey,
) -> Result<Verdict, StoreError> {
    let check = LogCheck::begin(author, row.station, row.log, row.branch);
    if let Some(branch) = row.branch.filter(|branch| branch.from > 0)
        && parent_of(tx, &branch)?.is_none_or(|parent| parent.station != row.station)
    {
        let (station, log, verified) = (row.station, row.log, 0);
        return Ok(Verdict {
            station,
            log,
            verified,
            broken: Some((branch.from, RecordError::Chain)),
        });
    }
    verify_stored(tx, row, check)
}

/// Checks what a stored log has behind what was checked of it.
///
/// # Errors
/// What the database could not do.
pub fn verify_stored<T: Tx>(
    tx: &mut T,
    row: &LogRow,
    mut check: LogCheck,
) -> Result<Verdict, StoreError> {
    loop {
        let page = tx.records_from(row.log, check.next_index(), PAGE)?;
        if page.is_empty() || !check.holds() {
            return Ok(check.end(&row.head));
        }
        for stored in &page {
            check.take_as(Ok(&stored.record), |header| {
                (&header.kind, header.event, header.station)
                    == (&stored.kind, stored.event, stored.station)
            });
        }
    }
}

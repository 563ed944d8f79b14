//! What an act has written by the time that somebody is answered.

use connect_engine::acts::Act;
use connect_engine::ids::LogId;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{LogRows, StoreError};

/// Runs an act; with the hash of each record that it wrote into its home's log.
pub fn with_hashes<R>(
    tx: &mut Act<'_, SqliteTx<'_>>,
    act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
) -> Result<(R, Vec<[u8; 32]>), StoreError> {
    let before = end_of_own_log(tx)?;
    let done = act(tx)?;
    let log = tx.log_id()?;
    let from = before
        .filter(|(of, _)| *of == log)
        .map_or(0, |(_, next)| next);
    let written = tx.tx().records_from(log, from, 1000)?;
    let hashes = written.iter().map(|row| row.record.hash()).collect();
    Ok((done, hashes))
}

fn end_of_own_log(act: &mut Act<'_, SqliteTx<'_>>) -> Result<Option<(LogId, u64)>, StoreError> {
    let log = act.log_id()?;
    let row = act.tx().lock_log(log)?;
    Ok(row.map(|row| (log, row.head.next)))
}

//! Checking a stored log, and taking it out as a file that can be checked without the database.

use super::Act;
use super::ancestry::parent_of;
use crate::ids::StationId;
use crate::key::PublicKey;
use crate::record::{RecordError, WireRecord};
use crate::signed_log::{LogCheck, Verdict};
use crate::signed_log_file::Title;
use crate::store::{LogRow, StoreError, Tx};
use serde::Serialize;
use std::io::{self, Write};

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

/// Writes an author's logs as a file of JSON lines, in the state of one moment, and tells how
/// many records they are. `own_name` is the name of the one who asks.
///
/// # Errors
/// What the database could not do; inside, what the file could not.
pub fn export_logs<T: Tx>(
    act: &mut Act<'_, T>,
    author: StationId,
    own_name: &str,
    file: &mut dyn Write,
) -> Result<io::Result<u64>, StoreError> {
    let known = act.tx.station(author)?;
    let of = match &known {
        Some(station) => (author, station.name.as_str(), &station.key),
        None => (author, own_name, act.home.key.public()),
    };
    let mut records = 0;
    for row in act.tx.logs()? {
        if row.station != author {
            continue;
        }
        let title = Title::new(of, row.log, row.branch, &row.head);
        if let Err(error) = write_line(file, &title)? {
            return Ok(Err(error));
        }
        let mut from = row.root().next;
        while from < row.head.next {
            let page = act.tx.records_from(row.log, from, PAGE)?;
            let Some(last) = page.last() else { break };
            from = last.index + 1;
            for stored in &page {
                if let Err(error) = write_line(file, &WireRecord::from(&stored.record))? {
                    return Ok(Err(error));
                }
                records += 1;
            }
        }
    }
    Ok(Ok(records))
}

fn write_line(file: &mut dyn Write, value: &impl Serialize) -> Result<io::Result<()>, StoreError> {
    let line = serde_json::to_string(value).map_err(StoreError::encode("write a log"))?;
    Ok(writeln!(file, "{line}"))
}

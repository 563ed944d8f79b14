//! Letting quarantined records in.

use super::Act;
use super::accept::is_a_stations;
use super::apply::Origin;
use crate::fact::{Fact, RecordsReleased};
use crate::ids::StationId;
use crate::store::{LogRow, StoreError, Tx};

/// What a release did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Released {
    /// Records that take effect now.
    pub released: u64,
    /// Records up to that index that can't: the reason stays with them.
    pub left: u64,
}

/// Lets a station's quarantined records in, up to an index of its current log and all of its
/// logs before.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn release_records<T: Tx>(
    act: &mut Act<'_, T>,
    station: StationId,
    to: u64,
) -> Result<Option<Released>, StoreError> {
    if act.tx.station(station)?.is_none() {
        return Ok(None);
    }
    let mut logs = act.tx.logs()?;
    logs.retain(|log| log.station == station);
    // Time stands in front of a log's id; a branch belongs to the log that it is of.
    logs.sort_by_key(|log| (log.signed_log(), log.branch.is_some()));
    let current = logs.iter().map(LogRow::signed_log).max();
    let mut done = Released::default();
    for log in logs {
        let to = if Some(log.log) == current {
            to
        } else {
            u64::MAX
        };
        for row in act.tx.records_in_quarantine(log.log, to)? {
            let body = row.record.body.as_ref();
            let fact = body.map(|body| Fact::from_parts(&row.kind, &body.json));
            let fact = match fact {
                None | Some(Ok(None)) => None,
                Some(Ok(Some(fact))) if is_a_stations(&fact) => Some(fact),
                Some(_) => {
                    done.left += 1;
                    continue;
                }
            };
            if let Some(fact) = &fact {
                if act.misplaced(fact, row.event)?.is_some() {
                    done.left += 1;
                    continue;
                }
                act.apply(&Origin::of(&row, log.branch), fact)?;
            }
            act.tx.release_record((row.log, row.index))?;
            done.released += 1;
        }
    }
    let fact = Fact::RecordsReleased(RecordsReleased {
        station,
        to,
        released: done.released,
    });
    act.append(None, &fact)?;
    Ok(Some(done))
}

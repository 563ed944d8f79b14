//! The effective state of a ticket: a pure fold over the records of its check-ins.

use crate::ids::{LogId, StationId};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// Where a record stands.
pub type Place = (LogId, u64);

/// One check-in of a ticket, as a record has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The record.
    pub place: Place,
    /// Who wrote it.
    pub station: StationId,
    /// When, as the centre placed it; until then the station's own estimate.
    pub placed_at: Timestamp,
}

/// What holds for a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effective {
    /// The earliest check-in that isn't undone.
    pub checked_in: Option<Entry>,
    /// Later ones, by time: 'also seen at'.
    pub also_seen: Vec<Entry>,
}

/// Folds a ticket's check-ins, whatever order they came in: the earliest by time, station and
/// index that isn't undone wins. Everybody who knows the same records comes to the same state.
pub fn fold(entries: &[Entry], undone: &BTreeSet<Place>) -> Effective {
    let mut standing: Vec<Entry> = entries
        .iter()
        .filter(|e| !undone.contains(&e.place))
        .copied()
        .collect();
    standing.sort_by_key(|e| (e.placed_at, e.station, e.place));
    standing.dedup_by_key(|e| e.place);
    let mut standing = standing.into_iter();
    Effective {
        checked_in: standing.next(),
        also_seen: standing.collect(),
    }
}

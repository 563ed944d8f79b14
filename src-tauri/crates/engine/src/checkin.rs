//! The effective state of a ticket: a pure fold over the records of its check-ins and check-outs.

use crate::ids::{LogId, StationId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where a record stands.
pub type Place = (LogId, u64);

/// Which way a ticket's holder went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// In.
    In,
    /// Out.
    Out,
}

/// One check-in or check-out of a ticket, as a record has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The record.
    pub place: Place,
    /// Who wrote it.
    pub station: StationId,
    /// When, as the centre placed it; until then the station's own estimate.
    pub placed_at: Timestamp,
    /// Whether that is a time at all, or only a place in the order.
    pub time_known: bool,
    /// Which way.
    pub way: Way,
}

impl Entry {
    /// What happened earlier comes first; everybody puts them in the same order.
    const fn order(&self) -> (Timestamp, StationId, Place) {
        (self.placed_at, self.station, self.place)
    }
}

/// How tickets of one type may be used for entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryRule {
    /// How many entries a ticket has; none is as many as one likes.
    pub entries: Option<u32>,
    /// From when on.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
}

impl Default for EntryRule {
    /// One entry, at any time.
    fn default() -> Self {
        Self {
            entries: Some(1),
            from: None,
            until: None,
        }
    }
}

/// Where a time lies in the window of a ticket's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Within.
    Open,
    /// Before it.
    NotYet {
        /// When it opens.
        from: Timestamp,
    },
    /// After it.
    Over,
}

impl EntryRule {
    /// Where a time lies in the type's window.
    pub fn opening_at(&self, at: Timestamp) -> Opening {
        match self.from {
            Some(from) if at < from => Opening::NotYet { from },
            _ if self.admits_at(at) => Opening::Open,
            _ => Opening::Over,
        }
    }

    /// Whether an entry at this time is within the type's window.
    pub fn admits_at(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }

    /// How many entries a ticket has left after so many.
    pub fn left_after(&self, admitted: usize) -> u32 {
        let admitted = u32::try_from(admitted).unwrap_or(u32::MAX);
        self.entries
            .map_or(u32::MAX, |entries| entries.saturating_sub(admitted))
    }
}

/// What holds for a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effective {
    /// The earliest check-ins that aren't undone, as many as the ticket has entries, in order;
    /// without those that a check-out has ended.
    pub admitted: Vec<Entry>,
    /// Check-ins that a check-out has ended: their entries are free again.
    pub ended: Vec<Entry>,
    /// The others: 'also seen at'.
    pub also_seen: Vec<Entry>,
    /// Whether the holder is inside.
    pub inside: bool,
    /// The last of what counts, a check-in or a check-out: what staff would take back.
    pub last: Option<Entry>,
}

impl Effective {
    /// The first check-in that counts, whether or not its holder left since.
    pub fn first(&self) -> Option<&Entry> {
        self.counted().min_by_key(|e| e.order())
    }

    /// The last one.
    pub fn latest(&self) -> Option<&Entry> {
        self.counted().max_by_key(|e| e.order())
    }

    /// All check-ins that count, in no order, whether or not their holder left since.
    pub fn counted(&self) -> impl Iterator<Item = &Entry> {
        self.admitted.iter().chain(&self.ended)
    }
}

/// Folds a ticket's check-ins and check-outs, whatever order they came in: the earliest by time,
/// station and index that aren't undone win. A check-out ends the last check-in that counts and
/// gives its entry back; of a ticket whose holder isn't inside it counts for nothing. Everybody who
/// knows the same records comes to the same state.
pub fn fold(entries: &[Entry], undone: &BTreeSet<Place>, rule: &EntryRule) -> Effective {
    let mut standing: Vec<Entry> = entries
        .iter()
        .filter(|e| !undone.contains(&e.place))
        .copied()
        .collect();
    standing.sort_by_key(Entry::order);
    standing.dedup_by_key(|e| e.place);
    let mut effective = Effective::default();
    for entry in standing {
        match entry.way {
            Way::In => {
                let free = rule.left_after(effective.admitted.len()) > 0;
                // By a clock that nobody could set right no entry lies outside of the window.
                if free && (rule.admits_at(entry.placed_at) || !entry.time_known) {
                    effective.admitted.push(entry);
                    effective.inside = true;
                    effective.last = Some(entry);
                } else {
                    effective.also_seen.push(entry);
                }
            }
            Way::Out if effective.inside => {
                effective.ended.extend(effective.admitted.pop());
                effective.inside = false;
                effective.last = Some(entry);
            }
            Way::Out => {}
        }
    }
    effective
}

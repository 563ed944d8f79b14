//! How an event goes, for staff: exactly what its records come to, ticket by ticket.

use super::Act;
use crate::checkin::{Entry, Place, fold};
use crate::ids::{StationId, TicketId};
use crate::roster::Event;
use crate::store::{EntryOfType, StoreError, Tx};
use crate::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Arrivals are counted in so long pieces.
pub const PIECE: Millis = Millis::from_secs(5 * 60);

/// For so many pieces.
const PIECES: i64 = 24 * 12;

/// How an event goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Today {
    /// Tickets that may come in, and those that came in before they were cancelled.
    pub expected: u64,
    /// Tickets that came in.
    pub checked_in: u64,
    /// Tickets whose holders are inside now.
    pub inside: u64,
    /// Check-ins of the last minutes: of one [`PIECE`]. None where the clock was set back and
    /// nobody has told the time since: it measures nothing.
    pub lately: Option<u64>,
    /// Check-ins of a day by the beginning of each piece, the oldest first.
    pub arrivals: Vec<(Timestamp, u64)>,
    /// Expected and checked in by type of ticket.
    pub by_type: BTreeMap<Option<String>, (u64, u64)>,
    /// Checked in by station.
    pub by_station: BTreeMap<StationId, u64>,
}

/// How an event goes now.
///
/// # Errors
/// What the database could not do.
pub fn today<T: Tx>(act: &mut Act<'_, T>, event: &Event) -> Result<Today, StoreError> {
    let mut today = Today::default();
    for (name, expected) in act.tx.count_tickets(event.id)? {
        today.expected += expected;
        today.by_type.entry(name).or_default().0 += expected;
    }
    let mut undone: BTreeMap<TicketId, BTreeSet<Place>> = BTreeMap::new();
    for (ticket, place) in act.tx.undone_of_event(event.id)? {
        undone.entry(ticket).or_default().insert(place);
    }
    let rows = act.tx.entries_of_event(event.id)?;
    let last = rows.iter().map(|row| row.entry.placed_at).max();
    // It is at least as late as what has happened, whatever a clock says that nobody confirmed.
    let last = last.filter(|last| !act.confirmed && *last > act.time);
    let now = last.unwrap_or(act.time);
    let mut lately = 0;
    let mut pieces: BTreeMap<i64, u64> = BTreeMap::new();
    for of_ticket in rows.chunk_by(|one, next| one.ticket == next.ticket) {
        let entries: Vec<Entry> = of_ticket.iter().map(|row| row.entry).collect();
        let EntryOfType {
            ticket,
            ticket_type,
            counted,
            ..
        } = &of_ticket[0];
        let none = BTreeSet::new();
        let rule = event.entry_rule(ticket_type.as_deref());
        let effective = fold(&entries, undone.get(ticket).unwrap_or(&none), &rule);
        let Some(first) = effective.first() else {
            continue;
        };
        today.checked_in += 1;
        today.inside += u64::from(effective.inside);
        let of_type = today.by_type.entry(ticket_type.clone()).or_default();
        of_type.1 += 1;
        if !counted {
            today.expected += 1;
            of_type.0 += 1;
        }
        *today.by_station.entry(first.station).or_default() += 1;
        // Who comes again, after a break or on another day, stands in the queue as well.
        for Entry { placed_at, .. } in effective.counted() {
            lately += u64::from((0..PIECE.get()).contains(&now.since(*placed_at).get()));
            *pieces.entry(piece_of(*placed_at)).or_default() += 1;
        }
    }
    today.lately = last.is_none().then_some(lately);
    let newest = piece_of(now);
    let days = (newest - PIECES + 1)..=newest;
    today.arrivals = days
        .map(|piece| {
            let begins = Timestamp::from_millis(piece.saturating_mul(PIECE.get()));
            (begins, pieces.get(&piece).copied().unwrap_or(0))
        })
        .collect();
    Ok(today)
}

const fn piece_of(at: Timestamp) -> i64 {
    at.millis().div_euclid(PIECE.get())
}

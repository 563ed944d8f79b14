//! Who holds which number when attendees of an event move to others' numbers apart: a pure fold.

use crate::checkin::Place;
use crate::ids::{AttendeeId, StationId};
use crate::mobile::Mobile;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// One proven move, as a record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The record.
    pub place: Place,
    /// Who wrote it.
    pub station: StationId,
    /// When, as the centre placed it.
    pub placed_at: Timestamp,
    /// Who moves.
    pub attendee: AttendeeId,
    /// To which number.
    pub mobile: Mobile,
}

/// What the moves of an event come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moved {
    /// The number of each attendee who ever moved.
    pub holds: BTreeMap<AttendeeId, Option<Mobile>>,
    /// Moves to a number that somebody held by then: the first by time keeps it.
    pub void: BTreeSet<Place>,
}

/// Folds an event's moves, whatever order they came in. `before` is what those who moved held
/// first; `taken` are the numbers of those who never did.
pub fn fold_moves(
    moves: &[Move],
    before: &BTreeMap<AttendeeId, Option<Mobile>>,
    taken: &BTreeSet<Mobile>,
) -> Moved {
    let mut in_order: Vec<&Move> = moves.iter().collect();
    if !crate::fault::planted("moves-unordered") {
        in_order.sort_by_key(|m| (m.placed_at, m.station, m.place));
    }
    let mut outcome = Moved {
        holds: before.clone(),
        void: BTreeSet::new(),
    };
    // The same the other way round: who came to a number once somebody had left it has it as
    // their first, too.
    let mut holders: BTreeMap<Mobile, BTreeSet<AttendeeId>> = BTreeMap::new();
    for (who, mobile) in before {
        if let Some(mobile) = mobile {
            holders.entry(mobile.clone()).or_default().insert(*who);
        }
    }
    for wanted in in_order {
        let who = wanted.attendee;
        let holding = holders.entry(wanted.mobile.clone()).or_default();
        if taken.contains(&wanted.mobile) || holding.iter().any(|holder| *holder != who) {
            outcome.void.insert(wanted.place);
            continue;
        }
        holding.insert(who);
        let left = outcome.holds.insert(who, Some(wanted.mobile.clone()));
        if let Some(left) = left.flatten().filter(|left| *left != wanted.mobile)
            && let Some(holding) = holders.get_mut(&left)
        {
            holding.remove(&who);
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LogId;
    use proptest::prelude::*;

    fn mobile(n: u8) -> Mobile {
        Mobile::parse(&format!("0912000{n:04}")).unwrap()
    }

    fn attendee(n: u8) -> AttendeeId {
        AttendeeId::from_bytes([n; 16])
    }

    fn of(index: u64, who: u8, to: u8, at: i64) -> Move {
        Move {
            place: (LogId::from_bytes([1; 16]), index),
            station: StationId::from_bytes([1; 16]),
            placed_at: Timestamp::from_millis(at),
            attendee: attendee(who),
            mobile: mobile(to),
        }
    }

    fn before() -> BTreeMap<AttendeeId, Option<Mobile>> {
        (0..4).map(|n| (attendee(n), Some(mobile(n)))).collect()
    }

    #[test]
    fn the_first_by_time_keeps_a_number_and_the_others_move_is_void() {
        let moves = [of(1, 1, 50, 200), of(2, 0, 50, 100)];
        let outcome = fold_moves(&moves, &before(), &BTreeSet::new());
        assert_eq!(outcome.holds[&attendee(0)], Some(mobile(50)));
        assert_eq!(outcome.holds[&attendee(1)], Some(mobile(1)));
        assert_eq!(outcome.void, BTreeSet::from([moves[0].place]));
    }

    #[test]
    fn a_number_that_was_left_may_be_taken() {
        let moves = [of(1, 0, 50, 100), of(2, 1, 0, 200)];
        let outcome = fold_moves(&moves, &before(), &BTreeSet::new());
        assert_eq!(outcome.holds[&attendee(1)], Some(mobile(0)));
        assert!(outcome.void.is_empty());
    }

    proptest! {
        #[test]
        fn whatever_order_they_come_in_nobody_shares_a_number(
            moves in prop::collection::vec((0u8..4, 0u8..8, 0i64..6), 0..12),
            turn in 0usize..12,
        ) {
            let moves: Vec<_> = (0..)
                .zip(moves)
                .map(|(index, (who, to, at))| of(index, who, to, at))
                .collect();
            let taken = BTreeSet::from([mobile(7)]);
            let outcome = fold_moves(&moves, &before(), &taken);
            let mut turned = moves.clone();
            turned.rotate_left(turn % moves.len().max(1));
            turned.reverse();
            prop_assert_eq!(&fold_moves(&turned, &before(), &taken), &outcome);
            let held: Vec<_> = outcome.holds.values().flatten().collect();
            let distinct: BTreeSet<_> = held.iter().collect();
            prop_assert_eq!(held.len(), distinct.len());
            prop_assert!(held.iter().all(|mobile| !taken.contains(*mobile)));
        }
    }
}

//! Rows 19 and 20: a log that somebody tampers with, and histories that arrive in any order.

use crate::support::START;
use connect_engine::checkin::{Entry, EntryRule, fold};
use connect_engine::ids::{LogId, StationId};
use connect_engine::key::SigningKey;
use connect_engine::record::{Author, LogHead, Record};
use connect_engine::secret::Secret;
use connect_engine::time::{BootId, Millis, Now};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeSet;

const STATION: StationId = StationId::from_bytes([1; 16]);
const LOG: LogId = LogId::from_bytes([2; 16]);

#[test]
fn row_19_whatever_is_done_to_any_of_10_000_records_is_found() {
    const RECORDS: usize = 10_000;
    let mut random = ChaCha20Rng::seed_from_u64(19);
    let key = SigningKey::from_seed(&Secret::new([7; 32])).unwrap();
    let author = Author {
        station: STATION,
        log: LOG,
        key: &key,
    };
    let mut heads = vec![LogHead::EMPTY];
    let mut log = Vec::new();
    for n in 0..RECORDS {
        let now = Now {
            wall: START,
            boot: Millis::new(i64::try_from(n).unwrap()),
            boot_id: BootId([3; 16]),
        };
        let fact = ("check-in", None, format!("{{\"n\":{n}}}").into_bytes());
        let record = Record::sign(&author, &heads[n], fact, &now, &mut random);
        let (_, head) = record
            .verify_next(key.public(), (STATION, LOG), &heads[n])
            .unwrap();
        heads.push(head);
        log.push(record);
    }
    // What comes after the place that was touched must not follow on.
    let holds = |at: usize, records: &[&Record]| {
        let mut head = heads[at];
        records.iter().all(|record| {
            let next = record.verify_next(key.public(), (STATION, LOG), &head);
            next.is_ok_and(|(_, next)| {
                head = next;
                true
            })
        })
    };
    for at in 0..RECORDS - 2 {
        let (this, next, third) = (&log[at], &log[at + 1], &log[at + 2]);
        assert!(holds(at, &[this, next, third]), "the log as it was written");
        assert!(!holds(at, &[next]), "record {at} was deleted");
        assert!(!holds(at, &[next, this]), "record {at} was swapped");
        assert!(!holds(at, &[this, this]), "record {at} was inserted twice");
        let mut changed = this.clone();
        let bytes = changed.header_bytes.len();
        match at % 3 {
            0 => changed.header_bytes[random.random_range(0..bytes)] ^= 1,
            1 => changed.signature[random.random_range(0..64)] ^= 1,
            _ => changed.body.as_mut().unwrap().json[1] ^= 1,
        }
        assert!(!holds(at, &[&changed, next]), "record {at} was changed");
        let mut erased = this.clone();
        erased.body = None;
        assert!(holds(at, &[&erased, next]), "erasing a body breaks nothing");
    }
}

#[test]
fn row_20_a_thousand_histories_in_twenty_orders_come_to_one_state() {
    let mut random = ChaCha20Rng::seed_from_u64(20);
    let mut conflicts = 0;
    for history in 0..1000 {
        let mut entries: Vec<Entry> = (0..random.random_range(0..12))
            .map(|index| Entry {
                place: (LogId::from_bytes([random.random_range(0..3); 16]), index),
                station: StationId::from_bytes([random.random_range(0..3); 16]),
                // Often the same millisecond: the order must not hang on luck.
                placed_at: START.plus(Millis::new(random.random_range(0..4))),
            })
            .collect();
        let undone: BTreeSet<_> = entries
            .iter()
            .filter(|_| random.random_range(0..4) == 0)
            .map(|entry| entry.place)
            .collect();
        let rule = EntryRule {
            entries: [Some(1), Some(2), None][history % 3],
            ..EntryRule::default()
        };
        let state = fold(&entries, &undone, &rule);
        conflicts += usize::from(!state.also_seen.is_empty());
        for _ in 0..20 {
            entries.shuffle(&mut random);
            assert_eq!(fold(&entries, &undone, &rule), state, "history {history}");
        }
    }
    assert!(conflicts > 200, "the histories say something: {conflicts}");
}

//! Row 19: a log that somebody tampers with.

use crate::support::{START, Site, open_with_key};
use connect_engine::acts;
use connect_engine::fact::About;
use connect_engine::home::Role;
use connect_engine::ids::LogId;
use connect_engine::key::Label;
use connect_engine::record::{Author, Branch, LogHead, Record};
use connect_engine::secret::Secret;
use connect_engine::signed_log::LogCheck;
use connect_engine::store::{LogRow, LogRows, RecordRow};
use connect_engine::time::{BootId, Millis, Now};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rusqlite::types::Value;

const LOG: LogId = LogId::from_bytes([2; 16]);

/// A station whose database has one log of so many check-ins, and that log.
fn station_with(records: u64) -> (Site, LogRow) {
    let mut site = Site::new(Role::Station, 7, &Secret::new([7; 32]));
    let station = site.home.id;
    let mut row = LogRow::empty(LOG, station);
    site.sit(|desk| {
        for n in 0..records {
            let author = Author {
                station,
                log: LOG,
                key: &desk.home.key,
            };
            let now = Now {
                wall: START,
                boot: Millis::new(i64::try_from(n).unwrap()),
                boot_id: BootId([3; 16]),
            };
            let fact = ("check-in", None, format!("{{\"n\":{n}}}").into_bytes());
            let record = Record::sign(&author, &row.head, fact, &now, desk.random);
            row.head = LogHead {
                next: n + 1,
                hash: record.hash(),
            };
            let stored = RecordRow {
                log: LOG,
                index: n,
                station,
                kind: "check-in".to_owned(),
                event: None,
                record,
                placed_at: START,
                received_at: None,
                quarantined: None,
                time_known: true,
                about: About::default(),
            };
            desk.act(|act| act.tx().put_record(&stored));
        }
        desk.act(|act| act.tx().put_log(&row));
    });
    (site, row)
}

/// The log, as SQL says it.
const SQL_LOG: &str = "x'02020202020202020202020202020202'";

/// Somebody who has the database and its key, but not the station's.
struct Tamperer(rusqlite::Connection);

impl Tamperer {
    fn of(site: &Site) -> Self {
        let key = site.root.derive(Label::Database).unwrap();
        let connection = open_with_key(&site.file, &key);
        connection
            .execute_batch(
                "pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -32768",
            )
            .unwrap();
        Self(connection)
    }

    fn run(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
    }

    /// Changes one bit of what is kept of a record, and puts it back.
    fn change(&self, at: i64, column: &str, random: &mut ChaCha20Rng, check: impl FnOnce()) {
        let read = format!("select {column} from records where log = {SQL_LOG} and idx = {at}");
        let kept: Value = self.0.query_row(&read, [], |row| row.get(0)).unwrap();
        let changed = match kept.clone() {
            Value::Null => Value::Blob(vec![0; 16]),
            Value::Blob(mut bytes) => {
                let at = random.random_range(0..bytes.len());
                bytes[at] ^= 1 << random.random_range(0..8);
                Value::Blob(bytes)
            }
            other => Value::Text(format!("{other:?}")),
        };
        let write =
            format!("update records set {column} = ?1 where log = {SQL_LOG} and idx = {at}");
        self.0.execute(&write, [changed]).unwrap();
        check();
        self.0.execute(&write, [kept]).unwrap();
    }

    /// Takes a record away, and puts it back.
    fn delete(&self, at: i64, check: impl FnOnce(&Self)) {
        self.run(&format!(
            "create temp table deleted as select * from records where log = {SQL_LOG} and idx = {at};
            delete from records where log = {SQL_LOG} and idx = {at}"
        ));
        check(self);
        self.run("insert into records select * from deleted; drop table deleted");
    }

    /// Moves all that stands behind a place by so many, and back.
    fn shift(&self, behind: i64, by: i64, check: impl FnOnce(&Self)) {
        // By way of the negative indices: on their way no two have the same.
        let shift = |behind: i64, by: i64| {
            self.run(&format!(
                "update records set idx = -idx - 1 where log = {SQL_LOG} and idx > {behind};
                update records set idx = -idx - 1 + {by} where log = {SQL_LOG} and idx < 0"
            ));
        };
        shift(behind, by);
        check(self);
        shift(behind + by, -by);
    }

    /// Puts a copy of a record after it where there is room, and takes it away.
    fn copy_behind(&self, at: i64, check: impl FnOnce()) {
        self.run(&format!(
            "create temp table copied as select * from records where log = {SQL_LOG} and idx = {at};
            update copied set idx = idx + 1;
            insert into records select * from copied;
            drop table copied"
        ));
        check();
        self.run(&format!(
            "delete from records where log = {SQL_LOG} and idx = {at} + 1"
        ));
    }

    fn swap(&self, one: i64, other: i64) {
        self.run(&format!(
            "update records set idx = -1 where log = {SQL_LOG} and idx = {one};
            update records set idx = {one} where log = {SQL_LOG} and idx = {other};
            update records set idx = {other} where log = {SQL_LOG} and idx = -1"
        ));
    }
}

/// Where checking the stored log from a place on says that it breaks.
fn broken(site: &mut Site, row: &LogRow, from: i64) -> Option<u64> {
    let author = site.home.key.public().clone();
    let from = u64::try_from(from).unwrap();
    site.act(|act| {
        let mut check = LogCheck::begin(&author, row.station, row.log, row.branch);
        if let Some(last) = from.checked_sub(1) {
            // What comes before was checked once.
            let hash = act.tx().record((LOG, last))?.unwrap().record.hash();
            check = check.after(LogHead { next: from, hash });
        }
        let verdict = acts::verify_stored(act.tx(), row, check)?;
        Ok(verdict.broken.map(|(index, _)| index))
    })
}

/// Somebody calls the end of the log a branch, by its right name even, and then cuts off what it
/// grows from.
fn a_beginning_is_missed(site: &mut Site, row: &LogRow, tamperer: &Tamperer) {
    const FROM: u64 = 4;
    let author = site.home.key.public().clone();
    let cut = site.act(|act| {
        let previous = act.tx().record((LOG, FROM - 1))?.unwrap().record.hash();
        let first = act.tx().record((LOG, FROM))?.unwrap();
        Ok(LogRow {
            log: Branch::name(LOG, &first.record),
            branch: Some(Branch {
                of: LOG,
                from: FROM,
                previous,
            }),
            ..*row
        })
    });
    let mut broken = || {
        let verdict = site.act(|act| acts::verify_log(act.tx(), &cut, &author));
        verdict.broken.map(|(index, _)| index)
    };
    let name = Value::Blob(cut.log.as_bytes().to_vec());
    let rename = |from: &str, to: &str| {
        let sql = format!("update records set log = {to} where log = {from} and idx >= {FROM}");
        tamperer.0.execute(&sql, [&name]).unwrap();
    };
    rename(SQL_LOG, "?1");
    assert_eq!(broken(), None, "beside the rest nothing is missing");
    tamperer.run(&format!(
        "create temp table beginning as select * from records where log = {SQL_LOG};
        delete from records where log = {SQL_LOG}"
    ));
    assert_eq!(broken(), Some(FROM));
    tamperer.run("insert into records select * from beginning; drop table beginning");
    rename("?1", SQL_LOG);
}

#[test]
fn row_19_whatever_is_done_to_any_of_10_000_records_is_found() {
    const RECORDS: i64 = 10_000;
    const LAST: i64 = RECORDS - 1;
    /// What the check reads at once.
    const PAGE: i64 = 1000;
    const COLUMNS: [&str; 7] = [
        "header",
        "signature",
        "salt",
        "body",
        "kind",
        "event",
        "station",
    ];
    let (mut site, row) = station_with(RECORDS.unsigned_abs());
    assert_eq!(broken(&mut site, &row, 0), None, "as it was written");
    let tamperer = Tamperer::of(&site);
    let mut random = ChaCha20Rng::seed_from_u64(19);
    let mut places = vec![0, 1, PAGE - 1, PAGE, LAST - 1, LAST];
    places.extend((0..12).map(|_| random.random_range(2..LAST)));
    for at in &places {
        let at = *at;
        let before = random.random_range(1..20);
        let from = if at == PAGE { 0 } else { (at - before).max(0) };
        let mut found = |index: i64, what: &str| {
            let index = index.unsigned_abs();
            let found = broken(&mut site, &row, from);
            assert_eq!(found, Some(index), "record {at}: {what}");
        };
        for column in COLUMNS {
            tamperer.change(at, column, &mut random, || found(at, column));
        }
        tamperer.delete(at, |tamperer| {
            found(at, "deleted");
            tamperer.shift(at, -1, |_| found(at, "deleted, and the others moved up"));
        });
        let first = at.min(LAST - 1);
        tamperer.swap(first, first + 1);
        found(first, "swapped");
        tamperer.swap(first, first + 1);
        tamperer.shift(at, 1, |tamperer| {
            tamperer.copy_behind(at, || found(at + 1, "inserted once more"));
        });
    }
    a_beginning_is_missed(&mut site, &row, &tamperer);
    for at in places {
        tamperer.run(&format!(
            "update records set salt = null, body = null where log = {SQL_LOG} and idx = {at}"
        ));
    }
    let held = broken(&mut site, &row, 0);
    assert_eq!(held, None, "erasing bodies breaks nothing");
}

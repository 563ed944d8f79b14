//! Logs, records, check-ins by ticket, and the change feed.

use super::statements::SqliteTx;
use crate::checkin::{Entry, Place};
use crate::ids::{EventId, LogId, TicketId};
use crate::record::{Body, LogHead, Record};
use crate::store::{Change, EntryRows, Feed, FeedRows, LogRow, LogRows, RecordRow, StoreError};
use crate::time::Timestamp;
use rusqlite::{Row, params};
use std::collections::BTreeSet;

const LOG: &str = "select log, station, next, hash, acknowledged from logs";

fn log(row: &Row<'_>) -> rusqlite::Result<LogRow> {
    Ok(LogRow {
        log: row.get(0)?,
        station: row.get(1)?,
        head: LogHead {
            next: index(row, 2)?,
            hash: row.get(3)?,
        },
        acknowledged: index(row, 4)?,
    })
}

/// Indices are unsigned; SQLite's integers are not.
fn index(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// No log comes near 2⁶³ records; one that claims to is kept at the end.
fn signed(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

const RECORD: &str = "select log, idx, station, kind, event, header, signature, salt, body,
    placed_at, received_at, quarantined from records";

fn record(row: &Row<'_>) -> rusqlite::Result<RecordRow> {
    let salt: Option<[u8; 16]> = row.get(7)?;
    let json: Option<Vec<u8>> = row.get(8)?;
    Ok(RecordRow {
        log: row.get(0)?,
        index: index(row, 1)?,
        station: row.get(2)?,
        kind: row.get(3)?,
        event: row.get(4)?,
        record: Record {
            header_bytes: row.get(5)?,
            signature: row.get(6)?,
            body: salt.zip(json).map(|(salt, json)| Body { salt, json }),
        },
        placed_at: row.get(9)?,
        received_at: row.get(10)?,
        quarantined: row.get(11)?,
    })
}

impl LogRows for SqliteTx<'_> {
    fn lock_log(&mut self, id: LogId) -> Result<Option<LogRow>, StoreError> {
        self.one(
            "read a log's end",
            &format!("{LOG} where log = ?1"),
            [id],
            log,
        )
    }

    fn logs(&mut self) -> Result<Vec<LogRow>, StoreError> {
        self.all("list the logs", &format!("{LOG} order by log"), [], log)
    }

    fn put_log(&mut self, log: &LogRow) -> Result<(), StoreError> {
        let sql = "insert into logs (log, station, next, hash, acknowledged)
              values (?1, ?2, ?3, ?4, ?5)
            on conflict (log) do update set next = excluded.next, hash = excluded.hash,
              acknowledged = excluded.acknowledged";
        let values = params![
            log.log,
            log.station,
            signed(log.head.next),
            log.head.hash,
            signed(log.acknowledged),
        ];
        self.run("keep a log's end", sql, values).map(drop)
    }

    fn put_record(&mut self, row: &RecordRow) -> Result<(), StoreError> {
        let sql = "insert into records (log, idx, station, kind, event, header, signature, salt,
              body, placed_at, received_at, quarantined)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let body = row.record.body.as_ref();
        let values = params![
            row.log,
            signed(row.index),
            row.station,
            row.kind,
            row.event,
            row.record.header_bytes,
            row.record.signature,
            body.map(|b| b.salt),
            body.map(|b| &b.json),
            row.placed_at,
            row.received_at,
            row.quarantined,
        ];
        self.run("keep a record", sql, values).map(drop)
    }

    fn records_from(
        &mut self,
        log: LogId,
        from: u64,
        most: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!("{RECORD} where log = ?1 and idx >= ?2 order by idx limit ?3");
        self.all(
            "read records",
            &sql,
            params![log, signed(from), most],
            record,
        )
    }

    fn record(&mut self, place: Place) -> Result<Option<RecordRow>, StoreError> {
        let sql = format!("{RECORD} where log = ?1 and idx = ?2");
        self.one(
            "read a record",
            &sql,
            params![place.0, signed(place.1)],
            record,
        )
    }

    fn records_of_event(
        &mut self,
        event: EventId,
        after: Option<(Timestamp, Place)>,
        most: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "{RECORD} where event = ?1 and (placed_at, log, idx) > (?2, ?3, ?4)
             order by placed_at, log, idx limit ?5"
        );
        let least = (
            Timestamp::from_millis(i64::MIN),
            (LogId::from_bytes([0; 16]), 0),
        );
        let (at, place) = after.unwrap_or(least);
        let values = params![event, at, place.0, signed(place.1), most];
        self.all("read an event's records", &sql, values, record)
    }

    fn place_record(&mut self, place: Place, at: Timestamp) -> Result<(), StoreError> {
        let values = params![place.0, signed(place.1), at];
        let records = "update records set placed_at = ?3 where log = ?1 and idx = ?2";
        self.run("place a record", records, values)?;
        let entries = "update entries set placed_at = ?3 where log = ?1 and idx = ?2";
        self.run("place a check-in", entries, values).map(drop)
    }
}

impl EntryRows for SqliteTx<'_> {
    fn put_entry(&mut self, ticket: TicketId, entry: &Entry) -> Result<(), StoreError> {
        let sql = "insert into entries (log, idx, ticket, station, placed_at)
              values (?1, ?2, ?3, ?4, ?5)
            on conflict (log, idx) do update set placed_at = excluded.placed_at";
        let (log, index) = entry.place;
        let values = params![log, signed(index), ticket, entry.station, entry.placed_at];
        self.run("keep a check-in", sql, values).map(drop)
    }

    fn put_undone(&mut self, ticket: TicketId, place: Place) -> Result<(), StoreError> {
        let sql = "insert or ignore into undone (log, idx, ticket) values (?1, ?2, ?3)";
        self.run(
            "take a check-in back",
            sql,
            params![place.0, signed(place.1), ticket],
        )
        .map(drop)
    }

    fn entries_of(
        &mut self,
        ticket: TicketId,
    ) -> Result<(Vec<Entry>, BTreeSet<Place>), StoreError> {
        let sql = "select log, idx, station, placed_at from entries where ticket = ?1";
        let entries = self.all("read a ticket's check-ins", sql, [ticket], |row| {
            let place = (row.get(0)?, index(row, 1)?);
            Ok(Entry {
                place,
                station: row.get(2)?,
                placed_at: row.get(3)?,
            })
        })?;
        let sql = "select log, idx from undone where ticket = ?1";
        let undone = self.all("read what was taken back", sql, [ticket], |row| {
            Ok((row.get(0)?, index(row, 1)?))
        })?;
        Ok((entries, undone.into_iter().collect()))
    }
}

impl FeedRows for SqliteTx<'_> {
    fn note_change(&mut self, event: EventId, kind: &str, entity: &[u8]) -> Result<(), StoreError> {
        let sql = "insert or replace into changes (event, kind, entity) values (?1, ?2, ?3)";
        self.run("note a change", sql, params![event, kind, entity])
            .map(drop)
    }

    fn changes_after(
        &mut self,
        event: EventId,
        after: i64,
        most: u32,
    ) -> Result<Vec<Change>, StoreError> {
        let sql = "select seq, kind, entity from changes where event = ?1 and seq > ?2
            order by seq limit ?3";
        self.all("read the feed", sql, params![event, after, most], |row| {
            Ok(Change {
                seq: row.get(0)?,
                kind: row.get(1)?,
                entity: row.get(2)?,
            })
        })
    }

    fn feed(&mut self, event: EventId) -> Result<Option<Feed>, StoreError> {
        let sql = "select cursor, complete from feeds where event = ?1";
        self.one("read the cursor", sql, [event], |row| {
            Ok(Feed {
                event,
                cursor: row.get(0)?,
                complete: row.get(1)?,
            })
        })
    }

    fn put_feed(&mut self, feed: &Feed) -> Result<(), StoreError> {
        let sql = "insert into feeds (event, cursor, complete) values (?1, ?2, ?3)
            on conflict (event) do update set cursor = excluded.cursor,
              complete = excluded.complete";
        self.run(
            "keep the cursor",
            sql,
            params![feed.event, feed.cursor, feed.complete],
        )
        .map(drop)
    }
}

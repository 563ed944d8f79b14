//! Logs, records, check-ins by ticket, and the change feed.

use super::statements::SqliteTx;
use crate::checkin::{Entry, Place, Way};
use crate::fact::About;
use crate::ids::{AttendeeId, EventId, LogId, StationId, TicketId};
use crate::placing::Placed;
use crate::record::{Body, Branch, LogHead, Record};
use crate::store::StoreError;
use crate::store::{EntryRows, LogRow, LogRows, RecordRow};
use crate::time::Timestamp;
use rusqlite::{Row, params};
use std::collections::BTreeSet;

const LOG: &str = "select log, station, next, hash, acknowledged, branch_of, branch_from,
    branch_previous from logs";

fn log(row: &Row<'_>) -> rusqlite::Result<LogRow> {
    let branch = match row.get::<_, Option<LogId>>(5)? {
        Some(of) => Some(Branch {
            of,
            from: index(row, 6)?,
            previous: row.get(7)?,
        }),
        None => None,
    };
    Ok(LogRow {
        log: row.get(0)?,
        station: row.get(1)?,
        head: LogHead {
            next: index(row, 2)?,
            hash: row.get(3)?,
        },
        acknowledged: index(row, 4)?,
        branch,
    })
}

/// Indices are unsigned; SQLite's integers are not.
pub(super) fn index(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// No log comes near 2⁶³ records; one that claims to is kept at the end.
pub(super) fn signed(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

const RECORD: &str = "select log, idx, station, kind, event, header, signature, salt, body,
    placed_at, received_at, quarantined, time_known, attendee, mobile_hash from records";

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
        time_known: row.get(12)?,
        about: About {
            attendee: row.get(13)?,
            mobile: row.get(14)?,
        },
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
        let sql = "insert into logs (log, station, next, hash, acknowledged, branch_of,
                branch_from, branch_previous)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            on conflict (log) do update set next = excluded.next, hash = excluded.hash,
              acknowledged = excluded.acknowledged";
        let values = params![
            log.log,
            log.station,
            signed(log.head.next),
            log.head.hash,
            signed(log.acknowledged),
            log.branch.map(|branch| branch.of),
            log.branch.map(|branch| signed(branch.from)),
            log.branch.map(|branch| branch.previous),
        ];
        self.run("keep a log's end", sql, values).map(drop)
    }

    fn put_record(&mut self, row: &RecordRow) -> Result<(), StoreError> {
        let sql = "insert into records (log, idx, station, kind, event, header, signature, salt,
              body, placed_at, received_at, quarantined, time_known, attendee, mobile_hash)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
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
            row.time_known,
            row.about.attendee,
            row.about.mobile,
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

    fn records_of_staff(&mut self, event: EventId) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "{RECORD} where event is null
             and kind in ('staff-act', 'number-unlocked', 'station-unlocked', 'help-called',
               'help-answered')
             and station in (select station from station_events where event = ?1)
             order by placed_at, log, idx"
        );
        self.all("read what staff did", &sql, params![event], record)
    }

    fn place_record(&mut self, place: Place, placed: &Placed) -> Result<(), StoreError> {
        let values = params![place.0, signed(place.1), placed.at];
        let known = params![place.0, signed(place.1), placed.at, placed.time_known];
        let records =
            "update records set placed_at = ?3, time_known = ?4 where log = ?1 and idx = ?2";
        self.run("place a record", records, known)?;
        let calls = "update calls set placed_at = ?3 where log = ?1 and idx = ?2";
        self.run("place a call", calls, values)?;
        let entries = if crate::fault::planted("missing-where") {
            "update entries set placed_at = ?3, time_known = ?4 where log = ?1 and idx >= ?2"
        } else {
            "update entries set placed_at = ?3, time_known = ?4 where log = ?1 and idx = ?2"
        };
        self.run("place a check-in", entries, known)?;
        let moves = "update moves set placed_at = ?3 where log = ?1 and idx = ?2";
        self.run("place a move", moves, values)?;
        let corrections = "update corrections set placed_at = ?3 where log = ?1 and idx = ?2";
        self.run("place a correction", corrections, values)?;
        let history = "update history set placed_at = ?3 where log = ?1 and idx = ?2";
        self.run("place a line of a history", history, values)
            .map(drop)
    }

    fn move_tail(&mut self, log: LogId, from: u64, to: LogId) -> Result<(), StoreError> {
        let values = params![log, signed(from), to];
        // What a feed told of the same places gives way: it is of the same records, or of others
        // that the centre has no more.
        for sql in [
            "update records set log = ?3 where log = ?1 and idx >= ?2",
            "update or replace entries set log = ?3 where log = ?1 and idx >= ?2",
            "update or replace undone set log = ?3 where log = ?1 and idx >= ?2",
            "update or replace moves set log = ?3 where log = ?1 and idx >= ?2",
            "update or replace calls set log = ?3 where log = ?1 and idx >= ?2",
            "update or replace answered_calls set log = ?3 where log = ?1 and idx >= ?2",
            "update or replace corrections set log = ?3 where log = ?1 and idx >= ?2",
            "update or replace history set log = ?3 where log = ?1 and idx >= ?2",
        ] {
            self.run("move the end of a log", sql, values)?;
        }
        Ok(())
    }

    fn record_about(
        &mut self,
        attendee: AttendeeId,
        kind: &str,
    ) -> Result<Option<RecordRow>, StoreError> {
        let sql = format!("{RECORD} where attendee = ?1 and kind = ?2 order by placed_at limit 1");
        let values = params![attendee, kind];
        self.one("find a record about somebody", &sql, values, record)
    }

    fn records_in_quarantine(&mut self, log: LogId, to: u64) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "{RECORD} where log = ?1 and idx <= ?2 and quarantined is not null order by idx"
        );
        let values = params![log, signed(to)];
        self.all("read the quarantine", &sql, values, record)
    }

    fn let_wait(&mut self, place: Place, awaited: [u8; 16]) -> Result<(), StoreError> {
        let sql = "update records set waits_for = ?3 where log = ?1 and idx = ?2";
        self.run_one(
            "let a record wait",
            "records",
            sql,
            params![place.0, signed(place.1), awaited],
        )
    }

    fn records_that_wait(
        &mut self,
        ticket: TicketId,
        attendee: AttendeeId,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "{RECORD} where waits_for in (?1, ?2) and quarantined is not null
             order by placed_at, log, idx"
        );
        let values = params![ticket, attendee];
        self.all("read what waits for something", &sql, values, record)
    }

    fn release_record(&mut self, row: &RecordRow) -> Result<(), StoreError> {
        let sql = "update records set quarantined = null, waits_for = null, salt = ?3, body = ?4,
              attendee = ?5, mobile_hash = ?6
            where log = ?1 and idx = ?2";
        let body = row.record.body.as_ref();
        let values = params![
            row.log,
            signed(row.index),
            body.map(|b| b.salt),
            body.map(|b| &b.json),
            row.about.attendee,
            row.about.mobile,
        ];
        self.run_one("release a record", "records", sql, values)
    }

    fn records_set_aside(&mut self, why: &[&str]) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "{RECORD} indexed by records_in_quarantine
             where quarantined is not null and quarantined in (select value from json_each(?1))
             order by placed_at, log, idx"
        );
        let why = serde_json::to_string(why).map_err(StoreError::encode("name reasons"))?;
        self.all("read what is set aside", &sql, [why], record)
    }

    fn count_in_quarantine(&mut self, station: StationId) -> Result<u64, StoreError> {
        let sql = "select count(*) from records where station = ?1 and quarantined is not null";
        self.count("count the quarantine", sql, [station])
    }

    fn quarantine_of(&mut self, station: StationId) -> Result<Vec<(LogId, u64, u64)>, StoreError> {
        let sql = "select log, count(*), max(idx) from records
            where station = ?1 and quarantined is not null group by log order by log";
        self.all("list the quarantine", sql, [station], |row| {
            Ok((row.get(0)?, index(row, 1)?, index(row, 2)?))
        })
    }

    fn records_of_kind_since(
        &mut self,
        station: StationId,
        kind: &str,
        since: Timestamp,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!(
            "{RECORD} where station = ?1 and kind = ?2 and placed_at >= ?3 order by log, idx"
        );
        let values = params![station, kind, since];
        self.all("read a station's records", &sql, values, record)
    }
}

impl EntryRows for SqliteTx<'_> {
    fn put_entry(
        &mut self,
        (ticket, attendee): (TicketId, AttendeeId),
        entry: &Entry,
        load: Option<i64>,
    ) -> Result<(), StoreError> {
        let sql = "insert into entries (log, idx, ticket, station, placed_at, load, attendee, out,
              time_known)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            on conflict (log, idx) do update set ticket = excluded.ticket,
              station = excluded.station, placed_at = excluded.placed_at,
              load = excluded.load, attendee = excluded.attendee, out = excluded.out,
              time_known = excluded.time_known";
        let (log, index) = entry.place;
        let Entry {
            station, placed_at, ..
        } = entry;
        let values = params![
            log,
            signed(index),
            ticket,
            station,
            placed_at,
            load,
            attendee,
            entry.way == Way::Out,
            entry.time_known,
        ];
        self.run("keep a check-in", sql, values).map(drop)
    }

    fn forget_entries_of(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        // What took them back goes with them: the bodies that said so are erased, and a restored
        // centre that hasn't heard of the removal would never know of it. Who held a ticket of theirs
        // before keeps what was taken back.
        for sql in [
            "delete from undone where ticket in (select id from tickets where attendee = ?1)
               and not exists (select 1 from entries held
                 where (held.log, held.idx) = (undone.log, undone.idx) and held.attendee <> ?1)
               or (log, idx) in (select log, idx from entries where attendee = ?1)",
            "delete from entries where attendee = ?1",
        ] {
            self.run("forget check-ins", sql, [attendee])?;
        }
        Ok(())
    }

    fn passed_at(&mut self, (log, at): Place) -> Result<Option<AttendeeId>, StoreError> {
        let sql = "select attendee from entries
            where log = ?1 and idx = ?2 and attendee is not null";
        self.one(
            "find whose check-in it is",
            sql,
            params![log, signed(at)],
            |row| row.get(0),
        )
    }

    fn undone_in(&mut self, log: LogId) -> Result<Vec<(TicketId, u64)>, StoreError> {
        let sql = "select ticket, idx from undone where log = ?1 order by idx, ticket";
        self.all("read what was taken back", sql, [log], |row| {
            Ok((row.get(0)?, index(row, 1)?))
        })
    }

    fn put_undone(
        &mut self,
        ticket: TicketId,
        place: Place,
        load: Option<i64>,
    ) -> Result<(), StoreError> {
        // What was taken back here too stays, whatever a later load brings.
        let sql = "insert into undone (log, idx, ticket, load) values (?1, ?2, ?3, ?4)
            on conflict (log, idx, ticket) do update set load = excluded.load
              where load is not null";
        self.run(
            "take a check-in back",
            sql,
            params![place.0, signed(place.1), ticket, load],
        )
        .map(drop)
    }

    fn entries_of(
        &mut self,
        ticket: TicketId,
    ) -> Result<(Vec<Entry>, BTreeSet<Place>), StoreError> {
        let sql =
            "select log, idx, station, placed_at, out, time_known from entries where ticket = ?1
              and not exists (select 1 from attendees
                where id = entries.attendee and state = 'removed')";
        let entries = self.all("read a ticket's check-ins", sql, [ticket], |row| {
            let place = (row.get(0)?, index(row, 1)?);
            Ok(Entry {
                place,
                station: row.get(2)?,
                placed_at: row.get(3)?,
                way: if row.get(4)? { Way::Out } else { Way::In },
                time_known: row.get(5)?,
            })
        })?;
        let sql = "select log, idx from undone where ticket = ?1";
        let undone = self.all("read what was taken back", sql, [ticket], |row| {
            Ok((row.get(0)?, index(row, 1)?))
        })?;
        Ok((entries, undone.into_iter().collect()))
    }
}

//! What was done for attendees, and the stations that did it.

use super::logs::{index, signed};
use super::statements::SqliteTx;
use crate::ids::{AttendeeId, EventId, StationId};
use crate::store::{HistoryRow, HistoryRows, StoreError};
use rusqlite::params;

impl HistoryRows for SqliteTx<'_> {
    fn put_history(&mut self, row: &HistoryRow, load: Option<i64>) -> Result<(), StoreError> {
        let sql = "insert into history (log, idx, event, attendee, ticket, station, act, by_staff,
              reason, placed_at, load)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            on conflict (log, idx) do update set event = excluded.event,
              attendee = excluded.attendee, ticket = excluded.ticket, station = excluded.station,
              act = excluded.act, by_staff = excluded.by_staff, reason = excluded.reason,
              placed_at = excluded.placed_at, load = excluded.load";
        let (log, at) = row.place;
        let values = params![
            log,
            signed(at),
            row.event,
            row.attendee,
            row.ticket,
            row.station,
            row.act,
            row.by,
            row.reason,
            row.placed_at,
            load,
        ];
        self.run("keep a line of a history", sql, values).map(drop)
    }

    fn history_of(&mut self, attendee: AttendeeId) -> Result<Vec<HistoryRow>, StoreError> {
        // Whoever holds a ticket now, what was done with it is of it; and what names no ticket is
        // of whom it was before under the same name: of them, by another number. Theirs is the same
        // name, too, that the ticket kept from staff or that staff have changed since.
        let sql =
            "select log, idx, event, attendee, ticket, station, act, by_staff, reason, placed_at
              from history where attendee = ?1
            union
            select h.log, h.idx, h.event, h.attendee, h.ticket, h.station, h.act, h.by_staff,
              h.reason, h.placed_at
              from tickets t join history h on h.ticket = t.id where t.attendee = ?1
            union
            select h.log, h.idx, h.event, h.attendee, h.ticket, h.station, h.act, h.by_staff,
              h.reason, h.placed_at
              from history h where h.ticket is null and h.attendee in (
                select before.id from attendees now join tickets t on t.attendee = now.id
                  join history done on done.ticket = t.id
                  join attendees before on before.id = done.attendee
                  where now.id = ?1 and before.state = 'retired'
                    and (before.name in (now.name, t.holder) or exists (
                      select 1 from history named where named.attendee = now.id
                        and named.ticket = t.id and named.act = 'name_corrected')))
            order by 10 desc, 6 desc, 1 desc, 2 desc";
        self.all("read a history", sql, [attendee], |row| {
            Ok(HistoryRow {
                place: (row.get(0)?, index(row, 1)?),
                event: row.get(2)?,
                attendee: row.get(3)?,
                ticket: row.get(4)?,
                station: row.get(5)?,
                act: row.get(6)?,
                by: row.get(7)?,
                reason: row.get(8)?,
                placed_at: row.get(9)?,
            })
        })
    }

    fn forget_history_of(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        let sql = "delete from history where attendee = ?1";
        self.run("forget a history", sql, [attendee]).map(drop)
    }

    fn put_peer(
        &mut self,
        event: EventId,
        (station, name): (StationId, &str),
        load: i64,
    ) -> Result<(), StoreError> {
        let sql = "insert into peers (event, station, name, load) values (?1, ?2, ?3, ?4)
            on conflict (event, station) do update set name = excluded.name, load = excluded.load";
        self.run(
            "keep a station's name",
            sql,
            params![event, station, name, load],
        )
        .map(drop)
    }

    fn peer(&mut self, event: EventId, station: StationId) -> Result<Option<String>, StoreError> {
        let sql = "select name from peers where event = ?1 and station = ?2";
        self.one(
            "read a station's name",
            sql,
            params![event, station],
            |row| row.get(0),
        )
    }
}

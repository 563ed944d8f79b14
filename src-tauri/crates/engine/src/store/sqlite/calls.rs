//! Calls for staff.

use super::logs::{index, signed};
use super::statements::SqliteTx;
use crate::checkin::Place;
use crate::store::{CallRow, CallRows, StoreError};
use crate::time::Timestamp;
use rusqlite::{Row, params};

const CALL: &str = "select log, idx, station, name, event, placed_at from calls c";

fn call(row: &Row<'_>) -> rusqlite::Result<CallRow> {
    Ok(CallRow {
        place: (row.get(0)?, index(row, 1)?),
        station: row.get(2)?,
        name: row.get(3)?,
        event: row.get(4)?,
        placed_at: row.get(5)?,
    })
}

impl CallRows for SqliteTx<'_> {
    fn put_call(&mut self, call: &CallRow) -> Result<(), StoreError> {
        let sql = "insert into calls (log, idx, station, name, event, placed_at)
              values (?1, ?2, ?3, ?4, ?5, ?6)
            on conflict (log, idx) do update set placed_at = excluded.placed_at";
        let (log, at) = call.place;
        let values = params![
            log,
            signed(at),
            call.station,
            call.name,
            call.event,
            call.placed_at,
        ];
        self.run("keep a call", sql, values).map(drop)
    }

    fn call(&mut self, (log, at): Place) -> Result<Option<CallRow>, StoreError> {
        let sql = format!("{CALL} where log = ?1 and idx = ?2");
        self.one("read a call", &sql, params![log, signed(at)], call)
    }

    fn answer_call(&mut self, (log, at): Place) -> Result<(), StoreError> {
        let sql = "insert or ignore into answered_calls (log, idx) values (?1, ?2)";
        self.run("answer a call", sql, params![log, signed(at)])
            .map(drop)
    }

    fn unanswered_calls(&mut self, since: Timestamp) -> Result<Vec<CallRow>, StoreError> {
        let sql = format!(
            "{CALL} where placed_at > ?1 and not exists
               (select 1 from answered_calls a where a.log = c.log and a.idx = c.idx)
             order by placed_at, log, idx"
        );
        self.all("list the open calls", &sql, [since], call)
    }
}

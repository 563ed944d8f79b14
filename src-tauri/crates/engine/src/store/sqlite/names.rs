//! Corrections of names, and what the roster called them.

use super::logs::{index, signed};
use super::statements::SqliteTx;
use crate::ids::{AttendeeId, EventId, TicketId};
use crate::names::{Correction, RosterName};
use crate::store::{NameRows, Named, StoreError};
use rusqlite::{Row, params};

const CORRECTION: &str =
    "select log, idx, station, placed_at, ticket, attendee, name from corrections";

fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    Ok(Correction {
        place: (row.get(0)?, index(row, 1)?),
        station: row.get(2)?,
        placed_at: row.get(3)?,
        ticket: row.get(4)?,
        attendee: row.get(5)?,
        name: row.get(6)?,
    })
}

impl NameRows for SqliteTx<'_> {
    fn put_correction(
        &mut self,
        event: EventId,
        correction: &Correction,
    ) -> Result<(), StoreError> {
        let sql = "insert into corrections (log, idx, event, ticket, attendee, name, station,
              placed_at)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            on conflict (log, idx) do update set event = excluded.event,
              ticket = excluded.ticket, attendee = excluded.attendee, name = excluded.name,
              station = excluded.station, placed_at = excluded.placed_at";
        let (log, at) = correction.place;
        let values = params![
            log,
            signed(at),
            event,
            correction.ticket,
            correction.attendee,
            correction.name,
            correction.station,
            correction.placed_at,
        ];
        self.run("keep a correction", sql, values).map(drop)
    }

    fn corrections_of_ticket(&mut self, ticket: TicketId) -> Result<Vec<Correction>, StoreError> {
        let sql = format!("{CORRECTION} where ticket = ?1");
        self.all("read a ticket's corrections", &sql, [ticket], correction)
    }

    fn corrections_of(&mut self, attendee: AttendeeId) -> Result<Vec<Correction>, StoreError> {
        let sql = format!("{CORRECTION} where attendee = ?1");
        self.all("read somebody's corrections", &sql, [attendee], correction)
    }

    fn roster_name(&mut self, of: Named) -> Result<Option<RosterName>, StoreError> {
        let sql = "select name, since from roster_names where entity = ?1";
        self.one("read a name of the roster", sql, [of.as_bytes()], |row| {
            Ok(RosterName {
                name: row.get(0)?,
                since: row.get(1)?,
            })
        })
    }

    fn put_roster_name(
        &mut self,
        event: EventId,
        of: Named,
        name: &RosterName,
    ) -> Result<(), StoreError> {
        let sql = "insert into roster_names (entity, event, name, since) values (?1, ?2, ?3, ?4)
            on conflict (entity) do update set name = excluded.name, since = excluded.since";
        let values = params![of.as_bytes(), event, name.name, name.since];
        self.run("keep a name of the roster", sql, values).map(drop)
    }

    fn forget_names_of(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        for sql in [
            "delete from roster_names where entity in
               (select ticket from corrections where attendee = ?1)",
            "delete from roster_names where entity = ?1",
            "delete from corrections where attendee = ?1",
        ] {
            self.run("forget names", sql, [attendee])?;
        }
        Ok(())
    }
}

//! Moves to other numbers.

use super::logs::{index, signed};
use super::statements::SqliteTx;
use crate::checkin::Place;
use crate::ids::{AttendeeId, EventId};
use crate::mobile::Mobile;
use crate::moves::Move;
use crate::store::{MoveRows, StoreError};
use rusqlite::params;

impl MoveRows for SqliteTx<'_> {
    fn put_move(
        &mut self,
        event: EventId,
        moved: &Move,
        before: Option<&Mobile>,
    ) -> Result<(), StoreError> {
        let sql = "insert or ignore into numbers_before (attendee, event, mobile)
            values (?1, ?2, ?3)";
        let values = params![moved.attendee, event, before];
        self.run("keep a number", sql, values)?;
        let sql = "insert into moves (log, idx, event, attendee, mobile, station, placed_at)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            on conflict (log, idx) do update set event = excluded.event,
              attendee = excluded.attendee, mobile = excluded.mobile, station = excluded.station,
              placed_at = excluded.placed_at";
        let (log, at) = moved.place;
        let values = params![
            log,
            signed(at),
            event,
            moved.attendee,
            moved.mobile,
            moved.station,
            moved.placed_at,
        ];
        self.run("keep a move", sql, values).map(drop)
    }

    fn moves_of(&mut self, attendee: AttendeeId) -> Result<Vec<Move>, StoreError> {
        let sql = "select log, idx, station, placed_at, attendee, mobile from moves
            where attendee = ?1";
        self.all("read somebody's moves", sql, [attendee], |row| {
            Ok(Move {
                place: (row.get(0)?, index(row, 1)?),
                station: row.get(2)?,
                placed_at: row.get(3)?,
                attendee: row.get(4)?,
                mobile: row.get(5)?,
            })
        })
    }

    fn movers(&mut self, event: EventId, mobile: &Mobile) -> Result<Vec<AttendeeId>, StoreError> {
        let sql = "select attendee from moves where event = ?1 and mobile = ?2
            union select attendee from numbers_before where event = ?1 and mobile = ?2";
        let values = params![event, mobile];
        self.all("look for a number's moves", sql, values, |row| row.get(0))
    }

    fn number_before(
        &mut self,
        attendee: AttendeeId,
    ) -> Result<Option<Option<Mobile>>, StoreError> {
        let sql = "select mobile from numbers_before where attendee = ?1";
        self.one("read the number before", sql, [attendee], |row| row.get(0))
    }

    fn set_void(&mut self, (log, at): Place, void: bool) -> Result<(), StoreError> {
        let sql = "update moves set void = ?3 where log = ?1 and idx = ?2";
        self.run("void a move", sql, params![log, signed(at), void])
            .map(drop)
    }

    fn former_numbers(&mut self, attendee: AttendeeId) -> Result<Vec<Mobile>, StoreError> {
        let sql = "select mobile from former_numbers where attendee = ?1";
        self.all("read former numbers", sql, [attendee], |row| row.get(0))
    }

    fn forget_moves_of(&mut self, attendee: AttendeeId) -> Result<(), StoreError> {
        for sql in [
            "delete from moves where attendee = ?1",
            "delete from numbers_before where attendee = ?1",
            "delete from former_numbers where attendee = ?1",
        ] {
            self.run("forget moves", sql, [attendee])?;
        }
        Ok(())
    }

    fn is_void(&mut self, (log, at): Place) -> Result<bool, StoreError> {
        let sql = "select count(*) from moves where log = ?1 and idx = ?2 and void = 1";
        let found = self.count("look for a void move", sql, params![log, signed(at)])?;
        Ok(found > 0)
    }
}

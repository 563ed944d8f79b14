//! What stations bring along that served alone before they joined.

use super::logs::{index, signed};
use super::statements::SqliteTx;
use crate::ids::{EventId, StationId};
use crate::key::MobileHash;
use crate::mobile::Mobile;
use crate::secret::Secret;
use crate::store::{FoundedEvent, JoiningRows, StoreError};
use rusqlite::params;
use std::collections::BTreeSet;

impl JoiningRows for SqliteTx<'_> {
    fn founded_event(&mut self, event: EventId) -> Result<Option<FoundedEvent>, StoreError> {
        let sql = "select station, lines, complete from founded_events where event = ?1";
        self.one("read who brought an event", sql, [event], |row| {
            Ok(FoundedEvent {
                event,
                station: row.get(0)?,
                lines: index(row, 1)?,
                complete: row.get(2)?,
            })
        })
    }

    fn put_founded_event(&mut self, founded: &FoundedEvent) -> Result<(), StoreError> {
        let sql = "insert into founded_events (event, station, lines, complete)
              values (?1, ?2, ?3, ?4)
            on conflict (event) do update set lines = excluded.lines,
              complete = excluded.complete";
        let FoundedEvent {
            event,
            station,
            lines,
            complete,
        } = founded;
        let values = params![event, station, signed(*lines), complete];
        self.run("keep who brought an event", sql, values).map(drop)
    }

    fn former_key(&mut self, station: StationId) -> Result<Option<Secret<[u8; 32]>>, StoreError> {
        let sql = "select hash_key from former_keys where station = ?1";
        let key = self.one("read a former key", sql, [station], |row| row.get(0))?;
        Ok(key.map(Secret::new))
    }

    fn put_former_key(
        &mut self,
        station: StationId,
        key: &Secret<[u8; 32]>,
    ) -> Result<(), StoreError> {
        let sql = "insert into former_keys (station, hash_key) values (?1, ?2)";
        self.run("keep a former key", sql, params![station, key.reveal()])
            .map(drop)
    }

    fn renewed_hash(
        &mut self,
        station: StationId,
        former: &MobileHash,
    ) -> Result<Option<MobileHash>, StoreError> {
        let sql = "select mobile_hash from renewed_hashes where station = ?1 and former = ?2";
        self.one("read a number", sql, params![station, former], |row| {
            row.get(0)
        })
    }

    fn put_renewed_hash(
        &mut self,
        station: StationId,
        former: &MobileHash,
        new: &MobileHash,
    ) -> Result<bool, StoreError> {
        let sql = "insert or ignore into renewed_hashes (station, former, mobile_hash)
            values (?1, ?2, ?3)";
        let new = self.run("keep a number", sql, params![station, former, new])?;
        Ok(new == 1)
    }

    fn rehash(&mut self, former: &MobileHash, new: &MobileHash) -> Result<(), StoreError> {
        for sql in [
            "update failures set mobile_hash = ?2 where mobile_hash = ?1",
            "insert into clearances (mobile_hash, at, told)
               select ?2, at, told from clearances where mobile_hash = ?1
               on conflict (mobile_hash) do update set at = max(at, excluded.at),
                 told = max(coalesce(told, excluded.told), coalesce(excluded.told, told))",
            "insert or ignore into locks (mobile_hash, until)
               select ?2, until from locks where mobile_hash = ?1",
            "update sends set mobile_hash = ?2 where mobile_hash = ?1",
            "update records set mobile_hash = ?2 where mobile_hash = ?1",
        ] {
            self.run("call a number otherwise", sql, params![former, new])?;
        }
        for sql in [
            "delete from clearances where mobile_hash = ?1",
            "delete from locks where mobile_hash = ?1",
        ] {
            self.run("call a number otherwise", sql, [former])?;
        }
        Ok(())
    }

    fn hashes_in_use(&mut self) -> Result<BTreeSet<MobileHash>, StoreError> {
        let sql = "select mobile_hash from failures union select mobile_hash from clearances
            union select mobile_hash from locks union select mobile_hash from sends
            union select mobile_hash from records where mobile_hash is not null";
        let all = self.all("list the numbers", sql, [], |row| row.get(0))?;
        Ok(all.into_iter().collect())
    }

    fn known_numbers(&mut self) -> Result<Vec<Mobile>, StoreError> {
        let sql = "select mobile from attendees where mobile is not null
            union select imported_mobile from tickets where imported_mobile is not null
            union select mobile from codes union select mobile from messages
            union select mobile from proofs";
        self.all("list the numbers", sql, [], |row| row.get(0))
    }
}

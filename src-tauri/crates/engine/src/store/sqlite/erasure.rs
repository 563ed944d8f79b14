//! What is forgotten of people while the chain of records stays whole.

use super::logs::signed;
use super::statements::SqliteTx;
use crate::ids::{AttendeeId, EventId, LogId, StationId};
use crate::key::MobileHash;
use crate::mobile::Mobile;
use crate::store::{ErasureRows, StoreError};
use crate::time::Timestamp;
use rusqlite::params;

/// A body goes with its salt and with what finds it by a number; the chain still verifies.
const ERASE: &str = "update records set salt = null, body = null, mobile_hash = null";

/// Of the station `?2` only what the centre has; of others, and at the centre, all.
const STORED_AT_THE_CENTRE: &str = "(?2 is null or station != ?2
    or idx < (select acknowledged from logs where logs.log = records.log))";

impl ErasureRows for SqliteTx<'_> {
    fn ascribe(&mut self, mobile: &MobileHash, attendee: AttendeeId) -> Result<(), StoreError> {
        let sql = "update records set attendee = ?2 where mobile_hash = ?1 and attendee is null";
        self.run("ascribe records", sql, params![mobile, attendee])
            .map(drop)
    }

    fn remember_removed(&mut self, mobile: &MobileHash) -> Result<(), StoreError> {
        let sql = "insert or ignore into removed_numbers (mobile_hash) values (?1)";
        self.run("remember a removal", sql, [mobile]).map(drop)
    }

    fn is_removed(&mut self, mobile: &MobileHash) -> Result<bool, StoreError> {
        let sql = "select 1 from removed_numbers where mobile_hash = ?1";
        let found = self.one("look for a removal", sql, [mobile], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn forget_that_removed(&mut self, mobile: &MobileHash) -> Result<(), StoreError> {
        let sql = "delete from removed_numbers where mobile_hash = ?1";
        self.run("forget a removal", sql, [mobile]).map(drop)
    }

    fn is_held_by_another(
        &mut self,
        mobile: &Mobile,
        than: AttendeeId,
    ) -> Result<bool, StoreError> {
        let sql = "select 1 from events e where exists (select 1 from attendees a
            where a.event = e.id and a.mobile = ?1 and a.state = 'active' and a.id != ?2)";
        let found = self.one("look for a number", sql, params![mobile, than], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn forget_number(&mut self, mobile: &Mobile) -> Result<(), StoreError> {
        for sql in [
            "delete from codes where mobile = ?1",
            "delete from proofs where mobile = ?1",
            "delete from message_attempts
               where message in (select id from messages where mobile = ?1)",
            "delete from messages where mobile = ?1",
        ] {
            self.run("forget a number", sql, [mobile])?;
        }
        Ok(())
    }

    fn erase_bodies_of(
        &mut self,
        attendee: AttendeeId,
        own: Option<StationId>,
    ) -> Result<(), StoreError> {
        let sql = format!("{ERASE} where attendee = ?1 and {STORED_AT_THE_CENTRE}");
        self.run("erase bodies", &sql, params![attendee, own])
            .map(drop)
    }

    fn erase_bodies_of_event(
        &mut self,
        event: EventId,
        own: Option<StationId>,
    ) -> Result<(), StoreError> {
        let sql =
            format!("{ERASE} where event = ?1 and body is not null and {STORED_AT_THE_CENTRE}");
        self.run("erase an event's bodies", &sql, params![event, own])
            .map(drop)
    }

    fn erase_bodies_of_numbers(
        &mut self,
        before: Timestamp,
        own: Option<StationId>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "{ERASE} where mobile_hash is not null and event is null and placed_at < ?1
              and {STORED_AT_THE_CENTRE}"
        );
        self.run("erase what is said of numbers", &sql, params![before, own])
            .map(drop)
    }

    fn erase_bodies_of_removed(
        &mut self,
        log: LogId,
        from: u64,
        to: u64,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "{ERASE} where log = ?1 and idx >= ?2 and idx < ?3 and attendee in
              (select id from attendees where state = 'removed')"
        );
        let values = params![log, signed(from), signed(to)];
        self.run("erase bodies", &sql, values).map(drop)
    }

    fn purge_roster(&mut self, event: EventId) -> Result<usize, StoreError> {
        for sql in [
            "delete from entries where ticket in (select id from tickets where event = ?1)",
            "delete from undone where ticket in (select id from tickets where event = ?1)",
            "delete from moves where event = ?1",
            "delete from numbers_before where event = ?1",
            "delete from tickets where event = ?1",
            "delete from history where event = ?1",
            "delete from corrections where event = ?1",
            "delete from roster_names where event = ?1",
            "delete from renewed_hashes
               where station = (select station from founded_events where event = ?1)",
            // Who serves there, and which numbers are locked, says nothing of who was there.
            "delete from changes where event = ?1 and kind in
               ('attendee', 'ticket', 'record', 'history')",
        ] {
            self.run("purge a roster", sql, [event])?;
        }
        let attendees = "delete from attendees where event = ?1";
        self.run("purge a roster", attendees, [event])
    }

    fn forget_event(&mut self, event: EventId) -> Result<(), StoreError> {
        for sql in [
            "delete from feeds where event = ?1",
            "delete from pictures where event = ?1",
            "delete from peers where event = ?1",
            "delete from events where id = ?1",
        ] {
            self.run("forget an event", sql, [event])?;
        }
        Ok(())
    }
}

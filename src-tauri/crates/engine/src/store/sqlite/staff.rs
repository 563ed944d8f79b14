//! Staff, by event.

use super::statements::SqliteTx;
use crate::ids::{EventId, StaffId};
use crate::staff::{PinHash, StaffMember};
use crate::store::{StaffRows, StoreError};
use rusqlite::{Row, params};

const STAFF: &str = "select id, name, role, pin_hash from staff";

fn member(row: &Row<'_>) -> rusqlite::Result<StaffMember> {
    Ok(StaffMember {
        id: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        pin: PinHash::from_phc(row.get(3)?),
    })
}

impl StaffRows for SqliteTx<'_> {
    fn put_staff(
        &mut self,
        event: EventId,
        member: &StaffMember,
        load: Option<i64>,
    ) -> Result<(), StoreError> {
        let sql = "insert into staff (id, event, name, role, pin_hash, load)
              values (?1, ?2, ?3, ?4, ?5, ?6)
            on conflict (id, event) do update set name = excluded.name, role = excluded.role,
              pin_hash = excluded.pin_hash, load = excluded.load";
        let StaffMember {
            id,
            name,
            role,
            pin,
        } = member;
        let values = params![id, event, name, role, pin.phc(), load];
        self.run("keep a member of staff", sql, values)?;
        self.put_staff_name(*id, name)
    }

    fn remove_staff(&mut self, event: EventId, id: StaffId) -> Result<(), StoreError> {
        let sql = "delete from staff where id = ?1 and event = ?2";
        self.run("remove a member of staff", sql, params![id, event])
            .map(drop)
    }

    fn staff_of_event(
        &mut self,
        event: EventId,
        id: StaffId,
    ) -> Result<Option<StaffMember>, StoreError> {
        let sql = format!("{STAFF} where id = ?1 and event = ?2");
        self.one("read a member of staff", &sql, params![id, event], member)
    }

    fn staff_member(&mut self, id: StaffId) -> Result<Option<StaffMember>, StoreError> {
        let sql = format!("{STAFF} where id = ?1 limit 1");
        self.one("read a member of staff", &sql, [id], member)
    }

    fn staff_name(&mut self, id: StaffId) -> Result<Option<String>, StoreError> {
        let sql = "select name from staff_names where id = ?1";
        self.one("read a name of staff", sql, [id], |row| row.get(0))
    }

    fn put_staff_name(&mut self, id: StaffId, name: &str) -> Result<(), StoreError> {
        let sql = "insert into staff_names (id, name) values (?1, ?2)
            on conflict (id) do update set name = excluded.name";
        self.run("keep a name of staff", sql, params![id, name])
            .map(drop)
    }

    fn staff(&mut self) -> Result<Vec<StaffMember>, StoreError> {
        let sql = format!("{STAFF} group by id order by name, id");
        self.all("list the staff", &sql, [], member)
    }

    fn events_of_staff(&mut self, id: StaffId) -> Result<Vec<EventId>, StoreError> {
        let sql = "select event from staff where id = ?1 order by event";
        self.all("list the events of staff", sql, [id], |row| row.get(0))
    }
}

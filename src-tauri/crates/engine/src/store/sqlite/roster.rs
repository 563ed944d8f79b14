//! Settings, events, attendees and tickets.

use super::statements::SqliteTx;
use crate::ids::{AttendeeId, EventAlias, EventId, TicketId};
use crate::mobile::Mobile;
use crate::roster::{Attendee, Event, Ticket};
use crate::store::{EventRows, RosterRows, Setting, SettingRows, StoreError};
use rusqlite::{Row, params};

impl SettingRows for SqliteTx<'_> {
    fn setting(&mut self, name: Setting) -> Result<Option<String>, StoreError> {
        let sql = "select value from settings where name = ?1";
        self.one("read a setting", sql, [name.name()], |row| row.get(0))
    }

    fn set_setting(&mut self, name: Setting, value: &str) -> Result<(), StoreError> {
        let sql = "insert into settings (name, value) values (?1, ?2)
            on conflict (name) do update set value = excluded.value";
        self.run("keep a setting", sql, [name.name(), value])
            .map(drop)
    }
}

const EVENT: &str =
    "select id, alias, slug, name, starts_at, ends_at, timezone, walk_ins from events";

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        id: row.get(0)?,
        alias: row.get(1)?,
        slug: row.get(2)?,
        name: row.get(3)?,
        starts_at: row.get(4)?,
        ends_at: row.get(5)?,
        timezone: row.get(6)?,
        walk_ins: row.get(7)?,
    })
}

impl EventRows for SqliteTx<'_> {
    fn events(&mut self) -> Result<Vec<Event>, StoreError> {
        self.all(
            "list the events",
            &format!("{EVENT} order by starts_at is null, starts_at, alias"),
            [],
            event,
        )
    }

    fn event(&mut self, id: EventId) -> Result<Option<Event>, StoreError> {
        self.one(
            "read an event",
            &format!("{EVENT} where id = ?1"),
            [id],
            event,
        )
    }

    fn event_by_alias(&mut self, alias: EventAlias) -> Result<Option<Event>, StoreError> {
        self.one(
            "find an event",
            &format!("{EVENT} where alias = ?1"),
            [alias],
            event,
        )
    }

    fn put_event(&mut self, event: &Event) -> Result<(), StoreError> {
        let sql = "insert into events
              (id, alias, slug, name, starts_at, ends_at, timezone, walk_ins)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            on conflict (id) do update set slug = excluded.slug, name = excluded.name,
              starts_at = excluded.starts_at, ends_at = excluded.ends_at,
              timezone = excluded.timezone, walk_ins = excluded.walk_ins";
        let Event {
            id,
            alias,
            slug,
            name,
            starts_at,
            ends_at,
            timezone,
            walk_ins,
        } = event;
        let values = params![
            id, alias, slug, name, starts_at, ends_at, timezone, walk_ins
        ];
        self.run("keep an event", sql, values).map(drop)
    }

    fn next_event_alias(&mut self) -> Result<EventAlias, StoreError> {
        let sql = "select coalesce(max(alias), 0) + 1 from events";
        let next = self.one("number an event", sql, [], |row| row.get(0))?;
        Ok(next.unwrap_or(EventAlias(1)))
    }
}

const ATTENDEE: &str = "select id, event, mobile, name, state from attendees";

fn attendee(row: &Row<'_>) -> rusqlite::Result<Attendee> {
    Ok(Attendee {
        id: row.get(0)?,
        event: row.get(1)?,
        mobile: row.get(2)?,
        name: row.get(3)?,
        state: row.get(4)?,
    })
}

const TICKET: &str = "select id, event, attendee, code, holder, ticket_type, attributes,
    imported_mobile, cancelled from tickets";

fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let attributes: String = row.get(6)?;
    Ok(Ticket {
        id: row.get(0)?,
        event: row.get(1)?,
        attendee: row.get(2)?,
        code: row.get(3)?,
        holder: row.get(4)?,
        ticket_type: row.get(5)?,
        attributes: serde_json::from_str(&attributes).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                6,
                rusqlite::types::Type::Text,
                Box::new(error),
            )
        })?,
        imported_mobile: row.get(7)?,
        cancelled: row.get(8)?,
    })
}

impl RosterRows for SqliteTx<'_> {
    fn attendee(&mut self, id: AttendeeId) -> Result<Option<Attendee>, StoreError> {
        self.one(
            "read an attendee",
            &format!("{ATTENDEE} where id = ?1"),
            [id],
            attendee,
        )
    }

    fn listed_attendee(
        &mut self,
        event: EventId,
        mobile: &Mobile,
    ) -> Result<Option<AttendeeId>, StoreError> {
        let sql = "select id from attendees a
            where event = ?1 and mobile = ?2 and state = 'active'
              and exists (select 1 from tickets t where t.attendee = a.id and t.cancelled = 0)";
        self.one("look a number up", sql, params![event, mobile], |row| {
            row.get(0)
        })
    }

    fn attendee_by_mobile(
        &mut self,
        event: EventId,
        mobile: &Mobile,
    ) -> Result<Option<Attendee>, StoreError> {
        let sql = format!("{ATTENDEE} where event = ?1 and mobile = ?2 and state = 'active'");
        self.one("find an attendee", &sql, params![event, mobile], attendee)
    }

    fn put_attendee(&mut self, attendee: &Attendee) -> Result<(), StoreError> {
        let sql = "insert into attendees (id, event, mobile, name, state)
              values (?1, ?2, ?3, ?4, ?5)
            on conflict (id) do update set mobile = excluded.mobile, name = excluded.name,
              state = excluded.state";
        let Attendee {
            id,
            event,
            mobile,
            name,
            state,
        } = attendee;
        self.run(
            "keep an attendee",
            sql,
            params![id, event, mobile, name, state],
        )
        .map(drop)
    }

    fn ticket(&mut self, id: TicketId) -> Result<Option<Ticket>, StoreError> {
        self.one(
            "read a ticket",
            &format!("{TICKET} where id = ?1"),
            [id],
            ticket,
        )
    }

    fn ticket_by_code(&mut self, event: EventId, code: &str) -> Result<Option<Ticket>, StoreError> {
        let sql = format!("{TICKET} where event = ?1 and code = ?2");
        self.one("find a ticket", &sql, params![event, code], ticket)
    }

    fn tickets_of(&mut self, attendee: AttendeeId) -> Result<Vec<Ticket>, StoreError> {
        let sql = format!("{TICKET} where attendee = ?1 order by code");
        self.all("list an attendee's tickets", &sql, [attendee], ticket)
    }

    fn put_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        let sql = "insert into tickets (id, event, attendee, code, holder, ticket_type,
                attributes, imported_mobile, cancelled)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            on conflict (id) do update set attendee = excluded.attendee, code = excluded.code,
              holder = excluded.holder, ticket_type = excluded.ticket_type,
              attributes = excluded.attributes, imported_mobile = excluded.imported_mobile,
              cancelled = excluded.cancelled";
        let attributes = serde_json::to_string(&ticket.attributes)
            .map_err(StoreError::encode("write a ticket's attributes"))?;
        let values = params![
            ticket.id,
            ticket.event,
            ticket.attendee,
            ticket.code,
            ticket.holder,
            ticket.ticket_type,
            attributes,
            ticket.imported_mobile,
            ticket.cancelled,
        ];
        self.run("keep a ticket", sql, values).map(drop)
    }
}

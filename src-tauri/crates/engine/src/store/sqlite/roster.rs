//! Settings, events, attendees and tickets.

use super::statements::SqliteTx;
use crate::ids::{AttendeeId, EventAlias, EventId, TicketId};
use crate::look::Picture;
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

    fn forget_setting(&mut self, name: Setting) -> Result<(), StoreError> {
        let sql = "delete from settings where name = ?1";
        self.run("forget a setting", sql, [name.name()]).map(drop)
    }
}

const EVENT: &str = "select id, alias, slug, name, starts_at, ends_at, timezone, walk_ins, ticket_types, look from events";

/// A column that is kept as JSON.
fn json<V: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<V> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

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
        ticket_types: json(row, 8)?,
        look: json(row, 9)?,
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
              (id, alias, slug, name, starts_at, ends_at, timezone, walk_ins, ticket_types,
               look)
              values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            on conflict (id) do update set slug = excluded.slug, name = excluded.name,
              starts_at = excluded.starts_at, ends_at = excluded.ends_at,
              timezone = excluded.timezone, walk_ins = excluded.walk_ins,
              ticket_types = excluded.ticket_types, look = excluded.look";
        let types = serde_json::to_string(&event.ticket_types)
            .map_err(StoreError::encode("write an event's ticket types"))?;
        let look = serde_json::to_string(&event.look)
            .map_err(StoreError::encode("write an event's look"))?;
        let values = params![
            event.id,
            event.alias,
            event.slug,
            event.name,
            event.starts_at,
            event.ends_at,
            event.timezone,
            event.walk_ins,
            types,
            look,
        ];
        self.run("keep an event", sql, values).map(drop)
    }

    fn next_event_alias(&mut self) -> Result<EventAlias, StoreError> {
        let sql = "select coalesce(max(alias), 0) + 1 from events";
        let next = self.one("number an event", sql, [], |row| row.get(0))?;
        Ok(next.unwrap_or(EventAlias(1)))
    }

    fn renumber_events(&mut self, aliases: &[(EventId, EventAlias)]) -> Result<(), StoreError> {
        // Out of each other's way first.
        for (event, _) in aliases {
            let sql = "update events set alias = -alias where id = ?1";
            self.run_one("number an event", "events", sql, [event])?;
        }
        for (event, alias) in aliases {
            let sql = "update events set alias = ?2 where id = ?1";
            self.run_one("number an event", "events", sql, params![event, alias])?;
        }
        Ok(())
    }

    fn picture(&mut self, event: EventId) -> Result<Option<Picture>, StoreError> {
        let sql = "select bytes from pictures where event = ?1";
        let bytes = self.one("read a picture", sql, [event], |row| row.get(0))?;
        let read = bytes.map(Picture::new).transpose();
        read.map_err(|_| StoreError::Inconsistent {
            table: "pictures",
            what: "a picture that is none",
        })
    }

    fn put_picture(&mut self, event: EventId, picture: Option<&Picture>) -> Result<(), StoreError> {
        let Some(picture) = picture else {
            let sql = "delete from pictures where event = ?1";
            return self.run("drop a picture", sql, [event]).map(drop);
        };
        let sql = "insert into pictures (event, bytes) values (?1, ?2)
            on conflict (event) do update set bytes = excluded.bytes";
        self.run("keep a picture", sql, params![event, picture.bytes()])
            .map(drop)
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
    Ok(Ticket {
        id: row.get(0)?,
        event: row.get(1)?,
        attendee: row.get(2)?,
        code: row.get(3)?,
        holder: row.get(4)?,
        ticket_type: row.get(5)?,
        attributes: json(row, 6)?,
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
        let values = attendee_values(attendee, None);
        match self.run("keep an attendee", PUT_ATTENDEE, values)? {
            0 => self
                .run("keep an attendee", MOVE_ATTENDEE, values)
                .map(drop),
            _ => Ok(()),
        }
    }

    fn load_attendee(&mut self, attendee: &Attendee, load: i64) -> Result<bool, StoreError> {
        let values = attendee_values(attendee, Some(&load));
        self.load("keep an attendee", [PUT_ATTENDEE, MOVE_ATTENDEE], &values)
    }

    fn attendees_of_event(
        &mut self,
        event: EventId,
        after: Option<AttendeeId>,
        most: u32,
    ) -> Result<Vec<Attendee>, StoreError> {
        let sql = format!("{ATTENDEE} where event = ?1 and id > ?2 order by id limit ?3");
        let after = after.unwrap_or_else(|| AttendeeId::from_bytes([0; 16]));
        self.all(
            "list an event's attendees",
            &sql,
            params![event, after, most],
            attendee,
        )
    }

    fn tickets_of_event(
        &mut self,
        event: EventId,
        after: Option<TicketId>,
        most: u32,
    ) -> Result<Vec<Ticket>, StoreError> {
        let sql = format!("{TICKET} where event = ?1 and id > ?2 order by id limit ?3");
        let after = after.unwrap_or_else(|| TicketId::from_bytes([0; 16]));
        let values = params![event, after, most];
        self.all("list an event's tickets", &sql, values, ticket)
    }

    fn imported_tickets_of_walk_ins(
        &mut self,
        event: EventId,
        after: Option<TicketId>,
        most: u32,
    ) -> Result<Vec<Ticket>, StoreError> {
        let sql = format!(
            "{TICKET} where event = ?1 and id > ?2 and imported_mobile is not null
               and exists (select 1 from records
                 where records.attendee = tickets.attendee and kind = 'walk-in')
             order by id limit ?3"
        );
        let after = after.unwrap_or_else(|| TicketId::from_bytes([0; 16]));
        let values = params![event, after, most];
        self.all("list the tickets of walk-ins", &sql, values, ticket)
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
        let attributes = attributes(ticket)?;
        let attributes = attributes.as_str();
        let values = ticket_values(ticket, &attributes, None);
        match self.run("keep a ticket", PUT_TICKET, values)? {
            0 => self.run("keep a ticket", MOVE_TICKET, values).map(drop),
            _ => Ok(()),
        }
    }

    fn load_ticket(&mut self, ticket: &Ticket, load: i64) -> Result<bool, StoreError> {
        let attributes = attributes(ticket)?;
        let attributes = attributes.as_str();
        let values = ticket_values(ticket, &attributes, Some(&load));
        self.load("keep a ticket", [PUT_TICKET, MOVE_TICKET], &values)
    }

    fn free_number(&mut self, event: EventId, mobile: &Mobile) -> Result<(), StoreError> {
        let sql = "update attendees set mobile = null
            where event = ?1 and mobile = ?2 and state = 'active'";
        self.run("free a number", sql, params![event, mobile])
            .map(drop)
    }

    fn free_code(&mut self, event: EventId, code: &str) -> Result<(), StoreError> {
        let sql = "update tickets set code = hex(id) where event = ?1 and code = ?2";
        self.run("free a code", sql, params![event, code]).map(drop)
    }

    fn sweep(&mut self, event: EventId, load: i64) -> Result<(), StoreError> {
        for sql in [
            "delete from entries where load < ?2
               and ticket in (select id from tickets where event = ?1)",
            "delete from undone where load < ?2
               and ticket in (select id from tickets where event = ?1)",
            "delete from tickets where event = ?1 and load < ?2",
            "delete from attendees where event = ?1 and load < ?2",
            "delete from locks where event = ?1 and load < ?2",
            "delete from staff where event = ?1 and load < ?2",
            "delete from history where event = ?1 and load < ?2",
            "delete from peers where event = ?1 and load < ?2",
        ] {
            self.run(
                "forget what is gone at the centre",
                sql,
                params![event, load],
            )?;
        }
        // They stayed so that somebody could let the station join again.
        let sql = "delete from staff where event not in (select id from events)";
        self.run("forget the staff of what is gone", sql, [])
            .map(drop)
    }

    fn erase_roster(&mut self) -> Result<(), StoreError> {
        for sql in [
            "delete from entries",
            "delete from undone",
            "delete from tickets",
            "delete from attendees",
            "delete from codes",
            "delete from proofs",
            "delete from messages",
            "delete from feeds",
            "delete from moves",
            "delete from numbers_before",
            "delete from calls",
            "delete from answered_calls",
            "delete from pictures",
            "delete from staff",
            "delete from staff_names",
            "delete from history",
            "delete from peers",
            "delete from corrections",
            "delete from roster_names",
        ] {
            self.run("erase the roster", sql, [])?;
        }
        Ok(())
    }
}

impl SqliteTx<'_> {
    /// Puts a row by the first statement or, where what it is found by has changed, the second;
    /// false if another row has what it is found by.
    fn load(
        &self,
        doing: &'static str,
        [put, move_to]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<bool, StoreError> {
        match self.run_unless_taken(doing, put, values)? {
            Some(0) => Ok(self.run_unless_taken(doing, move_to, values)?.is_some()),
            done => Ok(done.is_some()),
        }
    }
}

/// A new row, or one that is found as before: no index is written anew then, and each index of a
/// large roster is another page on the disk. Changes nothing if it is found otherwise now. What a
/// feed brought and is changed here stays the feed's: if a later load doesn't bring it, it is gone.
const PUT_ATTENDEE: &str = "insert into attendees (id, event, mobile, name, state, load)
      values (?1, ?2, ?3, ?4, ?5, ?6)
    on conflict (id) do update set name = excluded.name,
      load = coalesce(excluded.load, load)
      where mobile is excluded.mobile and state = excluded.state";

/// The same for one whose number or state is another.
const MOVE_ATTENDEE: &str = "update attendees set mobile = ?3, name = ?4, state = ?5,
        load = coalesce(?6, load)
      where id = ?1 and event = ?2";

fn attendee_values<'a>(attendee: &'a Attendee, load: Option<&'a i64>) -> [Value<'a>; 6] {
    let Attendee {
        id,
        event,
        mobile,
        name,
        state,
    } = attendee;
    [id, event, mobile, name, state, load_value(load)]
}

/// As [`PUT_ATTENDEE`].
const PUT_TICKET: &str = "insert into tickets (id, event, attendee, code, holder, ticket_type,
        attributes, imported_mobile, cancelled, load)
      values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    on conflict (id) do update set holder = excluded.holder,
      ticket_type = excluded.ticket_type, attributes = excluded.attributes,
      imported_mobile = excluded.imported_mobile, cancelled = excluded.cancelled,
      load = coalesce(excluded.load, load)
      where attendee = excluded.attendee and code = excluded.code";

/// The same for one whose holder's attendee or code is another.
const MOVE_TICKET: &str = "update tickets set attendee = ?3, code = ?4, holder = ?5,
      ticket_type = ?6, attributes = ?7, imported_mobile = ?8, cancelled = ?9,
        load = coalesce(?10, load)
      where id = ?1 and event = ?2";

fn ticket_values<'a>(
    ticket: &'a Ticket,
    attributes: &'a &'a str,
    load: Option<&'a i64>,
) -> [Value<'a>; 10] {
    [
        &ticket.id,
        &ticket.event,
        &ticket.attendee,
        &ticket.code,
        &ticket.holder,
        &ticket.ticket_type,
        attributes,
        &ticket.imported_mobile,
        &ticket.cancelled,
        load_value(load),
    ]
}

type Value<'a> = &'a dyn rusqlite::ToSql;

fn load_value(load: Option<&i64>) -> Value<'_> {
    match load {
        Some(load) => load,
        None => &rusqlite::types::Null,
    }
}

fn attributes(ticket: &Ticket) -> Result<String, StoreError> {
    serde_json::to_string(&ticket.attributes)
        .map_err(StoreError::encode("write a ticket's attributes"))
}

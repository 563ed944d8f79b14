//! All of an event at once.

use super::logs::index;
use super::statements::SqliteTx;
use crate::checkin::{Entry, Place, Way};
use crate::ids::{EventId, TicketId};
use crate::store::{EntryOfType, StoreError, SumRows};

/// Which tickets, called `t`, may come in.
const COUNTED: &str = "t.cancelled = 0 and exists
    (select 1 from attendees a where a.id = t.attendee and a.state = 'active')";

impl SumRows for SqliteTx<'_> {
    fn count_tickets(&mut self, event: EventId) -> Result<Vec<(Option<String>, u64)>, StoreError> {
        let sql = format!(
            "select ticket_type, count(*) from tickets t where event = ?1 and {COUNTED}
            group by ticket_type"
        );
        self.all("count the tickets", &sql, [event], |row| {
            Ok((row.get(0)?, index(row, 1)?))
        })
    }

    fn has_imported(&mut self, event: EventId) -> Result<bool, StoreError> {
        let sql = "select count(*) from (select 1 from tickets
            where event = ?1 and imported_mobile is not null limit 1)";
        let found = self.count("look for a ticket of a list", sql, [event])?;
        Ok(found > 0)
    }

    fn entries_of_event(&mut self, event: EventId) -> Result<Vec<EntryOfType>, StoreError> {
        let sql = format!(
            "select e.ticket, t.ticket_type, e.log, e.idx, e.station, e.placed_at, e.out,
              e.time_known, {COUNTED}
            from entries e join tickets t on t.id = e.ticket
            where t.event = ?1 and not exists
              (select 1 from attendees a where a.id = e.attendee and a.state = 'removed')
            order by e.ticket"
        );
        self.all("read an event's check-ins", &sql, [event], |row| {
            Ok(EntryOfType {
                ticket: row.get(0)?,
                ticket_type: row.get(1)?,
                counted: row.get(8)?,
                entry: Entry {
                    place: (row.get(2)?, index(row, 3)?),
                    station: row.get(4)?,
                    placed_at: row.get(5)?,
                    way: if row.get(6)? { Way::Out } else { Way::In },
                    time_known: row.get(7)?,
                },
            })
        })
    }

    fn undone_of_event(&mut self, event: EventId) -> Result<Vec<(TicketId, Place)>, StoreError> {
        let sql = "select u.ticket, u.log, u.idx from undone u
            join tickets t on t.id = u.ticket where t.event = ?1";
        self.all("read what was taken back", sql, [event], |row| {
            Ok((row.get(0)?, (row.get(1)?, index(row, 2)?)))
        })
    }
}

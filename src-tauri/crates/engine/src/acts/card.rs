//! An attendee as staff see them: tickets, conflicts, and the whole history, also of other
//! stations.

use super::alone::alone;
use super::check_in::{TicketView, view_attendee};
use super::enrol::Enrolment;
use super::{Act, read_json};
use crate::checkin::Entry;
use crate::home::Role;
use crate::ids::{AttendeeId, EventId, StationId};
use crate::limits::count;
use crate::mobile::Mobile;
use crate::roster::Event;
use crate::store::{HistoryAct, Setting, StoreError, Tx};
use crate::time::{Millis, Timestamp};

/// An attendee's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardView {
    /// Who.
    pub attendee: AttendeeId,
    /// The event.
    pub event: Event,
    /// When they are seen so.
    pub at: Timestamp,
    /// Their name.
    pub name: String,
    /// The number they are known by.
    pub mobile: Option<Mobile>,
    /// Failures that count against the number here.
    pub failures: u32,
    /// How long the number is locked here, if it is.
    pub locked_for: Option<Millis>,
    /// Their tickets, by code.
    pub tickets: Vec<CardTicket>,
    /// What was done for them, the newest first.
    pub history: Vec<HistoryEntry>,
}

/// A ticket on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardTicket {
    /// The ticket.
    pub view: TicketView,
    /// Check-ins that lost against another, and the names of the stations that made them.
    pub also_seen: Vec<(Timestamp, String)>,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// The name of the station; empty where it isn't known.
    pub station: String,
    /// Whether it is this one.
    pub mine: bool,
    /// What.
    pub act: HistoryAct,
    /// The name on the ticket, where it was about one.
    pub holder: Option<String>,
    /// The member of staff.
    pub by: Option<String>,
    /// The reason they gave.
    pub reason: Option<String>,
}

/// The card of an attendee; none if they aren't on the list (any more).
///
/// # Errors
/// What the database could not do.
pub fn view_card<T: Tx>(
    act: &mut Act<'_, T>,
    id: AttendeeId,
) -> Result<Option<CardView>, StoreError> {
    let Some(attendee) = act.standing(id)? else {
        return Ok(None);
    };
    let Some(event) = act.tx.event(attendee.event)? else {
        return Ok(None);
    };
    let (failures, locked_for) = match &attendee.mobile {
        Some(mobile) => act.failures_of(mobile)?,
        None => (0, None),
    };
    let mut tickets = Vec::new();
    let mut lost = Vec::new();
    for view in view_attendee(act, &event, id, None)?.tickets {
        let mut also_seen = Vec::new();
        for Entry {
            station,
            placed_at,
            place,
            ..
        } in &view.also_seen
        {
            also_seen.push((*placed_at, station_name(act, event.id, *station)?));
            lost.push(*place);
        }
        tickets.push(CardTicket { view, also_seen });
    }
    let mut history = Vec::new();
    for row in act.tx.history_of(id)? {
        let of_row = |ticket: &&CardTicket| Some(ticket.view.ticket.id) == row.ticket;
        let holder = tickets.iter().find(of_row);
        let by = row.by.map(|by| act.tx.staff_name(by)).transpose()?;
        history.push(HistoryEntry {
            at: row.placed_at,
            station: station_name(act, event.id, row.station)?,
            mine: row.station == act.home.id,
            act: match row.act {
                HistoryAct::CheckIn if lost.contains(&row.place) => HistoryAct::AlsoSeen,
                other => other,
            },
            holder: holder.map(|ticket| ticket.view.ticket.holder.clone()),
            by: by.flatten(),
            reason: row.reason,
        });
    }
    Ok(Some(CardView {
        attendee: id,
        name: attendee.name,
        mobile: attendee.mobile,
        event,
        at: act.time,
        failures,
        locked_for,
        tickets,
        history,
    }))
}

impl<T: Tx> Act<'_, T> {
    /// Failures that count against a number here, and how long it is locked.
    fn failures_of(&mut self, mobile: &Mobile) -> Result<(u32, Option<Millis>), StoreError> {
        let hash = self.home.mobile_hash(mobile);
        let failures = self.tx.lock_failures(&hash)?;
        let window = match self.home.role {
            Role::Station => self.policy.failures_at_station,
            Role::Centre => self.policy.failures_at_centre,
        };
        let locked_for = self.number_locked_for(&hash)?;
        Ok((count(&failures, window, self.time), locked_for))
    }
}

/// The name of a station of an event; empty where it isn't known here.
///
/// # Errors
/// What the database could not do.
pub fn station_name<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    id: StationId,
) -> Result<String, StoreError> {
    if id == act.home.id {
        let enrolment: Option<Enrolment> = read_json(act.tx, Setting::Enrolment)?;
        if let Some(told) = enrolment {
            return Ok(told.name);
        }
        let alone = alone(act.tx)?;
        return Ok(alone.map(|alone| alone.name).unwrap_or_default());
    }
    Ok(act.tx.peer(event, id)?.unwrap_or_default())
}

//! The roster of an event that a station brought along, at the centre. Taken once, from whoever
//! brought it, and only what isn't known: what happened since is not undone by a page that comes
//! again.

use super::Act;
use super::feed_out::FEED_LINE_MAX;
use super::roster_page::{AttendeeUp, PageTaken, ROSTER_PAGE_LINES, RosterPage, StaffUp, TicketUp};
use crate::ids::EventId;
use crate::mobile::Mobile;
use crate::roster::{Attendee, Ticket, plain_name};
use crate::staff::{PinHash, StaffMember};
use crate::store::{FoundedEvent, Named, StationRow, StoreError, Tx};
use serde::Serialize;

/// Lines that the roster of an event may have that a station brings along.
pub const FOUNDED_LINES_MAX: u64 = 2_000_000;

/// What a line of a feed has around the thing that it tells.
const AROUND: usize = 1024;

/// Why nothing of a page was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageRefusal {
    /// The station didn't bring this event.
    NotFounder,
    /// A line that no station writes, or of another event.
    Unsound,
    /// More lines than an event may have.
    TooMany,
}

/// Takes a page of the roster of an event from the station that brought it, its texts as one line.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn take_roster_page<T: Tx>(
    act: &mut Act<'_, T>,
    station: &StationRow,
    page: &RosterPage,
) -> Result<Result<PageTaken, PageRefusal>, StoreError> {
    // Pages may be all that comes for minutes; what waits behind them was told before.
    act.tx.see_station(station.id, act.time, station.unsent)?;
    let founded = act.tx.founded_event(page.event)?;
    let brought = founded.filter(|founded| founded.station == station.id);
    let (Some(founded), Some(event)) = (brought, act.tx.event(page.event)?) else {
        return Ok(Err(PageRefusal::NotFounder));
    };
    if founded.complete || act.is_past_keeping(&event)? {
        return Ok(Ok(PageTaken {
            complete: true,
            lines: founded.lines,
        }));
    }
    if founded.lines < page.after {
        // Pages that it took are lost: the station begins anew.
        return Ok(Err(PageRefusal::Unsound));
    }
    let page = &RosterPage {
        lines: page.lines.clone().in_one_line(),
        ..*page
    };
    if !act.is_sound_page(station, page)? {
        return Ok(Err(PageRefusal::Unsound));
    }
    let lines = &page.lines;
    if founded.lines.saturating_add(lines.count() as u64) > FOUNDED_LINES_MAX {
        return Ok(Err(PageRefusal::TooMany));
    }
    let mut new = 0;
    for line in &lines.staff {
        new += u64::from(act.take_staff_up(page.event, line)?);
    }
    for line in &lines.attendees {
        new += u64::from(act.take_attendee_up(station, line)?);
    }
    for line in &lines.tickets {
        new += u64::from(act.take_ticket_up(station, line)?);
    }
    let founded = FoundedEvent {
        lines: founded.lines.saturating_add(new),
        complete: page.complete,
        ..founded
    };
    act.tx.put_founded_event(&founded)?;
    Ok(Ok(PageTaken {
        complete: founded.complete,
        lines: founded.lines,
    }))
}

/// Whether a line can be told on the feed.
fn fits(line: &impl Serialize) -> bool {
    let written = serde_json::to_vec(line);
    written.is_ok_and(|written| written.len() + AROUND <= FEED_LINE_MAX)
}

impl<T: Tx> Act<'_, T> {
    fn is_sound_page(
        &mut self,
        station: &StationRow,
        page: &RosterPage,
    ) -> Result<bool, StoreError> {
        let lines = &page.lines;
        if lines.count() > ROSTER_PAGE_LINES {
            return Ok(false);
        }
        for line in &lines.staff {
            if !self.is_sound_staff(station, line)? {
                return Ok(false);
            }
        }
        for line in &lines.attendees {
            if !self.is_sound_attendee(page.event, line)? {
                return Ok(false);
            }
        }
        for line in &lines.tickets {
            if !self.is_sound_ticket(page, line)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_sound_attendee(&mut self, of: EventId, line: &AttendeeUp) -> Result<bool, StoreError> {
        let Attendee { id, event, .. } = &line.attendee;
        let known = self.tx.attendee(*id)?;
        let elsewhere = known.is_some_and(|known| known.event != of);
        Ok(!elsewhere && *event == of && !line.attendee.is_removed() && fits(line))
    }

    /// Its holder is known, or stands on the same page.
    fn is_sound_ticket(&mut self, page: &RosterPage, line: &TicketUp) -> Result<bool, StoreError> {
        let Ticket {
            id,
            event,
            attendee,
            ..
        } = &line.ticket;
        let known = self.tx.ticket(*id)?;
        let elsewhere = known.is_some_and(|known| known.event != page.event);
        let mut beside = page.lines.attendees.iter();
        let here = beside.any(|beside| beside.attendee.id == *attendee)
            || self
                .tx
                .attendee(*attendee)?
                .is_some_and(|known| known.event == page.event);
        Ok(here && !elsewhere && *event == page.event && fits(line))
    }

    /// Nobody becomes staff under the id of another's staff, and no PIN takes longer to compare
    /// than ours do.
    fn is_sound_staff(&mut self, station: &StationRow, line: &StaffUp) -> Result<bool, StoreError> {
        let events = self.tx.events_of_staff(line.staff)?;
        let own = events.iter().all(|event| station.founded.contains(event));
        let named = plain_name(&line.name).is_ok_and(|name| name == line.name);
        Ok(own && named && PinHash::told(&line.pin_hash).is_some())
    }

    /// Who is staff, or was it once, stays what they are. True if they are new.
    fn take_staff_up(&mut self, event: EventId, line: &StaffUp) -> Result<bool, StoreError> {
        let Some(pin) = PinHash::told(&line.pin_hash) else {
            return Ok(false);
        };
        let member = StaffMember {
            id: line.staff,
            name: line.name.clone(),
            role: line.role,
            pin,
        };
        let events = self.tx.events_of_staff(line.staff)?;
        let left = events.is_empty() && self.tx.staff_name(line.staff)?.is_some();
        if left || events.contains(&event) {
            return Ok(false);
        }
        self.tx.put_staff(event, &member, None)?;
        self.tell_staff(event, member.id)?;
        Ok(true)
    }

    fn take_attendee_up(
        &mut self,
        station: &StationRow,
        line: &AttendeeUp,
    ) -> Result<bool, StoreError> {
        let attendee = &line.attendee;
        self.learn_of(station, attendee.mobile.as_ref())?;
        if self.tx.attendee(attendee.id)?.is_some() {
            return Ok(false);
        }
        if let Some(name) = &line.roster_name {
            let named = Named::Attendee(attendee.id);
            self.tx.put_roster_name(attendee.event, named, name)?;
        }
        // A number is one attendee's of the event: whoever has it here keeps it.
        let mobile = match &attendee.mobile {
            Some(mobile) => {
                let holder = self.tx.attendee_by_mobile(attendee.event, mobile)?;
                holder.is_none().then(|| mobile.clone())
            }
            None => None,
        };
        self.put_attendee(&Attendee {
            mobile,
            ..attendee.clone()
        })?;
        Ok(true)
    }

    fn take_ticket_up(
        &mut self,
        station: &StationRow,
        line: &TicketUp,
    ) -> Result<bool, StoreError> {
        let ticket = &line.ticket;
        self.learn_of(station, ticket.imported_mobile.as_ref())?;
        if self.tx.ticket(ticket.id)?.is_some() {
            return Ok(false);
        }
        // Whoever was removed between their page and this one stays forgotten.
        let holder = self.tx.attendee(ticket.attendee)?;
        let ticket = if holder.is_some_and(|holder| holder.is_removed()) {
            &ticket.clone().of_nobody()
        } else {
            if let Some(name) = &line.roster_name {
                let named = Named::Ticket(ticket.id);
                self.tx.put_roster_name(ticket.event, named, name)?;
            }
            ticket
        };
        // One whose code was given to another ticket here is known by its id.
        let taken = self.tx.ticket_by_code(ticket.event, &ticket.code)?;
        let code = match taken {
            Some(_) => ticket.id.to_string(),
            None => ticket.code.clone(),
        };
        self.put_ticket(&Ticket {
            code,
            ..ticket.clone()
        })?;
        self.let_in_what_waited(ticket.id, ticket.attendee)?;
        Ok(true)
    }

    fn learn_of(
        &mut self,
        station: &StationRow,
        mobile: Option<&Mobile>,
    ) -> Result<(), StoreError> {
        match mobile {
            Some(mobile) => self.learn_former_hash(station.id, mobile),
            None => Ok(()),
        }
    }
}

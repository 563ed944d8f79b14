//! What goes on a page of a roster that is handed up: its lines in order, as many as the line carries.

use super::Act;
use super::hand_up::HandUpStage;
use super::roster_page::{AttendeeUp, ROSTER_PAGE_MAX, RosterLines, StaffUp, TicketUp};
use crate::ids::{AttendeeId, EventId, TicketId};
use crate::mobile::Mobile;
use crate::roster::{Attendee, Ticket};
use crate::store::{Named, StoreError, Tx};
use serde::Serialize;

/// Bytes after which a page ends at the station: a call has seconds, on a thin line too. The last
/// line may be as long as a line of a feed.
const PAGE_BYTES: usize = ROSTER_PAGE_MAX / 8;

/// Rows that one look at a roster reads.
const PAGE_ROWS: u32 = 200;

/// How much one page may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    rows: u32,
    bytes: usize,
}

impl Size {
    /// At least one line, however often it is halved.
    pub(super) fn halved(times: u32) -> Self {
        Self {
            rows: (PAGE_ROWS >> times.min(31)).max(1),
            bytes: PAGE_BYTES >> times.min(31),
        }
    }
}

/// A page that is being written.
struct Page {
    lines: RosterLines,
    bytes: usize,
    most: usize,
}

impl Page {
    fn of(size: Size) -> Self {
        Self {
            lines: RosterLines::default(),
            bytes: 0,
            most: size.bytes,
        }
    }

    fn take_attendee(&mut self, line: AttendeeUp) -> Result<(), StoreError> {
        let line = line.in_one_line();
        self.grow_by(&line)?;
        self.lines.attendees.push(line);
        Ok(())
    }

    fn take_ticket(&mut self, line: TicketUp) -> Result<(), StoreError> {
        let line = line.in_one_line();
        self.grow_by(&line)?;
        self.lines.tickets.push(line);
        Ok(())
    }

    fn grow_by(&mut self, line: &impl Serialize) -> Result<(), StoreError> {
        let written = serde_json::to_vec(line).map_err(StoreError::encode("write a roster"))?;
        self.bytes += written.len();
        Ok(())
    }

    const fn is_full(&self) -> bool {
        self.bytes >= self.most
    }
}

impl<T: Tx> Act<'_, T> {
    /// The lines that come next at a stage, and what comes after them.
    pub(super) fn lines_of(
        &mut self,
        event: EventId,
        stage: HandUpStage,
        size: Size,
    ) -> Result<(RosterLines, HandUpStage), StoreError> {
        match stage {
            HandUpStage::Staff => Ok((self.staff_up(event)?, HandUpStage::Attendees(None))),
            HandUpStage::Attendees(after) => self.attendees_up(event, after, size),
            HandUpStage::Tickets(after) => self.tickets_up(event, after, size),
            HandUpStage::OfWalkIns(after) => self.tickets_of_walk_ins_up(event, after, size),
            HandUpStage::Done => Ok((RosterLines::default(), HandUpStage::Done)),
        }
    }

    fn staff_up(&mut self, event: EventId) -> Result<RosterLines, StoreError> {
        let mut lines = RosterLines::default();
        for member in self.tx.staff()? {
            if let Some(member) = self.tx.staff_of_event(event, member.id)? {
                lines.staff.push(StaffUp {
                    staff: member.id,
                    name: member.name,
                    role: member.role,
                    pin_hash: member.pin.phc().to_owned(),
                });
            }
        }
        Ok(lines)
    }

    fn attendees_up(
        &mut self,
        event: EventId,
        after: Option<AttendeeId>,
        size: Size,
    ) -> Result<(RosterLines, HandUpStage), StoreError> {
        let found = self.tx.attendees_of_event(event, after, size.rows)?;
        let mut page = Page::of(size);
        let mut then = HandUpStage::Tickets(None);
        let all = found.len();
        for (at, attendee) in (1..).zip(found) {
            let id = attendee.id;
            // Who was made by a record is made by it at the centre, too.
            if !attendee.is_removed() && !self.walked_in(id)? {
                let mobile = self.number_before_moves(&attendee)?;
                let line = AttendeeUp {
                    attendee: Attendee { mobile, ..attendee },
                    roster_name: self.tx.roster_name(Named::Attendee(id))?,
                };
                page.take_attendee(line)?;
            }
            if page.is_full() || (at == all && all == size.rows as usize) {
                then = HandUpStage::Attendees(Some(id));
                break;
            }
        }
        Ok((page.lines, then))
    }

    fn tickets_up(
        &mut self,
        event: EventId,
        after: Option<TicketId>,
        size: Size,
    ) -> Result<(RosterLines, HandUpStage), StoreError> {
        let found = self.tx.tickets_of_event(event, after, size.rows)?;
        let mut page = Page::of(size);
        let all = found.len();
        for (at, ticket) in (1..).zip(found) {
            let id = ticket.id;
            // The centre knows them by their record alone, with the ticket that it makes.
            if !self.walked_in(ticket.attendee)? {
                self.ticket_up(ticket, &mut page)?;
            }
            if page.is_full() || (at == all && all == size.rows as usize) {
                return Ok((page.lines, HandUpStage::Tickets(Some(id))));
            }
        }
        let left = self.tx.imported_tickets_of_walk_ins(event, None, 1)?;
        let then = if left.is_empty() {
            HandUpStage::Done
        } else {
            HandUpStage::OfWalkIns(None)
        };
        Ok((page.lines, then))
    }

    fn tickets_of_walk_ins_up(
        &mut self,
        event: EventId,
        after: Option<TicketId>,
        size: Size,
    ) -> Result<(RosterLines, HandUpStage), StoreError> {
        let found = self
            .tx
            .imported_tickets_of_walk_ins(event, after, size.rows)?;
        let mut page = Page::of(size);
        let all = found.len();
        for (at, ticket) in (1..).zip(found) {
            let id = ticket.id;
            self.ticket_up(ticket, &mut page)?;
            if page.is_full() || (at == all && all == size.rows as usize) {
                return Ok((page.lines, HandUpStage::OfWalkIns(Some(id))));
            }
        }
        Ok((page.lines, HandUpStage::Done))
    }

    /// Writes a ticket on a page, unless its holder was removed.
    fn ticket_up(&mut self, ticket: Ticket, page: &mut Page) -> Result<(), StoreError> {
        let holder = self.tx.attendee(ticket.attendee)?;
        if holder.is_none_or(|holder| holder.is_removed()) {
            return Ok(());
        }
        page.take_ticket(TicketUp {
            roster_name: self.tx.roster_name(Named::Ticket(ticket.id))?,
            ticket,
        })
    }

    fn walked_in(&mut self, id: AttendeeId) -> Result<bool, StoreError> {
        Ok(self.tx.record_about(id, "walk-in")?.is_some())
    }

    fn moved(&mut self, id: AttendeeId) -> Result<bool, StoreError> {
        Ok(self.tx.record_about(id, "mobile-changed")?.is_some())
    }

    /// What somebody held before they moved: the centre hears of the moves by their records, and
    /// folds them. None where it was given to another who never moved.
    fn number_before_moves(&mut self, attendee: &Attendee) -> Result<Option<Mobile>, StoreError> {
        if !self.moved(attendee.id)? {
            return Ok(attendee.mobile.clone());
        }
        let tickets = self.tx.tickets_of(attendee.id)?;
        let imported = tickets
            .into_iter()
            .find_map(|ticket| ticket.imported_mobile);
        let Some(mobile) = imported else {
            return Ok(None);
        };
        let holder = self.tx.attendee_by_mobile(attendee.event, &mobile)?;
        match holder.filter(|holder| holder.id != attendee.id) {
            Some(holder) if !self.moved(holder.id)? => Ok(None),
            _ => Ok(Some(mobile)),
        }
    }
}

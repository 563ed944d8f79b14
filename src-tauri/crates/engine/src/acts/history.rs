//! What was done for each attendee, as staff read it on their card: a station keeps a line of each
//! act, its own and, told by the centre, those of the event's other stations.

use super::Act;
use super::apply::{Origin, feed_kind};
use crate::checkin::Place;
use crate::fact::Fact;
use crate::home::Role;
use crate::ids::{AttendeeId, EventId, LogId, StaffId, StationId, TicketId};
use crate::store::{HistoryAct, HistoryRow, StoreError, Tx};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A line of a history in the feed, where the record itself isn't told.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HistoryLine {
    pub log: LogId,
    pub index: u64,
    pub station: StationId,
    pub placed_at: Timestamp,
    /// One that a station doesn't know is passed over.
    pub act: HistoryAct,
    pub attendee: AttendeeId,
    pub ticket: Option<TicketId>,
    pub by: Option<StaffId>,
    pub reason: Option<String>,
}

/// A station's name in the feed of its event.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PeerLine {
    pub station: StationId,
    pub name: String,
}

/// What a fact says in a history.
struct Said {
    act: HistoryAct,
    attendee: Option<AttendeeId>,
    ticket: Option<TicketId>,
    by: Option<StaffId>,
    reason: Option<String>,
}

impl Said {
    const fn of(act: HistoryAct, attendee: AttendeeId, by: Option<StaffId>) -> Self {
        Self {
            act,
            attendee: Some(attendee),
            ticket: None,
            by,
            reason: None,
        }
    }
}

/// None for what is in nobody's history.
fn said(fact: &Fact) -> Option<Said> {
    Some(match fact {
        Fact::CheckIn(entry) => Said {
            ticket: Some(entry.ticket),
            ..Said::of(HistoryAct::CheckIn, entry.attendee, entry.by)
        },
        Fact::CheckedOut(left) => Said {
            ticket: Some(left.ticket),
            ..Said::of(HistoryAct::CheckOut, left.attendee, left.by)
        },
        Fact::CheckInUndone(undone) => Said {
            act: HistoryAct::Undone,
            attendee: undone.attendee,
            ticket: Some(undone.ticket),
            by: undone.by,
            reason: undone.reason.clone(),
        },
        Fact::Login(login) => Said::of(HistoryAct::Login, login.attendee, None),
        Fact::Vouched(vouched) => Said {
            reason: Some(vouched.reason.clone()),
            ..Said::of(HistoryAct::Vouched, vouched.attendee, vouched.by)
        },
        Fact::WalkIn(made) => Said {
            ticket: Some(made.ticket),
            ..Said::of(HistoryAct::WalkIn, made.attendee, made.by)
        },
        Fact::NameCorrected(corrected) => Said {
            ticket: Some(corrected.ticket),
            ..Said::of(HistoryAct::NameCorrected, corrected.attendee, corrected.by)
        },
        Fact::MobileChanged(moved) => Said::of(HistoryAct::MobileChanged, moved.attendee, None),
        Fact::NumberUnlocked(unlocked) => Said {
            act: HistoryAct::Unlocked,
            attendee: unlocked.attendee,
            ticket: None,
            by: unlocked.by,
            reason: None,
        },
        _ => return None,
    })
}

impl<T: Tx> Act<'_, T> {
    /// Keeps a line of what was done for somebody. At the centre, tells it to the event's stations
    /// unless the record itself is told.
    pub(super) fn remember(&mut self, origin: &Origin, fact: &Fact) -> Result<(), StoreError> {
        let (Some(event), Some(said)) = (origin.event, said(fact)) else {
            return Ok(());
        };
        if self.home.role == Role::Centre {
            let told_as_a_record = matches!(
                fact,
                Fact::CheckIn(_) | Fact::CheckedOut(_) | Fact::CheckInUndone(_)
            );
            return if told_as_a_record || said.attendee.is_none() {
                Ok(())
            } else {
                self.tell_place(event, feed_kind::HISTORY, origin.place)
            };
        }
        let attendee = match (said.attendee, said.ticket) {
            (Some(attendee), _) => Some(attendee),
            (None, Some(ticket)) => self.tx.ticket(ticket)?.map(|ticket| ticket.attendee),
            (None, None) => None,
        };
        let Some(attendee) = attendee else {
            return Ok(());
        };
        let row = HistoryRow {
            place: origin.place,
            event,
            attendee,
            ticket: said.ticket,
            station: origin.station,
            act: said.act,
            by: said.by,
            reason: said.reason,
            placed_at: origin.placed_at,
        };
        self.keep_history(&row, origin.load)
    }

    /// Nothing is kept of somebody who was removed.
    fn keep_history(&mut self, row: &HistoryRow, load: Option<i64>) -> Result<(), StoreError> {
        let attendee = self.tx.attendee(row.attendee)?;
        if attendee.is_some_and(|attendee| attendee.is_removed()) {
            return Ok(());
        }
        self.tx.put_history(row, load)
    }

    /// The line of a record, while its body is there.
    pub(super) fn describe_history(
        &mut self,
        (log, index): Place,
    ) -> Result<Option<HistoryLine>, StoreError> {
        let Some(row) = self.tx.record((log, index))? else {
            return Ok(None);
        };
        let body = row.record.body.as_ref();
        let fact = body.and_then(|body| Fact::from_parts(&row.kind, &body.json).ok().flatten());
        let said = fact.as_ref().and_then(said);
        Ok(said.and_then(|said| {
            Some(HistoryLine {
                log,
                index,
                station: row.station,
                placed_at: row.placed_at,
                act: said.act,
                attendee: said.attendee?,
                ticket: said.ticket,
                by: said.by,
                reason: said.reason,
            })
        }))
    }

    /// A line that the centre told.
    pub(super) fn take_history(
        &mut self,
        event: EventId,
        told: HistoryLine,
        load: i64,
    ) -> Result<(), StoreError> {
        let row = HistoryRow {
            place: (told.log, told.index),
            event,
            attendee: told.attendee,
            ticket: told.ticket,
            station: told.station,
            act: told.act,
            by: told.by,
            reason: told.reason,
            placed_at: told.placed_at,
        };
        self.keep_history(&row, Some(load))
    }
}

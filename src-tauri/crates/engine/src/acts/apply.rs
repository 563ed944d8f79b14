//! What a fact changes, whoever wrote it and by whatever way it came.

use super::Act;
use crate::checkin::{Entry, Place, Way};
use crate::fact::{Fact, NumberAtVerifier};
use crate::home::Role;
use crate::ids::{AttendeeId, EventId, LogId, StationId, TicketId};
use crate::roster::{Attendee, AttendeeState, Ticket, one_line};
use crate::store::{RecordRow, StoreError, Tx};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a fact stands.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// Its record.
    pub place: Place,
    /// Its author.
    pub station: StationId,
    /// Its event.
    pub event: Option<EventId>,
    /// When it happened.
    pub placed_at: Timestamp,
    /// Whether anybody knows that time.
    pub time_known: bool,
    /// When it had certainly happened: then, or where nobody knows that time, when it arrived.
    pub happened_by: Timestamp,
    /// How the log that it stands in has branched off, if it has.
    pub lineage: Option<Lineage>,
    /// Of the feed that brought it.
    pub load: Option<i64>,
}

/// A branch and those that it grows from: what its records say of later records of the log that
/// they name is of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lineage {
    /// The log that the records name.
    pub of: LogId,
    /// Each branch and its first index, the youngest first.
    pub branches: Vec<(LogId, u64)>,
}

impl Origin {
    /// Of a record that stands here, in a log that may be a branch.
    pub fn of(row: &RecordRow, lineage: Option<Lineage>) -> Self {
        Self {
            place: (row.log, row.index),
            station: row.station,
            event: row.event,
            placed_at: row.placed_at,
            time_known: row.time_known,
            happened_by: match row.received_at {
                Some(received_at) if !row.time_known => received_at,
                _ => row.placed_at,
            },
            lineage,
            load: None,
        }
    }

    /// What a record in a branch calls its log's later records is its own branch's, or that of
    /// the one that this grows from.
    pub fn resolve(&self, (log, index): Place) -> Place {
        let lineage = self.lineage.as_ref().filter(|lineage| lineage.of == log);
        let branch = lineage.and_then(|lineage| {
            let mut branches = lineage.branches.iter();
            branches.find(|(_, from)| index >= *from)
        });
        (branch.map_or(log, |(branch, _)| *branch), index)
    }
}

/// The kinds of rows in an event's feed.
pub(super) mod feed_kind {
    /// An attendee.
    pub const ATTENDEE: &str = "attendee";
    /// A ticket.
    pub const TICKET: &str = "ticket";
    /// The event's own settings.
    pub const EVENT: &str = "event";
    /// A record that others fold.
    pub const RECORD: &str = "record";
    /// A number that was locked or unlocked.
    pub const NUMBER: &str = "number";
    /// The policy.
    pub const POLICY: &str = "policy";
    /// A station that was unlocked.
    pub const STATION: &str = "station";
    /// An event's picture.
    pub const PICTURE: &str = "picture";
    /// A line of an attendee's history.
    pub const HISTORY: &str = "history";
    /// A station of the event.
    pub const PEER: &str = "peer";
    /// A member of staff, or word that they are that no more.
    pub const STAFF: &str = "staff";
    /// How many lines an answer has; the first of each.
    pub const EXTENT: &str = "extent";
}

impl<T: Tx> Act<'_, T> {
    /// Lets a fact take effect. Applying one twice changes nothing more.
    pub(super) fn apply(&mut self, origin: &Origin, fact: &Fact) -> Result<(), StoreError> {
        self.take_effect(origin, fact)?;
        self.remember(origin, fact)
    }

    fn take_effect(&mut self, origin: &Origin, fact: &Fact) -> Result<(), StoreError> {
        match fact {
            Fact::AttemptFailed(NumberAtVerifier { mobile_hash, .. }) => {
                self.fail(mobile_hash, origin.placed_at)
            }
            Fact::NumberProven(NumberAtVerifier { mobile_hash, .. }) => {
                self.clear(mobile_hash, origin.placed_at)
            }
            Fact::Login(login) => {
                self.forgive_tickets(origin)?;
                // Staff know the person; that the number is theirs nobody has proven.
                if login.proves_number() {
                    self.clear(&login.mobile_hash, origin.placed_at)?;
                }
                Ok(())
            }
            Fact::NumberUnlocked(unlocked) => {
                // Staff meant every failure that there was.
                self.clear(&unlocked.mobile_hash, origin.happened_by)?;
                self.tx
                    .set_last_unlock(&unlocked.mobile_hash, origin.happened_by)?;
                self.tell_stations(feed_kind::NUMBER, &unlocked.mobile_hash.0)
            }
            Fact::StationUnlocked(unlocked) => self.unlock(unlocked.station, origin.placed_at),
            Fact::CheckIn(entry) => self.pass(origin, (entry.ticket, entry.attendee), Way::In),
            Fact::CheckedOut(left) => self.pass(origin, (left.ticket, left.attendee), Way::Out),
            Fact::NameCorrected(corrected) => self.take_correction(origin, corrected),
            Fact::CheckInUndone(undone) => {
                let place = origin.resolve((undone.log, undone.index));
                self.tx.put_undone(undone.ticket, place, origin.load)?;
                self.undo_under_our_name(origin, undone)?;
                if crate::fault::planted("untold-undo") {
                    return Ok(());
                }
                self.tell_fold(origin)
            }
            Fact::WalkIn(walk_in) => {
                let Some(event) = origin.event else {
                    return Ok(());
                };
                self.admit(origin, event, walk_in)
            }
            Fact::MobileChanged(change) => self.move_number(origin, change),
            Fact::TicketUnknown(_) => self.fail_without_number(origin),
            Fact::HelpCalled(call) => self.take_call(origin, call),
            Fact::HelpAnswered(answer) => self.take_answer(origin, answer),
            // Said for the history; nothing is derived from them.
            Fact::LogBegun(_)
            | Fact::CodeSent(_)
            | Fact::Vouched(_)
            | Fact::StaffAct(_)
            | Fact::EventCreated(_)
            | Fact::TicketTypeSet(_)
            | Fact::EventLookSet(_)
            | Fact::EventTimesSet(_)
            | Fact::PolicySet(_)
            | Fact::RosterImported(_)
            | Fact::AttendeeRemoved(_)
            | Fact::TicketCancelled(_)
            | Fact::ClientCreated(_)
            | Fact::EnrolmentCodeMade(_)
            | Fact::StationEnrolled(_)
            | Fact::StationRevoked(_)
            | Fact::StaffAdded(_)
            | Fact::StaffRemoved(_)
            | Fact::RecordsReleased(_) => Ok(()),
        }
    }

    /// A check-in or a check-out: its place in the fold, and word of it to the event's stations.
    fn pass(
        &mut self,
        origin: &Origin,
        of: (TicketId, AttendeeId),
        way: Way,
    ) -> Result<(), StoreError> {
        let Origin {
            place,
            station,
            mut placed_at,
            time_known,
            ..
        } = *origin;
        if crate::fault::planted("fold-by-arrival") {
            let known = self.tx.entries_of(of.0)?.0.len();
            placed_at = Timestamp::from_millis(i64::try_from(known).unwrap_or(0));
        }
        let entry = Entry {
            place,
            station,
            placed_at,
            time_known,
            way,
        };
        self.tx.put_entry(of, &entry, origin.load)?;
        self.tell_fold(origin)
    }

    /// A walk-in's attendee and ticket, under the ids that the record gives them.
    fn admit(
        &mut self,
        origin: &Origin,
        event: EventId,
        walk_in: &crate::fact::WalkIn,
    ) -> Result<(), StoreError> {
        // Seen before; or under the name of a ticket that is another's.
        let known = self.tx.attendee(walk_in.attendee)?.is_some()
            || self.tx.ticket(walk_in.ticket)?.is_some()
            || self
                .tx
                .ticket_by_code(event, &walk_in.ticket_code)?
                .is_some();
        if known {
            return Ok(());
        }
        let (held, disputed) = match &walk_in.mobile {
            Some(mobile) => {
                let held = self.tx.attendee_by_mobile(event, mobile)?.is_some();
                let disputed = match self.home.role {
                    Role::Station => false,
                    Role::Centre => held || !self.tx.movers(event, mobile)?.is_empty(),
                };
                (held, disputed)
            }
            None => (false, false),
        };
        let mobile = walk_in.mobile.clone().filter(|_| !held && !disputed);
        // A station may say what it likes; names are shown in many places.
        let name = one_line(walk_in.name.as_deref().unwrap_or_default());
        self.put_attendee(&Attendee {
            id: walk_in.attendee,
            event,
            mobile,
            name: name.clone(),
            state: AttendeeState::Active,
        })?;
        self.put_ticket(&Ticket {
            id: walk_in.ticket,
            event,
            attendee: walk_in.attendee,
            code: one_line(&walk_in.ticket_code),
            holder: name,
            ticket_type: walk_in.ticket_type.clone(),
            attributes: std::collections::BTreeMap::new(),
            imported_mobile: None,
            cancelled: false,
        })?;
        if disputed {
            self.claim_number(origin, event, walk_in)?;
        }
        self.let_in_what_waited(walk_in.ticket, walk_in.attendee)
    }

    /// Keeps an attendee and, at the centre, tells the event's stations.
    pub(super) fn put_attendee(&mut self, attendee: &Attendee) -> Result<(), StoreError> {
        self.tx.put_attendee(attendee)?;
        self.mark_person(attendee.id)?;
        if let (Some(mobile), AttendeeState::Active) = (&attendee.mobile, attendee.state) {
            let hash = self.home.mobile_hash(mobile);
            self.tx.forget_that_removed(&hash)?;
        }
        self.tell(attendee.event, feed_kind::ATTENDEE, attendee.id.as_bytes())
    }

    /// Keeps a ticket and, at the centre, tells the event's stations.
    pub(super) fn put_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        self.tx.put_ticket(ticket)?;
        self.mark_person(ticket.attendee)?;
        self.tell(ticket.event, feed_kind::TICKET, ticket.id.as_bytes())
    }

    pub(super) fn tell_fold(&mut self, origin: &Origin) -> Result<(), StoreError> {
        let Some(event) = origin.event else {
            return Ok(());
        };
        self.tell_place(event, feed_kind::RECORD, origin.place)
    }

    /// Tells of a record.
    pub(super) fn tell_place(
        &mut self,
        event: EventId,
        kind: &str,
        (log, index): Place,
    ) -> Result<(), StoreError> {
        let mut entity = log.as_bytes().to_vec();
        entity.extend_from_slice(&index.to_be_bytes());
        self.tell(event, kind, &entity)
    }

    /// The centre's feed of one event; a station has none.
    pub(super) fn tell(
        &mut self,
        event: EventId,
        kind: &str,
        entity: &[u8],
    ) -> Result<(), StoreError> {
        match self.home.role {
            Role::Centre => self.note(event, kind, entity),
            Role::Station => Ok(()),
        }
    }

    /// Begins the feed of an event that was just made: with what holds at every event, too.
    pub(super) fn begin_feed(&mut self, event: EventId) -> Result<(), StoreError> {
        if self.home.role == Role::Station {
            return Ok(());
        }
        self.note(event, feed_kind::EVENT, event.as_bytes())?;
        self.note(event, feed_kind::POLICY, &[])?;
        for locked in self.tx.locked_after(self.time)? {
            self.note(event, feed_kind::NUMBER, &locked.0)?;
        }
        Ok(())
    }

    /// The feeds of all events: for what belongs to none of them alone.
    pub(super) fn tell_stations(&mut self, kind: &str, entity: &[u8]) -> Result<(), StoreError> {
        if self.home.role == Role::Station {
            return Ok(());
        }
        for event in self.tx.events()? {
            self.note(event.id, kind, entity)?;
        }
        Ok(())
    }

    /// Moves a thing to the end of an event's feed, in the generation of this run.
    fn note(&mut self, event: EventId, kind: &str, entity: &[u8]) -> Result<(), StoreError> {
        let run = self.home.run;
        if self.tx.last_generation()? != Some(run) {
            let from = self.tx.last_change()? + 1;
            self.tx.begin_generation(from, run)?;
        }
        self.tx.note_change(event, kind, entity)
    }
}

//! Records up, at the centre: whoever brings them, each counts for its author alone.

use super::Act;
use super::apply::{Lineage, Origin};
use super::logs::{CallerState, LogStatus, RecordBatch};
use crate::fact::{CheckIn, CheckInUndone, Fact};
use crate::ids::{EventId, LogId, StationId};
use crate::key::{PublicKey, base64url};
use crate::placing::{Measure, place};
use crate::record::{Branch, GENESIS, Header, LogHead, Record, RecordError};
use crate::store::{BootRow, LogRow, RecordRow, StationRow, StoreError, Tx};
use crate::time::{BootId, Now, Timestamp};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Why records aren't taken; nothing of the batch was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadRefusal {
    /// A record that doesn't hold.
    BadRecord {
        /// Its place in the batch.
        position: usize,
        /// What is wrong with it.
        error: RecordError,
    },
    /// The batch begins after the next index.
    Gap {
        /// The next index.
        next: u64,
    },
    /// The log has another record at an index that is sent again: an old database was restored.
    Fork {
        /// The index.
        index: u64,
    },
}

/// What the centre has of a log, whoever wrote it. Measures the caller's clocks.
///
/// # Errors
/// What the database could not do.
pub fn log_status<T: Tx>(
    act: &mut Act<'_, T>,
    caller: &StationRow,
    state: &CallerState,
    log: LogId,
) -> Result<LogStatus, StoreError> {
    act.meet(caller, state)?;
    act.status_of(caller, log)
}

/// Takes records: all of the batch or nothing. Sending twice is harmless, and so is who sends.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn accept_records<T: Tx>(
    act: &mut Act<'_, T>,
    caller: &StationRow,
    batch: &RecordBatch,
) -> Result<Result<LogStatus, UploadRefusal>, StoreError> {
    act.meet(caller, &batch.caller)?;
    let bad = |position, error| UploadRefusal::BadRecord { position, error };
    let mut records = Vec::with_capacity(batch.records.len());
    for (position, wire) in batch.records.iter().enumerate() {
        match Record::try_from(wire).and_then(|record| record.header().map(|h| (record, h))) {
            Ok(read) => records.push(read),
            Err(error) => return Ok(Err(bad(position, error))),
        }
    }
    let Some((_, first)) = records.first() else {
        return act.status_of(caller, batch.log).map(Ok);
    };
    let (station, signed_log, placed_from) = (first.station, first.log, first.index);
    let Some(author) = act.tx.station(station)? else {
        return Ok(Err(bad(0, RecordError::Author)));
    };
    let log = match act.log_for(batch.log, station, signed_log, &records[0])? {
        Ok(log) => log,
        Err(error) => return Ok(Err(bad(0, error))),
    };
    let of_log = (station, signed_log);
    let by_author = caller.id == station;
    let new = match act.verify_batch(&author.key, &log, of_log, records, by_author)? {
        Ok(new) => new,
        Err(refusal) => return Ok(Err(refusal)),
    };
    act.store(&author, &log, new)?;
    if caller.id == station {
        let left = batch
            .caller
            .waiting
            .saturating_sub(batch.records.len() as u64);
        act.tx.see_station(caller.id, act.time, left)?;
    }
    let count = u32::try_from(batch.records.len()).unwrap_or(u32::MAX);
    let stamped = act.tx.records_from(log.log, placed_from, count)?;
    let status = act.status_of(caller, log.log)?;
    Ok(Ok(LogStatus {
        placed: stamped.iter().map(|row| row.placed_at).collect(),
        placed_from,
        ..status
    }))
}

/// Why a record waits for another that it is about.
pub(super) const UNKNOWN_HERE: &str = "about something that isn't known here";

/// What of a batch is new: where its log ends now, and the records.
struct New {
    head: LogHead,
    records: Vec<(Record, Header)>,
}

impl<T: Tx> Act<'_, T> {
    /// Notes that a station calls, how much waits there, and what its clocks say.
    fn meet(&mut self, caller: &StationRow, state: &CallerState) -> Result<(), StoreError> {
        self.tx.see_station(caller.id, self.time, state.waiting)?;
        let measured = BootRow {
            centre: self.time,
            at: state.now,
        };
        self.tx.put_boot(caller.id, &measured)
    }

    fn status_of(&mut self, caller: &StationRow, log: LogId) -> Result<LogStatus, StoreError> {
        let head = self
            .tx
            .lock_log(log)?
            .map_or(LogHead::EMPTY, |row| row.head);
        Ok(LogStatus {
            log,
            next: head.next,
            hash: base64url(&head.hash),
            time: self.time,
            revoked: caller.revoked_at.is_some(),
            placed: Vec::new(),
            placed_from: head.next,
        })
    }

    /// The log that a batch belongs to: known, new, or a new branch of a known one.
    fn log_for(
        &mut self,
        name: LogId,
        station: StationId,
        signed: LogId,
        (first, header): &(Record, Header),
    ) -> Result<Result<LogRow, RecordError>, StoreError> {
        if let Some(known) = self.tx.lock_log(name)? {
            let ours = known.station == station && known.signed_log() == signed;
            return Ok(if ours {
                Ok(known)
            } else {
                Err(RecordError::Author)
            });
        }
        if name == signed {
            let of_another = is_of_another(&self.tx.stations()?, name, station);
            return Ok(if of_another {
                Err(RecordError::Author)
            } else {
                Ok(LogRow::empty(name, station))
            });
        }
        let trunk = self.tx.lock_log(signed)?;
        // With nothing in common there may be no trunk here.
        let grows_there = trunk.is_none_or(|t| t.station == station && t.branch.is_none());
        if name != Branch::name(signed, first) || !grows_there {
            return Ok(Err(RecordError::Author));
        }
        let branch = Branch {
            of: signed,
            from: header.index,
            previous: header.previous,
        };
        if header.index > 0 && self.parent_of(&branch)?.is_none() {
            return Ok(Err(RecordError::Chain));
        }
        if header.index == 0 && header.previous != GENESIS {
            return Ok(Err(RecordError::Chain));
        }
        Ok(Ok(LogRow {
            head: branch.root(),
            branch: Some(branch),
            ..LogRow::empty(name, station)
        }))
    }

    fn verify_batch(
        &mut self,
        author: &PublicKey,
        log: &LogRow,
        of_log: (StationId, LogId),
        records: Vec<(Record, Header)>,
        by_author: bool,
    ) -> Result<Result<New, UploadRefusal>, StoreError> {
        let mut new = New {
            head: log.head,
            records: Vec::with_capacity(records.len()),
        };
        for (position, (record, header)) in records.into_iter().enumerate() {
            let bad = |error| UploadRefusal::BadRecord { position, error };
            let index = header.index;
            if index < log.head.next {
                let stored = self.tx.record((log.log, index))?;
                let same = stored.is_some_and(|row| row.record.hash() == record.hash());
                if same || crate::fault::planted("fork-ignored") {
                    continue;
                }
                // Only the author can say that the log parts here.
                return Ok(Err(match record.verify(author) {
                    Ok(_) if (header.station, header.log) == of_log => {
                        UploadRefusal::Fork { index }
                    }
                    Ok(_) => bad(RecordError::Author),
                    Err(error) => bad(error),
                }));
            }
            if index > new.head.next {
                return Ok(Err(UploadRefusal::Gap {
                    next: new.head.next,
                }));
            }
            // Where a body is missing its author took it away: nobody else may, or its act would
            // never take effect.
            if record.body.is_none() && !by_author {
                return Ok(Err(bad(RecordError::Body)));
            }
            match record.verify_next(author, of_log, &new.head) {
                Ok((header, head)) => {
                    new.head = head;
                    new.records.push((record, header));
                }
                Err(error) => return Ok(Err(bad(error))),
            }
        }
        Ok(Ok(new))
    }

    /// Places new records in time, stores each with its verdict, and lets the accepted ones take
    /// effect.
    fn store(&mut self, author: &StationRow, log: &LogRow, new: New) -> Result<(), StoreError> {
        if new.records.is_empty() {
            return Ok(());
        }
        let made: Vec<Now> = new.records.iter().map(|(_, header)| header.now).collect();
        let mut measured = BTreeMap::new();
        for now in &made {
            if let Entry::Vacant(unknown) = measured.entry(now.boot_id.0) {
                let boot = self.tx.boot(author.id, now.boot_id)?;
                unknown.insert(boot.map(measure));
            }
        }
        let of_boot = |boot: BootId| measured.get(&boot.0).copied().flatten();
        let before = self.record_before(log)?;
        let previous = match &before {
            Some(row) => row.placed_at,
            // A log that begins goes on where the station's others end.
            None => self.last_placed(author.id)?.unwrap_or(author.enrolled_at),
        };
        let next = self.next_boot(author.id, before.as_ref(), &made)?;
        let placed = place(&made, of_boot, next.as_ref(), previous, self.time);
        for ((record, header), placed) in new.records.into_iter().zip(placed) {
            let body = record.body.as_ref();
            let fact = body.map(|body| Fact::from_parts(&header.kind, &body.json));
            let (fact, unreadable) = match fact {
                // A kind of a newer station is kept and passed over.
                None | Some(Ok(None)) => (None, false),
                Some(Ok(Some(fact))) => (Some(fact), false),
                Some(Err(_)) => (None, true),
            };
            let quarantined = if unreadable {
                Some("its body can't be read")
            } else {
                self.verdict(author, header.event, fact.as_ref())?
            };
            let row = RecordRow {
                log: log.log,
                index: header.index,
                station: author.id,
                kind: header.kind,
                event: header.event,
                record,
                placed_at: placed.at,
                received_at: Some(self.time),
                quarantined: quarantined.map(str::to_owned),
                time_known: placed.time_known,
                about: fact.as_ref().map(Fact::about).unwrap_or_default(),
            };
            self.keep(log, row, fact.as_ref())?;
        }
        self.tx.put_log(&LogRow {
            head: new.head,
            ..*log
        })
    }

    /// The log that a branch grows from: the one with the record that it names as the one before.
    fn parent_of(&mut self, branch: &Branch) -> Result<Option<RecordRow>, StoreError> {
        let Some(last) = branch.from.checked_sub(1) else {
            return Ok(None);
        };
        for log in self.tx.logs()? {
            if log.signed_log() == branch.of
                && let Some(row) = self.tx.record((log.log, last))?
                && row.record.hash() == branch.previous
            {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// How a log has branched off.
    pub(super) fn lineage(&mut self, log: &LogRow) -> Result<Option<Lineage>, StoreError> {
        let mut lineage = None;
        let mut of = Some(*log);
        while let Some((name, branch)) = of.and_then(|log| Some((log.log, log.branch?))) {
            let known: &mut Lineage = lineage.get_or_insert(Lineage {
                of: branch.of,
                branches: Vec::new(),
            });
            known.branches.push((name, branch.from));
            of = match self.parent_of(&branch)? {
                Some(parent) => self.tx.lock_log(parent.log)?,
                None => None,
            };
        }
        Ok(lineage)
    }

    /// The last record of a log, or the one that it grows from.
    fn record_before(&mut self, log: &LogRow) -> Result<Option<RecordRow>, StoreError> {
        let Some(last) = log.head.next.checked_sub(1) else {
            return Ok(None);
        };
        match (self.tx.record((log.log, last))?, &log.branch) {
            (None, Some(branch)) => self.parent_of(branch),
            (own, _) => Ok(own),
        }
    }

    /// When the last record of any of a station's logs happened.
    fn last_placed(&mut self, station: StationId) -> Result<Option<Timestamp>, StoreError> {
        let mut last = None;
        for log in self.tx.logs()?.iter().filter(|log| log.station == station) {
            let row = self.record_before(log)?;
            last = last.max(row.map(|row| row.placed_at));
        }
        Ok(last)
    }

    /// The boot after records whose own boot may never have met us: the first that has since the
    /// record before them and that began when the wall clock said no less than they do. One that
    /// met us before they were made and left no record is none of theirs. It doesn't hang on how
    /// the records were cut into batches.
    fn next_boot(
        &mut self,
        station: StationId,
        before: Option<&RecordRow>,
        made: &[Now],
    ) -> Result<Option<Measure>, StoreError> {
        let mut earlier: BTreeSet<[u8; 16]> = made.iter().map(|now| now.boot_id.0).collect();
        let header = before.and_then(|row| row.record.header().ok());
        earlier.extend(header.map(|header| header.now.boot_id.0));
        let since = before.map(|row| row.placed_at);
        let wall = made.last().map(|now| now.wall);
        let boots = self.tx.boots_of(station)?.into_iter();
        let next = boots
            .filter(|boot| Some(boot.centre) >= since && !earlier.contains(&boot.at.boot_id.0))
            .map(measure)
            .filter(|boot| Some(boot.wall_at_start()) >= wall)
            .min_by_key(|boot| boot.centre);
        Ok(next)
    }

    fn keep(
        &mut self,
        log: &LogRow,
        mut row: RecordRow,
        fact: Option<&Fact>,
    ) -> Result<(), StoreError> {
        let removed = match (row.about.attendee, &row.about.mobile) {
            (Some(id), _) => self.tx.attendee(id)?.is_some_and(|a| a.is_removed()),
            (None, Some(number)) => self.tx.is_removed(number)?,
            (None, None) => false,
        };
        if removed {
            // It counts, and nothing of them is kept.
            row.record.body = None;
            row.about.mobile = None;
        }
        self.tx.put_record(&row)?;
        match fact {
            Some(fact) if row.quarantined.is_none() => {
                let lineage = self.lineage(log)?;
                self.apply(&Origin::of(&row, lineage), fact)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Why a record is kept aside, if it is.
    fn verdict(
        &mut self,
        author: &StationRow,
        event: Option<EventId>,
        fact: Option<&Fact>,
    ) -> Result<Option<&'static str>, StoreError> {
        if author.revoked_at.is_some() {
            return Ok(Some("revoked"));
        }
        self.unfit(author, event, fact)
    }

    /// The same for a station that isn't revoked.
    pub(super) fn unfit(
        &mut self,
        author: &StationRow,
        event: Option<EventId>,
        fact: Option<&Fact>,
    ) -> Result<Option<&'static str>, StoreError> {
        if event.is_some_and(|event| !author.events.contains(&event)) {
            return Ok(Some("not an event of the station"));
        }
        let Some(fact) = fact else { return Ok(None) };
        if !is_a_stations(fact) {
            return Ok(Some("not a station's to say"));
        }
        self.misplaced(fact, event)
    }

    /// Whether the ticket or attendee of a fact belongs to the event that its header names: a
    /// station of one event can't speak for another's.
    fn misplaced(
        &mut self,
        fact: &Fact,
        event: Option<EventId>,
    ) -> Result<Option<&'static str>, StoreError> {
        let found = match fact {
            Fact::CheckIn(CheckIn { ticket, .. })
            | Fact::CheckInUndone(CheckInUndone { ticket, .. }) => {
                self.tx.ticket(*ticket)?.map(|t| t.event)
            }
            Fact::MobileChanged(change) => self.tx.attendee(change.attendee)?.map(|a| a.event),
            Fact::WalkIn(_) => event,
            // A call that isn't known yet may still come, and nobody is harmed by its answer.
            Fact::HelpAnswered(answer) => match self.tx.call((answer.log, answer.index))? {
                Some(call) if call.event.is_some() => call.event,
                Some(_) | None => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(match found {
            None => Some(UNKNOWN_HERE),
            Some(found) if Some(found) != event => Some("about something of another event"),
            Some(_) => None,
        })
    }
}

/// Whether a log's id is that of another station.
fn is_of_another(stations: &[StationRow], log: LogId, station: StationId) -> bool {
    stations.iter().any(|s| s.log == log && s.id != station)
}

fn measure(boot: BootRow) -> Measure {
    Measure {
        centre: boot.centre,
        at: boot.at,
    }
}

/// Whether a station may say this; the centre's own acts are the centre's alone.
const fn is_a_stations(fact: &Fact) -> bool {
    match fact {
        Fact::LogBegun(_)
        | Fact::CodeSent(_)
        | Fact::AttemptFailed(_)
        | Fact::NumberProven(_)
        | Fact::Login(_)
        | Fact::CheckIn(_)
        | Fact::CheckInUndone(_)
        | Fact::WalkIn(_)
        | Fact::MobileChanged(_)
        | Fact::NumberUnlocked(_)
        | Fact::StationUnlocked(_)
        | Fact::StaffAct(_)
        | Fact::TicketUnknown(_)
        | Fact::HelpCalled(_)
        | Fact::HelpAnswered(_) => true,
        Fact::EventCreated(_)
        | Fact::TicketTypeSet(_)
        | Fact::EventLookSet(_)
        | Fact::RosterImported(_)
        | Fact::AttendeeRemoved(_)
        | Fact::TicketCancelled(_)
        | Fact::ClientCreated(_)
        | Fact::EnrolmentCodeMade(_)
        | Fact::StationEnrolled(_)
        | Fact::StationRevoked(_)
        | Fact::RecordsReleased(_) => false,
    }
}

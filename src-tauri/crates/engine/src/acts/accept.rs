//! Records up, at the centre: whoever brings them, each counts for its author alone.

use super::Act;
use super::ancestry::{measure, parent_of};
use super::apply::{Lineage, Origin};
use super::logs::{CallerState, LogStatus, RecordBatch};
use super::verdict::{TOO_DEEP, UNKNOWN_HERE, UNKNOWN_KIND, UNREADABLE, awaited};
use crate::about::About;
use crate::fact::Fact;
use crate::ids::{EventId, LogId, StationId};
use crate::key::{PublicKey, base64url};
use crate::placing::{Measure, Placed, place, says_the_same};
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
    /// The log has another record at an index that is sent again, or what is sent stands in
    /// another log of that name: an old database was restored.
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
    act.tx.see_station(caller.id, act.time, state.waiting)?;
    act.measure_clocks(caller, state)?;
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
    act.tx
        .see_station(caller.id, act.time, batch.caller.waiting)?;
    // What brings megabytes may be on its way for seconds: it measures only a boot that no small call
    // has.
    let boot = batch.caller.now.boot_id;
    if act.tx.boot(caller.id, boot)?.is_none() {
        act.measure_clocks(caller, &batch.caller)?;
    }
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
    let author = act.tx.station(station)?;
    // Nobody brings us what we would have said ourselves.
    let Some(author) = author.filter(|author| author.id != act.home.id) else {
        return Ok(Err(bad(0, RecordError::Author)));
    };
    let log = match act.log_for(batch.log, &author, signed_log, &records[0])? {
        Ok(log) => log,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let begins = log.head == log.root() && log.head.next == placed_from;
    if begins && act.has_in_another(&log, &records[0])? {
        return Ok(Err(UploadRefusal::Fork { index: placed_from }));
    }
    let of_log = (station, signed_log);
    let by_author = caller.id == station;
    let new = match act.verify_batch(&author.key, &log, of_log, records, by_author)? {
        Ok(new) => new,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let came = new.records.len() as u64;
    act.store(&author, &log, new)?;
    if by_author {
        let left = batch.caller.waiting;
        let left = left.saturating_sub(batch.records.len() as u64);
        act.tx.see_station(caller.id, act.time, left)?;
    } else if let Some(at) = author.last_seen {
        // Another brought them: the author has so many fewer that we don't have.
        let left = author.unsent.saturating_sub(came);
        act.tx.see_station(station, at, left)?;
    }
    let count = u32::try_from(batch.records.len()).unwrap_or(u32::MAX);
    let stamped = act.tx.records_from(log.log, placed_from, count)?;
    let status = act.status_of(caller, log.log)?;
    let unknown = stamped.iter().filter(|row| !row.time_known);
    Ok(Ok(LogStatus {
        time_unknown: unknown.map(|row| row.index).collect(),
        placed: stamped.iter().map(|row| row.placed_at).collect(),
        placed_from,
        ..status
    }))
}

/// What of a batch is new: where its log ends now, and the records.
struct New {
    head: LogHead,
    records: Vec<(Record, Header)>,
}

impl<T: Tx> Act<'_, T> {
    /// Notes what a station's clocks say now, unless that was held up on its way.
    fn measure_clocks(
        &mut self,
        caller: &StationRow,
        state: &CallerState,
    ) -> Result<(), StoreError> {
        let new = Measure {
            centre: self.time,
            at: state.now,
        };
        let known = self.tx.boot(caller.id, state.now.boot_id)?;
        let late = known.and_then(|known| Some((known, measure(known).lateness_of(&new)?)));
        let row = match late {
            Some((known, late))
                if !known.late.is_some_and(|before| says_the_same(before, late)) =>
            {
                BootRow {
                    late: Some(late),
                    ..known
                }
            }
            _ => BootRow {
                centre: new.centre,
                at: new.at,
                late: None,
            },
        };
        self.tx.put_boot(caller.id, &row)
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
            time_unknown: Vec::new(),
        })
    }

    /// The log that a batch belongs to: known, new, or a new branch of a known one.
    fn log_for(
        &mut self,
        name: LogId,
        author: &StationRow,
        signed: LogId,
        (first, header): &(Record, Header),
    ) -> Result<Result<LogRow, UploadRefusal>, StoreError> {
        let station = author.id;
        let bad = |error| Ok(Err(UploadRefusal::BadRecord { position: 0, error }));
        let known = self.tx.lock_log(name)?;
        if let Some(known) = known.filter(|known| known.station == station) {
            return if known.signed_log() == signed {
                Ok(Ok(known))
            } else {
                bad(RecordError::Author)
            };
        }
        // The one that another joined with before: a name that somebody joined with since was this
        // one's already.
        if signed != author.log {
            let mut before = self.tx.stations()?;
            before.retain(|other| other.enrolled_at <= author.enrolled_at);
            if is_of_another(&before, signed, station) {
                return bad(RecordError::Author);
            }
        }
        if name == signed {
            return match (known, first.verify(&author.key)) {
                (None, _) => Ok(Ok(LogRow::empty(name, station))),
                // Another used the name of a log that nobody has joined with, and was heard first:
                // what this one has written there goes by the name of a branch.
                (Some(_), Ok(_)) => Ok(Err(UploadRefusal::Fork {
                    index: header.index,
                })),
                (Some(_), Err(error)) => bad(error),
            };
        }
        let trunk = self.tx.lock_log(signed)?;
        // With nothing in common there may be no trunk here.
        let grows_there = trunk.is_none_or(|t| t.station != station || t.branch.is_none());
        if name != Branch::name(signed, first) || !grows_there {
            return bad(RecordError::Author);
        }
        let branch = Branch {
            of: signed,
            from: header.index,
            previous: header.previous,
        };
        if header.index > 0 {
            let parent = parent_of(self.tx, &branch)?;
            if parent.is_none_or(|row| row.station != station) {
                return bad(RecordError::Chain);
            }
        }
        if header.index == 0 && header.previous != GENESIS {
            return bad(RecordError::Chain);
        }
        if self.has_all_branches(station)? {
            return bad(RecordError::Branches);
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
        let branches = self.branches_beside(log)?;
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
                // It came before under the name of a branch that begins with it.
                Ok(_)
                    if !branches.is_empty()
                        && branches.contains(&Branch::name(of_log.1, &record)) =>
                {
                    return Ok(Err(UploadRefusal::Fork { index }));
                }
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
            Some(row) => Some(row.placed_at),
            // A log that begins goes on where the station's others end.
            None => self.last_placed(author.id)?,
        };
        let next = self.next_boot(author.id, before.as_ref(), &made)?;
        let received = self.time;
        let after = |previous| place(&made, of_boot, next.as_ref(), previous, received);
        let mut placed = match previous {
            Some(previous) => after(previous),
            None => after(begins_at(author, &made, after)),
        };
        let events = new.records.iter().map(|(_, header)| header.event);
        not_before_joining(author, received, events.zip(&mut placed));
        let events = new.records.iter().filter_map(|(_, header)| header.event);
        let forgotten = self.past_keeping(events.collect())?;
        let lineage = self.lineage(log)?;
        let is_too_deep = lineage.as_ref().is_some_and(Lineage::is_too_deep);
        for ((record, header), placed) in new.records.into_iter().zip(placed) {
            let body = record.body.as_ref();
            let fact = body.map(|body| Fact::from_parts(&header.kind, &body.json));
            let (fact, unread) = match fact {
                None => (None, None),
                Some(Ok(Some(fact))) => (Some(self.by_our_hashes(author, fact)?), None),
                // Kept until this program is as new as the station's.
                Some(Ok(None)) => (None, Some(UNKNOWN_KIND)),
                Some(Err(_)) => (None, Some(UNREADABLE)),
            };
            let is_late = header.event.is_some_and(|event| forgotten.contains(&event));
            let quarantined = match self.verdict(author, header.event, fact.as_ref())? {
                // Whom it is about is forgotten by now: it is in time for the chain alone.
                Some(UNKNOWN_HERE) if is_late => None,
                None => unread.or(is_too_deep.then_some(TOO_DEEP)),
                Some(why) => Some(why),
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
            let is_about = |about: About| about.attendee.is_some() || about.mobile.is_some();
            if is_late && fact.as_ref().map(Fact::about).is_some_and(is_about) {
                self.keep_for_the_chain(row)?;
            } else {
                self.keep(lineage.as_ref(), row, fact.as_ref())?;
            }
        }
        self.tx.put_log(&LogRow {
            head: new.head,
            ..*log
        })
    }

    /// Which of these events' people are forgotten by now.
    fn past_keeping(&mut self, events: BTreeSet<EventId>) -> Result<BTreeSet<EventId>, StoreError> {
        let mut past = BTreeSet::new();
        for id in events {
            if let Some(event) = self.tx.event(id)?
                && self.is_past_keeping(&event)?
            {
                past.insert(id);
            }
        }
        Ok(past)
    }

    /// A record about somebody of an event whose people are forgotten by now: nothing of it is
    /// kept but its place.
    fn keep_for_the_chain(&mut self, mut row: RecordRow) -> Result<(), StoreError> {
        row.record.body = None;
        row.about = About::default();
        self.tx.put_record(&row)
    }

    fn keep(
        &mut self,
        lineage: Option<&Lineage>,
        mut row: RecordRow,
        fact: Option<&Fact>,
    ) -> Result<(), StoreError> {
        self.keep_nothing_of_removed(&mut row)?;
        self.tx.put_record(&row)?;
        let Some(fact) = fact else { return Ok(()) };
        match (row.quarantined.as_deref(), awaited(fact)) {
            (None, _) => self.apply(&Origin::of(&row, lineage.cloned()), fact),
            (Some(UNKNOWN_HERE), Some(awaited)) => self.tx.let_wait((row.log, row.index), awaited),
            (Some(_), _) => Ok(()),
        }
    }

    /// A record about somebody who was removed counts, and nothing of them is kept.
    pub(super) fn keep_nothing_of_removed(
        &mut self,
        row: &mut RecordRow,
    ) -> Result<(), StoreError> {
        let removed = match (row.about.attendee, &row.about.mobile) {
            (Some(id), _) => self.tx.attendee(id)?.is_some_and(|a| a.is_removed()),
            (None, Some(number)) => self.tx.is_removed(number)?,
            (None, None) => false,
        };
        if removed {
            row.record.body = None;
            row.about.mobile = None;
        }
        Ok(())
    }
}

/// When the first log of a station may begin: when it joined or, where it served alone before, when
/// its first record was made.
fn begins_at(
    author: &StationRow,
    made: &[Now],
    placed_after: impl Fn(Timestamp) -> Vec<Placed>,
) -> Timestamp {
    let Some(first) = made.first().filter(|_| !author.founded.is_empty()) else {
        return author.enrolled_at;
    };
    let earliest = Timestamp::from_millis(0);
    match placed_after(earliest).first() {
        Some(placed) if placed.time_known => placed.at,
        // Nobody knows what its clock was worth; it was all that there was.
        _ => first.wall.clamp(earliest, author.enrolled_at.max(earliest)),
    }
}

/// What a station says of events that it didn't bring along it has not seen before it joined.
fn not_before_joining<'p>(
    author: &StationRow,
    received: Timestamp,
    placed: impl Iterator<Item = (Option<EventId>, &'p mut Placed)>,
) {
    let mut earliest = Timestamp::from_millis(i64::MIN);
    for (event, placed) in placed {
        if event.is_some_and(|event| !author.founded.contains(&event)) {
            earliest = earliest.max(author.enrolled_at);
        }
        placed.at = placed.at.max(earliest.min(received));
    }
}

/// Whether another station joined with a log.
pub(super) fn is_of_another(stations: &[StationRow], log: LogId, station: StationId) -> bool {
    stations.iter().any(|s| s.log == log && s.id != station)
}

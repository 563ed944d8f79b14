//! Records up: what a station sends, and what the centre does with it.

use super::Act;
use super::apply::Origin;
use crate::fact::{CheckIn, CheckInUndone, Fact};
use crate::ids::{EventId, Generation, LogId, StationId};
use crate::key::{PublicKey, base64url};
use crate::record::{GENESIS, LogHead, Record, RecordError, WireRecord};
use crate::store::{LogRow, RecordRow, StationRow, StoreError, Tx};
use crate::time::{Millis, Now, Timestamp};
use serde::{Deserialize, Serialize};

/// What the centre has of a station's log (`GET /api/stations/records`), and what it answers to
/// records (`POST`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogStatus {
    /// The log.
    pub log: LogId,
    /// The index of the next record that it takes.
    pub next: u64,
    /// The hash of the last one, base64url.
    pub hash: String,
    /// The centre's time, milliseconds since the epoch.
    pub time: Timestamp,
    /// Which loading of the centre's data this is.
    pub generation: Generation,
    /// Whether the station is revoked: its records are kept aside.
    pub revoked: bool,
    /// Of the records just sent: the time at which each was placed, from index `placed_from` on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placed: Vec<Timestamp>,
    /// See `placed`.
    #[serde(default)]
    pub placed_from: u64,
}

/// Records to be sent (`POST /api/stations/records`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The log.
    pub log: LogId,
    /// The station's clocks at the moment of sending, from which the centre places the records
    /// of this boot in time.
    pub now: Now,
    /// In order, dense.
    pub records: Vec<WireRecord>,
}

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

/// Whether a log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The author.
    pub station: StationId,
    /// The log.
    pub log: LogId,
    /// How many records hold, from the beginning.
    pub verified: u64,
    /// Where and how it breaks.
    pub broken: Option<(u64, RecordError)>,
}

/// The records of our own log that the centre hasn't stored, after what it says it has.
///
/// # Errors
/// What the database could not do.
pub fn pending<T: Tx>(act: &mut Act<'_, T>, most: u32) -> Result<(u64, Pending), StoreError> {
    let log = act.own_log()?;
    let rows = act.tx.records_from(log.log, log.acknowledged, most)?;
    let records = rows
        .iter()
        .map(|row| WireRecord::from(&row.record))
        .collect();
    let waiting = log.head.next - log.acknowledged.min(log.head.next);
    Ok((
        waiting,
        Pending {
            log: log.log,
            now: act.now,
            records,
        },
    ))
}

/// Takes the centre's word of what it has stored, and the times at which it placed the records.
/// A centre that has more than we do, or another record at our last index, is not believed:
/// nothing is overwritten.
///
/// # Errors
/// What the database could not do.
pub fn acknowledge<T: Tx>(act: &mut Act<'_, T>, status: &LogStatus) -> Result<(), StoreError> {
    let log = act.own_log()?;
    if status.log != log.log || status.next > log.head.next {
        return Ok(());
    }
    let ours = match status.next.checked_sub(1) {
        Some(last) => act.tx.record((log.log, last))?.map(|row| row.record.hash()),
        None => Some(GENESIS),
    };
    if ours.is_none_or(|hash| base64url(&hash) != status.hash) {
        return Ok(());
    }
    for (index, at) in (status.placed_from..).zip(&status.placed) {
        act.tx.place_record((log.log, index), *at)?;
    }
    if status.next == log.acknowledged {
        return Ok(());
    }
    act.tx.put_log(&LogRow {
        acknowledged: status.next,
        ..log
    })
}

/// What the centre has of a station's log.
///
/// # Errors
/// What the database could not do.
pub fn log_status<T: Tx>(
    act: &mut Act<'_, T>,
    station: &StationRow,
    log: LogId,
) -> Result<LogStatus, StoreError> {
    let head = act
        .tx
        .lock_log(log)?
        .filter(|row| row.station == station.id);
    let head = head.map_or(LogHead::EMPTY, |row| row.head);
    Ok(LogStatus {
        log,
        next: head.next,
        hash: base64url(&head.hash),
        time: act.time,
        generation: act.generation()?,
        revoked: station.revoked_at.is_some(),
        placed: Vec::new(),
        placed_from: head.next,
    })
}

/// Takes a station's records: all of the batch or nothing. Sending twice is harmless.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn accept_records<T: Tx>(
    act: &mut Act<'_, T>,
    station: &StationRow,
    batch: &Pending,
) -> Result<Result<LogStatus, UploadRefusal>, StoreError> {
    let known = act.tx.lock_log(batch.log)?;
    if known.is_some_and(|row| row.station != station.id) {
        let error = RecordError::Author;
        return Ok(Err(UploadRefusal::BadRecord { position: 0, error }));
    }
    let mut head = known.map_or(LogHead::EMPTY, |row| row.head);
    let placed_from = head.next;
    let mut earliest = match head.next.checked_sub(1) {
        Some(last) => act.tx.record((batch.log, last))?.map(|row| row.placed_at),
        None => None,
    };
    let mut rows = Vec::new();
    for (position, wire) in batch.records.iter().enumerate() {
        let bad = |error| UploadRefusal::BadRecord { position, error };
        let record = match Record::try_from(wire) {
            Ok(record) => record,
            Err(error) => return Ok(Err(bad(error))),
        };
        let index = match record.verify(&station.key) {
            Ok(header) => header.index,
            Err(error) => return Ok(Err(bad(error))),
        };
        if index < placed_from {
            let stored = act.tx.record((batch.log, index))?;
            if stored.is_some_and(|row| row.record.hash() == record.hash()) {
                continue;
            }
            return Ok(Err(UploadRefusal::Fork { index }));
        }
        if index > head.next {
            return Ok(Err(UploadRefusal::Gap { next: head.next }));
        }
        let log = (station.id, batch.log);
        let (header, next) = match record.verify_next(&station.key, log, &head) {
            Ok(verified) => verified,
            Err(error) => return Ok(Err(bad(error))),
        };
        // A station speaks only for the events that it serves; what else it says is kept aside.
        let foreign = header
            .event
            .is_some_and(|event| !station.events.contains(&event));
        let quarantined = if station.revoked_at.is_some() {
            Some("revoked")
        } else {
            foreign.then_some("not an event of the station")
        };
        let placed_at = place(&header.now, &batch.now, act.time, earliest);
        earliest = Some(placed_at);
        head = next;
        rows.push(RecordRow {
            log: batch.log,
            index,
            station: station.id,
            kind: header.kind,
            event: header.event,
            record,
            placed_at,
            received_at: Some(act.time),
            quarantined: quarantined.map(str::to_owned),
        });
    }
    let placed = rows.iter().map(|row| row.placed_at).collect();
    for row in &rows {
        act.accept(row)?;
    }
    if !rows.is_empty() {
        let station = station.id;
        act.tx.put_log(&LogRow {
            log: batch.log,
            station,
            head,
            acknowledged: 0,
        })?;
    }
    let status = log_status(act, station, batch.log)?;
    Ok(Ok(LogStatus {
        placed,
        placed_from,
        ..status
    }))
}

/// When a record happened: the station's time corrected by what its clocks say now, never after
/// its receipt and never before the station's previous record.
fn place(made: &Now, sent: &Now, received: Timestamp, earliest: Option<Timestamp>) -> Timestamp {
    let corrected = if made.boot_id == sent.boot_id && made.boot <= sent.boot {
        let ago = sent.boot.get().saturating_sub(made.boot.get());
        received.minus(Millis::new(ago))
    } else {
        made.wall
    };
    let corrected = corrected.min(received);
    earliest.map_or(corrected, |earliest| corrected.max(earliest.min(received)))
}

impl<T: Tx> Act<'_, T> {
    fn accept(&mut self, row: &RecordRow) -> Result<(), StoreError> {
        self.tx.put_record(row)?;
        if row.quarantined.is_some() {
            return Ok(());
        }
        let Some(body) = row.record.body.as_ref() else {
            return Ok(());
        };
        // A kind or a body of a newer station is kept and passed over.
        let Ok(Some(fact)) = Fact::from_parts(&row.kind, &body.json) else {
            return Ok(());
        };
        let origin = Origin {
            place: (row.log, row.index),
            station: row.station,
            event: row.event,
            placed_at: row.placed_at,
        };
        if !is_a_stations(&fact) || !self.is_of_event(&fact, row.event)? {
            return Ok(());
        }
        self.apply(&origin, &fact)
    }

    /// Whether the ticket or attendee of a fact belongs to the event that its header names: a
    /// station of one event can't speak for another's.
    fn is_of_event(&mut self, fact: &Fact, event: Option<EventId>) -> Result<bool, StoreError> {
        let found = match fact {
            Fact::CheckIn(CheckIn { ticket, .. })
            | Fact::CheckInUndone(CheckInUndone { ticket, .. }) => {
                self.tx.ticket(*ticket)?.map(|t| t.event)
            }
            Fact::MobileChanged(change) => self.tx.attendee(change.attendee)?.map(|a| a.event),
            Fact::WalkIn(_) => event,
            _ => return Ok(true),
        };
        Ok(found.is_some() && found == event)
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
        | Fact::StaffAct(_) => true,
        Fact::EventCreated(_)
        | Fact::RosterImported(_)
        | Fact::ClientCreated(_)
        | Fact::EnrolmentCodeMade(_)
        | Fact::StationEnrolled(_)
        | Fact::StationRevoked(_) => false,
    }
}

/// Checks a stored log from nothing but the author's public key.
///
/// # Errors
/// What the database could not do.
pub fn verify_log<T: Tx>(
    tx: &mut T,
    row: &LogRow,
    author: &PublicKey,
) -> Result<Verdict, StoreError> {
    const PAGE: u32 = 1000;
    let mut head = LogHead::EMPTY;
    let verdict = |verified, broken| Verdict {
        station: row.station,
        log: row.log,
        verified,
        broken,
    };
    loop {
        let page = tx.records_from(row.log, head.next, PAGE)?;
        if page.is_empty() {
            let whole = head == row.head;
            let broken = (!whole).then_some((head.next, RecordError::Chain));
            return Ok(verdict(head.next, broken));
        }
        for stored in &page {
            match stored
                .record
                .verify_next(author, (row.station, row.log), &head)
            {
                Ok((_, next)) => head = next,
                Err(error) => return Ok(verdict(head.next, Some((head.next, error)))),
            }
        }
    }
}

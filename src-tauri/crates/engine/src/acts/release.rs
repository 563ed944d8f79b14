//! Letting quarantined records in.

use super::Act;
use super::apply::{Lineage, Origin};
use super::verdict::{NOT_SERVED, UNKNOWN_HERE, UNKNOWN_KIND, UNREADABLE, awaited};
use crate::fact::{Fact, RecordsReleased};
use crate::home::Role;
use crate::ids::{AttendeeId, EventId, LogId, StationId, TicketId};
use crate::store::{LogRow, RecordRow, StationRow, StoreError, Tx};

/// What a release did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Released {
    /// Of which log.
    pub log: LogId,
    /// Records that take effect now.
    pub released: u64,
    /// Records up to that index that can't: the reason stays with them.
    pub left: u64,
}

/// Quarantined records of one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside {
    /// The log.
    pub log: LogId,
    /// How many.
    pub records: u64,
    /// The index of the last.
    pub last: u64,
    /// Whether the station was writing this log when it was revoked, or writes it now.
    pub its_own: bool,
}

/// Why nothing was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseRefusal {
    /// There is no such station, or it has no such log.
    Unknown,
    /// Another log than its own has records in quarantine, and none was named.
    NoneNamed(Vec<SetAside>),
}

/// Lets a station's quarantined records in: those of one log, up to an index. Without a name it
/// is the log that the station was writing when it was revoked, or writes now, and only where no
/// other has any: what a thief with its key wrote into another, or into a branch, is let in only
/// by that one's name, and an index of one log says nothing of another.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn release_records<T: Tx>(
    act: &mut Act<'_, T>,
    station: StationId,
    log: Option<LogId>,
    to: u64,
) -> Result<Result<Released, ReleaseRefusal>, StoreError> {
    let Some(author) = act.tx.station(station)? else {
        return Ok(Err(ReleaseRefusal::Unknown));
    };
    let own = act.log_at_revocation(&author)?;
    if log.is_none() {
        let aside = act.tx.quarantine_of(station)?.into_iter();
        let aside = aside.map(|(log, records, last)| SetAside {
            log,
            records,
            last,
            its_own: log == own,
        });
        let aside: Vec<SetAside> = aside.collect();
        if aside.iter().any(|set| !set.its_own) {
            return Ok(Err(ReleaseRefusal::NoneNamed(aside)));
        }
    }
    let log = act.tx.lock_log(log.unwrap_or(own))?;
    let Some(log) = log.filter(|log| log.station == station) else {
        return Ok(Err(ReleaseRefusal::Unknown));
    };
    let mut done = Released {
        log: log.log,
        released: 0,
        left: 0,
    };
    for row in act.tx.records_in_quarantine(log.log, to)? {
        if act.let_in(&author, &log, &row)? {
            done.released += 1;
        } else {
            done.left += 1;
        }
    }
    let fact = Fact::RecordsReleased(RecordsReleased {
        station,
        log: Some(log.log),
        to,
        released: done.released,
    });
    act.append(None, &fact)?;
    Ok(Ok(done))
}

/// At each start of the centre: what newer stations said, and the program before this one couldn't
/// read, takes effect where this one can. Tells how many records that were.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn let_in_what_is_known_now<T: Tx>(act: &mut Act<'_, T>) -> Result<u64, StoreError> {
    let mut let_in = 0;
    for row in act
        .tx
        .records_set_aside(&[UNKNOWN_KIND, UNREADABLE, NOT_SERVED])?
    {
        let_in += u64::from(act.let_in_of_a_trusted(&row)?);
    }
    Ok(let_in)
}

impl<T: Tx> Act<'_, T> {
    /// Of a station's logs that aren't branches, the last that we heard of before it was revoked.
    fn log_at_revocation(&mut self, author: &StationRow) -> Result<LogId, StoreError> {
        let mut last = None;
        for log in self.tx.logs()? {
            if log.station != author.id || log.branch.is_some() {
                continue;
            }
            let first = self.tx.record((log.log, 0))?;
            let heard = first.and_then(|row| row.received_at);
            if author
                .revoked_at
                .is_none_or(|revoked| heard < Some(revoked))
            {
                last = last.max(Some((heard, log.log)));
            }
        }
        // A station that sent nothing before has the log that it joined with.
        Ok(last.map_or(author.log, |(_, log)| log))
    }

    /// Lets one record in, unless it is unfit for another reason than its station's revocation.
    pub(super) fn let_in(
        &mut self,
        author: &StationRow,
        log: &LogRow,
        row: &RecordRow,
    ) -> Result<bool, StoreError> {
        let body = row.record.body.as_ref();
        let fact = match body.map(|body| Fact::from_parts(&row.kind, &body.json)) {
            None => None,
            Some(Ok(Some(fact))) => Some(self.by_our_hashes(author, fact)?),
            // What it says takes effect once this program can read it.
            Some(Ok(None) | Err(_)) => return Ok(false),
        };
        let lineage = self.lineage(log)?;
        if lineage.as_ref().is_some_and(Lineage::is_too_deep) {
            return Ok(false);
        }
        let unfit = self.unfit(author, row.event, fact.as_ref())?;
        if unfit == Some(UNKNOWN_HERE)
            && let Some(awaited) = fact.as_ref().and_then(awaited)
        {
            self.tx.let_wait((row.log, row.index), awaited)?;
        }
        if unfit.is_some() {
            return Ok(false);
        }
        let mut row = row.clone();
        if let Some(fact) = &fact {
            // Of what couldn't be read nobody knew whom it is about.
            row.about = fact.about();
        }
        self.keep_nothing_of_removed(&mut row)?;
        self.tx.release_record(&row)?;
        if let Some(fact) = &fact {
            self.apply(&Origin::of(&row, lineage), fact)?;
        }
        Ok(true)
    }

    /// Lets records in that waited for a ticket or its attendee, now that they have come. Only
    /// walk-ins bring their ids with them: for what is imported nothing can have waited.
    pub(super) fn let_in_what_waited(
        &mut self,
        ticket: TicketId,
        attendee: AttendeeId,
    ) -> Result<(), StoreError> {
        if self.home.role == Role::Station {
            return Ok(());
        }
        for row in self.tx.records_that_wait(ticket, attendee)? {
            self.let_in_of_a_trusted(&row)?;
        }
        Ok(())
    }

    /// A station may serve more than before: what it has said of those events takes effect. It
    /// joined a restored centre by a code that didn't name them, say.
    pub(super) fn let_in_what_it_serves_now(
        &mut self,
        station: StationId,
        events: &[EventId],
    ) -> Result<(), StoreError> {
        for row in self.tx.records_set_aside(&[NOT_SERVED])? {
            let served = row.event.is_some_and(|event| events.contains(&event));
            if row.station == station && served {
                self.let_in_of_a_trusted(&row)?;
            }
        }
        Ok(())
    }

    /// Lets a record in that came before its station was revoked, if it is.
    fn let_in_of_a_trusted(&mut self, row: &RecordRow) -> Result<bool, StoreError> {
        let author = self.tx.station(row.station)?;
        let log = self.tx.lock_log(row.log)?;
        let before = |author: &StationRow| {
            let revoked = author.revoked_at;
            revoked.is_none_or(|revoked| row.received_at < Some(revoked))
        };
        match (author.filter(before), log) {
            (Some(author), Some(log)) => self.let_in(&author, &log, row),
            _ => Ok(false),
        }
    }
}

//! Records as people read them: a line each, with the name and the ticket that they are about.

use super::Act;
use crate::fact::Fact;
use crate::ids::{EventAlias, EventId, StaffId, StationId};
use crate::key::base64url;
use crate::roster::Event;
use crate::store::{RecordRow, StoreError, Tx};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Records that are read at once.
const PAGE: u32 = 1000;

/// By it spreadsheets know that letters are UTF-8.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// A record as an organiser reads it. No field holds a mobile.
#[derive(Debug, Serialize)]
pub struct RecordLine {
    /// What was done.
    pub kind: String,
    /// When, RFC 3339 with the event's offset.
    pub at: String,
    /// For which event.
    pub event_id: Option<EventAlias>,
    /// Who wrote it.
    pub station: String,
    /// With which ticket.
    pub ticket_code: Option<String>,
    /// Whose name it is about.
    pub name: Option<String>,
    /// Who that is.
    pub attendee: Option<String>,
    /// Who of the staff did it.
    pub by: Option<String>,
    /// Why, where it was done for a reason.
    pub reason: Option<String>,
    /// Why it doesn't count.
    pub quarantined: Option<String>,
    /// Whether the centre could tell when it was made.
    pub time_known: bool,
    /// A move to a number that another held by then: it counts for nothing.
    pub void: bool,
    /// The log.
    pub log: String,
    /// The place in it.
    pub index: u64,
    /// The record's hash, base64url.
    pub hash: String,
}

/// Who of the staff did it, and why.
fn who_and_why(fact: &Fact) -> (Option<StaffId>, Option<String>) {
    match fact {
        Fact::CheckIn(entry) => (entry.by, None),
        Fact::CheckedOut(left) => (left.by, None),
        Fact::CheckInUndone(undone) => (undone.by, undone.reason.clone()),
        Fact::WalkIn(made) => (made.by, None),
        Fact::Vouched(vouched) => (vouched.by, Some(vouched.reason.clone())),
        Fact::NameCorrected(named) => (named.by, None),
        Fact::NumberUnlocked(unlocked) => (unlocked.by, None),
        Fact::HelpAnswered(answered) => (answered.by, None),
        Fact::StaffAct(done) => (done.by, Some(done.reason.clone())),
        _ => (None, None),
    }
}

/// Finds the ticket and the attendee of a record, where it has them and its body is still there.
///
/// # Errors
/// What the database could not do.
pub fn explain_record<T: Tx>(
    tx: &mut T,
    event: Option<&Event>,
    author: &str,
    row: RecordRow,
) -> Result<RecordLine, StoreError> {
    let body = row.record.body.as_ref();
    let fact = body.and_then(|b| Fact::from_parts(&row.kind, &b.json).ok().flatten());
    let (by, reason) = fact.as_ref().map_or((None, None), who_and_why);
    let by = match by {
        // Where the name isn't known it is at least the same person.
        Some(by) => Some(tx.staff_name(by)?.unwrap_or_else(|| by.to_string())),
        None => None,
    };
    let (ticket, attendee) = match fact {
        Some(Fact::CheckIn(entry)) => (Some(entry.ticket), Some(entry.attendee)),
        Some(Fact::CheckedOut(left)) => (Some(left.ticket), Some(left.attendee)),
        Some(Fact::CheckInUndone(undone)) => (Some(undone.ticket), undone.attendee),
        Some(Fact::WalkIn(walk_in)) => (Some(walk_in.ticket), Some(walk_in.attendee)),
        Some(Fact::NameCorrected(named)) => (Some(named.ticket), Some(named.attendee)),
        Some(Fact::Login(login)) => (None, Some(login.attendee)),
        Some(Fact::Vouched(vouched)) => (None, Some(vouched.attendee)),
        Some(Fact::NumberUnlocked(unlocked)) => (None, unlocked.attendee),
        Some(Fact::MobileChanged(change)) => (None, Some(change.attendee)),
        _ => (None, None),
    };
    let ticket = ticket.map(|id| tx.ticket(id)).transpose()?.flatten();
    let known = attendee.map(|id| tx.attendee(id)).transpose()?.flatten();
    Ok(RecordLine {
        at: match event {
            Some(event) => row.placed_at.rfc3339_in(&event.timezone),
            None => row.placed_at.rfc3339(),
        },
        event_id: event.map(|event| event.alias),
        station: author.to_owned(),
        ticket_code: ticket.map(|ticket| ticket.code),
        name: known.map(|known| known.name),
        attendee: attendee.map(|id| id.to_string()),
        by,
        reason,
        quarantined: row.quarantined,
        time_known: row.time_known,
        void: tx.is_void((row.log, row.index))?,
        log: row.log.to_string(),
        index: row.index,
        hash: base64url(&row.record.hash()),
        kind: row.kind,
    })
}

/// Writes an author's records as CSV, in the state of one moment, and tells how many they are.
///
/// # Errors
/// What the database could not do; inside, what the file could not.
pub fn export_csv<T: Tx>(
    act: &mut Act<'_, T>,
    author: StationId,
    name: &str,
    file: &mut dyn Write,
) -> Result<io::Result<u64>, StoreError> {
    let events: BTreeMap<EventId, Event> = act
        .tx
        .events()?
        .into_iter()
        .map(|event| (event.id, event))
        .collect();
    let logs = act.tx.logs()?;
    let own = logs.into_iter().filter(|log| log.station == author);
    let mut records = 0;
    if let Err(error) = file.write_all(BYTE_ORDER_MARK.as_bytes()) {
        return Ok(Err(error));
    }
    let mut csv = csv::Writer::from_writer(file);
    for log in own {
        let mut from = log.root().next;
        while from < log.head.next {
            let page = act.tx.records_from(log.log, from, PAGE)?;
            let Some(last) = page.last() else { break };
            from = last.index + 1;
            for row in page {
                let event = row.event.and_then(|id| events.get(&id));
                let line = explain_record(act.tx, event, name, row)?;
                if let Err(error) = csv.serialize(line) {
                    return Ok(Err(error.into()));
                }
                records += 1;
            }
        }
    }
    Ok(csv.flush().map(|()| records))
}

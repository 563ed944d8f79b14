//! Records as people read them: a line each, with the name and the ticket that they are about.

use crate::fact::Fact;
use crate::ids::EventAlias;
use crate::key::base64url;
use crate::roster::{Event, Ticket};
use crate::store::{RecordRow, StoreError, Tx};
use serde::Serialize;

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

impl RecordLine {
    /// As a table has it that a spreadsheet program opens: what people have typed and begins like a
    /// formula is text there (OWASP, 'CSV injection'). What this program wrote itself (times, ids,
    /// hashes) stands as it is.
    #[must_use]
    pub fn for_spreadsheets(self) -> Self {
        Self {
            station: as_text(self.station),
            ticket_code: self.ticket_code.map(as_text),
            name: self.name.map(as_text),
            by: self.by.map(as_text),
            reason: self.reason.map(as_text),
            ..self
        }
    }
}

/// With an apostrophe before what a spreadsheet program would take for a formula; a number with its
/// sign is no formula.
fn as_text(cell: String) -> String {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        format!("'{cell}")
    } else {
        cell
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
    let fact = fact.as_ref();
    let by = match fact.and_then(Fact::by) {
        // Where the name isn't known it is at least the same person.
        Some(by) => Some(tx.staff_name(by)?.unwrap_or_else(|| by.to_string())),
        None => None,
    };
    let reason = fact.and_then(Fact::reason);
    // Of what has no kind of its own it is said what it was.
    let reason = match fact {
        Some(Fact::StaffAct(done)) if done.reason.is_empty() => Some(done.act.clone()),
        Some(Fact::StaffAct(done)) => Some(format!("{}: {}", done.act, done.reason)),
        _ => reason.map(str::to_owned),
    };
    let ticket = fact.and_then(Fact::ticket);
    let attendee = fact.and_then(|fact| fact.about().attendee);
    let ticket = ticket.map(|id| tx.ticket(id)).transpose()?.flatten();
    let known = attendee.map(|id| tx.attendee(id)).transpose()?.flatten();
    // Of a family each comes in under the name on their own ticket; one that went to somebody else
    // since has another's on it.
    let theirs = |ticket: &&Ticket| attendee.is_none_or(|of| of == ticket.attendee);
    let holder = ticket.as_ref().filter(theirs);
    let holder = holder.map(|ticket| ticket.holder.clone());
    Ok(RecordLine {
        at: match event {
            Some(event) => row.placed_at.rfc3339_in(&event.timezone),
            None => row.placed_at.rfc3339(),
        },
        event_id: event.map(|event| event.alias),
        station: author.to_owned(),
        ticket_code: ticket.map(|ticket| ticket.code),
        name: holder.or_else(|| known.map(|known| known.name)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_is_no_formula_in_a_table() {
        for (typed, written) in [
            ("=1+1", "'=1+1"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("+989140000001", "+989140000001"),
            ("-5", "-5"),
            ("-", "'-"),
            ("سارا = محمدی", "سارا = محمدی"),
            ("T-1", "T-1"),
            ("", ""),
        ] {
            assert_eq!(as_text(typed.to_owned()), written, "{typed}");
        }
    }
}

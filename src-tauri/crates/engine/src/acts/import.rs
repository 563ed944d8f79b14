//! Importing a roster from CSV: bad lines are reported with their number, the rest goes in.

use super::Act;
use crate::fact::{Fact, RosterImported};
use crate::ids::{AttendeeId, TicketId};
use crate::mobile::{Mobile, MobileError};
use crate::roster::{Attendee, AttendeeState, Event, Ticket};
use crate::roster_csv::{CsvError, Line, RosterReader};
use crate::store::{StoreError, Tx};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// New tickets.
    pub added: u64,
    /// Tickets that changed.
    pub changed: u64,
    /// Lines that did not go in.
    pub rejected: Vec<Rejected>,
}

/// A line that did not go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Its number in the file, from 1.
    pub line: u64,
    /// Why, in words.
    pub reason: String,
    /// Why, for programs.
    #[serde(skip)]
    pub why: BadLine,
}

/// Why a line did not go in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLine {
    /// Its ticket code stands on an earlier line.
    Twice {
        /// On which.
        first: u64,
    },
    /// The attendee of its ticket was removed.
    Removed,
    /// A required field is empty.
    NoValue(&'static str),
    /// The mobile is none.
    Mobile(MobileError),
    /// More or fewer fields than the header has, or a quote that isn't closed.
    Fields,
    /// It isn't in UTF-8.
    NotUtf8,
    /// It is far longer than anybody writes, or has characters that no cell of a sheet has.
    NoText,
}

impl From<&CsvError> for BadLine {
    fn from(error: &CsvError) -> Self {
        match error {
            CsvError::NoValue(column) => Self::NoValue(column),
            CsvError::Mobile(why) => Self::Mobile(*why),
            CsvError::NotUtf8 => Self::NotUtf8,
            CsvError::TooLong | CsvError::Control => Self::NoText,
            CsvError::Empty
            | CsvError::NoColumn(_)
            | CsvError::ColumnTwice(_)
            | CsvError::Io(_)
            | CsvError::OpenQuote
            | CsvError::InQuote
            | CsvError::Fields => Self::Fields,
        }
    }
}

/// What an import does with the tickets of attendees who were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// Their lines are bad.
    Refuse,
    /// They come back as new attendees with new tickets.
    Restore,
}

/// So many lines go in by one transaction of an import that comes in parts.
const PART: usize = 1000;

/// A file that is imported in parts, each in a transaction of its own: whoever else writes takes
/// turns with a long list, and nobody waits for a slow file.
pub struct RosterImport<R: Read> {
    reader: RosterReader<R>,
    removed: Removed,
    /// The ticket codes so far, and on which line each stands.
    seen: BTreeMap<String, u64>,
    report: ImportReport,
}

/// Lines of a file, each with its number.
pub struct Part(Vec<(u64, Result<Line, CsvError>)>);

impl<R: Read> RosterImport<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// What is wrong with it: nothing goes in.
    pub fn begin(csv: R, removed: Removed) -> Result<Self, CsvError> {
        Ok(Self {
            reader: RosterReader::new(csv)?,
            removed,
            seen: BTreeMap::new(),
            report: ImportReport::default(),
        })
    }

    /// Reads the next lines, in no transaction; none at the end.
    pub fn read(&mut self) -> Option<Part> {
        let lines: Vec<_> = std::iter::from_fn(|| self.reader.next_line())
            .take(PART)
            .collect();
        (!lines.is_empty()).then_some(Part(lines))
    }

    /// Imports them.
    ///
    /// # Errors
    /// What the database could not do; nothing of them was written then, and what went before stays.
    pub fn take<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        event: &Event,
        Part(lines): Part,
    ) -> Result<(), StoreError> {
        for (number, line) in lines {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    self.reject(number, &error, BadLine::from(&error));
                    continue;
                }
            };
            if let Some(&first) = self.seen.get(&line.ticket_code) {
                let reason = format!("the ticket_code stands on line {first} already");
                self.reject(number, reason, BadLine::Twice { first });
                continue;
            }
            self.seen.insert(line.ticket_code.clone(), number);
            match act.import_line(event, line, self.removed)? {
                Imported::Added => self.report.added += 1,
                Imported::Changed => self.report.changed += 1,
                Imported::Same => {}
                Imported::Removed => {
                    let reason =
                        "the attendee of this ticket was removed; --restore brings them back";
                    self.reject(number, reason, BadLine::Removed);
                }
            }
        }
        Ok(())
    }

    /// Writes down what was done.
    ///
    /// # Errors
    /// What the database could not do; nothing was written then.
    pub fn end<T: Tx>(
        self,
        act: &mut Act<'_, T>,
        event: &Event,
    ) -> Result<ImportReport, StoreError> {
        let fact = RosterImported {
            added: self.report.added,
            changed: self.report.changed,
            rejected: self.report.rejected.len() as u64,
        };
        act.append(Some(event.id), &Fact::RosterImported(fact))?;
        Ok(self.report)
    }

    fn reject(&mut self, line: u64, reason: impl std::fmt::Display, why: BadLine) {
        self.report.rejected.push(Rejected {
            line,
            reason: reason.to_string(),
            why,
        });
    }
}

/// Imports a file at once: all of what can go in, or nothing. The header's own faults are the outcome
/// `Err`.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn import_roster<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    csv: impl Read,
    removed: Removed,
) -> Result<Result<ImportReport, CsvError>, StoreError> {
    let mut import = match RosterImport::begin(csv, removed) {
        Ok(import) => import,
        Err(error) => return Ok(Err(error)),
    };
    while let Some(part) = import.read() {
        import.take(act, event, part)?;
    }
    import.end(act, event).map(Ok)
}

enum Imported {
    Added,
    Changed,
    Same,
    Removed,
}

impl<T: Tx> Act<'_, T> {
    fn import_line(
        &mut self,
        event: &Event,
        line: Line,
        removed: Removed,
    ) -> Result<Imported, StoreError> {
        let known = match self.tx.ticket_by_code(event.id, &line.ticket_code)? {
            // A list that was read before codes were one line has it as the sheet has it.
            None if line.code_in_sheet != line.ticket_code => {
                self.tx.ticket_by_code(event.id, &line.code_in_sheet)?
            }
            known => known,
        };
        let Some(old) = known else {
            return self.add_line(event, line);
        };
        let holder = self.tx.attendee(old.attendee)?;
        if holder.as_ref().is_some_and(Attendee::is_removed) {
            if removed == Removed::Refuse {
                return Ok(Imported::Removed);
            }
            // The old ticket keeps its history under its id; the code is the new one's.
            self.put_ticket(&Ticket {
                code: old.id.to_string(),
                ..old
            })?;
            return self.add_line(event, line);
        }
        // The number that was last imported for this ticket says nothing new, even if the
        // attendee has moved since.
        let attendee = if old.imported_mobile.as_ref() == Some(&line.mobile) {
            old.attendee
        } else {
            self.attendee_of_line(event, &line.name, &line.mobile)?
        };
        let keeps = holder.as_ref().filter(|holder| holder.id == attendee);
        let name = self.name_of_line(&old, keeps, &line.name)?;
        let new = Ticket {
            holder: name.clone(),
            ..ticket_of(line, old.id, event, attendee, old.cancelled)
        };
        if new == old {
            return Ok(Imported::Same);
        }
        self.put_ticket(&new)?;
        if attendee != old.attendee {
            self.retire_without_tickets(old.attendee)?;
        } else if let Some(known) = holder.filter(|a| a.name == old.holder && a.name != name) {
            self.put_attendee(&Attendee { name, ..known })?;
        }
        Ok(Imported::Changed)
    }

    fn add_line(&mut self, event: &Event, line: Line) -> Result<Imported, StoreError> {
        let attendee = self.attendee_of_line(event, &line.name, &line.mobile)?;
        let id = TicketId::new(self.time, self.random);
        self.put_ticket(&ticket_of(line, id, event, attendee, false))?;
        Ok(Imported::Added)
    }

    fn attendee_of_line(
        &mut self,
        event: &Event,
        name: &str,
        mobile: &Mobile,
    ) -> Result<AttendeeId, StoreError> {
        if let Some(known) = self.tx.attendee_by_mobile(event.id, mobile)? {
            return Ok(known.id);
        }
        let attendee = Attendee {
            id: AttendeeId::new(self.time, self.random),
            event: event.id,
            mobile: Some(mobile.clone()),
            name: name.to_owned(),
            state: AttendeeState::Active,
        };
        self.put_attendee(&attendee)?;
        Ok(attendee.id)
    }

    fn retire_without_tickets(&mut self, id: AttendeeId) -> Result<(), StoreError> {
        if !self.tx.tickets_of(id)?.is_empty() {
            return Ok(());
        }
        let Some(attendee) = self.tx.attendee(id)? else {
            return Ok(());
        };
        let touched = self.touched_by(&attendee)?;
        let event = attendee.event;
        self.put_attendee(&Attendee {
            state: AttendeeState::Retired,
            ..attendee
        })?;
        self.fold_numbers(event, &touched)
    }
}

fn ticket_of(
    line: Line,
    id: TicketId,
    event: &Event,
    attendee: AttendeeId,
    cancelled: bool,
) -> Ticket {
    Ticket {
        id,
        event: event.id,
        attendee,
        code: line.ticket_code,
        holder: line.name,
        ticket_type: line.ticket_type,
        attributes: line.attributes,
        imported_mobile: Some(line.mobile),
        cancelled,
    }
}

//! An author's records as a file, a page at a time: whoever writes it to something slow holds no
//! transaction meanwhile.

use super::{Act, explain_record};
use crate::ids::{EventId, StationId};
use crate::key::PublicKey;
use crate::record::WireRecord;
use crate::roster::Event;
use crate::signed_log_file::Title;
use crate::store::{LogRow, RecordRow, StoreError, Tx};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};

/// Records of a page.
const PAGE: u32 = 200;

/// By it spreadsheets know that letters are UTF-8.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// As a table for people.
    Csv,
    /// As the log that anybody can check.
    SignedLog,
}

/// What is still to be written of an author's records. They are those that there were when it
/// began: a log only grows.
#[derive(Debug)]
pub struct Export {
    format: ExportFormat,
    author: StationId,
    name: String,
    key: PublicKey,
    logs: VecDeque<LogRow>,
    /// The first of these logs is written up to here.
    next: Option<u64>,
    has_header: bool,
}

/// A piece of the file.
#[derive(Debug)]
pub struct ExportPage {
    /// What is written.
    pub text: Vec<u8>,
    /// How many records it holds.
    pub records: u64,
}

impl Export {
    /// Begins with nothing written. `own_name` is the name of the one who asks.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn begin<T: Tx>(
        act: &mut Act<'_, T>,
        author: StationId,
        own_name: &str,
        format: ExportFormat,
    ) -> Result<Self, StoreError> {
        let (name, key) = match act.tx.station(author)? {
            Some(station) => (station.name, station.key),
            None => (own_name.to_owned(), act.home.key.public().clone()),
        };
        let mut logs = act.tx.logs()?;
        logs.retain(|log| log.station == author);
        Ok(Self {
            format,
            author,
            name,
            key,
            logs: logs.into(),
            next: None,
            has_header: false,
        })
    }

    /// How many records are still to be written.
    pub fn left(&self) -> u64 {
        let of = |log: &LogRow| log.head.next.saturating_sub(log.root().next);
        let all: u64 = self.logs.iter().map(of).sum();
        let first = self.logs.front().map_or(0, |log| log.root().next);
        let written = self.next.map_or(0, |next| next.saturating_sub(first));
        all.saturating_sub(written)
    }

    /// The next piece; none once everything is written.
    ///
    /// # Errors
    /// What the database could not do. A log that lost its end meanwhile (an old database was
    /// restored) is [`StoreError::Inconsistent`]: begin anew.
    pub fn page<T: Tx>(&mut self, act: &mut Act<'_, T>) -> Result<Option<ExportPage>, StoreError> {
        let Some(log) = self.logs.front().copied() else {
            return Ok(None);
        };
        let mut text = Vec::new();
        let from = self.next.unwrap_or_else(|| log.root().next);
        if self.next.is_none() && self.format == ExportFormat::SignedLog {
            let of = (self.author, self.name.as_str(), &self.key);
            write_line(&mut text, &Title::new(of, log.log, log.branch, &log.head))?;
        }
        let mut rows = act.tx.records_from(log.log, from, PAGE)?;
        rows.retain(|row| row.index < log.head.next);
        let after = rows.last().map_or(from, |last| last.index + 1);
        if rows.is_empty() && from < log.head.next {
            return Err(StoreError::Inconsistent {
                table: "records",
                what: "a log is shorter than it was",
            });
        }
        let records = rows.len() as u64;
        match self.format {
            ExportFormat::Csv => self.write_table(act, rows, &mut text)?,
            ExportFormat::SignedLog => {
                for row in &rows {
                    write_line(&mut text, &WireRecord::from(&row.record))?;
                }
            }
        }
        self.next = Some(after);
        if after >= log.head.next {
            self.logs.pop_front();
            self.next = None;
        }
        Ok(Some(ExportPage { text, records }))
    }

    fn write_table<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        rows: Vec<RecordRow>,
        text: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let is_first = !std::mem::replace(&mut self.has_header, true);
        if is_first {
            text.extend(BYTE_ORDER_MARK.bytes());
        }
        let events = act.tx.events()?.into_iter();
        let events: BTreeMap<EventId, Event> = events.map(|event| (event.id, event)).collect();
        let mut csv = csv::WriterBuilder::new()
            .has_headers(is_first)
            .from_writer(text);
        for row in rows {
            let event = row.event.and_then(|id| events.get(&id));
            let line = explain_record(act.tx, event, &self.name, row)?;
            csv.serialize(line.for_spreadsheets())
                .map_err(StoreError::encode("write a table"))?;
        }
        csv.flush().map_err(StoreError::encode("write a table"))
    }
}

/// Writes an author's logs as a file of JSON lines, in the state of one moment, and tells how
/// many records they are. `own_name` is the name of the one who asks.
///
/// # Errors
/// What the database could not do; inside, what the file could not.
pub fn export_logs<T: Tx>(
    act: &mut Act<'_, T>,
    author: StationId,
    own_name: &str,
    file: &mut dyn Write,
) -> Result<io::Result<u64>, StoreError> {
    let mut export = Export::begin(act, author, own_name, ExportFormat::SignedLog)?;
    let mut records = 0;
    while let Some(page) = export.page(act)? {
        if let Err(error) = file.write_all(&page.text) {
            return Ok(Err(error));
        }
        records += page.records;
    }
    Ok(Ok(records))
}

fn write_line(text: &mut Vec<u8>, value: &impl Serialize) -> Result<(), StoreError> {
    let encode = StoreError::encode("write a log");
    serde_json::to_writer(&mut *text, value).map_err(encode)?;
    text.push(b'\n');
    Ok(())
}

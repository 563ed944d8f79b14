//! Reading a roster: a CSV with a header, separated by comma, semicolon or tab.

use crate::mobile::{Mobile, MobileError};
use crate::roster::one_line;
use std::collections::BTreeMap;
use std::io::Read;

/// Most bytes of one line and of what its columns are called: a name and a number need a few
/// dozen.
const LINE_MAX: usize = 64 * 1024;

/// The columns that a roster must have.
const REQUIRED: [&str; 3] = ["name", "mobile", "ticket_code"];

/// The column that it may have.
const TICKET_TYPE: &str = "ticket_type";

/// The column with what follows the name, where a sheet has names in two.
const FAMILY_NAME: &str = "family_name";

/// What the columns are called, [`folded`]: as organisers head their sheets. Of several that mean the
/// same the one that stands first here is meant.
const HEADERS: [(&str, &str); 31] = [
    ("name", "name"),
    ("mobile", "mobile"),
    ("ticketcode", "ticket_code"),
    ("tickettype", TICKET_TYPE),
    ("نامونامخانوادگی", "name"),
    ("نامخانوادگیونام", "name"),
    ("نامکامل", "name"),
    ("نام", "name"),
    ("firstname", "name"),
    ("givenname", "name"),
    ("نامخانوادگی", FAMILY_NAME),
    ("familyname", FAMILY_NAME),
    ("lastname", FAMILY_NAME),
    ("surname", FAMILY_NAME),
    ("موبایل", "mobile"),
    ("شمارهموبایل", "mobile"),
    ("همراه", "mobile"),
    ("شمارههمراه", "mobile"),
    ("تلفنهمراه", "mobile"),
    ("شمارهتلفنهمراه", "mobile"),
    ("تلفن", "mobile"),
    ("کدبلیت", "ticket_code"),
    ("کدبلیط", "ticket_code"),
    ("شمارهبلیت", "ticket_code"),
    ("شمارهبلیط", "ticket_code"),
    ("بلیت", "ticket_code"),
    ("بلیط", "ticket_code"),
    ("نوعبلیت", TICKET_TYPE),
    ("نوعبلیط", TICKET_TYPE),
    ("گروه", TICKET_TYPE),
    ("نوع", TICKET_TYPE),
];

/// A header without what keyboards write differently: Arabic letters, half-spaces, marks.
fn folded(header: &str) -> String {
    let folded = header.chars().filter_map(|c| match c {
        'ي' | 'ى' => Some('ی'),
        'ك' => Some('ک'),
        'ة' | 'ۀ' => Some('ه'),
        '_' | '-' | '\u{200B}'..='\u{200F}' | '\u{0640}' | '\u{064B}'..='\u{0655}' => None,
        c if c.is_whitespace() => None,
        c => Some(c),
    });
    folded.collect()
}

/// Which of [`HEADERS`] it is, whatever language it is in.
fn known(header: &str) -> Option<usize> {
    let folded = folded(&header.to_lowercase());
    HEADERS.iter().position(|(known, _)| *known == folded)
}

/// The names of the columns.
fn columns(headers: &[&str]) -> Vec<String> {
    let known: Vec<Option<usize>> = headers.iter().map(|header| known(header)).collect();
    let meant = |place: usize| {
        let (_, name) = HEADERS[place];
        let same = known
            .iter()
            .flatten()
            .filter(|other| HEADERS[**other].1 == name);
        (same.min() == Some(&place)).then_some(name)
    };
    let names = known.iter().zip(headers);
    names
        .map(|(known, header)| {
            let name = known.and_then(meant);
            name.map_or_else(|| one_line(&header.to_lowercase()), ToOwned::to_owned)
        })
        .collect()
}

/// A line that can be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The holder's name.
    pub name: String,
    /// Their number.
    pub mobile: Mobile,
    /// What the ticket is known by.
    pub ticket_code: String,
    /// The same as the sheet has it.
    pub code_in_sheet: String,
    /// Its type.
    pub ticket_type: Option<String>,
    /// Other columns.
    pub attributes: BTreeMap<String, String>,
}

/// Why a file or a line can't be read.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The header lacks a column, or the file has none.
    #[error("the header has no column `{0}`")]
    NoColumn(&'static str),
    /// The header has a column twice.
    #[error("the header has the column `{0}` twice")]
    ColumnTwice(String),
    /// Reading failed.
    #[error("the file can't be read")]
    Io(#[source] csv::Error),
    /// A line with more or fewer fields, or a quote that isn't closed.
    #[error("the line has not as many fields as the header")]
    Fields,
    /// A line that nobody wrote by hand.
    #[error("the line is longer than {LINE_MAX} bytes")]
    TooLong,
    /// A control character, which would weigh six times as much wherever it is written.
    #[error("the line has characters that can't be read")]
    Control,
    /// Not UTF-8.
    #[error("the line is not in UTF-8; save the sheet as CSV in UTF-8")]
    NotUtf8,
    /// A required field without a value.
    #[error("`{0}` is empty")]
    NoValue(&'static str),
    /// Not a mobile.
    #[error("`mobile`: {0}")]
    Mobile(MobileError),
    /// A cell begins with a quote, and what comes up to the next one are lines of their own.
    #[error("a cell begins with a quote that isn't closed in this line")]
    OpenQuote,
    /// One of those lines: a quoted cell may have any.
    #[error("a quote that was opened in a line before this one isn't closed")]
    InQuote,
}

/// How many lines a record has beside its first.
fn line_breaks(record: &csv::ByteRecord) -> u64 {
    let text = record.as_slice();
    let breaks = text.split(|byte| *byte == b'\n').skip(1).count();
    u64::try_from(breaks).unwrap_or(u64::MAX)
}

/// Reads a roster line by line.
pub struct RosterReader<R: Read> {
    lines: csv::ByteRecordsIntoIter<LineFeeds<std::io::Chain<std::io::Cursor<Vec<u8>>, R>>>,
    columns: Vec<String>,
    separator: u8,
    /// How many bytes the columns' names have.
    heading: usize,
    /// Lines end in two characters, and the library counts the second with the next line.
    late: u64,
    /// Lines that went into a cell whose quote wasn't closed: whoever reads the report must find every
    /// guest who isn't in.
    swallowed: std::ops::Range<u64>,
}

impl<R: Read> RosterReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`CsvError`] says what the header lacks.
    pub fn new(mut file: R) -> Result<Self, CsvError> {
        let start = first_line(&mut file)?;
        let plain = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
        if plain.iter().all(u8::is_ascii_whitespace) {
            return Err(CsvError::Empty);
        }
        let (header, by_return) = header_of(plain);
        let separator = separator_of(header);
        let late = u64::from(!by_return && plain.ends_with(b"\r\n"));
        let file = std::io::Cursor::new(plain.to_vec()).chain(file);
        let whole = LineFeeds { file, by_return };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(whole);
        let header = reader.byte_headers().map_err(CsvError::Io)?;
        let names: Result<Vec<&str>, _> = header.iter().map(std::str::from_utf8).collect();
        let names = names.map_err(|_| CsvError::NotUtf8)?;
        if header.as_slice().iter().copied().any(is_unreadable) {
            return Err(CsvError::Control);
        }
        let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
        let columns = columns(&names);
        for name in REQUIRED {
            if !columns.iter().any(|c| c == name) {
                return Err(CsvError::NoColumn(name));
            }
        }
        for (place, name) in columns.iter().enumerate() {
            if !name.is_empty() && columns[..place].contains(name) {
                return Err(CsvError::ColumnTwice(name.clone()));
            }
        }
        Ok(Self {
            lines: reader.into_byte_records(),
            heading: columns.iter().map(String::len).sum(),
            columns,
            separator,
            late,
            swallowed: 0..0,
        })
    }

    /// The next line with its number in the file, from 1; none at the end. Rows without a word in
    /// any cell, of which a spreadsheet writes as many as somebody has coloured, are passed over.
    pub fn next_line(&mut self) -> Option<(u64, Result<Line, CsvError>)> {
        if let Some(number) = self.swallowed.next() {
            return Some((number, Err(CsvError::InQuote)));
        }
        loop {
            let before = self.lines.reader().position().line();
            let record = match self.lines.next()? {
                Ok(record) => record,
                Err(error) => return Some((before + self.late, Err(CsvError::Io(error)))),
            };
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let number = record.position().map_or(before, csv::Position::line) + self.late;
            let line = self.read(&record);
            if matches!(line, Err(CsvError::OpenQuote)) {
                self.swallowed = number + 1..number + line_breaks(&record) + 1;
            }
            return Some((number, line));
        }
    }

    /// Whether a cell has lines after its first that look like the list's own.
    fn has_lines_in_a_cell(&self, record: &csv::ByteRecord) -> bool {
        let cells = |line: &[u8]| line.split(|byte| *byte == self.separator).count();
        let is_row = |line: &[u8]| cells(line) >= self.columns.len();
        record
            .iter()
            .any(|cell| cell.split(|byte| *byte == b'\n').skip(1).any(is_row))
    }

    fn read(&self, record: &csv::ByteRecord) -> Result<Line, CsvError> {
        if self.has_lines_in_a_cell(record) {
            return Err(CsvError::OpenQuote);
        }
        if record.as_slice().len() + self.heading > LINE_MAX {
            return Err(CsvError::TooLong);
        }
        if record.as_slice().iter().copied().any(is_unreadable) {
            return Err(CsvError::Control);
        }
        if record.len() != self.columns.len() {
            return Err(CsvError::Fields);
        }
        let mut fields = BTreeMap::new();
        let mut code_in_sheet = String::new();
        for (name, value) in self.columns.iter().zip(record) {
            let value = std::str::from_utf8(value).map_err(|_| CsvError::NotUtf8)?;
            if name == "ticket_code" {
                value.trim().clone_into(&mut code_in_sheet);
            }
            fields.insert(name.clone(), one_line(value));
        }
        // A name that stands in two columns is one.
        if let Some(family) = fields.remove(FAMILY_NAME) {
            let name = fields.entry("name".to_owned()).or_default();
            if !family.is_empty() && !name.ends_with(&family) {
                format!("{name} {family}").trim().clone_into(name);
            }
        }
        let mut required = |name: &'static str| {
            fields
                .remove(name)
                .filter(|v| !v.is_empty())
                .ok_or(CsvError::NoValue(name))
        };
        let [name, mobile, ticket_code] = [
            required("name")?,
            required("mobile")?,
            required("ticket_code")?,
        ];
        let mobile = Mobile::parse(&mobile).map_err(CsvError::Mobile)?;
        let ticket_type = fields.remove(TICKET_TYPE).filter(|v| !v.is_empty());
        fields.retain(|name, value| !name.is_empty() && !value.is_empty());
        Ok(Line {
            name,
            mobile,
            ticket_code,
            code_in_sheet,
            ticket_type,
            attributes: fields,
        })
    }
}

/// Whether a byte is a control character that no cell of a sheet has.
const fn is_unreadable(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// The bytes up to the first line feed, but never more than a line may have.
fn first_line(file: &mut impl Read) -> Result<Vec<u8>, CsvError> {
    let mut start = Vec::new();
    let mut byte = [0];
    while start.len() < LINE_MAX {
        match file.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => start.push(byte[0]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(CsvError::Io(error.into())),
        }
        if byte[0] == b'\n' && !start.iter().all(u8::is_ascii_whitespace) {
            break;
        }
    }
    Ok(start)
}

/// The first line with something in it, and whether a carriage return alone ends it, as in what a
/// spreadsheet program saves for the Macintosh.
fn header_of(start: &[u8]) -> (&[u8], bool) {
    let start = start.trim_ascii_start();
    let end = start.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let Some(end) = end else {
        return (start, false);
    };
    let (header, rest) = start.split_at(end);
    (
        header,
        rest.starts_with(b"\r") && !rest.starts_with(b"\r\n"),
    )
}

/// A file whose lines end in line feeds, which are all that the library counts.
struct LineFeeds<R> {
    file: R,
    /// In truth they end in carriage returns.
    by_return: bool,
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into)?;
        if self.by_return {
            for byte in into.iter_mut().take(read).filter(|byte| **byte == b'\r') {
                *byte = b'\n';
            }
        }
        Ok(read)
    }
}

/// The separator that the header has most of.
fn separator_of(header: &[u8]) -> u8 {
    let count = |separator: u8| header.split(|b| *b == separator).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|s| count(*s))
        .unwrap_or(b',')
}

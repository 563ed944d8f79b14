//! What must be true of the databases once all processes have ended.

use crate::Heard;
use connect_engine::acts::verify_log;
use connect_engine::checkin::Entry;
use connect_engine::data_folder::DataFolder;
use connect_engine::fact::Fact;
use connect_engine::ids::TicketId;
use connect_engine::key::{Label, base64url};
use connect_engine::signed_log::Verdict;
use connect_engine::store::{EntryRows as _, LogRow, LogRows as _, RecordRow, StoreError};
use connect_tests::station::{now, random};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The database of a folder whose program has ended.
pub struct Database {
    folder: DataFolder,
    file: PathBuf,
    logs: Vec<LogRow>,
    records: Vec<RecordRow>,
}

impl Database {
    /// Opens it, after a look at the file with nothing but the key.
    pub fn open(data: &Path) -> Self {
        let folder = DataFolder::open(data, None, now().wall, &mut random()).unwrap();
        let read = folder.store.read(|tx| {
            let logs = tx.logs()?;
            let mut records = Vec::new();
            for log in &logs {
                records.extend(tx.records_from(log.log, log.root().next, u32::MAX)?);
            }
            Ok::<_, StoreError>((logs, records))
        });
        let (logs, records) = read.unwrap();
        let database = Self {
            folder,
            file: data.join("connect.db"),
            logs,
            records,
        };
        database.is_whole();
        database
    }

    /// The file is whole and keeps a write-ahead log. That each connection syncs it with every
    /// commit, the store asks at the opening: else it refuses the file.
    fn is_whole(&self) {
        let key = self.folder.root.derive(Label::Database).unwrap();
        let digits = key.reveal().iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        let file = Connection::open(&self.file).unwrap();
        file.execute_batch(&format!("pragma key = \"x'{digits}'\""))
            .unwrap();
        let ask = |pragma| file.query_row(pragma, [], |row| row.get::<_, String>(0));
        assert_eq!(ask("pragma journal_mode").unwrap(), "wal");
        assert_eq!(ask("pragma integrity_check").unwrap(), "ok");
    }

    fn entries(&self, tickets: &BTreeSet<TicketId>) -> BTreeMap<TicketId, Vec<Entry>> {
        let read = self.folder.store.read(|tx| {
            let entries = tickets
                .iter()
                .map(|ticket| Ok((*ticket, tx.entries_of(*ticket)?.0)));
            entries.collect::<Result<_, StoreError>>()
        });
        read.unwrap()
    }

    /// The tickets of all check-ins.
    fn checked_in(&self) -> BTreeSet<TicketId> {
        let mut tickets = BTreeSet::new();
        for row in &self.records {
            let body = row.record.body.as_ref().unwrap();
            if let Ok(Some(Fact::CheckIn(entry))) = Fact::from_parts(&row.kind, &body.json) {
                assert!(
                    tickets.insert(entry.ticket),
                    "nobody is checked in twice: {entry:?}"
                );
            }
        }
        tickets
    }
}

fn hash(row: &RecordRow) -> String {
    base64url(&row.record.hash())
}

/// A station has all that it said it has, its log holds, the centre has the same log, and both
/// know of the same check-ins.
pub fn nothing_is_lost(heard: &Heard, own: &mut Database, centre: &mut Database) {
    let id = own.folder.id;
    let [log] = own.logs[..] else {
        panic!("a kill makes no second log: {:?}", own.logs);
    };
    let hashes: BTreeSet<String> = own.records.iter().map(hash).collect();
    assert_eq!(hashes.len(), own.records.len(), "each record once");
    for said in &heard.records {
        assert!(hashes.contains(said), "{said} was acknowledged and is gone");
    }
    assert!(heard.acknowledged <= log.acknowledged);
    assert_eq!(log.acknowledged, log.head.next, "everything went up");
    let key = own.folder.key.public().clone();
    let read = own.folder.store.read(|tx| verify_log(tx, &log, &key));
    let verdict: Verdict = read.unwrap();
    assert_eq!(
        (verdict.verified, verdict.broken),
        (own.records.len() as u64, None)
    );
    let there = centre.logs.iter().filter(|there| there.station == id);
    let there: Vec<_> = there.map(|there| (there.log, there.head)).collect();
    assert_eq!(there, [(log.log, log.head)], "one log, to the same end");
    let there = centre.records.iter().filter(|row| row.station == id);
    let there: Vec<_> = there.map(|row| (row.index, hash(row))).collect();
    let here = own.records.iter().map(|row| (row.index, hash(row)));
    assert_eq!(there, here.collect::<Vec<_>>(), "each record once");
    let tickets = centre.checked_in();
    assert_eq!(own.entries(&tickets), centre.entries(&tickets));
}

/// The centre took everything, and each guest who came is in once.
pub fn everything_is_there_once(centre: &mut Database, at_least: usize) {
    let aside = centre
        .records
        .iter()
        .filter(|row| row.quarantined.is_some());
    assert_eq!(aside.count(), 0, "nothing is kept aside");
    let tickets = centre.checked_in();
    assert!(tickets.len() >= at_least, "{} came", tickets.len());
    let entries = centre.entries(&tickets);
    assert!(entries.values().all(|entries| entries.len() == 1));
}

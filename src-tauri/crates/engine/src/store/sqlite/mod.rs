//! The store in SQLite, encrypted by SQLCipher.
//!
//! `journal_mode=WAL` with `synchronous=FULL`: what an act committed survives the plug being
//! pulled. One connection writes, two read beside it; other processes (the centre's commands)
//! may open the same file, and `BEGIN IMMEDIATE` with a time-out queues the writers.

mod calls;
mod codes;
mod erasure;
mod feed;
mod history;
mod joining;
mod logs;
mod messages;
mod moves;
mod names;
mod roster;
mod search;
mod staff;
mod statements;
mod stations;
mod sums;
mod values;

use super::StoreError;
use super::migrate::{Migrate, Migration, migrate};
use crate::secret::Secret;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use statements::failed;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use statements::SqliteTx;

const MIGRATIONS: [Migration; 19] = [
    Migration {
        version: 1,
        sql: include_str!("migrations/0001_init.sql"),
    },
    Migration {
        version: 2,
        sql: include_str!("migrations/0002_apart_and_together.sql"),
    },
    Migration {
        version: 3,
        sql: include_str!("migrations/0003_by_turns.sql"),
    },
    Migration {
        version: 4,
        sql: include_str!("migrations/0004_the_attendees_door.sql"),
    },
    Migration {
        version: 5,
        sql: include_str!("migrations/0005_what_the_centre_told.sql"),
    },
    Migration {
        version: 6,
        sql: include_str!("migrations/0006_what_waits.sql"),
    },
    Migration {
        version: 7,
        sql: include_str!("migrations/0007_search.sql"),
    },
    Migration {
        version: 8,
        sql: include_str!("migrations/0008_staff.sql"),
    },
    Migration {
        version: 9,
        sql: include_str!("migrations/0009_when_attempts_ended.sql"),
    },
    Migration {
        version: 10,
        sql: include_str!("migrations/0010_acts_of_staff.sql"),
    },
    Migration {
        version: 11,
        sql: include_str!("migrations/0011_moves_by_number.sql"),
    },
    Migration {
        version: 12,
        sql: include_str!("migrations/0012_when_ended_tokens_end.sql"),
    },
    Migration {
        version: 13,
        sql: include_str!("migrations/0013_what_was_passed_over.sql"),
    },
    Migration {
        version: 14,
        sql: include_str!("migrations/0014_joining.sql"),
    },
    Migration {
        version: 15,
        sql: include_str!("migrations/0015_whose_time_nobody_knows.sql"),
    },
    Migration {
        version: 16,
        sql: include_str!("migrations/0016_late_measures.sql"),
    },
    Migration {
        version: 17,
        sql: include_str!("migrations/0017_who_read_the_feed.sql"),
    },
    Migration {
        version: 18,
        sql: include_str!("migrations/0018_histories_of_tickets.sql"),
    },
    Migration {
        version: 19,
        sql: include_str!("migrations/0019_former_numbers.sql"),
    },
];

/// How long a writer waits for the one before it, in this process or another.
const BUSY: Duration = Duration::from_secs(10);

/// An open database.
pub struct SqliteStore {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    /// For looks that take long: the door's go on beside them. The first of them opens it: most
    /// programs that open a database have none.
    aside: Mutex<Option<Connection>>,
    file: PathBuf,
    key: Secret<[u8; 32]>,
}

impl SqliteStore {
    /// Opens the file, or makes it, and brings it to this program's format.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`StoreError::TooNew`], [`StoreError::Lossy`], or what the database could not do.
    pub fn open(file: &Path, key: &Secret<[u8; 32]>) -> Result<Self, StoreError> {
        let mut writer = connect(file, key)?;
        let tx = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed("begin the migration"))?;
        migrate(&mut Migrating(&tx), &MIGRATIONS)?;
        tx.commit().map_err(failed("commit the migration"))?;
        Ok(Self {
            writer: Mutex::new(writer),
            reader: Mutex::new(connect(file, key)?),
            aside: Mutex::new(None),
            file: file.to_path_buf(),
            key: key.clone(),
        })
    }

    /// Runs an act in one transaction and commits it before its answer is seen. An error rolls
    /// everything back.
    ///
    /// # Errors
    /// What the act says, or what the database could not do.
    pub fn write<R, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut connection = held(&self.writer);
        if crate::fault::planted("answer-before-commit") {
            return write_and_answer_early(&connection, act);
        }
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed("begin a transaction"))?;
        let mut tx = SqliteTx::new(transaction);
        let answer = act(&mut tx)?;
        tx.commit()?;
        Ok(answer)
    }

    /// Takes what is in the write-ahead log into the file, and leaves nothing in it. Where somebody
    /// reads from it, it is left for another time.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn empty_wal(&self) -> Result<(), StoreError> {
        held(&self.writer)
            .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
            .map_err(failed("empty the write-ahead log"))
    }

    /// A number that changes with every commit, of this program or another; it costs microseconds.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        held(&self.reader)
            .query_row("pragma data_version", [], |row| row.get(0))
            .map_err(failed("look for changes"))
    }

    /// Reads from one consistent state, beside a writer.
    ///
    /// # Errors
    /// What the act says, or what the database could not do.
    pub fn read<R, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        read_by(&mut held(&self.reader), act)
    }

    /// The same for what takes long: nobody who reads otherwise waits for it.
    ///
    /// # Errors
    /// What the act says, or what the database could not do.
    pub fn read_aside<R, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut aside = held(&self.aside);
        let connection = match aside.take() {
            Some(open) => open,
            None => connect(&self.file, &self.key)?,
        };
        read_by(aside.insert(connection), act)
    }
}

fn read_by<R, E: From<StoreError>>(
    connection: &mut Connection,
    act: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, E>,
) -> Result<R, E> {
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Deferred)
        .map_err(failed("begin to read"))?;
    act(&mut SqliteTx::new(transaction))
}

/// A panic in an act has rolled its transaction back: the connection is whole.
fn held<C>(connection: &Mutex<C>) -> MutexGuard<'_, C> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The planted fault `answer-before-commit`: each answer is given before its transaction is
/// committed, which the next write makes up for.
fn write_and_answer_early<R, E: From<StoreError>>(
    connection: &Connection,
    act: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, E>,
) -> Result<R, E> {
    if !connection.is_autocommit() {
        connection
            .execute_batch("commit")
            .map_err(failed("commit"))?;
    }
    let mut transaction =
        rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
            .map_err(failed("begin a transaction"))?;
    transaction.set_drop_behavior(rusqlite::DropBehavior::Ignore);
    act(&mut SqliteTx::new(transaction))
}

fn connect(file: &Path, key: &Secret<[u8; 32]>) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(file, flags).map_err(failed("open the database"))?;
    connection
        .busy_timeout(BUSY)
        .map_err(failed("set the time-out"))?;
    // The key comes first. As a blob literal of 64 hex digits it is taken raw, without a slow
    // key derivation; the root secret is random.
    let mut pragma = String::with_capacity(90);
    pragma.push_str("pragma key = \"x'");
    for byte in key.reveal() {
        for digit in [byte >> 4, byte & 15] {
            pragma.push(char::from_digit(u32::from(digit), 16).unwrap_or_default());
        }
    }
    pragma.push_str("'\"");
    let pragma = Secret::new(pragma);
    connection
        .execute_batch(pragma.reveal())
        .map_err(failed("set the key"))?;
    connection
        .query_row("select count(*) from sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })
        .map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => StoreError::WrongKey,
            _ => failed("read the database")(error),
        })?;
    // Pages in memory are decrypted once: with the default of 2 MB a roster of a million is read
    // and written at half the speed of a small one. 64 MB at most, as they are needed.
    connection
        .execute_batch(
            "pragma cache_size = -65536;
             pragma journal_mode = wal;
             pragma synchronous = full;
             pragma foreign_keys = on;
             pragma secure_delete = on;
             pragma temp_store = memory;",
        )
        .map_err(failed("set up the connection"))?;
    refuse_lossy(&connection)?;
    // A statement that was planned once stays so: else each binding of another value has it planned
    // anew, for statistics that nobody gathers here.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(failed("set up the connection"))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// SQLite goes on in silence with another journal where it can't have the one that it was asked
/// for: an answer would then promise what a power cut takes back.
fn refuse_lossy(connection: &Connection) -> Result<(), StoreError> {
    const FULL: i64 = 2;
    let journal: String = connection
        .query_row("pragma journal_mode", [], |row| row.get(0))
        .map_err(failed("ask for the journal"))?;
    let synchronous: i64 = connection
        .query_row("pragma synchronous", [], |row| row.get(0))
        .map_err(failed("ask when it syncs"))?;
    if (journal.as_str(), synchronous) == ("wal", FULL) {
        Ok(())
    } else {
        Err(StoreError::Lossy)
    }
}

struct Migrating<'a>(&'a Connection);

impl Migrate for Migrating<'_> {
    fn version(&mut self) -> Result<u32, StoreError> {
        self.0
            .query_row("pragma user_version", [], |row| row.get(0))
            .map_err(failed("read the format"))
    }

    fn apply(&mut self, migration: &Migration) -> Result<(), StoreError> {
        self.0
            .execute_batch(migration.sql)
            .map_err(failed("migrate"))?;
        self.0
            .pragma_update(None, "user_version", migration.version)
            .map_err(failed("set the format"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_has_what_it_commits_on_disk_before_it_answers() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("connect.db");
        let store = SqliteStore::open(&file, &Secret::new([22; 32])).unwrap();
        store.read_aside(|_| Ok::<_, StoreError>(())).unwrap();
        let (writer, reader, aside) =
            (held(&store.writer), held(&store.reader), held(&store.aside));
        for connection in [&*writer, &*reader, aside.as_ref().unwrap()] {
            let told = |pragma: &str| -> String {
                let asked = connection.query_row(&format!("pragma {pragma}"), [], |row| row.get(0));
                let value: rusqlite::types::Value = asked.unwrap();
                format!("{value:?}")
            };
            assert_eq!(told("journal_mode"), r#"Text("wal")"#);
            assert_eq!(told("synchronous"), "Integer(2)", "FULL");
        }
    }
}

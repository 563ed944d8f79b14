//! How statements are run: cached, and with errors that say what was being done.

use crate::store::{Fault, StoreError};
use rusqlite::ffi::{SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_WRITE};
use rusqlite::{ErrorCode, Params, Row, Transaction};

/// One transaction on SQLite.
pub struct SqliteTx<'c> {
    transaction: Transaction<'c>,
    /// How many rows its connection had changed before.
    changed_before: u64,
}

/// For `map_err`: names what was being done and says what the failure means.
pub fn failed(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
    move |source| {
        let extended = source.sqlite_error().map(|error| error.extended_code);
        let fault = match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Fault::Busy,
            Some(ErrorCode::DiskFull) => Fault::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Fault::Damaged,
            // What SQLite makes of a quota, or of a limit on the size of files; and of a full disk
            // where it makes the index of its write-ahead log.
            _ if matches!(extended, Some(SQLITE_IOERR_WRITE | SQLITE_IOERR_SHMSIZE)) => Fault::Full,
            _ => Fault::Broken,
        };
        StoreError::Database {
            doing,
            fault,
            source: Box::new(source),
        }
    }
}

impl<'c> SqliteTx<'c> {
    pub(super) fn new(transaction: Transaction<'c>) -> Self {
        let changed_before = transaction.total_changes();
        Self {
            transaction,
            changed_before,
        }
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().map_err(failed("commit"))
    }

    /// Whether it has anything to commit.
    pub fn has_written(&self) -> bool {
        self.transaction.total_changes() != self.changed_before
    }

    /// Runs a statement and tells how many rows it changed.
    pub(super) fn run(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
    ) -> Result<usize, StoreError> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map_err(failed(doing))
    }

    /// Runs a statement that must change exactly one row.
    pub(super) fn run_one(
        &self,
        doing: &'static str,
        table: &'static str,
        sql: &str,
        params: impl Params,
    ) -> Result<(), StoreError> {
        match self.run(doing, sql, params)? {
            1 => Ok(()),
            _ => Err(StoreError::Inconsistent {
                table,
                what: "a row to change is not there",
            }),
        }
    }

    /// Reads all rows.
    pub(super) fn all<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map(params, map)?.collect())
            .map_err(failed(doing))
    }

    /// Counts.
    pub(super) fn count(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
    ) -> Result<u64, StoreError> {
        let counted: Option<i64> = self.one(doing, sql, params, |row| row.get(0))?;
        Ok(counted.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
    }

    /// Runs a statement and tells how many rows it changed; none if a unique index refuses it.
    pub(super) fn run_unless_taken(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
    ) -> Result<Option<usize>, StoreError> {
        let done = self
            .transaction
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params));
        match done {
            Ok(changed) => Ok(Some(changed)),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Ok(None)
            }
            Err(error) => Err(failed(doing)(error)),
        }
    }

    /// Reads the one row that may be there.
    pub(super) fn one<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.all(doing, sql, params, map)
            .map(|rows| rows.into_iter().next())
    }
}

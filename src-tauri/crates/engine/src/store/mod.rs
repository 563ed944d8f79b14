//! What the acts need of a database: rows in, rows out, one transaction around them.
//!
//! `lock_…` methods are `select … for update` where a database has many writers; in SQLite the
//! transaction has locked already. Times are handed in; nothing here reads a clock.

mod migrate;
mod rows;
pub mod sqlite;
mod tx;

pub use rows::*;
pub use tx::*;

/// What the database could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A statement failed.
    #[error("could not {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What that means for the caller.
        fault: Fault,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A row that no version of this program writes.
    #[error("a row of `{table}` contradicts itself: {what}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The database is of a newer program.
    #[error(
        "this data was written by a newer version (its format is {found}, this program knows \
         {known}): install the newer version again, or restore a backup from before"
    )]
    TooNew {
        /// The format on disk.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// The key doesn't open the file.
    #[error(
        "the database can't be opened with the root secret that is there: either the secret was \
         lost or replaced, or the file is no database; put the secret back from your backup, or \
         enrol anew with an empty data folder"
    )]
    WrongKey,
    /// What is committed there may be lost.
    #[error(
        "the database can't keep a write-ahead log where it lies, and without one a power cut may \
         take back what was answered; choose a data folder on a disk of this machine with --data"
    )]
    Lossy,
    /// Something that should be able to be signed or written as JSON could not.
    #[error("could not {doing}")]
    Encode {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What a failed statement means for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another writer was at it; trying again helps.
    Busy,
    /// The disk is full; trying again helps once there is room.
    Full,
    /// What lies there is no whole database.
    Damaged,
    /// Anything else.
    Broken,
}

impl StoreError {
    /// Whether the same act may succeed if it is done again, unchanged.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Database { fault, .. } => matches!(fault, Fault::Busy | Fault::Full),
            Self::Inconsistent { .. }
            | Self::TooNew { .. }
            | Self::WrongKey
            | Self::Lossy
            | Self::Encode { .. } => false,
        }
    }

    /// Whether there was no room on the disk.
    pub const fn is_full(&self) -> bool {
        matches!(
            self,
            Self::Database {
                fault: Fault::Full,
                ..
            }
        )
    }

    /// Whether what lies on the disk can't be a database's.
    pub const fn is_damaged(&self) -> bool {
        matches!(
            self,
            Self::Inconsistent { .. }
                | Self::Database {
                    fault: Fault::Damaged,
                    ..
                }
        )
    }

    /// For `map_err` where something is encoded or signed.
    pub fn encode<E: std::error::Error + Send + Sync + 'static>(
        doing: &'static str,
    ) -> impl FnOnce(E) -> Self {
        move |source| Self::Encode {
            doing,
            source: Box::new(source),
        }
    }
}

//! Numbered migrations. They are only ever added; each has its subject in its name. The number
//! of the last one is the file's format, and an older program refuses a newer format in words.

use super::StoreError;

/// A step from one format to the next.
pub struct Migration {
    /// Its number, from 1.
    pub version: u32,
    /// Its statements.
    pub sql: &'static str,
}

/// What a runner needs of a database.
pub trait Migrate {
    /// The format on disk; 0 of an empty database.
    fn version(&mut self) -> Result<u32, StoreError>;
    /// Runs the statements and sets the format.
    fn apply(&mut self, migration: &Migration) -> Result<(), StoreError>;
}

/// Brings a database to the newest format that this program knows; the caller has a transaction
/// open, so that a crash leaves the old format whole.
pub fn migrate(database: &mut impl Migrate, migrations: &[Migration]) -> Result<(), StoreError> {
    let known = migrations.last().map_or(0, |m| m.version);
    let found = database.version()?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    migrations
        .iter()
        .filter(|m| m.version > found)
        .try_for_each(|m| database.apply(m))
}

//! Why a kiosk can't begin with the data that lies there, as its window says it.

use connect_engine::data_folder::DataFolderError;
use connect_engine::store::StoreError;
use serde::Serialize;
use std::io::ErrorKind;
use ts_rs::TS;

/// What whoever looks after the machine has to mend; the log names the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StartFault {
    /// There is no room left.
    NoRoom,
    /// The data folder can't be written.
    NotWritable,
    /// Others than this program may read it.
    OpenToOthers,
    /// The secret that reads the database is gone, or is another one.
    SecretLost,
    /// A file isn't what it should be, or can't be read.
    Damaged,
    /// A newer version of this program wrote it.
    TooNew,
    /// Where it lies a power cut may take back what was answered.
    Lossy,
    /// Something else, which the log tells.
    Other,
}

impl StartFault {
    /// What a start that failed so comes to.
    pub fn of(error: &anyhow::Error) -> Self {
        match error.downcast_ref::<DataFolderError>() {
            Some(DataFolderError::Store(error)) => Self::of_store(error),
            Some(DataFolderError::NotWritable { source, .. }) => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::NoRoom,
                _ => Self::NotWritable,
            },
            Some(DataFolderError::TooWide { .. }) => Self::OpenToOthers,
            Some(DataFolderError::SecretLost { .. }) => Self::SecretLost,
            Some(DataFolderError::Damaged { .. } | DataFolderError::Read { .. }) => Self::Damaged,
            Some(DataFolderError::Key(_) | DataFolderError::InUse { .. }) => Self::Other,
            None => (error.downcast_ref::<StoreError>()).map_or(Self::Other, Self::of_store),
        }
    }

    /// Whether the kiosk goes on by itself once it is mended. While a backup is put back nobody looks: a
    /// part of it isn't yet what it will be.
    pub const fn is_tried_again(self) -> bool {
        matches!(self, Self::NoRoom | Self::NotWritable | Self::OpenToOthers)
    }

    fn of_store(error: &StoreError) -> Self {
        match error {
            error if error.is_full() => Self::NoRoom,
            StoreError::TooNew { .. } => Self::TooNew,
            StoreError::WrongKey => Self::SecretLost,
            StoreError::Lossy => Self::Lossy,
            error if error.is_damaged() => Self::Damaged,
            _ => Self::Other,
        }
    }
}

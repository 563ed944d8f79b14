//! Wrong PINs that the database has no room for: in memory, and in a file whose room was taken
//! before. It is written over in place, so that a full disk and another start forgive nobody.

use connect_engine::acts::UnkeptTries;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The file's name in the data folder.
const FILE: &str = "pin-tries";

/// Its size: one block, with room for some twenty names.
const SIZE: usize = 4096;

/// What there was no room to write, and where it outlasts the program.
pub struct TriesAside {
    file: PathBuf,
    tries: UnkeptTries,
}

impl TriesAside {
    /// What an earlier run left in a data folder; takes the room where there is some.
    pub fn of(data: &Path) -> Self {
        let file = data.join(FILE);
        let left = left_in(&file);
        if let Err(error) = &left {
            let error: &dyn std::error::Error = error;
            tracing::warn!(error, "wrong PINs that there was no room for are forgotten");
        }
        let is_there = matches!(left, Ok(Some(_)));
        let aside = Self {
            file,
            tries: left.ok().flatten().unwrap_or_default(),
        };
        if !is_there {
            aside.write();
        }
        aside
    }

    /// What there was no room to write.
    pub const fn tries(&self) -> &UnkeptTries {
        &self.tries
    }

    /// Remembers others.
    pub fn set(&mut self, tries: UnkeptTries) {
        if tries != self.tries {
            self.tries = tries;
            self.write();
        }
    }

    /// They are in the database, or forgiven.
    pub fn clear(&mut self) {
        self.set(UnkeptTries::default());
    }

    fn write(&self) {
        if let Err(error) = self.write_over() {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "wrong PINs are remembered until the program ends");
        }
    }

    fn write_over(&self) -> io::Result<()> {
        let mut text = serde_json::to_vec(&self.tries)?;
        if text.len() > SIZE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        text.resize(SIZE, b' ');
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(&self.file)?;
        file.write_all(&text)?;
        file.sync_all()
    }
}

/// What a file holds, if it is there.
fn left_in(file: &Path) -> io::Result<Option<UnkeptTries>> {
    match fs::read(file) {
        Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::os::unix::fs::MetadataExt as _;

    #[test]
    fn its_room_is_taken_before_anything_is_written_and_what_is_left_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let taken = || {
            let file = fs::metadata(&file).unwrap();
            (file.len(), file.mode() & 0o777, file.ino())
        };
        let mut aside = TriesAside::of(folder.path());
        let before = taken();
        assert_eq!((before.0, before.1), (4096, 0o600));
        let boot = [0_u8; 16];
        let at = json!({ "wall": 1, "boot": 2, "boot_id": boot });
        let tried = json!({ "counted": 3, "at": at });
        let tried: UnkeptTries = serde_json::from_value(tried).unwrap();
        assert_ne!(tried, UnkeptTries::default());
        aside.set(tried.clone());
        assert_eq!(taken(), before, "in place");
        assert_eq!(*TriesAside::of(folder.path()).tries(), tried);
        aside.clear();
        assert_eq!(taken(), before);
        let empty = TriesAside::of(folder.path());
        assert_eq!(*empty.tries(), UnkeptTries::default());
        // What was torn is made anew.
        fs::write(&file, "{").unwrap();
        TriesAside::of(folder.path());
        assert_eq!(taken(), before);
    }
}

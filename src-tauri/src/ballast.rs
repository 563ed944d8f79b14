//! Room that is kept for staff: a file that holds nothing. When an act of theirs finds the disk
//! full, a piece of it is given up, so that they can come on duty, read what is wrong and take the
//! records away. It is made whole again once there is room.

use crate::ambient;
use crate::drives::free_bytes;
use rand::Rng as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The file's name in the data folder.
const FILE: &str = "ballast";

/// Its size: room for some thousand acts.
const SIZE: u64 = 8 << 20;

/// So much is given up at once: whoever else writes may take it, and the next act has the next one.
const PIECE: u64 = 1 << 20;

/// What must be free before it is made, so that it never takes the room that others need.
const CLEAR: u64 = 4 * SIZE;

/// So much is written at once.
const BLOCK: usize = 1 << 16;

/// The ballast of a data folder.
pub struct Ballast {
    file: PathBuf,
    given_up: AtomicBool,
}

impl Ballast {
    /// The one of this folder, there or not; of an earlier run it may be left in part.
    pub fn of(data: &Path) -> Self {
        let file = data.join(FILE);
        let is_part = fs::metadata(&file).is_ok_and(|file| file.len() < SIZE);
        Self {
            file,
            given_up: AtomicBool::new(is_part),
        }
    }

    /// Makes it where it isn't there and there is clear room.
    ///
    /// # Errors
    /// What the disk could not do; nothing is left of it then.
    pub fn keep(&self) -> io::Result<()> {
        let whole = fs::metadata(&self.file).is_ok_and(|file| file.len() == SIZE);
        let folder = self.file.parent().unwrap_or(&self.file);
        if !whole {
            if free_bytes(folder).is_none_or(|free| free < CLEAR) {
                return Ok(());
            }
            let new = self.file.with_extension("new");
            fill(&new)
                .and_then(|()| fs::rename(&new, &self.file))
                .inspect_err(|_| drop(fs::remove_file(&new)))?;
        }
        self.given_up.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Gives up a piece of it; false if nothing of it was left.
    pub fn give_up(&self) -> bool {
        let Some(left) = self.cut().ok().flatten() else {
            return false;
        };
        self.given_up.store(true, Ordering::Relaxed);
        tracing::warn!(
            left,
            "the disk is full: room that is kept for staff was given up"
        );
        true
    }

    /// What is left without a piece of it; none where nothing was left before.
    fn cut(&self) -> io::Result<Option<u64>> {
        let file = OpenOptions::new().write(true).open(&self.file)?;
        let size = file.metadata()?.len();
        let left = size.saturating_sub(PIECE);
        if left == 0 {
            fs::remove_file(&self.file)?;
        } else {
            file.set_len(left)?;
        }
        Ok((size > 0).then_some(left))
    }

    /// Whether some of it was given up, and there hasn't been room for it since.
    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }
}

/// Noise: a disk that compresses would keep no room for a file of zeros.
fn fill(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(path)?;
    let mut block = vec![0; BLOCK];
    let mut left = SIZE;
    while left > 0 {
        ambient::random().fill_bytes(&mut block);
        file.write_all(&block)?;
        left = left.saturating_sub(BLOCK as u64);
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt as _;

    #[test]
    fn its_room_is_really_taken_and_given_up_piece_by_piece() {
        let folder = tempfile::tempdir().unwrap();
        let ballast = Ballast::of(folder.path());
        assert!(!ballast.give_up(), "there is none yet");
        assert!(!ballast.is_given_up());
        ballast.keep().unwrap();
        let file = fs::metadata(folder.path().join(FILE)).unwrap();
        assert_eq!(file.len(), SIZE);
        assert!(file.blocks() * 512 >= SIZE, "it has no holes");
        assert_eq!(file.mode() & 0o777, 0o600);
        for left in (1..SIZE / PIECE).rev() {
            assert!(ballast.give_up() && ballast.is_given_up());
            let file = fs::metadata(folder.path().join(FILE)).unwrap();
            assert_eq!(file.len(), left * PIECE);
            assert!(
                Ballast::of(folder.path()).is_given_up(),
                "a restart knows it"
            );
        }
        assert!(ballast.give_up(), "the last one");
        assert!(ballast.is_given_up() && !ballast.give_up());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        ballast.keep().unwrap();
        assert!(!ballast.is_given_up());
    }

    #[test]
    fn one_that_was_cut_off_while_it_was_made_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        fs::write(&file, "half").unwrap();
        Ballast::of(folder.path()).keep().unwrap();
        assert_eq!(fs::metadata(&file).unwrap().len(), SIZE);
    }
}

//! Guest lists that staff bring: where they lie on drives, and reading one.

use crate::drives::{Mount, file_name};
use crate::setup_reply::{NoRoster, RosterFile};
use std::io::Read as _;
use std::path::Path;

/// How a table's file is called.
const ENDINGS: [&str; 3] = ["csv", "tsv", "txt"];

/// So many are shown; who has more types the path.
const SHOWN: usize = 60;

/// A million lines fit; more is no list of guests.
const LARGEST: u64 = 256 << 20;

/// The tables on a drive: in its first folder, and one below it.
pub fn tables_on(drive: &Mount) -> Vec<RosterFile> {
    let mut found = Vec::new();
    let label = drive.label();
    for folder in std::iter::once(drive.point.clone()).chain(folders(&drive.point)) {
        tables(&folder, &label, &mut found);
    }
    found
}

/// Those that are shown of what lies on all drives.
pub fn shown(mut found: Vec<RosterFile>) -> Vec<RosterFile> {
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.truncate(SHOWN);
    found
}

/// What can't be read is passed over: a drive may go at any moment.
fn entries(folder: &Path) -> impl Iterator<Item = std::fs::DirEntry> {
    let all = std::fs::read_dir(folder).into_iter().flatten().flatten();
    all.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
}

fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let found = entries(folder).filter(is_folder).take(SHOWN);
    found.map(|entry| entry.path()).collect()
}

fn tables(folder: &Path, drive: &str, found: &mut Vec<RosterFile>) {
    for entry in entries(folder).take(10 * SHOWN) {
        let path = entry.path();
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        let is_table = ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
        let size = entry.metadata().ok().filter(std::fs::Metadata::is_file);
        if let (true, Some(size)) = (is_table, size) {
            found.push(RosterFile {
                name: file_name(&path),
                drive: drive.to_owned(),
                bytes: size.len(),
                path: path.to_string_lossy().into_owned(),
            });
        }
    }
}

/// Reads a file that staff name.
///
/// # Errors
/// [`NoRoster`]
pub fn read_roster(path: &Path) -> Result<Vec<u8>, NoRoster> {
    // What is no file (a device, a pipe) might never end.
    let size = std::fs::metadata(path).map_err(|_| NoRoster::NotThere)?;
    if !size.is_file() {
        return Err(NoRoster::NotThere);
    }
    let file = std::fs::File::open(path).map_err(|_| NoRoster::NotThere)?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|_| NoRoster::NotThere)?;
    if bytes.len() as u64 > LARGEST {
        return Err(NoRoster::TooLarge);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_none_is_said_not_to_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("guests.csv");
        for path in [file.as_path(), folder.path(), Path::new("/dev/zero")] {
            assert_eq!(read_roster(path), Err(NoRoster::NotThere), "{path:?}");
        }
        std::fs::write(&file, "name").unwrap();
        assert_eq!(read_roster(&file).unwrap(), b"name");
    }

    #[test]
    fn tables_are_known_by_their_ending_and_what_is_hidden_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.CSV", "b.pdf", ".c.csv", "مهمانان.csv"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("folder.csv")).unwrap();
        let mut found = Vec::new();
        tables(folder.path(), "USB", &mut found);
        let mut names: Vec<_> = found.iter().map(|file| file.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["a.CSV", "مهمانان.csv"]);
    }
}

//! A disk of its own: a drive that is put in, or a data folder's, which can be full.

use crate::program::tool;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What takes the room of a full one.
const FILLER: &str = "filler";

/// A disk that is mounted; gone with it.
pub struct Disk {
    point: PathBuf,
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its disk")]
impl Disk {
    /// One of so many MB over an empty folder, for its owner alone. None where this user may mount
    /// nothing, which root may.
    ///
    /// # Panics
    /// If the folder can't be made, or root can't mount.
    pub fn mount(point: PathBuf, megabytes: u32) -> Option<Self> {
        std::fs::create_dir_all(&point).unwrap();
        let options = format!("size={megabytes}m,mode=0700");
        let mut mount = tool("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "none"]);
        let mounted = mount.arg(&point).status().unwrap();
        let may = rustix::process::geteuid().is_root();
        assert!(mounted.success() || !may, "{mounted}");
        mounted.success().then_some(Self { point })
    }

    /// Where it is.
    pub fn point(&self) -> &Path {
        &self.point
    }

    /// Leaves no room on it.
    ///
    /// # Panics
    /// If it can't be written at all.
    pub fn fill(&self) {
        let mut all = OpenOptions::new();
        all.append(true).create(true);
        let mut file = all.open(self.point.join(FILLER)).unwrap();
        while file.write_all(&[b'x'; 4096]).is_ok() {}
    }

    /// Makes room again.
    ///
    /// # Panics
    /// If it wasn't filled.
    pub fn make_room(&self) {
        std::fs::remove_file(self.point.join(FILLER)).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whatever still has a file of it open is about to end.
        let _gone = tool("umount").arg("-l").arg(&self.point).status();
    }
}

/// A drive below a folder, as machines mount them.
pub struct Stick {
    disk: Disk,
    /// The folder, where it is of its own.
    folder: Option<TempDir>,
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its drive")]
impl Stick {
    /// Puts one in. None where this user may mount nothing.
    ///
    /// # Panics
    /// If root can't.
    pub fn put_in() -> Option<Self> {
        Self::of(1)
    }

    /// The same with so many MB.
    ///
    /// # Panics
    /// If root can't.
    pub fn of(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::mount(folder.path().join("USB"), megabytes)?;
        Some(Self {
            disk,
            folder: Some(folder),
        })
    }

    /// One with a name and so many MB beside another drive, below the same folder.
    pub fn put_in_beside(below: &str, name: &str, megabytes: u32) -> Option<Self> {
        let disk = Disk::mount(Path::new(below).join(name), megabytes)?;
        Some(Self { disk, folder: None })
    }

    /// Leaves no room on it.
    ///
    /// # Panics
    /// If it can't be written at all.
    pub fn fill(&self) {
        self.disk.fill();
    }

    /// Makes room again.
    ///
    /// # Panics
    /// If it wasn't filled.
    pub fn make_room(&self) {
        self.disk.make_room();
    }

    /// From now on it can only be read.
    ///
    /// # Panics
    /// If it isn't there.
    pub fn lock(&self) {
        let mut lock = tool("mount");
        lock.args(["-o", "remount,ro"]).arg(self.point());
        let locked = lock.status().unwrap();
        assert!(locked.success(), "{locked}");
    }

    /// Pulls it out, whoever writes to it. What its place is called is a folder of the machine then.
    ///
    /// # Panics
    /// If it isn't there.
    pub fn pull_out(&self) {
        let pulled = tool("umount").arg("-l").arg(self.point()).status().unwrap();
        assert!(pulled.success(), "{pulled}");
    }

    /// Where it is.
    pub fn point(&self) -> &Path {
        self.disk.point()
    }

    /// The folder below which it is, as `--drives` takes it.
    ///
    /// # Panics
    /// Where this machine's temporary folder is no text.
    pub fn below(&self) -> String {
        let folder = self.folder.as_ref().map(TempDir::path);
        let below = folder.or_else(|| self.point().parent());
        below.and_then(Path::to_str).unwrap().to_owned()
    }

    /// The one folder on it.
    ///
    /// # Panics
    /// If there is none, or another.
    pub fn only_entry(&self) -> PathBuf {
        let mut entries = std::fs::read_dir(self.point()).unwrap();
        let first = entries.next().unwrap().unwrap().path();
        assert!(entries.next().is_none());
        first
    }
}

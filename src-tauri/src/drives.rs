//! Drives that staff put in, and writing to one so that nothing half-written has a final name: a
//! drive may be full, or pulled out at any moment.

use connect_engine::store::StoreError;
use rustix::fs::{AtFlags, CWD, Mode, OFlags};
use rustix::fs::{fsync, mkdirat, openat, renameat, statat, statvfs, unlinkat};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

/// Where drives are mounted on machines with a desktop and without.
const PARENTS: [&str; 3] = ["/media", "/run/media", "/mnt"];

/// The kernel's list of what is mounted.
const MOUNTS: &str = "/proc/self/mountinfo";

/// A drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where it is.
    pub point: PathBuf,
    /// Which one it is, as long as it is there.
    id: String,
    /// It can be read and not be written.
    pub is_read_only: bool,
}

impl Mount {
    /// What people know it by.
    pub fn label(&self) -> String {
        file_name(&self.point)
    }

    /// What is asked of this drive, by name.
    pub fn asked(&self, what: &str) -> String {
        format!("{what} {}", self.id)
    }
}

/// The last part of a path, as it is shown.
pub fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriveFault {
    /// There is no room.
    Full,
    /// It can be read and not be written.
    ReadOnly,
    /// It was pulled out, or is broken.
    Gone,
}

impl From<io::Error> for DriveFault {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{
            FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::Full,
            PermissionDenied | ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Gone,
        }
    }
}

impl From<Errno> for DriveFault {
    fn from(error: Errno) -> Self {
        io::Error::from(error).into()
    }
}

/// The drives that are there, below a folder or where machines have them.
pub fn drives(parent: Option<&Path>) -> Vec<Mount> {
    let mounts = std::fs::read_to_string(MOUNTS).unwrap_or_default();
    let parent = parent.map(|parent| parent.canonicalize().unwrap_or(parent.to_path_buf()));
    let is_parent = |folder: &Path| match &parent {
        Some(parent) => folder == parent,
        None => PARENTS.iter().any(|known| folder == Path::new(known)),
    };
    let below = |point: &Path| point.ancestors().skip(1).any(is_parent);
    let mut found: Vec<Mount> = Vec::new();
    for mount in mounts.lines().filter_map(mount) {
        if below(&mount.point) {
            // Mounted over another at the same place (a stick over what mounts it at need, too),
            // the last is the one that shows.
            found.retain(|under| under.point != mount.point);
            found.push(mount);
        }
    }
    found
}

/// A line of the list.
fn mount(line: &str) -> Option<Mount> {
    let (here, whole) = line.split_once(" - ")?;
    let mut fields = here.split(' ');
    let id = fields.next()?.to_owned();
    let point = unescaped(fields.nth(3)?);
    // The drive itself may be locked, or only this place of it.
    let options = [fields.next()?, whole.split(' ').next_back()?];
    let is_read_only = options
        .iter()
        .any(|options| options.split(',').any(|option| option == "ro"));
    Some(Mount {
        point,
        id,
        is_read_only,
    })
}

/// The kernel writes spaces and the like as three octal digits.
fn unescaped(field: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let mut bytes = Vec::new();
    let mut rest = field.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.first_chunk::<3>().filter(|_| *first == b'\\');
        let text = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = text.and_then(|text| u8::from_str_radix(text, 8).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[3..] } else { after };
    }
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// The room on whatever a path lies on; none where it can't be told.
pub fn free_bytes(path: &Path) -> Option<u64> {
    let stat = statvfs(path).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// A name for a folder that the drive doesn't have yet: this one, or with a number behind it. The
/// clock that the name was made by may have stood there before.
///
/// # Errors
/// What the drive could not do.
pub fn free_name(mount: &Mount, wanted: &str) -> Result<String, DriveFault> {
    let drive = directory(CWD, &mount.point)?;
    let numbered = (2..).map(|n: u32| format!("{wanted}-{n}"));
    for name in std::iter::once(wanted.to_owned()).chain(numbered) {
        match statat(&drive, &name, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => return Ok(name),
            Err(error) => return Err(error.into()),
            Ok(_) => {}
        }
    }
    Err(DriveFault::Full)
}

/// What writes a file and tells how many records it holds.
pub type Writing<'w> = &'w mut dyn FnMut(&mut dyn Write) -> Result<io::Result<u64>, StoreError>;

/// Writes files into a new folder of a drive; all are there and on the drive, or none is. Tells
/// what each said.
///
/// # Errors
/// What the database could not do; inside, what the drive could not.
pub fn write_folder(
    mount: &Mount,
    folder: &str,
    files: &mut [(&str, Writing<'_>)],
) -> Result<Result<Vec<u64>, DriveFault>, StoreError> {
    let opened = || -> Result<(OwnedFd, OwnedFd), DriveFault> {
        let drive = directory(CWD, &mount.point)?;
        mkdirat(&drive, folder, Mode::from(0o755))?;
        let inside = directory(drive.as_fd(), Path::new(folder))?;
        Ok((drive, inside))
    };
    // From here on the drive is known by what was opened: once it is pulled out, the same path is
    // a folder of this machine.
    let (drive, inside) = match opened() {
        Ok(opened) => opened,
        Err(fault) => return Ok(Err(fault)),
    };
    let written = put_files(&inside, files).map(|written| {
        let written = written?;
        fsync(&drive)?;
        if is_there(mount) {
            Ok(written)
        } else {
            Err(DriveFault::Gone)
        }
    });
    if !matches!(written, Ok(Ok(_))) {
        // What can't be taken away either is on a drive that is gone.
        for (name, _) in files.iter() {
            let _gone = unlinkat(&inside, *name, AtFlags::empty());
            let _gone = unlinkat(&inside, part(name), AtFlags::empty());
        }
        let _gone = unlinkat(&drive, folder, AtFlags::REMOVEDIR);
    }
    written
}

fn directory(at: BorrowedFd<'_>, path: &Path) -> Result<OwnedFd, DriveFault> {
    let flags = OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC;
    Ok(openat(at, path, flags, Mode::empty())?)
}

fn is_there(mount: &Mount) -> bool {
    let mounts = std::fs::read_to_string(MOUNTS).unwrap_or_default();
    let mut all = mounts.lines().filter_map(self::mount);
    all.any(|known| (&known.point, &known.id) == (&mount.point, &mount.id))
}

/// Whether a folder lies on a drive; not where that can't be told.
pub fn holds(mount: &Mount, folder: &str) -> bool {
    let drive = directory(CWD, &mount.point);
    drive.is_ok_and(|drive| directory(drive.as_fd(), Path::new(folder)).is_ok())
}

fn part(name: &str) -> String {
    format!("{name}.part")
}

fn put_files(
    folder: &OwnedFd,
    files: &mut [(&str, Writing<'_>)],
) -> Result<Result<Vec<u64>, DriveFault>, StoreError> {
    let mut all = Vec::new();
    for (name, write) in files.iter_mut() {
        match put_file(folder, &part(name), write)? {
            Ok(written) => all.push(written),
            Err(fault) => return Ok(Err(fault)),
        }
    }
    // Only once everything is on the drive has anything its name.
    let named = files.iter().try_for_each(|(name, _)| {
        renameat(folder, part(name), folder, *name).map_err(DriveFault::from)
    });
    let named = named.and_then(|()| Ok(fsync(folder)?));
    Ok(named.map(|()| all))
}

fn put_file(
    folder: &OwnedFd,
    name: &str,
    write: &mut Writing<'_>,
) -> Result<Result<u64, DriveFault>, StoreError> {
    let flags = OFlags::CREATE | OFlags::TRUNC | OFlags::WRONLY | OFlags::CLOEXEC;
    let file = match openat(folder, name, flags, Mode::from(0o644)) {
        Ok(file) => File::from(file),
        Err(error) => return Ok(Err(error.into())),
    };
    let mut out = BufWriter::new(Steady { file, owed: 0 });
    let written = write(&mut out)?;
    let kept = written.and_then(|records| {
        let steady = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        steady.file.sync_all().map(|()| records)
    });
    Ok(kept.map_err(DriveFault::from))
}

/// So much is written at most before it is on the drive.
const AT_ONCE: usize = 1 << 20;

/// A file that is on the drive as it is written: what counts as written would else wait in this
/// machine's memory, and the end take as long as all of it.
struct Steady {
    file: File,
    owed: usize,
}

impl Write for Steady {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.owed += written;
        if self.owed >= AT_ONCE {
            self.file.sync_data()?;
            self.owed = 0;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::mount::{MountFlags, UnmountFlags, mount as mount_on, unmount};
    use tempfile::TempDir;

    #[test]
    fn what_is_mounted_is_read_as_the_kernel_writes_it() {
        let line =
            "98 29 8:17 / /media/ali/USB\\040\\134\\0401 rw,nosuid shared:1 - vfat /dev/sdb1 rw";
        let read = mount(line).unwrap();
        assert_eq!(read.point, Path::new("/media/ali/USB \\ 1"));
        assert!(!read.is_read_only);
        for locked in [" ro,nosuid shared", "/dev/sdb1 ro"] {
            let open = locked.replace("ro", "rw");
            let read = mount(&line.replace(&open, locked)).unwrap();
            assert!(read.is_read_only, "{locked}");
        }
        assert_eq!(mount(""), None);
    }

    /// A real drive of so many bytes, below a folder; gone with it. None where this user may mount
    /// nothing.
    struct Stick(TempDir);

    impl Stick {
        fn of(bytes: u32) -> Option<Self> {
            let parent = tempfile::tempdir().unwrap();
            let point = parent.path().join("USB 1");
            std::fs::create_dir(&point).unwrap();
            let size = std::ffi::CString::new(format!("size={bytes}")).unwrap();
            let mounted = mount_on(
                "none",
                &point,
                "tmpfs",
                MountFlags::empty(),
                size.as_c_str(),
            );
            let may = rustix::process::geteuid().is_root();
            assert!(mounted.is_ok() || !may, "{mounted:?}");
            mounted.is_ok().then_some(Self(parent))
        }

        fn point(&self) -> PathBuf {
            self.0.path().join("USB 1")
        }

        fn mount(&self) -> Mount {
            let mut all = drives(Some(self.0.path()));
            assert_eq!(all.len(), 1, "{all:?}");
            all.remove(0)
        }

        fn names(&self) -> Vec<String> {
            let entries = std::fs::read_dir(self.point()).unwrap();
            let name = |entry: io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
            entries.map(|e| name(e).into_string().unwrap()).collect()
        }
    }

    impl Drop for Stick {
        fn drop(&mut self) {
            let _gone = unmount(self.point(), UnmountFlags::DETACH);
        }
    }

    #[test]
    fn of_two_at_one_place_the_one_that_shows_is_a_drive() {
        let Some(stick) = Stick::of(1 << 20) else {
            return;
        };
        let under = stick.mount();
        let none = std::ffi::CString::new("size=64k").unwrap();
        mount_on(
            "none",
            stick.point(),
            "tmpfs",
            MountFlags::empty(),
            none.as_c_str(),
        )
        .unwrap();
        let over = stick.mount();
        assert_eq!(over.point, under.point);
        assert_ne!(over, under);
        assert_eq!(free_bytes(&over.point), Some(64 << 10));
        unmount(stick.point(), UnmountFlags::DETACH).unwrap();
        assert_eq!(stick.mount(), under);
    }

    fn text(bytes: usize) -> impl FnMut(&mut dyn Write) -> Result<io::Result<u64>, StoreError> {
        move |out| Ok(out.write_all(&vec![b'x'; bytes]).map(|()| 7))
    }

    #[test]
    fn what_was_written_is_there_under_its_names() {
        let Some(stick) = Stick::of(1 << 20) else {
            return;
        };
        let mount = stick.mount();
        assert!(free_bytes(&mount.point).unwrap() > 1 << 19);
        let mut files: [(&str, Writing<'_>); 2] =
            [("a.csv", &mut text(1000)), ("b.jsonl", &mut text(2000))];
        let written = write_folder(&mount, "connect-1", &mut files).unwrap();
        assert_eq!(written, Ok(vec![7, 7]));
        let size = |name| {
            std::fs::metadata(stick.point().join("connect-1").join(name))
                .unwrap()
                .len()
        };
        assert_eq!((size("a.csv"), size("b.jsonl")), (1000, 2000));
        let inside = std::fs::read_dir(stick.point().join("connect-1")).unwrap();
        assert_eq!(inside.count(), 2, "nothing else was left there");
        assert!(holds(&mount, "connect-1") && !holds(&mount, "connect-2"));
    }

    #[test]
    fn what_an_earlier_export_wrote_stays_whatever_the_clock_says() {
        let Some(stick) = Stick::of(1 << 20) else {
            return;
        };
        let mount = stick.mount();
        for name in ["connect-1970", "connect-1970-2", "connect-1970-3"] {
            let free = free_name(&mount, "connect-1970").unwrap();
            assert_eq!(free, name);
            let written = write_folder(&mount, &free, &mut [("a", &mut text(1))]).unwrap();
            assert_eq!(written, Ok(vec![7]));
        }
    }

    #[test]
    fn a_drive_that_is_full_keeps_nothing_of_it() {
        let Some(stick) = Stick::of(64 << 10) else {
            return;
        };
        let mut files: [(&str, Writing<'_>); 2] =
            [("a.csv", &mut text(1000)), ("b.jsonl", &mut text(1 << 20))];
        let written = write_folder(&stick.mount(), "connect-1", &mut files).unwrap();
        assert_eq!(written, Err(DriveFault::Full));
        assert_eq!(stick.names(), Vec::<String>::new());
    }

    #[test]
    fn one_that_cannot_be_written_is_no_drive_that_was_pulled_out() {
        for (error, told) in [
            (Errno::ACCESS, DriveFault::ReadOnly),
            (Errno::PERM, DriveFault::ReadOnly),
            (Errno::ROFS, DriveFault::ReadOnly),
            (Errno::NOSPC, DriveFault::Full),
            (Errno::DQUOT, DriveFault::Full),
            (Errno::IO, DriveFault::Gone),
            (Errno::NODEV, DriveFault::Gone),
            (Errno::NOENT, DriveFault::Gone),
        ] {
            assert_eq!(DriveFault::from(error), told, "{error:?}");
        }
    }

    #[test]
    fn what_the_database_could_not_read_leaves_nothing_half_written() {
        let Some(stick) = Stick::of(1 << 20) else {
            return;
        };
        let mut broken = |_: &mut dyn Write| {
            Err(StoreError::Inconsistent {
                table: "records",
                what: "a log is shorter than it was",
            })
        };
        let mut files: [(&str, Writing<'_>); 2] =
            [("a.csv", &mut text(10)), ("b.jsonl", &mut broken)];
        assert!(write_folder(&stick.mount(), "connect-1", &mut files).is_err());
        assert_eq!(stick.names(), Vec::<String>::new());
    }

    #[test]
    fn a_drive_that_is_pulled_out_in_the_middle_is_no_success() {
        let Some(stick) = Stick::of(1 << 20) else {
            return;
        };
        let (mount, point) = (stick.mount(), stick.point());
        let mut pulled = |out: &mut dyn Write| {
            unmount(&point, UnmountFlags::DETACH).unwrap();
            Ok(out.write_all(b"half").map(|()| 1))
        };
        let mut files: [(&str, Writing<'_>); 2] =
            [("a.csv", &mut text(10)), ("b.jsonl", &mut pulled)];
        let written = write_folder(&mount, "connect-1", &mut files).unwrap();
        assert_eq!(written, Err(DriveFault::Gone));
        assert_eq!(
            stick.names(),
            Vec::<String>::new(),
            "nor is it on this machine"
        );
        assert_eq!(drives(Some(stick.0.path())), Vec::new());
        // Whoever tries again without it is told so.
        let again = write_folder(&mount, "connect-2", &mut [("a", &mut text(1))]).unwrap();
        assert_eq!(again, Err(DriveFault::Gone));
        assert_eq!(stick.names(), Vec::<String>::new());
    }
}

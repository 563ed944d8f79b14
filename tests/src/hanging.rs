//! A drive that tells how much room it has and then hangs: whoever opens anything on it gets no
//! answer until it is pulled out. It is a FUSE file system of a few lines.

use rustix::fs::OFlags;
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// The kernel's end of a file system.
const DEVICE: &str = "/dev/fuse";

/// What is answered (`linux/fuse.h`).
const GETATTR: u32 = 3;
const STATFS: u32 = 17;
const INIT: u32 = 26;
const ACCESS: u32 = 34;

/// Bytes before each question and before each answer.
const ASKED: usize = 40;
const ANSWERED: usize = 16;

/// How often it is looked whether something is asked.
const LOOK: Duration = Duration::from_millis(2);

/// The program doesn't know that question.
const UNKNOWN: i32 = -38;

/// A drive that hangs; pulled out with it.
pub struct Hanging {
    folder: TempDir,
    answering: JoinHandle<()>,
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its drive")]
impl Hanging {
    /// Puts one in. None where this user may mount nothing, or this machine knows no FUSE.
    ///
    /// # Panics
    /// If root can't mount it.
    pub fn put_in() -> Option<Self> {
        let flags = OFlags::NONBLOCK.bits().cast_signed();
        let mut options = OpenOptions::new();
        options.read(true).write(true).custom_flags(flags);
        let device = options.open(DEVICE).ok()?;
        let folder = tempfile::tempdir().unwrap();
        let point = folder.path().join("USB");
        std::fs::create_dir(&point).unwrap();
        let told = format!(
            "fd={},rootmode=40000,user_id=0,group_id=0",
            device.as_raw_fd()
        );
        let told = std::ffi::CString::new(told).unwrap();
        let mounted = mount("USB", &point, "fuse", MountFlags::empty(), told.as_c_str());
        let may = rustix::process::geteuid().is_root();
        assert!(mounted.is_ok() || !may, "{mounted:?}");
        mounted.ok()?;
        let answering = tokio::spawn(answer(device));
        Some(Self { folder, answering })
    }

    /// The folder below which it is, as `--drives` takes it.
    ///
    /// # Panics
    /// Where this machine's temporary folder is no text.
    pub fn below(&self) -> String {
        self.folder.path().to_str().unwrap().to_owned()
    }

    fn point(&self) -> PathBuf {
        self.folder.path().join("USB")
    }

    /// Pulls it out: whoever waits for it is told that it is gone.
    pub async fn pull_out(mut self) {
        self.answering.abort();
        // With the task its end of the file system goes.
        drop((&mut self.answering).await);
    }
}

impl Drop for Hanging {
    fn drop(&mut self) {
        self.answering.abort();
        let _gone = unmount(self.point(), UnmountFlags::DETACH);
    }
}

async fn answer(mut device: File) {
    let mut asked = vec![0; 1 << 18];
    let mut look = tokio::time::interval(LOOK);
    loop {
        look.tick().await;
        let told = match device.read(&mut asked) {
            Ok(length) if length >= ASKED => answer_to(&asked[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => None,
            Ok(_) | Err(_) => return,
        };
        if let Some(told) = told
            && device.write_all(&told).is_err()
        {
            return;
        }
    }
}

fn answer_to(asked: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| {
        let bytes = asked.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_ne_bytes(bytes))
    };
    let unique = asked.get(8..16)?;
    let (error, body) = match number(4)? {
        INIT => (0, init()),
        GETATTR => (0, attributes_of_a_folder()),
        STATFS => (0, room()),
        ACCESS => (UNKNOWN, Vec::new()),
        _ => return None,
    };
    let length = u32::try_from(ANSWERED + body.len()).ok()?;
    let mut told = length.to_ne_bytes().to_vec();
    told.extend(error.to_ne_bytes());
    told.extend(unique);
    told.extend(body);
    Some(told)
}

/// Protocol 7.31 and nothing that could be chosen.
fn init() -> Vec<u8> {
    let mut body = vec![0; 64];
    body[0..4].copy_from_slice(&7_u32.to_ne_bytes());
    body[4..8].copy_from_slice(&31_u32.to_ne_bytes());
    // The most that is written at once.
    body[20..24].copy_from_slice(&4096_u32.to_ne_bytes());
    body
}

fn attributes_of_a_folder() -> Vec<u8> {
    let mut body = vec![0; 104];
    // The root's number, its mode, and one name.
    body[16..24].copy_from_slice(&1_u64.to_ne_bytes());
    body[76..80].copy_from_slice(&0o040_755_u32.to_ne_bytes());
    body[80..84].copy_from_slice(&1_u32.to_ne_bytes());
    body
}

/// A gigabyte, all of it free.
fn room() -> Vec<u8> {
    let mut body = vec![0; 80];
    for count in body[..24].chunks_exact_mut(8) {
        count.copy_from_slice(&(1_u64 << 18).to_ne_bytes());
    }
    // The size of a block, the longest name, and the size in which is counted.
    for (at, number) in [(40, 4096_u32), (44, 255), (48, 4096)] {
        body[at..at + 4].copy_from_slice(&number.to_ne_bytes());
    }
    body
}

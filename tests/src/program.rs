//! The programs under test, as they were built beside the tests.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The path of a program of this workspace.
///
/// # Panics
/// If it hasn't been built: `cargo build --workspace` does.
pub fn path(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap_or_default();
    let found = here
        .ancestors()
        .skip(1)
        .take(3)
        .map(|dir| dir.join(name))
        .find(|p| p.is_file());
    assert!(
        found.is_some(),
        "{name} isn't built; run `cargo build --workspace` first"
    );
    found.unwrap_or_default()
}

/// A command that runs a program of this workspace, without anything inherited that would
/// change what it does.
pub fn command(name: &str) -> Command {
    let mut command = patient(&path(name).display().to_string());
    for variable in [
        "CONNECT_DATA",
        "DATABASE_URL",
        "CREDENTIALS_DIRECTORY",
        "RUST_LOG",
    ] {
        command.env_remove(variable);
    }
    command
}

/// A command that runs a program so that it is told when a file can't grow, as on a full disk,
/// instead of being killed: see [`limit_files`].
pub fn patient(program: &str) -> Command {
    let mut command = tool("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", program]);
    command
}

/// Lets no file of a running process grow past so many bytes: what a full disk looks like to it.
/// `None` lets them grow again.
///
/// # Panics
/// If the process is gone.
#[expect(clippy::unwrap_used, reason = "a test can't go on without it")]
pub fn limit_files(process: &str, most: Option<u64>) {
    let most = most.map_or_else(|| "unlimited".to_owned(), |most| most.to_string());
    // The soft limit alone, so that it can be lifted again.
    let limited = tool("prlimit")
        .args(["--pid", process, &format!("--fsize={most}:unlimited")])
        .status()
        .unwrap();
    assert!(limited.success(), "prlimit of {process}");
}

/// A command that runs a tool of this machine.
#[expect(clippy::disallowed_methods, reason = "the tests run the real programs")]
pub fn tool(name: &str) -> Command {
    let mut command = Command::new(name);
    command.stdin(Stdio::null());
    command
}

/// The name of an X display that nobody has.
pub fn free_display() -> String {
    let taken = |n: &u32| Path::new(&format!("/tmp/.X{n}-lock")).exists();
    let free = (90..10_000).find(|n| !taken(n)).unwrap_or(90);
    format!(":{free}")
}

const PORTS: std::ops::Range<u16> = 10_000..30_000;

/// A port of this machine that nobody listens on just now, and another each time. It is below those
/// that the system gives to callers: one of theirs may be in use again before the program that it
/// is for listens.
///
/// # Panics
/// If the machine has none left.
pub fn free_port() -> u16 {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    // Test programs that run at once begin apart.
    let first = std::process::id().wrapping_mul(97);
    for _ in PORTS {
        let nth = first.wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed));
        let port =
            PORTS.start + u16::try_from(nth % u32::from(PORTS.end - PORTS.start)).unwrap_or(0);
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("this machine has no port left");
}

/// A process that doesn't outlive its test.
#[derive(Debug)]
pub struct Running(std::process::Child);

impl Running {
    /// Starts it.
    ///
    /// # Panics
    /// If it can't be started.
    #[expect(clippy::unwrap_used, reason = "a test can't go on without its program")]
    pub fn start(mut command: Command) -> Self {
        Self(command.spawn().unwrap())
    }

    /// Its output, once.
    pub const fn stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.0.stdout.take()
    }

    /// Its process id.
    pub fn id(&self) -> String {
        self.0.id().to_string()
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }

    /// Whether it has ended, and how.
    pub fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.0.try_wait().ok().flatten()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

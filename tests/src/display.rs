//! A display of a test's own, of X or of Wayland, and what is to be seen on it.

use crate::program::{Running, free_display, tool};
use crate::wait::until;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

/// A display without a device.
pub struct Display {
    /// What programs call it.
    pub name: String,
    pictures: TempDir,
    _running: Running,
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its display")]
impl Display {
    /// Starts one of this size.
    ///
    /// # Panics
    /// If it can't be started.
    pub fn start(width: u32, height: u32) -> Self {
        let (name, pictures) = (free_display(), tempfile::tempdir().unwrap());
        let mut server = tool("Xvfb");
        let size = format!("{width}x{height}x24");
        server.args([&name, "-screen", "0", &size, "-nolisten", "tcp"]);
        server.arg("-fbdir").arg(pictures.path());
        server.stdout(Stdio::null()).stderr(Stdio::null());
        Self {
            name,
            pictures,
            _running: Running::start(server),
        }
    }

    /// All that is to be seen once nothing moves.
    ///
    /// # Panics
    /// If something goes on moving.
    pub async fn still(&self) -> Vec<u8> {
        let mut last = Vec::new();
        until("a still picture", Duration::from_secs(15), async || {
            let before = std::mem::replace(&mut last, self.picture());
            (before == last).then_some(())
        })
        .await;
        last
    }

    /// All that is to be seen now.
    ///
    /// # Panics
    /// If nothing can be.
    pub fn picture(&self) -> Vec<u8> {
        std::fs::read(self.pictures.path().join("Xvfb_screen0")).unwrap()
    }
}

/// A Wayland compositor of a test's own, whose screen nobody sees.
pub struct Compositor {
    runtime: TempDir,
    _running: Running,
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its display")]
impl Compositor {
    /// Starts one with a screen of this size.
    ///
    /// # Panics
    /// If it can't be started.
    pub async fn start(width: u32, height: u32) -> Self {
        // Nobody else may read what sockets lie there: private, as temporary folders are.
        let runtime = tempfile::tempdir().unwrap();
        let mut server = tool("weston");
        server.args(["--backend=headless-backend.so", "--idle-time=0"]);
        server.args([format!("--width={width}"), format!("--height={height}")]);
        server.arg(format!("--socket={SOCKET}"));
        server.env("XDG_RUNTIME_DIR", runtime.path());
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let running = Running::start(server);
        until("a compositor", Duration::from_secs(15), async || {
            runtime.path().join(SOCKET).exists().then_some(())
        })
        .await;
        Self {
            runtime,
            _running: running,
        }
    }

    /// What a program needs in its environment to be shown there.
    pub fn environment(&self) -> Vec<(String, String)> {
        let runtime = self.runtime.path().display().to_string();
        [
            ("GDK_BACKEND", "wayland"),
            ("WAYLAND_DISPLAY", SOCKET),
            ("XDG_RUNTIME_DIR", &runtime),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }
}

/// The compositor's socket.
const SOCKET: &str = "wayland-of-a-test";

/// Which part of two pictures of one display isn't alike.
pub fn difference(one: &[u8], other: &[u8]) -> f64 {
    let pairs = one.chunks(4).zip(other.chunks(4));
    let (all, unlike) = pairs.fold((0_u32, 0_u32), |(all, unlike), (one, other)| {
        (all + 1, unlike + u32::from(one != other))
    });
    f64::from(unlike) / f64::from(all.max(1))
}

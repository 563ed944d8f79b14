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

/// `cage`, with a screen of 1280×720 that nobody sees.
pub struct Cage {
    runtime: TempDir,
    _running: Running,
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its display")]
impl Cage {
    /// Starts it. As root it won't run: then it is nobody's.
    ///
    /// # Panics
    /// If it can't be started.
    pub async fn start() -> Self {
        const NOBODY: u32 = 65534;
        let runtime = tempfile::tempdir().unwrap();
        let mut server = if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(runtime.path(), Some(NOBODY), Some(NOBODY)).unwrap();
            let mut as_nobody = tool("setpriv");
            as_nobody.args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")]);
            as_nobody.args(["--clear-groups", "cage"]);
            as_nobody
        } else {
            tool("cage")
        };
        // It ends with the program that it is there for.
        server.args(["--", "sleep", "infinity"]);
        server.env("XDG_RUNTIME_DIR", runtime.path());
        server.env("WLR_BACKENDS", "headless");
        server.env("WLR_LIBINPUT_NO_DEVICES", "1");
        server.env("WLR_RENDERER", "pixman");
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

/// What the first compositor of a folder calls its socket.
const SOCKET: &str = "wayland-0";

/// Which part of two pictures of one display isn't alike.
pub fn difference(one: &[u8], other: &[u8]) -> f64 {
    let pairs = one.chunks(4).zip(other.chunks(4));
    let (all, unlike) = pairs.fold((0_u32, 0_u32), |(all, unlike), (one, other)| {
        (all + 1, unlike + u32::from(one != other))
    });
    f64::from(unlike) / f64::from(all.max(1))
}

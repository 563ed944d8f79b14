//! WebDriver for the windows of this workspace's programs, through `tauri-driver`.

use crate::program::{self, Running, free_port};
use crate::wait::until;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long a window may take to come, on a busy machine.
const START: Duration = Duration::from_mins(1);

/// A driver that runs; its end is the window's.
pub struct Driver {
    port: u16,
    _running: Running,
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its window")]
impl Driver {
    /// Starts one in a folder for its log and for the settings of its program, which inherits what
    /// `prepare` sets.
    ///
    /// # Panics
    /// If it can't be started.
    pub fn start(folder: &Path, prepare: impl FnOnce(&mut Command)) -> Self {
        let (port, native) = (free_port(), free_port());
        let mut command = program::patient("tauri-driver");
        command.args(["--port", &port.to_string()]);
        command.args(["--native-port", &native.to_string()]);
        let log = folder.join("kiosk.log");
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(log)
            .unwrap();
        command.stdout(Stdio::null()).stderr(log);
        // Settings that may be lost belong to this window too.
        command.env("XDG_DATA_HOME", folder.join("share"));
        command.env("XDG_CONFIG_HOME", folder.join("config"));
        command.env("XDG_CACHE_HOME", folder.join("cache"));
        prepare(&mut command);
        let running = Running::start(command);
        Self {
            port,
            _running: running,
        }
    }

    /// Waits until it answers, so that what it is asked next is all that takes time.
    ///
    /// # Panics
    /// If it doesn't.
    pub async fn answers(&self) {
        let address = ("127.0.0.1", self.port);
        until("the driver", START, async || {
            tokio::net::TcpStream::connect(address).await.ok()
        })
        .await;
    }

    /// Opens a program's window.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn open(&self, program: PathBuf, arguments: Vec<String>) -> Client {
        let options = json!({ "application": program, "args": arguments });
        let wanted = json!({ "tauri:options": options, "browserName": "wry" });
        let Value::Object(wanted) = wanted else {
            unreachable!()
        };
        let address = format!("http://127.0.0.1:{}", self.port);
        until("the window", START, async || {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(wanted.clone());
            builder.connect(&address).await.ok()
        })
        .await
    }
}

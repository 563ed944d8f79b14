//! A real `connect-kiosk` in a real window, driven through `tauri-driver`.

use crate::centre::Centre;
use crate::driver::Driver;
use crate::outbox::Outbox;
use crate::program::{self, Running};
use crate::screen::Screen;
use crate::wait::until;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

/// A kiosk's data folder and outbox, and what it is started with.
pub struct Kiosk {
    folder: TempDir,
    /// More arguments for each start.
    pub arguments: Vec<String>,
    /// What its environment has besides the test's.
    pub environment: Vec<(String, String)>,
    driver: Option<Driver>,
    display: Option<String>,
}

#[expect(
    clippy::unwrap_used,
    reason = "a test can't go on without what these make"
)]
impl Kiosk {
    /// A folder, enrolled by nobody yet. The chain is `relay,outbox:FILE`.
    ///
    /// # Panics
    /// If there is no room for it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut kiosk = Self {
            folder,
            arguments: Vec::new(),
            environment: Vec::new(),
            driver: None,
            display: None,
        };
        let chain = format!("relay,{}", kiosk.outbox().carrier());
        kiosk.arguments = ["--windowed", "--sms", &chain]
            .map(ToOwned::to_owned)
            .to_vec();
        kiosk
    }

    /// A kiosk that joins the centre for these events at its first start.
    pub fn of(centre: &Centre, events: &[i64]) -> Self {
        Self::named("Door", centre, &centre.url(), events)
    }

    /// The same with a name of its own, for a centre that it knows by this address.
    pub fn named(name: &str, centre: &Centre, address: &str, events: &[i64]) -> Self {
        let mut kiosk = Self::new();
        let code = centre.enrolment_code(events);
        kiosk.arguments.extend(
            ["--central", address, "--enrol", &code, "--name", name].map(ToOwned::to_owned),
        );
        kiosk
    }

    /// The same, in this language.
    #[must_use]
    pub fn in_language(mut self, language: &str) -> Self {
        self.arguments
            .extend(["--lang".to_owned(), language.to_owned()]);
        self
    }

    /// The same, on another X display than the test's.
    #[must_use]
    pub fn on_display(mut self, display: &str) -> Self {
        self.display = Some(display.to_owned());
        self
    }

    /// The same, over the whole screen as at a venue.
    #[must_use]
    pub fn full_screen(mut self) -> Self {
        self.arguments.retain(|argument| argument != "--windowed");
        self
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The kiosk's own outbox, the last courier of its chain.
    pub fn outbox(&self) -> Outbox {
        Outbox(self.folder.path().join("kiosk-outbox.jsonl"))
    }

    /// What it is started with.
    pub fn all_arguments(&self) -> Vec<String> {
        let mut all = vec!["--data".to_owned(), self.data().display().to_string()];
        all.extend(self.arguments.iter().cloned());
        all
    }

    /// Starts it without a driver and waits for its end: for what it says when it can't start.
    ///
    /// # Panics
    /// If it can't be run, or hasn't ended after half a minute.
    pub async fn run_to_its_end(&self) -> (bool, String) {
        let mut command = program::command("connect-kiosk");
        let log = self.folder.path().join("end.log");
        command.args(self.all_arguments());
        command.envs(self.environment.iter().cloned());
        command
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log).unwrap());
        let mut kiosk = Running::start(command);
        let end = until("the kiosk's end", Duration::from_secs(30), async || {
            kiosk.ended()
        })
        .await;
        (end.success(), std::fs::read_to_string(log).unwrap())
    }

    /// Opens the window and waits for its first screen.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn open(&mut self) -> Screen {
        self.close();
        let driver = Driver::start(self.folder.path(), |command| {
            if let Some(display) = &self.display {
                command.env("DISPLAY", display);
            }
            // The driver hands its own on to the kiosk.
            command.envs(self.environment.iter().cloned());
        });
        let kiosk = program::path("connect-kiosk");
        let client = driver.open(kiosk, self.all_arguments()).await;
        self.driver = Some(driver);
        Screen::new(client)
    }

    /// Fills the disk, as far as the kiosk can see, or makes room again.
    ///
    /// # Panics
    /// If it isn't running.
    pub fn disk_is_full(&self, full: bool) {
        let found = processes_with(&self.data().display().to_string());
        assert_eq!(found.len(), 1, "the kiosk runs");
        // The window's own buffers are files too: only the log that grows is kept from growing.
        let log = std::fs::metadata(self.data().join("connect.db-wal"))
            .unwrap()
            .len();
        program::limit_files(&found[0], full.then_some(log));
    }

    /// SIGKILL for the kiosk, as if the plug were pulled; the driver goes with it.
    ///
    /// # Panics
    /// If it isn't running.
    pub fn kill(&mut self) {
        let data = self.data().display().to_string();
        let found = processes_with(&data);
        assert!(!found.is_empty(), "the kiosk runs");
        for process in found {
            let mut kill = program::tool("kill");
            assert!(kill.args(["-9", &process]).status().unwrap().success());
        }
        self.driver = None;
    }

    /// Ends the driver, and the kiosk with it.
    pub fn close(&mut self) {
        self.driver = None;
        for process in processes_with(&self.data().display().to_string()) {
            drop(program::tool("kill").args(["-9", &process]).status());
        }
    }

    /// How much memory the process that draws the window has for itself, in MB.
    ///
    /// # Panics
    /// If there is none.
    pub fn web_memory_mb(&self) -> f64 {
        // What it shares with others isn't its own to grow.
        let kilobytes = status_of(&self.web_process(), "RssAnon:").unwrap();
        kilobytes.parse::<f64>().unwrap() / 1024.0
    }

    /// The process that draws its page.
    fn web_process(&self) -> String {
        let kiosk = processes_with(&self.data().display().to_string()).remove(0);
        let mut all = all_processes().into_iter();
        let draws = all.find(|id| {
            status_of(id, "PPid:").as_ref() == Some(&kiosk)
                && status_of(id, "Name:").is_some_and(|name| name.starts_with("WebKitWeb"))
        });
        draws.unwrap()
    }

    /// Ends the process that draws its page as the system does for want of memory.
    ///
    /// # Panics
    /// If there is none.
    pub fn kill_page(&self) {
        let id = self.web_process().parse().unwrap();
        let id = rustix::process::Pid::from_raw(id).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
    }

    /// Whether its program runs.
    pub fn runs(&self) -> bool {
        !processes_with(&self.data().display().to_string()).is_empty()
    }

    /// What it wrote to its log.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("kiosk.log")).unwrap_or_default()
    }
}

impl Default for Kiosk {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Kiosk {
    fn drop(&mut self) {
        self.close();
    }
}

/// The ids of the kiosk processes with this argument.
fn processes_with(argument: &str) -> Vec<String> {
    let ids = all_processes().into_iter();
    ids.filter(|id| {
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let mut arguments = line.split(|byte| *byte == 0);
        let program = arguments.next().unwrap_or_default();
        program.ends_with(b"connect-kiosk") && arguments.any(|a| a == argument.as_bytes())
    })
    .collect()
}

/// What the kernel says of a process under this name.
fn status_of(id: &str, name: &str) -> Option<String> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next().map(str::to_owned)
}

fn all_processes() -> Vec<String> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

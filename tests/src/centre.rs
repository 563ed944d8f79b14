//! A real `connect-central` with its own data folder.

use crate::outbox::Outbox;
use crate::program::{self, Running, command, free_port};
use crate::wait::until;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

/// A centre: its folder, and its server while it runs.
pub struct Centre {
    folder: TempDir,
    port: u16,
    server: Option<Running>,
    extra: Vec<String>,
    /// What its environment has besides the test's.
    pub environment: Vec<(String, String)>,
    /// For calls to it.
    pub http: Client,
}

/// What a command answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Whether it succeeded.
    pub success: bool,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

#[expect(
    clippy::unwrap_used,
    reason = "a test can't go on without what these make"
)]
impl Centre {
    /// A folder without a server yet.
    ///
    /// # Panics
    /// If there is no room for it.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
            server: None,
            extra: Vec::new(),
            environment: Vec::new(),
            http: Client::builder()
                .timeout(Duration::from_secs(20))
                .build()
                .unwrap(),
        }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The centre's own outbox.
    pub fn outbox(&self) -> Outbox {
        Outbox(self.file("centre-outbox.jsonl"))
    }

    /// Runs a command with `--json`.
    ///
    /// # Panics
    /// If the program can't be run.
    pub fn try_run(&self, arguments: &[&str]) -> Answer {
        let output = command("connect-central")
            .arg("--data")
            .arg(self.data())
            .arg("--json")
            .args(arguments)
            .envs(self.environment.iter().cloned())
            .output()
            .unwrap();
        Answer {
            success: output.status.success(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed, and reads the JSON that it prints.
    ///
    /// # Panics
    /// If it fails.
    pub fn run(&self, arguments: &[&str]) -> Value {
        let answer = self.try_run(arguments);
        assert!(answer.success, "{arguments:?}: {}", answer.stderr);
        serde_json::from_str(&answer.stdout).unwrap()
    }

    /// Makes an event and imports its roster; the event's id.
    ///
    /// # Panics
    /// If it fails.
    pub fn event(&self, name: &str, more: &[&str], roster: &str) -> i64 {
        let mut arguments = vec!["event", "create", "--name", name];
        arguments.extend(more);
        let id = self.run(&arguments)["event_id"].as_i64().unwrap();
        if !roster.is_empty() {
            let report = self.import(id, roster);
            assert_eq!(report["rejected"], json!([]), "the whole roster goes in");
        }
        id
    }

    /// Imports a roster.
    ///
    /// # Panics
    /// If it fails.
    pub fn import(&self, event: i64, roster: &str) -> Value {
        let file = self.file("roster.csv");
        std::fs::write(&file, roster).unwrap();
        self.run(&[
            "event",
            "import",
            &event.to_string(),
            file.to_str().unwrap(),
        ])
    }

    /// Registers an app for events: its id and secret.
    ///
    /// # Panics
    /// If it fails.
    pub fn client(&self, events: &[i64]) -> (String, String) {
        let events: Vec<String> = events.iter().map(ToString::to_string).collect();
        let mut arguments = vec!["client", "create", "--name", "App", "--event"];
        arguments.extend(events.iter().map(String::as_str));
        let made = self.run(&arguments);
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("client_id"), text("client_secret"))
    }

    /// Makes somebody staff of events, with a PIN; their id.
    ///
    /// # Panics
    /// If it fails.
    pub fn staff(&self, name: &str, role: &str, pin: &str, events: &[i64]) -> String {
        let events: Vec<String> = events.iter().map(ToString::to_string).collect();
        let mut arguments = vec!["staff", "add", "--name", name, "--role", role, "--pin", pin];
        arguments.push("--event");
        arguments.extend(events.iter().map(String::as_str));
        self.run(&arguments)["staff"].as_str().unwrap().to_owned()
    }

    /// A code with which a kiosk joins; without events, one that brings an event of its own.
    ///
    /// # Panics
    /// If it fails.
    pub fn enrolment_code(&self, events: &[i64]) -> String {
        let events: Vec<String> = events.iter().map(ToString::to_string).collect();
        let mut arguments = vec!["station", "code"];
        if !events.is_empty() {
            arguments.push("--event");
        }
        arguments.extend(events.iter().map(String::as_str));
        self.run(&arguments)["enrolment_code"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// What `serve` is started with from now on, beside the folder, the port and the outbox.
    pub fn serve_with(&mut self, extra: &[&str]) {
        self.extra = extra.iter().map(ToString::to_string).collect();
    }

    /// Serves with an outbox, always at the same port; returns when it is ready.
    ///
    /// # Panics
    /// If it doesn't start.
    pub async fn serve(&mut self) {
        let carrier = self.outbox().carrier();
        let mut serve = command("connect-central");
        serve.arg("--data").arg(self.data()).arg("serve");
        serve.args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        if !self.extra.iter().any(|argument| argument == "--sms") {
            serve.args(["--sms", &carrier]);
        }
        serve.args(&self.extra).stdout(Stdio::piped());
        serve.envs(self.environment.iter().cloned());
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap();
        serve.stderr(log);
        let mut server = Running::start(serve);
        let output = tokio::process::ChildStdout::from_std(server.stdout().unwrap()).unwrap();
        let mut lines = tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(output));
        let line = tokio::time::timeout(Duration::from_secs(20), lines.next_line()).await;
        let line = line.unwrap().unwrap();
        assert_eq!(
            line,
            Some(format!("listening on {}", self.url())),
            "{}",
            self.said()
        );
        self.server = Some(server);
    }

    /// What `serve` writes to stderr.
    pub fn log(&self) -> PathBuf {
        self.file("centre.log")
    }

    /// What `serve` has written to stderr.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Fills the disk, as far as the server can see, or makes room again.
    ///
    /// # Panics
    /// If it isn't running.
    pub fn disk_is_full(&self, full: bool) {
        program::limit_files(&self.process(), full.then_some(0));
    }

    /// Lets no file of the server's grow past its write-ahead log and so many bytes more: the disk
    /// fills in the middle of what is written next. [`Self::disk_is_full`] makes room again.
    ///
    /// # Panics
    /// If it isn't running.
    pub fn disk_is_full_after(&self, bytes: u64) {
        let log = std::fs::metadata(self.data().join("connect.db-wal")).unwrap();
        program::limit_files(&self.process(), Some(log.len() + bytes));
    }

    /// The server's process id.
    ///
    /// # Panics
    /// If it isn't running.
    pub fn process(&self) -> String {
        self.server.as_ref().unwrap().id()
    }

    /// SIGKILL for the server.
    pub fn kill(&mut self) {
        self.server = None;
    }

    /// A copy of its data, while nothing writes there.
    ///
    /// # Panics
    /// If there is no room for it.
    pub fn backup(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_files(&self.data(), copy.path());
        copy
    }

    /// Puts a copy in the place of its data, while it doesn't run.
    ///
    /// # Panics
    /// If that fails.
    pub fn restore(&self, copy: &TempDir) {
        for entry in std::fs::read_dir(self.data()).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        copy_files(copy.path(), &self.data());
    }

    /// Its address, which is its issuer too.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Calls the token endpoint with a JSON body.
    ///
    /// # Panics
    /// If nobody answers.
    pub async fn token(&self, body: &Value) -> Response {
        let url = format!("{}/api/oauth2/token", self.url());
        self.http.post(url).json(body).send().await.unwrap()
    }

    /// A client's own token.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn client_token(&self, (id, secret): &(String, String)) -> String {
        let body = json!({
            "grant_type": "client_credentials", "client_id": id, "client_secret": secret,
        });
        let answer: Value = self.token(&body).await.json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// Asks for a code.
    ///
    /// # Panics
    /// If nobody answers.
    pub async fn ask_code(&self, token: &str, mobile: &str) -> Response {
        let url = format!("{}/api/mobile/verification-codes", self.url());
        let body = json!({ "mobile": mobile });
        self.http
            .post(url)
            .bearer_auth(token)
            .json(&body)
            .send()
            .await
            .unwrap()
    }

    /// The records of this kind of an event, as `records export` has them.
    ///
    /// # Panics
    /// If the export fails.
    pub fn records(&self, event: i64, kind: &str) -> Vec<Value> {
        let event = event.to_string();
        let export = ["records", "export", "--event", &event, "--format", "jsonl"];
        let mut records = self.lines(&export);
        records.retain(|record| record["kind"] == kind);
        records
    }

    /// What a command prints, one JSON object a line.
    ///
    /// # Panics
    /// If it fails.
    pub fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        let answer = self.try_run(arguments);
        assert!(answer.success, "{arguments:?}: {}", answer.stderr);
        let lines = answer.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Waits until the centre has so many records of a kind.
    pub async fn wait_for_records(&self, event: i64, kind: &str, count: usize) -> Vec<Value> {
        until(
            &format!("{count} {kind} records at the centre"),
            Duration::from_mins(1),
            async || Some(self.records(event, kind)).filter(|records| records.len() >= count),
        )
        .await
    }
}

impl Default for Centre {
    fn default() -> Self {
        Self::new()
    }
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without them")]
fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

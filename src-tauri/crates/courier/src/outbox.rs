//! The outbox file: for trying things out. The only courier that shows a code.

use crate::courier::{Answering, Courier, Failure};
use connect_engine::message::Message;
use serde::Serialize;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Appends one JSON line a message to a file.
pub struct Outbox {
    file: PathBuf,
    clock: fn() -> String,
}

#[derive(Serialize)]
struct Line<'a> {
    to: &'a str,
    text: String,
    code: String,
    at: String,
}

impl Outbox {
    /// `clock` tells the time in RFC 3339.
    pub const fn new(file: PathBuf, clock: fn() -> String) -> Self {
        Self { file, clock }
    }

    /// What the programs warn of when they use it.
    pub fn warning(&self) -> String {
        format!(
            "every code is written to {}: an outbox is for trying things out, never for a door",
            self.file.display()
        )
    }

    /// Writes a line, or with an empty one shows that one could be written.
    fn append(file: &Path, line: &[u8]) -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(file)?;
        // One write for a whole line: two programs may share the file.
        file.write_all(line)?;
        file.sync_data()
    }
}

impl Courier for Outbox {
    fn name(&self) -> &'static str {
        "outbox"
    }

    fn send<'a>(&'a self, message: &'a Message) -> Answering<'a, Result<(), Failure>> {
        Box::pin(async move {
            let line = Line {
                to: message.to.e164(),
                text: message.text(),
                code: message.code.digits().to_owned(),
                at: (self.clock)(),
            };
            let failed = || Failure::Answered("the outbox can't be written".to_owned());
            let mut line = serde_json::to_vec(&line).map_err(|_| failed())?;
            line.push(b'\n');
            let file = self.file.clone();
            let written = tokio::task::spawn_blocking(move || Self::append(&file, &line)).await;
            written.map_err(|_| failed())?.map_err(|_| failed())
        })
    }

    fn probe(&self) -> Answering<'_, bool> {
        let file = self.file.clone();
        Box::pin(async move {
            let opened = tokio::task::spawn_blocking(move || Self::append(&file, &[])).await;
            opened.is_ok_and(|opened| opened.is_ok())
        })
    }
}

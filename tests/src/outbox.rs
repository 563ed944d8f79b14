//! The outbox file: the only place where a test reads a code.

use crate::wait::until;
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// One line of the outbox.
#[derive(Debug, Clone, Deserialize)]
pub struct Sent {
    /// E.164.
    pub to: String,
    /// The whole SMS.
    pub text: String,
    /// The code in it.
    pub code: String,
}

/// An outbox file.
#[derive(Debug, Clone)]
pub struct Outbox(pub PathBuf);

impl Outbox {
    /// As it stands in `--sms`.
    pub fn carrier(&self) -> String {
        format!("outbox:{}", self.0.display())
    }

    /// All messages so far.
    pub fn all(&self) -> Vec<Sent> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        text.lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    /// The messages to a number (E.164) so far.
    pub fn to(&self, mobile: &str) -> Vec<Sent> {
        self.all()
            .into_iter()
            .filter(|sent| sent.to == mobile)
            .collect()
    }

    /// Waits for the `n`th message to a number, from 1.
    pub async fn nth(&self, mobile: &str, n: usize) -> Sent {
        until(
            &format!("SMS {n} to {mobile}"),
            Duration::from_secs(15),
            async || self.to(mobile).into_iter().nth(n - 1),
        )
        .await
    }
}

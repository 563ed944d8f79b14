//! The command line.

use crate::language_tag::LanguageTag;
use clap::{Parser, Subcommand};
use connect_engine::roster::plain_name;
use std::path::PathBuf;
use url::{Host, Url};

/// The check-in kiosk of Connect.
#[derive(Debug, Parser)]
#[command(name = "connect-kiosk", version, about)]
pub struct Arguments {
    /// The folder that holds everything this station owns.
    #[arg(long, global = true)]
    pub data: Option<PathBuf>,
    /// The centre to join: at the first start, or once the station has served alone.
    #[arg(long, requires = "enrol", value_parser = centre_address)]
    pub central: Option<Url>,
    /// The code with which to join; one from `connect-central station code`.
    #[arg(long, requires = "central")]
    pub enrol: Option<String>,
    /// The name under which the organiser knows this station.
    #[arg(long, requires = "enrol", value_parser = plain_name)]
    pub name: Option<String>,
    /// How SMS leave, in order: `relay`, `kavenegar`, `outbox:FILE`. Without it, as chosen at the kiosk,
    /// else by `relay`.
    #[arg(long)]
    pub sms: Option<String>,
    /// The folder below which drives are mounted that records are exported to; without it, where
    /// machines mount them: /media, /run/media, /mnt.
    #[arg(long, value_name = "DIR")]
    pub drives: Option<PathBuf>,
    /// A window instead of the full screen.
    #[arg(long)]
    pub windowed: bool,
    /// The language in which attendees are met, by its tag: `fa`, `en`.
    #[arg(long, value_name = "TAG")]
    pub lang: Option<LanguageTag>,
    /// Something else than opening the kiosk.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Something else than opening the kiosk.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check this station's log, or those in an exported file, from nothing but the public key.
    VerifyLog {
        /// A file from `export-log`, of this station or another.
        file: Option<PathBuf>,
    },
    /// Give one of the staff of a kiosk that serves alone another PIN, where nobody knows theirs any
    /// more, and end every wait after wrong ones.
    SetPin {
        /// Their name, as the kiosk shows it.
        name: String,
        /// 4 to 12 digits; without it one is made up and shown this once.
        #[arg(long)]
        pin: Option<String>,
    },
    /// Write this station's log into a file that can be checked without the station. Bodies that
    /// weren't erased stand in it: names and numbers of attendees.
    ExportLog {
        /// Where to.
        file: PathBuf,
    },
}

impl Arguments {
    /// The data folder: as given, or where this user's programs keep theirs.
    pub fn data(&self) -> PathBuf {
        if let Some(data) = &self.data {
            return data.clone();
        }
        let home = std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| {
                std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"))
            });
        home.unwrap_or_else(|| PathBuf::from("."))
            .join("connect-kiosk")
    }
}

/// Codes, numbers and keys travel there: only over TLS, or within this machine.
pub fn centre_address(text: &str) -> Result<Url, String> {
    let url =
        Url::parse(text).map_err(|_| "this is no address like https://connect.example.org")?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() == "https" || (url.scheme() == "http" && loopback) {
        Ok(url)
    } else {
        Err("a centre on another machine must be reached by https://".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for good in [
            "https://connect.example.org",
            "http://127.0.0.1:8420",
            "http://localhost:1",
        ] {
            assert!(centre_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://connect.example.org",
            "http://10.0.0.1",
            "ftp://localhost",
            "connect",
        ] {
            assert!(centre_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn enrolling_needs_both_the_address_and_the_code() {
        let parse = |arguments: &[&str]| {
            Arguments::try_parse_from([&["connect-kiosk"], arguments].concat()).is_ok()
        };
        assert!(parse(&[]));
        assert!(parse(&[
            "--central",
            "https://c.example",
            "--enrol",
            "AAAA"
        ]));
        assert!(!parse(&["--central", "https://c.example"]));
        assert!(!parse(&["--enrol", "AAAA"]));
        assert!(!parse(&["--name", "Door"]));
    }
}

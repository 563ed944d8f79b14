//! The organiser's commands. Each prints one JSON object with `--json`, a sentence without.

mod attendees;
mod clients;
mod events;
mod look;
mod records;
mod serve;
mod staff;
mod stations;
mod terminal_qr;

use crate::centre::Centre;
use anyhow::Context as _;
use clap::{Parser, Subcommand};
use connect_engine::roster::plain_name;
use connect_engine::time::Timestamp;
use serde_json::Value;
use std::path::PathBuf;

/// The central server of Connect Kiosk.
#[derive(Debug, Parser)]
#[command(name = "connect-central", version, about)]
pub struct Arguments {
    /// The folder with the secrets, the keys and the embedded database.
    #[arg(
        long,
        env = "CONNECT_DATA",
        default_value = "connect-data",
        global = true
    )]
    data: PathBuf,
    /// Print one JSON object instead of a sentence.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve stations and apps over HTTP.
    Serve(serve::Serve),
    /// Make and list events, and import who comes.
    #[command(subcommand)]
    Event(events::EventCommand),
    /// List an event's attendees, and remove one.
    #[command(subcommand)]
    Attendee(attendees::AttendeeCommand),
    /// Close tickets for entry.
    #[command(subcommand)]
    Ticket(attendees::TicketCommand),
    /// Register Connect apps.
    #[command(subcommand)]
    Client(clients::ClientCommand),
    /// Let kiosks join, and put them out.
    #[command(subcommand)]
    Station(stations::StationCommand),
    /// Say who may be on duty at the kiosks.
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// Forgive the failures of a number or of a station.
    Unlock(stations::Unlock),
    /// Take the records home, and check that nobody rewrote them.
    #[command(subcommand)]
    Records(records::RecordsCommand),
}

/// What a command has to say.
struct Said {
    sentence: String,
    json: Value,
}

impl Said {
    fn say(self, json: bool) {
        say(if json {
            self.json.to_string()
        } else {
            self.sentence
        });
    }
}

/// Runs the command.
///
/// # Errors
/// What went wrong, in words.
pub fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments {
        data,
        json,
        command,
    } = arguments;
    if let Command::Serve(serve) = command {
        return serve::run(&serve, &data);
    }
    if let Command::Records(records::RecordsCommand::Export(export)) = command {
        return records::export(&open(&data)?, &export);
    }
    let centre = open(&data)?;
    if let Command::Records(records::RecordsCommand::ExportLog { station }) = &command {
        return records::export_log(&centre, station);
    }
    let said = match command {
        Command::Event(command) => events::run(&centre, command)?,
        Command::Client(command) => clients::run(&centre, command)?,
        Command::Station(command) => stations::run(&centre, command)?,
        Command::Staff(command) => staff::run(&centre, command)?,
        Command::Unlock(command) => stations::unlock(&centre, &command)?,
        Command::Attendee(command) => attendees::run(&centre, command)?,
        Command::Ticket(command) => attendees::run_ticket(&centre, command)?,
        Command::Records(records::RecordsCommand::Release(release)) => {
            records::release(&centre, &release)?
        }
        Command::Records(_) | Command::Serve(_) => return records::verify(&centre, json),
    };
    said.say(json);
    Ok(())
}

fn open(data: &std::path::Path) -> anyhow::Result<Centre> {
    Ok(Centre::open(data, "")?)
}

/// The only place that writes to stdout.
#[expect(clippy::print_stdout, reason = "what a command says goes to stdout")]
fn say(text: impl std::fmt::Display) {
    println!("{text}");
}

/// Tells what went wrong, with each cause once.
#[expect(clippy::print_stderr, reason = "what went wrong goes to stderr")]
pub fn complain(error: &anyhow::Error) {
    eprintln!("connect-central: {error:#}");
}

/// Warns the organiser.
#[expect(clippy::print_stderr, reason = "warnings go to stderr")]
fn warn(text: &str) {
    eprintln!("connect-central: warning: {text}");
}

/// Reads the organiser's name for something from the command line.
fn name(what: &str, text: &str) -> anyhow::Result<String> {
    plain_name(text).map_err(|bad| anyhow::anyhow!("{what} {bad}"))
}

/// Reads a time from the command line.
fn time(text: &str) -> anyhow::Result<Timestamp> {
    Timestamp::parse_rfc3339(text)
        .with_context(|| format!("`{text}` is no time like 2026-03-21T09:00:00+03:30"))
}

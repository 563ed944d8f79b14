//! `connect-central`: the central server and the organiser's commands.
//!
//! `serve` speaks HTTP on loopback or behind a TLS proxy; every other command works on the same
//! data folder, also while `serve` runs.

mod ambient;
mod centre;
mod cli;
mod http;
mod qr;
mod sms;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}

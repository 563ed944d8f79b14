//! `make run`: a centre with a demo event on a free port, a kiosk of it in a window, and each SMS
//! in the terminal. Without a display it starts one, drives one attendee through and ends.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the demo speaks to whoever sits at the terminal"
)]

mod guests;
mod headless;

use anyhow::{Context as _, bail};
use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::outbox::Outbox;
use connect_tests::program::{self, Running};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

/// How often the terminal looks for new SMS and for the window's end.
const LOOK: Duration = Duration::from_millis(200);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let mut centre = Centre::new();
    let event = centre.event(
        "همایش راست تهران",
        &["--slug", "rust-tehran"],
        &guests::roster(),
    );
    let id = event.to_string();
    centre.run(&["event", "look", &id, "--name-en", "Rust Conference Tehran"]);
    centre.serve().await;
    println!("The centre listens on {}.", centre.url());
    println!("Try these numbers in the kiosk:");
    for (number, what) in guests::TRY {
        println!("  {number}  {what}");
    }
    let (name, pin) = guests::STAFF;
    centre.staff(name, "supervisor", pin, &[event]);
    println!("Staff hold the corner at the bottom for three seconds: {name}, PIN {pin}.");
    println!("The SMS of each code appears here. Ctrl-C or closing the window ends the demo.\n");
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if has_display {
        in_a_window(&centre, event).await
    } else {
        println!("There is no display here: one attendee is driven through on a virtual one.");
        headless::drive(&centre, event).await
    }
}

async fn in_a_window(centre: &Centre, event: i64) -> anyhow::Result<()> {
    let kiosk = Kiosk::of(centre, &[event]);
    let mut command = program::command("connect-kiosk");
    command.args(kiosk.all_arguments()).stderr(Stdio::inherit());
    let mut window = Running::start(command);
    let outboxes = [centre.outbox(), kiosk.outbox()];
    let mut shown = [0; 2];
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            _ = look.tick() => {}
            stop = tokio::signal::ctrl_c() => return stop.context("could not listen for Ctrl-C"),
        }
        for (outbox, shown) in outboxes.iter().zip(&mut shown) {
            *shown += show(outbox, *shown);
        }
        if let Some(end) = window.ended() {
            if end.success() {
                return Ok(());
            }
            bail!("the kiosk ended: {end}");
        }
    }
}

/// Prints the SMS of an outbox that are new; how many.
fn show(outbox: &Outbox, shown: usize) -> usize {
    let all = outbox.all();
    for sent in all.iter().skip(shown) {
        println!(
            "SMS to {}:\n  {}\n",
            sent.to,
            sent.text.replace('\n', "\n  ")
        );
    }
    all.len().saturating_sub(shown)
}

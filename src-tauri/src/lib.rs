//! `connect-kiosk`: the check-in kiosk. The rules are the engine's; this is the shell around it:
//! a window, the commands that it may call, and what goes on beside the attendee.

mod ambient;
mod args;
mod ballast;
#[cfg(test)]
mod bindings;
mod call_error;
mod centre;
mod colleagues;
mod commands;
mod couriers;
mod desk;
mod drive_calls;
mod drives;
mod duty;
mod enrol;
mod export;
mod feed;
mod feed_reader;
mod fingers;
mod kiosk;
mod language_tag;
mod lights;
mod mobile_desk;
mod overview_commands;
mod overview_desk;
mod overview_reply;
mod overview_view;
mod reply;
mod roster_files;
mod self_test;
mod session;
mod settings;
mod setup;
mod setup_reply;
mod staff_acts;
mod staff_commands;
mod staff_desk;
mod staff_reply;
mod staff_view;
mod start_fault;
mod station;
mod station_now;
mod tasks;
mod tls;
mod tries_aside;
mod ui_error;
mod verify_log;
mod view;
mod window;

use anyhow::Context as _;
use args::{Arguments, Command};
use clap::Parser as _;
use connect_engine::data_folder::claim;
use kiosk::Kiosk;
use start_fault::StartFault;
use station::Station;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tauri::{AppHandle, Manager as _};

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        // A log that can't be written (a full disk) must not take the program with it.
        .log_internal_errors(false)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .init();
    let done = match &arguments.command {
        Some(Command::VerifyLog { file: None }) => verify_log::verify(&arguments.data()),
        Some(Command::VerifyLog { file: Some(file) }) => verify_log::verify_file(file),
        Some(Command::SetPin { name, pin }) => {
            colleagues::set_pin(&arguments.data(), name, pin.as_deref())
        }
        Some(Command::ExportLog { file }) => verify_log::export(&arguments.data(), file),
        None => open(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "what staff must read goes to stderr")]
fn complain(text: &str) {
    eprintln!("connect-kiosk: {text}");
}

fn open(arguments: &Arguments) -> anyhow::Result<()> {
    // While there is one thread: an environment isn't changed under another that reads it.
    window::keep_the_page_small()?;
    // It must begin with this once it is set up at its screen, or whoever does that does it again.
    if let Some(sms) = &arguments.sms {
        couriers::check(sms)?;
    }
    let data = arguments.data();
    let _claim = claim(&data)?;
    match join(arguments, &data) {
        // The window says it, and whoever has joined starts once it is mended.
        Err(error) if StartFault::of(&error) != StartFault::Other => {
            complain(&format!("{error:#}"));
        }
        joined => joined?,
    }
    let kiosk = Kiosk::new(
        data,
        arguments.sms.clone(),
        arguments.lang.clone(),
        arguments.drives.clone(),
    );
    // The station starts while the system starts its web view.
    let starting = tauri::async_runtime::spawn_blocking(move || {
        let started = kiosk.start();
        (kiosk, started)
    });
    let windowed = arguments.windowed;
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            commands::station_state,
            commands::send_code,
            commands::send_code_to_ticket,
            commands::own_ticket,
            commands::resend_code,
            commands::redeem_code,
            commands::choose_event,
            commands::check_in,
            commands::change_mobile,
            commands::confirm_mobile,
            commands::hand_off,
            commands::call_staff,
            commands::answer_call,
            commands::set_out_of_order,
            commands::event_picture,
            commands::setup_join,
            commands::setup_choices,
            commands::setup_serve,
            commands::setup_language,
            commands::setup_sms,
            commands::setup_alone,
            commands::setup_add_staff,
            commands::setup_set_pin,
            commands::roster_files,
            commands::import_roster_file,
            commands::setup_test,
            commands::finish,
            staff_commands::staff_members,
            staff_commands::enter_pin,
            staff_commands::stay_on_duty,
            staff_commands::leave_duty,
            staff_commands::attendee_card,
            staff_commands::staff_check_in,
            staff_commands::staff_check_out,
            staff_commands::staff_undo,
            staff_commands::unlock_attendee,
            staff_commands::unlock_mobile,
            staff_commands::unlock_station,
            staff_commands::vouch,
            staff_commands::register_walk_in,
            staff_commands::correct_name,
            staff_commands::close_kiosk,
            overview_commands::search_attendees,
            overview_commands::today,
            overview_commands::lights,
            overview_commands::drives,
            overview_commands::export_records,
            overview_commands::export_state,
            overview_commands::stop_export,
        ])
        .setup(move |app| {
            window::open(app.handle(), windowed)?;
            let (kiosk, started) = tauri::async_runtime::block_on(starting)?;
            tell(&kiosk, started);
            let is_tried_again = kiosk.start_fault().is_some_and(StartFault::is_tried_again);
            app.manage(kiosk);
            if is_tried_again {
                tauri::async_runtime::spawn(start_once_mended(app.handle().clone()));
            }
            Ok(())
        })
        .run(built_in())
        .context("the window can't be opened")
}

/// Tells the warnings of a start, or why there was none: the window says that too, for nobody reads a
/// log at a door.
fn tell(kiosk: &Kiosk, started: anyhow::Result<Vec<String>>) {
    match started {
        Ok(warnings) => {
            for warning in warnings {
                complain(&format!("warning: {warning}"));
            }
        }
        Err(error) => {
            if kiosk.cannot_start(StartFault::of(&error)) {
                complain(&format!("{error:#}"));
            }
        }
    }
}

/// How often it is looked whether what kept it from starting was mended.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Starts as soon as it can; attendees are told meanwhile to go elsewhere.
async fn start_once_mended(app: AppHandle) {
    let mut look = tokio::time::interval(LOOK_AGAIN);
    loop {
        look.tick().await;
        let app = app.clone();
        let starting = move || {
            let kiosk = app.state::<Kiosk>();
            let waits = || kiosk.start_fault().is_some_and(StartFault::is_tried_again);
            if waits() {
                tell(&kiosk, kiosk.start());
            }
            waits()
        };
        let waits = tauri::async_runtime::spawn_blocking(starting).await;
        // One that panicked waits like one that failed.
        if !waits.unwrap_or(true) {
            return;
        }
    }
}

/// The configuration and the pages, as they were built into the program.
#[expect(
    clippy::disallowed_methods,
    reason = "the macro unpacks them on a thread of its own, for its larger stack"
)]
fn built_in() -> tauri::Context {
    tauri::generate_context!()
}

/// Joins the centre at the first start. Later ones may be told the same and need neither.
fn join(arguments: &Arguments, data: &Path) -> anyhow::Result<()> {
    let (Some(central), Some(code)) = (&arguments.central, &arguments.enrol) else {
        return Ok(());
    };
    let address = central.as_str().trim_end_matches('/');
    let station = Station::open(data, Some(address))?;
    if station.is_enrolled {
        return Ok(());
    }
    // Who served alone so far has a name.
    let named = Some(station.name).filter(|name| !name.is_empty());
    let name = arguments.name.clone().or(named).unwrap_or_else(host_name);
    Ok(tauri::async_runtime::block_on(enrol::enrol(
        data, address, code, &name, None,
    ))?)
}

/// The machine's name, for a station that was given none.
fn host_name() -> String {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    if name.is_empty() {
        "kiosk".to_owned()
    } else {
        name
    }
}

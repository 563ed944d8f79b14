//! `connect-kiosk`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    connect_kiosk::run()
}

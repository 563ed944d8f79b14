//! Lists the commands, so that each needs a permission, and tells the program when it was built.

const COMMANDS: &[&str] = &[
    "station_state",
    "send_code",
    "send_code_to_ticket",
    "own_ticket",
    "resend_code",
    "redeem_code",
    "choose_event",
    "check_in",
    "change_mobile",
    "confirm_mobile",
    "hand_off",
    "call_staff",
    "answer_call",
    "set_out_of_order",
    "event_picture",
    "setup_join",
    "setup_choices",
    "setup_serve",
    "setup_language",
    "setup_sms",
    "setup_alone",
    "setup_add_staff",
    "setup_set_pin",
    "roster_files",
    "import_roster_file",
    "setup_test",
    "finish",
    "staff_members",
    "enter_pin",
    "stay_on_duty",
    "leave_duty",
    "attendee_card",
    "staff_check_in",
    "staff_check_out",
    "staff_undo",
    "unlock_attendee",
    "unlock_mobile",
    "unlock_station",
    "vouch",
    "register_walk_in",
    "correct_name",
    "close_kiosk",
    "search_attendees",
    "today",
    "lights",
    "drives",
    "export_records",
    "export_state",
    "stop_export",
];

/// What the program is made of: another one was built at another time, which is how it knows that
/// what was passed over here was read by a program before it.
const SOURCES: &[&str] = &[
    "src",
    "crates/engine/src",
    "crates/courier/src",
    "../ui/dist",
];

fn main() {
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    for sources in SOURCES {
        println!("cargo::rerun-if-changed={sources}");
    }
    let built_at = std::env::var("SOURCE_DATE_EPOCH").unwrap_or_else(|_| now());
    println!("cargo::rustc-env=BUILT_AT={built_at}");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error=the app's manifest: {error:#}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a build script hands the time to the program"
)]
fn now() -> String {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or_else(|_| "0".to_owned(), |since| since.as_secs().to_string())
}

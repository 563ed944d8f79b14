//! The TypeScript of what the commands take and tell: written here, committed, and compared.

use crate::overview_reply::{Drive, ExportState, Light, SearchResults, Today};
use crate::reply::{CodeSent, HandOff, Login, OwnTicket, StationView, TicketCodeSent, Welcome};
use crate::setup_reply::{ImportReport, RosterFile, SelfTest, SetupDone, SmsChain};
use crate::staff_reply::{AttendeeCard, Duty, StaffListed};
use crate::ui_error::UiError;
use std::collections::BTreeMap;
use std::path::Path;
use ts_rs::{Config, ExportError, TS};

/// Set to write the files instead of comparing them: `make bindings`.
const WRITE: &str = "CONNECT_WRITE_BINDINGS";

fn export(folder: &Path) -> Result<(), ExportError> {
    let config = Config::from_env().with_out_dir(folder);
    StationView::export_all(&config)?;
    CodeSent::export_all(&config)?;
    TicketCodeSent::export_all(&config)?;
    OwnTicket::export_all(&config)?;
    Login::export_all(&config)?;
    Welcome::export_all(&config)?;
    HandOff::export_all(&config)?;
    SetupDone::export_all(&config)?;
    SmsChain::export_all(&config)?;
    ImportReport::export_all(&config)?;
    RosterFile::export_all(&config)?;
    SelfTest::export_all(&config)?;
    StaffListed::export_all(&config)?;
    Duty::export_all(&config)?;
    AttendeeCard::export_all(&config)?;
    SearchResults::export_all(&config)?;
    Today::export_all(&config)?;
    Light::export_all(&config)?;
    Drive::export_all(&config)?;
    ExportState::export_all(&config)?;
    UiError::export_all(&config)
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let file = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name, std::fs::read_to_string(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

#[test]
fn the_committed_typescript_is_what_the_commands_speak() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/bindings");
    if std::env::var_os(WRITE).is_some() {
        export(&committed).unwrap();
    }
    let fresh = tempfile::tempdir().unwrap();
    export(fresh.path()).unwrap();
    assert!(
        files(&committed) == files(fresh.path()),
        "ui/src/lib/bindings is stale; run `make bindings` and commit it"
    );
}

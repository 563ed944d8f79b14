//! Writing the station's records to a drive: for people, and as the log that anybody can check. A
//! drive may be slow or never answer, so it goes on beside everything else: who began it may leave,
//! and between two pages the database is free.

use crate::ambient;
use crate::drive_calls::Call;
use crate::drives::{DriveFault, Mount, Writing, free_bytes, free_name, holds, write_folder};
use crate::kiosk::Kiosk;
use crate::overview_reply::{Drive, ExportState, Exported};
use crate::staff_desk::may;
use crate::station::{Station, StationError, Unnoted};
use crate::ui_error::UiError;
use connect_engine::acts::{Export, ExportFormat};
use connect_engine::ids::StaffId;
use connect_engine::staff::StaffRole;
use connect_engine::store::StoreError;
use connect_engine::time::Timestamp;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The names of what is written to a drive.
const FILES: [&str; 2] = ["records.csv", "log.jsonl"];

/// What was begun last; a later one takes its place.
#[derive(Default)]
pub struct Exports(Mutex<Option<Arc<Begun>>>);

/// An export that was begun.
struct Begun {
    state: watch::Sender<ExportState>,
    given_up: AtomicBool,
    /// Somebody on duty was told what came of it.
    told: AtomicBool,
}

impl Begun {
    fn new(drive: &str) -> Self {
        Self {
            state: watch::Sender::new(ExportState::Writing {
                drive: drive.to_owned(),
                written: 0,
                of: 0,
            }),
            given_up: AtomicBool::new(false),
            told: AtomicBool::new(false),
        }
    }

    fn state(&self) -> ExportState {
        self.state.borrow().clone()
    }

    fn is_writing(&self) -> bool {
        matches!(*self.state.borrow(), ExportState::Writing { .. })
    }

    /// So many more are to be written.
    fn expect(&self, more: u64) {
        self.state.send_modify(|state| {
            if let ExportState::Writing { of, .. } = state {
                *of += more;
            }
        });
    }

    /// So many more are written.
    fn wrote(&self, more: u64) {
        self.state.send_modify(|state| {
            if let ExportState::Writing { written, .. } = state {
                *written += more;
            }
        });
    }

    /// Comes once.
    fn end(&self, done: Result<Exported, UiError>) {
        self.state.send_modify(|state| {
            let ExportState::Writing { drive, .. } = state else {
                return;
            };
            let drive = std::mem::take(drive);
            *state = match done {
                Ok(exported) => ExportState::Done { drive, exported },
                Err(why) => ExportState::Failed { drive, why },
            };
        });
    }
}

impl Exports {
    fn state(&self) -> ExportState {
        let begun = self.lock().clone();
        begun.map_or(ExportState::None, |begun| begun.state())
    }

    /// The same for who is on duty: what came of it is told then.
    fn tell(&self) -> ExportState {
        let Some(begun) = self.lock().clone() else {
            return ExportState::None;
        };
        let state = begun.state();
        if !matches!(state, ExportState::Writing { .. }) {
            begun.told.store(true, Ordering::Relaxed);
        }
        state
    }

    /// Somebody comes on duty: what another was told is no news of theirs.
    pub fn forget_what_was_told(&self) {
        let mut current = self.lock();
        current.take_if(|begun| begun.told.load(Ordering::Relaxed));
    }

    /// The folder of the one that is done.
    fn folder(&self) -> Option<String> {
        match self.state() {
            ExportState::Done { exported, .. } => Some(exported.folder),
            ExportState::None | ExportState::Writing { .. } | ExportState::Failed { .. } => None,
        }
    }

    /// Gives up what is being written: what is half written is taken away again, as soon as the
    /// drive answers. Nobody waits for that.
    fn give_up(&self) -> Option<Arc<Begun>> {
        let begun = self.lock().take_if(|begun| begun.is_writing())?;
        begun.given_up.store(true, Ordering::Relaxed);
        Some(begun)
    }

    /// The same, and waits for the drive as long as that is bearable: the program is about to end.
    pub async fn end(&self, patience: Duration) {
        let Some(begun) = self.give_up() else { return };
        let mut state = begun.state.subscribe();
        let ended = state.wait_for(|state| !matches!(state, ExportState::Writing { .. }));
        let _late = tokio::time::timeout(patience, ended).await;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Begun>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So long a drive may take to tell how much room it has.
const SOON: Duration = Duration::from_secs(1);

impl Kiosk {
    /// The drives that records could be written to.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn drives_to_write(&self) -> Result<Vec<Drive>, UiError> {
        let parts = self.parts()?;
        parts.desk.duty.require(StaffRole::Supervisor)?;
        let folder = self.exports().folder();
        let asked = self.mounts().await?.into_iter().map(async |mount| {
            let (label, read_only) = (mount.label(), mount.is_read_only);
            let path = mount.point.to_string_lossy().into_owned();
            let (asked, folder) = (mount.asked("room"), folder.clone());
            let look = move || {
                // Another one may have come to the same place since.
                let holds_export = folder.is_some_and(|folder| holds(&mount, &folder));
                (free_bytes(&mount.point), holds_export)
            };
            let told = self.drive_calls().ask(&asked, SOON, look).await;
            let (free_bytes, holds_export) = told.unwrap_or((None, false));
            Drive {
                path,
                label,
                free_bytes,
                read_only,
                holds_export,
            }
        });
        Ok(futures_util::future::join_all(asked).await)
    }

    /// Begins to write this station's records to a drive. Where something is being written it goes
    /// on, and nothing else begins.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn export(&self, drive: String) -> Result<ExportState, UiError> {
        let parts = self.parts()?;
        let by = parts.desk.duty.require(StaffRole::Supervisor)?;
        let mut found = self.mounts().await?.into_iter();
        let mount = found.find(|mount| mount.point == Path::new(&drive));
        let mount = mount.ok_or(UiError::DriveGone)?;
        let begun = Arc::new(Begun::new(&mount.label()));
        let call = {
            let mut current = self.exports().lock();
            if let Some(current) = current.as_ref().filter(|current| current.is_writing()) {
                return Ok(current.state());
            }
            let writing = mount.asked("write");
            let call = self.drive_calls().begin(&writing);
            let call = call.ok_or(UiError::DriveSilent)?;
            *current = Some(Arc::clone(&begun));
            call
        };
        let job = Job {
            station: Arc::clone(&parts.desk.station),
            mount,
            by,
            begun: Arc::clone(&begun),
        };
        tauri::async_runtime::spawn(run(job, call));
        Ok(begun.state())
    }

    /// How far it is.
    ///
    /// # Errors
    /// [`UiError`]
    pub fn export_state(&self) -> Result<ExportState, UiError> {
        let parts = self.parts()?;
        parts.desk.duty.require(StaffRole::Supervisor)?;
        Ok(self.exports().tell())
    }

    /// Gives up what is being written.
    ///
    /// # Errors
    /// [`UiError`]
    pub fn stop_export(&self) -> Result<ExportState, UiError> {
        let parts = self.parts()?;
        parts.desk.duty.require(StaffRole::Supervisor)?;
        self.exports().give_up();
        Ok(self.exports().state())
    }
}

/// Writes on a thread of its own, which the drive may keep.
async fn run(job: Job, call: Call) {
    let begun = Arc::clone(&job.begun);
    let writing = tokio::task::spawn_blocking(move || {
        let done = job.write();
        drop(call);
        done
    });
    let done = writing.await.map_err(|_| StationError::Panicked);
    begun.end(done.map_err(UiError::from).and_then(|done| done));
}

/// What is written, whereto, and by whom.
struct Job {
    station: Arc<Station>,
    mount: Mount,
    by: StaffId,
    begun: Arc<Begun>,
}

impl Job {
    fn write(&self) -> Result<Exported, UiError> {
        let wanted = folder_name(&self.station.name, ambient::now().wall);
        let folder = free_name(&self.mount, &wanted)?;
        self.note(&folder)?;
        let (mut table, mut log) = (
            self.begin(ExportFormat::Csv)?,
            self.begin(ExportFormat::SignedLog)?,
        );
        self.begun.expect(table.left() + log.left());
        let [table_file, log_file] = FILES;
        let mut files: [(&str, Writing<'_>); 2] = [
            (table_file, &mut |out| self.pages(&mut table, out)),
            (log_file, &mut |out| self.pages(&mut log, out)),
        ];
        let written = write_folder(&self.mount, &folder, &mut files);
        let written = written.map_err(StationError::from)??;
        Ok(Exported {
            folder,
            files: FILES.map(str::to_owned).to_vec(),
            records: written.last().copied().unwrap_or(0),
        })
    }

    /// Before the first byte leaves: what fails in the middle may have left something.
    fn note(&self, folder: &str) -> Result<(), UiError> {
        let export = Unnoted {
            by: self.by,
            done: "export",
            with: folder.to_owned(),
        };
        let noted = self.station.write_at_need(|act| {
            let may = may(act, self.by, StaffRole::Supervisor)?;
            if may {
                export.note(act)?;
            }
            Ok(may)
        });
        let may = match noted {
            // Not even staff have room left: for that the records are taken away.
            Err(error) if error.is_full() => {
                let station = &self.station;
                let may = station.read_aside(|act| may(act, self.by, StaffRole::Supervisor));
                if matches!(may, Ok(true)) {
                    tracing::warn!(by = %self.by, folder, "records are taken away unnoted");
                    station.note_later(export);
                }
                may
            }
            noted => noted,
        };
        let may = may.map_err(StationError::from)?;
        may.then_some(()).ok_or(UiError::NotAllowed)
    }

    fn begin(&self, format: ExportFormat) -> Result<Export, UiError> {
        let Station { home, name, .. } = &*self.station;
        let begun = self
            .station
            .read_aside(|act| Export::begin(act, home.id, name, format));
        Ok(begun.map_err(StationError::from)?)
    }

    fn pages(
        &self,
        export: &mut Export,
        out: &mut dyn Write,
    ) -> Result<io::Result<u64>, StoreError> {
        let mut records = 0;
        while let Some(page) = self.station.read_aside(|act| export.page(act))? {
            if self.begun.given_up.load(Ordering::Relaxed) {
                return Ok(Err(io::ErrorKind::Interrupted.into()));
            }
            if let Err(error) = out.write_all(&page.text) {
                return Ok(Err(error));
            }
            records += page.records;
            self.begun.wrote(page.records);
        }
        Ok(Ok(records))
    }
}

impl From<DriveFault> for UiError {
    fn from(fault: DriveFault) -> Self {
        match fault {
            DriveFault::Full => Self::DriveFull,
            DriveFault::ReadOnly => Self::DriveReadOnly,
            DriveFault::Gone => Self::DriveGone,
        }
    }
}

/// A name that drives of all kinds take.
fn folder_name(station: &str, at: Timestamp) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let station: String = station.chars().map(plain).take(40).collect();
    let at: String = at
        .rfc3339()
        .chars()
        .filter(char::is_ascii_digit)
        .take(14)
        .collect();
    format!("connect-{station}-{at}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_a_name_that_every_drive_takes() {
        let at = Timestamp::from_secs(1_795_507_200);
        assert_eq!(
            folder_name("Door 1/A: \"x\"", at),
            "connect-Door-1-A---x--20261124080000"
        );
        assert_eq!(folder_name("درب ۱", at), "connect-درب-۱-20261124080000");
    }

    #[test]
    fn what_is_given_up_makes_way_for_another_and_says_nothing_more() {
        let exports = Exports::default();
        assert_eq!(exports.state(), ExportState::None);
        let first = Arc::new(Begun::new("A"));
        *exports.lock() = Some(Arc::clone(&first));
        first.expect(400);
        first.wrote(200);
        let (drive, written, of) = ("A".to_owned(), 200, 400);
        assert_eq!(
            exports.state(),
            ExportState::Writing { drive, written, of },
            "whoever comes sees how far it is"
        );
        assert!(exports.give_up().is_some());
        assert!(first.given_up.load(Ordering::Relaxed));
        first.end(Err(UiError::DriveGone));
        assert_eq!(exports.state(), ExportState::None);
        assert!(exports.give_up().is_none(), "nothing is being written");
    }

    #[test]
    fn what_came_of_it_stays_until_somebody_else_comes_who_was_not_told() {
        let exports = Exports::default();
        let begun = Arc::new(Begun::new("A"));
        *exports.lock() = Some(Arc::clone(&begun));
        assert!(matches!(exports.tell(), ExportState::Writing { .. }));
        exports.forget_what_was_told();
        begun.end(Err(UiError::DriveFull));
        begun.end(Err(UiError::DriveGone));
        assert!(exports.give_up().is_none());
        exports.forget_what_was_told();
        let (drive, why) = ("A".to_owned(), UiError::DriveFull);
        let failed = ExportState::Failed { drive, why };
        assert_eq!(exports.tell(), failed, "whoever comes first is told");
        assert_eq!(exports.tell(), failed, "and again, while they are here");
        exports.forget_what_was_told();
        assert_eq!(exports.tell(), ExportState::None, "it is news no more");
    }
}

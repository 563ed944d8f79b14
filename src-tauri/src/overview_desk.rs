//! The desk, for staff who look: at people, at an event, at the station; and who take its records
//! with them.

use crate::ambient;
use crate::desk::Desk;
use crate::drives::{DriveFault, Writing, drives, free_bytes, free_name, write_folder};
use crate::lights::{Measured, lights};
use crate::overview_reply::{Drive, Exported, Light, LinkWhy, SearchResults, Today};
use crate::overview_view;
use crate::reply::Link;
use crate::station_now::served;
use crate::tasks::{StationAct, Tasks};
use crate::ui_error::UiError;
use connect_courier::ChainState;
use connect_engine::acts::{self, export_csv, export_logs};
use connect_engine::staff::StaffRole;
use connect_engine::store::StoreError;
use connect_engine::time::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The names of what is written to a drive.
const FILES: [&str; 2] = ["records.csv", "log.jsonl"];

impl Desk {
    /// Looks for people of all events that are served.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn search_attendees(&self, typed: String) -> Result<SearchResults, UiError> {
        let found = self.look_on_duty(StaffRole::Steward, move |act| {
            let events = served(act)?;
            let preparing = acts::loading(act)?.is_some() || acts::has_people_to_index(act)?;
            Ok((acts::search_people(act, &events, &typed)?, preparing))
        });
        let (found, preparing) = found.await?;
        Ok(overview_view::search(&found, preparing))
    }

    /// How an event goes.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn today(&self, event: u64) -> Result<Today, UiError> {
        let alias = i64::try_from(event).map_err(|_| UiError::EventOver)?;
        let told = self.look_on_duty(StaffRole::Steward, move |act| {
            let mut events = served(act)?;
            events.retain(|event| event.alias.0 == alias);
            let Some(event) = events.pop() else {
                return Ok(None);
            };
            let told = acts::today(act, &event)?;
            let mut names = BTreeMap::new();
            for station in told.by_station.keys() {
                names.insert(*station, acts::station_name(act, event.id, *station)?);
            }
            Ok(Some((event, told, names)))
        });
        let (event, told, names) = told.await?.ok_or(UiError::EventOver)?;
        Ok(overview_view::today(&event, &told, self.id(), &names))
    }

    /// What of the station is well and what needs somebody.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn lights(&self, tasks: &Tasks, data: &Path) -> Result<Vec<Light>, UiError> {
        let measuring = self.measuring(tasks, data);
        let measured = self.look_on_duty(StaffRole::Steward, measuring).await?;
        Ok(lights(&measured).to_vec())
    }

    /// The same for whoever sets the station up.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn look_over(&self, tasks: &Tasks, data: &Path) -> Result<Vec<Light>, UiError> {
        let measured = self.read(self.measuring(tasks, data)).await?;
        Ok(lights(&measured).to_vec())
    }

    fn measuring(
        &self,
        tasks: &Tasks,
        data: &Path,
    ) -> impl FnOnce(&mut StationAct<'_, '_>) -> Result<Measured, StoreError> + Send + use<> {
        let (link, link_for) = tasks.link_since();
        let link = match link {
            Link::Alone => LinkWhy::Alone,
            Link::Connecting => LinkWhy::Connecting,
            Link::Online => LinkWhy::Online,
            Link::Offline => LinkWhy::Offline,
            Link::Revoked => LinkWhy::Revoked,
        };
        let can_send = tasks.courier() == ChainState::Working;
        // Where it can't be told, nothing is said of it.
        let free_bytes = free_bytes(data).unwrap_or(u64::MAX);
        let write_failed = self.station.is_full();
        move |act| {
            let now = act.time();
            let ago = |at: Timestamp| now.since(at).or_zero();
            Ok(Measured {
                link,
                link_for,
                waiting: acts::count_waiting(act)?,
                waiting_for: acts::waiting_since(act)?.map(ago),
                loading: acts::loading(act)?.is_some(),
                roster_age: acts::roster_current_at(act)?.map(ago),
                passed_over: acts::passed_over(act)?,
                sms: acts::sms_lately(act)?,
                can_send,
                clock_off: act.wall_clock_off(),
                free_bytes,
                write_failed,
            })
        }
    }

    /// The drives that records can be written to.
    ///
    /// # Errors
    /// [`UiError`]
    pub fn drives(&self, parent: Option<&Path>) -> Result<Vec<Drive>, UiError> {
        self.duty.require(StaffRole::Supervisor)?;
        let found = drives(parent).into_iter().map(|mount| Drive {
            label: mount.label(),
            free_bytes: free_bytes(&mount.point).unwrap_or(0),
            path: mount.point.to_string_lossy().into_owned(),
        });
        Ok(found.collect())
    }

    /// Writes this station's records to a drive: for people, and as the log that anybody can check.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn export_records(
        &self,
        parent: Option<PathBuf>,
        drive: String,
    ) -> Result<Exported, UiError> {
        self.duty.require(StaffRole::Supervisor)?;
        let mut found = drives(parent.as_deref());
        found.retain(|mount| mount.point == Path::new(&drive));
        let (author, name) = (self.station.home.id, self.name().to_owned());
        // Mounted over another drive at the same place, the last is the one that shows.
        let mount = found.pop().ok_or(UiError::DriveGone)?;
        let folder = free_name(&mount, &folder_name(&name, ambient::now().wall))?;
        let written_to = folder.clone();
        let told = folder.clone();
        self.on_duty(StaffRole::Supervisor, move |act, staff| {
            // Before the first byte leaves: what fails in the middle may have left something.
            acts::note_staff_act(act, "export", &told, staff)
        })
        .await?;
        let done = self.look_on_duty(StaffRole::Supervisor, move |act| {
            let act = std::cell::RefCell::new(act);
            let [csv, log] = FILES;
            let mut files: [(&str, Writing<'_>); 2] = [
                (csv, &mut |out| {
                    export_csv(&mut act.borrow_mut(), author, &name, out)
                }),
                (log, &mut |out| {
                    export_logs(&mut act.borrow_mut(), author, &name, out)
                }),
            ];
            write_folder(&mount, &folder, &mut files)
        });
        let written = done.await??;
        Ok(Exported {
            folder: written_to,
            files: FILES.map(str::to_owned).to_vec(),
            records: written.last().copied().unwrap_or(0),
        })
    }
}

impl From<DriveFault> for UiError {
    fn from(fault: DriveFault) -> Self {
        match fault {
            DriveFault::Full => Self::DriveFull,
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
}

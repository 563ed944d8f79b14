//! The kiosk, set up or not: what runs once there is a station, and how the commands reach it.

use crate::centre::{Centre, http_client};
use crate::couriers;
use crate::desk::Desk;
use crate::drive_calls::DriveCalls;
use crate::drives::{Mount, drives};
use crate::export::Exports;
use crate::language_tag::LanguageTag;
use crate::settings::settings;
use crate::setup_reply::SmsChain;
use crate::start_fault::StartFault;
use crate::station::{Station, StationError};
use crate::tasks::{Nudges, Tasks};
use crate::ui_error::{UiError, machine_fault};
use anyhow::Context as _;
use connect_courier::Chain;
use connect_engine::acts::settle_numbers;
use connect_engine::ids::StaffId;
use connect_engine::staff::StaffRole;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What runs for as long as there is a station.
pub struct Parts {
    /// The attendee who stands here.
    pub desk: Desk,
    /// What goes on beside them.
    pub tasks: Tasks,
}

impl Parts {
    /// The couriers of a chain that somebody sets, as they would be used.
    ///
    /// # Errors
    /// [`UiError::SmsUnusable`]
    pub fn chain_of(&self, set: &SmsChain) -> Result<Chain, UiError> {
        let station = &self.desk.station;
        let made = http_client(station).and_then(|http| {
            let centre = Arc::new(Centre::new(Arc::clone(station), http.clone()));
            couriers::chain(None, Some(set), &centre, &station.home.centre, &http.client)
        });
        let made =
            made.inspect_err(|error| tracing::warn!("this way of SMS can't be used: {error:#}"));
        Ok(made.map_err(|_| UiError::SmsUnusable)?.0)
    }
}

/// The kiosk. Its window is open before it has been set up, too.
pub struct Kiosk {
    data: PathBuf,
    /// The chain of couriers, where the command line names one.
    sms: Option<String>,
    /// The language, where the command line names one.
    language: Option<LanguageTag>,
    /// Where drives are mounted, where the command line says so.
    drives: Option<PathBuf>,
    /// What drives were asked and haven't answered.
    drive_calls: DriveCalls,
    /// What is being written to one.
    exports: Exports,
    parts: Mutex<Option<Arc<Parts>>>,
    /// Whoever sets up does one thing at a time.
    setting_up: tokio::sync::Mutex<()>,
    /// Why it couldn't start, and hasn't since.
    start_fault: Mutex<Option<StartFault>>,
    /// Since it was set up in this run no attendee has been here: staff still stand before it.
    fresh: AtomicBool,
}

impl Kiosk {
    /// A kiosk that nothing runs in yet.
    pub fn new(
        data: PathBuf,
        sms: Option<String>,
        language: Option<LanguageTag>,
        drives: Option<PathBuf>,
    ) -> Self {
        Self {
            data,
            sms,
            language,
            drives,
            drive_calls: DriveCalls::default(),
            exports: Exports::default(),
            parts: Mutex::new(None),
            setting_up: tokio::sync::Mutex::new(()),
            start_fault: Mutex::new(None),
            fresh: AtomicBool::new(false),
        }
    }

    /// Begins to run, if this data folder is a station's; tells what staff are to be warned of.
    ///
    /// # Errors
    /// Says what to do.
    pub fn start(&self) -> anyhow::Result<Vec<String>> {
        let warnings = self.begin()?;
        *self.lock_start_fault() = None;
        Ok(warnings)
    }

    fn begin(&self) -> anyhow::Result<Vec<String>> {
        let Some(station) = Station::find(&self.data)? else {
            return Ok(Vec::new());
        };
        let station = Arc::new(station);
        if station.is_enrolled {
            station.write_at_need(|act| settle_numbers(act, &station.own_hash_key))?;
        }
        let http = http_client(&station)
            .context("this machine has no usable TLS; install ca-certificates")?;
        let centre = Arc::new(Centre::new(Arc::clone(&station), http.clone()));
        let kept = station.read(|act| {
            let kept = settings(act)?;
            Ok(kept)
        })?;
        let made = couriers::chain(
            self.sms.as_deref(),
            kept.sms.as_ref(),
            &centre,
            &station.home.centre,
            &http.client,
        );
        let (chain, warnings) = match made {
            // What was set at the screen is set anew there: the kiosk starts.
            Err(error) if self.sms.is_none() => {
                let warning =
                    format!("no SMS leaves this station until that is set anew: {error:#}");
                (Chain::new(Vec::new()), vec![warning])
            }
            made => made?,
        };
        let nudges = Arc::new(Nudges::default());
        let parts = Parts {
            tasks: Tasks::start(&station, &centre, chain, &nudges),
            desk: Desk::new(station, nudges),
        };
        *self.lock() = Some(Arc::new(parts));
        Ok(warnings)
    }

    /// The window shows why it couldn't start, until it has; tells whether that is news.
    pub fn cannot_start(&self, fault: StartFault) -> bool {
        self.lock_start_fault().replace(fault) != Some(fault)
    }

    /// Why it couldn't start, and hasn't since.
    pub fn start_fault(&self) -> Option<StartFault> {
        *self.lock_start_fault()
    }

    /// Begins anew with what is set now; what an attendee had begun here is gone, staff stay on
    /// duty. What the tasks did before survives being cut off anywhere.
    ///
    /// # Errors
    /// [`UiError::StationFault`]; what ran goes on then.
    pub fn restart(&self) -> Result<(), UiError> {
        let before = self.lock().clone();
        let warnings = self.start().map_err(|error| machine_fault(&error))?;
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        if let Some(before) = before {
            let begun = self.parts()?;
            begun.desk.duty.take_over(&before.desk.duty);
            begun.desk.station.take_over(&before.desk.station);
            before.tasks.stop();
        }
        Ok(())
    }

    /// Begins to run after it was set up: staff still stand before it.
    ///
    /// # Errors
    /// [`UiError::StationFault`]
    pub fn begin_set_up(&self) -> Result<(), UiError> {
        self.fresh.store(true, Ordering::SeqCst);
        self.restart()
    }

    /// What runs.
    ///
    /// # Errors
    /// [`UiError::NotSetUp`]
    pub fn parts(&self) -> Result<Arc<Parts>, UiError> {
        self.lock().clone().ok_or(UiError::NotSetUp)
    }

    /// The same for an attendee: from now on the set-up is over.
    ///
    /// # Errors
    /// [`UiError::NotSetUp`]
    pub fn parts_for_attendee(&self) -> Result<Arc<Parts>, UiError> {
        self.fresh.store(false, Ordering::SeqCst);
        self.parts()
    }

    /// The same for whoever sets the station up, and who of staff that is: nobody is on duty at a
    /// new one.
    ///
    /// # Errors
    /// [`UiError::NotAllowed`] for a steward on duty and, once an attendee was here,
    /// [`UiError::NotOnDuty`] where nobody is.
    pub async fn parts_to_set_up(&self) -> Result<(Arc<Parts>, Option<StaffId>), UiError> {
        let parts = self.parts()?;
        let by = match parts.desk.duty.require(StaffRole::Supervisor) {
            Err(UiError::NotOnDuty) if self.fresh.load(Ordering::SeqCst) => None,
            by => Some(by?),
        };
        if by.is_some() {
            // Whom the organiser removed is on duty until a touch of theirs is told.
            let still = parts.desk.look_on_duty(StaffRole::Supervisor, |_| Ok(()));
            still.await?;
        }
        Ok((parts, by))
    }

    /// What drives were asked and haven't answered.
    pub const fn drive_calls(&self) -> &DriveCalls {
        &self.drive_calls
    }

    /// What is being written to a drive, whoever is on duty.
    pub const fn exports(&self) -> &Exports {
        &self.exports
    }

    /// The drives that are mounted where machines have them, or below the folder that was named.
    ///
    /// # Errors
    /// [`UiError::StationFault`]
    pub async fn mounts(&self) -> Result<Vec<Mount>, UiError> {
        let parent = self.drives.clone();
        let looking = tokio::task::spawn_blocking(move || drives(parent.as_deref()));
        Ok(looking.await.map_err(|_| StationError::Panicked)?)
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// One step of the set-up at a time.
    pub async fn setting_up(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.setting_up.lock().await
    }

    /// Whether the command line says how SMS leave: what is set here then waits for a start
    /// without that.
    pub const fn sms_is_named(&self) -> bool {
        self.sms.is_some()
    }

    /// Whether the command line says in which language attendees are met.
    pub const fn language_is_named(&self) -> bool {
        self.language.is_some()
    }

    /// The language in which attendees are met: as the command line says, or as it was set.
    pub fn language(&self, set: Option<LanguageTag>) -> LanguageTag {
        self.language.clone().or(set).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Parts>>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_start_fault(&self) -> MutexGuard<'_, Option<StartFault>> {
        (self.start_fault.lock()).unwrap_or_else(PoisonError::into_inner)
    }
}

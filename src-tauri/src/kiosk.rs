//! The kiosk, set up or not: what runs once there is a station, and how the commands reach it.

use crate::centre::{Centre, http_client};
use crate::couriers;
use crate::desk::Desk;
use crate::station::Station;
use crate::tasks::{Nudges, Tasks};
use crate::ui_error::UiError;
use anyhow::Context as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What runs for as long as there is a station.
pub struct Parts {
    /// The attendee who stands here.
    pub desk: Desk,
    /// What goes on beside them.
    pub tasks: Tasks,
}

/// The kiosk. Its window is open before it has been set up, too.
pub struct Kiosk {
    data: PathBuf,
    /// The chain of couriers, where the command line names one.
    sms: Option<String>,
    parts: Mutex<Option<Arc<Parts>>>,
}

impl Kiosk {
    /// A kiosk that nothing runs in yet.
    pub const fn new(data: PathBuf, sms: Option<String>) -> Self {
        Self {
            data,
            sms,
            parts: Mutex::new(None),
        }
    }

    /// Begins to run, if this data folder is a station's; tells what staff are to be warned of.
    ///
    /// # Errors
    /// Says what to do.
    pub fn start(&self) -> anyhow::Result<Vec<String>> {
        let Some(station) = Station::find(&self.data)? else {
            return Ok(Vec::new());
        };
        let station = Arc::new(station);
        let http = http_client(&station).context("this machine has no usable TLS")?;
        let centre = Arc::new(Centre::new(Arc::clone(&station), http.clone()));
        let chain = self.sms.as_deref().unwrap_or("relay");
        let (chain, warnings) = couriers::chain(chain, &centre, &station.home.centre, &http)?;
        let nudges = Arc::new(Nudges::default());
        let parts = Parts {
            tasks: Tasks::start(&station, &centre, chain, &nudges),
            desk: Desk::new(station, nudges),
        };
        *self.lock() = Some(Arc::new(parts));
        Ok(warnings)
    }

    /// What runs.
    ///
    /// # Errors
    /// [`UiError::NotSetUp`]
    pub fn parts(&self) -> Result<Arc<Parts>, UiError> {
        self.lock().clone().ok_or(UiError::NotSetUp)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<Parts>>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

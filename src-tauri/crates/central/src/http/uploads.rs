//! How many batches of records are read at once: each may have megabytes.

use connect_engine::ids::StationId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Of one station: one, and another try while the first hangs in a broken line.
const OF_A_STATION: u32 = 2;

/// The batches that are on their way, by station.
#[derive(Debug, Default)]
pub struct Uploads(Mutex<HashMap<StationId, u32>>);

/// A batch's place; given back when it is dropped.
#[derive(Debug)]
pub struct Upload {
    uploads: Arc<Uploads>,
    station: StationId,
}

impl Uploads {
    /// A place for a batch of this station; none while it has as many as it may.
    pub fn begin(self: &Arc<Self>, station: StationId) -> Option<Upload> {
        let mut all = self.lock();
        let under_way = all.entry(station).or_default();
        if *under_way >= OF_A_STATION {
            return None;
        }
        *under_way += 1;
        drop(all);
        Some(Upload {
            uploads: Arc::clone(self),
            station,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<StationId, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let mut all = self.uploads.lock();
        if let Some(under_way) = all.get_mut(&self.station) {
            *under_way -= 1;
            if *under_way == 0 {
                all.remove(&self.station);
            }
        }
    }
}

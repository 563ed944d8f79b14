//! The room that is kept for staff, made again once there is room; what they did meanwhile is noted
//! then.

use crate::station::Station;
use connect_engine::store::StoreError;
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(10);

/// That there is still no room is no news.
fn unless_full(error: StoreError) -> Result<(), StoreError> {
    if error.is_full() { Ok(()) } else { Err(error) }
}

/// Keeps it until the program ends.
pub async fn run(station: Arc<Station>) {
    let mut tick = tokio::time::interval(LOOK);
    loop {
        tick.tick().await;
        let station = Arc::clone(&station);
        let looked = tokio::task::spawn_blocking(move || {
            let kept = station.ballast.keep();
            let found = station.look_for_room();
            (kept, found, station.note_what_waits())
        });
        let Ok((kept, found, noted)) = looked.await else {
            continue;
        };
        if let Err(error) = kept {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "no room is kept for staff");
        }
        if let Err(error) = found.or_else(unless_full) {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "it can't be told whether there is room again");
        }
        if let Err(error) = noted.or_else(unless_full) {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "what staff did without room is not noted yet");
        }
    }
}

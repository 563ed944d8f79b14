//! The room that is kept for staff, made again once there is room.

use crate::station::Station;
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(10);

/// Keeps it until the program ends.
pub async fn run(station: Arc<Station>) {
    let mut tick = tokio::time::interval(LOOK);
    loop {
        tick.tick().await;
        let station = Arc::clone(&station);
        let kept = tokio::task::spawn_blocking(move || station.ballast.keep()).await;
        if let Ok(Err(error)) = kept {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "no room is kept for staff");
        }
    }
}

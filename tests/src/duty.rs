//! The one of staff in front of a kiosk: by the quiet corner and the PIN onto duty.

use crate::screen::Screen;
use crate::wait::until;
use serde_json::json;
use std::time::Duration;

/// Longer than the corner wants, on a busy machine too.
const HOLD: Duration = Duration::from_secs(5);

/// Waits until the station knows who may be on duty.
///
/// # Panics
/// If it doesn't come to know.
pub async fn staff_are_known(screen: &Screen) {
    let soon = Duration::from_secs(30);
    until("the station to know its staff", soon, async || {
        let known = screen.invoke("staff_members", json!({})).await.ok()?;
        (!known.as_array()?.is_empty()).then_some(())
    })
    .await;
}

/// Holds the corner as soon as the station knows who may be on duty, types the PIN of the only
/// one of them, and is at the staff's screen.
///
/// # Panics
/// If that doesn't come.
pub async fn come_on_duty(screen: &Screen, pin: &str) {
    staff_are_known(screen).await;
    until("the PIN's screen", Duration::from_mins(1), async || {
        screen.hold("staff-entry", HOLD).await;
        (screen.name().await.as_deref() == Some("pin")).then_some(())
    })
    .await;
    screen.touch_keys(pin).await;
    screen.touch("enter-pin").await;
    screen.expect("staff").await;
}

//! What the window may ask of the backend for staff. Thin: parse, call, map.

use crate::kiosk::Kiosk;
use crate::staff_reply::{Duty, StaffMember};
use crate::ui_error::UiError;
use tauri::State;

#[tauri::command]
pub async fn staff_members(kiosk: State<'_, Kiosk>) -> Result<Vec<StaffMember>, UiError> {
    kiosk.parts()?.desk.staff_members().await
}

#[tauri::command]
pub async fn enter_pin(
    kiosk: State<'_, Kiosk>,
    staff: String,
    pin: String,
) -> Result<Duty, UiError> {
    let pin = connect_engine::secret::Secret::new(pin);
    kiosk.parts()?.desk.enter_pin(&staff, pin.reveal()).await
}

#[tauri::command]
pub async fn stay_on_duty(kiosk: State<'_, Kiosk>) -> Result<Duty, UiError> {
    kiosk.parts()?.desk.stay_on_duty().await
}

#[tauri::command]
pub async fn leave_duty(kiosk: State<'_, Kiosk>) -> Result<(), UiError> {
    kiosk.parts()?.desk.leave_duty();
    Ok(())
}

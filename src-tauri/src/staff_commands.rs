//! What the window may ask of the backend for staff. Thin: parse, call, map.

use crate::kiosk::Kiosk;
use crate::reply::Welcome;
use crate::staff_reply::{AttendeeCard, Duty, StaffListed};
use crate::ui_error::UiError;
use connect_engine::secret::Secret;
use std::time::Duration;
use tauri::{AppHandle, State};

/// So long the program's end waits for a drive that is being written to.
const PATIENCE: Duration = Duration::from_secs(3);

#[tauri::command]
pub async fn staff_members(kiosk: State<'_, Kiosk>) -> Result<Vec<StaffListed>, UiError> {
    kiosk.parts()?.desk.staff_members().await
}

#[tauri::command]
pub async fn enter_pin(
    kiosk: State<'_, Kiosk>,
    staff: String,
    pin: String,
) -> Result<Duty, UiError> {
    let pin = Secret::new(pin);
    let duty = kiosk.parts()?.desk.enter_pin(&staff, pin.reveal()).await?;
    kiosk.exports().forget_what_was_told();
    Ok(duty)
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

#[tauri::command]
pub async fn attendee_card(
    kiosk: State<'_, Kiosk>,
    attendee: String,
) -> Result<AttendeeCard, UiError> {
    kiosk.parts()?.desk.attendee_card(&attendee).await
}

#[tauri::command]
pub async fn staff_check_in(
    kiosk: State<'_, Kiosk>,
    attendee: String,
    ticket: String,
    passage: Option<String>,
) -> Result<AttendeeCard, UiError> {
    let desk = &kiosk.parts()?.desk;
    desk.staff_check_in(&attendee, &ticket, passage.as_deref())
        .await
}

#[tauri::command]
pub async fn staff_check_out(
    kiosk: State<'_, Kiosk>,
    attendee: String,
    ticket: String,
    passage: Option<String>,
) -> Result<AttendeeCard, UiError> {
    let desk = &kiosk.parts()?.desk;
    desk.staff_check_out(&attendee, &ticket, passage.as_deref())
        .await
}

#[tauri::command]
pub async fn staff_undo(
    kiosk: State<'_, Kiosk>,
    attendee: String,
    ticket: String,
    passage: String,
    reason: String,
) -> Result<AttendeeCard, UiError> {
    let desk = &kiosk.parts()?.desk;
    desk.staff_undo(&attendee, &ticket, &passage, reason).await
}

#[tauri::command]
pub async fn unlock_attendee(
    kiosk: State<'_, Kiosk>,
    attendee: String,
) -> Result<AttendeeCard, UiError> {
    kiosk.parts()?.desk.unlock_attendee(&attendee).await
}

#[tauri::command]
pub async fn unlock_mobile(kiosk: State<'_, Kiosk>, mobile: String) -> Result<(), UiError> {
    kiosk.parts()?.desk.unlock_mobile(&mobile).await
}

#[tauri::command]
pub async fn unlock_station(kiosk: State<'_, Kiosk>) -> Result<(), UiError> {
    kiosk.parts()?.desk.unlock_station().await
}

#[tauri::command]
pub async fn vouch(
    kiosk: State<'_, Kiosk>,
    attendee: String,
    reason: String,
    pin: String,
) -> Result<Welcome, UiError> {
    let pin = Secret::new(pin);
    let parts = kiosk.parts()?;
    parts.desk.vouch(&attendee, reason, pin.reveal()).await
}

#[tauri::command]
pub async fn register_walk_in(
    kiosk: State<'_, Kiosk>,
    event_id: u64,
    name: String,
    mobile: Option<String>,
    ticket_type: Option<String>,
) -> Result<AttendeeCard, UiError> {
    let parts = kiosk.parts()?;
    let desk = &parts.desk;
    desk.register_walk_in(event_id, name, mobile.as_deref(), ticket_type)
        .await
}

#[tauri::command]
pub async fn correct_name(
    kiosk: State<'_, Kiosk>,
    attendee: String,
    ticket: String,
    name: String,
) -> Result<AttendeeCard, UiError> {
    let desk = &kiosk.parts()?.desk;
    desk.correct_name(&attendee, &ticket, name).await
}

#[tauri::command]
pub async fn close_kiosk(app: AppHandle, kiosk: State<'_, Kiosk>) -> Result<(), UiError> {
    kiosk.parts()?.desk.may_close().await?;
    kiosk.exports().end(PATIENCE).await;
    app.exit(0);
    Ok(())
}

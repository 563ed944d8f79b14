//! What the window may ask of the backend for staff who look. Thin: parse, call, map.

use crate::kiosk::Kiosk;
use crate::overview_reply::{Drive, ExportState, Light, SearchResults, Today};
use crate::ui_error::UiError;
use tauri::State;

#[tauri::command]
pub async fn search_attendees(
    kiosk: State<'_, Kiosk>,
    text: String,
) -> Result<SearchResults, UiError> {
    kiosk.parts()?.desk.search_attendees(text).await
}

#[tauri::command]
pub async fn today(kiosk: State<'_, Kiosk>, event_id: u64) -> Result<Today, UiError> {
    kiosk.parts()?.desk.today(event_id).await
}

#[tauri::command]
pub async fn lights(kiosk: State<'_, Kiosk>) -> Result<Vec<Light>, UiError> {
    let parts = kiosk.parts()?;
    parts.desk.lights(&parts.tasks, kiosk.data()).await
}

#[tauri::command]
pub async fn drives(kiosk: State<'_, Kiosk>) -> Result<Vec<Drive>, UiError> {
    kiosk.drives_to_write().await
}

#[tauri::command]
pub async fn export_records(
    kiosk: State<'_, Kiosk>,
    drive: String,
) -> Result<ExportState, UiError> {
    kiosk.export(drive).await
}

#[tauri::command]
pub async fn export_state(kiosk: State<'_, Kiosk>) -> Result<ExportState, UiError> {
    kiosk.export_state()
}

#[tauri::command]
pub async fn stop_export(kiosk: State<'_, Kiosk>) -> Result<ExportState, UiError> {
    kiosk.stop_export()
}

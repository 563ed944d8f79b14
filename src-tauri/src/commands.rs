//! What the window may ask of the backend. Thin: parse, call, map.

use crate::desk::Desk;
use crate::reply::{
    CodeSent, CourierState, HandOff, Language, Login, StationView, TicketCodeSent, Welcome,
};
use crate::settings::Settings;
use crate::tasks::Tasks;
use crate::ui_error::UiError;
use crate::view;
use connect_courier::ChainState;
use tauri::State;

#[tauri::command]
pub async fn station_state(
    desk: State<'_, Desk>,
    tasks: State<'_, Tasks>,
    settings: State<'_, Settings>,
) -> Result<StationView, UiError> {
    let now = desk.station().await?;
    Ok(StationView {
        name: desk.name().to_owned(),
        events: now.events.iter().map(view::event).collect(),
        link: tasks.link(),
        courier: match tasks.courier() {
            ChainState::Working => CourierState::Working,
            ChainState::Down | ChainState::None => CourierState::Down,
        },
        records_waiting: now.waiting,
        loading: now.loading.map(view::loading),
        roster_age_ms: now.roster_age.map(view::millis),
        clock_off_ms: now.clock_off.map(connect_engine::time::Millis::get),
        restored: now.restored,
        out_of_order: now.out_of_order,
        calls: now
            .calls
            .iter()
            .map(|call| view::call(call, desk.id()))
            .collect(),
        language: settings.language,
    })
}

#[tauri::command]
pub async fn send_code(
    desk: State<'_, Desk>,
    event_id: u64,
    mobile: String,
    language: Language,
) -> Result<CodeSent, UiError> {
    desk.send_code(event_id, &mobile, language).await
}

#[tauri::command]
pub async fn send_code_to_ticket(
    desk: State<'_, Desk>,
    ticket_code: String,
    language: Language,
) -> Result<TicketCodeSent, UiError> {
    desk.send_code_to_ticket(ticket_code, language).await
}

#[tauri::command]
pub async fn resend_code(desk: State<'_, Desk>) -> Result<CodeSent, UiError> {
    desk.resend_code().await
}

#[tauri::command]
pub async fn redeem_code(desk: State<'_, Desk>, code: String) -> Result<Login, UiError> {
    desk.redeem_code(&code).await
}

#[tauri::command]
pub async fn choose_event(desk: State<'_, Desk>, event_id: u64) -> Result<Welcome, UiError> {
    desk.choose_event(event_id).await
}

#[tauri::command]
pub async fn check_in(desk: State<'_, Desk>, tickets: Vec<u32>) -> Result<Welcome, UiError> {
    desk.check_in(&tickets).await
}

#[tauri::command]
pub async fn change_mobile(
    desk: State<'_, Desk>,
    mobile: String,
    language: Language,
) -> Result<CodeSent, UiError> {
    desk.change_mobile(&mobile, language).await
}

#[tauri::command]
pub async fn confirm_mobile(desk: State<'_, Desk>, code: String) -> Result<Welcome, UiError> {
    desk.confirm_mobile(&code).await
}

#[tauri::command]
pub async fn call_staff(desk: State<'_, Desk>, event_id: Option<u64>) -> Result<(), UiError> {
    desk.call_staff(event_id).await
}

#[tauri::command]
pub async fn answer_call(desk: State<'_, Desk>, station: String) -> Result<(), UiError> {
    desk.answer_call(&station).await
}

#[tauri::command]
pub async fn set_out_of_order(desk: State<'_, Desk>, on: bool) -> Result<(), UiError> {
    desk.set_out_of_order(on).await
}

#[tauri::command]
pub async fn event_picture(
    desk: State<'_, Desk>,
    event_id: u64,
) -> Result<Option<String>, UiError> {
    desk.event_picture(event_id).await
}

#[tauri::command]
pub async fn hand_off(desk: State<'_, Desk>) -> Result<HandOff, UiError> {
    desk.hand_off().await
}

#[tauri::command]
pub async fn finish(desk: State<'_, Desk>) -> Result<(), UiError> {
    desk.finish().await;
    Ok(())
}

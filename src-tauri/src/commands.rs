//! What the window may ask of the backend. Thin: parse, call, map.

use crate::kiosk::Kiosk;
use crate::language_tag::LanguageTag;
use crate::reply::{CodeSent, HandOff, Login, OwnTicket, StationView, TicketCodeSent, Welcome};
use crate::setup_reply::{ImportReport, NewAlone, RosterFile, SelfTest, SetupDone, SmsChain};
use crate::staff_reply::Role;
use crate::ui_error::UiError;
use crate::view;
use tauri::State;

#[tauri::command]
pub async fn station_state(kiosk: State<'_, Kiosk>) -> Result<StationView, UiError> {
    if let Some(fault) = kiosk.start_fault() {
        return Ok(view::not_started(kiosk.language(None), fault));
    }
    let Ok(parts) = kiosk.parts() else {
        return Ok(view::not_set_up(kiosk.language(None)));
    };
    let now = parts.desk.station().await?;
    Ok(view::station(
        &now,
        &parts,
        kiosk.language(now.language.clone()),
    ))
}

#[tauri::command]
pub async fn send_code(
    kiosk: State<'_, Kiosk>,
    event_id: u64,
    mobile: String,
    language: LanguageTag,
) -> Result<CodeSent, UiError> {
    kiosk
        .parts_for_attendee()?
        .desk
        .send_code(event_id, &mobile, (&language).into())
        .await
}

#[tauri::command]
pub async fn send_code_to_ticket(
    kiosk: State<'_, Kiosk>,
    ticket_code: String,
    event_id: Option<u64>,
    language: LanguageTag,
) -> Result<TicketCodeSent, UiError> {
    kiosk
        .parts_for_attendee()?
        .desk
        .send_code_to_ticket(ticket_code, event_id, (&language).into())
        .await
}

#[tauri::command]
pub async fn own_ticket(
    kiosk: State<'_, Kiosk>,
    ticket_code: String,
) -> Result<Option<OwnTicket>, UiError> {
    kiosk.parts()?.desk.own_ticket(ticket_code).await
}

#[tauri::command]
pub async fn resend_code(
    kiosk: State<'_, Kiosk>,
    language: LanguageTag,
) -> Result<CodeSent, UiError> {
    kiosk.parts()?.desk.resend_code((&language).into()).await
}

#[tauri::command]
pub async fn redeem_code(kiosk: State<'_, Kiosk>, code: String) -> Result<Login, UiError> {
    kiosk.parts()?.desk.redeem_code(&code).await
}

#[tauri::command]
pub async fn choose_event(kiosk: State<'_, Kiosk>, event_id: u64) -> Result<Welcome, UiError> {
    kiosk.parts()?.desk.choose_event(event_id).await
}

#[tauri::command]
pub async fn check_in(kiosk: State<'_, Kiosk>, tickets: Vec<u32>) -> Result<Welcome, UiError> {
    kiosk.parts()?.desk.check_in(&tickets).await
}

#[tauri::command]
pub async fn change_mobile(
    kiosk: State<'_, Kiosk>,
    mobile: String,
    language: LanguageTag,
) -> Result<CodeSent, UiError> {
    let desk = &kiosk.parts()?.desk;
    desk.change_mobile(&mobile, (&language).into()).await
}

#[tauri::command]
pub async fn confirm_mobile(kiosk: State<'_, Kiosk>, code: String) -> Result<Welcome, UiError> {
    kiosk.parts()?.desk.confirm_mobile(&code).await
}

#[tauri::command]
pub async fn call_staff(kiosk: State<'_, Kiosk>, event_id: Option<u64>) -> Result<(), UiError> {
    kiosk.parts()?.desk.call_staff(event_id).await
}

#[tauri::command]
pub async fn answer_call(kiosk: State<'_, Kiosk>, station: String) -> Result<(), UiError> {
    kiosk.parts()?.desk.answer_call(&station).await
}

#[tauri::command]
pub async fn set_out_of_order(kiosk: State<'_, Kiosk>, on: bool) -> Result<(), UiError> {
    kiosk.parts()?.desk.set_out_of_order(on).await
}

#[tauri::command]
pub async fn event_picture(
    kiosk: State<'_, Kiosk>,
    event_id: u64,
) -> Result<Option<String>, UiError> {
    kiosk.parts()?.desk.event_picture(event_id).await
}

#[tauri::command]
pub async fn hand_off(kiosk: State<'_, Kiosk>) -> Result<HandOff, UiError> {
    let parts = kiosk.parts()?;
    parts.desk.hand_off(parts.tasks.link()).await
}

#[tauri::command]
pub async fn finish(kiosk: State<'_, Kiosk>) -> Result<(), UiError> {
    kiosk.parts()?.desk.finish().await;
    Ok(())
}

#[tauri::command]
pub async fn setup_join(
    kiosk: State<'_, Kiosk>,
    join: String,
    name: String,
) -> Result<SetupDone, UiError> {
    kiosk.join(&join, &name).await
}

#[tauri::command]
pub async fn setup_choices(kiosk: State<'_, Kiosk>) -> Result<SetupDone, UiError> {
    kiosk.look_at_set_up().await
}

#[tauri::command]
pub async fn setup_serve(kiosk: State<'_, Kiosk>, event_ids: Vec<u64>) -> Result<(), UiError> {
    kiosk.serve(event_ids).await
}

#[tauri::command]
pub async fn setup_language(kiosk: State<'_, Kiosk>, language: LanguageTag) -> Result<(), UiError> {
    kiosk.speak(language).await
}

#[tauri::command]
pub async fn setup_sms(kiosk: State<'_, Kiosk>, chain: SmsChain) -> Result<(), UiError> {
    kiosk.send_by(chain).await
}

#[tauri::command]
#[expect(
    clippy::too_many_arguments,
    reason = "the window names each; the struct behind them is made here"
)]
pub async fn setup_alone(
    kiosk: State<'_, Kiosk>,
    event_name: String,
    starts_at: Option<String>,
    ends_at: Option<String>,
    timezone: String,
    staff_name: String,
    pin: String,
    name: String,
) -> Result<SetupDone, UiError> {
    let new = NewAlone {
        event_name,
        starts_at,
        ends_at,
        timezone,
        staff_name,
        pin,
        name,
    };
    kiosk.found(new).await
}

#[tauri::command]
pub async fn setup_add_staff(
    kiosk: State<'_, Kiosk>,
    name: String,
    role: Role,
    pin: String,
) -> Result<(), UiError> {
    kiosk.add_colleague(&name, role, &pin).await
}

#[tauri::command]
pub async fn setup_set_pin(
    kiosk: State<'_, Kiosk>,
    staff: String,
    pin: String,
) -> Result<(), UiError> {
    kiosk.set_pin(&staff, &pin).await
}

#[tauri::command]
pub async fn roster_files(kiosk: State<'_, Kiosk>) -> Result<Vec<RosterFile>, UiError> {
    kiosk.roster_files().await
}

#[tauri::command]
pub async fn import_roster_file(
    kiosk: State<'_, Kiosk>,
    event_id: u64,
    path: String,
) -> Result<ImportReport, UiError> {
    kiosk.import(event_id, path).await
}

#[tauri::command]
pub async fn setup_test(
    kiosk: State<'_, Kiosk>,
    mobile: Option<String>,
    language: LanguageTag,
) -> Result<SelfTest, UiError> {
    kiosk.test(mobile.as_deref(), (&language).into()).await
}

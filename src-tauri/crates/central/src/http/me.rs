//! `GET /api/me`: what the bearer of a user's token has.

use super::App;
use super::bearer::{bearer, bearer_token, insufficient};
use super::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use connect_engine::acts::{Bearer, TicketView, view_attendee};
use connect_engine::roster::Event;
use connect_engine::store::RosterRows as _;
use serde_json::{Value, json};

pub async fn me(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<([(HeaderName, &'static str); 1], Json<Value>), Problem> {
    let token = bearer_token(&headers)?;
    let outcome = app
        .read(move |act| {
            let (event, attendee) = match bearer(act, &token)? {
                Ok(Bearer::User {
                    event, attendee, ..
                }) => (event, attendee),
                Ok(Bearer::Client { .. } | Bearer::Station(_)) => return Ok(Err(insufficient())),
                Err(problem) => return Ok(Err(problem)),
            };
            let view = view_attendee(act, &event, attendee, None)?;
            let mobile = act.tx().attendee(attendee)?.and_then(|a| a.mobile);
            Ok(Ok(json!({
                "sub": attendee,
                "name": view.name,
                "mobile": mobile.as_ref().map(connect_engine::mobile::Mobile::e164),
                "event": event_view(&event),
                "tickets":
                    view.tickets.iter().map(|t| ticket_view(t, &event)).collect::<Vec<_>>(),
            })))
        })
        .await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(outcome?)))
}

fn event_view(event: &Event) -> Value {
    json!({
        "id": event.alias,
        "slug": event.slug,
        "name": event.name,
        "starts_at": event.starts_at.map(|at| at.rfc3339_in(&event.timezone)),
        "ends_at": event.ends_at.map(|at| at.rfc3339_in(&event.timezone)),
        "timezone": event.timezone,
    })
}

fn ticket_view(view: &TicketView, event: &Event) -> Value {
    json!({
        "ticket_code": view.ticket.code,
        "holder": view.ticket.holder,
        "ticket_type": view.ticket.ticket_type,
        "cancelled": view.ticket.cancelled,
        "checked_in_at": view.checked_in_at.map(|at| at.rfc3339_in(&event.timezone)),
    })
}

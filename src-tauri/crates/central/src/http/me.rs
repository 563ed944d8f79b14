//! `GET /api/me`: what the bearer of a user's token has.

use super::App;
use super::bearer::{bearer, bearer_token, insufficient};
use super::problem::Problem;
use crate::qr;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use connect_engine::acts::{Act, Bearer, TicketView, view_attendee};
use connect_engine::checkin::Opening;
use connect_engine::ids::AttendeeId;
use connect_engine::mobile::Mobile;
use connect_engine::roster::Event;
use connect_engine::store::{StoreError, Tx};
use serde_json::{Value, json};

pub async fn me(State(app): State<App>, headers: HeaderMap) -> Result<Me, Problem> {
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
            body_of(act, &event, attendee).map(Ok)
        })
        .await?;
    Ok(answer(outcome?))
}

/// An answer about a user, whose alone it is.
pub type Me = ([(HeaderName, &'static str); 1], Json<Value>);

/// The answer with this body.
pub const fn answer(body: Value) -> Me {
    ([(header::CACHE_CONTROL, "no-store")], Json(body))
}

/// What is told of an attendee.
///
/// # Errors
/// What the database could not do.
pub fn body_of<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    attendee: AttendeeId,
) -> Result<Value, StoreError> {
    let view = view_attendee(act, event, attendee, None)?;
    let tickets = view.tickets.iter().map(|ticket| ticket_view(ticket, event));
    Ok(json!({
        "sub": attendee,
        "name": view.name,
        "mobile": view.mobile.as_ref().map(Mobile::e164),
        "event": event_view(event),
        "tickets": tickets.collect::<Vec<_>>(),
    }))
}

fn event_view(event: &Event) -> Value {
    json!({
        "id": event.alias,
        "slug": event.slug,
        "name": event.name,
        "starts_at": event.starts_at.map(|at| at.rfc3339_in(&event.timezone)),
        "ends_at": event.ends_at.map(|at| at.rfc3339_in(&event.timezone)),
        "timezone": event.timezone,
        "palette": event.look.palette,
        "picture": event.look.picture.map(|hash| super::picture::address(event.alias, &hash)),
        "next": event.look.next,
        "names": event.look.names,
    })
}

fn ticket_view(view: &TicketView, event: &Event) -> Value {
    let opens_at = match view.opening {
        Opening::NotYet { from } => Some(from.rfc3339_in(&event.timezone)),
        Opening::Open | Opening::Over => None,
    };
    json!({
        "ticket_code": view.ticket.code,
        "qr": qr::modules(&view.ticket.code),
        "holder": view.ticket.holder,
        "ticket_type": view.ticket.ticket_type,
        "cancelled": view.ticket.cancelled,
        "opens_at": opens_at,
        "over": view.opening == Opening::Over,
        "inside": view.inside,
        "used_up": view.entries_left == 0,
        "checked_in_at": view.checked_in_at.map(|at| at.rfc3339_in(&event.timezone)),
    })
}

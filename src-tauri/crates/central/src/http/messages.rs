//! `POST /api/stations/messages`: the SMS relay. The code passes through memory alone.

use super::App;
use super::bearer::{bearer_token, station};
use super::parameters::{SMALL, read_json};
use super::problem::Problem;
use crate::ambient;
use crate::sms::Relayed;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use connect_courier::RelayMessage;
use connect_engine::acts::{RelayRefusal, accept_relay, accept_test_message};
use connect_engine::message::Message;
use connect_engine::time::Millis;

pub async fn relay(State(app): State<App>, request: Request<Body>) -> Result<StatusCode, Problem> {
    let token = bearer_token(request.headers())?;
    let wanted = read_wanted(request).await;
    // A place in the queue first: what is accepted is carried.
    let place = app.sms.reserve();
    let carries = place.is_some();
    let outcome = app
        .write(move |act| {
            let station = match station(act, &token)? {
                Ok(station) => station,
                Err(problem) => return Ok(Err(problem)),
            };
            let message = match wanted {
                Ok(message) => message,
                Err(problem) => return Ok(Err(problem)),
            };
            if !carries {
                return Ok(Err(none_leaves()));
            }
            let accepted = if message.test {
                accept_test_message(act, &station, message.id, &message.to)?
            } else {
                let user = message.on_behalf_of.as_ref();
                accept_relay(act, &station, message.id, &message.to, user)?
            };
            // It may have waited at the station; later than this nobody can type it.
            let life = Millis::from_secs(act.policy().code_life_s);
            let dies_at = ambient::now().boot.plus(life);
            let relayed = |new: bool| new.then_some(Relayed { message, dies_at });
            Ok(accepted.map(relayed).map_err(refused))
        })
        .await?;
    if let (Some(relayed), Some(place)) = (outcome?, place) {
        place.send(relayed);
    }
    Ok(StatusCode::ACCEPTED)
}

async fn read_wanted(request: Request<Body>) -> Result<Message, Problem> {
    let wanted: RelayMessage = read_json(request, SMALL).await?;
    wanted
        .into_message()
        .map_err(|why| Problem::new(422, "This can't be carried").detail(why.to_string()))
}

fn none_leaves() -> Problem {
    Problem::new(503, "The centre carries no SMS just now").retry_after(Millis::from_secs(10))
}

fn refused(refusal: RelayRefusal) -> Problem {
    match refusal {
        RelayRefusal::Revoked => Problem::revoked(),
        RelayRefusal::NotListed => Problem::of(
            "urn:connect-kiosk:problem:not-listed",
            403,
            "The number isn't listed in this station's events",
        ),
        RelayRefusal::ListToCome => Problem::new(
            503,
            "This station's own list isn't all here yet, and the number isn't on it",
        ),
        RelayRefusal::Limit { retry_after } => Problem::of(
            "urn:connect-kiosk:problem:limit",
            429,
            "The number, or the station with its tests, has had enough messages",
        )
        .retry_after(retry_after),
    }
}

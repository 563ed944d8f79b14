//! `POST /api/stations/messages`: the SMS relay. The code passes through memory alone.

use super::App;
use super::bearer::{bearer_token, station};
use super::parameters::{SMALL, read_json};
use super::problem::Problem;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use connect_courier::RelayMessage;
use connect_engine::acts::{RelayRefusal, accept_relay};
use connect_engine::time::Millis;

pub async fn relay(State(app): State<App>, request: Request<Body>) -> Result<StatusCode, Problem> {
    let token = bearer_token(request.headers())?;
    let wanted: RelayMessage = read_json(request, SMALL).await?;
    let message = wanted
        .into_message()
        .map_err(|why| Problem::new(422, "This can't be carried").detail(why.to_string()))?;
    // A place in the queue first: what is accepted is carried.
    let Some(place) = app.sms.reserve() else {
        return Err(Problem::new(503, "The centre carries no SMS just now")
            .retry_after(Millis::from_secs(10)));
    };
    let (id, mobile) = (message.id, message.to.clone());
    let outcome = app
        .write(move |act| match station(act, &token)? {
            Ok(station) => Ok(Ok(accept_relay(act, &station, id, &mobile)?)),
            Err(problem) => Ok(Err(problem)),
        })
        .await?;
    if outcome?.map_err(refused)? {
        place.send(message);
    }
    Ok(StatusCode::ACCEPTED)
}

fn refused(refusal: RelayRefusal) -> Problem {
    match refusal {
        RelayRefusal::Revoked => Problem::revoked(),
        RelayRefusal::NotListed => Problem::of(
            "urn:connect-kiosk:problem:not-listed",
            403,
            "The number isn't listed in this station's events",
        ),
        RelayRefusal::Limit { retry_after } => Problem::of(
            "urn:connect-kiosk:problem:limit",
            429,
            "The number has had enough messages, over all stations",
        )
        .retry_after(retry_after),
    }
}

//! `POST /api/stations/roster`: the roster of an event that a station made before it joined.

use super::App;
use super::bearer::{bearer_token, station};
use super::parameters::read_json;
use super::problem::Problem;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use connect_engine::acts::{PageRefusal, PageTaken, ROSTER_PAGE_MAX, RosterPage, take_roster_page};

pub async fn take(
    State(app): State<App>,
    request: Request<Body>,
) -> Result<Json<PageTaken>, Problem> {
    let token = bearer_token(request.headers())?;
    let authorised = token.clone();
    // Only a station may make the centre read that much.
    app.read(move |act| Ok(station(act, &authorised)?.map(drop)))
        .await??;
    let page: RosterPage = read_json(request, ROSTER_PAGE_MAX).await?;
    let outcome = app
        .write(move |act| {
            let station = match station(act, &token)? {
                Ok(station) => station,
                Err(problem) => return Ok(Err(problem)),
            };
            if station.revoked_at.is_some() {
                return Ok(Err(Problem::revoked()));
            }
            Ok(take_roster_page(act, &station, &page)?.map_err(refused))
        })
        .await?;
    Ok(Json(outcome?))
}

/// Whatever it is, asking again doesn't help.
fn refused(refusal: PageRefusal) -> Problem {
    let (status, title) = match refusal {
        PageRefusal::NotFounder => (403, "This station didn't bring this event along"),
        PageRefusal::Unsound => (422, "A line of the page is none; none of it was taken"),
        PageRefusal::TooMany => (422, "The event has as many lines as it may"),
    };
    Problem::of("urn:connect-kiosk:problem:roster-refused", status, title)
}

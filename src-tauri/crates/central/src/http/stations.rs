//! `POST /api/stations`: a kiosk joins.

use super::App;
use super::parameters::read_json;
use super::problem::Problem;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, Request, header};
use connect_engine::acts::{
    self, ENROLMENT_REQUEST_MAX, EnrolRefusal, Enrolment, EnrolmentRequest,
};

pub async fn enrol(
    State(app): State<App>,
    request: Request<Body>,
) -> Result<([(HeaderName, &'static str); 1], Json<Enrolment>), Problem> {
    let wanted: EnrolmentRequest = read_json(request, ENROLMENT_REQUEST_MAX).await?;
    let centre = std::sync::Arc::clone(&app.centre);
    let outcome = app
        .write(move |act| acts::enrol(act, &wanted, &centre.mobile_hash_key))
        .await?;
    let enrolment = outcome.map_err(refused)?;
    // The answer carries the hash key.
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(enrolment)))
}

fn refused(refusal: EnrolRefusal) -> Problem {
    match refusal {
        EnrolRefusal::BadCode => Problem::of(
            "urn:connect-kiosk:problem:enrolment-code",
            403,
            "The enrolment code is wrong, used by another station or too old",
        ),
        EnrolRefusal::BadProof => Problem::of(
            "urn:connect-kiosk:problem:enrolment-proof",
            403,
            "The proof of the key doesn't hold for this address and code",
        ),
        EnrolRefusal::Taken => Problem::of(
            "urn:connect-kiosk:problem:enrolment-taken",
            409,
            "This station's id or key has joined before, or an event of its own is here already; \
             begin with an empty data folder",
        ),
        EnrolRefusal::NoEvent => Problem::of(
            "urn:connect-kiosk:problem:enrolment-no-event",
            409,
            "The enrolment code is for no event, and this station brings none of its own",
        ),
        EnrolRefusal::BadFounding => Problem::of(
            "urn:connect-kiosk:problem:enrolment-founding",
            422,
            "The events that this station brings along can't be taken",
        ),
        EnrolRefusal::BadName => Problem::of(
            "urn:connect-kiosk:problem:enrolment-name",
            422,
            "The station's name is empty, too long or has characters that can't be read",
        ),
    }
}

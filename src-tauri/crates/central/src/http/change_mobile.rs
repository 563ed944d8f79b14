//! `PATCH /api/me`: a user moves to another mobile, which a code proves.

use super::App;
use super::bearer::{bearer, bearer_token, insufficient};
use super::me::{Me, answer, body_of};
use super::parameters::read_parameters;
use super::problem::Problem;
use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use connect_engine::acts::{Bearer, ChangeRefusal, NewNumber, change_mobile};
use connect_engine::code::{Code, Verifier};
use connect_engine::mobile::Mobile;
use connect_engine::oauth::{Parameter, Parameters, read_code};
use connect_engine::refusal::Refusal;

pub async fn change(State(app): State<App>, request: Request<Body>) -> Result<Me, Problem> {
    let token = bearer_token(request.headers())?;
    let parameters = read_parameters(request).await.map_err(Problem::from);
    let wanted = parameters.and_then(|parameters| read_wanted(&parameters));
    let outcome = app
        .write(move |act| {
            let (event, attendee, claims) = match bearer(act, &token)? {
                Ok(Bearer::User {
                    event,
                    attendee,
                    claims,
                }) => (event, attendee, claims),
                Ok(Bearer::Client { .. } | Bearer::Station(_)) => return Ok(Err(insufficient())),
                Err(problem) => return Ok(Err(problem)),
            };
            // Only who may ask is told what is wrong with the body.
            let (mobile, code) = match wanted {
                Ok(wanted) => wanted,
                Err(problem) => return Ok(Err(problem)),
            };
            let new = NewNumber {
                event,
                attendee,
                mobile,
                verifier: Verifier::Client(claims.client_id),
            };
            match change_mobile(act, &new, &code)? {
                Ok(()) => body_of(act, &new.event, attendee).map(Ok),
                Err(refusal) => Ok(Err(refused(&refusal))),
            }
        })
        .await?;
    Ok(answer(outcome?))
}

fn read_wanted(parameters: &Parameters) -> Result<(Mobile, Code), Problem> {
    let unprocessable =
        |detail: String| Problem::new(422, "The mobile can't be changed to this").detail(detail);
    let present = |name: &str| {
        let missing = || unprocessable(format!("{name} is missing"));
        parameters.get(name).ok_or_else(missing)
    };
    let typed = match present("mobile")? {
        Parameter::Text(text) => text.clone(),
        Parameter::Number(number) => number.to_string(),
        Parameter::Other => return Err(unprocessable("mobile is no number".to_owned())),
    };
    let mobile = Mobile::parse(&typed).map_err(|error| unprocessable(error.to_string()))?;
    let code = present("mobile_verification_code")?;
    let code = read_code(code).map_err(|error| unprocessable(error.to_string()))?;
    Ok((mobile, code))
}

/// What the user is told of a refusal. Wrong, expired, used and unknown codes are one answer.
fn refused(refusal: &ChangeRefusal) -> Problem {
    match refusal {
        ChangeRefusal::Code(
            Refusal::Locked { retry_after }
            | Refusal::TooManySends { retry_after, .. }
            | Refusal::StationPaused { retry_after },
        ) => Problem::new(429, "Too many failures").retry_after(*retry_after),
        ChangeRefusal::Code(
            Refusal::StaffNeeded
            | Refusal::NoCode
            | Refusal::Expired
            | Refusal::Used
            | Refusal::Spent
            | Refusal::Wrong { .. },
        ) => Problem::of(
            "urn:connect-kiosk:problem:wrong-code",
            400,
            "The verification code is wrong, expired or used",
        ),
        ChangeRefusal::Taken => Problem::new(409, "Another attendee of the event has this mobile"),
        ChangeRefusal::Same => Problem::new(409, "This is the mobile that is there already"),
    }
}

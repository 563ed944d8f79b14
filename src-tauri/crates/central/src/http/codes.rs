//! `POST /api/mobile/verification-codes`: an app asks for a code, for its client or for a user.

use super::App;
use super::bearer::{bearer, bearer_token, insufficient};
use super::parameters::read_parameters;
use super::problem::Problem;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use connect_engine::acts::{AskCode, Bearer, send_code};
use connect_engine::code::{Purpose, Verifier};
use connect_engine::message::Language;
use connect_engine::mobile::Mobile;
use connect_engine::oauth::{Parameter, Parameters};
use connect_engine::refusal::Refusal;
use connect_engine::time::Millis;
use serde_json::json;

pub async fn send(State(app): State<App>, request: Request<Body>) -> Result<Response, Problem> {
    let token = bearer_token(request.headers())?;
    let parameters = read_parameters(request).await.map_err(Problem::from);
    let wanted = parameters.and_then(|parameters| read_wanted(&parameters));
    let outcome = app
        .write(move |act| {
            let bearer = match bearer(act, &token)? {
                Ok(bearer) => bearer,
                Err(problem) => return Ok(Err(problem)),
            };
            let (verifier, purpose, events) = match bearer {
                Bearer::Client { id, events } => (Verifier::Client(id), Purpose::Login, events),
                Bearer::User {
                    event,
                    attendee,
                    claims,
                } => {
                    let verifier = Verifier::Client(claims.client_id);
                    (verifier, Purpose::ChangeMobile(attendee), vec![event.id])
                }
                // A station makes its codes itself.
                Bearer::Station(_) => return Ok(Err(insufficient())),
            };
            // Only who may ask is told what is wrong with the body.
            let (mobile, language) = match wanted {
                Ok(wanted) => wanted,
                Err(problem) => return Ok(Err(problem)),
            };
            let ask = AskCode {
                mobile,
                verifier,
                purpose,
                language,
                events,
            };
            Ok(send_code(act, &ask)?.map_err(|refusal| refused(&refusal)))
        })
        .await?;
    let status = outcome?;
    app.sms.wake();
    let body = json!({
        "expires_in": status.expires_in.secs_up(),
        "resend_in": status.resend_in.secs_up(),
    });
    Ok((StatusCode::ACCEPTED, Json(body)).into_response())
}

fn read_wanted(parameters: &Parameters) -> Result<(Mobile, Language), Problem> {
    let unprocessable =
        |detail: String| Problem::new(422, "No code can be sent for this").detail(detail);
    let typed = match parameters.get("mobile") {
        Some(Parameter::Text(text)) => text.clone(),
        Some(Parameter::Number(number)) => number.to_string(),
        Some(Parameter::Other) => return Err(unprocessable("mobile is no number".to_owned())),
        None => return Err(unprocessable("mobile is missing".to_owned())),
    };
    let mobile = Mobile::parse(&typed).map_err(|error| unprocessable(error.to_string()))?;
    let language = match parameters.get("language") {
        None => Language::default(),
        Some(Parameter::Text(tag)) => Language::from_tag(tag)
            .ok_or_else(|| unprocessable("language is `fa` or `en`".to_owned()))?,
        Some(_) => return Err(unprocessable("language is `fa` or `en`".to_owned())),
    };
    Ok((mobile, language))
}

/// What the caller is told of a refusal; the same for listed and unlisted numbers.
fn refused(refusal: &Refusal) -> Problem {
    const TITLE: &str = "Too many codes or too many failures";
    let later = |span: Millis| Problem::new(429, TITLE).retry_after(span);
    match refusal {
        Refusal::Locked { retry_after }
        | Refusal::TooManySends { retry_after, .. }
        | Refusal::StationPaused { retry_after } => later(*retry_after),
        Refusal::StaffNeeded
        | Refusal::NoCode
        | Refusal::Expired
        | Refusal::Used
        | Refusal::Spent
        | Refusal::Wrong { .. } => later(Millis::from_secs(1)),
    }
}

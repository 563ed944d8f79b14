//! `POST /api/oauth2/token` (RFC 6749 §3.2).

use super::parameters::{BodyError, read_basic, read_parameters};
use super::problem::SOON;
use super::{App, Fault, address};
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connect_engine::acts::{Granted, authenticate_client, grant};
use connect_engine::oauth::{
    ClientAuthentication, GrantError, OAuthAnswer, OAuthCode, Parameters, read_client, read_request,
};
use connect_engine::time::Millis;
use serde_json::{Value, json};
use std::net::SocketAddr;

pub async fn token(
    State(app): State<App>,
    peer: ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Response {
    let Asked {
        shown,
        parameters,
        address,
    } = match asked(peer, request).await {
        Ok(asked) => asked,
        Err(refusal) => return refusal,
    };
    let outcome = app
        .write(move |act| {
            let caller = match authenticate_client(act, &shown, &address)? {
                Ok(caller) => caller,
                Err(error) => return Ok(Err(error)),
            };
            match read_request(&parameters) {
                Ok(wanted) => grant(act, &caller, &wanted),
                Err(error) => Ok(Err(error)),
            }
        })
        .await;
    match outcome {
        Ok(Ok(granted)) => accept(&granted),
        Ok(Err(error)) => refuse(&error.answer()),
        Err(fault) => failed(&fault),
    }
}

/// What a client sends here, at the endpoint for revocation and at that for introspection.
pub struct Asked {
    /// How it shows who it is.
    pub shown: ClientAuthentication,
    /// What it asks.
    pub parameters: Parameters,
    /// From where.
    pub address: String,
}

/// Reads a call, or refuses it in this endpoint's own shape.
pub async fn asked(
    peer: ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Result<Asked, Response> {
    let address = address(peer, request.headers());
    let Ok(basic) = read_basic(request.headers()) else {
        return Err(refuse(&GrantError::BadClient.answer()));
    };
    let parameters = match read_parameters(request).await {
        Ok(parameters) => parameters,
        Err(error) => return Err(unreadable(&error)),
    };
    match read_client(&parameters, basic) {
        Ok(shown) => Ok(Asked {
            shown,
            parameters,
            address,
        }),
        Err(error) => Err(refuse(&error.answer())),
    }
}

/// In this endpoint's own shape.
pub async fn wrong_method() -> Response {
    let code = OAuthCode::InvalidRequest.as_str();
    let mut response = answer(405, &json!({ "error": code }), None);
    let allow = HeaderValue::from_static("POST");
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

fn accept(granted: &Granted) -> Response {
    answer(
        200,
        &json!({
            "access_token": granted.access_token,
            "token_type": "Bearer",
            "expires_in": granted.expires_in,
        }),
        None,
    )
}

pub fn refuse(told: &OAuthAnswer) -> Response {
    let body = json!({ "error": told.code.as_str(), "error_description": told.description });
    answer(told.status, &body, told.retry_after)
}

/// A body that can't be read, in this endpoint's own shape.
fn unreadable(error: &BodyError) -> Response {
    let status = match error {
        BodyError::TooLarge => 413,
        BodyError::TooSlow => 408,
        BodyError::ContentType
        | BodyError::ContentEncoding
        | BodyError::CutOff
        | BodyError::Malformed(_) => 400,
    };
    let code = OAuthCode::InvalidRequest.as_str();
    answer(
        status,
        &json!({ "error": code, "error_description": error.to_string() }),
        None,
    )
}

pub fn failed(fault: &Fault) -> Response {
    if fault.log() {
        answer(
            503,
            &json!({ "error": "temporarily_unavailable" }),
            Some(SOON),
        )
    } else {
        answer(500, &json!({ "error": "server_error" }), None)
    }
}

pub fn answer(status: u16, body: &Value, retry_after: Option<Millis>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"connect\"");
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(span) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(span.secs_up()));
    }
    response
}

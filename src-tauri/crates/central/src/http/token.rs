//! `POST /api/oauth2/token` (RFC 6749 §3.2).

use super::parameters::{BodyError, read_basic, read_parameters};
use super::problem::SOON;
use super::{App, Fault, address};
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connect_engine::acts::{Act, Caller, Granted, authenticate_client, grant};
use connect_engine::oauth::{
    ClientAuthentication, GrantError, OAuthAnswer, OAuthCode, Parameters, read_client, read_request,
};
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::time::Millis;
use serde_json::{Value, json};
use std::net::SocketAddr;

pub async fn token(
    State(app): State<App>,
    peer: ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Response {
    let granted = for_client(
        &app,
        (peer, request),
        read_request,
        |act, caller, wanted| grant(act, caller, &wanted),
    );
    match granted.await {
        Ok(granted) => accept(&granted),
        Err(refusal) => refusal,
    }
}

/// Does what a client asks for once it has shown who it is, in one transaction; or refuses it in
/// this endpoint's own shape. The endpoints for revocation and for introspection answer so, too.
pub async fn for_client<W, R: Send + 'static>(
    app: &App,
    (peer, request): (ConnectInfo<SocketAddr>, Request<Body>),
    read: fn(&Parameters) -> Result<W, GrantError>,
    work: impl FnOnce(
        &mut Act<'_, SqliteTx<'_>>,
        &Caller,
        W,
    ) -> Result<Result<R, GrantError>, StoreError>
    + Send
    + 'static,
) -> Result<R, Response>
where
    W: 'static,
{
    let Asked {
        shown,
        parameters,
        address,
    } = asked(peer, request).await?;
    let outcome = app
        .write(move |act| {
            let caller = match authenticate_client(act, &shown, &address)? {
                Ok(caller) => caller,
                Err(error) => return Ok(Err(error)),
            };
            match read(&parameters) {
                Ok(wanted) => work(act, &caller, wanted),
                Err(error) => Ok(Err(error)),
            }
        })
        .await;
    match outcome {
        Ok(done) => done.map_err(|error| refuse(&error.answer())),
        Err(fault) => Err(failed(&fault)),
    }
}

/// What a client sends here.
struct Asked {
    /// How it shows who it is.
    shown: ClientAuthentication,
    /// What it asks.
    parameters: Parameters,
    /// From where.
    address: String,
}

/// Reads a call, or refuses it in this endpoint's own shape.
async fn asked(peer: ConnectInfo<SocketAddr>, request: Request<Body>) -> Result<Asked, Response> {
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

fn refuse(told: &OAuthAnswer) -> Response {
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

fn failed(fault: &Fault) -> Response {
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

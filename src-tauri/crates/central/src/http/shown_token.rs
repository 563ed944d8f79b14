//! `POST /api/oauth2/revoke` (RFC 7009) and `POST /api/oauth2/introspect` (RFC 7662): a client
//! shows a token and who it is, as at the token endpoint.

use super::App;
use super::token::{Asked, answer, asked, failed, refuse};
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::Request;
use axum::response::Response;
use connect_engine::acts::{authenticate_client, introspect_token, revoke_token};
use connect_engine::oauth::read_token;
use connect_engine::token::AccessClaims;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Ends a token. What was none, or is over, is answered alike.
pub async fn revoke(
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
            match read_token(&parameters) {
                Ok(token) => revoke_token(act, &caller, &token),
                Err(error) => Ok(Err(error)),
            }
        })
        .await;
    match outcome {
        Ok(Ok(())) => answer(200, &json!({}), None),
        Ok(Err(error)) => refuse(&error.answer()),
        Err(fault) => failed(&fault),
    }
}

/// Says what a token is good for.
pub async fn introspect(
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
            match read_token(&parameters) {
                Ok(token) => introspect_token(act, &caller, &token),
                Err(error) => Ok(Err(error)),
            }
        })
        .await;
    match outcome {
        Ok(Ok(claims)) => answer(200, &described(claims.as_ref()), None),
        Ok(Err(error)) => refuse(&error.answer()),
        Err(fault) => failed(&fault),
    }
}

/// RFC 7662 §2.2: of a token that counts for nothing, nothing more is said.
fn described(claims: Option<&AccessClaims>) -> Value {
    let Some(claims) = claims else {
        return json!({ "active": false });
    };
    let mut said = json!(claims);
    said["active"] = true.into();
    said["token_type"] = "Bearer".into();
    said
}

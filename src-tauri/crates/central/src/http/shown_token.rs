//! `POST /api/oauth2/revoke` (RFC 7009) and `POST /api/oauth2/introspect` (RFC 7662): a client
//! shows a token and who it is, as at the token endpoint.

use super::App;
use super::token::{answer, for_client};
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::Request;
use axum::response::Response;
use connect_engine::acts::{introspect_token, revoke_token};
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
    let ended = for_client(&app, (peer, request), read_token, |act, caller, token| {
        revoke_token(act, caller, &token)
    });
    match ended.await {
        Ok(()) => answer(200, &json!({}), None),
        Err(refusal) => refusal,
    }
}

/// Says what a token is good for.
pub async fn introspect(
    State(app): State<App>,
    peer: ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Response {
    let claims = for_client(&app, (peer, request), read_token, |act, caller, token| {
        introspect_token(act, caller, &token)
    });
    match claims.await {
        Ok(claims) => answer(200, &described(claims.as_ref()), None),
        Err(refusal) => refusal,
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

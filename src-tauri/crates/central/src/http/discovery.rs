//! Issuer metadata (RFC 8414) and published keys (RFC 7517).

use super::App;
use super::parameters::EventInPath;
use super::problem::Problem;
use axum::Json;
use axum::extract::State;
use connect_engine::acts;
use connect_engine::client::CONNECT_WEB;
use connect_engine::key::JwkSet;
use connect_engine::oauth::{
    CLIENT_CREDENTIALS, EVENT_MOBILE_VERIFICATION, EVENT_MOBILE_VERIFICATION_URI, JWT_BEARER,
};
use connect_engine::roster::Event;
use connect_engine::store::EventRows as _;
use serde_json::{Value, json};

pub async fn centre(State(app): State<App>) -> Json<Value> {
    Json(metadata(app.issuer(), app.issuer()))
}

pub async fn event(State(app): State<App>, id: EventInPath) -> Result<Json<Value>, Problem> {
    let event = find(&app, id).await?;
    Ok(Json(metadata(app.issuer(), &event.issuer(app.issuer()))))
}

pub async fn centre_keys(State(app): State<App>) -> Json<JwkSet> {
    Json(JwkSet {
        keys: vec![app.centre.home.key.public().jwk()],
    })
}

/// Exactly the keys that may speak for the event: a stolen station is out when its key leaves.
pub async fn event_keys(State(app): State<App>, id: EventInPath) -> Result<Json<JwkSet>, Problem> {
    let event = find(&app, id).await?;
    let centre = std::sync::Arc::clone(&app.centre);
    let keys = app
        .read(move |act| acts::event_keys(act.tx(), &centre.home, event.id))
        .await?;
    let keys = keys
        .iter()
        .map(connect_engine::key::PublicKey::jwk)
        .collect();
    Ok(Json(JwkSet { keys }))
}

async fn find(app: &App, EventInPath(alias): EventInPath) -> Result<Event, Problem> {
    let gone = || Problem::new(404, "There is no such event");
    let alias = alias.ok_or_else(gone)?;
    app.read(move |act| act.tx().event_by_alias(alias))
        .await?
        .ok_or_else(gone)
}

fn metadata(centre: &str, issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "token_endpoint": format!("{centre}/api/oauth2/token"),
        "jwks_uri": format!("{issuer}/jwks.json"),
        "response_types_supported": [],
        "grant_types_supported": [
            CLIENT_CREDENTIALS,
            EVENT_MOBILE_VERIFICATION,
            EVENT_MOBILE_VERIFICATION_URI,
            JWT_BEARER,
        ],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt", "none",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["EdDSA"],
        "revocation_endpoint": format!("{centre}/api/oauth2/revoke"),
        "revocation_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt", "none",
        ],
        "revocation_endpoint_auth_signing_alg_values_supported": ["EdDSA"],
        "introspection_endpoint": format!("{centre}/api/oauth2/introspect"),
        "introspection_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt",
        ],
        "introspection_endpoint_auth_signing_alg_values_supported": ["EdDSA"],
        "mobile_verification_code_endpoint": format!("{centre}/api/mobile/verification-codes"),
        "public_client_id": CONNECT_WEB,
    })
}

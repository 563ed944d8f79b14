//! Whether the server runs, and whether it can do its work.

use super::App;
use super::problem::Problem;
use axum::Json;
use axum::extract::State;
use connect_engine::store::EventRows as _;
use serde_json::{Value, json};

pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// Ready means that the database answers; without a courier the server still is, and says so.
pub async fn ready(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.read(|act| act.tx().events().map(drop)).await?;
    Ok(Json(json!({ "status": "ready", "sms": app.sms.state() })))
}

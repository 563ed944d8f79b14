//! `GET` and `POST /api/stations/records`: what the centre has of a station's log, and records
//! up.

use super::App;
use super::bearer::{bearer_token, station};
use super::parameters::read_json;
use super::problem::Problem;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Request};
use connect_engine::acts::{
    CallerState, LogStatus, RecordBatch, UploadRefusal, accept_records, log_status,
};
use connect_engine::ids::LogId;
use connect_engine::key::from_base64url;
use connect_engine::time::{BootId, Millis, Now, Timestamp};
use serde::Deserialize;

/// What a batch may weigh: some 10,000 records.
const BATCH: usize = 8 * 1024 * 1024;

#[derive(Debug, Deserialize)]
pub struct OfLog {
    /// Any log; whoever carries records asks for it.
    log: LogId,
    /// What the station says of itself: see [`CallerState`].
    wall: Timestamp,
    boot: Millis,
    boot_id: String,
    waiting: u64,
}

impl OfLog {
    fn caller(&self) -> Option<CallerState> {
        let id = from_base64url(&self.boot_id)?.try_into().ok()?;
        Some(CallerState {
            now: Now {
                wall: self.wall,
                boot: self.boot,
                boot_id: BootId(id),
            },
            waiting: self.waiting,
        })
    }
}

pub async fn status(
    State(app): State<App>,
    query: Result<Query<OfLog>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<LogStatus>, Problem> {
    let token = bearer_token(&headers)?;
    let outcome = app
        .write(move |act| {
            let station = match station(act, &token)? {
                Ok(station) => station,
                Err(problem) => return Ok(Err(problem)),
            };
            let of = match query {
                Ok(Query(of)) => of,
                Err(unreadable) => return Ok(Err(unreadable.into())),
            };
            let Some(caller) = of.caller() else {
                return Ok(Err(Problem::new(400, "boot_id is no boot's id")));
            };
            log_status(act, &station, &caller, of.log).map(Ok)
        })
        .await?;
    Ok(Json(outcome?))
}

pub async fn accept(
    State(app): State<App>,
    request: Request<Body>,
) -> Result<Json<LogStatus>, Problem> {
    let token = bearer_token(request.headers())?;
    let authorised = token.clone();
    // Only a station may make the centre read megabytes, and none as often as it likes at once.
    let sender = app
        .read(move |act| Ok(station(act, &authorised)?.map(|station| station.id)))
        .await??;
    let Some(_place) = app.uploads.begin(sender) else {
        let busy = Problem::new(429, "Other batches of this station are on their way");
        return Err(busy.retry_after(Millis::from_secs(1)));
    };
    let batch: RecordBatch = read_json(request, BATCH).await?;
    let outcome = app
        .write(move |act| {
            let station = match station(act, &token)? {
                Ok(station) => station,
                Err(problem) => return Ok(Err(problem)),
            };
            let revoked = station.revoked_at.is_some();
            let outcome = accept_records(act, &station, &batch)?;
            Ok(outcome.map_err(|refusal| refused(&refusal).revoked_too(revoked)))
        })
        .await?;
    Ok(Json(outcome?))
}

fn refused(refusal: &UploadRefusal) -> Problem {
    match refusal {
        UploadRefusal::BadRecord { position, error } => Problem::of(
            "urn:connect-kiosk:problem:bad-record",
            422,
            "A record doesn't hold; none of the batch was taken",
        )
        .detail(format!("record {position} of the batch: {error}")),
        UploadRefusal::Gap { next } => Problem::of(
            "urn:connect-kiosk:problem:gap",
            409,
            "Records are missing before this batch",
        )
        .detail(format!("the next index is {next}")),
        UploadRefusal::Fork { index } => Problem::of(
            "urn:connect-kiosk:problem:fork",
            409,
            "The centre has another record at an index of this log",
        )
        .detail(index.to_string()),
    }
}

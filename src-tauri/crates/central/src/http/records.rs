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
use connect_engine::acts::{Act, LogStatus, Pending, UploadRefusal, accept_records, log_status};
use connect_engine::ids::LogId;
use connect_engine::store::{StationRow, StoreError, Tx};
use connect_engine::time::Millis;
use serde::Deserialize;

/// What a batch may weigh: some 10,000 records.
const BATCH: usize = 8 * 1024 * 1024;

/// How exactly the centre remembers when it last heard of a station.
const SEEN: Millis = Millis::from_secs(30);

#[derive(Debug, Deserialize)]
pub struct OfLog {
    /// The station's log.
    log: LogId,
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
            let log = match query {
                Ok(Query(OfLog { log })) => log,
                Err(unreadable) => return Ok(Err(unreadable.into())),
            };
            see(act, &station)?;
            log_status(act, &station, log).map(Ok)
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
    // Only a station may make the centre read megabytes.
    app.read(move |act| Ok(station(act, &authorised)?.map(drop)))
        .await??;
    let batch: Pending = read_json(request, BATCH).await?;
    let outcome = app
        .write(move |act| {
            let station = match station(act, &token)? {
                Ok(station) => station,
                Err(problem) => return Ok(Err(problem)),
            };
            see(act, &station)?;
            Ok(accept_records(act, &station, &batch)?.map_err(|refusal| refused(&refusal)))
        })
        .await?;
    Ok(Json(outcome?))
}

fn see<T: Tx>(act: &mut Act<'_, T>, station: &StationRow) -> Result<(), StoreError> {
    let now = act.time();
    let lately = station
        .last_seen
        .is_some_and(|at| now.since(at).get() < SEEN.get());
    if lately {
        Ok(())
    } else {
        act.tx().see_station(station.id, now)
    }
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
        .detail(format!("index {index}")),
    }
}

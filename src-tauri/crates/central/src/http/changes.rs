//! `GET /api/events/{id}/changes`: changes down, as NDJSON.

use super::App;
use super::bearer::{bearer_token, station};
use super::parameters::EventInPath;
use super::problem::Problem;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use connect_engine::acts::{ChangeLine, FeedRefusal, changes_after};
use connect_engine::store::{EventRows as _, StoreError};
use serde::Deserialize;

/// Lines of one answer; the station asks again until there are none.
const PAGE: u32 = 2000;

#[derive(Debug, Deserialize)]
pub struct After {
    /// The last cursor that the station has; none is the beginning.
    #[serde(default)]
    after: String,
}

pub async fn changes(
    State(app): State<App>,
    EventInPath(alias): EventInPath,
    query: Result<Query<After>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = bearer_token(&headers)?;
    let outcome = app
        // The first question makes the generation, so this act may write.
        .write(move |act| {
            let station = match station(act, &token)? {
                Ok(station) => station,
                Err(problem) => return Ok(Err(problem)),
            };
            if station.revoked_at.is_some() {
                return Ok(Err(Problem::revoked()));
            }
            let after = match query {
                Ok(Query(After { after })) => after,
                Err(unreadable) => return Ok(Err(unreadable.into())),
            };
            let event = match alias {
                Some(alias) => act.tx().event_by_alias(alias)?,
                None => None,
            };
            // An event of others and one that doesn't exist are the same.
            let Some(event) = event.filter(|e| station.events.contains(&e.id)) else {
                return Ok(Err(Problem::new(404, "This station serves no such event")));
            };
            let page = changes_after(act, event.id, &after, PAGE)?.map_err(refused);
            page.map(|page| ndjson(&page.lines))
                .map_or_else(|problem| Ok(Err(problem)), |text| text.map(Ok))
        })
        .await?;
    let text = outcome?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}

fn refused(refusal: FeedRefusal) -> Problem {
    match refusal {
        FeedRefusal::BadCursor => Problem::new(400, "This is no cursor of this event"),
        FeedRefusal::OtherGeneration => Problem::new(
            410,
            "The centre's data was restored; load again from the beginning",
        ),
    }
}

fn ndjson(lines: &[ChangeLine]) -> Result<String, StoreError> {
    let mut text = String::new();
    for line in lines {
        let json = serde_json::to_string(line).map_err(StoreError::encode("write a change"))?;
        text.push_str(&json);
        text.push('\n');
    }
    Ok(text)
}

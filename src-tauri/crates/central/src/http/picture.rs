//! `GET /events/{id}/picture`: an event's picture, for the page on the attendee's phone.

use super::App;
use super::parameters::EventInPath;
use super::problem::Problem;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderName, header};
use connect_engine::ids::EventAlias;
use connect_engine::look::PictureHash;
use connect_engine::store::EventRows as _;
use serde::Deserialize;

/// Where a picture is, under a name that no other picture has.
pub fn address(event: EventAlias, picture: &PictureHash) -> String {
    format!("/events/{event}/picture?v={picture}")
}

#[derive(Debug, Deserialize)]
pub struct Version {
    /// The picture that is meant; without it, the one of now.
    v: Option<String>,
}

/// Under the name of its bytes it never changes; without, it may.
const FOR_EVER: &str = "public, max-age=86400, immutable";
const FOR_NOW: &str = "no-cache";

type Bytes = ([(HeaderName, &'static str); 2], Vec<u8>);

pub async fn picture(
    State(app): State<App>,
    EventInPath(alias): EventInPath,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Bytes, Problem> {
    let Query(Version { v }) = query?;
    let found = app
        .read(move |act| {
            let event = match alias {
                Some(alias) => act.tx().event_by_alias(alias)?,
                None => None,
            };
            match event {
                Some(event) => act.tx().picture(event.id),
                None => Ok(None),
            }
        })
        .await?;
    let meant = |hash: String| v.as_ref().is_none_or(|v| *v == hash);
    let picture = found
        .filter(|picture| meant(picture.hash().to_string()))
        .ok_or_else(|| Problem::new(404, "There is no such picture"))?;
    let caching = if v.is_some() { FOR_EVER } else { FOR_NOW };
    let headers = [
        (header::CONTENT_TYPE, picture.media_type().name()),
        (header::CACHE_CONTROL, caching),
    ];
    Ok((headers, picture.into_bytes()))
}

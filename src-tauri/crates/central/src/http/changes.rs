//! `GET /api/events/{id}/changes`: changes down. As NDJSON to the end of the feed, compressed; as
//! an event stream held open for as long as both sides are there.

use super::App;
use super::bearer::{bearer_token, station};
use super::parameters::EventInPath;
use super::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use connect_engine::acts::{ChangeLine, FeedPage, FeedRefusal, changes_after, extent_after};
use connect_engine::ids::{EventId, StationId};
use connect_engine::store::{EventRows as _, StationRows as _, StoreError};
use futures_util::stream::{StreamExt as _, unfold};
use serde::Deserialize;
use std::io;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};

/// What a TLS proxy in front may understand.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Lines that are in memory at once.
const PAGE: u32 = 500;

/// How often a held stream says that it is still there.
const BEAT: Duration = Duration::from_secs(5);

#[derive(Debug, Deserialize)]
pub struct After {
    /// The last cursor that the station has; none is the beginning.
    #[serde(default)]
    after: String,
}

/// Whose feed is read, and how far it was.
struct Reading {
    app: App,
    station: StationId,
    event: EventId,
    cursor: String,
}

pub async fn changes(
    State(app): State<App>,
    EventInPath(alias): EventInPath,
    query: Result<Query<After>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = bearer_token(&headers)?;
    let outcome = app
        .read(move |act| {
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
            let extent = extent_after(act, event.id, &after)?.map_err(refused);
            Ok(extent.map(|extent| (station.id, event.id, extent)))
        })
        .await?;
    let (station, event, extent) = outcome?;
    let reading = Reading {
        app,
        station,
        event,
        // The extent's place is the one that was asked with.
        cursor: extent.cursor.clone(),
    };
    let live = headers.get(header::ACCEPT).is_some_and(|kinds| {
        kinds
            .to_str()
            .is_ok_and(|k| k.contains("text/event-stream"))
    });
    let (kind, body) = if live {
        ("text/event-stream", live_body(reading))
    } else {
        ("application/x-ndjson", whole_body(reading, extent))
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        // nginx holds back what it passes on until a buffer is full, unless it is told otherwise.
        (UNBUFFERED, "no"),
    ];
    Ok((headers, body).into_response())
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

impl Reading {
    /// The next lines; none where nothing is told any more: the station was revoked, or the data
    /// restored. The connection ends then, and the station's next call is told why.
    async fn page(&mut self) -> io::Result<Option<FeedPage>> {
        let (station, event, cursor) = (self.station, self.event, self.cursor.clone());
        let page = self.app.read(move |act| {
            let known = act.tx().station(station)?;
            if known.is_none_or(|station| station.revoked_at.is_some()) {
                return Ok(None);
            }
            Ok(changes_after(act, event, &cursor, PAGE)?.ok())
        });
        let page = page.await.map_err(|fault| {
            fault.log();
            io::Error::other("the feed can't be read")
        })?;
        if let Some(last) = page.as_ref().and_then(|page| page.lines.last()) {
            self.cursor.clone_from(&last.cursor);
        }
        Ok(page)
    }
}

fn ndjson(lines: &[ChangeLine]) -> io::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(lines.len() * 400);
    for line in lines {
        serde_json::to_writer(&mut text, line)?;
        text.push(b'\n');
    }
    Ok(text)
}

/// Everything after the cursor, a page at a time.
fn whole_body(reading: Reading, extent: ChangeLine) -> Body {
    let steps = unfold(Some((reading, Some(extent))), |state| async {
        let (mut reading, extent) = state?;
        if let Some(extent) = extent {
            return Some((ndjson(&[extent]), Some((reading, None))));
        }
        match reading.page().await {
            Ok(Some(page)) if page.lines.is_empty() => None,
            Ok(Some(page)) => Some((ndjson(&page.lines), Some((reading, None)))),
            // Cut off, so that nobody takes it for the end.
            Ok(None) => Some((Err(io::Error::other("the feed ends here")), None)),
            Err(error) => Some((Err(error), None)),
        }
    });
    // What compresses it may ask again after the end.
    Body::from_stream(steps.fuse())
}

/// Each change as it comes, and every few seconds the word that this is all: however often
/// something changes elsewhere, and however often here. It ends where a list was imported: whoever
/// asks then has all of it compressed, and is told how much that is.
fn live_body(reading: Reading) -> Body {
    let changed = reading.app.changes();
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let steps = unfold(Some((reading, changed, beat)), |state| async {
        let (mut reading, mut changed, mut beat) = state?;
        let text = loop {
            // Marked as seen before it is read: what comes meanwhile isn't missed.
            changed.borrow_and_update();
            let page = reading.page().await.ok().flatten()?;
            let lines = u32::try_from(page.lines.len()).unwrap_or(PAGE);
            if lines >= PAGE {
                return None;
            }
            if !page.lines.is_empty() {
                break events(&page.lines)?;
            }
            if !wait(&mut changed, &mut beat).await? {
                break b": nothing new\n\n".to_vec();
            }
        };
        Some((
            Ok::<_, io::Error>(Bytes::from(text)),
            Some((reading, changed, beat)),
        ))
    });
    // What compresses it may ask again after the end.
    Body::from_stream(steps.fuse())
}

/// Whether something changed before the next beat; none once the server stops.
async fn wait(changed: &mut watch::Receiver<u64>, beat: &mut Interval) -> Option<bool> {
    tokio::select! {
        biased;
        _ = beat.tick() => Some(false),
        changed = changed.changed() => changed.ok().map(|()| true),
    }
}

fn events(lines: &[ChangeLine]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    for line in lines {
        text.extend_from_slice(b"data: ");
        serde_json::to_writer(&mut text, line).ok()?;
        text.extend_from_slice(b"\n\n");
    }
    Some(text)
}

/// Looks for commits, of this program and of the organiser's commands, and wakes the held streams.
pub async fn watch_for_changes(app: App, woken: watch::Sender<u64>) {
    const LOOK: Duration = Duration::from_millis(50);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = None;
    loop {
        look.tick().await;
        let centre = std::sync::Arc::clone(&app.centre);
        let version = tokio::task::spawn_blocking(move || centre.data_version()).await;
        let version = match version {
            Ok(Ok(version)) => version,
            Ok(Err(error)) => {
                log(&error);
                continue;
            }
            Err(_) => continue,
        };
        if seen != Some(version) {
            seen = Some(version);
            woken.send_modify(|count| *count += 1);
        }
    }
}

fn log(error: &StoreError) {
    let cause: &dyn std::error::Error = error;
    tracing::error!(error = cause, "the centre can't look for changes");
}

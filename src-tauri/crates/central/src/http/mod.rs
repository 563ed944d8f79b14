//! The calls of the centre. Each handler parses, runs one act and maps what came out.

mod bearer;
mod change_mobile;
mod changes;
mod codes;
mod discovery;
mod hand_off_page;
mod health;
mod me;
mod messages;
mod parameters;
mod picture;
mod problem;
mod records;
mod roster;
mod shown_token;
mod stations;
mod token;
mod uploads;

use crate::centre::Centre;
use crate::sms::Sms;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use connect_courier::Acts as _;
use connect_engine::acts::Act;
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::SqliteTx;
use problem::Problem;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::watch;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use uploads::Uploads;

pub use changes::watch_for_changes;

/// What every handler has.
#[derive(Clone)]
pub struct App {
    centre: Arc<Centre>,
    sms: Arc<Sms>,
    /// Counts the times that something was committed; closed when the server stops.
    changes: watch::Receiver<u64>,
    uploads: Arc<Uploads>,
}

impl App {
    /// The centre behind HTTP.
    pub fn new(centre: Arc<Centre>, sms: Arc<Sms>, changes: watch::Receiver<u64>) -> Self {
        Self {
            centre,
            sms,
            changes,
            uploads: Arc::default(),
        }
    }

    /// Tells when something was committed.
    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Runs an act on a thread that may wait for the disk, and commits it.
    async fn write<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, Fault> {
        let centre = Arc::clone(&self.centre);
        let done = tokio::task::spawn_blocking(move || centre.write(act)).await;
        done.map_err(|_| Fault::Panicked)?.map_err(Fault::Store)
    }

    /// Runs an act that only reads.
    async fn read<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, Fault> {
        let centre = Arc::clone(&self.centre);
        let done = tokio::task::spawn_blocking(move || centre.read(act)).await;
        done.map_err(|_| Fault::Panicked)?.map_err(Fault::Store)
    }

    fn issuer(&self) -> &str {
        &self.centre.home.centre
    }
}

/// What the centre itself could not do. The cause is logged and never told.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("the database failed")]
    Store(#[source] StoreError),
    #[error("an act panicked")]
    Panicked,
}

impl Fault {
    /// Logs the cause; true if the same call may succeed later.
    fn log(&self) -> bool {
        let cause: &dyn std::error::Error = self;
        tracing::error!(error = cause, "a call failed");
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Panicked => false,
        }
    }
}

/// All calls.
pub fn router(app: App) -> Router {
    Router::new()
        .route(
            "/api/oauth2/token",
            post(token::token).fallback(token::wrong_method),
        )
        .route(
            "/api/oauth2/revoke",
            post(shown_token::revoke).fallback(token::wrong_method),
        )
        .route(
            "/api/oauth2/introspect",
            post(shown_token::introspect).fallback(token::wrong_method),
        )
        .route("/mobile/verification-codes", post(codes::send))
        .route("/api/mobile/verification-codes", post(codes::send))
        .route(
            "/.well-known/oauth-authorization-server",
            get(discovery::centre),
        )
        .route(
            "/.well-known/oauth-authorization-server/events/{id}",
            get(discovery::event),
        )
        .route(
            "/events/{id}/.well-known/oauth-authorization-server",
            get(discovery::event),
        )
        .route("/jwks.json", get(discovery::centre_keys))
        .route("/events/{id}/jwks.json", get(discovery::event_keys))
        .route("/api/me", get(me::me).patch(change_mobile::change))
        .route("/events/{id}/picture", get(picture::picture))
        .route("/handoff", get(hand_off_page::page))
        .route("/handoff.js", get(hand_off_page::script))
        .route("/handoff.css", get(hand_off_page::style))
        .route("/handoff.svg", get(hand_off_page::icon))
        .route("/vazirmatn.woff2", get(hand_off_page::font))
        .route("/api/stations", post(stations::enrol))
        .route(
            "/api/events/{id}/changes",
            // A roster shrinks to a tenth; the cheapest level does most of that.
            get(changes::changes).layer(CompressionLayer::new().quality(CompressionLevel::Fastest)),
        )
        .route(
            "/api/stations/records",
            get(records::status).post(records::accept),
        )
        .route("/api/stations/roster", post(roster::take))
        .route("/api/stations/messages", post(messages::relay))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(plain_content))
        .with_state(app)
}

async fn not_found() -> Problem {
    Problem::new(404, "There is nothing at this address")
}

async fn method_not_allowed() -> Problem {
    Problem::new(405, "This address doesn't take that method")
}

/// No browser is to guess at what an answer is.
async fn plain_content(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// Where a call comes from. A proxy's word counts only if the proxy is on this machine.
fn address(ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: &HeaderMap) -> String {
    let forwarded = headers
        .get("x-forwarded-for")
        .filter(|_| peer.ip().is_loopback())
        .and_then(|value| value.to_str().ok())
        // The proxy appends: what stands before its own word is the caller's.
        .and_then(|list| list.rsplit(',').next())
        .map(str::trim)
        .filter(|one| !one.is_empty());
    forwarded.map_or_else(|| peer.ip().to_string(), ToOwned::to_owned)
}

//! Errors of every call but the token endpoint (RFC 9457).

use super::Fault;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connect_engine::time::Millis;
use serde_json::json;

/// A problem document.
#[derive(Debug)]
pub struct Problem {
    status: u16,
    kind: Option<&'static str>,
    title: &'static str,
    detail: Option<String>,
    retry_after: Option<Millis>,
    challenge: Option<&'static str>,
    revoked: bool,
}

impl Problem {
    /// A problem that its status tells enough of.
    pub const fn new(status: u16, title: &'static str) -> Self {
        Self {
            status,
            kind: None,
            title,
            detail: None,
            retry_after: None,
            challenge: None,
            revoked: false,
        }
    }

    /// A problem that callers branch on.
    pub fn of(kind: &'static str, status: u16, title: &'static str) -> Self {
        Self {
            kind: Some(kind),
            ..Self::new(status, title)
        }
    }

    /// What exactly is wrong.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// When trying again helps.
    pub fn retry_after(self, span: Millis) -> Self {
        Self {
            retry_after: Some(span),
            ..self
        }
    }

    /// `WWW-Authenticate`.
    pub fn challenge(self, challenge: &'static str) -> Self {
        Self {
            challenge: Some(challenge),
            ..self
        }
    }

    /// The station is put out; every answer to it says so.
    pub fn revoked() -> Self {
        let problem = Self::of(
            "urn:connect-kiosk:problem:revoked",
            403,
            "This station is revoked; it may only send its records",
        );
        problem.revoked_too(true)
    }

    /// Something else is wrong, and the caller is revoked besides.
    pub fn revoked_too(self, revoked: bool) -> Self {
        Self { revoked, ..self }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        if fault.log() {
            Self::new(503, "The centre can't keep anything just now").retry_after(SOON)
        } else {
            Self::new(500, "The centre failed; its log says why")
        }
    }
}

/// When a database that is busy or full is worth another try.
pub const SOON: Millis = Millis::from_secs(5);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": self.kind.unwrap_or("about:blank"),
            "title": self.title,
            "status": self.status,
        });
        if let Some(detail) = self.detail {
            body["detail"] = detail.into();
        }
        if self.revoked {
            body["revoked"] = true.into();
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(span) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(span.secs_up()));
        }
        if let Some(challenge) = self.challenge {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        response
    }
}

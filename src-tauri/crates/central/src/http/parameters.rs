//! Reading a request: the event in its path, and its body's parameters as JSON or as a form, each
//! at most once (RFC 6749 §3.2), in at most 8 KiB and ten seconds.

use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, header};
use base64::Engine as _;
use connect_engine::ids::EventAlias;
use connect_engine::oauth::{Parameter, Parameters};
use connect_engine::secret::Secret;
use http_body_util::LengthLimitError;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde_json::Value;
use std::convert::Infallible;
use std::error::Error as _;
use std::fmt;
use std::time::Duration;

/// What a small request may weigh.
pub const SMALL: usize = 8 * 1024;

/// A caller that sends nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a body can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyError {
    TooLarge,
    TooSlow,
    CutOff,
    ContentType,
    ContentEncoding,
    Malformed(String),
}

impl BodyError {
    /// The status outside the token endpoint.
    pub const fn status(&self) -> u16 {
        match self {
            Self::TooLarge => 413,
            Self::TooSlow => 408,
            Self::ContentType | Self::ContentEncoding => 415,
            Self::CutOff | Self::Malformed(_) => 400,
        }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the body is too large"),
            Self::TooSlow => f.write_str("the body didn't arrive in time"),
            Self::CutOff => f.write_str("the body was cut off"),
            Self::ContentType => f.write_str(
                "the content type must be application/json or application/x-www-form-urlencoded",
            ),
            Self::ContentEncoding => f.write_str("the body must not be compressed"),
            Self::Malformed(why) => f.write_str(why),
        }
    }
}

impl From<BodyError> for super::Problem {
    fn from(error: BodyError) -> Self {
        Self::new(error.status(), "The body can't be read").detail(error.to_string())
    }
}

impl From<QueryRejection> for super::Problem {
    fn from(_: QueryRejection) -> Self {
        Self::new(400, "The query lacks, repeats or misspells a parameter")
    }
}

/// The event in the path; none where no event can have that id.
pub struct EventInPath(pub Option<EventAlias>);

impl<S: Send + Sync> FromRequestParts<S> for EventInPath {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        let alias = id.ok().and_then(|Path(id)| id.parse().ok());
        Ok(Self(alias.map(EventAlias)))
    }
}

/// Reads a body of at most `most` bytes.
pub async fn read_body(body: Body, most: usize) -> Result<Bytes, BodyError> {
    match tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, most)).await {
        Err(_) => Err(BodyError::TooSlow),
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error))
            if error
                .source()
                .and_then(|source| source.downcast_ref::<LengthLimitError>())
                .is_some() =>
        {
            Err(BodyError::TooLarge)
        }
        Ok(Err(_)) => Err(BodyError::CutOff),
    }
}

/// Reads one JSON document.
pub async fn read_json<V: DeserializeOwned>(
    request: Request<Body>,
    most: usize,
) -> Result<V, BodyError> {
    if content_type(request.headers()).as_deref() != Some("application/json") {
        return Err(BodyError::ContentType);
    }
    refuse_compressed(request.headers())?;
    let bytes = read_body(request.into_body(), most).await?;
    serde_json::from_slice(&bytes).map_err(|error| malformed_json(&error))
}

/// Reads the parameters of a call.
pub async fn read_parameters(request: Request<Body>) -> Result<Parameters, BodyError> {
    let kind = content_type(request.headers());
    let read = match kind.as_deref() {
        Some("application/json") => from_json,
        Some("application/x-www-form-urlencoded") => from_form,
        _ => return Err(BodyError::ContentType),
    };
    refuse_compressed(request.headers())?;
    read(&read_body(request.into_body(), SMALL).await?)
}

/// Nothing that is sent here is ever inflated: what a body weighs is what it costs.
fn refuse_compressed(headers: &HeaderMap) -> Result<(), BodyError> {
    let plain = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if plain {
        Ok(())
    } else {
        Err(BodyError::ContentEncoding)
    }
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let kind = value.split(';').next()?.trim();
    Some(kind.to_ascii_lowercase())
}

/// What serde says may quote what the caller sent, so only the place is told.
fn malformed_json(error: &serde_json::Error) -> BodyError {
    let place = format!("line {}, column {}", error.line(), error.column());
    if error.is_data() {
        return BodyError::Malformed(format!("the JSON has not the right members ({place})"));
    }
    BodyError::Malformed(format!("the body is not JSON ({place})"))
}

fn from_json(bytes: &[u8]) -> Result<Parameters, BodyError> {
    serde_json::from_slice::<Once>(bytes)
        .map(|once| once.0)
        .map_err(|error| {
            if error.to_string().starts_with(REPEATED) {
                return BodyError::Malformed(REPEATED.to_owned());
            }
            malformed_json(&error)
        })
}

const REPEATED: &str = "a parameter is repeated";

fn from_form(bytes: &[u8]) -> Result<Parameters, BodyError> {
    let mut parameters = Parameters::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        let value = Parameter::Text(value.into_owned());
        if parameters.insert(name.into_owned(), value).is_some() {
            return Err(BodyError::Malformed(REPEATED.to_owned()));
        }
    }
    Ok(parameters)
}

/// A JSON object in which each name stands once; serde's own maps take the last of two.
struct Once(Parameters);

impl<'de> serde::Deserialize<'de> for Once {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OnceVisitor)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
        let mut parameters = Parameters::new();
        let mut seen = std::collections::BTreeSet::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(REPEATED));
            }
            // `null` is a parameter without a value: as if it were omitted.
            if let Some(parameter) = parameter(value) {
                parameters.insert(name, parameter);
            }
        }
        Ok(Once(parameters))
    }
}

fn parameter(value: Value) -> Option<Parameter> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Parameter::Text(text)),
        Value::Number(number) => Some(number.as_u64().map_or(Parameter::Other, Parameter::Number)),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => Some(Parameter::Other),
    }
}

/// The client in HTTP Basic (RFC 6749 §2.3.1: both parts are form-encoded). `Err` is a header
/// that can't be read.
pub fn read_basic(headers: &HeaderMap) -> Result<Option<(String, Secret<String>)>, ()> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let value = value.to_str().map_err(drop)?;
    let (scheme, encoded) = value.split_once(' ').ok_or(())?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(());
    }
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(encoded.trim())
        .map_err(drop)?;
    let text = String::from_utf8(bytes).map_err(drop)?;
    let (id, secret) = text.split_once(':').ok_or(())?;
    Ok(Some((form_decoded(id), Secret::new(form_decoded(secret)))))
}

fn form_decoded(text: &str) -> String {
    form_urlencoded::parse(format!("v={}", text.replace('&', "%26")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

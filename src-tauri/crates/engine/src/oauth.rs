//! The token endpoint's language: what a request asks for, and what RFC 6749 §5.2 says of what
//! went wrong. Pure.

use crate::code::{Code, NotACode};
use crate::ids::{ClientId, EventAlias};
use crate::mobile::{Mobile, ascii_digit};
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::time::Millis;
use std::collections::BTreeMap;

/// The extension grant of the customer's API, and the same under an absolute URI, as RFC 6749
/// §4.5 has it.
pub const EVENT_MOBILE_VERIFICATION: &str = "event_mobile_verification";
/// See [`EVENT_MOBILE_VERIFICATION`].
pub const EVENT_MOBILE_VERIFICATION_URI: &str =
    "urn:connect:params:oauth:grant-type:event_mobile_verification";
/// RFC 6749 §4.4.
pub const CLIENT_CREDENTIALS: &str = "client_credentials";
/// RFC 7523 §2.1.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// RFC 7523 §2.2.
pub const JWT_BEARER_CLIENT: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A parameter as JSON or a form has it. A form has only texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// A string.
    Text(String),
    /// A whole number, not negative.
    Number(u64),
    /// Anything else that JSON has: no parameter of ours is that.
    Other,
}

/// The parameters of a request, each once.
pub type Parameters = BTreeMap<String, Parameter>;

/// How the caller shows who it is.
#[derive(Debug)]
pub enum ClientAuthentication {
    /// By a secret, in the body or by HTTP Basic (RFC 6749 §2.3.1).
    Secret {
        /// Who it says it is.
        id: ClientId,
        /// What it shows.
        secret: Secret<String>,
    },
    /// By a signed assertion: a station (RFC 7523 §2.2).
    Assertion(String),
    /// Not at all: a public client (RFC 6749 §2.1).
    Public(ClientId),
}

/// What a request asks for.
#[derive(Debug)]
pub enum GrantRequest {
    /// A token for the caller itself.
    ClientCredentials,
    /// A user's token for an event, by a code sent to their mobile.
    EventMobileVerification {
        /// The event.
        event: EventAlias,
        /// The number, in any spelling, and the code: read only once the event is known, so
        /// that an event that the caller may not see is answered before them.
        mobile: String,
        /// See `mobile`.
        code: Parameter,
    },
    /// A user's token by the hand-off that a kiosk showed.
    HandOff {
        /// The hand-off.
        assertion: String,
        /// The last four digits of the number.
        mobile_last4: String,
    },
}

/// Everything that can be wrong with a token request. Many reasons inside, few codes outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantError {
    /// A parameter is missing.
    Missing(&'static str),
    /// A parameter can't be read.
    Malformed(&'static str),
    /// No such grant.
    UnsupportedGrant,
    /// The client may not use this grant.
    UnauthorizedClient,
    /// No or wrong client authentication.
    BadClient,
    /// Too many wrong secrets from there.
    ClientThrottled {
        /// Until the next try.
        retry_after: Millis,
    },
    /// The event doesn't exist, or the client isn't registered for it.
    UnknownEvent,
    /// What stands for the code can't be one; no attempt was spent.
    NotACode,
    /// The client's own event is over.
    EventOver,
    /// Wrong, expired, used, spent, unknown, unlisted or locked.
    Code(Refusal),
    /// The number is proven but has no ticket to the event.
    NoTicket,
    /// The hand-off doesn't hold, was used, or the digits are others.
    BadHandOff,
    /// The token that is to end was issued to another client.
    OthersToken,
}

/// RFC 6749 §5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuthCode {
    /// `invalid_request`
    InvalidRequest,
    /// `invalid_client`
    InvalidClient,
    /// `invalid_grant`
    InvalidGrant,
    /// `unauthorized_client`
    UnauthorizedClient,
    /// `unsupported_grant_type`
    UnsupportedGrantType,
}

impl OAuthCode {
    /// As it stands in `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
        }
    }
}

/// What the caller is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthAnswer {
    /// The HTTP status.
    pub status: u16,
    /// `error`.
    pub code: OAuthCode,
    /// `error_description`, in English for developers.
    pub description: String,
    /// `Retry-After`.
    pub retry_after: Option<Millis>,
}

impl GrantError {
    /// What RFC 6749 says of it. One match without a wildcard: a new reason must choose.
    pub fn answer(&self) -> OAuthAnswer {
        let answer = |status, code, description: &str| OAuthAnswer {
            status,
            code,
            description: description.to_owned(),
            retry_after: None,
        };
        match self {
            Self::Missing(name) => answer(
                400,
                OAuthCode::InvalidRequest,
                &format!("{name} is missing"),
            ),
            Self::Malformed(name) => answer(
                400,
                OAuthCode::InvalidRequest,
                &format!("{name} can't be read"),
            ),
            Self::UnsupportedGrant => {
                answer(400, OAuthCode::UnsupportedGrantType, "no such grant_type")
            }
            Self::UnauthorizedClient => answer(
                400,
                OAuthCode::UnauthorizedClient,
                "this client may not use this grant_type",
            ),
            Self::BadClient => answer(
                401,
                OAuthCode::InvalidClient,
                "client authentication failed",
            ),
            Self::ClientThrottled { retry_after } => OAuthAnswer {
                retry_after: Some(*retry_after),
                ..answer(
                    429,
                    OAuthCode::InvalidClient,
                    "too many failed authentications",
                )
            },
            Self::UnknownEvent => answer(
                400,
                OAuthCode::InvalidRequest,
                "event_id is not an event of this client",
            ),
            Self::NotACode => answer(
                400,
                OAuthCode::InvalidRequest,
                "mobile_verification_code must be five digits",
            ),
            Self::EventOver => answer(400, OAuthCode::InvalidGrant, "the event is over"),
            // One answer for all of these, so that nobody learns which numbers are attendees.
            Self::Code(
                Refusal::Locked { .. }
                | Refusal::TooManySends { .. }
                | Refusal::StationPaused { .. }
                | Refusal::StaffNeeded
                | Refusal::NoCode
                | Refusal::Expired
                | Refusal::Used
                | Refusal::Spent
                | Refusal::Wrong { .. },
            ) => answer(
                400,
                OAuthCode::InvalidGrant,
                "the verification code is wrong, expired or used",
            ),
            Self::NoTicket => answer(
                400,
                OAuthCode::InvalidGrant,
                "the mobile is verified but has no ticket to this event",
            ),
            Self::BadHandOff => answer(
                400,
                OAuthCode::InvalidGrant,
                "the hand-off is invalid or used",
            ),
            Self::OthersToken => answer(
                400,
                OAuthCode::UnauthorizedClient,
                "the token was issued to another client",
            ),
        }
    }
}

/// Reads what a request asks for.
///
/// # Errors
/// [`GrantError::Missing`], [`GrantError::Malformed`] or [`GrantError::UnsupportedGrant`].
pub fn read_request(parameters: &Parameters) -> Result<GrantRequest, GrantError> {
    // The customer's own example has a space inside the quotes.
    let grant_type = text(parameters, "grant_type")?;
    match grant_type.trim() {
        CLIENT_CREDENTIALS => Ok(GrantRequest::ClientCredentials),
        EVENT_MOBILE_VERIFICATION | EVENT_MOBILE_VERIFICATION_URI => {
            Ok(GrantRequest::EventMobileVerification {
                mobile: text(parameters, "mobile")?,
                code: present(parameters, "mobile_verification_code")?.clone(),
                event: read_event(present(parameters, "event_id")?)?,
            })
        }
        JWT_BEARER => Ok(GrantRequest::HandOff {
            assertion: text(parameters, "assertion")?,
            mobile_last4: fold_digits(&text(parameters, "mobile_last4")?),
        }),
        _ => Err(GrantError::UnsupportedGrant),
    }
}

/// Reads the token that is shown to be ended or explained. What kind the caller takes it for
/// (`token_type_hint`) changes nothing: there is one kind.
///
/// # Errors
/// [`GrantError::Missing`] or [`GrantError::Malformed`].
pub fn read_token(parameters: &Parameters) -> Result<String, GrantError> {
    text(parameters, "token")
}

/// Reads the client's authentication from the body, or from what HTTP Basic said.
///
/// # Errors
/// [`GrantError::Malformed`] if there are two, [`GrantError::BadClient`] if there is none.
pub fn read_client(
    parameters: &Parameters,
    basic: Option<(String, Secret<String>)>,
) -> Result<ClientAuthentication, GrantError> {
    let optional = |name| {
        parameters
            .contains_key(name)
            .then(|| text(parameters, name))
            .transpose()
    };
    let id = optional("client_id")?;
    let secret = optional("client_secret")?;
    let assertion = optional("client_assertion")?;
    let ways = usize::from(secret.is_some())
        + usize::from(basic.is_some())
        + usize::from(assertion.is_some());
    if ways > 1 {
        // RFC 6749 §2.3: not more than one method in a request.
        return Err(GrantError::Malformed("client authentication"));
    }
    if let Some(assertion) = assertion {
        return match optional("client_assertion_type")?.as_deref() {
            Some(JWT_BEARER_CLIENT) => Ok(ClientAuthentication::Assertion(assertion)),
            Some(_) => Err(GrantError::Malformed("client_assertion_type")),
            None => Err(GrantError::Missing("client_assertion_type")),
        };
    }
    if let Some((user, secret)) = basic {
        return match id {
            Some(id) if id != user => Err(GrantError::Malformed("client_id")),
            _ => Ok(ClientAuthentication::Secret {
                id: ClientId(user),
                secret,
            }),
        };
    }
    match (id, secret) {
        (Some(id), Some(secret)) => Ok(ClientAuthentication::Secret {
            id: ClientId(id),
            secret: Secret::new(secret),
        }),
        (Some(id), None) => Ok(ClientAuthentication::Public(ClientId(id))),
        (None, _) => Err(GrantError::BadClient),
    }
}

/// A code from a string of five digits, or a number that lost its leading zeros.
///
/// # Errors
/// [`NotACode`]; no attempt is spent.
pub fn read_code(parameter: &Parameter) -> Result<Code, NotACode> {
    match parameter {
        Parameter::Text(text) => Code::parse(text),
        Parameter::Number(number) => Code::from_number(*number),
        Parameter::Other => Err(NotACode),
    }
}

/// A mobile in any spelling.
///
/// # Errors
/// [`GrantError::Malformed`].
pub fn read_mobile(typed: &str) -> Result<Mobile, GrantError> {
    Mobile::parse(typed).map_err(|_| GrantError::Malformed("mobile"))
}

fn read_event(parameter: &Parameter) -> Result<EventAlias, GrantError> {
    let number = match parameter {
        Parameter::Text(text) => fold_digits(text.trim()).parse().ok(),
        Parameter::Number(number) => i64::try_from(*number).ok(),
        Parameter::Other => None,
    };
    // What is no number is no event either: the same answer as for one that doesn't exist.
    number.map(EventAlias).ok_or(GrantError::UnknownEvent)
}

fn fold_digits(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| ascii_digit(c).unwrap_or(c))
        .collect()
}

fn present<'p>(
    parameters: &'p Parameters,
    name: &'static str,
) -> Result<&'p Parameter, GrantError> {
    match parameters.get(name) {
        None => Err(GrantError::Missing(name)),
        // RFC 6749 §3.2: a parameter without a value is as if it were omitted.
        Some(Parameter::Text(text)) if text.is_empty() => Err(GrantError::Missing(name)),
        Some(parameter) => Ok(parameter),
    }
}

fn text(parameters: &Parameters, name: &'static str) -> Result<String, GrantError> {
    match present(parameters, name)? {
        Parameter::Text(text) => Ok(text.clone()),
        Parameter::Number(number) => Ok(number.to_string()),
        Parameter::Other => Err(GrantError::Malformed(name)),
    }
}

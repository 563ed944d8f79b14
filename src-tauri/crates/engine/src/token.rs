//! Tokens: JWTs signed with Ed25519, each kind with a `typ` of its own so that none passes for
//! another (RFC 8725 §3.11), verified by the clock that is handed in.

use crate::ids::{ClientId, EventAlias, EventId, StationId, TokenId};
use crate::key::{PublicKey, SigningKey, from_base64url};
use crate::time::{Millis, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a token is for; its `typ` (RFC 7515 §4.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An access token (RFC 9068 §2.1).
    Access,
    /// A station proving who it is (RFC 7523 §2.2).
    ClientAuthentication,
    /// A login carried from a kiosk to a phone (RFC 7523 §2.1).
    HandOff,
    /// A station proving that it holds the key it enrols with.
    Enrolment,
    /// The centre's word of when a station joined it.
    Joined,
}

impl Kind {
    /// The header's `typ`.
    pub const fn typ(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::ClientAuthentication => "client-authentication+jwt",
            Self::HandOff => "handoff+jwt",
            Self::Enrolment => "enrolment+jwt",
            Self::Joined => "joined+jwt",
        }
    }
}

/// Claims of an access token (RFC 9068 §2.2), for users, clients and stations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// The event's issuer for users; the centre for clients and stations.
    pub iss: String,
    /// The attendee's id; for clients and stations their `client_id`.
    pub sub: String,
    /// The same as `iss`: one audience.
    pub aud: String,
    /// Who asked for it.
    pub client_id: ClientId,
    /// Seconds since the epoch.
    pub iat: i64,
    /// Seconds since the epoch.
    pub exp: i64,
    /// 128 bits.
    pub jti: TokenId,
    /// The event's alias, in a user's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<EventAlias>,
    /// How the user was authenticated (RFC 8176): `otp`, `sms`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// The station that signed it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<StationId>,
}

/// Claims of a station's assertion (RFC 7523 §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssertionClaims {
    /// The station's `client_id`: its key's thumbprint.
    pub iss: ClientId,
    /// The same.
    pub sub: ClientId,
    /// The centre.
    pub aud: String,
    /// Seconds since the epoch.
    pub iat: i64,
    /// Seconds since the epoch.
    pub exp: i64,
    /// Single use.
    pub jti: TokenId,
}

/// Claims of a hand-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOffClaims {
    /// The event's issuer.
    pub iss: String,
    /// The attendee.
    pub sub: String,
    /// The centre.
    pub aud: String,
    /// Seconds since the epoch, by the station's best time.
    pub iat: i64,
    /// Seconds since the epoch.
    pub exp: i64,
    /// Single use.
    pub jti: TokenId,
    /// The station that shows it.
    pub station: StationId,
    /// How the user was authenticated.
    pub amr: Vec<String>,
}

/// Claims of the proof in an enrolment. No `exp`: the code is single-use and the station's clock
/// may be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentClaims {
    /// The centre.
    pub aud: String,
    /// The id that the station gave itself.
    pub sub: StationId,
    /// SHA-256 of the enrolment code, base64url.
    pub code_hash: String,
}

/// Claims of the centre's word to a station of when it joined and what it serves: for the centre
/// itself, where its data is restored from a backup that is older than that. It holds for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedClaims {
    /// The centre.
    pub iss: String,
    /// The station.
    pub sub: StationId,
    /// The thumbprint of its key (RFC 7638).
    pub jkt: String,
    /// Milliseconds since the epoch.
    pub joined_at: Timestamp,
    /// What the station was let serve; an older centre didn't say.
    #[serde(default)]
    pub events: Vec<EventId>,
}

/// Why a token isn't taken. Callers over HTTP learn only that it is invalid.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Not three parts of base64url JSON.
    #[error("not a signed JWT")]
    Malformed,
    /// Another algorithm than `EdDSA`.
    #[error("the algorithm is not EdDSA")]
    Algorithm,
    /// A `typ` of another kind.
    #[error("the token is of another kind")]
    Kind,
    /// `crit`, `jku`, `jwk`, `x5u` or `x5c` in the header.
    #[error("the header asks for what is never followed")]
    Header,
    /// No key of the set has this `kid`.
    #[error("the key is not in the issuer's set")]
    Key,
    /// The signature or the claims' form.
    #[error("the signature or the claims do not hold")]
    Invalid(#[source] jsonwebtoken::errors::Error),
    /// Ended before its time.
    #[error("the token was revoked")]
    Revoked,
    /// Another issuer than was expected.
    #[error("the issuer is another")]
    Issuer,
    /// Another audience than was expected.
    #[error("the audience is another")]
    Audience,
    /// Its time is over. Said only if everything else holds.
    #[error("the token has expired")]
    Expired,
    /// Its time hasn't come.
    #[error("the token is not valid yet")]
    NotYet,
}

/// Signs a token of the given kind; `kid` is the key's thumbprint.
///
/// # Errors
/// Only if the library refuses the key.
pub fn sign<C: Serialize>(
    kind: Kind,
    claims: &C,
    key: &SigningKey,
) -> Result<String, jsonwebtoken::errors::Error> {
    let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::EdDSA);
    header.typ = Some(kind.typ().to_owned());
    header.kid = Some(key.public().thumbprint());
    jsonwebtoken::encode(&header, claims, key.encoding())
}

/// The header's `kid`, not verified: only to look up a key among those that may speak.
pub fn unverified_kid(token: &str) -> Option<String> {
    header_of(token)?.get("kid")?.as_str().map(str::to_owned)
}

/// The claim `iss`, not verified: only to look up which of our own issuers it could be.
pub fn unverified_issuer(token: &str) -> Option<String> {
    claims_of(token)?.get("iss")?.as_str().map(str::to_owned)
}

fn header_of(token: &str) -> Option<serde_json::Map<String, serde_json::Value>> {
    let header = from_base64url(token.split('.').next()?)?;
    serde_json::from_slice(&header).ok()
}

fn claims_of(token: &str) -> Option<serde_json::Map<String, serde_json::Value>> {
    let claims = from_base64url(token.split('.').nth(1)?)?;
    serde_json::from_slice(&claims).ok()
}

/// Verifies the header and the signature, and reads the claims. Times and audience are judged
/// by [`Expect::check`].
///
/// # Errors
/// [`TokenError`] says which rule is broken.
pub fn open<C: DeserializeOwned>(
    kind: Kind,
    token: &str,
    key_of: impl FnOnce(&str) -> Option<PublicKey>,
) -> Result<C, TokenError> {
    let header = header_of(token).ok_or(TokenError::Malformed)?;
    let text = |name: &str| header.get(name).and_then(serde_json::Value::as_str);
    if text("alg") != Some("EdDSA") {
        return Err(TokenError::Algorithm);
    }
    if text("typ") != Some(kind.typ()) {
        return Err(TokenError::Kind);
    }
    if ["crit", "jku", "jwk", "x5u", "x5c", "b64"]
        .iter()
        .any(|name| header.contains_key(*name))
    {
        return Err(TokenError::Header);
    }
    let key = text("kid").and_then(key_of).ok_or(TokenError::Key)?;
    let decoding = key.decoding().map_err(|_| TokenError::Key)?;
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
    // The library would read the machine's clock, and knows one audience rule for all: ours run.
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    jsonwebtoken::decode::<C>(token, &decoding, &rules)
        .map(|data| data.claims)
        .map_err(TokenError::Invalid)
}

/// The same where one key alone may speak.
fn open_by<C: DeserializeOwned>(key: &PublicKey, kind: Kind, token: &str) -> Result<C, TokenError> {
    let thumbprint = key.thumbprint();
    open(kind, token, |kid| (kid == thumbprint).then(|| key.clone()))
}

/// What a verifier expects of a token's issuer, audience and times.
#[derive(Debug, Clone, Copy)]
pub struct Expect<'a> {
    /// Exactly this issuer.
    pub issuer: &'a str,
    /// Exactly this audience.
    pub audience: &'a str,
    /// The verifier's time.
    pub now: Timestamp,
    /// How far clocks may differ.
    pub leeway: Millis,
}

impl Expect<'_> {
    /// Judges the claims that every kind with a life has.
    ///
    /// # Errors
    /// [`TokenError::Expired`] and [`TokenError::NotYet`] only if issuer and audience hold.
    pub fn check(&self, iss: &str, aud: &str, iat: i64, exp: i64) -> Result<(), TokenError> {
        if iss != self.issuer {
            return Err(TokenError::Issuer);
        }
        if aud != self.audience {
            return Err(TokenError::Audience);
        }
        if self.now.minus(self.leeway) >= Timestamp::from_secs(exp) {
            return Err(TokenError::Expired);
        }
        if Timestamp::from_secs(iat) > self.now.plus(self.leeway) {
            return Err(TokenError::NotYet);
        }
        Ok(())
    }

    /// Judges `nbf` (RFC 7519 §4.1.5), which no token of ours has: where it stands, it counts.
    fn check_begun(&self, token: &str) -> Result<(), TokenError> {
        let claims = claims_of(token).ok_or(TokenError::Malformed)?;
        let Some(nbf) = claims.get("nbf") else {
            return Ok(());
        };
        let nbf = nbf.as_i64().ok_or(TokenError::Malformed)?;
        if Timestamp::from_secs(nbf) > self.now.plus(self.leeway) {
            Err(TokenError::NotYet)
        } else {
            Ok(())
        }
    }
}

/// Verifies an access token whole.
///
/// # Errors
/// [`TokenError`] says which rule is broken.
pub fn verify_access(
    token: &str,
    key_of: impl FnOnce(&str) -> Option<PublicKey>,
    expect: &Expect<'_>,
) -> Result<AccessClaims, TokenError> {
    let claims: AccessClaims = open(Kind::Access, token, key_of)?;
    expect.check(&claims.iss, &claims.aud, claims.iat, claims.exp)?;
    expect.check_begun(token)?;
    Ok(claims)
}

/// Verifies a hand-off whole.
///
/// # Errors
/// [`TokenError`] says which rule is broken.
pub fn verify_hand_off(
    token: &str,
    key_of: impl FnOnce(&str) -> Option<PublicKey>,
    expect: &Expect<'_>,
) -> Result<HandOffClaims, TokenError> {
    let claims: HandOffClaims = open(Kind::HandOff, token, key_of)?;
    expect.check(&claims.iss, &claims.aud, claims.iat, claims.exp)?;
    expect.check_begun(token)?;
    Ok(claims)
}

/// Verifies a station's assertion whole; `aud` is the centre.
///
/// # Errors
/// [`TokenError`] says which rule is broken.
pub fn verify_assertion(
    token: &str,
    station: &PublicKey,
    expect: &Expect<'_>,
) -> Result<AssertionClaims, TokenError> {
    let thumbprint = station.thumbprint();
    let claims: AssertionClaims = open_by(station, Kind::ClientAuthentication, token)?;
    expect.check(&claims.iss.0, &claims.aud, claims.iat, claims.exp)?;
    expect.check_begun(token)?;
    if claims.iss != claims.sub || claims.iss.0 != thumbprint {
        return Err(TokenError::Issuer);
    }
    Ok(claims)
}

/// Verifies the proof of an enrolment: made by the key that enrols, for this centre and code.
///
/// # Errors
/// [`TokenError`] says which rule is broken.
pub fn verify_enrolment(
    token: &str,
    station: &PublicKey,
    audience: &str,
) -> Result<EnrolmentClaims, TokenError> {
    let claims: EnrolmentClaims = open_by(station, Kind::Enrolment, token)?;
    if claims.aud == audience {
        Ok(claims)
    } else {
        Err(TokenError::Audience)
    }
}

/// Verifies the centre's own word of when a station joined it.
///
/// # Errors
/// [`TokenError`] says which rule is broken.
pub fn verify_joined(
    token: &str,
    centre: &PublicKey,
    issuer: &str,
) -> Result<JoinedClaims, TokenError> {
    let claims: JoinedClaims = open_by(centre, Kind::Joined, token)?;
    if claims.iss == issuer {
        Ok(claims)
    } else {
        Err(TokenError::Issuer)
    }
}

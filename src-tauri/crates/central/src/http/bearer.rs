//! Who calls, by a bearer token (RFC 6750).

use super::problem::Problem;
use axum::http::{HeaderMap, header};
use connect_engine::acts::{Act, Bearer, verify_bearer};
use connect_engine::store::{StationRow, StoreError, Tx};

/// The token of the `Authorization` header.
pub fn bearer_token(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Err(missing());
    };
    let parts = value.to_str().ok().and_then(|value| value.split_once(' '));
    match parts {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            Ok(token.trim().to_owned())
        }
        _ => Err(missing()),
    }
}

/// RFC 6750 §3: no error code where no token was shown.
fn missing() -> Problem {
    Problem::new(401, "A bearer token is needed").challenge("Bearer realm=\"connect\"")
}

fn invalid() -> Problem {
    Problem::new(401, "The bearer token is invalid or has expired")
        .challenge("Bearer realm=\"connect\", error=\"invalid_token\"")
}

/// The token is good, but not for this call.
pub fn insufficient() -> Problem {
    Problem::new(403, "This token is not for this call")
        .challenge("Bearer realm=\"connect\", error=\"insufficient_scope\"")
}

/// Verifies the token within an act.
///
/// # Errors
/// What the database could not do; a token that doesn't hold is an outcome.
pub fn bearer<T: Tx>(
    act: &mut Act<'_, T>,
    token: &str,
) -> Result<Result<Bearer, Problem>, StoreError> {
    Ok(verify_bearer(act, token)?.map_err(|_| invalid()))
}

/// Verifies that a station calls; it may be revoked.
///
/// # Errors
/// What the database could not do; another caller is an outcome.
pub fn station<T: Tx>(
    act: &mut Act<'_, T>,
    token: &str,
) -> Result<Result<StationRow, Problem>, StoreError> {
    Ok(match bearer(act, token)? {
        Ok(Bearer::Station(station)) => Ok(station),
        Ok(Bearer::Client { .. } | Bearer::User { .. }) => Err(insufficient()),
        Err(problem) => Err(problem),
    })
}

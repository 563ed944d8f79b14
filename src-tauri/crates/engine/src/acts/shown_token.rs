//! Tokens that a client shows to end them (RFC 7009) or to learn what they are good for (RFC 7662).

use super::Act;
use super::grant::Caller;
use super::keys::{Bearer, read_bearer};
use crate::client::CONNECT_WEB;
use crate::ids::ClientId;
use crate::oauth::GrantError;
use crate::store::{StoreError, Tx};
use crate::time::Timestamp;
use crate::token::AccessClaims;

/// Ends a token before its time, for the client that it was issued to. One that counts for nothing
/// as it is, whatever it may be, is ended already.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn revoke_token<T: Tx>(
    act: &mut Act<'_, T>,
    caller: &Caller,
    token: &str,
) -> Result<Result<(), GrantError>, StoreError> {
    let Ok((_, claims)) = read_bearer(act, token)? else {
        return Ok(Ok(()));
    };
    if claims.client_id != client_id(caller) {
        return Ok(Err(GrantError::OthersToken));
    }
    act.tx
        .revoke_token(claims.jti, Timestamp::from_secs(claims.exp))?;
    Ok(Ok(()))
}

/// What a token says, if it counts for something; none also where it is nothing of the caller's:
/// clients and stations see their own tokens and those of their events' users. Whoever has proven
/// nothing, as the public client, is told nothing.
///
/// # Errors
/// What the database could not do.
pub fn introspect_token<T: Tx>(
    act: &mut Act<'_, T>,
    caller: &Caller,
    token: &str,
) -> Result<Result<Option<AccessClaims>, GrantError>, StoreError> {
    let events = match caller {
        Caller::Client(client) => &client.events,
        Caller::Station(station) if station.revoked_at.is_none() => &station.events,
        Caller::Station(_) | Caller::Web => return Ok(Err(GrantError::BadClient)),
    };
    let Ok((bearer, claims)) = read_bearer(act, token)? else {
        return Ok(Ok(None));
    };
    let may_see = match bearer {
        Bearer::User { event, .. } => events.contains(&event.id),
        Bearer::Client { .. } | Bearer::Station(_) => claims.client_id == client_id(caller),
    };
    Ok(Ok(may_see.then_some(claims)))
}

fn client_id(caller: &Caller) -> ClientId {
    match caller {
        Caller::Client(client) => client.id.clone(),
        Caller::Station(station) => ClientId(station.key.thumbprint()),
        Caller::Web => ClientId(CONNECT_WEB.to_owned()),
    }
}

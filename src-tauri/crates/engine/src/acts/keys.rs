//! Whose keys may speak for whom, and who the bearer of a token is.

use super::Act;
use crate::client::Client;
use crate::home::{Home, Role};
use crate::ids::{AttendeeId, ClientId, EventId, StationId};
use crate::key::PublicKey;
use crate::roster::{AttendeeState, Event, event_alone};
use crate::store::{StationRow, StoreError, Tx};
use crate::time::{Millis, Moment};
use crate::token::{AccessClaims, Expect, TokenError, unverified_issuer, verify_access};

/// Who holds a token that the centre has verified.
#[derive(Debug, Clone)]
pub enum Bearer {
    /// A Connect app for itself.
    Client {
        /// Which.
        id: ClientId,
        /// The events it is registered for.
        events: Vec<EventId>,
    },
    /// A station.
    Station(StationRow),
    /// A user of an event.
    User {
        /// The event.
        event: Event,
        /// The attendee.
        attendee: AttendeeId,
        /// The whole token.
        claims: AccessClaims,
    },
}

/// The keys that may sign users' tokens of the event: the centre's and those of the stations
/// that serve it and aren't revoked.
///
/// # Errors
/// What the database could not do.
pub fn event_keys<T: Tx>(
    tx: &mut T,
    home: &Home,
    event: EventId,
) -> Result<Vec<PublicKey>, StoreError> {
    let mut keys = vec![home.key.public().clone()];
    let stations = tx.stations_of_event(event)?;
    keys.extend(
        stations
            .into_iter()
            .filter(|s| s.revoked_at.is_none())
            .map(|s| s.key),
    );
    Ok(keys)
}

fn find(keys: Vec<PublicKey>, kid: &str) -> Option<PublicKey> {
    keys.into_iter().find(|key| key.thumbprint() == kid)
}

impl<T: Tx> Act<'_, T> {
    fn expect<'e>(&self, issuer: &'e str) -> Expect<'e> {
        let leeway = Millis::from_secs(self.policy.token_leeway_s);
        Expect {
            issuer,
            audience: issuer,
            now: self.time,
            leeway,
        }
    }

    /// One of our own event issuers, looked up in the tables and never fetched.
    pub(super) fn event_of_issuer(&mut self, issuer: &str) -> Result<Option<Event>, StoreError> {
        let event = if self.home.is_alone() {
            let Some(id) = event_alone(issuer) else {
                return Ok(None);
            };
            self.tx.event(id)?
        } else {
            let prefix = format!("{}/events/", self.home.centre);
            let alias = issuer
                .strip_prefix(&prefix)
                .and_then(|alias| alias.parse().ok());
            let Some(alias) = alias else { return Ok(None) };
            self.tx.event_by_alias(crate::ids::EventAlias(alias))?
        };
        Ok(event.filter(|event| event.issuer(&self.home.centre) == issuer))
    }
}

/// Verifies an access token at the centre and tells who bears it.
///
/// # Errors
/// What the database could not do; a token that doesn't hold is an outcome.
pub fn verify_bearer<T: Tx>(
    act: &mut Act<'_, T>,
    token: &str,
) -> Result<Result<Bearer, TokenError>, StoreError> {
    Ok(read_bearer(act, token)?.map(|(bearer, _)| bearer))
}

/// The same with all that the token says.
pub(super) fn read_bearer<T: Tx>(
    act: &mut Act<'_, T>,
    token: &str,
) -> Result<Result<(Bearer, AccessClaims), TokenError>, StoreError> {
    let Some(issuer) = unverified_issuer(token) else {
        return Ok(Err(TokenError::Malformed));
    };
    if issuer != act.home.centre {
        return verify_user(act, token, &issuer);
    }
    let centre = act.home.key.public().clone();
    let key_of = |kid: &str| (kid == centre.thumbprint()).then_some(centre);
    let claims = match verify_access(token, key_of, &act.expect(&issuer)) {
        Ok(claims) => claims,
        Err(error) => return Ok(Err(error)),
    };
    if act.tx.is_token_revoked(claims.jti)? {
        return Ok(Err(TokenError::Revoked));
    }
    if let Some(station) = act.tx.station_by_thumbprint(&claims.client_id.0)? {
        return Ok(Ok((Bearer::Station(station), claims)));
    }
    Ok(match act.tx.client(&claims.client_id)? {
        Some(Client { id, events, .. }) => Ok((Bearer::Client { id, events }, claims)),
        None => Err(TokenError::Key),
    })
}

fn verify_user<T: Tx>(
    act: &mut Act<'_, T>,
    token: &str,
    issuer: &str,
) -> Result<Result<(Bearer, AccessClaims), TokenError>, StoreError> {
    let Some(event) = act.event_of_issuer(issuer)? else {
        return Ok(Err(TokenError::Issuer));
    };
    let keys = event_keys(act.tx, act.home, event.id)?;
    let claims = match verify_access(token, |kid| find(keys, kid), &act.expect(issuer)) {
        Ok(claims) => claims,
        Err(error) => return Ok(Err(error)),
    };
    let Some(attendee) = attendee_of(act, &event, &claims)? else {
        return Ok(Err(TokenError::Key));
    };
    if act.tx.is_token_revoked(claims.jti)? {
        return Ok(Err(TokenError::Revoked));
    }
    let bearer = Bearer::User {
        event,
        attendee,
        claims: claims.clone(),
    };
    Ok(Ok((bearer, claims)))
}

/// The attendee that a token speaks of; none if they were removed or have no ticket left: their
/// tokens count for nothing.
fn attendee_of<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    claims: &AccessClaims,
) -> Result<Option<AttendeeId>, StoreError> {
    let Ok(id) = claims.sub.parse::<AttendeeId>() else {
        return Ok(None);
    };
    let attendee = act.tx.attendee(id)?;
    let stands = attendee.is_some_and(|a| a.event == event.id && a.state == AttendeeState::Active);
    Ok((stands && claims.event_id == Some(event.alias)).then_some(id))
}

/// Verifies the session of a kiosk: a token that this very station signed. It lasts by the boot
/// clock from the moment of the login on: what the station learns of the time meanwhile neither ends
/// nor lengthens it.
///
/// # Errors
/// What the database could not do; a token that doesn't hold is an outcome.
pub fn verify_session<T: Tx>(
    act: &mut Act<'_, T>,
    token: &str,
    login: &Moment,
) -> Result<Result<(Event, AttendeeId, AccessClaims), TokenError>, StoreError> {
    let Some(issuer) = unverified_issuer(token) else {
        return Ok(Err(TokenError::Malformed));
    };
    let Some(event) = act.event_of_issuer(&issuer)? else {
        return Ok(Err(TokenError::Issuer));
    };
    let Some(now) = act.time_since(login) else {
        return Ok(Err(TokenError::Expired));
    };
    let own = act.home.key.public().clone();
    let key_of = |kid: &str| (kid == own.thumbprint()).then_some(own);
    let expect = Expect {
        now,
        ..act.expect(&issuer)
    };
    let claims = match verify_access(token, key_of, &expect) {
        Ok(claims) => claims,
        Err(error) => return Ok(Err(error)),
    };
    let own_station: Option<StationId> = (act.home.role == Role::Station).then_some(act.home.id);
    if claims.station != own_station {
        return Ok(Err(TokenError::Issuer));
    }
    let Some(attendee) = attendee_of(act, &event, &claims)? else {
        return Ok(Err(TokenError::Key));
    };
    Ok(Ok((event, attendee, claims)))
}

/// The key among the event's that a hand-off may be signed with: a station's, never the
/// centre's.
pub(super) fn station_key(stations: Vec<StationRow>, kid: &str) -> Option<PublicKey> {
    let standing = stations.into_iter().filter(|s| s.revoked_at.is_none());
    find(standing.map(|s| s.key).collect(), kid)
}

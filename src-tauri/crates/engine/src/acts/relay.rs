//! Carrying a station's SMS at the centre: only to listed numbers, within the limits over all
//! stations.

use super::Act;
use super::keys::{Bearer, verify_bearer};
use crate::ids::{AttendeeId, MessageId, TokenId};
use crate::limits::{send_memory, send_wait, wait};
use crate::mobile::Mobile;
use crate::secret::Secret;
use crate::store::{StationRow, StoreError, Tx};
use crate::time::Millis;

/// Stations hand a message over within this time of counting it, so that two which were far
/// enough apart there may be this much nearer here.
const JITTER: Millis = Millis::from_secs(10);

/// How long a message id is remembered.
const MEMORY: Millis = Millis::from_secs(3600);

/// Why a message isn't carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayRefusal {
    /// The station is revoked.
    Revoked,
    /// The number isn't listed in the station's events.
    NotListed,
    /// It isn't listed here, and the station's own list isn't all here yet: whether the station may
    /// send to it nobody knows.
    ListToCome,
    /// The number has had enough, over all stations.
    Limit {
        /// Until the next.
        retry_after: Millis,
    },
}

/// Takes a message from a station; false if the same one was taken before. To a number that isn't
/// listed only with the token of a user who stands at this station and moves there.
///
/// What is carried is counted for the relay alone: only listed numbers are relayed, so whoever
/// else counted it would tell them from the others.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn accept_relay<T: Tx>(
    act: &mut Act<'_, T>,
    station: &StationRow,
    id: MessageId,
    mobile: &Mobile,
    on_behalf_of: Option<&Secret<String>>,
) -> Result<Result<bool, RelayRefusal>, StoreError> {
    if station.revoked_at.is_some() {
        return Ok(Err(RelayRefusal::Revoked));
    }
    let message = TokenId::from_bytes(*id.as_bytes());
    if act.tx.was_used(message, act.time)? {
        return Ok(Ok(false));
    }
    let user = match on_behalf_of {
        Some(token) => act.user_at(station, token.reveal())?,
        None => None,
    };
    if !act.is_listed(mobile, &station.events)? && user.is_none() {
        return Ok(Err(if act.has_list_to_come(station)? {
            RelayRefusal::ListToCome
        } else {
            RelayRefusal::NotListed
        }));
    }
    let hash = act.home.mobile_hash(mobile);
    act.redate(&hash)?;
    let relayed = act
        .tx
        .relayed_to(&hash, act.time.minus(send_memory(&act.policy)))?;
    let mut retry_after = send_wait(&relayed, &act.policy, act.time.plus(JITTER));
    if let Some(user) = user {
        let window = act.policy.sends_to_new_number;
        let sends = act.tx.sends_for(user, act.time.minus(window.span()))?;
        retry_after = retry_after.max(wait(&sends, window, act.time.plus(JITTER)));
    }
    if retry_after.get() > 0 {
        return Ok(Err(RelayRefusal::Limit { retry_after }));
    }
    if !crate::fault::planted("relay-uncounted") {
        act.tx.add_relayed(&hash, user, act.time)?;
    }
    let memory = act.time.plus(MEMORY);
    act.tx.use_token(message, memory, act.time).map(Ok)
}

impl<T: Tx> Act<'_, T> {
    /// Whether the list of an event that the station brought isn't all here yet.
    fn has_list_to_come(&mut self, station: &StationRow) -> Result<bool, StoreError> {
        for event in &station.founded {
            let founded = self.tx.founded_event(*event)?;
            if founded.is_some_and(|founded| !founded.complete) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The attendee whose session at this station a token is.
    fn user_at(
        &mut self,
        station: &StationRow,
        token: &str,
    ) -> Result<Option<AttendeeId>, StoreError> {
        Ok(match verify_bearer(self, token)? {
            Ok(Bearer::User {
                event,
                attendee,
                claims,
            }) if claims.station == Some(station.id) && station.events.contains(&event.id) => {
                Some(attendee)
            }
            Ok(_) | Err(_) => None,
        })
    }
}

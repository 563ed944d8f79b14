//! Carrying a station's SMS at the centre: only to listed numbers, within the limits over all
//! stations.

use super::Act;
use crate::code::Verifier;
use crate::ids::{MessageId, TokenId};
use crate::limits::{send_memory, wait};
use crate::mobile::Mobile;
use crate::store::{StationRow, StoreError, Tx};
use crate::time::Millis;

/// Stations hand a message over within this time of counting it, so that two which were far
/// enough apart there may be this much nearer here.
const JITTER: Millis = Millis::from_secs(30);

/// How long a message id is remembered.
const MEMORY: Millis = Millis::from_secs(3600);

/// Why a message isn't carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayRefusal {
    /// The station is revoked.
    Revoked,
    /// The number isn't listed in the station's events.
    NotListed,
    /// The number has had enough, over all stations.
    Limit {
        /// Until the next.
        retry_after: Millis,
    },
}

/// Takes a message from a station; false if the same one was taken before.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn accept_relay<T: Tx>(
    act: &mut Act<'_, T>,
    station: &StationRow,
    id: MessageId,
    mobile: &Mobile,
) -> Result<Result<bool, RelayRefusal>, StoreError> {
    if station.revoked_at.is_some() {
        return Ok(Err(RelayRefusal::Revoked));
    }
    if !act.is_listed(mobile, &station.events)? {
        return Ok(Err(RelayRefusal::NotListed));
    }
    let hash = act.home.mobile_hash(mobile);
    let sends = act
        .tx
        .sends_to(&hash, act.time.minus(send_memory(&act.policy)))?;
    let soon = act.time.plus(JITTER);
    let windows = act.policy.sends_per_mobile.iter();
    let retry_after = windows
        .map(|w| wait(&sends, *w, soon))
        .max()
        .unwrap_or_default();
    if retry_after.get() > 0 {
        return Ok(Err(RelayRefusal::Limit { retry_after }));
    }
    let message = TokenId::from_bytes(*id.as_bytes());
    if !act.tx.use_token(message, act.time.plus(MEMORY), act.time)? {
        return Ok(Ok(false));
    }
    act.tx
        .add_send(&hash, &Verifier::Station(station.id), None, act.time)?;
    Ok(Ok(true))
}

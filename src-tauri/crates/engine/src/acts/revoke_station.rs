//! A station being put out: its key leaves the key sets of its events.

use super::Act;
use super::apply::feed_kind;
use crate::fact::{Fact, StationRevoked};
use crate::ids::{EventId, StationId};
use crate::policy::Policy;
use crate::store::{StationRow, StoreError, Tx};
use crate::time::{Millis, Timestamp};

/// What revoking a station did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// It is out now.
    Done,
    /// It was out before.
    Already,
    /// There is no such station.
    Unknown,
}

/// Puts a station out: its key leaves the key sets of its events.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn revoke_station<T: Tx>(
    act: &mut Act<'_, T>,
    id: StationId,
    since: Option<Timestamp>,
) -> Result<Revocation, StoreError> {
    let Some(station) = act.tx.station(id)? else {
        return Ok(Revocation::Unknown);
    };
    // Who revoked in haste may say later since when; a later time takes nothing back.
    let news = since.filter(|since| station.revoked_since.is_none_or(|known| *since < known));
    if station.revoked_at.is_some() && news.is_none() {
        return Ok(Revocation::Already);
    }
    let events: Vec<EventId> = station.events.clone();
    let revoked = StationRow {
        revoked_at: station.revoked_at.or(Some(act.time)),
        revoked_since: news.or(station.revoked_since),
        ..station
    };
    act.tx.put_station(&revoked)?;
    if let Some(since) = since {
        act.end_tokens_handed_off_by(id, since)?;
    }
    act.append(
        None,
        &Fact::StationRevoked(StationRevoked { station: id, since }),
    )?;
    for event in events {
        act.tell(event, feed_kind::EVENT, event.as_bytes())?;
    }
    Ok(Revocation::Done)
}

impl<T: Tx> Act<'_, T> {
    /// Ends our tokens that came of a station's hand-offs since a time.
    fn end_tokens_handed_off_by(
        &mut self,
        station: StationId,
        since: Timestamp,
    ) -> Result<(), StoreError> {
        let own = self.home.id;
        // None lives longer from now on, under whichever policy it was issued.
        let life = self.policy.user_token_s.max(Policy::default().user_token_s);
        let over = self.time.plus(Millis::from_secs(life));
        for row in self.tx.records_of_kind_since(own, "login", since)? {
            let Some(body) = &row.record.body else {
                continue;
            };
            if let Ok(Some(Fact::Login(login))) = Fact::from_parts(&row.kind, &body.json)
                && login.handed_off_by == Some(station)
            {
                self.tx.revoke_token(login.jti, over)?;
            }
        }
        Ok(())
    }
}

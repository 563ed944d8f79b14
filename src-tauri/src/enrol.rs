//! Joining a centre: a new station, one that has served an event of its own so far, or one whose
//! centre was restored from a backup that doesn't know it.

use crate::ambient;
use crate::call_error::{CallError, Unreached};
use crate::centre::{Centre, http_client};
use crate::settings;
use crate::setup::note;
use crate::station::{Station, StationError, write, write_at_need};
use connect_engine::acts::{
    EnrolmentRequest, adopt_enrolment, enrolment_code_hash, founding, joined,
};
use connect_engine::ids::{EventId, StaffId};
use connect_engine::store::EventRows as _;
use connect_engine::token::{EnrolmentClaims, Kind, sign};
use std::path::Path;
use std::sync::Arc;

/// Why this station didn't join. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The data folder, or this machine's TLS, can't be used.
    #[error("{0:#}")]
    Machine(anyhow::Error),
    /// The database.
    #[error(transparent)]
    Station(#[from] StationError),
    /// The key can't sign.
    #[error("the proof can't be signed")]
    Sign,
    /// The centre didn't take it.
    #[error("this station could not join: {0}")]
    Call(CallError),
    /// What answers there goes by another address, for which nothing here was proven.
    #[error("this station could not join: the centre calls itself {issuer}; use that address")]
    OtherAddress {
        /// What it calls itself.
        issuer: String,
    },
    /// What was recorded goes to one centre.
    #[error("this station has joined {joined}, and joins no other")]
    OtherCentre {
        /// That one.
        joined: String,
    },
    /// An older centre passes over what it doesn't know.
    #[error("this station could not join: the centre doesn't take its own events; update it first")]
    NotBrought,
    /// No centre does that.
    #[error("this station could not join: the centre gave it no name")]
    NoName,
}

impl JoinError {
    /// Whether the centre has certainly not taken it in.
    pub const fn is_refusal(&self) -> bool {
        match self {
            Self::Machine(_)
            | Self::Sign
            | Self::OtherCentre { .. }
            | Self::Call(CallError::Refused { .. }) => true,
            Self::Call(CallError::NotReached { why, .. }) => {
                !matches!(why, Unreached::Silent | Unreached::Broken)
            }
            _ => false,
        }
    }
}

/// Joins. The key and the id are on disk before the call, and the same code with the same key
/// gives the same answer again: a lost answer is harmless.
/// Who of the staff does it is written down.
///
/// # Errors
/// [`JoinError`]
pub async fn enrol(
    data: &Path,
    centre: &str,
    code: &str,
    name: &str,
    by: Option<StaffId>,
) -> Result<(), JoinError> {
    let station = Station::open(data, Some(centre)).map_err(JoinError::Machine)?;
    let station = Arc::new(station);
    if station.home.centre != centre {
        // What that one has acknowledged is there.
        let joined = station.home.centre.clone();
        return Err(JoinError::OtherCentre { joined });
    }
    let own_key = station.own_hash_key.clone();
    let (log, joined, founding) = write(&station, move |act| {
        Ok((act.log_id()?, joined(act)?, founding(act, &own_key)?))
    })
    .await?;
    let own_events: Vec<EventId> = founding
        .iter()
        .flat_map(|founding| founding.events.iter().map(|event| event.id))
        .collect();
    let home = &station.home;
    let claims = EnrolmentClaims {
        aud: centre.to_owned(),
        sub: home.id,
        code_hash: enrolment_code_hash(code),
    };
    let request = EnrolmentRequest {
        enrolment_code: code.to_owned(),
        station_id: home.id,
        name: name.to_owned(),
        jwk: home.key.public().jwk(),
        proof: sign(Kind::Enrolment, &claims, &home.key).map_err(|_| JoinError::Sign)?,
        log,
        joined,
        founding,
    };
    let http = http_client(&station).map_err(JoinError::Machine)?;
    let caller = Centre::new(Arc::clone(&station), http);
    let enrolment = caller.enrol(&request).await.map_err(JoinError::Call)?;
    if enrolment.issuer != centre {
        return Err(JoinError::OtherAddress {
            issuer: enrolment.issuer,
        });
    }
    if enrolment.name.is_empty() {
        return Err(JoinError::NoName);
    }
    let given = |id| enrolment.events.iter().any(|given| given.event.id == id);
    if !own_events.into_iter().all(given) {
        return Err(JoinError::NotBrought);
    }
    let joined = centre.to_owned();
    let told: Vec<EventId> = enrolment.events.iter().map(|told| told.event.id).collect();
    let adopting = write_at_need(&station, move |act| {
        note(act, by, "join", &joined)?;
        let known: Vec<EventId> = act.tx().events()?.iter().map(|event| event.id).collect();
        settings::set(act, |settings| {
            settings.serves = served_among(settings.serves.as_deref(), &known, &told);
        })?;
        adopt_enrolment(act, &enrolment)
    });
    adopting.await?;
    let now = ambient::now();
    tracing::info!(at = now.wall.rfc3339(), centre, "joined");
    Ok(())
}

/// What is served of the events that the centre tells, where some of those that were known were
/// chosen: these still, and what is new. None is all.
fn served_among(
    chosen: Option<&[EventId]>,
    known: &[EventId],
    told: &[EventId],
) -> Option<Vec<EventId>> {
    let chosen = chosen?;
    let is_served = |id: &&EventId| chosen.contains(id) || !known.contains(id);
    let served: Vec<EventId> = told.iter().filter(is_served).copied().collect();
    (!served.is_empty()).then_some(served)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_stays_chosen_beside_what_is_new() {
        let [a, b, c, d] = [1, 2, 3, 4].map(|n| EventId::from_bytes([n; 16]));
        let known = [a, b, c];
        assert_eq!(served_among(None, &known, &[a, b, c, d]), None);
        let served = |told: &[EventId]| served_among(Some(&[a]), &known, told);
        assert_eq!(served(&[a, b, c]), Some(vec![a]));
        assert_eq!(served(&[a, b, c, d]), Some(vec![a, d]));
        assert_eq!(served(&[b, c]), None, "one that is gone leaves all");
    }
}

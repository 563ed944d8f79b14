//! Joining a centre, once.

use crate::ambient;
use crate::centre::{Centre, http_client};
use crate::station::Station;
use anyhow::{Context as _, bail};
use connect_courier::Acts as _;
use connect_engine::acts::{EnrolmentRequest, adopt_enrolment, enrolment_code_hash};
use connect_engine::token::{EnrolmentClaims, Kind, sign};
use std::path::Path;
use std::sync::Arc;

/// Joins. The key and the id are on disk before the call, and the same code with the same key
/// gives the same answer again: a lost answer is harmless.
///
/// # Errors
/// Says in words why not.
pub async fn enrol(data: &Path, centre: &str, code: &str, name: &str) -> anyhow::Result<()> {
    let station = Arc::new(Station::open(data, Some(centre))?);
    let log = station.write(|act| {
        let log = act.log_id()?;
        Ok(log)
    })?;
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
        proof: sign(Kind::Enrolment, &claims, &home.key).context("the proof can't be signed")?,
        log,
    };
    let http = http_client(&station).context("this machine has no usable TLS")?;
    let caller = Centre::new(Arc::clone(&station), http);
    let enrolment = caller
        .enrol(&request)
        .await
        .context("this station could not join")?;
    if enrolment.issuer != centre {
        bail!(
            "this station could not join: the centre calls itself {}; use that address",
            enrolment.issuer
        );
    }
    if enrolment.name.is_empty() {
        bail!("this station could not join: the centre gave it no name");
    }
    station.write(|act| adopt_enrolment(act, &enrolment))?;
    let now = ambient::now();
    tracing::info!(at = now.wall.rfc3339(), centre, "joined");
    Ok(())
}

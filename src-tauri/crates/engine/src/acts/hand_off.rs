//! Carrying a login from a kiosk's screen to a phone.

use super::Act;
use super::issue::Issued;
use super::keys::station_key;
use crate::client::CONNECT_WEB;
use crate::fact::{Fact, Login};
use crate::ids::{AttendeeId, ClientId, TokenId};
use crate::oauth::GrantError;
use crate::roster::{AttendeeState, Event};
use crate::store::{LogRow, StoreError, Tx};
use crate::time::{Millis, Timestamp};
use crate::token::{
    AccessClaims, Expect, HandOffClaims, Kind, sign, unverified_issuer, verify_hand_off,
};

/// The address for the QR, or none while the centre couldn't accept it: the attendee walked in
/// or moved number and the centre doesn't know yet, has no number whose last digits the page could
/// ask for, the station's time isn't confirmed, or there is no centre.
///
/// # Errors
/// What the database could not do.
pub fn hand_off<T: Tx>(
    act: &mut Act<'_, T>,
    event: &Event,
    attendee: AttendeeId,
    session: &AccessClaims,
) -> Result<Option<String>, StoreError> {
    if act.home.is_alone() || !act.confirmed || !act.centre_knows(event, attendee)? {
        return Ok(None);
    }
    let known = act.tx.attendee(attendee)?;
    if known.is_none_or(|known| known.mobile.is_none()) {
        return Ok(None);
    }
    let until = act.time.plus(Millis::from_secs(act.policy.hand_off_s));
    let claims = HandOffClaims {
        iss: event.issuer(&act.home.centre),
        sub: attendee.to_string(),
        aud: act.home.centre.clone(),
        iat: act.time.secs(),
        exp: until.secs(),
        jti: TokenId::new(act.time, act.random),
        station: act.home.id,
        amr: session.amr.clone(),
    };
    let token = sign(Kind::HandOff, &claims, &act.home.key)
        .map_err(StoreError::encode("sign a hand-off"))?;
    Ok(Some(format!("{}/handoff#{token}", act.home.centre)))
}

impl<T: Tx> Act<'_, T> {
    /// Whether no record about this attendee's making or number waits to be acknowledged.
    fn centre_knows(&mut self, event: &Event, attendee: AttendeeId) -> Result<bool, StoreError> {
        if self.is_handing_up(event.id)? {
            return Ok(false);
        }
        for log in self.own_logs()? {
            if self.waits_in(&log, event, attendee)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn waits_in(
        &mut self,
        log: &LogRow,
        event: &Event,
        attendee: AttendeeId,
    ) -> Result<bool, StoreError> {
        const PAGE: u32 = 256;
        let mut from = log.acknowledged;
        loop {
            let page = self.tx.records_from(log.log, from, PAGE)?;
            let Some(last) = page.last() else {
                return Ok(false);
            };
            from = last.index + 1;
            for row in page.iter().filter(|r| r.event == Some(event.id)) {
                let Some(body) = &row.record.body else {
                    continue;
                };
                let about = match Fact::from_parts(&row.kind, &body.json) {
                    Ok(Some(Fact::WalkIn(made))) => made.attendee,
                    Ok(Some(Fact::MobileChanged(moved))) => moved.attendee,
                    _ => continue,
                };
                if about == attendee {
                    return Ok(true);
                }
            }
        }
    }
}

/// Redeems a hand-off at the centre (RFC 7523) with the last four digits of the number: one
/// try, whatever comes out.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn redeem_hand_off<T: Tx>(
    act: &mut Act<'_, T>,
    assertion: &str,
    mobile_last4: &str,
) -> Result<Result<(String, AccessClaims), GrantError>, StoreError> {
    let issuer = unverified_issuer(assertion).unwrap_or_default();
    let Some(event) = act.event_of_issuer(&issuer)? else {
        return Ok(Err(GrantError::BadHandOff));
    };
    let stations = act.tx.stations_of_event(event.id)?;
    let expect = Expect {
        issuer: &issuer,
        audience: &act.home.centre,
        now: act.time,
        leeway: Millis::from_secs(act.policy.hand_off_leeway_s),
    };
    let signed_by = |claims: &HandOffClaims, kid: Option<&str>| {
        stations
            .iter()
            .any(|s| s.id == claims.station && Some(s.key.thumbprint().as_str()) == kid)
    };
    let kid = crate::token::unverified_kid(assertion);
    let verified = verify_hand_off(assertion, |kid| station_key(stations.clone(), kid), &expect)
        .ok()
        .filter(|claims| signed_by(claims, kid.as_deref()));
    let Some(claims) = verified else {
        return Ok(Err(GrantError::BadHandOff));
    };
    let forgotten_at = Timestamp::from_secs(claims.exp)
        .plus(Millis::from_secs(act.policy.hand_off_leeway_s))
        .plus(Millis::from_secs(1));
    if !act.tx.use_token(claims.jti, forgotten_at, act.time)? {
        return Ok(Err(GrantError::BadHandOff));
    }
    if !act.is_current(&event) {
        return Ok(Err(GrantError::EventOver));
    }
    let attendee = match claims.sub.parse::<AttendeeId>() {
        Ok(id) => act.tx.attendee(id)?,
        Err(_) => None,
    };
    let standing = attendee.filter(|a| a.event == event.id && a.state == AttendeeState::Active);
    let Some((attendee, mobile)) = standing.and_then(|a| a.mobile.clone().map(|m| (a, m))) else {
        return Ok(Err(GrantError::BadHandOff));
    };
    if !crate::key::same(mobile.last4().as_bytes(), mobile_last4.as_bytes()) {
        return Ok(Err(GrantError::BadHandOff));
    }
    let client_id = ClientId(CONNECT_WEB.to_owned());
    let Issued {
        token,
        claims: access,
    } = act.issue_user_token(&event, attendee.id, client_id.clone(), claims.amr.clone())?;
    let login = Login {
        mobile_hash: act.home.mobile_hash(&mobile),
        attendee: attendee.id,
        client_id,
        jti: access.jti,
        amr: claims.amr,
        handed_off_by: Some(claims.station),
    };
    act.append(Some(event.id), &Fact::Login(login))?;
    Ok(Ok((token, access)))
}

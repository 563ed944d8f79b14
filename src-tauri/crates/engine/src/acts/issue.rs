//! Issuing tokens.

use super::Act;
use crate::home::Role;
use crate::ids::{AttendeeId, ClientId, TokenId};
use crate::roster::Event;
use crate::store::{StoreError, Tx};
use crate::time::{Millis, Timestamp};
use crate::token::{AccessClaims, Kind, sign};

/// How a login by SMS was authenticated (RFC 8176).
pub(super) fn by_sms() -> Vec<String> {
    vec!["otp".to_owned(), "sms".to_owned()]
}

/// A signed token and what is in it.
#[derive(Debug, Clone)]
pub(super) struct Issued {
    /// The compact JWT.
    pub token: String,
    /// Its claims.
    pub claims: AccessClaims,
}

impl<T: Tx> Act<'_, T> {
    /// A user's token for an event: of the centre for hours, of a station for its session.
    pub(super) fn issue_user_token(
        &mut self,
        event: &Event,
        attendee: AttendeeId,
        client_id: ClientId,
        amr: Vec<String>,
    ) -> Result<Issued, StoreError> {
        let issuer = event.issuer(&self.home.centre);
        let (life_s, station) = match self.home.role {
            Role::Centre => (self.policy.user_token_s, None),
            Role::Station => (self.policy.kiosk_session_s, Some(self.home.id)),
        };
        let latest = event.ends_at.filter(|_| self.home.role == Role::Centre);
        let grace = Millis::from_secs(self.policy.event_grace_s);
        let until = self.time.plus(Millis::from_secs(life_s));
        let until = latest.map_or(until, |end| until.min(end.plus(grace)));
        let claims = AccessClaims {
            iss: issuer.clone(),
            sub: attendee.to_string(),
            aud: issuer,
            client_id,
            iat: self.time.secs(),
            exp: until.secs(),
            jti: TokenId::new(self.time, self.random),
            event_id: Some(event.alias),
            amr,
            station,
        };
        self.sign_access(claims)
    }

    /// A client's or a station's own token (RFC 6749 §4.4).
    pub(super) fn issue_client_token(
        &mut self,
        client_id: &ClientId,
        life_s: i64,
    ) -> Result<Issued, StoreError> {
        let until: Timestamp = self.time.plus(Millis::from_secs(life_s));
        let claims = AccessClaims {
            iss: self.home.centre.clone(),
            sub: client_id.0.clone(),
            aud: self.home.centre.clone(),
            client_id: client_id.clone(),
            iat: self.time.secs(),
            exp: until.secs(),
            jti: TokenId::new(self.time, self.random),
            event_id: None,
            amr: Vec::new(),
            station: None,
        };
        self.sign_access(claims)
    }

    fn sign_access(&self, claims: AccessClaims) -> Result<Issued, StoreError> {
        let token = sign(Kind::Access, &claims, &self.home.key)
            .map_err(StoreError::encode("sign a token"))?;
        Ok(Issued { token, claims })
    }
}

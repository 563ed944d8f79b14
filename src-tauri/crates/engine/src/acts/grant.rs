//! The token endpoint: from an authenticated request to a token or a typed refusal.

use super::Act;
use super::hand_off::redeem_hand_off;
use super::issue::{Issued, by_sms};
use crate::client::{CONNECT_WEB, Client};
use crate::code::{Purpose, Verifier};
use crate::fact::{Fact, Login};
use crate::ids::{ClientId, EventAlias};
use crate::limits::wait;
use crate::oauth::{
    ClientAuthentication, GrantError, GrantRequest, Parameter, read_code, read_mobile,
};
use crate::secret::Secret;
use crate::store::{StationRow, StoreError, Tx};
use crate::time::{Millis, Timestamp};
use crate::token::{Expect, verify_assertion};

/// A token response (RFC 6749 §5.1).
#[derive(Debug, Clone)]
pub struct Granted {
    /// The token.
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
}

/// Who the caller has shown itself to be.
#[derive(Debug, Clone)]
pub enum Caller {
    /// A Connect app.
    Client(Client),
    /// A station.
    Station(StationRow),
    /// The hand-off page.
    Web,
}

/// Authenticates a client. Wrong secrets are counted for each client and address.
///
/// # Errors
/// What the database could not do.
pub fn authenticate_client<T: Tx>(
    act: &mut Act<'_, T>,
    shown: &ClientAuthentication,
    address: &str,
) -> Result<Result<Caller, GrantError>, StoreError> {
    match shown {
        ClientAuthentication::Public(id) if id.0 == CONNECT_WEB => Ok(Ok(Caller::Web)),
        ClientAuthentication::Public(_) => Ok(Err(GrantError::BadClient)),
        ClientAuthentication::Secret { id, secret } => act.by_secret(id, secret, address),
        ClientAuthentication::Assertion(assertion) => act.by_assertion(assertion),
    }
}

/// Grants a token, or says why not.
///
/// # Errors
/// What the database could not do; nothing was counted or written then.
pub fn grant<T: Tx>(
    act: &mut Act<'_, T>,
    caller: &Caller,
    request: &GrantRequest,
) -> Result<Result<Granted, GrantError>, StoreError> {
    match (caller, request) {
        (Caller::Client(client), GrantRequest::ClientCredentials) => {
            act.grant_own(&client.id, act.policy.client_token_s)
        }
        (Caller::Station(station), GrantRequest::ClientCredentials) => {
            let id = ClientId(station.key.thumbprint());
            act.grant_own(&id, act.policy.station_token_s)
        }
        (
            Caller::Client(client),
            GrantRequest::EventMobileVerification {
                mobile,
                code,
                event,
            },
        ) => act.grant_login(client, *event, mobile, code),
        (
            Caller::Web,
            GrantRequest::HandOff {
                assertion,
                mobile_last4,
            },
        ) => {
            let outcome = redeem_hand_off(act, assertion, mobile_last4)?;
            Ok(outcome.map(|(access_token, claims)| Granted {
                access_token,
                expires_in: claims.exp - act.time.secs(),
            }))
        }
        (Caller::Web, GrantRequest::ClientCredentials) => Ok(Err(GrantError::BadClient)),
        (Caller::Web | Caller::Station(_), GrantRequest::EventMobileVerification { .. })
        | (Caller::Client(_) | Caller::Station(_), GrantRequest::HandOff { .. }) => {
            Ok(Err(GrantError::UnauthorizedClient))
        }
    }
}

impl<T: Tx> Act<'_, T> {
    fn by_secret(
        &mut self,
        id: &ClientId,
        secret: &Secret<String>,
        address: &str,
    ) -> Result<Result<Caller, GrantError>, StoreError> {
        let failures = self.tx.client_failures(id, address)?;
        let retry_after = wait(&failures, self.policy.client_secret_failures, self.time);
        if retry_after.get() > 0 {
            return Ok(Err(GrantError::ClientThrottled { retry_after }));
        }
        // Nobody guesses the secret of who isn't there, and whoever likes may name as many as they like:
        // nothing is kept of it.
        let Some(client) = self.tx.client(id)? else {
            return Ok(Err(GrantError::BadClient));
        };
        if !client.holds(&self.home.client_key, secret.reveal()) {
            self.tx.add_client_failure(id, address, self.time)?;
            return Ok(Err(GrantError::BadClient));
        }
        if !failures.is_empty() {
            self.tx.clear_client_failures(id, address)?;
        }
        Ok(Ok(Caller::Client(client)))
    }

    /// A station by a signed assertion, each used once. A revoked station may still
    /// authenticate: for sending its records, which is all that its token is good for.
    fn by_assertion(&mut self, assertion: &str) -> Result<Result<Caller, GrantError>, StoreError> {
        let kid = crate::token::unverified_kid(assertion).unwrap_or_default();
        let Some(station) = self.tx.station_by_thumbprint(&kid)? else {
            return Ok(Err(GrantError::BadClient));
        };
        let leeway = Millis::from_secs(self.policy.token_leeway_s);
        let expect = Expect {
            issuer: &kid,
            audience: &self.home.centre,
            now: self.time,
            leeway,
        };
        let Ok(claims) = verify_assertion(assertion, &station.key, &expect) else {
            return Ok(Err(GrantError::BadClient));
        };
        let forgotten_at = Timestamp::from_secs(claims.exp).plus(leeway).plus(leeway);
        if !self.tx.use_token(claims.jti, forgotten_at, self.time)? {
            return Ok(Err(GrantError::BadClient));
        }
        Ok(Ok(Caller::Station(station)))
    }

    fn grant_own(
        &mut self,
        id: &ClientId,
        life_s: i64,
    ) -> Result<Result<Granted, GrantError>, StoreError> {
        let Issued { token, .. } = self.issue_client_token(id, life_s)?;
        Ok(Ok(Granted {
            access_token: token,
            expires_in: life_s,
        }))
    }

    /// A login over HTTP. Never checks anyone in.
    fn grant_login(
        &mut self,
        client: &Client,
        event: EventAlias,
        mobile: &str,
        code: &Parameter,
    ) -> Result<Result<Granted, GrantError>, StoreError> {
        let event = self.tx.event_by_alias(event)?;
        let Some(event) = event.filter(|e| client.events.contains(&e.id)) else {
            return Ok(Err(GrantError::UnknownEvent));
        };
        if !self.is_current(&event) {
            return Ok(Err(GrantError::EventOver));
        }
        let mobile = match read_mobile(mobile) {
            Ok(mobile) => mobile,
            Err(error) => return Ok(Err(error)),
        };
        let Ok(answer) = read_code(code) else {
            return Ok(Err(GrantError::NotACode));
        };
        let verifier = Verifier::Client(client.id.clone());
        if let Err(refusal) = self.attempt(&mobile, &verifier, &Purpose::Login, &answer)? {
            return Ok(Err(GrantError::Code(refusal)));
        }
        let mobile_hash = self.home.mobile_hash(&mobile);
        let Some(attendee) = self.tx.listed_attendee(event.id, &mobile)? else {
            let verifier = verifier.label();
            let proven = crate::fact::NumberAtVerifier {
                mobile_hash,
                verifier,
            };
            self.append(Some(event.id), &Fact::NumberProven(proven))?;
            return Ok(Err(GrantError::NoTicket));
        };
        let Issued { token, claims } =
            self.issue_user_token(&event, attendee, client.id.clone(), by_sms())?;
        let login = Login {
            mobile_hash,
            attendee,
            client_id: client.id.clone(),
            jti: claims.jti,
            amr: claims.amr,
            handed_off_by: None,
        };
        self.append(Some(event.id), &Fact::Login(login))?;
        Ok(Ok(Granted {
            access_token: token,
            expires_in: claims.exp - self.time.secs(),
        }))
    }
}

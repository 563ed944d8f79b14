//! A station's first courier: the centre, which has gateways and credit.

use crate::answer::{ANSWER_MAX, read_json};
use crate::courier::{Answering, Courier, Failure, Refusal};
use connect_engine::code::{Code, NotACode};
use connect_engine::ids::MessageId;
use connect_engine::message::{Language, Message, Template};
use connect_engine::mobile::{Mobile, MobileError};
use connect_engine::secret::Secret;
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};

/// `POST /api/stations/messages`. Never text: five digits in an approved template.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayMessage {
    /// Tells repeats.
    pub message_id: MessageId,
    /// E.164.
    pub mobile: String,
    /// Five digits.
    pub code: String,
    /// Which text.
    pub template: Template,
    /// In which language.
    pub language: Language,
    /// The token of the user who moves to this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// A test: to any number, of the station's small budget.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

impl std::fmt::Debug for RelayMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RelayMessage({})", self.message_id)
    }
}

/// Why a relayed message can't be read.
#[derive(Debug, thiserror::Error)]
pub enum BadRelayMessage {
    /// Not a mobile.
    #[error("mobile: {0}")]
    Mobile(#[from] MobileError),
    /// Not five digits.
    #[error("code must be five digits")]
    Code(NotACode),
}

impl RelayMessage {
    /// From the message that a station sends.
    pub fn of(message: &Message) -> Self {
        Self {
            message_id: message.id,
            mobile: message.to.e164().to_owned(),
            code: message.code.digits().to_owned(),
            template: message.template,
            language: message.language,
            on_behalf_of: message.on_behalf_of.as_ref().map(|t| t.reveal().clone()),
            test: message.test,
        }
    }

    /// The message that the centre carries.
    ///
    /// # Errors
    /// [`BadRelayMessage`]
    pub fn into_message(self) -> Result<Message, BadRelayMessage> {
        Ok(Message {
            id: self.message_id,
            to: Mobile::parse(&self.mobile)?,
            code: Code::parse(&self.code).map_err(BadRelayMessage::Code)?,
            template: self.template,
            language: self.language,
            on_behalf_of: self.on_behalf_of.map(Secret::new),
            test: self.test,
        })
    }
}

/// Where a station's access token comes from.
pub trait TokenSource: Send + Sync {
    /// A token that should hold; none while the centre gives none.
    fn token(&self) -> Answering<'_, Option<String>>;

    /// Another one, after this was answered with 401.
    fn renew(&self) -> Answering<'_, Option<String>>;
}

/// The centre as a courier.
pub struct Relay<T> {
    centre: String,
    http: Client,
    tokens: std::sync::Arc<T>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type", default)]
    kind: String,
}

/// What `/readyz` tells of the centre's own couriers.
#[derive(Deserialize)]
struct Ready {
    sms: String,
}

impl<T: TokenSource> Relay<T> {
    /// `centre` is the issuer, without a slash at the end.
    pub const fn new(centre: String, http: Client, tokens: std::sync::Arc<T>) -> Self {
        Self {
            centre,
            http,
            tokens,
        }
    }

    async fn post(&self, token: &str, body: &RelayMessage) -> Result<reqwest::Response, Failure> {
        let url = format!("{}/api/stations/messages", self.centre);
        Ok(self
            .http
            .post(url)
            .bearer_auth(token)
            .json(body)
            .send()
            .await?)
    }

    async fn relay(&self, message: &Message) -> Result<(), Failure> {
        let body = RelayMessage::of(message);
        let token = self.tokens.token().await.ok_or(Failure::NotReached)?;
        let mut response = self.post(&token, &body).await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            let token = self.tokens.renew().await.ok_or(Failure::NotReached)?;
            response = self.post(&token, &body).await?;
        }
        let status = response.status();
        if status == StatusCode::ACCEPTED {
            return Ok(());
        }
        let problem: Option<Problem> = read_json(response, ANSWER_MAX).await.ok();
        let refusal = match problem.as_ref().map(|p| p.kind.as_str()) {
            Some("urn:connect-kiosk:problem:not-listed") => Some(Refusal::NotListed),
            Some("urn:connect-kiosk:problem:limit") => Some(Refusal::Limit),
            Some("urn:connect-kiosk:problem:revoked") => Some(Refusal::Revoked),
            Some(_) | None => None,
        };
        Err(refusal.map_or_else(
            || Failure::Answered(format!("HTTP {}", status.as_u16())),
            Failure::Refused,
        ))
    }
}

impl<T: TokenSource> Courier for Relay<T> {
    fn name(&self) -> &'static str {
        "relay"
    }

    fn send<'a>(&'a self, message: &'a Message) -> Answering<'a, Result<(), Failure>> {
        Box::pin(self.relay(message))
    }

    fn probe(&self) -> Answering<'_, bool> {
        let asked = self.http.get(format!("{}/readyz", self.centre)).send();
        Box::pin(async move {
            let Ok(answer) = asked.await.and_then(reqwest::Response::error_for_status) else {
                return false;
            };
            let ready: Result<Ready, _> = read_json(answer, ANSWER_MAX).await;
            ready.is_ok_and(|ready| ready.sms == "working")
        })
    }
}

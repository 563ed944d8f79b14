//! Kavenegar's verify/lookup: a code in a template that was approved beforehand.
//!
//! The key stands in the address, so neither addresses nor the library's errors are ever kept.

use crate::answer::{ANSWER_MAX, read_whole};
use crate::courier::{Answering, Courier, Failure};
use connect_engine::message::{Language, Message};
use connect_engine::secret::Secret;
use reqwest::Client;
use serde::Deserialize;

const DEFAULT_URL: &str = "https://api.kavenegar.com";

/// What Kavenegar needs to be told.
pub struct KavenegarSettings {
    /// The API key.
    pub key: Secret<String>,
    /// The template of each language: `NAME`, or `fa=NAME,en=NAME`.
    pub template: String,
    /// Where the gateway is.
    pub url: String,
}

/// What is missing in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No key.
    #[error("kavenegar needs its key in CONNECT_KAVENEGAR_KEY")]
    NoKey,
    /// No template.
    #[error("kavenegar needs the name of an approved template in CONNECT_KAVENEGAR_TEMPLATE")]
    NoTemplate,
}

impl KavenegarSettings {
    /// Reads the settings from the environment, through `variable`.
    ///
    /// # Errors
    /// Names the variable that is missing.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let present = |name| variable(name).filter(|value| !value.trim().is_empty());
        Ok(Self {
            key: Secret::new(present("CONNECT_KAVENEGAR_KEY").ok_or(SettingsError::NoKey)?),
            template: present("CONNECT_KAVENEGAR_TEMPLATE").ok_or(SettingsError::NoTemplate)?,
            url: present("CONNECT_KAVENEGAR_URL").unwrap_or_else(|| DEFAULT_URL.to_owned()),
        })
    }

    fn template(&self, language: Language) -> &str {
        let named = self.template.split(',').find_map(|part| {
            let (tag, name) = part.split_once('=')?;
            (tag.trim() == language.tag()).then_some(name.trim())
        });
        let first = self.template.split(',').next().unwrap_or_default();
        named.unwrap_or_else(|| first.split_once('=').map_or(first, |(_, name)| name).trim())
    }
}

/// The gateway.
pub struct Kavenegar {
    settings: KavenegarSettings,
    http: Client,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "return")]
    told: Told,
}

#[derive(Deserialize)]
struct Told {
    status: u32,
}

/// `account/info`.
#[derive(Deserialize)]
struct AccountInfo {
    entries: Account,
}

#[derive(Deserialize)]
struct Account {
    #[serde(rename = "remaincredit")]
    credit: i64,
}

impl Kavenegar {
    /// `http` should follow no redirects: the key would travel with them.
    pub const fn new(settings: KavenegarSettings, http: Client) -> Self {
        Self { settings, http }
    }

    fn method(&self, name: &str) -> String {
        let base = self.settings.url.trim_end_matches('/');
        format!("{base}/v1/{}/{name}.json", self.settings.key.reveal())
    }

    async fn lookup(&self, message: &Message) -> Result<(), Failure> {
        let url = self.method("verify/lookup");
        let receptor = if message.to.is_iranian() {
            message.to.national()
        } else {
            message.to.e164().replacen('+', "00", 1)
        };
        let code = message.code.digits();
        let form = [
            ("receptor", receptor.as_str()),
            ("token", code),
            ("template", self.settings.template(message.language)),
        ];
        let response = self.http.post(url).form(&form).send().await?;
        let http = response.status().as_u16();
        let body = read_whole(response, ANSWER_MAX)
            .await
            .map_err(|_| Failure::NoAnswer)?;
        // The status in the body decides: 'no credit' comes with HTTP 200.
        match serde_json::from_slice::<Answer>(&body) {
            Ok(Answer {
                told: Told { status: 200 },
            }) => Ok(()),
            Ok(Answer {
                told: Told { status },
            }) => {
                let told = format!("{status} ({})", meaning(status));
                Err(if says_that_nothing_is_sent(status) {
                    Failure::CannotSend(told)
                } else {
                    Failure::Answered(told)
                })
            }
            Err(_) => Err(Failure::Answered(format!("HTTP {http} without a status"))),
        }
    }
}

/// Whether a status is of the account and not of one message.
const fn says_that_nothing_is_sent(status: u32) -> bool {
    matches!(status, 403 | 407 | 416 | 418 | 424 | 429)
}

/// What the gateway's documentation says of a status.
const fn meaning(status: u32) -> &'static str {
    match status {
        403 => "the key is wrong",
        407 | 416 | 429 => "this address is not allowed",
        411 => "the receptor is wrong",
        418 => "no credit",
        424 => "no such template",
        431 | 432 => "the code's form is wrong",
        451 => "too many",
        _ => "see the gateway's documentation",
    }
}

impl Courier for Kavenegar {
    fn name(&self) -> &'static str {
        "kavenegar"
    }

    fn send<'a>(&'a self, message: &'a Message) -> Answering<'a, Result<(), Failure>> {
        Box::pin(self.lookup(message))
    }

    /// What `account/info` tells costs nothing: whether the key holds, whether this address is
    /// allowed, and whether there is credit. Only the template shows first when a message fails.
    fn probe(&self) -> Answering<'_, bool> {
        let asked = self.http.get(self.method("account/info")).send();
        Box::pin(async move {
            let Ok(response) = asked.await else {
                return false;
            };
            if response.status().is_server_error() {
                return false;
            }
            let Ok(body) = read_whole(response, ANSWER_MAX).await else {
                return false;
            };
            may_send(&body)
        })
    }
}

/// Whether the account's answer leaves it open that a message is sent.
fn may_send(body: &[u8]) -> bool {
    let status = serde_json::from_slice::<Answer>(body).map(|answer| answer.told.status);
    let credit = serde_json::from_slice::<AccountInfo>(body).map(|info| info.entries.credit);
    !status.is_ok_and(says_that_nothing_is_sent) && !credit.is_ok_and(|credit| credit <= 0)
}

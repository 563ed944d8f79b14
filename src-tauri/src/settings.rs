//! What is set of this station where it stands. It lives in the encrypted database: a key of a
//! gateway is in it.

use crate::language_tag::LanguageTag;
use crate::setup_reply::SmsChain;
use connect_engine::acts::Act;
use connect_engine::ids::EventId;
use connect_engine::store::{Setting, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// The settings; what this version doesn't know of them is passed over.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language in which each new attendee is met.
    pub language: Option<LanguageTag>,
    /// Which of its events the station serves; without a choice, all of them.
    pub serves: Option<Vec<EventId>>,
    /// How SMS leave.
    pub sms: Option<SmsChain>,
}

/// The settings as they are kept; those that can't be read are the defaults.
///
/// # Errors
/// What the database could not do.
pub fn settings<T: Tx>(act: &mut Act<'_, T>) -> Result<Settings, StoreError> {
    let text = act.tx().setting(Setting::Station)?;
    let kept = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(kept.unwrap_or_default())
}

/// Changes the settings.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn set<T: Tx>(
    act: &mut Act<'_, T>,
    change: impl FnOnce(&mut Settings),
) -> Result<(), StoreError> {
    let mut settings = settings(act)?;
    change(&mut settings);
    let text =
        serde_json::to_string(&settings).map_err(StoreError::encode("write the settings"))?;
    act.tx().set_setting(Setting::Station, &text)
}

//! What the commands that set a kiosk up take and tell.

use crate::reply::EventView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A station that has just been set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetupDone {
    /// Its name.
    pub name: String,
    /// The events that it may serve.
    pub events: Vec<EventView>,
}

/// How SMS leave this station: each that is named, in this order. It holds a key, so it is never
/// printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SmsChain {
    /// By the centre.
    pub relay: bool,
    /// By Kavenegar.
    pub kavenegar: Option<KavenegarAccount>,
    /// Into a file of this machine, which shows every code.
    pub outbox: Option<String>,
}

/// An account at Kavenegar.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KavenegarAccount {
    /// The API key.
    pub key: String,
    /// The approved template: `NAME`, or `fa=NAME,en=NAME`.
    pub template: String,
}

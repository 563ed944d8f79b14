//! The numbers of the policy, in one struct. The centre reads them from a TOML file
//! (`serve --policy`) and sends them to the stations.
//!
//! Five digits are 100,000 codes, so the throttles carry the weight. With ten failures a day
//! at the centre, somebody who tries all day has a chance of 10 / 100,000 = 1e-4; with ten
//! stations apart, each with five, 50 / 100,000 = 5e-4.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// At most `most` things in any `within_s` seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// How many.
    pub most: u32,
    /// In how many seconds.
    pub within_s: i64,
}

impl Window {
    /// `most` in `within_s` seconds.
    pub const fn new(most: u32, within_s: i64) -> Self {
        Self { most, within_s }
    }

    /// The span.
    pub const fn span(self) -> Millis {
        Millis::from_secs(self.within_s)
    }
}

/// Every limit that the engine enforces. Durations are in seconds. A limit that this version
/// doesn't know is passed over where a centre tells it: an old kiosk lives with a new centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// How long a verification code lives.
    pub code_life_s: i64,
    /// A resend with more than this left of the life carries the same code.
    pub resend_same_code_s: i64,
    /// Attempts that one code allows, counted before they are compared.
    pub attempts_per_code: u32,
    /// Failures that a number may have at one station since its last success or unlock.
    pub failures_at_station: Window,
    /// Failures that a number may have at the centre, its own and those of all stations.
    pub failures_at_centre: Window,
    /// The shortest pause between two sends to a number.
    pub send_pause_s: i64,
    /// Sends that a number may get, all windows at once.
    pub sends_per_mobile: Vec<Window>,
    /// Sends of one station: a burst, and what flows on after it (a token bucket).
    pub station_burst: u32,
    /// Sends of one station an hour, once the burst is used.
    pub station_sends_per_hour: u32,
    /// Sends that a logged-in user may cause to new numbers.
    pub sends_to_new_number: Window,
    /// Test messages of one station, to any number: staff who set it up see one arrive.
    pub test_messages_per_station: Window,
    /// Sends of one HTTP client.
    pub sends_per_client: Window,
    /// Unresolved failures at one station before it pauses.
    pub station_failures: Window,
    /// How long it pauses.
    pub station_pause_s: i64,
    /// Unresolved failures at one station before staff must unlock it.
    pub station_failures_until_staff: Window,
    /// Codes of tickets that led to nobody, of these failures, that a login at the station forgives:
    /// the latest of its own visit.
    pub tickets_forgiven: Window,
    /// The same of all logins there.
    pub tickets_forgiven_in_all: Window,
    /// Wrong secrets of one client from one address.
    pub client_secret_failures: Window,
    /// Country calling codes to which a walk-in event may send.
    pub walk_in_countries: Vec<u16>,
    /// Life of a user's token from the centre.
    pub user_token_s: i64,
    /// How long an event stays current after its end.
    pub event_grace_s: i64,
    /// Life of a kiosk's session.
    pub kiosk_session_s: i64,
    /// Life of a client's token.
    pub client_token_s: i64,
    /// Life of a station's token.
    pub station_token_s: i64,
    /// Life of a hand-off.
    pub hand_off_s: i64,
    /// Leeway when a hand-off is judged.
    pub hand_off_leeway_s: i64,
    /// Leeway when other tokens are judged.
    pub token_leeway_s: i64,
    /// How long a proven number without a ticket is remembered.
    pub proof_s: i64,
    /// Life of an enrolment code.
    pub enrolment_code_s: i64,
    /// How long after its end an event's roster is kept, and what is said of people in records.
    pub roster_kept_s: i64,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Default for Policy {
    fn default() -> Self {
        Self {
            code_life_s: 120,
            resend_same_code_s: 60,
            attempts_per_code: 5,
            failures_at_station: Window::new(5, DAY),
            failures_at_centre: Window::new(10, DAY),
            send_pause_s: 30,
            sends_per_mobile: vec![
                Window::new(3, 10 * MINUTE),
                Window::new(5, HOUR),
                Window::new(10, DAY),
            ],
            station_burst: 30,
            station_sends_per_hour: 300,
            sends_to_new_number: Window::new(3, DAY),
            test_messages_per_station: Window::new(5, DAY),
            sends_per_client: Window::new(600, MINUTE),
            station_failures: Window::new(20, 10 * MINUTE),
            station_pause_s: 30,
            station_failures_until_staff: Window::new(100, DAY),
            tickets_forgiven: Window::new(3, 5 * MINUTE),
            tickets_forgiven_in_all: Window::new(500, DAY),
            client_secret_failures: Window::new(5, 15 * MINUTE),
            walk_in_countries: vec![98],
            user_token_s: 12 * HOUR,
            event_grace_s: 2 * HOUR,
            kiosk_session_s: 10 * MINUTE,
            client_token_s: HOUR,
            station_token_s: 5 * MINUTE,
            hand_off_s: 2 * MINUTE,
            hand_off_leeway_s: 5 * MINUTE,
            token_leeway_s: 30,
            proof_s: 2 * MINUTE,
            enrolment_code_s: DAY,
            roster_kept_s: 30 * DAY,
        }
    }
}

/// Why a policy file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML, or a value of the wrong kind.
    #[error("the policy file can't be read")]
    Syntax(#[source] toml::de::Error),
    /// A field that there isn't: most likely a slip, and a limit that isn't set.
    #[error("policy: there is no `{field}`")]
    Unknown {
        /// The field.
        field: String,
    },
    /// A value that would switch a protection off or make the door unusable.
    #[error("policy: `{field}` must be {must}")]
    Range {
        /// The field.
        field: &'static str,
        /// What it must be.
        must: &'static str,
    },
}

impl Policy {
    /// Reads a policy from TOML; fields that it doesn't name keep their defaults.
    ///
    /// # Errors
    /// [`PolicyError`] names the field.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text).map_err(PolicyError::Syntax)?;
        let written: toml::Table = toml::from_str(text).map_err(PolicyError::Syntax)?;
        let known = toml::Table::try_from(&policy).unwrap_or_default();
        if let Some(field) = unknown_field(&written, &known) {
            return Err(PolicyError::Unknown { field });
        }
        policy.check()?;
        Ok(policy)
    }

    fn check(&self) -> Result<(), PolicyError> {
        let rule = |holds: bool, field, must| {
            if holds {
                Ok(())
            } else {
                Err(PolicyError::Range { field, must })
            }
        };
        let windows = [
            ("failures_at_station", self.failures_at_station),
            ("failures_at_centre", self.failures_at_centre),
            ("station_failures", self.station_failures),
            (
                "station_failures_until_staff",
                self.station_failures_until_staff,
            ),
            ("sends_to_new_number", self.sends_to_new_number),
            ("test_messages_per_station", self.test_messages_per_station),
            ("sends_per_client", self.sends_per_client),
            ("tickets_forgiven", self.tickets_forgiven),
            ("tickets_forgiven_in_all", self.tickets_forgiven_in_all),
            ("client_secret_failures", self.client_secret_failures),
        ];
        let sends = self
            .sends_per_mobile
            .iter()
            .map(|w| ("sends_per_mobile", *w));
        for (field, window) in windows.into_iter().chain(sends) {
            rule(
                window.most > 0 && (1..=30 * DAY).contains(&window.within_s),
                field,
                "at least 1, within 1 second to 30 days",
            )?;
        }
        rule(
            (10..=600).contains(&self.code_life_s),
            "code_life_s",
            "from 10 to 600 (NIST)",
        )?;
        rule(
            (0..=self.code_life_s).contains(&self.resend_same_code_s),
            "resend_same_code_s",
            "at most the code's life",
        )?;
        rule(
            (1..=10).contains(&self.attempts_per_code),
            "attempts_per_code",
            "from 1 to 10",
        )?;
        rule(
            !self.sends_per_mobile.is_empty(),
            "sends_per_mobile",
            "at least one window",
        )?;
        rule(self.station_burst > 0, "station_burst", "at least 1")?;
        rule(
            self.station_sends_per_hour > 0,
            "station_sends_per_hour",
            "at least 1",
        )?;
        let lives = [
            ("user_token_s", self.user_token_s),
            ("kiosk_session_s", self.kiosk_session_s),
            ("client_token_s", self.client_token_s),
            ("station_token_s", self.station_token_s),
            ("hand_off_s", self.hand_off_s),
            ("proof_s", self.proof_s),
            ("enrolment_code_s", self.enrolment_code_s),
        ];
        for (field, life) in lives {
            rule(
                (1..=30 * DAY).contains(&life),
                field,
                "from 1 second to 30 days",
            )?;
        }
        rule(
            (DAY..=400 * DAY).contains(&self.roster_kept_s),
            "roster_kept_s",
            "from a day to 400 days",
        )?;
        let pauses = [
            ("send_pause_s", self.send_pause_s),
            ("station_pause_s", self.station_pause_s),
            ("event_grace_s", self.event_grace_s),
            ("hand_off_leeway_s", self.hand_off_leeway_s),
            ("token_leeway_s", self.token_leeway_s),
        ];
        for (field, pause) in pauses {
            rule((0..=DAY).contains(&pause), field, "from 0 to a day")?;
        }
        Ok(())
    }
}

/// The first field of a file that the policy as it was read from it doesn't have.
fn unknown_field(written: &toml::Table, known: &toml::Table) -> Option<String> {
    written.iter().find_map(|(name, value)| {
        let Some(known) = known.get(name) else {
            return Some(name.clone());
        };
        let pairs: Vec<_> = match (value, known) {
            (toml::Value::Array(written), toml::Value::Array(known)) => {
                written.iter().zip(known).collect()
            }
            pair => vec![pair],
        };
        pairs.into_iter().find_map(|pair| match pair {
            (toml::Value::Table(written), toml::Value::Table(known)) => {
                unknown_field(written, known).map(|field| format!("{name}.{field}"))
            }
            _ => None,
        })
    })
}

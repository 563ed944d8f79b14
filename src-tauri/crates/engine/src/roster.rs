//! Events, attendees and tickets, and the rules about who is on the list.

use crate::checkin::EntryRule;
use crate::ids::{AttendeeId, EventAlias, EventId, TicketId};
use crate::look::Look;
use crate::mobile::Mobile;
use crate::policy::Policy;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Characters that the organiser's name for something may have: an event, a type of ticket, a
/// member of staff. What is told of them has an end so.
pub const NAME_MAX: usize = 120;

/// Types of tickets that an event may have rules for.
pub const TICKET_TYPES_MAX: usize = 50;

/// Why a name isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// It doesn't fit on the screen.
    #[error("has more than {NAME_MAX} characters")]
    TooLong,
    /// It has what nobody can read.
    #[error("has characters that can't be read")]
    Control,
}

/// Reads the organiser's name for something: one line of plain text.
///
/// # Errors
/// [`BadName`].
pub fn plain_name(text: &str) -> Result<String, BadName> {
    let text = text.trim();
    if text.is_empty() {
        Err(BadName::Empty)
    } else if text.chars().count() > NAME_MAX {
        Err(BadName::TooLong)
    } else if text.chars().any(char::is_control) {
        Err(BadName::Control)
    } else {
        Ok(text.to_owned())
    }
}

/// What somebody or something on a list is called, as one line: what stands between its words, a line
/// break in a cell of a sheet or what nobody can read, is one space. Lists are read so, and so the
/// centre takes them from a station.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// The centre's integer alias.
    pub alias: EventAlias,
    /// A short name for addresses.
    pub slug: Option<String>,
    /// Its name.
    pub name: String,
    /// When it starts.
    pub starts_at: Option<Timestamp>,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// IANA name of its time zone.
    pub timezone: String,
    /// Whether numbers that aren't on the list may enter.
    pub walk_ins: bool,
    /// What is special of its ticket types, by name.
    #[serde(default)]
    pub ticket_types: std::collections::BTreeMap<String, EntryRule>,
    /// Its colours, its picture and its texts; apart, because few acts look at them.
    #[serde(default)]
    pub look: Box<Look>,
}

/// What the issuers of events without a centre begin with (RFC 9562).
const ALONE: &str = "urn:uuid:";

/// The event that an issuer without a centre names.
pub(crate) fn event_alone(issuer: &str) -> Option<EventId> {
    issuer.strip_prefix(ALONE)?.parse().ok()
}

impl Event {
    /// Whether it goes on: until some hours past its end; without an end, always.
    ///
    /// `time` is `None` where nobody knows the time for sure: a station never judges an end by
    /// its wall clock alone.
    pub fn is_current(&self, policy: &Policy, time: Option<Timestamp>) -> bool {
        match (self.ends_at, time) {
            (Some(end), Some(time)) => time < end.plus(Millis::from_secs(policy.event_grace_s)),
            _ => true,
        }
    }

    /// How a ticket of this type may be used for entry.
    pub fn entry_rule(&self, ticket_type: Option<&str>) -> EntryRule {
        let Some(name) = ticket_type else {
            return EntryRule::default();
        };
        let rules = &self.ticket_types;
        // A rule that was made before its name was read as lists are.
        let alike = || {
            let name = one_line(name);
            rules.iter().find(|(of, _)| one_line(of) == name)
        };
        let rule = rules.get(name).or_else(|| Some(alike()?.1));
        rule.copied().unwrap_or_default()
    }

    /// The issuer of its users' tokens: `{centre}/events/{event_id}`; without a centre,
    /// `urn:uuid:{event}`.
    pub fn issuer(&self, centre: &str) -> String {
        if centre.is_empty() {
            return format!("{ALONE}{}", self.id);
        }
        format!("{centre}/events/{}", self.alias)
    }
}

/// What an attendee is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttendeeState {
    /// Has a ticket.
    Active,
    /// Has none left; the id is never used again.
    Retired,
    /// Was removed; a tombstone.
    Removed,
}

/// A person of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// The `sub` of their tokens.
    pub id: AttendeeId,
    /// The event.
    pub event: EventId,
    /// The number they are known by.
    pub mobile: Option<Mobile>,
    /// Their name.
    pub name: String,
    /// What they are.
    pub state: AttendeeState,
}

impl Attendee {
    /// Whether they were removed: the fold skips them everywhere.
    pub fn is_removed(&self) -> bool {
        self.state == AttendeeState::Removed
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// The event.
    pub event: EventId,
    /// Whose it is.
    pub attendee: AttendeeId,
    /// What the roster knows it by.
    pub code: String,
    /// The name on it.
    pub holder: String,
    /// Its type.
    pub ticket_type: Option<String>,
    /// Other columns of the roster.
    pub attributes: std::collections::BTreeMap<String, String>,
    /// The number that was last imported for it, even if the attendee has moved since.
    pub imported_mobile: Option<Mobile>,
    /// Closed for entry.
    pub cancelled: bool,
}

impl Ticket {
    /// What is kept of one whose holder was removed: the code stays, so that importing it again is
    /// seen.
    #[must_use]
    pub fn of_nobody(self) -> Self {
        Self {
            holder: String::new(),
            attributes: std::collections::BTreeMap::new(),
            imported_mobile: None,
            ..self
        }
    }
}

/// The order in which a person lists codes: numbers in them count by their value, so that `P-2`
/// comes before `P-10`.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while !(left.is_empty() && right.is_empty()) {
        let ((x, rest_of_left), (y, rest_of_right)) = (first_part(left), first_part(right));
        let order = match (value(x), value(y)) {
            (Some(x), Some(y)) => x.len().cmp(&y.len()).then(x.cmp(y)),
            _ => x.cmp(y),
        };
        if order.is_ne() {
            return order;
        }
        (left, right) = (rest_of_left, rest_of_right);
    }
    // `P-1` and `P-01`: the same, and yet two.
    a.cmp(b)
}

/// The digits that a text begins with, or what stands before its first digit; and the rest.
fn first_part(text: &str) -> (&str, &str) {
    let number = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != number);
    text.split_at(end.unwrap_or(text.len()))
}

/// The digits of a part that is a number, without leading zeros.
fn value(part: &str) -> Option<&str> {
    let number = part.starts_with(|c: char| c.is_ascii_digit());
    number.then(|| part.trim_start_matches('0'))
}

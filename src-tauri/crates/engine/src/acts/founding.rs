//! What a station that served events of its own brings along when it joins, and what the centre
//! makes of it.

use super::Act;
use super::hand_up::founded_events;
use crate::fact::{EventCreated, Fact};
use crate::ids::StationId;
use crate::key::{base64url, from_base64url};
use crate::look::plain_text;
use crate::roster::{Event, TICKET_TYPES_MAX, plain_name};
use crate::secret::Secret;
use crate::store::{FoundedEvent, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// Bytes that a request to join may have.
pub const ENROLMENT_REQUEST_MAX: usize = 64 * 1024;

/// Longest name of a time zone.
const ZONE_MAX: usize = 64;

/// The events that a station made before it joined, and what their rosters need. The rosters
/// themselves follow once it has joined.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    /// The events; their aliases are the station's own and count for nothing.
    pub events: Vec<Event>,
    /// The key under which it has hashed mobiles so far, base64url.
    pub mobile_hash_key: String,
}

impl std::fmt::Debug for Founding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Founding({} events)", self.events.len())
    }
}

impl Founding {
    /// The key, if it is one.
    pub(super) fn key(&self) -> Option<Secret<[u8; 32]>> {
        let bytes = from_base64url(&self.mobile_hash_key)?;
        bytes.try_into().ok().map(Secret::new)
    }
}

/// What this station brings along, if it has served alone: to its first centre, and again where
/// that was restored since to a backup from before. `mobile_hash_key` is the one that it hashed
/// mobiles under while it was alone.
///
/// # Errors
/// What the database could not do.
pub fn founding<T: Tx>(
    act: &mut Act<'_, T>,
    mobile_hash_key: &Secret<[u8; 32]>,
) -> Result<Option<Founding>, StoreError> {
    let events = founded_events(act)?;
    Ok((!events.is_empty()).then(|| Founding {
        events,
        mobile_hash_key: base64url(mobile_hash_key.reveal()),
    }))
}

/// Whether an event is one that an organiser could have made.
fn is_sound(event: &Event) -> bool {
    let in_order = event
        .starts_at
        .zip(event.ends_at)
        .is_none_or(|(start, end)| start < end);
    let texts = [&event.look.next.fa, &event.look.next.en];
    let plain = texts
        .into_iter()
        .flatten()
        .all(|text| plain_text(text).is_ok());
    let names = [&event.look.names.fa, &event.look.names.en];
    let mut names = names.into_iter().flatten().chain([&event.name]);
    let types = event.ticket_types.keys();
    plain
        && in_order
        && names.all(|name| plain_name(name).is_ok_and(|plain| plain == *name))
        && plain_name(&event.timezone).is_ok()
        && event.timezone.len() <= ZONE_MAX
        && event.ticket_types.len() <= TICKET_TYPES_MAX
        && types.into_iter().all(|name| plain_name(name).is_ok())
}

impl<T: Tx> Act<'_, T> {
    /// Whether all of it can be taken, as far as it tells by itself.
    pub(super) fn is_sound_founding(founding: &Founding) -> bool {
        let mut ids: Vec<_> = founding.events.iter().map(|event| event.id).collect();
        ids.sort_unstable();
        ids.dedup();
        !ids.is_empty()
            && ids.len() == founding.events.len()
            && founding.key().is_some()
            && founding.events.iter().all(is_sound)
    }

    /// Whether one of the events is here already, whoever made it.
    pub(super) fn knows_an_event_of(&mut self, founding: &Founding) -> Result<bool, StoreError> {
        for event in &founding.events {
            if self.tx.event(event.id)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes the events under the ids that they have. The station stands in its table already.
    pub(super) fn take_founding(
        &mut self,
        station: StationId,
        founding: &Founding,
    ) -> Result<(), StoreError> {
        if let Some(key) = founding.key() {
            self.tx.put_former_key(station, &key)?;
        }
        for brought in &founding.events {
            let mut event = Event {
                alias: self.tx.next_event_alias()?,
                // Short names are given where they are unique.
                slug: None,
                ..brought.clone()
            };
            // No picture comes along.
            event.look.picture = None;
            self.tx.put_event(&event)?;
            self.tx.put_founded_event(&FoundedEvent {
                event: event.id,
                station,
                lines: 0,
                complete: false,
            })?;
            self.begin_feed(event.id)?;
            let fact = EventCreated {
                event: event.id,
                alias: event.alias,
                name: event.name,
            };
            self.append(Some(event.id), &Fact::EventCreated(fact))?;
        }
        Ok(())
    }
}

//! Registering Connect apps.

use super::Act;
use crate::client::{Client, new_client_id, new_secret, secret_mac};
use crate::fact::{ClientCreated, Fact};
use crate::ids::{ClientId, EventAlias, EventId};
use crate::secret::Secret;
use crate::store::{StoreError, Tx};

/// A client that was just made. The secret is shown this once.
#[derive(Debug)]
pub struct NewClient {
    /// Its id.
    pub id: ClientId,
    /// Its secret.
    pub secret: Secret<String>,
}

/// Registers an app for events. An alias that is no event is the outcome `Err`.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn create_client<T: Tx>(
    act: &mut Act<'_, T>,
    name: &str,
    aliases: &[EventAlias],
) -> Result<Result<NewClient, EventAlias>, StoreError> {
    let events = match act.events_of(aliases)? {
        Ok(events) => events,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let id = new_client_id(act.random);
    let secret = new_secret(act.random);
    act.tx.put_client(&Client {
        id: id.clone(),
        name: name.to_owned(),
        secret_mac: secret_mac(&act.home.client_key, &id, secret.reveal()),
        created_at: act.time,
        events: events.clone(),
    })?;
    let fact = ClientCreated {
        client_id: id.clone(),
        name: name.to_owned(),
        events,
    };
    act.append(None, &Fact::ClientCreated(fact))?;
    Ok(Ok(NewClient { id, secret }))
}

impl<T: Tx> Act<'_, T> {
    /// The ids of events by their aliases; the first that is none is the outcome `Err`.
    pub(super) fn events_of(
        &mut self,
        aliases: &[EventAlias],
    ) -> Result<Result<Vec<EventId>, EventAlias>, StoreError> {
        let mut events = Vec::with_capacity(aliases.len());
        for alias in aliases {
            let Some(event) = self.tx.event_by_alias(*alias)? else {
                return Ok(Err(*alias));
            };
            if !events.contains(&event.id) {
                events.push(event.id);
            }
        }
        Ok(Ok(events))
    }
}

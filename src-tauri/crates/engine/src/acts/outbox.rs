//! The SMS queue: what waits, and what to hand to a courier at the moment of sending.

use super::Act;
use crate::code::{CodeState, Purpose};
use crate::home::Role;
use crate::ids::MessageId;
use crate::message::{Message, Template};
use crate::secret::Secret;
use crate::store::{StoreError, Tx};

/// What to do with a message that waits.
#[derive(Debug, Clone)]
pub enum Envelope {
    /// Hand this to the couriers.
    Carry(Message),
    /// Nothing: its number is unlisted, its code has died, or it is done.
    Drop,
}

/// The messages that wait, oldest first.
///
/// # Errors
/// What the database could not do.
pub fn waiting<T: Tx>(tx: &mut T) -> Result<Vec<MessageId>, StoreError> {
    const PAGE: u32 = 100;
    Ok(tx
        .waiting_messages(PAGE)?
        .into_iter()
        .map(|row| row.id)
        .collect())
}

/// Derives the code of a message anew. What isn't to be sent is finished.
///
/// # Errors
/// What the database could not do.
pub fn envelope<T: Tx>(act: &mut Act<'_, T>, id: MessageId) -> Result<Envelope, StoreError> {
    let Some(row) = act.tx.message(id)? else {
        return Ok(Envelope::Drop);
    };
    let code = act.tx.lock_code(&row.mobile, &row.verifier)?;
    let live = code.filter(|code| {
        code.seed.nonce == row.nonce
            && matches!(code.state(&act.policy, &act.now), CodeState::Live { .. })
    });
    match live {
        Some(code) if row.listed => Ok(Envelope::Carry(Message {
            on_behalf_of: act.token_of_mover(&code.seed.purpose)?,
            id,
            to: row.mobile,
            code: code.seed.derive(&act.home.code_key),
            template: Template::VerificationCode,
            language: row.language,
            test: false,
        })),
        Some(_) | None => {
            act.tx.finish_message(id)?;
            Ok(Envelope::Drop)
        }
    }
}

impl<T: Tx> Act<'_, T> {
    /// A station asks the centre to carry to a new number in the name of its user; signed anew at
    /// the moment of sending, like the code. Nothing is proven by it, so it says no method.
    fn token_of_mover(&mut self, purpose: &Purpose) -> Result<Option<Secret<String>>, StoreError> {
        let Purpose::ChangeMobile(attendee) = purpose else {
            return Ok(None);
        };
        if self.home.role == Role::Centre {
            return Ok(None);
        }
        let event = match self.tx.attendee(*attendee)? {
            Some(known) => self.tx.event(known.event)?,
            None => None,
        };
        let Some(event) = event else { return Ok(None) };
        let client = self.home.client_id();
        let issued = self.issue_user_token(&event, *attendee, client, Vec::new())?;
        Ok(Some(Secret::new(issued.token)))
    }
}

/// Marks an attempt before the courier is called; false if it was tried with it before.
///
/// # Errors
/// What the database could not do: then the courier must not be called.
pub fn begin_attempt<T: Tx>(
    act: &mut Act<'_, T>,
    id: MessageId,
    courier: &str,
) -> Result<bool, StoreError> {
    act.forget_when_tried_ahead()?;
    let time = act.time;
    act.tx.begin_attempt(id, courier, time)
}

/// Keeps what the courier answered.
///
/// # Errors
/// What the database could not do.
pub fn end_attempt<T: Tx>(
    act: &mut Act<'_, T>,
    id: MessageId,
    courier: &str,
    outcome: &str,
) -> Result<(), StoreError> {
    let time = act.time;
    act.tx.end_attempt(id, courier, outcome, time)
}

/// Takes the message from the queue.
///
/// # Errors
/// What the database could not do.
pub fn finish_message<T: Tx>(tx: &mut T, id: MessageId) -> Result<(), StoreError> {
    tx.finish_message(id)
}

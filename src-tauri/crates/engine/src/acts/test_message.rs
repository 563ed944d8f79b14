//! Test messages: whoever sets a station up sees one arrive. They go to any number, so each
//! station has a small budget of them, which both sides count.

use super::{Act, RelayRefusal};
use crate::code::Code;
use crate::ids::{MessageId, StationId, TokenId};
use crate::key::MobileHash;
use crate::limits::{send_memory, send_wait, wait};
use crate::message::{Language, Message, Template};
use crate::mobile::Mobile;
use crate::store::{StationRow, StoreError, Tx};
use crate::time::Millis;

/// How long the id of one is remembered.
const MEMORY: Millis = Millis::from_secs(3600);

/// A message with a code that fits nothing; else how long until this station may send the next.
///
/// # Errors
/// What the database could not do; nothing was counted then.
pub fn make_test_message<T: Tx>(
    act: &mut Act<'_, T>,
    to: Mobile,
    language: Language,
) -> Result<Result<Message, Millis>, StoreError> {
    let own = act.home.id;
    if let Err(retry_after) = act.count_test(own)? {
        return Ok(Err(retry_after));
    }
    Ok(Ok(Message {
        id: MessageId::new(act.time, act.random),
        to,
        code: Code::random(act.random),
        template: Template::VerificationCode,
        language,
        on_behalf_of: None,
        test: true,
    }))
}

/// Takes a test message from a station; false if the same one was taken before.
///
/// # Errors
/// What the database could not do; nothing was counted then.
pub fn accept_test_message<T: Tx>(
    act: &mut Act<'_, T>,
    station: &StationRow,
    id: MessageId,
    to: &Mobile,
) -> Result<Result<bool, RelayRefusal>, StoreError> {
    if station.revoked_at.is_some() {
        return Ok(Err(RelayRefusal::Revoked));
    }
    let message = TokenId::from_bytes(*id.as_bytes());
    if act.tx.was_used(message, act.time)? {
        return Ok(Ok(false));
    }
    // Whoever has this number is not to be woken by a station that is set up again and again.
    let hash = act.home.mobile_hash(to);
    act.redate(&hash)?;
    let since = act.time.minus(send_memory(&act.policy));
    let relayed = act.tx.relayed_to(&hash, since)?;
    let retry_after = send_wait(&relayed, &act.policy, act.time);
    if retry_after.get() > 0 {
        return Ok(Err(RelayRefusal::Limit { retry_after }));
    }
    if let Err(retry_after) = act.count_test(station.id)? {
        return Ok(Err(RelayRefusal::Limit { retry_after }));
    }
    act.tx.add_relayed(&hash, None, act.time)?;
    act.tx
        .use_token(message, act.time.plus(MEMORY), act.time)
        .map(Ok)
}

impl<T: Tx> Act<'_, T> {
    /// Counts one of a station's, unless it has had all of them.
    fn count_test(&mut self, station: StationId) -> Result<Result<(), Millis>, StoreError> {
        let window = self.policy.test_messages_per_station;
        // Kept where relayed messages are, under what is no number's hash.
        let parts: [&[u8]; 2] = [b"test messages", station.as_bytes()];
        let counter = MobileHash(self.home.mobile_key.mac(&parts));
        let latest = self.time.plus(window.span());
        self.tx.redate_counters(&counter, self.time, latest)?;
        let since = self.time.minus(window.span());
        let sent = self.tx.relayed_to(&counter, since)?;
        let retry_after = wait(&sent, window, self.time);
        if retry_after.get() > 0 {
            return Ok(Err(retry_after));
        }
        self.tx.add_relayed(&counter, None, self.time)?;
        Ok(Ok(()))
    }
}

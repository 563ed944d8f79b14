//! Numbers that a station has called otherwise: its hash key was its own while it served alone.

use super::Act;
use super::apply::feed_kind;
use super::hand_up::has_to_hand_up;
use crate::fact::Fact;
use crate::home::Role;
use crate::ids::StationId;
use crate::key::{MacKey, MobileHash};
use crate::limits::locked_for;
use crate::mobile::Mobile;
use crate::secret::Secret;
use crate::store::{StationRow, StoreError, Tx};

/// What a number is called under a key.
fn hash_under(key: &MacKey, mobile: &Mobile) -> MobileHash {
    MobileHash(key.mac(&[mobile.e164().as_bytes()]))
}

/// At each start of a station that has joined lately, before anything else: what it has counted and
/// said of numbers by the key that was its own goes by the centre's from now on. Of a number that
/// nobody here knows any more nothing is remembered.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn settle_numbers<T: Tx>(
    act: &mut Act<'_, T>,
    own_key: &Secret<[u8; 32]>,
) -> Result<(), StoreError> {
    if !has_to_hand_up(act)? {
        return Ok(());
    }
    let own_key = MacKey::new(own_key);
    let in_use = act.tx.hashes_in_use()?;
    for mobile in act.tx.known_numbers()? {
        let former = hash_under(&own_key, &mobile);
        if in_use.contains(&former) {
            let new = act.home.mobile_hash(&mobile);
            act.tx.rehash(&former, &new)?;
        }
    }
    Ok(())
}

impl<T: Tx> Act<'_, T> {
    /// At the centre: a number of somebody whom a station has had while it served alone. What its
    /// records say of the number's former name is of this number.
    pub(super) fn learn_former_hash(
        &mut self,
        station: StationId,
        mobile: &Mobile,
    ) -> Result<(), StoreError> {
        if self.home.role == Role::Station {
            return Ok(());
        }
        let Some(key) = self.tx.former_key(station)? else {
            return Ok(());
        };
        let former = hash_under(&MacKey::new(&key), mobile);
        let new = self.home.mobile_hash(mobile);
        if former == new || !self.tx.put_renewed_hash(station, &former, &new)? {
            return Ok(());
        }
        // Records may have come before anybody knew whose number it is.
        self.tx.rehash(&former, &new)?;
        if let Some(cleared) = self.tx.clearance(&new)? {
            self.tx.clear_failures(&new, cleared)?;
        }
        // Under its former name no other station knew it.
        if self.tx.last_unlock(&new)?.is_some() {
            self.tell_stations(feed_kind::NUMBER, &new.0)?;
        }
        let failures = self.tx.lock_failures(&new)?;
        if let Some(left) = locked_for(&failures, self.policy.failures_at_centre, self.time) {
            self.tx.set_lock(&new, Some(self.time.plus(left)))?;
            self.tell_stations(feed_kind::NUMBER, &new.0)?;
        }
        Ok(())
    }

    /// A fact as it is true here: numbers go by the names that they have at the centre.
    pub(super) fn by_our_hashes(
        &mut self,
        author: &StationRow,
        mut fact: Fact,
    ) -> Result<Fact, StoreError> {
        if author.founded.is_empty() {
            return Ok(fact);
        }
        let station = author.id;
        let named = match &mut fact {
            Fact::CodeSent(sent) => Some(&mut sent.mobile_hash),
            Fact::AttemptFailed(at) | Fact::NumberProven(at) => Some(&mut at.mobile_hash),
            Fact::Login(login) => Some(&mut login.mobile_hash),
            Fact::NumberUnlocked(unlocked) => Some(&mut unlocked.mobile_hash),
            Fact::WalkIn(made) => {
                if let Some(mobile) = &made.mobile {
                    self.learn_former_hash(station, mobile)?;
                }
                None
            }
            Fact::MobileChanged(moved) => {
                self.learn_former_hash(station, &moved.mobile)?;
                None
            }
            _ => None,
        };
        if let Some(hash) = named
            && let Some(known) = self.tx.renewed_hash(station, hash)?
        {
            *hash = known;
        }
        Ok(fact)
    }
}

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

/// At the start of a station that has joined lately: what it has counted since by the key that was
/// its own, until its program began anew, counts by the centre's.
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
    let home = act.home;
    act.rehash_numbers(&MacKey::new(own_key), &home.mobile_key)
}

impl<T: Tx> Act<'_, T> {
    /// What a station has counted and said of numbers goes by another key from now on. Of a number
    /// that nobody here knows any more nothing is remembered.
    pub(super) fn rehash_numbers(&mut self, from: &MacKey, to: &MacKey) -> Result<(), StoreError> {
        let in_use = self.tx.hashes_in_use()?;
        for mobile in self.tx.known_numbers()? {
            let former = hash_under(from, &mobile);
            let new = hash_under(to, &mobile);
            if former != new && in_use.contains(&former) {
                self.tx.rehash(&former, &new)?;
            }
        }
        Ok(())
    }

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

//! What counts against a number and against a station, and what forgives it.

use super::Act;
use super::apply::{Origin, feed_kind};
use super::ask::{FORGIVEN, NOBODY};
use crate::home::Role;
use crate::ids::StationId;
use crate::key::MobileHash;
use crate::limits::locked_for;
use crate::store::{Setting, StoreError, Tx};
use crate::time::Timestamp;

impl<T: Tx> Act<'_, T> {
    /// Only failures after the last success or unlock count, in whatever order they arrive.
    pub(super) fn fail(&mut self, mobile: &MobileHash, at: Timestamp) -> Result<(), StoreError> {
        if crate::fault::planted("failures-forgotten") {
            return Ok(());
        }
        self.redate(mobile)?;
        if self
            .tx
            .clearance(mobile)?
            .is_some_and(|cleared| cleared >= at)
        {
            return Ok(());
        }
        self.tx.add_failure(mobile, at)?;
        if self.home.role == Role::Station {
            return Ok(());
        }
        let failures = self.tx.lock_failures(mobile)?;
        if let Some(left) = locked_for(&failures, self.policy.failures_at_centre, self.time) {
            self.tx.set_lock(mobile, Some(self.time.plus(left)))?;
            self.tell_stations(feed_kind::NUMBER, &mobile.0)?;
        }
        Ok(())
    }

    /// A guess at a station that names no number counts in its budget alone.
    pub(super) fn fail_without_number(&mut self, origin: &Origin) -> Result<(), StoreError> {
        if self.home.role == Role::Station && origin.station == self.home.id {
            self.tx.add_failure(&NOBODY, origin.placed_at)?;
        }
        Ok(())
    }

    /// A login here forgives the codes of tickets that led to nobody in the visit that it ends:
    /// badges carry other codes than tickets, and who shows one and then types their number is no
    /// guesser. A visit is what came after the login before it, in the last minutes, and no more than
    /// a few codes of it; what is older, or stands beyond those, counts on.
    ///
    /// So a guesser buys a few codes with each login: with the SMS of a listed number, which gets
    /// ten of them a day. Before other people's logins no more than a few are forgiven either, of each
    /// visit once, and in a day so many in all: then each counts.
    pub(super) fn forgive_tickets(&mut self, origin: &Origin) -> Result<(), StoreError> {
        if self.home.role != Role::Station || origin.station != self.home.id {
            return Ok(());
        }
        // Almost every visit: nothing more is read or written before its welcome.
        if self.tx.lock_failures(&NOBODY)?.is_empty() {
            return Ok(());
        }
        let until = origin.placed_at;
        let forgiven = self.policy.tickets_forgiven;
        let in_all = self.policy.tickets_forgiven_in_all;
        let day = until.minus(in_all.span());
        let so_far = self.tx.lock_failures(&FORGIVEN)?;
        let so_far = so_far.iter().filter(|at| **at > day).count();
        let left = in_all
            .most
            .saturating_sub(u32::try_from(so_far).unwrap_or(u32::MAX));
        let before = self.tx.clearance(&NOBODY)?.unwrap_or_default();
        let since = until.minus(forgiven.span()).max(before);
        let most = forgiven.most.min(left);
        self.tx
            .give_latest_failures((&NOBODY, &FORGIVEN), (since, until), most)?;
        self.tx.set_clearance(&NOBODY, until)
    }

    /// A success or an unlock.
    pub(super) fn clear(&mut self, mobile: &MobileHash, at: Timestamp) -> Result<(), StoreError> {
        self.tx.set_clearance(mobile, at)?;
        self.tx.clear_failures(mobile, at)?;
        let Some(until) = self.tx.lock(mobile)? else {
            return Ok(());
        };
        // A success that is heard late opens no lock of failures that came after it.
        let still = match self.home.role {
            Role::Station => None,
            Role::Centre => {
                let left = self.tx.lock_failures(mobile)?;
                locked_for(&left, self.policy.failures_at_centre, self.time)
            }
        };
        let still = still.map(|left| self.time.plus(left));
        if still != Some(until) {
            self.tx.set_lock(mobile, still)?;
            self.tell_stations(feed_kind::NUMBER, &mobile.0)?;
        }
        Ok(())
    }

    pub(super) fn unlock(&mut self, station: StationId, at: Timestamp) -> Result<(), StoreError> {
        if self.home.role == Role::Station && station == self.home.id {
            return super::write_json(self.tx, Setting::StationUnlockedAt, &at);
        }
        Ok(())
    }
}

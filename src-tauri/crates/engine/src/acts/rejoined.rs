//! Branches that are taken back into the logs which they grow from, and what was said of them under
//! the names that nobody knows any more.

use super::Act;
use super::apply::Origin;
use crate::checkin::Place;
use crate::fact::{CheckInUndone, Fact};
use crate::home::Role;
use crate::ids::{LogId, TicketId};
use crate::record::Branch;
use crate::store::{LogRow, StoreError, Tx};

/// Takes a branch back into the log that it grows from: the centre, restored since they parted,
/// has its first record there, or in a branch that our records name alike once they are sent.
/// Check-ins that were taken back under the branch's name are taken back again: the centre never
/// hears of that name. False if there is no such log.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub(super) fn rejoin<T: Tx>(act: &mut Act<'_, T>, branch: LogId) -> Result<bool, StoreError> {
    let Some(old) = act.tx.lock_log(branch)? else {
        return Ok(false);
    };
    let (root, station) = (old.root(), act.home.id);
    let parent = act.tx.logs()?.into_iter().find(|log| {
        let ends_there = log.head == root && (log.branch.is_none() || log.root() != root);
        log.station == station && log.signed_log() == old.signed_log() && ends_there
    });
    let Some(parent) = parent else {
        return Ok(false);
    };
    let undone = act.tx.undone_in(branch)?;
    act.tx.move_tail(branch, root.next, parent.log)?;
    act.tx.put_log(&LogRow {
        head: old.head,
        acknowledged: root.next,
        ..parent
    })?;
    act.tx.put_log(&LogRow {
        head: root,
        acknowledged: root.next,
        ..old
    })?;
    for (ticket, index) in undone {
        act.undo_again(ticket, (parent.log, index))?;
    }
    Ok(true)
}

impl<T: Tx> Act<'_, T> {
    /// Somebody who had heard of a check-in under the name of a branch has taken it back, and we
    /// know it under another by now: nobody else could tell that it is the same.
    pub(super) fn undo_under_our_name(
        &mut self,
        origin: &Origin,
        undone: &CheckInUndone,
    ) -> Result<(), StoreError> {
        let said = (undone.log, undone.index);
        if self.home.role == Role::Centre || origin.station == self.home.id {
            return Ok(());
        }
        let Some(place) = self.place_by_now(said)? else {
            return Ok(());
        };
        let (_, known) = self.tx.entries_of(undone.ticket)?;
        if known.contains(&place) {
            return Ok(());
        }
        self.undo_again(undone.ticket, place)
    }

    /// Where a record of ours stands that was in a branch which we took back.
    fn place_by_now(&mut self, (branch, index): Place) -> Result<Option<Place>, StoreError> {
        let Some(emptied) = self.tx.lock_log(branch)? else {
            return Ok(None);
        };
        let root = emptied.root();
        if emptied.station != self.home.id || emptied.head != root || index < root.next {
            return Ok(None);
        }
        for log in self.own_logs()? {
            if log.log != branch
                && log.signed_log() == emptied.signed_log()
                && let Some(first) = self.tx.record((log.log, root.next))?
                && Branch::name(log.signed_log(), &first.record) == branch
            {
                return Ok(Some((log.log, index)));
            }
        }
        Ok(None)
    }

    fn undo_again(&mut self, ticket: TicketId, place: Place) -> Result<(), StoreError> {
        let Some(ticket) = self.tx.ticket(ticket)? else {
            return Ok(());
        };
        let undone = Fact::CheckInUndone(CheckInUndone {
            ticket: ticket.id,
            log: place.0,
            index: place.1,
            attendee: self.tx.passed_at(place)?,
            // Who did it and why stands in the record that said so first.
            reason: None,
            by: None,
        });
        self.append(Some(ticket.event), &undone).map(drop)
    }
}

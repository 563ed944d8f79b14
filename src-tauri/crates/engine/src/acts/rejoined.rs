//! Branches that are taken back into the logs which they grow from, and what was said of records under
//! names that they had before.

use super::Act;
use super::apply::Origin;
use crate::checkin::Place;
use crate::fact::{CheckInUndone, Fact};
use crate::home::Role;
use crate::ids::{LogId, TicketId};
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
    let undone = act.undone_from_outside(&old, root.next)?;
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
    /// Of the end of one of our logs that gets another name: what was taken back of it, but for what
    /// its own records say, which is theirs under whatever name they stand.
    pub(super) fn undone_from_outside(
        &mut self,
        log: &LogRow,
        from: u64,
    ) -> Result<Vec<(TicketId, u64)>, StoreError> {
        let mut undone = self.tx.undone_in(log.log)?;
        undone.retain(|(_, index)| *index >= from);
        if undone.is_empty() {
            return Ok(undone);
        }
        let own = self.tx.records_from(log.log, from, u32::MAX)?;
        for row in own {
            let body = row.record.body.as_ref();
            let fact = body.map(|body| Fact::from_parts(&row.kind, &body.json));
            if let Some(Ok(Some(Fact::CheckInUndone(said)))) = fact
                && said.log == log.signed_log()
            {
                undone.retain(|named| *named != (said.ticket, said.index));
            }
        }
        Ok(undone)
    }

    /// Somebody has taken a check-in of ours back by a name that it had before its log was parted or
    /// joined: nobody but us could tell that it is the same.
    pub(super) fn undo_under_our_name(
        &mut self,
        origin: &Origin,
        undone: &CheckInUndone,
    ) -> Result<(), StoreError> {
        if self.home.role == Role::Centre || origin.station == self.home.id {
            return Ok(());
        }
        let station = self.home.id;
        let Some(named) = self.tx.lock_log(undone.log)? else {
            return Ok(());
        };
        let (entries, known) = self.tx.entries_of(undone.ticket)?;
        let stands = |place| entries.iter().any(|entry| entry.place == place);
        if named.station != station || stands((undone.log, undone.index)) {
            return Ok(());
        }
        for log in self.own_logs()? {
            let place = (log.log, undone.index);
            if log.signed_log() == named.signed_log() && stands(place) && !known.contains(&place) {
                self.undo_again(undone.ticket, place)?;
            }
        }
        Ok(())
    }

    pub(super) fn undo_again(&mut self, ticket: TicketId, place: Place) -> Result<(), StoreError> {
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

//! Who has which number once attendees move.

use super::Act;
use super::apply::{Origin, feed_kind};
use crate::fact::{MobileChanged, WalkIn};
use crate::home::Role;
use crate::ids::{AttendeeId, EventId};
use crate::mobile::Mobile;
use crate::moves::{Move, Moved, fold_moves};
use crate::roster::{Attendee, AttendeeState};
use crate::store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet};

impl<T: Tx> Act<'_, T> {
    /// An attendee has proven a number and moves to it. The centre folds all moves of the event, in
    /// whatever order they arrive; a station goes by what it knows until the centre tells it, and
    /// folds nothing itself: it has heard of some moves only.
    pub(super) fn move_number(
        &mut self,
        origin: &Origin,
        change: &MobileChanged,
    ) -> Result<(), StoreError> {
        let hash = self.home.mobile_hash(&change.mobile);
        self.clear(&hash, origin.placed_at)?;
        let Some(attendee) = self.tx.attendee(change.attendee)? else {
            return Ok(());
        };
        let event = attendee.event;
        if self.home.role == Role::Station {
            let free = self.is_free(event, &change.mobile)?;
            return if free && attendee.state == AttendeeState::Active {
                let mobile = Some(change.mobile.clone());
                self.put_attendee(&Attendee { mobile, ..attendee })
            } else {
                Ok(())
            };
        }
        let this = Move {
            place: origin.place,
            station: origin.station,
            placed_at: origin.placed_at,
            attendee: attendee.id,
            mobile: change.mobile.clone(),
        };
        self.tx.put_move(event, &this, attendee.mobile.as_ref())?;
        self.fold_numbers(event)
    }

    /// Gives each number of an event to whom its moves come to. To be done again whenever a move
    /// is heard of or somebody lets go of a number.
    pub(super) fn fold_numbers(&mut self, event: EventId) -> Result<(), StoreError> {
        let mut moves = self.tx.moves_of(event)?;
        if moves.is_empty() {
            return Ok(());
        }
        let mut before = BTreeMap::new();
        for (id, mobile) in self.tx.numbers_before(event)? {
            let known = self.tx.attendee(id)?;
            // Who has no ticket left holds no number.
            if known.is_some_and(|a| a.state == AttendeeState::Active) {
                before.insert(id, mobile);
            }
        }
        moves.retain(|wanted| before.contains_key(&wanted.attendee));
        let mut taken = BTreeSet::new();
        for wanted in &moves {
            let holder = self.tx.attendee_by_mobile(event, &wanted.mobile)?;
            if holder.is_some_and(|holder| !before.contains_key(&holder.id)) {
                taken.insert(wanted.mobile.clone());
            }
        }
        let Moved { holds, void } = fold_moves(&moves, &before, &taken);
        for wanted in moves.iter().filter(|wanted| void.contains(&wanted.place)) {
            if !self.tx.is_void(wanted.place)? {
                // The station where they moved believes that they have the number.
                self.tell(event, feed_kind::ATTENDEE, wanted.attendee.as_bytes())?;
            }
        }
        self.tx.set_void(event, &void)?;
        let mut changed = Vec::new();
        for (id, mobile) in holds {
            let known = self.tx.attendee(id)?;
            if let Some(known) = known.filter(|known| known.mobile != mobile) {
                // All let go first: two may have changed places.
                self.tx.put_attendee(&Attendee {
                    mobile: None,
                    ..known.clone()
                })?;
                changed.push(Attendee { mobile, ..known });
            }
        }
        for attendee in changed {
            let back = match &attendee.mobile {
                Some(mobile) => self.is_free(event, mobile)?,
                None => true,
            };
            // Whoever goes back to a number that was given away meanwhile has none: staff help.
            let mobile = attendee.mobile.clone().filter(|_| back);
            self.put_attendee(&Attendee { mobile, ..attendee })?;
        }
        Ok(())
    }

    /// Two stations apart have admitted one number: the first by time has it, as with moves.
    pub(super) fn contest_number(
        &mut self,
        origin: &Origin,
        event: EventId,
        newcomer: &WalkIn,
        holder: AttendeeId,
    ) -> Result<(), StoreError> {
        let Some(made) = self.tx.record_about(holder, "walk-in")? else {
            // They were on the list before anybody walked in.
            return Ok(());
        };
        let first = Move {
            place: (made.log, made.index),
            station: made.station,
            placed_at: made.placed_at,
            attendee: holder,
            mobile: newcomer.mobile.clone(),
        };
        let second = Move {
            place: origin.place,
            station: origin.station,
            placed_at: origin.placed_at,
            attendee: newcomer.attendee,
            mobile: newcomer.mobile.clone(),
        };
        self.tx.put_move(event, &first, None)?;
        self.tx.put_move(event, &second, None)?;
        self.fold_numbers(event)
    }

    fn is_free(&mut self, event: EventId, mobile: &Mobile) -> Result<bool, StoreError> {
        Ok(self.tx.attendee_by_mobile(event, mobile)?.is_none())
    }
}

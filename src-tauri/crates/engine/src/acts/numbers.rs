//! Who has which number once attendees move.

use super::Act;
use super::apply::{Origin, feed_kind};
use crate::fact::{Fact, MobileChanged, WalkIn};
use crate::home::Role;
use crate::ids::{AttendeeId, EventId};
use crate::mobile::Mobile;
use crate::moves::{Move, Moved, fold_moves};
use crate::roster::{Attendee, AttendeeState};
use crate::store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet};

impl<T: Tx> Act<'_, T> {
    /// An attendee has proven a number and moves to it. The centre folds all moves that touch each
    /// other, in whatever order they arrive; a station goes by what it knows until the centre tells
    /// it, and folds nothing itself: it has heard of some moves only.
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
        if attendee.is_removed() {
            // Heard after the removal: their number doesn't come back, and what was said of it before
            // they moved goes as well.
            self.forget_number_of(attendee.id, &change.mobile)?;
            return self.tx.erase_bodies_of(attendee.id, None);
        }
        let this = Move {
            place: origin.place,
            station: origin.station,
            placed_at: origin.placed_at,
            attendee: attendee.id,
            mobile: change.mobile.clone(),
        };
        self.claim_of_walk_in(&attendee)?;
        if let Some(holder) = self.tx.attendee_by_mobile(event, &change.mobile)? {
            self.claim_of_walk_in(&holder)?;
        }
        self.tx.put_move(event, &this, attendee.mobile.as_ref())?;
        let people = self.touched_by(&attendee)?;
        self.fold_numbers(event, &people)?;
        // The station where they moved goes by that move, also where it changes nothing here: another
        // of theirs, which that station hadn't heard of or placed elsewhere, comes after it.
        self.tell(event, feed_kind::ATTENDEE, attendee.id.as_bytes())
    }

    /// Whom somebody's moves may touch: who ever moved to a number that they hold, held or wanted,
    /// or left it, and so on from there. However many moves an event has, these are few.
    pub(super) fn touched_by(
        &mut self,
        attendee: &Attendee,
    ) -> Result<BTreeSet<AttendeeId>, StoreError> {
        let mut people = BTreeSet::from([attendee.id]);
        let mut numbers = BTreeSet::new();
        let mut asked = vec![attendee.id];
        let mut wanted = Vec::from_iter(attendee.mobile.clone());
        loop {
            if let Some(mobile) = wanted.pop() {
                if numbers.insert(mobile.clone()) {
                    let movers = self.tx.movers(attendee.event, &mobile)?;
                    asked.extend(movers.into_iter().filter(|id| people.insert(*id)));
                }
            } else if let Some(id) = asked.pop() {
                wanted.extend(self.numbers_before_and_moved_to(id)?);
            } else {
                return Ok(people);
            }
        }
    }

    /// The number that somebody had before any move, and those that they moved to, as far as that is
    /// known here.
    pub(super) fn numbers_before_and_moved_to(
        &mut self,
        id: AttendeeId,
    ) -> Result<Vec<Mobile>, StoreError> {
        let mut numbers = Vec::from_iter(self.tx.number_before(id)?.flatten());
        let moves = self.tx.moves_of(id)?;
        numbers.extend(moves.into_iter().map(|moved| moved.mobile));
        Ok(numbers)
    }

    /// Gives each number to whom the moves of these people come to. To be done again whenever a
    /// move is heard of or somebody lets go of a number, for all whom that may touch.
    pub(super) fn fold_numbers(
        &mut self,
        event: EventId,
        people: &BTreeSet<AttendeeId>,
    ) -> Result<(), StoreError> {
        let (mut moves, mut places) = (Vec::new(), Vec::new());
        let mut before = BTreeMap::new();
        for id in people {
            let Some(mobile) = self.tx.number_before(*id)? else {
                continue;
            };
            let theirs = self.tx.moves_of(*id)?;
            places.extend(theirs.iter().map(|moved| (moved.place, *id)));
            let known = self.tx.attendee(*id)?;
            // Who has no ticket left holds no number.
            if known.is_some_and(|a| a.state == AttendeeState::Active) {
                before.insert(*id, mobile);
                moves.extend(theirs);
            }
        }
        let mut taken = BTreeSet::new();
        for wanted in &moves {
            let holder = self.tx.attendee_by_mobile(event, &wanted.mobile)?;
            if holder.is_some_and(|holder| !before.contains_key(&holder.id)) {
                taken.insert(wanted.mobile.clone());
            }
        }
        let Moved { holds, void } = fold_moves(&moves, &before, &taken);
        for (place, who) in places {
            let is_void = void.contains(&place);
            if is_void != self.tx.is_void(place)? {
                self.tx.set_void(place, is_void)?;
                self.tell_place(event, feed_kind::HISTORY, place)?;
                if is_void {
                    // The station where they moved believes that they have the number.
                    self.tell(event, feed_kind::ATTENDEE, who.as_bytes())?;
                }
            }
        }
        self.let_hold(event, holds)
    }

    /// Whoever has another number than these say gets theirs.
    fn let_hold(
        &mut self,
        event: EventId,
        holds: BTreeMap<AttendeeId, Option<Mobile>>,
    ) -> Result<(), StoreError> {
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

    /// A walk-in has proven a number that somebody has, or that somebody moved to or left: it is
    /// theirs from then on if it was free by then, as with moves.
    pub(super) fn claim_number(
        &mut self,
        origin: &Origin,
        event: EventId,
        newcomer: &WalkIn,
    ) -> Result<(), StoreError> {
        let Some(mobile) = &newcomer.mobile else {
            return Ok(());
        };
        if let Some(holder) = self.tx.attendee_by_mobile(event, mobile)? {
            self.claim_of_walk_in(&holder)?;
        }
        let claim = Move {
            place: origin.place,
            station: origin.station,
            placed_at: origin.placed_at,
            attendee: newcomer.attendee,
            mobile: mobile.clone(),
        };
        self.tx.put_move(event, &claim, None)?;
        let people = match self.tx.attendee(newcomer.attendee)? {
            Some(attendee) => self.touched_by(&attendee)?,
            None => BTreeSet::new(),
        };
        self.fold_numbers(event, &people)
    }

    /// Who walked in has their first number from that moment on: where it is disputed, or they
    /// move on, that is the first of their moves.
    fn claim_of_walk_in(&mut self, attendee: &Attendee) -> Result<(), StoreError> {
        let (Some(mobile), Some(made)) = (
            &attendee.mobile,
            self.tx.record_about(attendee.id, "walk-in")?,
        ) else {
            // They were on the list before anybody walked in.
            return Ok(());
        };
        let body = made.record.body.as_ref();
        let fact = body.map(|body| Fact::from_parts(&made.kind, &body.json));
        let Some(Ok(Some(Fact::WalkIn(walk_in)))) = fact else {
            return Ok(());
        };
        // A roster may have given them another since.
        if walk_in.mobile.as_ref() != Some(mobile) {
            return Ok(());
        }
        let claim = Move {
            place: (made.log, made.index),
            station: made.station,
            placed_at: made.placed_at,
            attendee: attendee.id,
            mobile: mobile.clone(),
        };
        self.tx.put_move(attendee.event, &claim, None)
    }

    fn is_free(&mut self, event: EventId, mobile: &Mobile) -> Result<bool, StoreError> {
        Ok(self.tx.attendee_by_mobile(event, mobile)?.is_none())
    }
}

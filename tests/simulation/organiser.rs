//! What the organiser does: with commands beside the running server, or with it.

use crate::acknowledged::with_hashes;
use crate::founding::{csv, new_event};
use crate::guests::VICTIMS;
use crate::joining::Comes;
use crate::node::Lost;
use crate::world::{GUESTS, STATIONS, Who, World, mobile};
use connect_engine::acts::{self, Act, ReleaseRefusal, Removal, Removed, Revocation};
use connect_engine::checkin::{EntryRule, Place};
use connect_engine::ids::{AttendeeId, Generation};
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{EntryRows, EventRows, RosterRows, StoreError};
use connect_engine::time::Millis;
use rand::{Rng, RngExt};

/// Where the check-ins of somebody's tickets stand.
fn entries(act: &mut Act<'_, SqliteTx<'_>>, id: AttendeeId) -> Result<Vec<Place>, StoreError> {
    let mut all = Vec::new();
    for ticket in act.tx().tickets_of(id)? {
        let (entries, _) = act.tx().entries_of(ticket.id)?;
        all.extend(entries.iter().map(|entry| entry.place));
    }
    Ok(all)
}

impl World {
    /// Runs an act at the centre: what it wrote is acknowledged.
    pub fn at_the_centre<R>(
        &mut self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Option<R> {
        if !self.centre.is_up() {
            return None;
        }
        let time = self.time;
        match self.centre.write(time, |tx| with_hashes(tx, act)) {
            Ok((done, hashes)) => {
                self.acknowledged
                    .extend(hashes.into_iter().map(|hash| (hash, time)));
                self.wake_held_lines();
                Some(done)
            }
            Err(Lost::Down) => {
                self.went_down(Who::Centre);
                None
            }
            Err(Lost::Full) => None,
        }
    }

    /// An act of the organiser's: half of them are commands, which write beside the server under
    /// a run of their own.
    fn organise<R>(
        &mut self,
        act: impl FnOnce(&mut Act<'_, SqliteTx<'_>>) -> Result<R, StoreError>,
    ) -> Option<R> {
        if self.random.random_range(0..2) == 0 {
            return self.at_the_centre(act);
        }
        let server = self.centre.home.run;
        let start = self.centre.start;
        let mut run = [0; 16];
        self.random.fill_bytes(&mut run);
        self.centre.home.run = Generation::from_bytes(run);
        let done = self.at_the_centre(act);
        if self.centre.start == start {
            self.centre.home.run = server;
        }
        self.count("command beside the server", done.is_some());
        done
    }

    pub fn unlock(&mut self) -> bool {
        let number = mobile(self.random.random_range(1..=VICTIMS));
        self.organise(|act| acts::unlock_number(act, &number, None))
            .is_some()
    }

    /// New guests, new names, tickets that go to another number.
    pub fn import(&mut self) -> bool {
        let event = self.events[0].clone();
        let lines: Vec<_> = (0..self.random.random_range(1..5))
            .map(|_| {
                let ticket = self.random.random_range(1..=GUESTS + 10);
                let number = self.random.random_range(1..=GUESTS + 4);
                (self.random.random_range(1..1000), number, ticket)
            })
            .collect();
        let roster = csv(lines);
        let report = self
            .organise(|act| acts::import_roster(act, &event, roster.as_bytes(), Removed::Refuse));
        report.is_some()
    }

    fn any_attendee(&mut self) -> Option<AttendeeId> {
        let event = self.events[0].clone();
        let number = mobile(self.random.random_range(1..=GUESTS));
        if !self.centre.is_up() {
            return None;
        }
        let time = self.time;
        let found = self
            .centre
            .read(time, |act| act.tx().attendee_by_mobile(event.id, &number));
        found.map(|attendee| attendee.id)
    }

    pub fn remove(&mut self) -> bool {
        let Some(id) = self.any_attendee() else {
            return false;
        };
        let elsewhere = self.came_in_elsewhere(id);
        // Perhaps; an answer may be lost.
        self.removed.insert(id);
        let removed = self.organise(|act| acts::remove_attendee(act, id));
        let done = removed == Some(Removal::Done);
        self.count("removed while they enter", done && elsewhere);
        done
    }

    /// Whether somebody has come in at a station, of which the centre hasn't heard.
    fn came_in_elsewhere(&mut self, id: AttendeeId) -> bool {
        let time = self.time;
        let known = self.centre.read(time, |act| entries(act, id));
        self.stations.iter_mut().any(|station| {
            let node = &mut station.node;
            node.is_up() && {
                let there = node.read(time, |act| entries(act, id));
                there.iter().any(|entry| !known.contains(entry))
            }
        })
    }

    pub fn bring_back(&mut self) -> bool {
        let event = self.events[0].clone();
        let n = self.random.random_range(1..=GUESTS);
        let roster = csv([(n, n, n)]);
        let report = self
            .organise(|act| acts::import_roster(act, &event, roster.as_bytes(), Removed::Restore));
        report.is_some_and(|report| report.unwrap().added > 0)
    }

    pub fn cancel(&mut self) -> bool {
        let event = self.events[0].clone();
        let code = format!("T-{}", self.random.random_range(1..=GUESTS));
        self.organise(|act| acts::cancel_ticket(act, &event, &code)) == Some(true)
    }

    pub fn ticket_type(&mut self) -> bool {
        let id = self.events[0].id;
        let entries = self.random.random_range(1..4);
        let now = self.best_guess_of_now();
        let until = self.random.random_range(0..3) == 0;
        let rule = EntryRule {
            entries: Some(entries),
            from: None,
            until: until.then(|| now.plus(Millis::from_secs(300))),
        };
        let set = self.organise(|act| {
            let event = act.tx().event(id)?.unwrap();
            acts::set_ticket_type(act, &event, "Pass", rule)
        });
        set.is_some()
    }

    /// An event that no station serves: what is brought after it is called by another alias.
    pub fn make_event(&mut self) -> bool {
        let new = new_event("Another", false);
        self.organise(|act| acts::create_event(act, &new)).is_some()
    }

    pub fn revoke(&mut self, place: usize) -> bool {
        let id = self.stations[place].node.home.id;
        // One at most, so that there is somebody to agree with.
        let revoked =
            (0..STATIONS).any(|other| self.centre.is_up() && self.is_revoked_there(other));
        if revoked || self.stations[place].comes != Comes::First {
            return false;
        }
        self.organise(|act| acts::revoke_station(act, id, None)) == Some(Revocation::Done)
    }

    fn is_revoked_there(&mut self, place: usize) -> bool {
        let row = self.row(place);
        row.is_some_and(|row| row.revoked_at.is_some())
    }

    pub fn release(&mut self, place: usize) -> bool {
        if !self.centre.is_up() {
            return false;
        }
        let id = self.stations[place].node.home.id;
        let to = self.random.random_range(0..200);
        let mut done = self.organise(|act| acts::release_records(act, id, None, to));
        if let Some(Err(ReleaseRefusal::NoneNamed(aside))) = &done {
            let log = aside[self.random.random_range(0..aside.len())].log;
            done = self.organise(|act| acts::release_records(act, id, Some(log), to));
        }
        matches!(done, Some(Ok(done)) if done.released > 0)
    }
}

//! Changes down, of one event: all of its feed, then what is new by a held connection.

use super::Act;
use super::apply::feed_kind;
use super::exchange::{Answer, Call, Next, wait_after};
use super::hand_up::hand_up_again;
use super::logs::count_waiting;
use super::{
    AppliedPage, apply_changes, be_revoked, is_settled, load_again, reach_end, write_json,
};
use crate::ids::EventId;
use crate::store::{Feed, Setting, StoreError, Tx};

/// Changes down, of one event.
#[derive(Debug)]
pub struct Downlink {
    event: EventId,
    phase: DownPhase,
    failures: u32,
    /// How many held lines have ended since anything came.
    ended: u32,
    /// Whether all was settled when the centre was asked.
    was_settled: bool,
    /// Whether what comes now has begun as the centre begins it.
    has_begun: bool,
    /// Whether all of it is asked for once more.
    anew: bool,
    /// Of which load was asked.
    load: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DownPhase {
    CatchUp,
    Listen,
    Pause,
}

impl Downlink {
    /// Of an event, not begun.
    pub const fn of(event: EventId) -> Self {
        Self {
            event,
            phase: DownPhase::CatchUp,
            failures: 0,
            ended: 0,
            was_settled: false,
            has_begun: false,
            anew: false,
            load: 0,
        }
    }

    /// Whether what else comes of a call is still to be taken.
    pub const fn hears(&self, call: &Call) -> bool {
        matches!(
            (self.phase, call),
            (DownPhase::CatchUp, Call::Changes { .. }) | (DownPhase::Listen, Call::Listen { .. })
        )
    }

    /// What to do next.
    ///
    /// # Errors
    /// What the database could not do; asking again is harmless.
    pub fn next<T: Tx>(&mut self, act: &mut Act<'_, T>) -> Result<Next, StoreError> {
        if act.tx.setting(Setting::Revoked)?.is_some() {
            return Ok(Next::Idle);
        }
        if self.phase == DownPhase::Pause {
            self.phase = DownPhase::CatchUp;
            return Ok(Next::Wait(wait_after(act, self.failures)));
        }
        let Some(event) = act.tx.event(self.event)? else {
            return Ok(Next::Idle);
        };
        if act.is_handing_up(self.event)? {
            // What the centre tells before it has all of it would take back what is here.
            return Ok(Next::Wait(wait_after(act, 0)));
        }
        let feed = act.tx.feed(self.event)?;
        let by_another = |feed: &Feed| feed.read_by.is_some_and(|by| by != act.home.built);
        self.anew = feed.as_ref().is_some_and(by_another);
        self.load = feed.as_ref().map_or(0, |feed| feed.load);
        let after = if self.anew {
            // What the program before this one didn't know, this one may.
            self.phase = DownPhase::CatchUp;
            String::new()
        } else {
            feed.map(|feed| feed.cursor).unwrap_or_default()
        };
        self.was_settled = is_settled(act)?;
        self.has_begun = false;
        let event = event.alias;
        Ok(Next::Call(match self.phase {
            DownPhase::Listen => Call::Listen { event, after },
            DownPhase::CatchUp | DownPhase::Pause => Call::Changes { event, after },
        }))
    }

    /// Takes what came of a call; of a held one, again and again.
    ///
    /// # Errors
    /// What the database could not do, or a line that can't be read; nothing of it was taken.
    pub fn take<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        answer: &Answer,
    ) -> Result<AppliedPage, StoreError> {
        let mut page = AppliedPage::default();
        if act.tx.setting(Setting::Revoked)?.is_some() {
            // What still comes in is not kept.
            return Ok(page);
        }
        let told = matches!(answer, Answer::Lines(_) | Answer::Current);
        if told && self.stored_load(act)? != self.load {
            // Another load was begun since the centre was asked: this is of the one before.
            self.phase = DownPhase::CatchUp;
            return Ok(page);
        }
        match answer {
            Answer::Lines(lines) => {
                self.failures = 0;
                if lines.iter().any(|line| line.kind != feed_kind::EXTENT) {
                    self.ended = 0;
                }
                let begins_anew = std::mem::take(&mut self.anew);
                if begins_anew {
                    // A load from the beginning isn't told that the centre was restored meanwhile:
                    // it is asked what it has of ours.
                    write_json(act.tx, Setting::CentreRestored, &Some(act.time))?;
                    load_again(act, self.event)?;
                    hand_up_again(act, self.event)?;
                    self.load = self.stored_load(act)?;
                    self.was_settled = false;
                }
                self.has_begun |= lines.iter().any(|line| line.kind == feed_kind::EXTENT);
                let waiting = count_waiting(act)?;
                page = apply_changes(act, self.event, lines)?;
                page.wrote = count_waiting(act)? > waiting;
                page.hands_up_again = begins_anew && act.is_handing_up(self.event)?;
            }
            // Something between the two answered with nothing: that is no end of the feed.
            Answer::Current if self.phase == DownPhase::CatchUp && !self.has_begun => self.failed(),
            Answer::Current => {
                self.failures = 0;
                reach_end(act, self.event, self.was_settled)?;
                let feed = act.tx.feed(self.event)?;
                let is_swept = feed.is_none_or(|feed| feed.swept == feed.load);
                self.phase = if !is_swept && is_settled(act)? {
                    // From here on the end of the load says what is gone: it is asked for once more.
                    DownPhase::CatchUp
                } else {
                    DownPhase::Listen
                };
            }
            Answer::Restored => {
                // What of ours it still has it says when it is asked.
                write_json(act.tx, Setting::CentreRestored, &Some(act.time))?;
                load_again(act, self.event)?;
                hand_up_again(act, self.event)?;
                self.phase = DownPhase::CatchUp;
            }
            // What it doesn't tell there it tells at once to whoever asks; but whatever lies between
            // may end each line as soon as it is held.
            Answer::Ended => {
                self.ended = self.ended.saturating_add(1);
                if self.ended == 1 {
                    self.phase = DownPhase::CatchUp;
                } else {
                    self.failed();
                }
            }
            Answer::Revoked => be_revoked(act)?,
            Answer::Status(_)
            | Answer::Fork { .. }
            | Answer::Gap
            | Answer::HandedUp(_)
            | Answer::NotTaken
            | Answer::Failed => self.failed(),
        }
        Ok(page)
    }

    fn stored_load<T: Tx>(&self, act: &mut Act<'_, T>) -> Result<i64, StoreError> {
        let feed = act.tx.feed(self.event)?;
        Ok(feed.map_or(0, |feed| feed.load))
    }

    fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.phase = DownPhase::Pause;
    }
}

//! Asking for a verification code.

use super::{Act, read_json, write_json};
use crate::code::{CodeRow, CodeState, Purpose, Seed, Verifier};
use crate::fact::{CodeSent, Fact};
use crate::home::Role;
use crate::ids::{AttendeeId, EventId, MessageId};
use crate::key::MobileHash;
use crate::limits::{
    SendBudget, StationBudget, failures_left, locked_for, send_memory, send_wait, station_budget,
    wait,
};
use crate::message::Language;
use crate::mobile::Mobile;
use crate::policy::Window;
use crate::refusal::{CodeStatus, Refusal, SendLimit};
use crate::store::{MessageRow, Setting, StoreError, Tx};
use crate::time::{Millis, Timestamp};

/// Stands for the number where a failure at a station names none.
pub(super) const NOBODY: MobileHash = MobileHash([0; 32]);
/// Whose failures those of nobody are that somebody's login has forgiven.
pub(super) const FORGIVEN: MobileHash = MobileHash([1; 32]);

/// Who wants a code for which number.
#[derive(Debug, Clone)]
pub struct AskCode {
    /// The number.
    pub mobile: Mobile,
    /// Who asks.
    pub verifier: Verifier,
    /// What for.
    pub purpose: Purpose,
    /// The language of the SMS.
    pub language: Language,
    /// The events that the asker serves: the number must be listed in one that goes on.
    pub events: Vec<EventId>,
}

/// Makes or renews the number's code and queues its SMS. Does the same work, and answers the
/// same, for listed and unlisted numbers.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn send_code<T: Tx>(
    act: &mut Act<'_, T>,
    ask: &AskCode,
) -> Result<Result<CodeStatus, Refusal>, StoreError> {
    let hash = act.home.mobile_hash(&ask.mobile);
    if let Err(refusal) = act.check_locks(&hash)? {
        return Ok(Err(refusal));
    }
    let row = act.tx.lock_code(&ask.mobile, &ask.verifier)?;
    if let Err((retry_after, of)) = act.take_send(ask, &hash)? {
        let live = match row.filter(|r| same_asker(r, ask)) {
            Some(row) => act.status(&row, &hash)?,
            None => None,
        };
        return Ok(Err(Refusal::TooManySends {
            retry_after,
            of,
            live,
        }));
    }
    let listed = match ask.purpose {
        Purpose::Login => act.is_listed(&ask.mobile, &ask.events)?,
        // A user's own token may send to one new number; the limits above are all that holds it.
        Purpose::ChangeMobile(_) => true,
    };
    let same = |row: &CodeRow| {
        row.listed == listed
            && row.may_be_resent(&ask.verifier, &ask.purpose, &act.policy, &act.now)
    };
    let row = match row {
        Some(row) if same(&row) => row,
        _ => CodeRow {
            seed: Seed {
                mobile: ask.mobile.clone(),
                verifier: ask.verifier.clone(),
                purpose: ask.purpose.clone(),
                nonce: Seed::nonce(act.random),
            },
            made: act.now,
            attempts: 0,
            used: false,
            listed,
        },
    };
    if crate::fault::planted("resend-resets-count") {
        act.tx.clear_failures(&hash, act.time)?;
        act.tx.put_code(&CodeRow {
            attempts: 0,
            ..row.clone()
        })?;
    } else {
        act.tx.put_code(&row)?;
    }
    act.tx.put_message(&MessageRow {
        id: MessageId::new(act.time, act.random),
        mobile: ask.mobile.clone(),
        verifier: ask.verifier.clone(),
        nonce: row.seed.nonce,
        language: ask.language,
        listed,
    })?;
    let verifier = ask.verifier.label();
    act.append(
        None,
        &Fact::CodeSent(CodeSent {
            mobile_hash: hash,
            verifier,
            listed,
        }),
    )?;
    let status = act.status(&row, &hash)?;
    // A code that was just made or renewed is live; were it not, asking again is the cure.
    Ok(status.ok_or(Refusal::Expired))
}

/// Whose token asks, where one does.
const fn user_of(purpose: &Purpose) -> Option<AttendeeId> {
    match purpose {
        Purpose::Login => None,
        Purpose::ChangeMobile(sub) => Some(*sub),
    }
}

fn same_asker(row: &CodeRow, ask: &AskCode) -> bool {
    row.seed.verifier == ask.verifier && row.seed.purpose == ask.purpose
}

impl<T: Tx> Act<'_, T> {
    /// Whether the number or the station is locked. Rewrites counters from the future first.
    pub(super) fn check_locks(
        &mut self,
        hash: &MobileHash,
    ) -> Result<Result<(), Refusal>, StoreError> {
        self.redate(hash)?;
        if let Some(retry_after) = self.number_locked_for(hash)? {
            return Ok(Err(Refusal::Locked { retry_after }));
        }
        if self.home.role == Role::Centre {
            return Ok(Ok(()));
        }
        self.station_is_open()
    }

    /// The same where no number is known: whether the station is locked.
    pub(super) fn check_station(&mut self) -> Result<Result<(), Refusal>, StoreError> {
        self.redate(&NOBODY)?;
        self.station_is_open()
    }

    fn station_is_open(&mut self) -> Result<Result<(), Refusal>, StoreError> {
        Ok(match self.station_budget()? {
            StationBudget::Open => Ok(()),
            StationBudget::Paused(retry_after) => Err(Refusal::StationPaused { retry_after }),
            StationBudget::StaffNeeded => Err(Refusal::StaffNeeded),
        })
    }

    /// What a clock from the future has written ages from now on.
    pub(super) fn redate(&mut self, hash: &MobileHash) -> Result<(), StoreError> {
        if self.home.role == Role::Station {
            self.redate_unlock()?;
        }
        let latest = self.time.plus(self.policy.failures_at_centre.span());
        self.tx.redate_counters(hash, self.time, latest)?;
        if self.home.role == Role::Station {
            self.own_budget()?;
        }
        Ok(())
    }

    /// A station's send budget, its date set right.
    fn own_budget(&mut self) -> Result<SendBudget, StoreError> {
        let verifier = Verifier::Station(self.home.id);
        let stored = self.tx.send_budget(&verifier)?;
        let left = SendBudget::restore(stored, &self.policy, self.time);
        if stored.is_some_and(|full_at| full_at > left.full_at()) {
            self.tx.set_send_budget(&verifier, left.full_at())?;
        }
        Ok(left)
    }

    pub(super) fn number_locked_for(
        &mut self,
        hash: &MobileHash,
    ) -> Result<Option<Millis>, StoreError> {
        let failures = self.tx.lock_failures(hash)?;
        let own = locked_for(&failures, self.failure_window(), self.time);
        let told = self.tx.lock(hash)?.map(|until| until.since(self.time));
        Ok(own.max(told).filter(|left| left.get() > 0))
    }

    pub(super) fn station_budget(&mut self) -> Result<StationBudget, StoreError> {
        let day = self.policy.station_failures_until_staff.span();
        let unlocked: Option<Timestamp> = read_json(self.tx, Setting::StationUnlockedAt)?;
        let unlocked = unlocked.unwrap_or_default();
        let opened = if unlocked > self.time {
            self.just_before()
        } else {
            unlocked
        };
        let since = self.time.minus(day).max(opened);
        let mut failures = self.tx.failures_since(since, &FORGIVEN)?;
        failures.retain(|at| *at <= self.time || *at > unlocked);
        Ok(station_budget(&failures, &self.policy, self.time))
    }

    /// What fails in this very millisecond counts.
    pub(super) const fn just_before(&self) -> Timestamp {
        self.time.minus(Millis::new(1))
    }

    /// An unlock that a clock from the future dated, and what it forgave, happened before now.
    fn redate_unlock(&mut self) -> Result<(), StoreError> {
        let unlocked: Option<Timestamp> = read_json(self.tx, Setting::StationUnlockedAt)?;
        let Some(unlocked) = unlocked.filter(|at| *at > self.time) else {
            return Ok(());
        };
        let before = self.just_before();
        self.tx.redate_failures((before, unlocked), before)?;
        write_json(self.tx, Setting::StationUnlockedAt, &Some(before))
    }

    const fn failure_window(&self) -> Window {
        match self.home.role {
            Role::Station => self.policy.failures_at_station,
            Role::Centre => self.policy.failures_at_centre,
        }
    }

    /// Counts a send against every limit, or tells how long to wait.
    fn take_send(
        &mut self,
        ask: &AskCode,
        hash: &MobileHash,
    ) -> Result<Result<(), (Millis, SendLimit)>, StoreError> {
        self.tx.redate_sends_by(&ask.verifier, self.time)?;
        let (wait_for, of) = self.next_send_in(&ask.verifier, &ask.purpose, hash)?;
        if wait_for.get() > 0 {
            return Ok(Err((wait_for, of)));
        }
        if matches!(ask.verifier, Verifier::Station(_))
            && let Ok(budget) = self.own_budget()?.take(&self.policy, self.time)
        {
            self.tx.set_send_budget(&ask.verifier, budget.full_at())?;
        }
        self.tx
            .add_send(hash, &ask.verifier, user_of(&ask.purpose), self.time)?;
        Ok(Ok(()))
    }

    /// How long until every limit lets the next SMS be sent, and whose is the last to.
    fn next_send_in(
        &mut self,
        verifier: &Verifier,
        purpose: &Purpose,
        hash: &MobileHash,
    ) -> Result<(Millis, SendLimit), StoreError> {
        let since = self.time.minus(send_memory(&self.policy));
        let sends = self.tx.sends_to(hash, since)?;
        let mut wait_for = send_wait(&sends, &self.policy, self.time);
        if let Some(sub) = user_of(purpose) {
            wait_for = wait_for.max(self.wait_of_user(sub)?);
        }
        match verifier {
            Verifier::Client(_) => {
                let window = self.policy.sends_per_client;
                let sends = (self.tx).sends_by(verifier, self.time.minus(window.span()))?;
                wait_for = wait_for.max(wait(&sends, window, self.time));
            }
            Verifier::Station(_) => {
                if let Err(wait) = self.own_budget()?.take(&self.policy, self.time)
                    && wait > wait_for
                {
                    return Ok((wait, SendLimit::Station));
                }
            }
        }
        Ok((wait_for, SendLimit::Asker))
    }

    fn wait_of_user(&mut self, sub: AttendeeId) -> Result<Millis, StoreError> {
        let window = self.policy.sends_to_new_number;
        let sends = self.tx.sends_for(sub, self.time.minus(window.span()))?;
        Ok(wait(&sends, window, self.time))
    }

    /// Whether the number has a ticket to any of the events that goes on, or one of them admits
    /// walk-ins from its country. Looks at all of them, so that a listed number isn't faster.
    pub(super) fn is_listed(
        &mut self,
        mobile: &Mobile,
        events: &[EventId],
    ) -> Result<bool, StoreError> {
        let mut listed = false;
        for id in events {
            let Some(event) = self.tx.event(*id)? else {
                continue;
            };
            listed |= self.admits(&event, mobile)? && self.is_current(&event);
        }
        Ok(listed)
    }

    /// The state of a live code as it is told to the asker; none if it lives no more.
    pub(super) fn status(
        &mut self,
        row: &CodeRow,
        hash: &MobileHash,
    ) -> Result<Option<CodeStatus>, StoreError> {
        let CodeState::Live { left } = row.state(&self.policy, &self.now) else {
            return Ok(None);
        };
        let Seed {
            verifier, purpose, ..
        } = &row.seed;
        let (resend_in, _) = self.next_send_in(verifier, purpose, hash)?;
        let tries_left = self.tries_left(row.attempts, hash)?;
        Ok(Some(CodeStatus {
            expires_in: left,
            resend_in,
            tries_left,
        }))
    }

    /// The smaller of the code's tries and the number's.
    pub(super) fn tries_left(
        &mut self,
        attempts: u32,
        hash: &MobileHash,
    ) -> Result<u32, StoreError> {
        let failures = self.tx.lock_failures(hash)?;
        let of_number = failures_left(&failures, self.failure_window(), self.time);
        Ok(of_number.min(self.policy.attempts_per_code.saturating_sub(attempts)))
    }
}

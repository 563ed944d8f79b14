//! The arithmetic of the limits: pure functions of when things happened.

use crate::policy::{Policy, Window};
use crate::time::{Millis, Timestamp};

/// How long until one more thing fits into the window; zero if it fits now.
///
/// `times` in any order. A thing dated in the future counts as of now: the caller has rewritten
/// it, and here it is only not trusted.
pub fn wait(times: &[Timestamp], window: Window, now: Timestamp) -> Millis {
    let mut inside: Vec<Timestamp> = times
        .iter()
        .map(|t| (*t).min(now))
        .filter(|t| now.since(*t) < window.span())
        .collect();
    inside.sort_unstable_by(|a, b| b.cmp(a));
    let most = usize::try_from(window.most).unwrap_or(usize::MAX);
    match most.checked_sub(1).and_then(|nth| inside.get(nth)) {
        Some(nth) => nth.plus(window.span()).since(now).or_zero(),
        None => Millis::default(),
    }
}

/// How many of the times fall into the window.
pub fn count(times: &[Timestamp], window: Window, now: Timestamp) -> u32 {
    let inside = times
        .iter()
        .filter(|t| now.since((**t).min(now)) < window.span())
        .count();
    u32::try_from(inside).unwrap_or(u32::MAX)
}

/// How long until a number may be sent another code.
pub fn send_wait(sends: &[Timestamp], policy: &Policy, now: Timestamp) -> Millis {
    let pause = Window::new(1, policy.send_pause_s);
    policy
        .sends_per_mobile
        .iter()
        .copied()
        .chain(std::iter::once(pause))
        .map(|window| wait(sends, window, now))
        .max()
        .unwrap_or_default()
}

/// The longest window of sends to a number: what is older may be forgotten.
pub fn send_memory(policy: &Policy) -> Millis {
    policy
        .sends_per_mobile
        .iter()
        .map(|w| w.span())
        .max()
        .unwrap_or_default()
}

/// How long a number is locked, if it is.
pub fn locked_for(failures: &[Timestamp], window: Window, now: Timestamp) -> Option<Millis> {
    let wait = wait(failures, window, now);
    (wait.get() > 0).then_some(wait)
}

/// Failures that a number has left.
pub fn failures_left(failures: &[Timestamp], window: Window, now: Timestamp) -> u32 {
    window.most.saturating_sub(count(failures, window, now))
}

/// What the unresolved failures at a station mean for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationBudget {
    /// It goes on.
    Open,
    /// It pauses for this long.
    Paused(Millis),
    /// Staff must unlock it.
    StaffNeeded,
}

/// Judges a station by the failures of people who haven't succeeded since.
pub fn station_budget(failures: &[Timestamp], policy: &Policy, now: Timestamp) -> StationBudget {
    let day = policy.station_failures_until_staff;
    if count(failures, day, now) >= day.most {
        return StationBudget::StaffNeeded;
    }
    let recent = count(failures, policy.station_failures, now);
    let latest = failures.iter().map(|t| (*t).min(now)).max();
    match latest {
        Some(latest) if recent >= policy.station_failures.most => {
            let left = latest
                .plus(Millis::from_secs(policy.station_pause_s))
                .since(now);
            if left.get() > 0 {
                StationBudget::Paused(left)
            } else {
                StationBudget::Open
            }
        }
        Some(_) | None => StationBudget::Open,
    }
}

/// A station's send budget as one timestamp (the generic cell rate algorithm, ITU-T I.371):
/// when the bucket will be full again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendBudget {
    full_at: Timestamp,
}

impl SendBudget {
    /// From what was stored; a bucket that nobody used is full. One that is dated further ahead
    /// than an empty one was written by a wrong clock: it is empty, and fills from now on if the
    /// caller keeps it.
    pub fn restore(full_at: Option<Timestamp>, policy: &Policy, now: Timestamp) -> Self {
        let (_, all) = Self::spans(policy);
        Self {
            full_at: full_at.map_or(now, |at| at.clamp(now, now.plus(all))),
        }
    }

    /// How long one send takes to come back, and how long all of them.
    fn spans(policy: &Policy) -> (Millis, Millis) {
        let each = 3_600_000 / i64::from(policy.station_sends_per_hour);
        let all = each.saturating_mul(i64::from(policy.station_burst));
        (Millis::new(each), Millis::new(all))
    }

    /// What to store.
    pub const fn full_at(self) -> Timestamp {
        self.full_at
    }

    /// Takes one send.
    ///
    /// # Errors
    /// How long until there is one again.
    pub fn take(self, policy: &Policy, now: Timestamp) -> Result<Self, Millis> {
        let (each, all) = Self::spans(policy);
        let next = self.full_at.max(now).plus(each);
        let over = Millis::new(next.since(now).get() - all.get());
        if over.get() > 0 {
            Err(over)
        } else {
            Ok(Self { full_at: next })
        }
    }
}

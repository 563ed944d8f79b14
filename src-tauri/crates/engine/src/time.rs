//! Time as it is handed to the engine. Nothing here reads a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A span in milliseconds; never negative where a rule makes one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds since the Unix epoch, as JWTs have them.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This much later.
    #[must_use]
    pub const fn plus(self, span: Millis) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This much earlier.
    #[must_use]
    pub const fn minus(self, span: Millis) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long ago `earlier` was; negative if it is later.
    pub const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }

    /// RFC 3339 in UTC with milliseconds.
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map_or_else(|_| "0000-01-01T00:00:00Z".to_owned(), |t| format!("{t:.3}"))
    }

    /// RFC 3339 in the given IANA time zone, with its offset, to the second; UTC where the zone
    /// is unknown.
    pub fn rfc3339_in(self, timezone: &str) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .and_then(|t| t.in_tz(timezone))
            .map_or_else(
                |_| self.rfc3339(),
                |z| z.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            )
    }

    /// From RFC 3339.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse_rfc3339(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Timestamp>()
            .map(|t| Self(t.as_millisecond()))
    }
}

impl Millis {
    /// From milliseconds.
    pub const fn new(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded up: a caller who waits that long has waited enough.
    pub const fn secs_up(self) -> i64 {
        self.0.div_euclid(1000) + if self.0.rem_euclid(1000) > 0 { 1 } else { 0 }
    }

    /// The sum.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// This, or zero if it is negative.
    #[must_use]
    pub const fn or_zero(self) -> Self {
        if self.0 < 0 { Self(0) } else { self }
    }
}

/// Identifies one boot of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BootId(pub [u8; 16]);

/// One look at the clocks of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// The wall clock, which anybody may set.
    pub wall: Timestamp,
    /// Time since boot, sleep included (`CLOCK_BOOTTIME`), which nobody sets.
    pub boot: Millis,
    /// Which boot that is.
    pub boot_id: BootId,
}

impl Now {
    /// How old something made at `made` is, by the clock that says more; `None` where it can't
    /// be told: another boot, or a wall clock that stands before `made`.
    ///
    /// A wrong clock only ever makes things older.
    pub fn age_of(&self, made: &Self) -> Option<Millis> {
        if self.boot_id != made.boot_id || self.wall < made.wall || self.boot < made.boot {
            return None;
        }
        let by_boot = Millis(self.boot.0.saturating_sub(made.boot.0));
        if crate::fault::planted("wall-clock-only") {
            return Some(self.wall.since(made.wall));
        }
        Some(self.wall.since(made.wall).max(by_boot))
    }
}

/// The last time that the centre told a station, and when it told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The centre's time.
    pub centre: Timestamp,
    /// The station's clocks at that moment.
    pub at: Now,
}

/// A moment, by what was then believed of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The time, as it was reckoned then.
    pub time: Timestamp,
    /// The clocks.
    pub at: Now,
}

impl Moment {
    /// The time that it is by the boot clock alone, whatever was learnt of the wall clock since; none
    /// in another boot.
    pub fn until(&self, now: &Now) -> Option<Timestamp> {
        let passed = Millis(now.boot.0.saturating_sub(self.at.boot.0)).or_zero();
        (self.at.boot_id == now.boot_id).then(|| self.time.plus(passed))
    }
}

/// The best time that a machine has: the last centre time on disk plus the boot clock, never
/// before the build's date. In a boot that hasn't met the centre this is a lower bound.
///
/// The wall clock has no say: it may stand anywhere.
pub fn best_time(anchor: Option<&Anchor>, now: &Now, built: Timestamp) -> Timestamp {
    let by_anchor = anchor.map_or(built, |a| {
        let passed = if a.at.boot_id == now.boot_id {
            Millis(now.boot.0.saturating_sub(a.at.boot.0)).or_zero()
        } else {
            now.boot
        };
        a.centre.plus(passed)
    });
    by_anchor.max(built)
}

/// A program isn't older than its build by more than the zones of the world.
const DAY: Millis = Millis::from_secs(24 * 3600);

/// By how much a wall clock is certainly wrong: no time is right that stands before the build.
pub fn certainly_off(wall: Timestamp, built: Timestamp) -> Option<Millis> {
    (built.since(wall) > DAY).then(|| wall.since(built))
}

/// Clocks that are as near to each other as this may both be right.
const NEAR: Millis = Millis::from_secs(30);

/// By how much at least a wall clock is behind a time that has certainly come; none if that is so
/// little that it may be right.
pub fn surely_behind(wall: Timestamp, come: Timestamp) -> Option<Millis> {
    (come.since(wall) > NEAR).then(|| wall.since(come))
}

/// Whether the station knows the time: the centre told it in this boot.
pub fn time_is_confirmed(anchor: Option<&Anchor>, now: &Now) -> bool {
    anchor.is_some_and(|a| a.at.boot_id == now.boot_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_before_the_build_is_certainly_wrong() {
        let built = Timestamp::from_secs(1_795_507_200);
        for right in [0, 3600, -24 * 3600, 365 * 24 * 3600] {
            let wall = built.plus(Millis::from_secs(right));
            assert_eq!(
                certainly_off(wall, built),
                None,
                "{right} s after the build"
            );
        }
        let off = certainly_off(Timestamp::from_secs(0), built);
        assert_eq!(off, Some(Millis::from_secs(-1_795_507_200)));
    }
}

//! When a record happened: the centre places each in time once, from the clocks that its header
//! names and from what was measured of them.
//!
//! A wrong clock is no fault of a record: none is refused for it, and no other station's clock
//! moves.

use crate::time::{BootId, Millis, Now, Timestamp};

/// No call takes longer with all that it waits for.
const MOST_DELAY_MS: i64 = 60_000;

/// Two clocks part by a millisecond in so many, and no faster.
const DRIFT: i64 = 5000;

/// Two calls are hardly ever held up by as much as each other to so many milliseconds.
const SAME_MS: i64 = 100;

/// Whether two late measures one after the other say the same: that is no delay but a clock that was
/// set at the centre.
pub const fn says_the_same(before: Millis, late: Millis) -> bool {
    (late.get() - before.get()).abs() <= SAME_MS
}

/// What was measured of one boot: the centre's time, and the station's clocks at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The centre's time.
    pub centre: Timestamp,
    /// The station's clocks.
    pub at: Now,
}

impl Measure {
    /// The centre's time when the boot clock stood there.
    fn by_boot_clock(&self, boot: Millis) -> Timestamp {
        let later = boot.get().saturating_sub(self.at.boot.get());
        self.centre.plus(Millis::new(later))
    }

    /// By how much a later measure of the same boot is late against this one, where it may have been
    /// held up on its way: clocks don't part so fast, and no call takes as long as clocks are set by.
    pub fn lateness_of(&self, later: &Self) -> Option<Millis> {
        let passed = later.at.boot.get().saturating_sub(self.at.boot.get());
        let late = later.centre.since(self.by_boot_clock(later.at.boot));
        let drift = passed.max(0) / DRIFT;
        (drift + 1..MOST_DELAY_MS)
            .contains(&late.get())
            .then_some(late)
    }

    /// What the wall clock said when the boot began, if it wasn't set since.
    pub const fn wall_at_start(&self) -> Timestamp {
        self.at.wall.minus(self.at.boot)
    }
}

/// Where a record was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// When.
    pub at: Timestamp,
    /// Whether that could be told; else it only keeps its place in the order.
    pub time_known: bool,
}

/// Places records of one log that follow each other.
///
/// - A record of a measured boot stands where its boot clock says.
/// - One of a boot that never met the centre takes the wall offset of the next measured boot, if
///   the wall times of its boot run on into that one.
/// - Else it stands just after the station's record before it.
///
/// Never after its receipt, never before the station's record before it. `previous` is where that
/// one was placed, or when the station joined; `next` is the measure of the boot after them.
pub fn place(
    made: &[Now],
    measured: impl Fn(BootId) -> Option<Measure>,
    next: Option<&Measure>,
    previous: Timestamp,
    received: Timestamp,
) -> Vec<Placed> {
    let mut guessed = corrected(made, measured, next);
    let mut earliest = previous.min(received);
    guessed
        .drain(..)
        .map(|guess| {
            let (at, time_known) = match guess {
                Guess::Measured(at) => (at, true),
                // Earlier than what came before it: the wall clock had been set in between.
                Guess::ByNextBoot(at) if at >= earliest => (at, true),
                Guess::ByNextBoot(_) | Guess::Unknown => (earliest.plus(Millis::new(1)), false),
            };
            let at = if crate::fault::planted("placed-by-receipt") {
                received
            } else {
                at.max(earliest).min(received)
            };
            earliest = at;
            Placed { at, time_known }
        })
        .collect()
}

#[derive(Debug, Clone, Copy)]
enum Guess {
    Measured(Timestamp),
    ByNextBoot(Timestamp),
    Unknown,
}

/// What the clocks say of each, from the last to the first: a boot is judged by the next one.
fn corrected(
    made: &[Now],
    measured: impl Fn(BootId) -> Option<Measure>,
    next: Option<&Measure>,
) -> Vec<Guess> {
    let mut next = next.map(|measure| (measure.wall_at_start(), *measure));
    let mut guesses = vec![Guess::Unknown; made.len()];
    let mut end = made.len();
    while let Some(last) = end.checked_sub(1).map(|last| made[last]) {
        let start = made[..end]
            .iter()
            .rposition(|now| now.boot_id != last.boot_id)
            .map_or(0, |other| other + 1);
        let boot = &made[start..end];
        if let Some(measure) = measured(last.boot_id) {
            for (guess, now) in guesses[start..end].iter_mut().zip(boot) {
                *guess = Guess::Measured(measure.by_boot_clock(now.boot));
            }
            next = Some((measure.wall_at_start(), measure));
        } else if let Some((wall, measure)) = next {
            let runs_on = last.wall <= wall && boot.is_sorted_by_key(|now| now.wall);
            if runs_on {
                for (guess, now) in guesses[start..end].iter_mut().zip(boot) {
                    let later = now.wall.since(measure.at.wall);
                    *guess = Guess::ByNextBoot(measure.centre.plus(later));
                }
                next = Some((boot[0].wall, measure));
            }
        }
        end = start;
    }
    guesses
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    fn now(boot: u8, boot_clock: i64, wall: i64) -> Now {
        Now {
            wall: Timestamp::from_millis(wall),
            boot: Millis::new(boot_clock),
            boot_id: BootId([boot; 16]),
        }
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    /// The centre's clock stood at 100 h when the second boot's stood at 1 h and its wall at 90 h.
    fn second_boot() -> Measure {
        Measure {
            centre: at(100 * HOUR),
            at: now(2, HOUR, 90 * HOUR),
        }
    }

    fn placed(made: &[Now]) -> Vec<Placed> {
        let measured = |boot| (boot == BootId([2; 16])).then(second_boot);
        place(made, measured, Some(&second_boot()), at(0), at(100 * HOUR))
    }

    #[test]
    fn a_measured_boot_is_placed_by_its_boot_clock_whatever_its_wall_clock_said() {
        for wall in [0, 95 * HOUR, i64::MAX] {
            let found = placed(&[now(2, HOUR / 2, wall)]);
            let at = at(100 * HOUR - HOUR / 2);
            assert_eq!(
                found,
                [Placed {
                    at,
                    time_known: true
                }]
            );
        }
    }

    #[test]
    fn a_measure_that_was_held_up_is_late_and_a_clock_that_was_set_is_not() {
        let first = second_boot();
        let later = |passed: i64, late: i64| Measure {
            centre: first.centre.plus(Millis::new(passed + late)),
            at: now(2, HOUR + passed, 0),
        };
        let minute = 60_000;
        for (passed, late, held_up) in [
            (minute, 5000, true),
            (20 * minute, 5000, true),
            (minute, 13, true),
            // The clocks may have parted by so much.
            (minute, 12, false),
            (minute, 0, false),
            (minute, -5000, false),
            // A clock that was set at the centre.
            (minute, HOUR, false),
            (minute, -HOUR, false),
        ] {
            let found = first.lateness_of(&later(passed, late));
            let told = held_up.then_some(Millis::new(late));
            assert_eq!(found, told, "after {passed} ms {late} ms late");
        }
    }

    #[test]
    fn a_boot_that_never_met_the_centre_takes_the_next_ones_wall_offset() {
        let found = placed(&[
            now(1, 5, 80 * HOUR),
            now(1, 6, 81 * HOUR),
            now(2, 0, 89 * HOUR),
        ]);
        let known = |hours: i64| Placed {
            at: at(hours * HOUR),
            time_known: true,
        };
        assert_eq!(found, [known(90), known(91), known(99)]);
    }

    #[test]
    fn wall_times_that_dont_run_on_keep_their_order_alone() {
        // The wall clock went back within the boot, or stood after the next boot's.
        for boot in [
            [now(1, 5, 81 * HOUR), now(1, 6, 80 * HOUR)],
            [now(1, 5, 95 * HOUR), now(1, 6, 96 * HOUR)],
        ] {
            let found = placed(&[boot[0], boot[1], now(2, 0, 89 * HOUR)]);
            assert_eq!(
                found.iter().map(|p| p.time_known).collect::<Vec<_>>(),
                [false, false, true]
            );
            assert!(found.is_sorted_by_key(|p| p.at));
            assert_eq!(found[0].at, at(1), "just after the one before");
        }
    }

    #[test]
    fn a_boot_dated_before_the_stations_last_record_keeps_its_order_alone() {
        let measured = |boot| (boot == BootId([2; 16])).then(second_boot);
        let previous = at(97 * HOUR);
        let made = [now(1, 5, 10)];
        let sent = second_boot();
        let found = place(&made, measured, Some(&sent), previous, at(100 * HOUR));
        let at = previous.plus(Millis::new(1));
        assert_eq!(
            found,
            [Placed {
                at,
                time_known: false
            }]
        );
    }

    #[test]
    fn without_any_measure_records_keep_their_order() {
        let made = [now(7, 5, 10), now(8, 1, 5), now(7, 9, 99)];
        let found = place(&made, |_| None, None, at(50), at(60));
        let times: Vec<_> = found.iter().map(|p| p.at.millis()).collect();
        assert_eq!(times, [51, 52, 53]);
        assert!(found.iter().all(|p| !p.time_known));
    }

    proptest! {
        /// Whatever the clocks say: in order, never after receipt, never before the last record.
        #[test]
        fn no_clock_moves_a_record_out_of_its_place(
            made in prop::collection::vec((0u8..4, any::<i64>(), any::<i64>()), 0..30),
            centre in any::<i64>(), boot in any::<i64>(), wall in any::<i64>(),
            previous in any::<i64>(), received in any::<i64>(),
        ) {
            let made: Vec<_> = made.into_iter().map(|(id, b, w)| now(id, b, w)).collect();
            let measure = Measure { centre: at(centre), at: now(2, boot, wall) };
            let measured = |id| (id == BootId([2; 16])).then_some(measure);
            let found = place(&made, measured, Some(&measure), at(previous), at(received));
            prop_assert_eq!(found.len(), made.len());
            prop_assert!(found.iter().all(|p| p.at <= at(received)));
            prop_assert!(found.iter().all(|p| p.at >= at(previous.min(received))));
            prop_assert!(found.is_sorted_by_key(|p| p.at));
        }
    }
}

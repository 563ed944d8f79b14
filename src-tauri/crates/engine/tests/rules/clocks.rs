//! Ages and the best time, whatever the clocks do.

use crate::{START, cases};
use connect_engine::time::{Anchor, BootId, Millis, Now, Timestamp, best_time, time_is_confirmed};
use proptest::prelude::*;

const TEN_YEARS: i64 = 10 * 366 * 24 * 3600 * 1000;

/// A look at the clocks of a machine that has run for an hour.
pub fn began() -> Now {
    Now {
        wall: START,
        boot: Millis::from_secs(3600),
        boot_id: BootId([1; 16]),
    }
}

/// What happens to a machine.
#[derive(Debug, Clone)]
pub enum Step {
    /// So much time passes, awake or asleep.
    Pass(i64),
    /// Somebody sets the wall clock on or back.
    Jump(i64),
    /// It is off for so long, and starts anew.
    Reboot(i64),
}

/// Spans of every size are as likely as each other.
fn spans(longest: u32) -> impl Strategy<Value = i64> {
    (0..=longest).prop_flat_map(|size| 0..=10i64.pow(size))
}

pub fn steps() -> impl Strategy<Value = Step> {
    let jump = (spans(11), any::<bool>()).prop_map(|(span, on)| if on { span } else { -span });
    prop_oneof![
        8 => spans(5).prop_map(Step::Pass),
        1 => spans(8).prop_map(Step::Pass),
        3 => jump.prop_map(Step::Jump),
        1 => spans(5).prop_map(Step::Reboot),
    ]
}

/// A machine, and what has truly happened to it.
pub struct Machine {
    pub now: Now,
    /// Milliseconds that have passed.
    pub passed: i64,
    made: Now,
}

impl Machine {
    pub fn new(made: Now) -> Self {
        Self {
            now: made,
            passed: 0,
            made,
        }
    }

    pub fn step(&mut self, step: &Step) {
        let (passed, jumped) = match *step {
            Step::Pass(millis) | Step::Reboot(millis) => (millis, 0),
            Step::Jump(millis) => (0, millis),
        };
        self.passed += passed;
        self.now.boot = self.now.boot.plus(Millis::new(passed));
        self.now.wall = self.now.wall.plus(Millis::new(passed + jumped));
        if matches!(step, Step::Reboot(_)) {
            self.now.boot = Millis::new(0);
            self.now.boot_id.0[0] = self.now.boot_id.0[0].wrapping_add(1);
        }
    }

    /// The age in milliseconds by the clock that says more; none where it can't be told.
    pub fn age(&self) -> Option<i64> {
        let by_wall = self.now.wall.since(self.made.wall).get();
        let same_boot = self.now.boot_id == self.made.boot_id;
        (same_boot && by_wall >= 0).then(|| by_wall.max(self.passed))
    }
}

fn any_now() -> impl Strategy<Value = Now> {
    (any::<i64>(), any::<i64>(), 0..2u8).prop_map(|(wall, boot, boot_id)| Now {
        wall: Timestamp::from_millis(wall),
        boot: Millis::new(boot),
        boot_id: BootId([boot_id; 16]),
    })
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn nothing_is_younger_than_the_time_that_has_passed(
        steps in prop::collection::vec(steps(), 1..10),
    ) {
        let made = began();
        let mut machine = Machine::new(made);
        for step in steps {
            machine.step(&step);
            let age = machine.now.age_of(&made).map(Millis::get);
            prop_assert_eq!(age, machine.age());
            prop_assert!(age.is_none_or(|age| age >= machine.passed));
        }
    }

    #[test]
    fn no_age_is_negative_and_no_clock_makes_one_panic(made in any_now(), now in any_now()) {
        let age = now.age_of(&made);
        prop_assert!(age.is_none_or(|age| age.get() >= 0), "{age:?}");
        prop_assert_eq!(now.age_of(&now), Some(Millis::new(0)));
    }

    #[test]
    fn the_best_time_is_never_before_the_build_and_never_runs_ahead_or_back(
        centre in -TEN_YEARS..TEN_YEARS,
        steps in prop::collection::vec(steps(), 1..10),
    ) {
        let built = START;
        let centre = START.plus(Millis::new(centre));
        let anchor = Anchor { centre, at: began() };
        let mut machine = Machine::new(anchor.at);
        let mut last = best_time(Some(&anchor), &machine.now, built);
        prop_assert_eq!(last, centre.max(built));
        for step in steps {
            let boot = machine.now.boot_id;
            machine.step(&step);
            let best = best_time(Some(&anchor), &machine.now, built);
            let truly = centre.plus(Millis::new(machine.passed));
            prop_assert!(best >= built);
            prop_assert!(best <= truly.max(built), "it is a lower bound of the centre's time");
            let same_boot = machine.now.boot_id == anchor.at.boot_id;
            prop_assert_eq!(time_is_confirmed(Some(&anchor), &machine.now), same_boot);
            if same_boot {
                prop_assert_eq!(best, truly.max(built), "in the anchor's boot it is exact");
            } else {
                let since_start = centre.plus(machine.now.boot);
                prop_assert_eq!(best, since_start.max(built), "what this boot knows of");
            }
            if machine.now.boot_id == boot {
                prop_assert!(best >= last, "it went back from {last:?} to {best:?}");
            }
            last = best;
        }
    }

    #[test]
    fn the_wall_clock_has_no_say_in_the_best_time(
        now in any_now(),
        at in any_now(),
        centre: i64,
        wall: i64,
    ) {
        let anchor = Anchor { centre: Timestamp::from_millis(centre), at };
        let elsewhere = Now { wall: Timestamp::from_millis(wall), ..now };
        for anchor in [None, Some(&anchor)] {
            let best = best_time(anchor, &now, START);
            prop_assert!(best >= START);
            prop_assert_eq!(best_time(anchor, &elsewhere, START), best);
        }
    }

    #[test]
    fn who_waits_the_seconds_that_are_told_has_waited_enough(millis in 0..=i64::MAX) {
        let secs = Millis::new(millis).secs_up();
        prop_assert!(Millis::from_secs(secs).get() >= millis);
        prop_assert!(Millis::from_secs(secs - 1).get() < millis.max(1));
    }
}

#[test]
fn without_the_centre_the_best_time_is_the_builds_and_unconfirmed() {
    assert_eq!(best_time(None, &began(), START), START);
    assert!(!time_is_confirmed(None, &began()));
}

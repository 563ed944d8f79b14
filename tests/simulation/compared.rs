//! What the policy lets an engine compare, counted from outside of it.

use connect_engine::mobile::Mobile;
use connect_engine::policy::Window;
use connect_engine::time::Timestamp;
use std::collections::BTreeMap;

/// Wrong answers that an engine compared, by number and by its own time.
#[derive(Debug, Clone, Default)]
pub struct Compared(BTreeMap<Mobile, OfNumber>);

#[derive(Debug, Clone, Default)]
struct OfNumber {
    wrong: Vec<Timestamp>,
    /// The last success or unlock that the engine has heard of.
    forgiven: Option<Timestamp>,
    /// The last unlock alone, which a success dated by a fast clock may stand after.
    unlocked: Option<Timestamp>,
}

impl Compared {
    /// A clock may have been turned: what is dated later than now is dated now, and ages from
    /// there.
    pub fn redate(&mut self, now: Timestamp) {
        for of in self.0.values_mut() {
            for at in &mut of.wrong {
                *at = (*at).min(now);
            }
        }
    }

    /// Another success or unlock of a number has been heard of: nothing before counts, of this
    /// number alone.
    pub fn forgive(&mut self, number: &Mobile, forgiven: Option<Timestamp>) {
        let of = self.0.entry(number.clone()).or_default();
        if of.forgiven != forgiven {
            of.wrong.clear();
            of.forgiven = forgiven;
        }
    }

    /// The same of an unlock.
    pub fn unlock(&mut self, number: &Mobile, unlocked: Option<Timestamp>) {
        let of = self.0.entry(number.clone()).or_default();
        if of.unlocked != unlocked {
            of.wrong.clear();
            of.unlocked = unlocked;
        }
    }

    /// A wrong answer was compared; how many there are within the window. One in the very
    /// millisecond of a success happened before it for all that anybody can tell.
    pub fn count(&mut self, number: &Mobile, now: Timestamp, window: Window) -> usize {
        let of = self.0.entry(number.clone()).or_default();
        if of.forgiven < Some(now) {
            of.wrong.push(now);
        }
        let within = |at: &&Timestamp| now.since(**at) < window.span();
        of.wrong.iter().filter(within).count()
    }
}

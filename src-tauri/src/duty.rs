//! Who of the staff is on duty at this station: somebody who has typed their PIN, until they leave
//! or a minute passes without a touch. Lives in memory alone: the program's end ends it.

use crate::ambient;
use crate::ui_error::UiError;
use connect_engine::ids::StaffId;
use connect_engine::staff::{StaffMember, StaffRole};
use connect_engine::time::Millis;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So long a duty lasts without a touch.
const UNTOUCHED: Millis = Millis::from_secs(60);

/// Who is on duty here.
#[derive(Default)]
pub struct Duty(Mutex<Option<Present>>);

#[derive(Clone, Copy)]
struct Present {
    staff: StaffId,
    role: StaffRole,
    /// The boot clock at the last touch: the wall clock may be set by anybody.
    touched: Millis,
}

impl Present {
    fn left(&self, boot: Millis) -> Millis {
        let passed = boot.get().saturating_sub(self.touched.get());
        Millis::new(UNTOUCHED.get().saturating_sub(passed)).or_zero()
    }
}

impl Duty {
    /// Somebody has proven their PIN; whoever was on duty is off. Tells how long it lasts.
    pub fn begin(&self, member: &StaffMember) -> Millis {
        self.begin_at(member, ambient::now().boot)
    }

    /// A touch. Tells who it is and how long it lasts from now on.
    ///
    /// # Errors
    /// [`UiError::NotOnDuty`]
    pub fn stay(&self) -> Result<(StaffId, Millis), UiError> {
        self.stay_at(ambient::now().boot)
    }

    /// Who is on duty, if they may do what a role may. No touch: what the screen asks by itself
    /// keeps nobody on duty.
    ///
    /// # Errors
    /// [`UiError::NotOnDuty`], [`UiError::NotAllowed`]
    pub fn require(&self, least: StaffRole) -> Result<StaffId, UiError> {
        self.require_at(least, ambient::now().boot)
    }

    /// Whoever is on duty there is so here from now on, for as long as is left to them.
    pub fn take_over(&self, before: &Self) {
        let present = *before.lock();
        *self.lock() = present;
    }

    /// Nobody is on duty any more.
    pub fn leave(&self) {
        *self.lock() = None;
    }

    fn begin_at(&self, member: &StaffMember, boot: Millis) -> Millis {
        *self.lock() = Some(Present {
            staff: member.id,
            role: member.role,
            touched: boot,
        });
        UNTOUCHED
    }

    fn stay_at(&self, boot: Millis) -> Result<(StaffId, Millis), UiError> {
        let mut present = self.lock();
        let staff = Self::present(&mut present, boot)?;
        staff.touched = boot;
        Ok((staff.staff, UNTOUCHED))
    }

    fn require_at(&self, least: StaffRole, boot: Millis) -> Result<StaffId, UiError> {
        let mut present = self.lock();
        let staff = Self::present(&mut present, boot)?;
        if staff.role < least {
            return Err(UiError::NotAllowed);
        }
        Ok(staff.staff)
    }

    /// Who is there, unless their time is over: then nobody is from now on.
    fn present(present: &mut Option<Present>, boot: Millis) -> Result<&mut Present, UiError> {
        if present.is_some_and(|staff| staff.left(boot) == Millis::default()) {
            *present = None;
        }
        present.as_mut().ok_or(UiError::NotOnDuty)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Present>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connect_engine::staff::PinHash;

    fn member(byte: u8, role: StaffRole) -> StaffMember {
        StaffMember {
            id: StaffId::from_bytes([byte; 16]),
            name: "Nika".to_owned(),
            role,
            pin: PinHash::from_phc(String::new()),
        }
    }

    const fn at(secs: i64) -> Millis {
        Millis::from_secs(secs)
    }

    #[test]
    fn a_minute_without_a_touch_ends_it_and_a_touch_begins_the_minute_anew() {
        let duty = Duty::default();
        let nika = member(1, StaffRole::Steward);
        assert_eq!(
            duty.require_at(StaffRole::Steward, at(0)),
            Err(UiError::NotOnDuty)
        );
        assert_eq!(duty.begin_at(&nika, at(100)), at(60));
        assert_eq!(duty.require_at(StaffRole::Steward, at(159)), Ok(nika.id));
        // What the screen asked by itself at 159 s was no touch.
        assert_eq!(
            duty.require_at(StaffRole::Steward, at(160)),
            Err(UiError::NotOnDuty)
        );
        assert_eq!(duty.stay_at(at(161)), Err(UiError::NotOnDuty), "it is over");
        duty.begin_at(&nika, at(200));
        assert_eq!(duty.stay_at(at(259)), Ok((nika.id, at(60))));
        assert_eq!(duty.require_at(StaffRole::Steward, at(318)), Ok(nika.id));
        duty.leave();
        assert_eq!(
            duty.require_at(StaffRole::Steward, at(318)),
            Err(UiError::NotOnDuty)
        );
    }

    #[test]
    fn a_steward_is_refused_what_a_supervisor_may_and_stays_on_duty() {
        let duty = Duty::default();
        let (steward, chief) = (
            member(1, StaffRole::Steward),
            member(2, StaffRole::Supervisor),
        );
        duty.begin_at(&steward, at(0));
        assert_eq!(
            duty.require_at(StaffRole::Supervisor, at(1)),
            Err(UiError::NotAllowed)
        );
        assert_eq!(duty.require_at(StaffRole::Steward, at(1)), Ok(steward.id));
        duty.begin_at(&chief, at(2));
        assert_eq!(duty.require_at(StaffRole::Supervisor, at(3)), Ok(chief.id));
        assert_eq!(duty.require_at(StaffRole::Steward, at(3)), Ok(chief.id));
    }
}

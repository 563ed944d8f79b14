//! The desk, for staff: what somebody on duty may ask for. Each act looks in its transaction
//! whether they still are staff: somebody whom the organiser removed does nothing more.

use crate::desk::Desk;
use crate::session::Session;
use crate::staff_reply::{Duty, StaffListed};
use crate::staff_view;
use crate::station::{StationError, read, read_aside, write, write_at_need};
use crate::tasks::StationAct;
use crate::ui_error::UiError;
use connect_engine::acts::{self, PinRefusal, PinTry, RightPin};
use connect_engine::ids::StaffId;
use connect_engine::staff::{Pin, StaffMember as Member, StaffRole};
use connect_engine::store::{EventRows as _, StaffRows as _, StoreError};
use std::sync::Arc;

impl Desk {
    /// Who may be on duty here.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn staff_members(&self) -> Result<Vec<StaffListed>, UiError> {
        let listed = read(&self.station, |act| {
            Ok((acts::list_staff(act)?, act.tx().events()?))
        });
        let (all, events) = listed.await?;
        Ok(all
            .iter()
            .map(|listed| staff_view::listed(listed, &events))
            .collect())
    }

    /// Somebody comes on duty; whoever was at the screen is gone.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn enter_pin(&self, staff: &str, typed: &str) -> Result<Duty, UiError> {
        let staff: StaffId = staff.parse().map_err(|_| UiError::NobodyFound)?;
        let right = self.compare_pin(staff, typed).await?;
        let mut session = self.session.lock().await;
        let member = self.accept_pin(right).await?.ok_or(UiError::NobodyFound)?;
        *session = Session::Nobody;
        let left = self.duty.begin(&member);
        Ok(staff_view::duty(&member, left))
    }

    /// A touch of who is on duty.
    ///
    /// # Errors
    /// [`UiError`]
    pub async fn stay_on_duty(&self) -> Result<Duty, UiError> {
        let (staff, left) = self.duty.stay()?;
        let member = read(&self.station, move |act| act.tx().staff_member(staff)).await?;
        match member {
            Some(member) => Ok(staff_view::duty(&member, left)),
            None => Err(self.no_longer_on_duty()),
        }
    }

    /// Who was on duty leaves.
    pub fn leave_duty(&self) {
        self.duty.leave();
    }

    /// Runs an act for who is on duty, if they may do what a role may; on a full disk too, as long
    /// as room is kept for it.
    pub(crate) async fn on_duty<R: Send + 'static>(
        &self,
        least: StaffRole,
        work: impl Fn(&mut StationAct<'_, '_>, StaffId) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, UiError> {
        let staff = self.duty.require(least)?;
        let done = write_at_need(&self.station, move |act| {
            if !may(act, staff, least)? {
                return Ok(None);
            }
            work(act, staff).map(Some)
        });
        done.await?.ok_or_else(|| self.no_longer_on_duty())
    }

    /// The same for an act that only reads, beside what the attendee's screens read.
    pub(crate) async fn look_on_duty<R: Send + 'static>(
        &self,
        least: StaffRole,
        work: impl FnOnce(&mut StationAct<'_, '_>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, UiError> {
        let staff = self.duty.require(least)?;
        let done = read_aside(&self.station, move |act| {
            if !may(act, staff, least)? {
                return Ok(None);
            }
            work(act).map(Some)
        });
        done.await?.ok_or_else(|| self.no_longer_on_duty())
    }

    pub(crate) fn no_longer_on_duty(&self) -> UiError {
        self.duty.leave();
        UiError::NotOnDuty
    }

    /// Somebody has typed their PIN: for them the room is given up that is kept for staff, and for
    /// nobody before. Where none of that is left either, they come on duty all the same.
    async fn accept_pin(&self, right: RightPin) -> Result<Option<Member>, UiError> {
        let mut unkept = self.tries_aside.lock().await;
        let (right, before) = (Arc::new(right), unkept.tries().clone());
        let accepted = Arc::clone(&right);
        let kept = write_at_need(&self.station, move |act| {
            before.keep(act)?;
            acts::accept_pin(act, &accepted)
        });
        match kept.await {
            Ok(member) => {
                unkept.clear();
                Ok(member)
            }
            Err(error) if error.is_full() => {
                let mut tries = unkept.tries().clone();
                let (tries, member) = read(&self.station, move |act| {
                    let member = tries.accept(act, &right)?;
                    Ok((tries, member))
                })
                .await?;
                unkept.set(tries);
                Ok(member)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Counts a try, in the database or, where there is no room, beside it.
    async fn count_pin_try(
        &self,
        staff: StaffId,
    ) -> Result<Result<PinTry, PinRefusal>, StationError> {
        let mut unkept = self.tries_aside.lock().await;
        let before = unkept.tries().clone();
        let counted = write(&self.station, move |act| {
            before.keep(act)?;
            acts::count_pin_try(act, staff)
        });
        match counted.await {
            Err(error) if error.is_full() => {
                let mut here = unkept.tries().clone();
                let (after, tried) = read(&self.station, move |act| {
                    let tried = here.count(act, staff)?;
                    Ok((here, tried))
                })
                .await?;
                unkept.set(after);
                Ok(tried)
            }
            counted => {
                let tried = counted?;
                unkept.clear();
                Ok(tried)
            }
        }
    }

    /// Counts a try, and compares it outside the transaction.
    pub(crate) async fn compare_pin(
        &self,
        staff: StaffId,
        typed: &str,
    ) -> Result<RightPin, UiError> {
        let pin = Pin::parse(typed).map_err(|_| UiError::NotAPin)?;
        let tried = self.count_pin_try(staff).await??;
        let compared = tokio::task::spawn_blocking(move || tried.compare(&pin)).await;
        Ok(compared.map_err(|_| StationError::Panicked)??)
    }
}

/// Whether somebody is staff who may do what a role may.
pub(crate) fn may(
    act: &mut StationAct<'_, '_>,
    staff: StaffId,
    least: StaffRole,
) -> Result<bool, StoreError> {
    let member = act.tx().staff_member(staff)?;
    Ok(member.is_some_and(|member| member.role >= least))
}

impl From<PinRefusal> for UiError {
    fn from(refusal: PinRefusal) -> Self {
        match refusal {
            PinRefusal::Wrong { tries_left } => Self::PinWrong { tries_left },
            PinRefusal::Wait { retry_after } => Self::PinWait {
                retry_after_ms: crate::view::millis(retry_after),
            },
        }
    }
}

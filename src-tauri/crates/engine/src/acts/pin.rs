//! A PIN at a station: counted first and committed, compared outside the transaction (which takes
//! tens of milliseconds), and cleared once it was right.

use super::{Act, read_json, write_json};
use crate::ids::StaffId;
use crate::staff::{Pin, PinTries, StaffMember};
use crate::store::{Setting, StoreError, Tx};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A try that is counted, and not compared yet.
#[derive(Debug)]
pub struct PinTry {
    member: Option<StaffMember>,
    refusal: PinRefusal,
}

/// A PIN that was right.
#[derive(Debug)]
pub struct RightPin(StaffId);

/// Why a PIN gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinRefusal {
    /// It is wrong.
    Wrong {
        /// Tries that are left before the first wait.
        tries_left: u32,
    },
    /// There were too many wrong ones at this station, whoever's name was chosen, or at this name.
    Wait {
        /// How long.
        retry_after: Millis,
    },
}

/// Counts a try for the station. Commit it before it is compared.
///
/// # Errors
/// What the database could not do; nothing was counted then.
pub fn count_pin_try<T: Tx>(
    act: &mut Act<'_, T>,
    staff: StaffId,
) -> Result<Result<PinTry, PinRefusal>, StoreError> {
    let before = tries_so_far(act)?;
    Ok(match counted(act, staff, before)? {
        Ok((after, tried)) => {
            write_json(act.tx, Setting::PinTries, &Some(&after))?;
            Ok(tried)
        }
        Err(refusal) => Err(refusal),
    })
}

fn counted<T: Tx>(
    act: &mut Act<'_, T>,
    staff: StaffId,
    before: PinTries,
) -> Result<Result<(PinTries, PinTry), PinRefusal>, StoreError> {
    if let Some(retry_after) = before.wait(staff, &act.now) {
        return Ok(Err(PinRefusal::Wait { retry_after }));
    }
    let tries = before.counted(staff, &act.now);
    let refusal = match tries.wait(staff, &act.now) {
        Some(retry_after) => PinRefusal::Wait { retry_after },
        None => PinRefusal::Wrong {
            tries_left: tries.left(staff),
        },
    };
    let member = act.tx.staff_member(staff)?;
    Ok(Ok((tries, PinTry { member, refusal })))
}

/// The tries at a station as its program remembers them while the database can't, for want of
/// room: guessing is no cheaper on a full disk. Its acts only read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnkeptTries(Option<PinTries>);

impl UnkeptTries {
    /// Writes them, once there is room.
    ///
    /// # Errors
    /// What the database could not do; nothing was written then.
    pub fn keep<T: Tx>(&self, act: &mut Act<'_, T>) -> Result<(), StoreError> {
        if self.0.is_none() {
            return Ok(());
        }
        let tries = self.so_far(act)?;
        write_json(act.tx, Setting::PinTries, &Some(tries))
    }

    /// Counts a try here. Only then may it be compared.
    ///
    /// # Errors
    /// What the database could not do; nothing was counted then.
    pub fn count<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        staff: StaffId,
    ) -> Result<Result<PinTry, PinRefusal>, StoreError> {
        let before = self.so_far(act)?;
        Ok(counted(act, staff, before)?.map(|(after, tried)| {
            self.0 = Some(after);
            tried
        }))
    }

    /// Forgets them before a right PIN, as [`accept_pin`] does.
    ///
    /// # Errors
    /// What the database could not do.
    pub fn accept<T: Tx>(
        &mut self,
        act: &mut Act<'_, T>,
        right: &RightPin,
    ) -> Result<Option<StaffMember>, StoreError> {
        self.0 = Some(self.so_far(act)?.after_right(right.0));
        act.tx.staff_member(right.0)
    }

    /// A PIN that was set anew by whoever has the machine, while the program ran, has ended every
    /// wait here too.
    fn so_far<T: Tx>(&self, act: &mut Act<'_, T>) -> Result<PinTries, StoreError> {
        let kept = tries_so_far(act)?;
        let unkept = self.0.clone().filter(|tries| tries.go_on_from(&kept));
        Ok(unkept.unwrap_or(kept))
    }
}

impl PinTry {
    /// Compares; outside of any transaction.
    ///
    /// # Errors
    /// Why it gives nothing; the same for somebody who isn't staff (any more).
    pub fn compare(self, pin: &Pin) -> Result<RightPin, PinRefusal> {
        match self.member {
            Some(member) if member.pin.matches(pin) => Ok(RightPin(member.id)),
            Some(_) | None => Err(self.refusal),
        }
    }
}

fn tries_so_far<T: Tx>(act: &mut Act<'_, T>) -> Result<PinTries, StoreError> {
    let known: Option<PinTries> = read_json(act.tx, Setting::PinTries)?.flatten();
    Ok(known.unwrap_or_default())
}

/// Forgets all tries at a station.
pub(super) fn forgive_tries<T: Tx>(act: &mut Act<'_, T>) -> Result<(), StoreError> {
    let tries = tries_so_far(act)?.forgiven();
    write_json(act.tx, Setting::PinTries, &Some(tries))
}

/// Forgets the station's tries and those at its own name before a right PIN, and tells whose it is; none if they were removed
/// meanwhile.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn accept_pin<T: Tx>(
    act: &mut Act<'_, T>,
    right: &RightPin,
) -> Result<Option<StaffMember>, StoreError> {
    let tries = tries_so_far(act)?.after_right(right.0);
    write_json(act.tx, Setting::PinTries, &Some(&tries))?;
    act.tx.staff_member(right.0)
}

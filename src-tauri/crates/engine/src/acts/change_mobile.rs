//! An attendee moves to another number: at a kiosk under its session, at the centre with a user's
//! token. The new number is proven; the attendee stays who they are.

use super::Act;
use super::ask::{AskCode, send_code};
use crate::code::{Code, Purpose, Verifier};
use crate::fact::{Fact, MobileChanged, NumberAtVerifier};
use crate::ids::AttendeeId;
use crate::message::Language;
use crate::mobile::Mobile;
use crate::refusal::{CodeStatus, Refusal};
use crate::roster::Event;
use crate::store::{StoreError, Tx};

/// Who moves to which number.
#[derive(Debug, Clone)]
pub struct NewNumber {
    /// Their event.
    pub event: Event,
    /// Who.
    pub attendee: AttendeeId,
    /// The number.
    pub mobile: Mobile,
    /// Who asks for the code, and redeems it.
    pub verifier: Verifier,
}

/// Why somebody didn't move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// About the code or the number.
    Code(Refusal),
    /// They have this number.
    Same,
    /// Another attendee of the event has it. Told only to who has proven it.
    Taken,
}

/// Sends a code to the new number.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn ask_new_number<T: Tx>(
    act: &mut Act<'_, T>,
    new: &NewNumber,
    language: Language,
) -> Result<Result<CodeStatus, ChangeRefusal>, StoreError> {
    let known = act.tx.attendee(new.attendee)?.and_then(|a| a.mobile);
    if known.as_ref() == Some(&new.mobile) {
        return Ok(Err(ChangeRefusal::Same));
    }
    let ask = AskCode {
        mobile: new.mobile.clone(),
        verifier: new.verifier.clone(),
        purpose: Purpose::ChangeMobile(new.attendee),
        language,
        events: vec![new.event.id],
    };
    Ok(send_code(act, &ask)?.map_err(ChangeRefusal::Code))
}

/// Moves the attendee to the number that the code proves. A right code is consumed whatever
/// follows; to move to the number that one has changes nothing.
///
/// # Errors
/// What the database could not do; nothing was counted or written then.
pub fn change_mobile<T: Tx>(
    act: &mut Act<'_, T>,
    new: &NewNumber,
    answer: &Code,
) -> Result<Result<(), ChangeRefusal>, StoreError> {
    let purpose = Purpose::ChangeMobile(new.attendee);
    if let Err(refusal) = act.attempt(&new.mobile, &new.verifier, &purpose, answer)? {
        return Ok(Err(ChangeRefusal::Code(refusal)));
    }
    let event = new.event.id;
    let proven = NumberAtVerifier {
        mobile_hash: act.home.mobile_hash(&new.mobile),
        verifier: new.verifier.label(),
    };
    match act.tx.attendee_by_mobile(event, &new.mobile)? {
        Some(holder) if holder.id == new.attendee => {
            act.append(Some(event), &Fact::NumberProven(proven))?;
            Ok(Ok(()))
        }
        Some(_) => {
            act.append(Some(event), &Fact::NumberProven(proven))?;
            Ok(Err(ChangeRefusal::Taken))
        }
        None => {
            let fact = Fact::MobileChanged(MobileChanged {
                attendee: new.attendee,
                mobile: new.mobile.clone(),
            });
            act.append(Some(event), &fact)?;
            // Somebody may have moved there first, by a record that is placed before this one.
            let holder = act.tx.attendee_by_mobile(event, &new.mobile)?;
            Ok(if holder.is_some_and(|a| a.id == new.attendee) {
                Ok(())
            } else {
                Err(ChangeRefusal::Taken)
            })
        }
    }
}

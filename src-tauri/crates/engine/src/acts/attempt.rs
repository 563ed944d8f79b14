//! Answering a verification code: counted first, compared, then consumed.

use super::Act;
use crate::code::{Code, CodeState, Purpose, Verifier};
use crate::fact::{Fact, NumberAtVerifier};
use crate::mobile::Mobile;
use crate::refusal::Refusal;
use crate::store::{StoreError, Tx};

impl<T: Tx> Act<'_, T> {
    /// Judges one answer. Whatever comes out is committed by the caller: a refused attempt is
    /// counted. A right code is consumed whatever follows.
    pub(super) fn attempt(
        &mut self,
        mobile: &Mobile,
        verifier: &Verifier,
        purpose: &Purpose,
        answer: &Code,
    ) -> Result<Result<(), Refusal>, StoreError> {
        let hash = self.home.mobile_hash(mobile);
        if let Err(refusal) = self.check_locks(&hash)? {
            return Ok(Err(refusal));
        }
        let row = self
            .tx
            .lock_code(mobile, verifier)?
            .filter(|row| row.seed.verifier == *verifier && row.seed.purpose == *purpose);
        let Some(row) = row else {
            return Ok(Err(Refusal::NoCode));
        };
        match row.state(&self.policy, &self.now) {
            CodeState::Live { .. } => {}
            CodeState::Expired => return Ok(Err(Refusal::Expired)),
            CodeState::Used => return Ok(Err(Refusal::Used)),
            CodeState::Spent => return Ok(Err(Refusal::Spent)),
        }
        let attempts = self.tx.count_attempt(&row)?;
        let right = row.seed.derive(&self.home.code_key).matches(answer);
        if right && row.listed {
            let consumed = self.tx.consume_code(&row)?;
            return Ok(if consumed { Ok(()) } else { Err(Refusal::Used) });
        }
        let failed = NumberAtVerifier {
            mobile_hash: hash,
            verifier: verifier.label(),
        };
        self.append(None, &Fact::AttemptFailed(failed))?;
        let tries_left = self.tries_left(attempts, &hash)?;
        Ok(Err(Refusal::Wrong { tries_left }))
    }
}

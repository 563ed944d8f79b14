//! Asking a drive something that it may never answer: nobody waits longer than is bearable, and
//! what hangs is asked no second time, so that not one thread after the other is lost to it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What was asked and isn't answered yet.
#[derive(Debug, Default, Clone)]
pub struct DriveCalls(Arc<Mutex<BTreeSet<String>>>);

/// It doesn't answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnswer;

/// Something that is being asked; answered once it is dropped.
#[derive(Debug)]
pub struct Call {
    what: String,
    asked: DriveCalls,
}

impl DriveCalls {
    /// Begins to ask; none while the same is being asked.
    pub fn begin(&self, what: &str) -> Option<Call> {
        let is_new = self.lock().insert(what.to_owned());
        is_new.then(|| Call {
            what: what.to_owned(),
            asked: self.clone(),
        })
    }

    /// Asks on a thread that may wait, and waits for so long.
    ///
    /// # Errors
    /// [`NoAnswer`], at once where it was asked before and still hasn't answered.
    pub async fn ask<R: Send + 'static>(
        &self,
        what: &str,
        patience: Duration,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> Result<R, NoAnswer> {
        let call = self.begin(what).ok_or(NoAnswer)?;
        let asking = tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(call);
            answer
        });
        let answer = tokio::time::timeout(patience, asking).await;
        answer.map_err(|_| NoAnswer)?.map_err(|_| NoAnswer)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.asked.lock().remove(&self.what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const PATIENCE: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn a_drive_that_hangs_is_left_alone_until_it_answers() {
        let calls = DriveCalls::default();
        assert_eq!(calls.ask("a", LONG, || 7).await, Ok(7));
        let (wake, sleeps) = mpsc::channel::<()>();
        let hangs = move || sleeps.recv().unwrap_or_default();
        assert_eq!(calls.ask("a", PATIENCE, hangs).await, Err(NoAnswer));
        let asked_again = calls.ask("a", LONG, || unreachable!("nobody waits for it twice"));
        assert_eq!(asked_again.await, Err(NoAnswer));
        assert_eq!(calls.ask("b", LONG, || 8).await, Ok(8), "others answer");
        wake.send(()).unwrap();
        while calls.begin("a").is_none() {
            tokio::task::yield_now().await;
        }
    }
}

//! The texts that staff look for people by: made beside the door, a few in a transaction.

use crate::ambient;
use crate::station::{Station, read, write};
use connect_engine::acts::{has_people_to_index, index_people};
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked whether texts are old.
const LOOK: Duration = Duration::from_millis(500);

/// Most texts of a transaction, however fast it is.
const MOST: u32 = 256;

/// Makes texts until the program ends.
pub async fn run(station: Arc<Station>) {
    let mut most = 8;
    loop {
        let (more, took) = round(&station, most).await;
        most = paced(most, took);
        // The door comes between.
        tokio::time::sleep(if more { took } else { LOOK }).await;
    }
}

/// One transaction, if there is anything to do: whether there was, and how long it took.
async fn round(station: &Arc<Station>, most: u32) -> (bool, Duration) {
    let old = read(station, |act| {
        let old = has_people_to_index(act)?;
        Ok(old)
    });
    let old = old.await;
    if !old.unwrap_or(false) {
        return (false, Duration::ZERO);
    }
    let begun = ambient::now().boot;
    let more = write(station, move |act| index_people(act, most)).await;
    let took = ambient::now().boot.get().saturating_sub(begun.get());
    let took = Duration::from_millis(u64::try_from(took).unwrap_or(0));
    if let Err(error) = &more {
        let error: &dyn std::error::Error = error;
        tracing::warn!(error, "the search isn't up to date");
    }
    (more.unwrap_or(false), took)
}

/// So many that nobody at the door waits longer than fifteen milliseconds.
fn paced(most: u32, took: Duration) -> u32 {
    match took.as_millis() {
        0..4 => (most * 2).min(MOST),
        4..10 => most,
        _ => (most / 2).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_machine_makes_few_texts_at_once_and_a_fast_one_many() {
        let after = |took: &[u64]| {
            let took = took.iter().copied().map(Duration::from_millis);
            took.fold(8, paced)
        };
        assert_eq!(after(&[1, 1]), 32);
        assert_eq!(after(&[1; 20]), MOST);
        assert_eq!(after(&[7; 20]), 8);
        assert_eq!(after(&[12, 40]), 2);
        assert_eq!(after(&[1000; 20]), 1);
    }
}

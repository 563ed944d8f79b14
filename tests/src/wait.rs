//! Waiting for a value, with a bound; never by sleeping and hoping.

use std::time::Duration;

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Looks until there is a value.
///
/// # Panics
/// After `most`, telling what was waited for.
pub async fn until<T>(what: &str, most: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        let mut tick = tokio::time::interval(LOOK);
        loop {
            tick.tick().await;
            if let Some(value) = look().await {
                return value;
            }
        }
    };
    let found = tokio::time::timeout(most, looking).await;
    assert!(found.is_ok(), "waited {most:?} in vain for {what}");
    found.unwrap_or_else(|_| unreachable!())
}

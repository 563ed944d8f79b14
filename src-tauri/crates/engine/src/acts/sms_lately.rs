//! How the SMS of the last hour went, for staff.

use super::Act;
use crate::store::{SentRow, StoreError, Tx};
use crate::time::Millis;

/// What counts as lately.
const LATELY: Millis = Millis::from_secs(3600);

/// How the messages to listed numbers went; unlisted ones never leave and aren't counted, and those
/// of whom the centre says that they have had enough went as it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SmsLately {
    /// A courier took so many.
    pub sent: u64,
    /// So many were tried and taken by none.
    pub failed: u64,
    /// How long it took from the touch to the courier's answer, for half of them.
    pub delay: Option<Millis>,
    /// How many of the last ones in a row failed.
    pub failed_in_a_row: u64,
    /// Whether the last that failed did because the centre doesn't know the number.
    pub not_listed: bool,
}

/// How the messages of the last hour went.
///
/// # Errors
/// What the database could not do.
pub fn sms_lately<T: Tx>(act: &mut Act<'_, T>) -> Result<SmsLately, StoreError> {
    let now = act.time;
    let rows = act.tx.tried_messages(now.minus(LATELY), now)?;
    Ok(summed_up(&rows))
}

impl<T: Tx> Act<'_, T> {
    /// What a clock that was ahead dates after now was tried who knows when: it isn't lately any
    /// more, or it would stand before all that is tried from now on.
    pub(super) fn forget_when_tried_ahead(&mut self) -> Result<(), StoreError> {
        let now = self.time;
        self.tx.redate_attempts(now, now.minus(LATELY))
    }
}

/// The one that was tried last comes first.
fn summed_up(rows: &[SentRow]) -> SmsLately {
    let is_sent = |row: &&SentRow| row.sent;
    let mut delays: Vec<Millis> = rows
        .iter()
        .filter(is_sent)
        .filter_map(|row| Some(row.ended_at?.since(row.id.made_at()).or_zero()))
        .collect();
    delays.sort_unstable();
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    let sent = rows.iter().filter(is_sent).count();
    let last_failed = rows.iter().find(|row| !row.sent);
    SmsLately {
        sent: count(sent),
        failed: count(rows.len() - sent),
        delay: delays.get(delays.len() / 2).copied(),
        failed_in_a_row: count(rows.iter().take_while(|row| !row.sent).count()),
        not_listed: last_failed.is_some_and(|row| row.not_listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{MessageId, first_bytes_of};
    use crate::time::Timestamp;

    fn row(made: i64, took: Option<i64>) -> SentRow {
        let made = Timestamp::from_millis(1_795_507_200_000 + made);
        SentRow {
            id: MessageId::from_bytes(first_bytes_of(made)),
            sent: took.is_some(),
            not_listed: false,
            ended_at: took.map(|took| made.plus(Millis::new(took))),
        }
    }

    #[test]
    fn half_of_the_messages_took_no_longer_than_the_delay() {
        let rows = [
            row(5000, None),
            row(4000, None),
            row(3000, Some(900)),
            row(2000, None),
            row(1000, Some(100)),
            row(0, Some(20_000)),
        ];
        let lately = summed_up(&rows);
        assert_eq!((lately.sent, lately.failed), (3, 3));
        assert_eq!(lately.delay, Some(Millis::new(900)));
        assert_eq!(lately.failed_in_a_row, 2);
        assert_eq!(summed_up(&[]), SmsLately::default());
    }

    #[test]
    fn a_message_from_before_times_were_kept_counts_without_one() {
        let old = SentRow {
            ended_at: None,
            ..row(0, Some(1))
        };
        let lately = summed_up(&[old]);
        assert_eq!((lately.sent, lately.delay), (1, None));
    }
}

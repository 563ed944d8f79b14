//! The protocol between a station and the centre, without I/O: what to ask next, and what an
//! answer changes. The shell asks, waits and hands in; what it holds in memory may be lost at any
//! moment, because everything that matters is committed before the next call.

use super::Act;
use super::hand_up::HandUpStage;
use super::logs::{CallerState, LogStatus, RecordBatch};
use super::roster_page::{PageTaken, RosterPage};
use super::{ChangeLine, read_json};
use crate::ids::{EventAlias, LogId};
use crate::store::{Setting, StoreError, Tx};
use crate::time::{Millis, Timestamp};
use rand::RngExt as _;

/// The first wait after a call that failed, and the longest.
const FIRST_WAIT_MS: i64 = 1000;
const LONGEST_WAIT_MS: i64 = 15_000;

/// What a station asks of the centre.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// `GET /api/stations/records`.
    Status {
        /// Of which log.
        log: LogId,
        /// What the station says of itself.
        caller: CallerState,
    },
    /// `POST /api/stations/records`.
    Send(RecordBatch),
    /// `POST /api/stations/roster`.
    HandUp {
        /// Some lines of the roster of an event of the station's own.
        page: Box<RosterPage>,
        /// What comes after them.
        then: HandUpStage,
    },
    /// `GET /api/events/{id}/changes`, to the end.
    Changes {
        /// Of which event.
        event: EventAlias,
        /// After which place.
        after: String,
    },
    /// The same, held open.
    Listen {
        /// Of which event.
        event: EventAlias,
        /// After which place.
        after: String,
    },
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To a question about a log, and to records that were taken.
    Status(LogStatus),
    /// The log has another record at this index, or its records stand in another from there on.
    Fork {
        /// Which.
        index: u64,
    },
    /// The batch begins after what the centre has.
    Gap,
    /// A page of a roster was taken.
    HandedUp(PageTaken),
    /// The centre doesn't take this station's roster, however often it is asked.
    NotTaken,
    /// Some lines of a feed; more may follow.
    Lines(Vec<ChangeLine>),
    /// The end of a feed, or word that it is still where it was.
    Current,
    /// The cursor is from before the centre's data was restored.
    Restored,
    /// The station is revoked.
    Revoked,
    /// A held line has ended as it should: the centre stops, or has more to tell than it tells there.
    Ended,
    /// The centre refused, or nobody answered.
    Failed,
}

/// What the shell does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Asks this.
    Call(Call),
    /// Waits so long, whatever happens.
    Wait(Millis),
    /// Waits until there is something to send, but not much longer than that.
    Idle,
}

/// Doubling waits with jitter, so that a hall of stations doesn't call in step.
pub(super) fn wait_after<T: Tx>(act: &mut Act<'_, T>, failures: u32) -> Millis {
    let doubled = FIRST_WAIT_MS << failures.saturating_sub(1).min(5);
    let longest = doubled.min(LONGEST_WAIT_MS);
    Millis::new(act.random.random_range(longest / 2..=longest))
}

/// When we heard that the centre was restored, until it has said what it has of our logs.
pub(super) fn centre_restored<T: Tx>(
    act: &mut Act<'_, T>,
) -> Result<Option<Timestamp>, StoreError> {
    Ok(read_json(act.tx, Setting::CentreRestored)?.flatten())
}

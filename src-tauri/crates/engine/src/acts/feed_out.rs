//! Changes down, at the centre: what is told of an event, from any place on.

use super::Act;
use super::apply::{Lineage, feed_kind};
use super::history::PeerLine;
use crate::checkin::Place;
use crate::ids::{AttendeeId, EventId, Generation, LogId, StaffId, StationId, TicketId};
use crate::key::{MobileHash, base64url, from_base64url};
use crate::look::PictureLine;
use crate::staff::StaffRole;
use crate::store::{Change, StoreError, Tx};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// One line of the feed (NDJSON).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeLine {
    /// The place after this line.
    pub cursor: String,
    /// What changed. A kind that a station doesn't know is passed over.
    pub kind: String,
    /// The thing as it is now.
    pub data: Box<RawValue>,
}

impl PartialEq for ChangeLine {
    fn eq(&self, other: &Self) -> bool {
        (&self.cursor, &self.kind, self.data.get())
            == (&other.cursor, &other.kind, other.data.get())
    }
}

/// Most bytes of one line: a picture, or a ticket with all that a line of a roster may hold.
pub const FEED_LINE_MAX: usize = 256 * 1024;

/// Some lines of the feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedPage {
    /// The lines; none at the end of the feed.
    pub lines: Vec<ChangeLine>,
}

/// Why the feed isn't read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedRefusal {
    /// Not a cursor of this event.
    BadCursor,
    /// A cursor from before the centre's data was restored: load again from the beginning.
    OtherGeneration,
}

/// How many lines an answer has.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct ExtentLine {
    pub lines: u64,
}

/// A check-in, or what took one back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordLine {
    pub log: LogId,
    pub index: u64,
    /// How the log has branched off, if it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lineage: Option<Lineage>,
    pub station: StationId,
    pub kind: String,
    pub placed_at: Timestamp,
    /// Whether that is a time, or only a place in the order.
    #[serde(default = "known", skip_serializing_if = "is_known")]
    pub time_known: bool,
    /// None once it was erased.
    pub body: Option<Box<RawValue>>,
}

const fn known() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a reference in"
)]
const fn is_known(time_known: &bool) -> bool {
    *time_known
}

/// A number that was locked or unlocked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NumberLine {
    pub mobile_hash: MobileHash,
    pub cleared_at: Option<Timestamp>,
    /// When it was unlocked last, if ever; a success may have come after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlocked_at: Option<Timestamp>,
    pub locked_until: Option<Timestamp>,
}

/// A member of staff; none once they are that no more.
#[derive(Serialize, Deserialize)]
pub(super) struct StaffLine {
    pub staff: StaffId,
    pub member: Option<StaffTold>,
    /// Of somebody who is that no more: what they did is in histories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<String>,
}

/// What a station must know of a member of staff. Can't be printed.
#[derive(Serialize, Deserialize)]
pub(super) struct StaffTold {
    pub name: String,
    pub role: StaffRole,
    pub pin_hash: String,
}

/// A station that was unlocked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StationLine {
    pub station: StationId,
    pub unlocked_at: Timestamp,
}

/// Reads the feed of an event after a cursor; an empty cursor is the beginning.
///
/// # Errors
/// What the database could not do.
pub fn changes_after<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    cursor: &str,
    most: u32,
) -> Result<Result<FeedPage, FeedRefusal>, StoreError> {
    let generations = act.tx.generations()?;
    let after = match act.read_cursor(cursor, event, &generations)? {
        Ok(after) => after,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let head = act.tx.last_change()?;
    let changes = act.tx.changes_after(event, after, most)?;
    let mut lines = Vec::with_capacity(changes.len());
    for change in changes {
        let data = act.describe(&change)?;
        lines.push(ChangeLine {
            cursor: write_cursor(event, &generations, change.seq, head),
            kind: change.kind,
            data,
        });
    }
    Ok(Ok(FeedPage { lines }))
}

/// The first line of an answer: how many follow. Its cursor is the one that was asked with.
///
/// # Errors
/// What the database could not do.
pub fn extent_after<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    cursor: &str,
) -> Result<Result<ChangeLine, FeedRefusal>, StoreError> {
    let generations = act.tx.generations()?;
    let after = match act.read_cursor(cursor, event, &generations)? {
        Ok(after) => after,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let lines = act.tx.count_changes_after(event, after)?;
    Ok(Ok(ChangeLine {
        cursor: cursor.to_owned(),
        kind: feed_kind::EXTENT.to_owned(),
        data: raw(ExtentLine { lines })?,
    }))
}

/// The run that wrote a place of the feed.
fn generation_of(generations: &[(i64, Generation)], seq: i64) -> Generation {
    let first_after = generations.partition_point(|(from, _)| *from <= seq);
    first_after
        .checked_sub(1)
        .and_then(|last| generations.get(last))
        .map_or(Generation::from_bytes([0; 16]), |(_, id)| *id)
}

/// A place, and the last one that was written when it was read. The place alone isn't enough: a
/// thing that changes moves to the end, so that what was read up to a place is true of that moment
/// only.
fn write_cursor(event: EventId, generations: &[(i64, Generation)], seq: i64, head: i64) -> String {
    let mut bytes = Vec::with_capacity(CURSOR_BYTES);
    bytes.extend_from_slice(event.as_bytes());
    bytes.extend_from_slice(generation_of(generations, head).as_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&head.to_be_bytes());
    base64url(&bytes)
}

const CURSOR_BYTES: usize = 48;

fn raw(value: impl Serialize) -> Result<Box<RawValue>, StoreError> {
    serde_json::value::to_raw_value(&value).map_err(StoreError::encode("write a change"))
}

/// The 16 bytes at an offset of a change's entity.
fn id_at<I>(change: &Change, at: usize, from: fn([u8; 16]) -> I) -> Result<I, StoreError> {
    change
        .entity
        .get(at..at + 16)
        .and_then(|bytes| bytes.try_into().ok())
        .map(from)
        .ok_or(StoreError::Inconsistent {
            table: "changes",
            what: "an entity that is no id",
        })
}

fn place_at(change: &Change, at: usize) -> Result<Place, StoreError> {
    let index = change
        .entity
        .get(at + 16..at + 24)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u64::from_be_bytes);
    let gone = StoreError::Inconsistent {
        table: "changes",
        what: "an entity that is no place",
    };
    Ok((id_at(change, at, LogId::from_bytes)?, index.ok_or(gone)?))
}

impl<T: Tx> Act<'_, T> {
    /// A cursor holds if what was the last change when it was read is in our data, by the run that
    /// wrote it: after a backup was restored, places are written anew.
    fn read_cursor(
        &mut self,
        cursor: &str,
        event: EventId,
        generations: &[(i64, Generation)],
    ) -> Result<Result<i64, FeedRefusal>, StoreError> {
        if cursor.is_empty() {
            return Ok(Ok(0));
        }
        let bytes = from_base64url(cursor).filter(|bytes| bytes.starts_with(event.as_bytes()));
        if bytes
            .as_ref()
            .is_some_and(|bytes| bytes.len() != CURSOR_BYTES)
        {
            // Of this event, as another version of this program wrote them.
            return Ok(Err(FeedRefusal::OtherGeneration));
        }
        let place_at = |at: usize| {
            let bytes = bytes.as_ref()?.get(at..at + 8)?;
            bytes.try_into().ok().map(i64::from_be_bytes)
        };
        let (Some(bytes), Some(seq), Some(head)) = (&bytes, place_at(32), place_at(40)) else {
            return Ok(Err(FeedRefusal::BadCursor));
        };
        let written_by = generation_of(generations, head);
        let holds = bytes[16..].starts_with(written_by.as_bytes())
            && seq <= head
            && head <= self.tx.last_change()?
            || crate::fault::planted("any-generation");
        Ok(if holds {
            Ok(seq)
        } else {
            Err(FeedRefusal::OtherGeneration)
        })
    }

    fn describe(&mut self, change: &Change) -> Result<Box<RawValue>, StoreError> {
        match change.kind.as_str() {
            feed_kind::ATTENDEE => {
                let id = id_at(change, 0, AttendeeId::from_bytes)?;
                raw(self.tx.attendee(id)?)
            }
            feed_kind::TICKET => raw(self.tx.ticket(id_at(change, 0, TicketId::from_bytes)?)?),
            feed_kind::EVENT => raw(self.tx.event(id_at(change, 0, EventId::from_bytes)?)?),
            feed_kind::POLICY => raw(&self.policy),
            feed_kind::PICTURE => {
                let picture = self.tx.picture(id_at(change, 0, EventId::from_bytes)?)?;
                raw(picture.as_ref().map(PictureLine::of))
            }
            feed_kind::RECORD => self.describe_record(place_at(change, 0)?),
            feed_kind::NUMBER => self.describe_number(change),
            feed_kind::STATION => {
                let station = id_at(change, 0, StationId::from_bytes)?;
                let unlocked = self.tx.record(place_at(change, 16)?)?.map(|r| r.placed_at);
                raw(StationLine {
                    station,
                    unlocked_at: unlocked.unwrap_or_default(),
                })
            }
            feed_kind::HISTORY => {
                let place = place_at(change, 0)?;
                raw(self.describe_history(place)?)
            }
            feed_kind::PEER => {
                let station = self.tx.station(id_at(change, 0, StationId::from_bytes)?)?;
                raw(station.map(|station| PeerLine {
                    station: station.id,
                    name: station.name,
                }))
            }
            feed_kind::STAFF => self.describe_staff(change),
            _ => raw(Value::Null),
        }
    }

    fn describe_record(&mut self, place: Place) -> Result<Box<RawValue>, StoreError> {
        let Some(row) = self.tx.record(place)? else {
            return raw(Value::Null);
        };
        let body = row.record.body.as_ref();
        // Written anew: whatever its author put between the words, a line of the feed is a line.
        let body = body.map(|body| {
            let value: Value = serde_json::from_slice(&body.json)?;
            serde_json::value::to_raw_value(&value)
        });
        let lineage = match self.tx.lock_log(row.log)? {
            Some(log) => self.lineage(&log)?,
            None => None,
        };
        raw(RecordLine {
            log: row.log,
            index: row.index,
            lineage,
            station: row.station,
            kind: row.kind,
            placed_at: row.placed_at,
            time_known: row.time_known,
            body: body
                .transpose()
                .map_err(StoreError::encode("read a record"))?,
        })
    }

    fn describe_staff(&mut self, change: &Change) -> Result<Box<RawValue>, StoreError> {
        let staff = id_at(change, 0, StaffId::from_bytes)?;
        let event = id_at(change, 16, EventId::from_bytes)?;
        let member = self.tx.staff_of_event(event, staff)?;
        let former = match member {
            Some(_) => None,
            None => self.tx.staff_name(staff)?,
        };
        let told = member.map(|member| StaffTold {
            name: member.name,
            role: member.role,
            pin_hash: member.pin.phc().to_owned(),
        });
        raw(StaffLine {
            staff,
            member: told,
            former,
        })
    }

    fn describe_number(&mut self, change: &Change) -> Result<Box<RawValue>, StoreError> {
        let hash = <[u8; 32]>::try_from(change.entity.as_slice()).map(MobileHash);
        let hash = hash.map_err(|_| StoreError::Inconsistent {
            table: "changes",
            what: "an entity that is no hash",
        })?;
        let cleared_at = self.tx.clearance(&hash)?;
        let unlocked_at = self.tx.last_unlock(&hash)?;
        let locked_until = self.tx.lock(&hash)?;
        raw(NumberLine {
            mobile_hash: hash,
            cleared_at,
            unlocked_at,
            locked_until,
        })
    }
}

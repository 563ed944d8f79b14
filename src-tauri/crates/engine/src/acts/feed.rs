//! Changes down: what the centre tells of an event, and what a station does with it.

use super::apply::{Origin, feed_kind};
use super::enrol::Enrolment;
use super::{Act, read_json, write_json};
use crate::fact::Fact;
use crate::ids::{AttendeeId, EventId, Generation, LogId, StationId, TicketId};
use crate::key::{MobileHash, base64url, from_base64url};
use crate::policy::Policy;
use crate::roster::{Attendee, AttendeeState, Event, Ticket};
use crate::store::{Change, Feed, Setting, StoreError, Tx};
use crate::time::{Anchor, Now, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One line of the feed (NDJSON).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeLine {
    /// The place after this line.
    pub cursor: String,
    /// What changed. A kind that a station doesn't know is passed over.
    pub kind: String,
    /// The thing as it is now.
    pub data: Value,
}

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

#[derive(Debug, Serialize, Deserialize)]
struct RecordLine {
    log: LogId,
    index: u64,
    station: StationId,
    kind: String,
    placed_at: Timestamp,
    body: Option<Value>,
}

#[derive(Debug, Serialize, Deserialize)]
struct NumberLine {
    mobile_hash: MobileHash,
    cleared_at: Option<Timestamp>,
    locked_until: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StationLine {
    station: StationId,
    unlocked_at: Timestamp,
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
    let generation = act.generation()?;
    let after = match read_cursor(cursor, event, generation) {
        Ok(after) => after,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut lines = Vec::new();
    for change in act.tx.changes_after(event, after, most)? {
        let data = act.describe(&change)?;
        let cursor = write_cursor(event, generation, change.seq);
        lines.push(ChangeLine {
            cursor,
            kind: change.kind,
            data,
        });
    }
    Ok(Ok(FeedPage { lines }))
}

fn write_cursor(event: EventId, generation: Generation, seq: i64) -> String {
    let mut bytes = Vec::with_capacity(40);
    bytes.extend_from_slice(event.as_bytes());
    bytes.extend_from_slice(generation.as_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    base64url(&bytes)
}

fn read_cursor(cursor: &str, event: EventId, generation: Generation) -> Result<i64, FeedRefusal> {
    if cursor.is_empty() {
        return Ok(0);
    }
    let bytes = from_base64url(cursor)
        .filter(|bytes| bytes.len() == 40 && bytes.starts_with(event.as_bytes()))
        .ok_or(FeedRefusal::BadCursor)?;
    if !bytes[16..].starts_with(generation.as_bytes()) {
        return Err(FeedRefusal::OtherGeneration);
    }
    let seq = bytes[32..].try_into().map_err(|_| FeedRefusal::BadCursor)?;
    Ok(i64::from_be_bytes(seq))
}

fn json(value: impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(StoreError::encode("write a change"))
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

fn place_at(change: &Change, at: usize) -> Result<crate::checkin::Place, StoreError> {
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
    fn describe(&mut self, change: &Change) -> Result<Value, StoreError> {
        match change.kind.as_str() {
            feed_kind::ATTENDEE => json(self.tx.attendee(id_at(
                change,
                0,
                AttendeeId::from_bytes,
            )?)?),
            feed_kind::TICKET => json(self.tx.ticket(id_at(change, 0, TicketId::from_bytes)?)?),
            feed_kind::EVENT => json(self.tx.event(id_at(change, 0, EventId::from_bytes)?)?),
            feed_kind::POLICY => json(&self.policy),
            feed_kind::RECORD => self.describe_record(place_at(change, 0)?),
            feed_kind::NUMBER => self.describe_number(change),
            feed_kind::STATION => {
                let station = id_at(change, 0, StationId::from_bytes)?;
                let unlocked = self.tx.record(place_at(change, 16)?)?.map(|r| r.placed_at);
                json(StationLine {
                    station,
                    unlocked_at: unlocked.unwrap_or_default(),
                })
            }
            _ => Ok(Value::Null),
        }
    }

    fn describe_record(&mut self, place: crate::checkin::Place) -> Result<Value, StoreError> {
        let Some(row) = self.tx.record(place)? else {
            return Ok(Value::Null);
        };
        let body = row
            .record
            .body
            .as_ref()
            .map(|b| serde_json::from_slice(&b.json))
            .transpose();
        json(RecordLine {
            log: row.log,
            index: row.index,
            station: row.station,
            kind: row.kind,
            placed_at: row.placed_at,
            body: body.map_err(StoreError::encode("read a record"))?,
        })
    }

    fn describe_number(&mut self, change: &Change) -> Result<Value, StoreError> {
        let hash = <[u8; 32]>::try_from(change.entity.as_slice()).map(MobileHash);
        let hash = hash.map_err(|_| StoreError::Inconsistent {
            table: "changes",
            what: "an entity that is no hash",
        })?;
        let cleared_at = self.tx.clearance(&hash)?;
        let locked_until = self.tx.lock(&hash)?;
        json(NumberLine {
            mobile_hash: hash,
            cleared_at,
            locked_until,
        })
    }

    fn take(&mut self, event: EventId, line: &ChangeLine) -> Result<bool, StoreError> {
        match line.kind.as_str() {
            feed_kind::ATTENDEE => {
                let Some(attendee) = of_event(event, read::<Attendee>(line)?, |a| a.event) else {
                    return Ok(false);
                };
                self.free_number(&attendee)?;
                self.tx.put_attendee(&attendee)?;
            }
            feed_kind::TICKET => {
                let Some(ticket) = of_event(event, read::<Ticket>(line)?, |t| t.event) else {
                    return Ok(false);
                };
                self.tx.put_ticket(&ticket)?;
            }
            feed_kind::EVENT => {
                let Some(told) = of_event(event, read::<Event>(line)?, |e| e.id) else {
                    return Ok(false);
                };
                self.tx.put_event(&told)?;
            }
            feed_kind::POLICY => {
                let Some(policy) = read::<Policy>(line)? else {
                    return Ok(false);
                };
                write_json(self.tx, Setting::Policy, &policy)?;
                self.policy = policy;
            }
            feed_kind::RECORD => {
                let Some(told) = read::<RecordLine>(line)? else {
                    return Ok(false);
                };
                self.take_record(event, &told)?;
            }
            feed_kind::NUMBER => {
                let Some(told) = read::<NumberLine>(line)? else {
                    return Ok(false);
                };
                if let Some(cleared_at) = told.cleared_at {
                    self.tx.set_clearance(&told.mobile_hash, cleared_at)?;
                    self.tx.clear_failures(&told.mobile_hash, cleared_at)?;
                }
                self.tx.set_lock(&told.mobile_hash, told.locked_until)?;
            }
            feed_kind::STATION => {
                let Some(told) = read::<StationLine>(line)? else {
                    return Ok(false);
                };
                if told.station == self.home.id {
                    write_json(self.tx, Setting::StationUnlockedAt, &told.unlocked_at)?;
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A number is one active attendee's at a time: whoever held it here before holds it no more.
    fn free_number(&mut self, attendee: &Attendee) -> Result<(), StoreError> {
        let (Some(mobile), AttendeeState::Active) = (&attendee.mobile, attendee.state) else {
            return Ok(());
        };
        let holder = self.tx.attendee_by_mobile(attendee.event, mobile)?;
        match holder {
            Some(holder) if holder.id != attendee.id => self.tx.put_attendee(&Attendee {
                mobile: None,
                ..holder
            }),
            Some(_) | None => Ok(()),
        }
    }

    fn take_record(&mut self, event: EventId, told: &RecordLine) -> Result<(), StoreError> {
        let place = (told.log, told.index);
        if told.station == self.home.id {
            return self.tx.place_record(place, told.placed_at);
        }
        let Some(body) = &told.body else {
            return Ok(());
        };
        let body = serde_json::to_vec(body).map_err(StoreError::encode("read a record"))?;
        // A kind or a body that this version doesn't know is passed over.
        let Ok(Some(fact)) = Fact::from_parts(&told.kind, &body) else {
            return Ok(());
        };
        let origin = Origin {
            place,
            station: told.station,
            event: Some(event),
            placed_at: told.placed_at,
        };
        self.apply(&origin, &fact)
    }
}

/// `null` stands for a thing that is gone.
fn read<V: serde::de::DeserializeOwned>(line: &ChangeLine) -> Result<Option<V>, StoreError> {
    serde_json::from_value(line.data.clone()).map_err(StoreError::encode("read a change"))
}

/// What belongs to another event than the feed's is not taken.
fn of_event<V>(event: EventId, value: Option<V>, of: fn(&V) -> EventId) -> Option<V> {
    value.filter(|value| of(value) == event)
}

/// What a page did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AppliedPage {
    /// Lines that changed something.
    pub applied: u64,
    /// Lines of kinds that this version doesn't know.
    pub passed_over: u64,
}

/// Takes a page of an event's feed and its cursor in one transaction. An empty page says that
/// the end was reached.
///
/// # Errors
/// What the database could not do, or a line that can't be read; nothing was written then.
pub fn apply_changes<T: Tx>(
    act: &mut Act<'_, T>,
    event: EventId,
    lines: &[ChangeLine],
) -> Result<AppliedPage, StoreError> {
    let mut page = AppliedPage::default();
    for line in lines {
        if act.take(event, line)? {
            page.applied += 1;
        } else {
            page.passed_over += 1;
        }
    }
    let known = act.tx.feed(event)?;
    let complete = lines.is_empty() || known.as_ref().is_some_and(|f| f.complete);
    let cursor = lines.last().map(|l| l.cursor.clone());
    let cursor = cursor
        .or_else(|| known.map(|f| f.cursor))
        .unwrap_or_default();
    act.tx.put_feed(&Feed {
        event,
        cursor,
        complete,
    })?;
    Ok(page)
}

/// Takes the answer to an enrolment: the events, the policy and the time.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn adopt_enrolment<T: Tx>(
    act: &mut Act<'_, T>,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    write_json(act.tx, Setting::Enrolment, enrolment)?;
    write_json(act.tx, Setting::Policy, &enrolment.policy)?;
    confirm_time(act.tx, enrolment.time, &act.now)?;
    for enrolled in &enrolment.events {
        act.tx.put_event(&enrolled.event)?;
        let event = enrolled.event.id;
        act.tx.put_feed(&Feed {
            event,
            cursor: String::new(),
            complete: false,
        })?;
    }
    Ok(())
}

/// Keeps the time that the centre told. Written only where it says something new: in another
/// boot, after a minute, or when the clocks have parted by a second.
///
/// # Errors
/// What the database could not do.
pub fn confirm_time<T: Tx>(tx: &mut T, centre: Timestamp, now: &Now) -> Result<(), StoreError> {
    let known: Option<Anchor> = read_json(tx, Setting::Anchor)?;
    let said_before = known.is_some_and(|anchor| {
        let passed = now.boot.get().saturating_sub(anchor.at.boot.get());
        let parted = centre
            .since(anchor.centre)
            .get()
            .saturating_sub(passed)
            .abs();
        anchor.at.boot_id == now.boot_id && (0..60_000).contains(&passed) && parted < 1000
    });
    if said_before {
        return Ok(());
    }
    write_json(tx, Setting::Anchor, &Anchor { centre, at: *now })
}

//! What stations did: guests who came in, and records that are written or sent by hand.

use super::{Site, World, mobile};
use connect_engine::acts::{self, LogStatus, RecordBatch, UploadRefusal};
use connect_engine::fact::{About, CheckIn, Fact};
use connect_engine::ids::{EventId, LogId, TokenId};
use connect_engine::record::{Author, LogHead, Record, WireRecord};
use connect_engine::roster::{Event, Ticket};
use connect_engine::store::{LogRow, LogRows, RecordRow, RosterRows, StationRows};
use connect_engine::time::Now;

/// A guest comes in at a station.
pub fn enter(world: &mut World, place: usize, n: u32) {
    let event = world.event.clone();
    let station = &mut world.stations[place];
    let myself = station.myself();
    let code = station.code(&event, &myself, &mobile(n));
    let entered = station.sit(|desk| desk.log_in(&event, &mobile(n), &code));
    assert!(entered.is_ok(), "guest {n}: {entered:?}");
    world.pass_s(13);
}

/// The guests whose tickets count as used, as the centre or a station folds them.
pub fn entered(site: &mut Site, event: &Event, guests: u32) -> Vec<u32> {
    (1..=guests)
        .filter(|n| {
            site.act(|act| {
                let found = act.tx().attendee_by_mobile(event.id, &mobile(*n))?.unwrap();
                let view = acts::view_attendee(act, event, found.id, None)?;
                Ok(view.tickets[0].checked_in_at.is_some())
            })
        })
        .collect()
}

/// A check-in of a ticket by its holder.
pub fn check_in_of(ticket: &Ticket) -> Fact {
    Fact::CheckIn(CheckIn {
        ticket: ticket.id,
        attendee: ticket.attendee,
        login: Some(TokenId::from_bytes([1; 16])),
        by: None,
    })
}

/// The first record of a log that a station begins under a name of its choice.
pub fn first_of_log(
    station: &mut Site,
    log: LogId,
    event: Option<EventId>,
    fact: &Fact,
) -> WireRecord {
    let (kind, json) = fact.to_parts().unwrap();
    let author = Author {
        station: station.home.id,
        log,
        key: &station.home.key,
    };
    let fact = (kind.as_str(), event, json);
    let record = Record::sign(
        &author,
        &LogHead::EMPTY,
        fact,
        &station.now,
        &mut station.random,
    );
    WireRecord::from(&record)
}

/// Writes a fact into a station's own log, as its acts do.
pub fn write(station: &mut Site, event: Option<EventId>, fact: &Fact) {
    let now = station.now;
    write_at(station, event, fact, &now);
}

/// The same, under clocks that are said.
pub fn write_at(station: &mut Site, event: Option<EventId>, fact: &Fact, now: &Now) {
    let (kind, json) = fact.to_parts().unwrap();
    write_raw(station, event, (&kind, json), now);
}

/// The same with a body of any bytes.
pub fn write_raw(
    station: &mut Site,
    event: Option<EventId>,
    (kind, json): (&str, Vec<u8>),
    now: &Now,
) {
    station.sit(|desk| {
        let log = desk.act(|act| act.log_id());
        let row = desk.act(|act| act.tx().lock_log(log)).unwrap();
        let author = Author {
            station: desk.home.id,
            log,
            key: &desk.home.key,
        };
        let fact = (kind, event, json.clone());
        let record = Record::sign(&author, &row.head, fact, now, desk.random);
        let head = LogHead {
            next: row.head.next + 1,
            hash: record.hash(),
        };
        let stored = RecordRow {
            log,
            index: row.head.next,
            station: desk.home.id,
            kind: kind.to_owned(),
            event,
            record,
            placed_at: now.wall,
            received_at: None,
            quarantined: None,
            time_known: true,
            about: About::default(),
        };
        desk.act(|act| {
            act.tx().put_record(&stored)?;
            act.tx().put_log(&LogRow { head, ..row })
        });
    });
}

/// All of a station's log, whatever the centre has of it.
pub fn batch(world: &mut World, place: usize) -> RecordBatch {
    world.stations[place].act(|act| {
        let log = act.log_id()?;
        acts::batch_from(act, log, 0, 1000)
    })
}

/// A station sends a batch.
pub fn send(
    world: &mut World,
    place: usize,
    batch: &RecordBatch,
) -> Result<LogStatus, UploadRefusal> {
    let row = world.row(place);
    world
        .centre
        .act(|act| acts::accept_records(act, &row, batch))
}

/// Every log that the centre has is whole, by its author's key alone.
pub fn every_log_holds(world: &mut World) {
    world.centre.act(|act| {
        let stations = act.tx().stations()?;
        for log in act.tx().logs()? {
            let Some(author) = stations.iter().find(|s| s.id == log.station) else {
                continue;
            };
            let verdict = acts::verify_log(act.tx(), &log, &author.key)?;
            assert_eq!(verdict.broken, None, "{log:?}");
        }
        Ok(())
    });
}

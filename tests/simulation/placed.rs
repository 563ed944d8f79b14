//! When the centre says that something was done, against the time at which it was.

use crate::network::LONGEST_DELAY_MS;
use crate::world::World;
use connect_engine::acts::RecordBatch;
use connect_engine::ids::{LogId, StationId};
use connect_engine::record::Record;
use connect_engine::store::{LogRows, StationRow, StationRows};
use connect_engine::time::Timestamp;
use std::collections::BTreeMap;

impl World {
    /// Notes of the records that come to the centre for the first time whether it has measured the
    /// boots that they were made in. A neighbour says nothing of the author's clocks.
    pub fn note_measured(&mut self, caller: &StationRow, batch: &RecordBatch) {
        let time = self.time;
        let mut boots = BTreeMap::from([(batch.caller.now.boot_id.0, true)]);
        for wire in &batch.records {
            let record = Record::try_from(wire).unwrap();
            let header = record.header().unwrap();
            let boot = header.now.boot_id;
            let of_boot = boots.entry(boot.0).or_insert_with(|| {
                let known = self.centre.read(time, |act| act.tx().boot(caller.id, boot));
                known.is_some()
            });
            let measured = *of_boot && header.station == caller.id;
            self.measured.entry(record.hash()).or_insert(measured);
        }
    }
}

/// A record of a station, as the centre has it.
struct Stamped {
    station: StationId,
    received_at: Option<Timestamp>,
    log: LogId,
    index: u64,
    hash: [u8; 32],
    placed_at: Timestamp,
}

fn stamped(world: &mut World) -> Vec<Stamped> {
    let time = world.time;
    let own = world.centre.home.id;
    let mut all = world.centre.read(time, |act| {
        let mut all = Vec::new();
        for log in act.tx().logs()? {
            for row in act.tx().records_from(log.log, 0, u32::MAX)? {
                all.push(Stamped {
                    station: row.station,
                    received_at: row.received_at,
                    log: row.log,
                    index: row.index,
                    hash: row.record.hash(),
                    placed_at: row.placed_at,
                });
            }
        }
        Ok(all)
    });
    all.retain(|row| row.station != own);
    all.sort_by_key(|row| (row.station, row.received_at, row.log, row.index));
    all
}

/// What a station did in a boot that met the centre stands where it happened, however long it waited:
/// never earlier, and later by no more than the call that measured the boot was on its way for. But it
/// never stands before what the same station did before, of which nobody may know the time.
pub fn what_was_done_stands_at_its_time(world: &mut World) {
    let time = world.time;
    let rows = stamped(world);
    let mut before: Option<(StationId, Timestamp)> = None;
    for row in rows {
        let known = before.filter(|(station, _)| *station == row.station);
        let earlier = known.map_or(Timestamp::from_millis(i64::MIN), |(_, at)| at);
        before = Some((row.station, earlier.max(row.placed_at)));
        let done_at = world.acknowledged.get(&row.hash).copied();
        let measured = world.measured.get(&row.hash) == Some(&true);
        let Some(done_at) = done_at.filter(|_| measured) else {
            continue;
        };
        let author = world.centre.read(time, |act| act.tx().station(row.station));
        let joined_at = author.unwrap().enrolled_at;
        let waited = row.received_at.unwrap().millis() - done_at;
        world.count("record that waited for a minute", waited > 60_000);
        let least = Timestamp::from_millis(done_at);
        let most = Timestamp::from_millis(done_at + LONGEST_DELAY_MS);
        let most = most.max(earlier).max(joined_at);
        let (station, at) = (row.station, row.placed_at);
        assert!(
            (least..=most).contains(&at),
            "what {station} did at {least:?} stands at {at:?}, after {earlier:?}"
        );
    }
}

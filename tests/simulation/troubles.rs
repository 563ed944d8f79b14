//! What goes wrong: programs, machines, clocks, disks and the network; and what helps.

use crate::action::Action;
use crate::network::Arrival;
use crate::node::Lost;
use crate::relay::Carried;
use crate::world::{Backup, Happening, STATIONS, Trouble, Who, World};
use connect_engine::acts::{self, Act, RecordBatch};
use connect_engine::store::StoreError;
use connect_engine::store::sqlite::SqliteTx;
use rand::RngExt;
use std::collections::BTreeSet;

impl World {
    pub fn kill_if_up(&mut self, who: Who) -> bool {
        if !self.node(who).is_up() {
            return false;
        }
        self.kill(who);
        true
    }

    pub fn cut(&mut self, who: Who) -> bool {
        let node = self.node(who);
        if !node.is_up() {
            return false;
        }
        node.cut_next_write = true;
        true
    }

    pub fn reboot(&mut self, place: usize) -> bool {
        let time = self.time;
        if !self.kill_if_up(Who::Station(place)) {
            return false;
        }
        self.stations[place].node.new_boot(time);
        true
    }

    pub fn turn_clock(&mut self, place: usize, action: Action) -> bool {
        const YEAR_2036: i64 = 2_082_758_400_000;
        let time = self.time;
        let magnitude = 10i64.pow(self.random.random_range(3..=11));
        let jump = self.random.random_range(-magnitude..=magnitude);
        let ppm = self.random.random_range(-20_000..20_000);
        let clocks = &mut self.stations[place].node.clocks;
        match action {
            Action::Drift => clocks.drift(ppm),
            Action::Ancient => clocks.set_wall(time, 1000),
            Action::Future => clocks.set_wall(time, YEAR_2036),
            _ => clocks.jump(jump),
        }
        // A clock that isn't confirmed is believed, and counters age by it.
        self.look_at_clock(place);
        true
    }

    pub fn fill(&mut self, who: Who) -> bool {
        let node = self.node(who);
        if node.disk_full {
            return false;
        }
        node.disk_full = true;
        let span = self.random.random_range(1_000..60_000);
        self.in_ms(span, Happening::Over(Trouble::DiskFull(who)));
        true
    }

    pub fn partition(&mut self, place: usize) -> bool {
        if self.stations[place].partitioned {
            return false;
        }
        self.stations[place].partitioned = true;
        let span = self.random.random_range(5_000..300_000);
        self.in_ms(span, Happening::Over(Trouble::Partition(place)));
        true
    }

    pub fn back_up(&mut self, who: Who) -> bool {
        if !self.node(who).is_up() {
            return false;
        }
        let files = self.node(who).backup();
        let compared = match who {
            Who::Station(place) => &self.stations[place].compared,
            Who::Centre => &self.app_compared,
        };
        let backup = Backup {
            files,
            compared: compared.clone(),
            restored: false,
        };
        match who {
            Who::Station(place) => self.stations[place].backup = Some(backup),
            Who::Centre => self.centre_backup = Some(backup),
        }
        true
    }

    /// An old copy takes the place of the files, perhaps not for the first time.
    pub fn restore(&mut self, who: Who) -> bool {
        let kept = match who {
            Who::Station(place) => &mut self.stations[place].backup,
            Who::Centre => &mut self.centre_backup,
        };
        let Some(mut backup) = kept.take() else {
            return false;
        };
        let before = self.hashes(who);
        self.node(who).restore(&backup.files);
        let time = self.time;
        if backup.restored {
            self.count("restore the same copy again", true);
        }
        backup.restored = true;
        // What was compared since is in nobody's memory.
        let compared = backup.compared.clone();
        match who {
            Who::Station(place) => {
                // Nobody puts files under a running program: it starts on them.
                self.stations[place].node.new_boot(time);
                let station = &mut self.stations[place];
                station.cursors.clear();
                station.dead_codes.clear();
                station.live_codes.clear();
                station.tries.clear();
                station.unsure.clear();
                station.handed_over.clear();
                station.compared = compared;
                station.backup = Some(backup);
                station.restores += 1;
            }
            Who::Centre => {
                self.app_codes.clear();
                self.app_compared = compared;
                self.carried = Carried::default();
                self.centre_backup = Some(backup);
                let still: BTreeSet<_> = self.hashes(who).into_iter().collect();
                self.measured.retain(|hash, _| still.contains(hash));
                self.centre_restores += 1;
            }
        }
        self.forget_what_is_nowhere(&before);
        self.went_down(who);
        true
    }

    /// A neighbour takes a station's records to the centre.
    pub fn carry(&mut self, place: usize) -> bool {
        let neighbour = (place + 1) % STATIONS;
        let up = |world: &Self, place: usize| world.stations[place].node.is_up();
        if !up(self, place) || !up(self, neighbour) || self.stations[neighbour].partitioned {
            return false;
        }
        // Nobody carries for who serves alone, nor is one a neighbour.
        let alone = |world: &Self, place: usize| world.stations[place].node.home.is_alone();
        if alone(self, place) || alone(self, neighbour) {
            return false;
        }
        let time = self.time;
        let waiting = self.stations[place].node.write(time, acts_batch);
        let Ok(Some(mut batch)) = waiting else {
            if waiting == Err(Lost::Down) {
                self.went_down(Who::Station(place));
            }
            return false;
        };
        let caller = self.stations[neighbour]
            .node
            .read(time, |act| acts::caller_state(act));
        batch.caller = caller;
        let arrival = Arrival::Call {
            from: neighbour,
            // Nobody waits for the answer.
            start: 0,
            number: 0,
            call: acts::Call::Send(batch),
        };
        self.in_ms(200, Happening::Arrives(arrival));
        true
    }
}

fn acts_batch(act: &mut Act<'_, SqliteTx<'_>>) -> Result<Option<RecordBatch>, StoreError> {
    let Some((log, from)) = acts::next_waiting(act)? else {
        return Ok(None);
    };
    acts::batch_from(act, log, from, 100).map(Some)
}

//! How every evening begins: two events with their rosters at a centre, two apps, three stations.

use crate::Counts;
use crate::apps::APPS;
use crate::compared::Compared;
use crate::joining::Comes;
use crate::node::{Node, START};
use crate::relay::Carried;
use crate::world::Happening;
use crate::world::{GUESTS, STATIONS, Station, World};
use connect_engine::acts::{self, NewEvent, Removed, Uplink};
use connect_engine::home::Role;
use connect_engine::key::sha256;
use connect_engine::secret::Secret;
use connect_engine::store::ClientRows;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub fn csv(lines: impl IntoIterator<Item = (u32, u32, u32)>) -> String {
    let mut csv = "name,mobile,ticket_code,ticket_type\n".to_owned();
    for (name, mobile, ticket) in lines {
        let kind = if ticket % 5 == 0 { "Pass" } else { "" };
        writeln!(csv, "Guest {name},0912{mobile:07},T-{ticket},{kind}").unwrap();
    }
    csv
}

pub fn new_event(name: &str, walk_ins: bool) -> NewEvent {
    NewEvent {
        name: name.to_owned(),
        slug: None,
        starts_at: None,
        ends_at: None,
        timezone: "Asia/Tehran".to_owned(),
        walk_ins,
    }
}

impl World {
    pub fn new(seed: u64) -> Self {
        let random = ChaCha20Rng::seed_from_u64(seed);
        let mobile_key = Secret::new(sha256(&[b"simulated", &seed.to_be_bytes()]));
        let mut world = Self {
            time: START,
            random,
            centre: Node::new(Role::Centre, seed << 8, Some(&mobile_key)),
            mobile_key,
            centre_backup: None,
            centre_restores: 0,
            apps: Vec::new(),
            app_codes: BTreeMap::new(),
            app_compared: Compared::default(),
            removed: BTreeSet::new(),
            carried: Carried::default(),
            stations: Vec::new(),
            events: Vec::new(),
            calm: false,
            counts: Counts::new(),
            trace: Vec::new(),
            tells: false,
            acknowledged: BTreeMap::new(),
            measured: BTreeMap::new(),
            connections: BTreeMap::new(),
            seen_at_centre: None,
            calls: 0,
            queue: BTreeMap::new(),
            order: 0,
        };
        for (name, walk_ins) in [("Listed", false), ("Open", true)] {
            let new = new_event(name, walk_ins);
            let made = world
                .centre
                .write(START, |act| acts::create_event(act, &new));
            world.events.push(made.unwrap());
        }
        // Every sixth number has a second ticket.
        let lines = (1..=GUESTS).map(|n| (n, n, n));
        let second = (1..=GUESTS / 6).map(|n| (n * 6, n * 6, 100 + n));
        let roster = csv(lines.chain(second));
        let event = world.events[0].clone();
        let imported = world.centre.write(START, |act| {
            acts::import_roster(act, &event, roster.as_bytes(), Removed::Refuse)
        });
        imported.unwrap().unwrap();
        for _ in 0..APPS {
            let client = world.centre.write(START, |act| {
                let made = acts::create_client(act, "App", &[event.alias])?.unwrap();
                Ok(act.tx().client(&made.id)?.unwrap())
            });
            world.apps.push(client.unwrap());
        }
        for place in 0..STATIONS {
            world.come(place, seed);
        }
        world
    }

    /// A station is there, and has joined or will.
    fn come(&mut self, place: usize, seed: u64) {
        let node = Node::new(Role::Station, (seed << 8) + 1 + place as u64, None);
        let comes = Comes::of(place, seed);
        self.stations.push(Station {
            node,
            comes,
            code: None,
            joining: None,
            events: Vec::new(),
            up: Uplink::default(),
            downs: BTreeMap::new(),
            downs_begun: false,
            up_waits_for: None,
            partitioned: false,
            backup: None,
            restores: 0,
            cursors: BTreeMap::new(),
            dead_codes: BTreeMap::new(),
            live_codes: BTreeMap::new(),
            compared: Compared::default(),
            tries: BTreeMap::new(),
            unsure: BTreeSet::new(),
            on_their_way: BTreeSet::new(),
            handed_over: BTreeSet::new(),
        });
        if comes == Comes::First {
            self.join_at_first(place);
            return;
        }
        if comes == Comes::Founder {
            self.found(place);
            self.begin_loops(place);
        }
        let late = self.random.random_range(20_000..500_000);
        self.in_ms(late, Happening::Join(place));
    }
}

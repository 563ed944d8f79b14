//! How every evening begins: two events with their rosters at a centre, two apps, three stations.

use crate::Counts;
use crate::apps::APPS;
use crate::compared::Compared;
use crate::node::{CENTRE, Node, START};
use crate::relay::Carried;
use crate::world::{GUESTS, STATIONS, Station, World};
use connect_engine::acts::{
    self, EnrolmentRequest, NewEvent, Removed, Uplink, enrolment_code_hash,
};
use connect_engine::home::Role;
use connect_engine::key::sha256;
use connect_engine::roster::Event;
use connect_engine::secret::Secret;
use connect_engine::store::ClientRows;
use connect_engine::token::{EnrolmentClaims, Kind, sign};
use rand::SeedableRng;
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

impl World {
    pub fn new(seed: u64) -> Self {
        let random = ChaCha20Rng::seed_from_u64(seed);
        let mobile_key = Secret::new(sha256(&[b"simulated", &seed.to_be_bytes()]));
        let mut world = Self {
            time: START,
            random,
            centre: Node::new(Role::Centre, seed << 8, &mobile_key),
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
            calls: 0,
            queue: BTreeMap::new(),
            order: 0,
        };
        for (name, walk_ins) in [("Listed", false), ("Open", true)] {
            let new = NewEvent {
                name: name.to_owned(),
                slug: None,
                starts_at: None,
                ends_at: None,
                timezone: "Asia/Tehran".to_owned(),
                walk_ins,
            };
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
            world.join(place, seed, &mobile_key);
        }
        world
    }

    fn join(&mut self, place: usize, seed: u64, mobile_key: &Secret<[u8; 32]>) {
        let served = if place == 1 { 1 } else { 2 };
        let events: Vec<Event> = self.events[..served].to_vec();
        let aliases: Vec<_> = events.iter().map(|event| event.alias).collect();
        let code = self.centre.write(START, |act| {
            let (code, _) = acts::make_enrolment_code(act, &aliases)?.unwrap();
            Ok(code.reveal().clone())
        });
        let code = code.unwrap();
        let mut node = Node::new(Role::Station, (seed << 8) + 1 + place as u64, mobile_key);
        let claims = EnrolmentClaims {
            aud: CENTRE.to_owned(),
            sub: node.home.id,
            code_hash: enrolment_code_hash(&code),
        };
        let request = EnrolmentRequest {
            joined: None,
            enrolment_code: code,
            station_id: node.home.id,
            name: format!("Door {place}"),
            jwk: node.home.key.public().jwk(),
            proof: sign(Kind::Enrolment, &claims, &node.home.key).unwrap(),
            log: node.write(START, |act| act.log_id()).unwrap(),
            founding: None,
        };
        let enrolled = self
            .centre
            .write(START, |act| acts::enrol(act, &request, mobile_key));
        let enrolled = enrolled.unwrap().unwrap();
        node.write(START, |act| acts::adopt_enrolment(act, &enrolled))
            .unwrap();
        self.stations.push(Station {
            node,
            events: events.iter().map(|event| event.id).collect(),
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
        self.begin_loops(place);
    }
}

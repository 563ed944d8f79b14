//! SMS that a station hands to the centre, over the same network as everything else: some of
//! those that are asked for; the rest another courier takes at once.

use crate::network::{Arrival, PATIENCE_MS};
use crate::node::{Lost, START};
use crate::world::{Happening, Who, World};
use connect_engine::acts::{self, Envelope, RelayRefusal};
use connect_engine::ids::MessageId;
use connect_engine::message::Message;
use connect_engine::mobile::Mobile;
use connect_engine::policy::{Policy, Window};
use rand::RngExt;
use std::collections::{BTreeMap, BTreeSet};

/// The relay's name in a chain of couriers.
const RELAY: &str = "relay";

/// Stations count by their own clocks, so two messages may be so much nearer at the centre.
const JITTER_MS: i64 = 10_000;

/// What the centre has carried since it was last restored: a copy that takes its place remembers
/// nothing of what came after.
#[derive(Debug, Default)]
pub struct Carried {
    messages: BTreeSet<MessageId>,
    to: BTreeMap<Mobile, Vec<i64>>,
}

impl Carried {
    /// An SMS leaves: no message twice, and no number gets more than the policy allows, however
    /// many stations ask for it.
    fn leaves(&mut self, id: MessageId, number: &Mobile, time: i64) {
        assert!(self.messages.insert(id), "a message is carried twice");
        let times = self.to.entry(number.clone()).or_default();
        times.push(time);
        let policy = Policy::default();
        let pause = Window::new(1, policy.send_pause_s);
        for window in policy.sends_per_mobile.into_iter().chain([pause]) {
            let since = time - window.span().get() + JITTER_MS;
            let within = times.iter().filter(|at| **at > since).count();
            assert!(
                within <= window.most as usize,
                "{within} messages to a number within {} s",
                window.within_s
            );
        }
    }
}

impl World {
    /// A station's couriers take what waits in its queue.
    pub fn carry_messages(&mut self, place: usize, start: u64) {
        let time = self.time;
        let station = &mut self.stations[place];
        if station.node.start != start || !station.node.is_up() {
            return;
        }
        let on_their_way = &station.on_their_way;
        let taken = station.node.write(time, |act| {
            let mut taken = Vec::new();
            for id in acts::waiting(act.tx())? {
                if on_their_way.contains(&id) {
                    continue;
                }
                if let Envelope::Carry(message) = acts::envelope(act, id)? {
                    if acts::begin_attempt(act, id, RELAY)? {
                        taken.push(message);
                    } else {
                        acts::finish_message(act.tx(), id)?;
                    }
                }
            }
            Ok(taken)
        });
        if matches!(taken, Err(Lost::Full)) {
            self.in_ms(1000, Happening::Couriers(place, start));
        }
        if !self.survives(place, &taken) {
            return;
        }
        for message in taken.unwrap_or_default() {
            let station = &mut self.stations[place];
            let first = station.handed_over.insert(message.id);
            assert!(first, "a message is handed to the relay twice");
            station.on_their_way.insert(message.id);
            self.hand_over(place, start, &message);
        }
    }

    fn hand_over(&mut self, place: usize, start: u64, message: &Message) {
        let gives_up = Arrival::Relayed {
            to: place,
            start,
            id: message.id,
            outcome: "no answer",
        };
        self.in_ms(PATIENCE_MS, Happening::Arrives(gives_up));
        for _ in 0..self.times_it_comes(place) {
            let delay = self.delay();
            let arrival = Arrival::Message {
                from: place,
                start,
                message: message.clone(),
            };
            self.in_ms(delay, Happening::Arrives(arrival));
        }
    }

    /// A message has come to the centre.
    pub fn relay(&mut self, from: usize, start: u64, message: &Message) {
        if !self.centre.is_up() {
            return;
        }
        // Who isn't known is told nothing of the message.
        let Some(row) = self.row(from) else {
            return;
        };
        let time = self.time;
        let mover = message.on_behalf_of.as_ref();
        let accepted = self.centre.write(time, |act| {
            acts::accept_relay(act, &row, message.id, &message.to, mover)
        });
        if accepted.as_ref() == Err(&Lost::Down) {
            self.went_down(Who::Centre);
            return;
        }
        if self.chance(500) {
            // It waited in memory alone.
            self.kill(Who::Centre);
            return;
        }
        let outcome = match accepted {
            Ok(Ok(new)) => {
                if new {
                    self.carried.leaves(message.id, &message.to, time);
                }
                "sent"
            }
            Ok(Err(RelayRefusal::Revoked)) => "revoked",
            Ok(Err(RelayRefusal::NotListed)) => "not listed",
            Ok(Err(RelayRefusal::ListToCome)) => "list to come",
            Ok(Err(RelayRefusal::Limit { .. })) => "limit",
            Err(_) => "HTTP 500",
        };
        let revoked = row.revoked_at.is_some();
        assert!(!revoked || outcome != "sent", "carried for a revoked one");
        self.count("message by the centre", outcome == "sent");
        self.note(format_args!(
            "message of {from} by the centre: {outcome} at {}",
            time - START
        ));
        if self.times_it_comes(from) > 0 {
            let delay = self.delay();
            let answer = Arrival::Relayed {
                to: from,
                start,
                id: message.id,
                outcome,
            };
            self.in_ms(delay, Happening::Arrives(answer));
        }
    }

    /// What became of a message; its station takes it from the queue.
    pub fn end_relay(&mut self, place: usize, start: u64, id: MessageId, outcome: &'static str) {
        let time = self.time;
        let station = &mut self.stations[place];
        let awaited = station.node.start == start && station.on_their_way.contains(&id);
        if !awaited || !station.node.is_up() {
            return;
        }
        let ended = station.node.write(time, |act| {
            acts::end_attempt(act, id, RELAY, outcome)?;
            acts::finish_message(act.tx(), id)
        });
        if ended == Err(Lost::Full) {
            let again = Arrival::Relayed {
                to: place,
                start,
                id,
                outcome,
            };
            self.in_ms(1000, Happening::Arrives(again));
            return;
        }
        station.on_their_way.remove(&id);
        self.survives(place, &ended);
    }

    /// Whether the message of a code goes by the centre.
    pub fn goes_by_the_centre(&mut self) -> bool {
        self.random.random_range(0..6) == 0
    }
}

/// Once all is healed, every message was handed to somebody, or is too old.
pub fn no_message_waits(world: &mut World) {
    let time = world.time;
    for (place, station) in world.stations.iter_mut().enumerate() {
        let waiting = station.node.read(time, |act| acts::waiting(act.tx()));
        assert!(waiting.is_empty(), "messages wait at station {place}");
    }
}

//! Row 20: histories of records that reach the centre in any order come to one state.

use crate::support::history::check_in_of;
use crate::support::{World, endless, mobile, roster};
use connect_engine::acts::{self, CallerState, NewEvent, RecordBatch};
use connect_engine::checkin::{Effective, Place, fold};
use connect_engine::fact::{
    CheckInUndone, CheckedOut, Fact, HelpAnswered, HelpCalled, MobileChanged, NameCorrected,
    NumberAtVerifier, NumberUnlocked, WalkIn,
};
use connect_engine::ids::{AttendeeId, LogId, TicketId};
use connect_engine::key::MobileHash;
use connect_engine::mobile::Mobile;
use connect_engine::record::{Author, LogHead, Record, WireRecord};
use connect_engine::roster::{Attendee, Event, Ticket};
use connect_engine::store::{CallRows, CounterRows, EntryRows, LogRows, RosterRows, StationRow};
use connect_engine::time::{Millis, Now, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

const HISTORIES: u32 = 1000;
/// Histories that have nothing in common and travel together.
const TOGETHER: u32 = 20;
const ORDERS: usize = 20;
const STATIONS: usize = 3;
/// Listed guests, and tickets, of one history.
const GUESTS: u32 = 2;
/// Numbers of one history: those of its guests, and others.
const NUMBERS: u32 = 4;

/// What happened in a bundle of histories, and how each station wrote it down.
struct Bundle {
    logs: Vec<Vec<WireRecord>>,
    names: Vec<LogId>,
    heads: Vec<LogHead>,
    /// The tickets and attendees of each history, those who walked in included.
    tickets: Vec<Vec<(TicketId, AttendeeId)>>,
    /// Check-ins of each history.
    entries: Vec<Vec<(TicketId, Place)>>,
    calls: Vec<Vec<Place>>,
}

/// The nth number of a history.
fn number(history: u32, n: u32) -> Mobile {
    mobile(history * NUMBERS + n)
}

fn any<V: Copy>(of: &[V], random: &mut ChaCha20Rng) -> Option<V> {
    (!of.is_empty()).then(|| of[random.random_range(0..of.len())])
}

impl Bundle {
    /// Writes a fact into a station's log.
    fn write(&mut self, world: &mut World, at: usize, event: &Event, fact: &Fact) -> Place {
        let site = &mut world.stations[at];
        let author = Author {
            station: site.home.id,
            log: self.names[at],
            key: &site.home.key,
        };
        let (kind, json) = fact.to_parts().unwrap();
        let event = match fact {
            Fact::AttemptFailed(_) | Fact::NumberProven(_) | Fact::NumberUnlocked(_) => None,
            _ => Some(event.id),
        };
        let head = &mut self.heads[at];
        let place = (self.names[at], head.next);
        let record = Record::sign(
            &author,
            head,
            (&kind, event, json),
            &site.now,
            &mut site.random,
        );
        *head = LogHead {
            next: head.next + 1,
            hash: record.hash(),
        };
        self.logs[at].push(WireRecord::from(&record));
        place
    }

    /// Something happens in a history at a station; nothing, where there is nothing to do it to.
    fn happen(
        &mut self,
        world: &mut World,
        (history, within): (u32, usize),
        event: &Event,
        random: &mut ChaCha20Rng,
    ) -> Option<()> {
        let at = random.random_range(0..STATIONS);
        let chosen = number(history, random.random_range(0..NUMBERS));
        let mobile_hash = world.centre.home.mobile_hash(&chosen);
        let at_verifier = || NumberAtVerifier {
            mobile_hash,
            verifier: "station:x".to_owned(),
        };
        let kind = random.random_range(0..18);
        let fact = match kind {
            0..=4 => {
                let (ticket, attendee) = any(&self.tickets[within], random)?;
                let of = Ticket {
                    id: ticket,
                    attendee,
                    ..unused_ticket(event)
                };
                let place = self.write(world, at, event, &check_in_of(&of));
                self.entries[within].push((ticket, place));
                return Some(());
            }
            5..=7 => {
                let (ticket, (log, index)) = any(&self.entries[within], random)?;
                undone(ticket, (log, index))
            }
            8 | 9 => {
                let attendee = AttendeeId::new(event_time(world), random);
                let ticket = TicketId::new(event_time(world), random);
                self.tickets[within].push((ticket, attendee));
                walk_in(ticket, attendee, chosen)
            }
            10 => {
                let (_, attendee) = any(&self.tickets[within], random)?;
                Fact::MobileChanged(MobileChanged {
                    attendee,
                    mobile: chosen,
                })
            }
            11 => {
                // Sometimes enough of them to lock the number.
                let others = if random.random_range(0..4) == 0 {
                    10
                } else {
                    1
                };
                for _ in 0..others {
                    self.write(world, at, event, &Fact::AttemptFailed(at_verifier()));
                }
                Fact::AttemptFailed(at_verifier())
            }
            12 => Fact::NumberProven(at_verifier()),
            13 => Fact::NumberUnlocked(NumberUnlocked {
                mobile_hash,
                attendee: None,
                by: None,
            }),
            14 => {
                let (ticket, attendee) = any(&self.tickets[within], random)?;
                let left = Fact::CheckedOut(CheckedOut {
                    ticket,
                    attendee,
                    by: None,
                });
                let place = self.write(world, at, event, &left);
                // Taken back like a check-in, sometimes.
                self.entries[within].push((ticket, place));
                return Some(());
            }
            15 => {
                let (ticket, attendee) = any(&self.tickets[within], random)?;
                Fact::NameCorrected(NameCorrected {
                    ticket,
                    attendee,
                    name: format!("Name {}", random.random_range(0..4)),
                    by: None,
                })
            }
            16 => {
                let called = Fact::HelpCalled(HelpCalled {
                    name: String::new(),
                    by: None,
                });
                let place = self.write(world, at, event, &called);
                self.calls[within].push(place);
                return Some(());
            }
            _ => {
                let (log, index) = any(&self.calls[within], random)?;
                let of = self.names.iter().position(|name| *name == log)?;
                Fact::HelpAnswered(HelpAnswered {
                    station: world.stations[of].home.id,
                    log,
                    index,
                    by: None,
                })
            }
        };
        self.write(world, at, event, &fact);
        Some(())
    }
}

fn undone(ticket: TicketId, (log, index): Place) -> Fact {
    Fact::CheckInUndone(CheckInUndone {
        ticket,
        log,
        index,
        attendee: None,
        reason: None,
        by: None,
    })
}

fn walk_in(ticket: TicketId, attendee: AttendeeId, mobile: Mobile) -> Fact {
    Fact::WalkIn(WalkIn {
        attendee,
        ticket,
        ticket_code: format!("W-{ticket}"),
        mobile: Some(mobile),
        name: None,
        ticket_type: None,
        by: None,
    })
}

fn event_time(world: &World) -> Timestamp {
    world.centre.now.wall
}

fn unused_ticket(event: &Event) -> Ticket {
    Ticket {
        id: TicketId::from_bytes([0; 16]),
        event: event.id,
        attendee: AttendeeId::from_bytes([0; 16]),
        code: String::new(),
        holder: String::new(),
        ticket_type: None,
        attributes: std::collections::BTreeMap::new(),
        imported_mobile: None,
        cancelled: false,
    }
}

/// What the centre has at the end.
#[derive(Debug, PartialEq)]
struct State {
    attendees: Vec<Attendee>,
    tickets: Vec<(Ticket, Effective)>,
    locks: Vec<(MobileHash, Option<Timestamp>, Option<Timestamp>)>,
    quarantine: Vec<(Place, Option<String>)>,
    unanswered: Vec<Place>,
}

fn state_of(
    act: &mut acts::Act<'_, connect_engine::store::sqlite::SqliteTx<'_>>,
    event: &Event,
    hashes: &[MobileHash],
) -> Result<State, connect_engine::store::StoreError> {
    let attendees = act.tx().attendees_of_event(event.id, None, u32::MAX)?;
    let mut tickets = Vec::new();
    for attendee in &attendees {
        for ticket in act.tx().tickets_of(attendee.id)? {
            let (entries, undone) = act.tx().entries_of(ticket.id)?;
            tickets.push((ticket, fold(&entries, &undone, &event.entry_rule(None))));
        }
    }
    let mut locks = Vec::new();
    for hash in hashes {
        locks.push((*hash, act.tx().lock(hash)?, act.tx().clearance(hash)?));
    }
    let mut quarantine = Vec::new();
    for log in act.tx().logs()? {
        for row in act.tx().records_in_quarantine(log.log, u64::MAX)? {
            quarantine.push(((row.log, row.index), row.quarantined));
        }
    }
    let calls = act.tx().unanswered_calls(Timestamp::from_millis(0))?;
    let mut unanswered: Vec<Place> = calls.iter().map(|call| call.place).collect();
    unanswered.sort_unstable();
    Ok(State {
        attendees,
        tickets,
        locks,
        quarantine,
        unanswered,
    })
}

fn listed(world: &mut World, event: &Event, history: u32) -> Vec<(TicketId, AttendeeId)> {
    (0..GUESTS)
        .map(|n| {
            let code = format!("T-{}", history * NUMBERS + n);
            let ticket = world.ticket(event, &code);
            (ticket.id, ticket.attendee)
        })
        .collect()
}

#[test]
fn row_20_a_thousand_histories_in_twenty_orders_come_to_one_state() {
    let mut random = ChaCha20Rng::seed_from_u64(20);
    let mut world = World::of(0);
    let event = world.add_event(&NewEvent {
        walk_ins: true,
        ..endless("Open")
    });
    let guests = (0..TOGETHER).flat_map(|h| (0..GUESTS).map(move |n| h * NUMBERS + n));
    world.import(&event, &roster(guests));
    for _ in 0..STATIONS {
        world.join(&[&event]);
    }
    let numbers = (0..TOGETHER).flat_map(|h| (0..NUMBERS).map(move |n| number(h, n)));
    let hashes: Vec<_> = numbers
        .map(|number| world.centre.home.mobile_hash(&number))
        .collect();
    let (mut conflicts, mut locked, mut numberless) = (0, 0, 0);
    for bundle in 0..HISTORIES / TOGETHER {
        let mut told = Bundle {
            logs: vec![Vec::new(); STATIONS],
            names: Vec::new(),
            heads: vec![LogHead::EMPTY; STATIONS],
            tickets: (0..TOGETHER)
                .map(|h| listed(&mut world, &event, h))
                .collect(),
            entries: vec![Vec::new(); TOGETHER as usize],
            calls: vec![Vec::new(); TOGETHER as usize],
        };
        for _ in 0..STATIONS {
            told.names.push(LogId::new(event_time(&world), &mut random));
        }
        for _ in 0..TOGETHER * 5 {
            let history = random.random_range(0..TOGETHER);
            let of = (history, history as usize);
            // Often the same millisecond: the order must not hang on luck.
            world.pass(Millis::new(random.random_range(0..2)));
            told.happen(&mut world, of, &event, &mut random);
        }
        world.pass_s(1);
        let rows: Vec<StationRow> = (0..STATIONS).map(|at| world.row(at)).collect();
        let nows: Vec<Now> = world.stations.iter().map(|site| site.now).collect();
        let mut first = None;
        for order in 0..ORDERS {
            let state = world.centre.sit_in_vain(|desk| {
                let caller = |at: usize| CallerState {
                    now: nows[at],
                    waiting: 0,
                };
                for (at, row) in rows.iter().enumerate() {
                    desk.act(|act| acts::log_status(act, row, &caller(at), told.names[at]));
                }
                let mut sent = [0; STATIONS];
                loop {
                    let left: Vec<usize> = (0..STATIONS)
                        .filter(|at| sent[*at] < told.logs[*at].len())
                        .collect();
                    let Some(at) = any(&left, &mut random) else {
                        break;
                    };
                    let rest = &told.logs[at][sent[at]..];
                    let most = random.random_range(1..=rest.len().min(30));
                    // Sometimes somebody else carries them.
                    let by = random.random_range(0..STATIONS);
                    let batch = RecordBatch {
                        log: told.names[at],
                        caller: caller(by),
                        records: rest[..most].to_vec(),
                    };
                    let taken = desk.act(|act| acts::accept_records(act, &rows[by], &batch));
                    assert!(taken.is_ok(), "{taken:?}");
                    sent[at] += most;
                }
                desk.act(|act| state_of(act, &event, &hashes))
            });
            match &first {
                None => {
                    conflicts += state
                        .tickets
                        .iter()
                        .filter(|(_, e)| !e.also_seen.is_empty())
                        .count();
                    locked += state
                        .locks
                        .iter()
                        .filter(|(_, lock, _)| lock.is_some())
                        .count();
                    numberless += state
                        .attendees
                        .iter()
                        .filter(|a| a.mobile.is_none())
                        .count();
                    first = Some(state);
                }
                Some(first) => same(first, &state, (bundle, order)),
            }
        }
    }
    assert!(
        conflicts > 100 && locked > 20 && numberless > 100,
        "the histories say something: {conflicts} {locked} {numberless}"
    );
}

/// Fails with what differs alone.
fn same(first: &State, other: &State, of: (u32, usize)) {
    fn apart<V: PartialEq + std::fmt::Debug>(what: &str, one: &[V], two: &[V], of: (u32, usize)) {
        let only = |these: &[V], those: &[V]| {
            let only = these.iter().filter(|this| !those.contains(this));
            let only: Vec<String> = only.map(|this| format!("{this:?}")).collect();
            only.join("\n")
        };
        assert!(
            one == two,
            "{what} of {of:?}: first\n{}\nthen\n{}",
            only(one, two),
            only(two, one)
        );
    }
    apart("attendees", &first.attendees, &other.attendees, of);
    apart("tickets", &first.tickets, &other.tickets, of);
    apart("locks", &first.locks, &other.locks, of);
    apart("quarantine", &first.quarantine, &other.quarantine, of);
    apart("calls", &first.unanswered, &other.unanswered, of);
}

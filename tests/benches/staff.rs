//! What staff wait for at a station of a large event: the first look at the day, and a check-in
//! by hand.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints a table"
)]

mod durable;
mod median;
mod site;
mod table;

use connect_engine::acts::{self, Act, Seen};
use connect_engine::checkin::{Entry, Way};
use connect_engine::home::Role;
use connect_engine::ids::{LogId, StaffId};
use connect_engine::store::{EntryRows, EventRows, RosterRows, SumRows};
use connect_engine::time::Millis;
use durable::kept_and_signed;
use median::median;
use site::{NOW, Site, event, guest};
use std::time::{Duration, Instant};
use table::{print, row};

const GUESTS: u32 = 100_000;
const INSIDE: u32 = 60_000;
const TIMES: u32 = 200;

fn took<R>(work: impl FnOnce() -> R) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// A station at which most have come in.
fn busy_station() -> Site {
    let mut station = Site::new(Role::Station, 2);
    let me = station.home.id;
    station.act(|act| {
        act.tx().put_event(&event())?;
        for n in 0..GUESTS {
            let (attendee, ticket) = guest(n);
            act.tx().put_attendee(&attendee)?;
            act.tx().put_ticket(&ticket)?;
            if n < INSIDE {
                let entry = Entry {
                    place: (LogId::from_bytes([9; 16]), u64::from(n)),
                    station: me,
                    placed_at: NOW.wall.minus(Millis::from_secs(i64::from(n) / 4)),
                    time_known: true,
                    way: Way::In,
                };
                act.tx().put_entry((ticket.id, attendee.id), &entry, None)?;
            }
        }
        Ok(())
    });
    station
}

/// The rows that the day is counted from, as the database reads them without anything around.
fn bare(station: &Site) -> Duration {
    let id = event().id;
    let read = || {
        station.store.read(|tx| {
            tx.count_tickets(id)?;
            tx.undone_of_event(id)?;
            tx.entries_of_event(id)
        })
    };
    took(|| read().unwrap())
}

fn look(station: &mut Site) -> Duration {
    let (home, random) = (&station.home, &mut station.random);
    took(|| {
        let told = station.store.read(|tx| {
            let mut act = Act::begin(tx, home, &NOW, random)?;
            acts::count_waiting(&mut act)?;
            acts::waiting_since(&mut act)?;
            acts::roster_current_at(&mut act)?;
            acts::sms_lately(&mut act)?;
            acts::today(&mut act, &event())
        });
        told.unwrap()
    })
}

fn main() {
    let mut station = busy_station();
    let floor = median((0..9).map(|_| bare(&station)));
    let screen = median((0..9).map(|_| look(&mut station)));
    let durable = kept_and_signed(&station, TIMES);
    let by = StaffId::from_bytes([5; 16]);
    let by_hand = median((INSIDE..INSIDE + TIMES).map(|n| {
        let ticket = guest(n).1;
        let seen = Seen {
            ticket: ticket.id,
            attendee: ticket.attendee,
            last: None,
        };
        took(|| {
            let done = station.act(|act| acts::check_in_by_staff(act, by, seen));
            done.unwrap()
        })
    }));
    print(vec![
        row("the staff's first screen", screen, floor, 1.5),
        row("a check-in by hand", by_hand, durable, 1.3),
    ]);
}

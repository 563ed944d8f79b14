//! From the fifth digit to the welcome, as the backend sees it: one durable commit and one
//! signature are the floor.

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

use connect_engine::acts::{self, AskCode, Envelope, LogIn};
use connect_engine::code::{Purpose, Verifier};
use connect_engine::home::Role;
use connect_engine::message::Language;
use connect_engine::store::{EventRows, RosterRows};
use connect_engine::time::Millis;
use durable::kept_and_signed;
use median::median;
use site::{Site, event, guest};
use std::time::Instant;
use table::{print, row};

const LOGINS: u32 = 300;

const HOUR: Millis = Millis::from_secs(3600);

fn main() {
    let mut station = Site::new(Role::Station, 2);
    station.act(|act| {
        act.tx().put_event(&event())?;
        for n in 0..10_000 {
            let (attendee, ticket) = guest(n);
            act.tx().put_attendee(&attendee)?;
            act.tx().put_ticket(&ticket)?;
        }
        Ok(())
    });
    let floor = kept_and_signed(&station, LOGINS);
    let verifier = Verifier::Station(station.home.id);
    let mut times = Vec::new();
    for n in 0..LOGINS {
        let mobile = guest(n).0.mobile.unwrap();
        let ask = AskCode {
            mobile: mobile.clone(),
            verifier: verifier.clone(),
            purpose: Purpose::Login,
            language: Language::Fa,
            events: vec![event().id],
        };
        // A station sends a burst and then as many an hour; here an hour passes between two.
        station.now.wall = station.now.wall.plus(HOUR);
        station.now.boot = station.now.boot.plus(HOUR);
        station.act(|act| acts::send_code(act, &ask)).unwrap();
        let code = station.act(|act| {
            let message = acts::waiting(act.tx())?.pop().unwrap();
            let carried = match acts::envelope(act, message)? {
                Envelope::Carry(carried) => carried.code,
                Envelope::Drop => panic!("a listed number gets an SMS"),
            };
            acts::finish_message(act.tx(), message)?;
            Ok(carried)
        });
        let start = Instant::now();
        let welcome = station.act(|act| acts::log_in(act, event().alias, &mobile, &code));
        times.push(start.elapsed());
        assert!(matches!(welcome, Ok(LogIn::Welcome { .. })));
    }
    print(vec![row(
        "code to welcome",
        median(times.into_iter()),
        floor,
        1.3,
    )]);
}

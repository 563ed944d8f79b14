//! From the fifth digit to the welcome, as the backend sees it: one durable commit and one
//! signature are the floor.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints a table"
)]

mod site;

use connect_engine::acts::{self, AskCode, Envelope, LogIn};
use connect_engine::code::{Purpose, Verifier};
use connect_engine::home::Role;
use connect_engine::message::Language;
use connect_engine::store::{EventRows, RosterRows, Setting, SettingRows};
use connect_engine::time::Millis;
use site::{Site, event, guest, print, row};
use std::time::{Duration, Instant};

const LOGINS: u32 = 300;

const HOUR: Millis = Millis::from_secs(3600);

/// The middle of many.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// One row that is on the disk afterwards, and one signature over as many bytes as a token has.
fn floor(station: &mut Site) -> Duration {
    let bytes = [7; 400];
    let times = (0..LOGINS).map(|n| {
        let start = Instant::now();
        std::hint::black_box(station.home.key.sign(&bytes));
        let kept = station
            .store
            .write(|tx| tx.set_setting(Setting::ForkedAt, &n.to_string()));
        kept.unwrap();
        start.elapsed()
    });
    median(times.collect())
}

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
    let floor = floor(&mut station);
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
    print(vec![row("code to welcome", median(times), floor, 1.3)]);
}

//! What an attendee waits for in the real window: its start, against a window with one word in it;
//! and a key's digit, against a bare frame of the same page.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints a table"
)]

mod table;

use connect_tests::centre::Centre;
use connect_tests::driver::Driver;
use connect_tests::kiosk::Kiosk;
use connect_tests::program;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use table::{print, row};

const STARTS: usize = 9;
/// Of one script, a number typed and taken back three times: a driver waits for none longer than
/// half a minute.
const TOUCHES_AT_ONCE: usize = 66;
const TOUCHES: usize = 4 * TOUCHES_AT_ONCE;

/// From the wish for a window to a screen in it, as the driver sees it.
async fn start(folder: &Path, program: &str, arguments: &[String], screen: &str) -> Duration {
    let driver = Driver::start(folder, |_| {});
    driver.answers().await;
    let from = Instant::now();
    let client = driver
        .open(program::path(program), arguments.to_vec())
        .await;
    shows(&client, screen).await;
    let took = from.elapsed();
    drop(client.close().await);
    took
}

async fn shows(client: &Client, screen: &str) {
    let shown = format!("[data-screen=\"{screen}\"]");
    // Asked without a pause: half a look would be a tenth of a start.
    let seen = client.wait().every(Duration::from_millis(2));
    seen.for_element(Locator::Css(&shown)).await.unwrap();
}

fn in_order(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

/// The milliseconds that a script told.
fn told(times: &Value) -> impl Iterator<Item = Duration> {
    let times = times.as_array().unwrap().iter();
    times.map(|ms| Duration::from_secs_f64(ms.as_f64().unwrap() / 1000.0))
}

#[tokio::main]
async fn main() {
    let mut centre = Centre::new();
    let roster = "name,mobile,ticket_code\nSara,09140000001,T-1\n";
    let event = centre.event("Bench", &[], roster);
    centre.serve().await;
    let mut kiosk = Kiosk::of(&centre, &[event]);

    // The first start joins the centre and loads the roster: it is no start like the others.
    let screen = kiosk.open().await;
    screen.begin().await;
    let script = include_str!("keys.js");
    let (mut keys, mut frames) = (Vec::new(), Vec::new());
    for _ in 0..TOUCHES / TOUCHES_AT_ONCE {
        let taken = screen.run_async(script, vec![json!(TOUCHES_AT_ONCE)]);
        let taken = taken.await;
        keys.extend(told(&taken["keys"]));
        frames.extend(told(&taken["frames"]));
    }
    let (keys, frames) = (in_order(keys), in_order(frames));
    screen.close().await;
    kiosk.close();

    let folder = tempfile::tempdir().unwrap();
    let arguments = kiosk.all_arguments();
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let none = start(folder.path(), "examples/empty_window", &[], "empty");
        empty.push(none.await);
        ours.push(start(folder.path(), "connect-kiosk", &arguments, "attract").await);
    }
    let (ours, empty) = (in_order(ours), in_order(empty));
    let late = TOUCHES * 99 / 100;
    print(vec![
        row(
            "start to first screen",
            ours[STARTS / 2],
            empty[STARTS / 2],
            1.3,
        ),
        row(
            "key to paint, half",
            keys[TOUCHES / 2],
            frames[TOUCHES / 2],
            1.3,
        ),
        row("key to paint, 99 %", keys[late], frames[late], 1.3),
    ]);
}

//! Journeys in the real window, against a real centre. A journey reads codes only from an outbox,
//! and check-ins only from the centre or from a database that it opens again; nothing in the app
//! helps it.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that can't go on says where"
)]

mod another_number;
mod apart;
mod beside;
mod clocks;
mod commands;
mod first_load;
mod full_disk;
mod hand_off;
mod lights;
mod log_in;
mod overview;
mod refusals;
mod setup;
mod several;
mod staff;
mod starts;
mod together;
mod tongue;
mod touch;
mod ways_in;
mod window;

use connect_tests::centre::Centre;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Windows that are open at once: a core starts one while two others wait for something.
static WINDOWS: Semaphore = Semaphore::const_new(4);

/// A turn to open a window.
pub async fn turn() -> SemaphorePermit<'static> {
    WINDOWS.acquire().await.unwrap()
}

/// A turn to open two windows.
pub async fn turn_for_two() -> SemaphorePermit<'static> {
    WINDOWS.acquire_many(2).await.unwrap()
}

/// One ticket for Sara and for John, three for Omid.
pub const ROSTER: &str = "name,mobile,ticket_code,ticket_type\n\
    سارا محمدی,09140000001,T-1,VIP\n\
    John Smith,+989140000002,T-2,\n\
    امید کریمی,09140000003,T-3,بزرگسال\n\
    مینا کریمی,09140000003,T-4,کودک\n\
    Nika Karimi,09140000003,T-5,\n";

/// The numbers of [`ROSTER`] in E.164.
pub const SARA: &str = "+989140000001";
/// John's.
pub const JOHN: &str = "+989140000002";
/// Omid's, and his family's.
pub const OMID: &str = "+989140000003";

/// A centre with a policy that serves one event with [`ROSTER`], and a kiosk of it.
pub async fn door(policy: &str) -> (Centre, i64, Kiosk) {
    let mut centre = Centre::new();
    let event = centre.event("گردهمایی راست", &[], ROSTER);
    let file = centre.file("policy.toml");
    std::fs::write(&file, policy).unwrap();
    centre.serve_with(&["--policy", file.to_str().unwrap()]);
    centre.serve().await;
    let kiosk = Kiosk::of(&centre, &[event]);
    (centre, event, kiosk)
}

/// Types a number on the keypad and asks for a code.
pub async fn ask(screen: &Screen, mobile: &str) {
    screen.begin().await;
    screen.touch_keys(mobile).await;
    screen.touch("send-code").await;
    screen.expect("code").await;
}

/// A code that isn't this one.
pub fn other_than(code: &str) -> String {
    format!("{:05}", (code.parse::<u32>().unwrap() + 1) % 100_000)
}

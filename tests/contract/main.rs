//! What apps rely on: the running centre over HTTP, and its commands.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod blog;
mod bodies;
mod calls;
mod codes;
mod commands;
mod cursors;
mod exchange;
mod grants;
mod joining;
mod keys;
mod live;
mod logs;
mod looks;
mod me;
mod quarantine;
mod readme;
mod records;
mod rosters;
mod site;
mod slow_gateway;
mod staff;
mod stations;
mod tokens;

use connect_tests::centre::Centre;

/// A roster of two: one ticket each.
pub const ROSTER: &str = "name,mobile,ticket_code,ticket_type\n\
    سارا محمدی,09140000001,T-1,VIP\n\
    John Smith,+989140000002,T-2,\n";

/// A centre that serves one event with [`ROSTER`], and an app that is registered for it.
pub async fn served() -> (Centre, i64, (String, String)) {
    let mut centre = Centre::new();
    let event = centre.event("Rust Meetup", &[], ROSTER);
    let client = centre.client(&[event]);
    centre.serve().await;
    (centre, event, client)
}

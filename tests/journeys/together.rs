//! Two windows at one centre, and what changes at the centre: each hears of the other by itself.

use crate::beside::{AGREED, Beside, open};
use crate::{JOHN, OMID, ROSTER, SARA, ask, door, turn, turn_for_two};
use connect_engine::time::Timestamp;
use connect_tests::centre::Centre;
use connect_tests::duty::come_on_duty;
use connect_tests::kiosk::Kiosk;
use connect_tests::screen::Screen;
use connect_tests::wait::until;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;
use tokio::time::Instant;

const PIN: &str = "4938";

/// How long a door may take to show what a command has changed: a second, and what a busy machine
/// takes for itself.
const TOLD: Duration = Duration::from_secs(5);

/// How often both databases are looked at to see how far apart they are.
const CLOSE_LOOK: Duration = Duration::from_millis(5);

/// Asks for a code with the keyboard.
async fn ask_by_keys(screen: &Screen, mobile: &str) {
    screen.begin().await;
    screen.type_keys(mobile).await;
    screen.press_enter().await;
    screen.expect("code").await;
}

/// A centre that serves one event, and two kiosks in English at it.
async fn two_doors() -> (Centre, i64, Kiosk, Kiosk) {
    let mut centre = Centre::new();
    let mut roster = ROSTER.to_owned();
    for n in 2..=6 {
        writeln!(roster, "Guest {n},0914000010{n},D-{n},").unwrap();
    }
    let event = centre.event("Two Doors", &[], &roster);
    let policy = centre.file("policy.toml");
    std::fs::write(&policy, "send_pause_s = 0").unwrap();
    centre.serve_with(&["--policy", policy.to_str().unwrap()]);
    centre.serve().await;
    let door = |name| Kiosk::named(name, &centre, &centre.url(), &[event]).in_language("en");
    let (north, south) = (door("North"), door("South"));
    (centre, event, north, south)
}

/// What `attendee list` says of the first ticket with this code.
fn listed(centre: &Centre, event: i64, ticket: &str) -> Value {
    let all = centre.run(&["attendee", "list", "--event", &event.to_string()]);
    let attendees = all["attendees"].as_array().unwrap().iter();
    let mut tickets = attendees.flat_map(|a| a["tickets"].as_array().unwrap());
    tickets
        .find(|found| found["ticket_code"] == ticket)
        .unwrap()
        .clone()
}

/// How long after the one door the other knows that a ticket was used.
async fn apart(here: &Beside, there: &Beside, ticket: &str) -> Duration {
    let (mut first, mut second) = (None, None);
    let begun = Instant::now();
    let mut tick = tokio::time::interval(CLOSE_LOOK);
    while second.is_none() {
        tick.tick().await;
        assert!(begun.elapsed() < AGREED, "{ticket} shows nowhere else");
        let entered = |beside: &Beside| !beside.entry(ticket).0.is_empty();
        if first.is_none() && entered(here) {
            first = Some(Instant::now());
        }
        if first.is_some() && entered(there) {
            second = Some(Instant::now());
        }
    }
    second.unwrap() - first.unwrap()
}

#[tokio::test]
async fn a_call_for_staff_at_one_door_is_read_at_the_other_until_somebody_goes() {
    let _turns = turn_for_two().await;
    let (centre, event, mut north, mut south) = two_doors().await;
    centre.staff("Nika", "steward", PIN, &[event]);
    let (at_north, _) = open(&mut north, event).await;
    let (at_south, _) = open(&mut south, event).await;
    at_north.begin().await;
    at_north.touch("ticket-code").await;
    at_north.touch("call-staff").await;
    at_north
        .expect_value("staff-told", "data-told", "true")
        .await;
    at_north.touch("close").await;
    let stations = centre.run(&["station", "list"])["stations"].clone();
    let mut stations = stations.as_array().unwrap().iter();
    let caller = stations.find(|station| station["name"] == "North").unwrap();
    let caller = caller["id"].as_str().unwrap();
    let line = format!("call-{caller}");
    let told = at_south.text(&line).await;
    assert!(told.contains("North"), "{told}");
    come_on_duty(&at_south, PIN).await;
    at_south.touch("nav-more").await;
    at_south.touch(&format!("answer-{caller}")).await;
    for screen in [&at_south, &at_north] {
        until("the line to be quiet again", AGREED, async || {
            (!screen.has(&line).await).then_some(())
        })
        .await;
    }
    at_north.close().await;
    at_south.close().await;
}

#[tokio::test]
async fn staff_who_call_for_help_are_told_whether_anybody_heard_and_the_other_door_reads_it() {
    let _turns = turn_for_two().await;
    let (mut centre, event, mut north, mut south) = two_doors().await;
    centre.staff("Nika", "steward", PIN, &[event]);
    let (at_north, _) = open(&mut north, event).await;
    let (at_south, _) = open(&mut south, event).await;
    at_north.begin().await;
    come_on_duty(&at_north, PIN).await;
    centre.kill();
    at_north
        .expect_value("staff-line", "data-link", "offline")
        .await;
    at_north.touch("nav-more").await;
    at_north.touch("call-staff").await;
    let unheard = at_north.text("help-unheard").await;
    assert!(unheard.contains("Nobody else has heard"), "{unheard}");
    centre.serve().await;
    until("the call to be heard", AGREED, async || {
        at_north.has("help-called").await.then_some(())
    })
    .await;
    let heard = at_north.text("help-called").await;
    assert!(heard.contains("have been told"), "{heard}");
    let called = centre.wait_for_records(event, "help-called", 1).await;
    assert_eq!(called[0]["by"], "Nika", "{called:?}");
    until("the call at the other door", AGREED, async || {
        let told = at_south.text("staff-line").await;
        told.contains("North").then_some(())
    })
    .await;
    at_north.close().await;
    at_south.close().await;
}

#[tokio::test]
async fn a_check_in_at_one_door_shows_at_the_other_within_a_second() {
    let _turn = turn_for_two().await;
    let (centre, event, mut north, mut south) = two_doors().await;
    let (at_north, beside_north) = open(&mut north, event).await;
    let (at_south, beside_south) = open(&mut south, event).await;
    let mut shown = Vec::new();
    for n in 2..=6 {
        let (mobile, ticket) = (format!("0914000010{n}"), format!("D-{n}"));
        ask_by_keys(&at_north, &mobile).await;
        let code = centre
            .outbox()
            .nth(&format!("+98{}", &mobile[1..]), 1)
            .await;
        let (after, ()) = tokio::join!(apart(&beside_north, &beside_south, &ticket), async {
            at_north.type_keys(&code.code).await;
            at_north.expect("welcome").await;
        });
        shown.push(after);
        at_north.touch("done").await;
    }
    shown.sort_unstable();
    eprintln!("check-ins showed at the other door after {shown:?}");
    // What a busy machine may do to one of them.
    let all_but_one = shown[shown.len() - 2];
    assert!(all_but_one < Duration::from_secs(1), "{shown:?}");
    ask_by_keys(&at_north, "09140000001").await;
    let code = centre.outbox().nth(SARA, 1).await.code;
    at_north.type_keys(&code).await;
    at_north.expect("welcome").await;
    let now = at_north.text("entry-1").await;
    assert!(now.starts_with("Checked in at"), "{now}");
    ask_by_keys(&at_south, "09140000001").await;
    let code = centre.outbox().nth(SARA, 2).await.code;
    at_south.type_keys(&code).await;
    at_south.expect("welcome").await;
    let already = at_south.text("entry-1").await;
    // An event without an end may have had several days.
    assert!(already.starts_with("Already checked in on "), "{already}");
    centre.wait_for_records(event, "login", 7).await;
    let entries = centre.records(event, "check-in");
    let of_sara = entries.iter().filter(|entry| entry["ticket_code"] == "T-1");
    let doors: Vec<&Value> = of_sara.map(|entry| &entry["station"]).collect();
    assert_eq!(doors, ["North"], "a ticket is used once");
    at_north.close().await;
    at_south.close().await;
}

#[tokio::test]
async fn one_ticket_at_two_doors_apart_is_one_entry_that_was_also_seen() {
    let _turn = turn_for_two().await;
    let (mut centre, event, mut north, mut south) = two_doors().await;
    let (at_north, beside_north) = open(&mut north, event).await;
    let (at_south, beside_south) = open(&mut south, event).await;
    centre.kill();
    for (kiosk, screen) in [(&north, &at_north), (&south, &at_south)] {
        ask_by_keys(screen, "09140000001").await;
        let code = kiosk.outbox().nth(SARA, 1).await.code;
        screen.type_keys(&code).await;
        screen.expect("welcome").await;
        let now = screen.text("entry-1").await;
        assert!(now.starts_with("Checked in at"), "nobody waits: {now}");
        screen.press_enter().await;
    }
    centre.serve().await;
    let all = until("both doors and the centre to agree", AGREED, async || {
        let ticket = listed(&centre, event, "T-1");
        let (used, seen) = (&ticket["checked_in_at"], &ticket["also_seen_at"]);
        let at_the_centre = (json!([used]), seen.clone());
        let agreed = [&beside_north, &beside_south].iter().all(|beside| {
            let (used, seen) = beside.entry("T-1");
            (json!(used), json!(seen)) == at_the_centre
        });
        let both = used.is_string() && seen.as_array().unwrap().len() == 1;
        (agreed && both).then_some(ticket)
    })
    .await;
    let time = |text: &Value| Timestamp::parse_rfc3339(text.as_str().unwrap()).unwrap();
    assert!(
        time(&all["checked_in_at"]) < time(&all["also_seen_at"][0]),
        "the first one counts: {all}"
    );
    for screen in [&at_north, &at_south] {
        screen
            .expect_value("staff-line", "data-link", "online")
            .await;
        until("no record waiting", AGREED, async || {
            (!screen.text("staff-line").await.contains("waiting")).then_some(())
        })
        .await;
    }
    let entries = centre.records(event, "check-in");
    let doors: Vec<&Value> = entries.iter().map(|entry| &entry["station"]).collect();
    assert_eq!(doors, ["North", "South"], "both are kept, in their order");
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
    at_north.close().await;
    at_south.close().await;
}

#[tokio::test]
async fn what_a_command_changes_at_the_centre_shows_at_the_door() {
    let _turn = turn().await;
    let (centre, event, kiosk) = door("").await;
    let mut kiosk = kiosk.in_language("en");
    let (screen, beside) = open(&mut kiosk, event).await;
    let alias = event.to_string();
    for ticket in ["T-4", "T-5"] {
        centre.run(&["ticket", "cancel", "--event", &alias, ticket]);
    }
    until("the tickets to be cancelled", TOLD, async || {
        (beside.has_cancelled("T-4") && beside.has_cancelled("T-5")).then_some(())
    })
    .await;
    ask(&screen, "09140000003").await;
    let code = centre.outbox().nth(OMID, 1).await.code;
    screen.touch_keys(&code).await;
    // One of three is left: nothing is asked.
    screen.expect("welcome").await;
    assert!(screen.text("entry-1").await.starts_with("Checked in at"));
    for cancelled in ["entry-2", "entry-3"] {
        assert_eq!(screen.text(cancelled).await, "This ticket was cancelled");
    }
    screen.touch("done").await;
    let entries = centre.wait_for_records(event, "check-in", 1).await;
    assert_eq!(entries[0]["ticket_code"], "T-3");

    let all = centre.run(&["attendee", "list", "--event", &alias]);
    let mut attendees = all["attendees"].as_array().unwrap().iter();
    let john = attendees.find(|a| a["mobile"] == JOHN).unwrap();
    centre.run(&["attendee", "remove", john["id"].as_str().unwrap()]);
    until("the attendee to be gone", TOLD, async || {
        (!beside.lists(JOHN)).then_some(())
    })
    .await;
    ask(&screen, "09140000002").await;
    screen.expect_value("tries-left", "data-tries", "5").await;
    screen.touch("other-number").await;
    // Who comes later has had an SMS: none was on its way before it.
    ask(&screen, "09140000001").await;
    centre.outbox().nth(SARA, 1).await;
    assert_eq!(centre.outbox().to(JOHN).len(), 0);
    assert_eq!(kiosk.outbox().all().len(), 0);
    screen.close().await;
}

#[tokio::test]
async fn a_revoked_kiosk_closes_by_itself_and_knows_nobody_any_more() {
    let _turn = turn().await;
    let (centre, event, mut kiosk) = door("").await;
    centre.staff("Nika", "steward", "4938", &[event]);
    let (screen, beside) = open(&mut kiosk, event).await;
    let stations = centre.run(&["station", "list"]);
    let id = stations["stations"][0]["id"].as_str().unwrap();
    centre.run(&["station", "revoke", id]);
    screen.expect("out-of-order").await;
    screen
        .expect_value("staff-line", "data-link", "revoked")
        .await;
    for mobile in [SARA, JOHN, OMID] {
        assert!(!beside.lists(mobile), "the roster is erased");
    }
    // Nor does a new start open the door, and staff, who are erased too, are told why.
    screen.close().await;
    let screen = kiosk.open().await;
    screen.expect("out-of-order").await;
    until("the PIN's screen", AGREED, async || {
        screen.hold("staff-entry", Duration::from_secs(5)).await;
        (screen.name().await.as_deref() == Some("pin")).then_some(())
    })
    .await;
    let told = screen.text("nobody").await;
    assert!(told.contains("اجازه کار این دستگاه"), "{told}");
    screen.close().await;
}

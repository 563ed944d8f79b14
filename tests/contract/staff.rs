//! `staff add`, `staff list`, `staff remove`.

use connect_engine::acts::{self, Seen};
use connect_engine::ids::StaffId;
use connect_engine::mobile::Mobile;
use connect_engine::store::{EventRows as _, RosterRows as _, StaffRows as _};
use connect_tests::centre::Centre;
use connect_tests::station::Station;
use serde_json::{Value, json};

#[test]
fn staff_are_added_listed_and_removed() {
    let centre = Centre::new();
    let (one, two) = (centre.event("One", &[], ""), centre.event("Two", &[], ""));
    let nika = centre.staff("Nika", "steward", "۴۹۳۸", &[one, two]);
    let omid = centre.staff("Omid", "supervisor", "605512", &[two]);
    assert_eq!(
        centre.run(&["staff", "list"]),
        json!({ "staff": [
            { "id": nika, "name": "Nika", "role": "steward", "events": [one, two] },
            { "id": omid, "name": "Omid", "role": "supervisor", "events": [two] },
        ] })
    );
    assert_eq!(
        centre.run(&["staff", "remove", &nika]),
        json!({ "removed": nika })
    );
    let left = centre.run(&["staff", "list"]);
    assert_eq!(left["staff"].as_array().unwrap().len(), 1);
    assert!(!centre.try_run(&["staff", "remove", &nika]).success);
    assert_eq!(centre.run(&["records", "verify"])["holds"], true);
}

#[test]
fn without_a_pin_one_is_made_up_and_shown_this_once() {
    let centre = Centre::new();
    let event = centre.event("One", &[], "").to_string();
    let add = [
        "staff", "add", "--name", "Nika", "--role", "steward", "--event", &event,
    ];
    let made = centre.run(&add);
    let pin = made["pin"].as_str().unwrap();
    assert!(
        pin.len() == 6 && pin.bytes().all(|c| c.is_ascii_digit()),
        "{pin}"
    );
    let listed = centre.try_run(&["staff", "list"]).stdout;
    assert!(
        !listed.contains(pin) && !listed.contains("argon2"),
        "{listed}"
    );
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let centre = Centre::new();
    let event = centre.event("One", &[], "").to_string();
    let add = |name: &str, pin: &str, event: &str| {
        let answer = centre.try_run(&[
            "staff", "add", "--name", name, "--role", "steward", "--pin", pin, "--event", event,
        ]);
        (answer.success, answer.stderr)
    };
    assert!(add("Nika", "4938", &event).0);
    for (name, pin, event, word) in [
        ("Nika", "4938", event.as_str(), "Nika"),
        ("Omid", "123", &event, "4 to 12 digits"),
        ("Omid", "hello", &event, "4 to 12 digits"),
        (" ", "4938", &event, "name"),
        ("Omid", "4938", "999", "999"),
    ] {
        let (success, said) = add(name, pin, event);
        assert!(!success && said.contains(word), "{name} {pin}: {said}");
    }
    assert!(!centre.try_run(&["staff", "remove", "nobody"]).success);
}

#[tokio::test]
async fn what_staff_did_is_exported_with_who_did_it_and_why() {
    let mut centre = Centre::new();
    let event = centre.event("Rust Meetup", &[], crate::ROSTER);
    centre.serve().await;
    let nika = centre.staff("Nika", "steward", "4938", &[event]);
    let folder = tempfile::tempdir().unwrap();
    let station = Station::join(&folder.path().join("door"), &centre, &[event], "Door").await;
    station.exchange().await;
    let by: StaffId = nika.parse().unwrap();
    assert!(station.write(|act| act.tx().staff_member(by)).is_some());
    let ticket = station.write(|act| {
        let event = act.tx().events()?.remove(0);
        act.tx().ticket_by_code(event.id, "T-1")
    });
    let held = ticket.unwrap();
    let seen = || {
        let card = station.write(|act| acts::view_card(act, held.attendee));
        Seen {
            ticket: held.id,
            attendee: held.attendee,
            last: card.unwrap().tickets[0].view.last.map(|last| last.place),
        }
    };
    let open = seen();
    let came = station.write(|act| acts::check_in_by_staff(act, by, open));
    assert!(came.is_ok());
    let inside = seen();
    let left = station.write(|act| acts::check_out_by_staff(act, by, inside));
    assert!(left.is_ok());
    let why = "only looked out";
    let outside = seen();
    let undone = station.write(|act| acts::undo_by_staff(act, by, outside, why));
    assert!(undone.is_ok());
    // What they do to the station is about no event.
    station.write(|act| acts::note_staff_act(act, "language", "en", by));
    let unlisted = Mobile::parse("09149999999").unwrap();
    station.write(|act| acts::unlock_number(act, &unlisted, Some(by)));
    station.exchange().await;
    // Who did it is told even when they are staff no more.
    centre.run(&["staff", "remove", &nika]);
    let one = |kind: &str| -> Value {
        let records = centre.records(event, kind);
        assert_eq!(records.len(), 1, "{kind}");
        records[0].clone()
    };
    for kind in ["check-in", "checked-out", "check-in-undone"] {
        let record = one(kind);
        assert_eq!(record["by"], "Nika", "{record}");
        assert_eq!(record["ticket_code"], "T-1", "{record}");
    }
    assert_eq!(one("check-in-undone")["reason"], why);
    assert_eq!(one("check-in")["reason"], Value::Null);
    for (kind, reason) in [
        ("staff-act", json!("language: en")),
        ("number-unlocked", Value::Null),
    ] {
        let record = one(kind);
        assert_eq!(record["by"], "Nika", "{record}");
        assert_eq!(record["reason"], reason);
        assert_eq!(record["event_id"], Value::Null, "{record}");
    }
    // Of another event's stations nothing is told.
    let other = centre.event("Another", &[], "");
    assert_eq!(centre.records(other, "staff-act"), Vec::<Value>::new());
}

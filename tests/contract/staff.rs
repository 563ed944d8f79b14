//! `staff add`, `staff list`, `staff remove`.

use connect_tests::centre::Centre;
use serde_json::json;

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

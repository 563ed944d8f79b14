//! The text with which a kiosk joins.

use crate::cases;
use connect_engine::join_text::{JoinText, NoJoinText};
use proptest::prelude::*;

const CODE: &str = "2345-6789-ABCD-EFGH";

fn read(text: &str) -> Result<(String, String), NoJoinText> {
    JoinText::parse(text).map(|join| (join.centre, join.code))
}

#[test]
fn what_a_centre_writes_is_read_however_it_is_typed() {
    let centre = "https://connect.example.org:8443".to_owned();
    let written = JoinText {
        centre: centre.clone(),
        code: CODE.to_owned(),
    };
    let written = written.to_string();
    assert_eq!(
        written,
        "https://connect.example.org:8443/enrol#1.2345-6789-ABCD-EFGH"
    );
    for typed in [
        written.clone(),
        format!("  {written}\n"),
        written.to_uppercase(),
        written.to_lowercase().replace('-', ""),
        written.replace("https://", ""),
        written.replace("ABCD-", " abcd "),
        written.replace("#1.", "#۱.").replace("2345", "٢۳۴5"),
        format!("\u{200E}{written}\u{200F}"),
    ] {
        assert_eq!(
            read(&typed),
            Ok((centre.clone(), CODE.to_owned())),
            "{typed:?}"
        );
    }
    let here = format!("http://127.0.0.1:8420/enrol#1.{CODE}");
    assert_eq!(read(&here).unwrap().0, "http://127.0.0.1:8420");
}

#[test]
fn a_newer_text_is_told_from_one_that_is_none() {
    let newer = [
        "https://c.example/enrol#2.whatever it says",
        "https://c.example/enrol#17.",
    ];
    for text in newer {
        assert_eq!(read(text), Err(NoJoinText::Newer), "{text}");
    }
    let none = [
        "",
        "https://c.example",
        CODE,
        "https://c.example/enrol#1",
        "https://c.example/enrol#1.",
        "https://c.example/enrol#0.2345-6789-ABCD-EFGH",
        "https://c.example/enrol#x.2345-6789-ABCD-EFGH",
        "/enrol#1.2345-6789-ABCD-EFGH",
        "https:///enrol#1.2345-6789-ABCD-EFGH",
        // A letter too few, one too many, and one that no code has.
        "https://c.example/enrol#1.2345-6789-ABCD-EFG",
        "https://c.example/enrol#1.2345-6789-ABCD-EFGHJ",
        "https://c.example/enrol#1.2345-6789-ABCD-EFGI",
    ];
    for text in none {
        assert_eq!(read(text), Err(NoJoinText::Unreadable), "{text}");
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn no_text_is_a_panic_and_what_is_read_is_read_again(text in ".{0,80}") {
        if let Ok(join) = JoinText::parse(&text) {
            prop_assert_eq!(JoinText::parse(&join.to_string()), Ok(join));
        }
    }
}

//! Staff look for people.

use crate::support::{Site, World, mobile, open_with_key};
use connect_engine::acts::{self, Found};
use connect_engine::key::Label;
use connect_engine::roster::Event;
use connect_engine::store::{RosterRows, SearchRows};
use std::fmt::Write as _;

/// Makes all texts of a station.
fn index(station: &mut Site) {
    while station.act(|act| acts::index_people(act, 7)) {}
}

fn search(station: &mut Site, events: &[Event], typed: &str) -> Found {
    station.act(|act| acts::search_people(act, events, typed))
}

/// The names that are found in the order in which they show.
fn names(world: &mut World, typed: &str) -> Vec<String> {
    let events = [world.event.clone()];
    let station = &mut world.stations[0];
    index(station);
    let hits = search(station, &events, typed).hits;
    hits.into_iter().map(|hit| hit.name).collect()
}

fn world_with(names: &[&str]) -> World {
    let mut csv = String::from("name,mobile,ticket_code\n");
    for (n, name) in names.iter().enumerate() {
        writeln!(csv, "{name},0912{:07},K{n}", n + 1).unwrap();
    }
    World::with(&csv).with_station()
}

/// A name as it stands in the roster, and as staff type it.
const PAIRS: [(&str, &str); 36] = [
    // Persian: letters of Arabic keyboards, half-spaces, hamza, madda, parts in any order.
    ("علي كريمي", "علی کریمی"),
    ("علی\u{200C}رضا بهرامی", "علیرضا بهرامی"),
    ("امیر حسین نوری", "امیرحسین نوری"),
    ("محمدجواد صفایی", "محمد جواد صفائی"),
    ("آرزو آذری", "ارزو اذری"),
    ("مؤگان شریفی", "موگان شریفی"),
    ("سارا موسوی", "موسوی سارا"),
    ("فاطمهٔ زهرا یوسفی", "فاطمه زهرا یوسفی"),
    ("پرهــام دلاوری", "پرهام"),
    ("کیمیا رستم\u{200C}زاده", "رستم زاده"),
    // Persian: typing errors.
    ("شهریار قاسمی", "شهریار غاسمی"),
    ("نگار احمدی", "نگار اخمدی"),
    ("مهسا محمودیان", "مهسا محودیان"),
    ("بهنام طاهری", "بنهام طاهری"),
    // Arabic: hamza, teh marbuta, alef maksura, wasla, vowel marks, forms for presentation.
    ("أحمد الخطيب", "احمد الخطیب"),
    ("إبراهيم السيد", "ابراهيم السيد"),
    ("فاطمة الزهراء", "فاطمه الزهرا"),
    ("مُحَمَّدُ بنُ سَلمان", "محمد بن سلمان"),
    ("مصطفى النجار", "مصطفي النجار"),
    ("ٱلْحَسَن ٱلْبَصْرِيّ", "الحسن البصری"),
    ("ﻋﻤﺮ ﺍﻟﺸﺮﻳﻒ", "عمر الشریف"),
    ("هبة عبد الله", "هبه عبدالله"),
    ("يوسف الحداد", "یوسف الحدد"),
    // Latin: accents, case, dashes, apostrophes, letters of their own, typing errors.
    ("José García", "jose garcia"),
    ("Zoë O’Connor", "zoe oconnor"),
    ("Jean-Luc Picard", "jean luc picard"),
    ("Łukasz Żółty", "lukasz zolty"),
    ("Jürgen Groß", "jurgen gross"),
    ("Søren Ærø", "soren aero"),
    ("İbrahim Çelik", "ibrahim celik"),
    ("Mohammad Karimi", "mohamad karimi"),
    ("Katherine Johnson", "johnson kathreine"),
    ("Sarah Whitfield", "WHITFEILD"),
    ("ＡＬＩＣＥ Ｗｏｎｇ", "alice wong"),
    // Digits of three scripts, in names as in codes.
    ("میز ۱۲ الف", "میز 12"),
    ("Table ٤٢", "table ۴۲"),
];

#[test]
fn a_name_is_found_however_it_is_typed_in_three_scripts() {
    let stored: Vec<&str> = PAIRS.iter().map(|(stored, _)| *stored).collect();
    let mut world = world_with(&stored);
    for (stored, typed) in PAIRS {
        let found = names(&mut world, typed);
        assert_eq!(found.first().map(String::as_str), Some(stored), "{typed}");
    }
    for nobody in ["پرویز", "Bartholomew", "الزعفراني", "09999999999", "K999"] {
        assert_eq!(names(&mut world, nobody), Vec::<String>::new(), "{nobody}");
    }
}

/// A name, what staff type for it, and the name of somebody else that was typed by mistake.
const OTHERS_NAMES: [(&str, &str, &str); 8] = [
    ("نیما حسینی", "نیما حسنی", "کامران حسنی"),
    ("نگار احمدی", "نگار محمدی", "بهنام محمدی"),
    ("زهرا قاسمی", "زهره قاسمی", "زهره طاهری"),
    ("شهریار کریمی", "شهریار کرمی", "آرش کرمی"),
    ("سارا حسینی", "سارا حسنی", "نیما حسنی"),
    ("أحمد الشريف", "احمد الظریف", "سلمان الظريف"),
    ("Mohammad Karimi", "mohammad karami", "Kaveh Karami"),
    ("Sara Johnson", "sarah johnson", "Sarah Whitfield"),
];

#[test]
fn a_name_is_found_though_what_was_typed_by_mistake_is_somebody_elses() {
    for (stored, typed, other) in OTHERS_NAMES {
        let mut world = world_with(&[other, stored]);
        assert_eq!(names(&mut world, typed), [stored], "{typed}");
    }
    // Whose name it is comes alone: then nothing was typed by mistake.
    let mut world = world_with(&["Sara Karimi", "Sara Karami", "Sarah Karimi"]);
    assert_eq!(names(&mut world, "sara karami"), ["Sara Karami"]);
}

#[test]
fn whose_whole_code_or_number_was_typed_is_the_only_one_though_it_stands_in_others() {
    let mut csv = String::from("name,mobile,ticket_code\n");
    for n in 1..=30 {
        writeln!(csv, "Guest {n},0912000{n:04},T-{n}").unwrap();
    }
    // The digits of their code stand in the number of somebody else, and a code in another's name.
    csv.push_str("Sara,09350000000,00012\nT-77 Reza,09350000001,T-1077\n");
    csv.push_str("Ada,09350000002,T-77\n");
    let mut world = World::with(&csv).with_station();
    index(&mut world.stations[0]);
    let events = [world.event.clone()];
    for (typed, name) in [
        ("T-1", Some("Guest 1")),
        ("00012", Some("Sara")),
        ("T-77", Some("Ada")),
        ("09120000030", Some("Guest 30")),
        ("Guest 30", Some("Guest 30")),
        ("T-", None),
        ("Guest 3", None),
        ("T-999", None),
    ] {
        let found = search(&mut world.stations[0], &events, typed);
        let only = found.only.map(|id| {
            let hit = found.hits.iter().find(|hit| hit.attendee == id);
            hit.unwrap().name.as_str()
        });
        assert_eq!(only, name, "{typed}: {:?}", found.hits);
    }
}

#[test]
fn the_code_of_a_country_alone_is_too_short() {
    let mut world = World::of(3).with_station();
    index(&mut world.stations[0]);
    let events = [world.event.clone()];
    for typed in ["+98", "0098", "+98 9"] {
        let found = search(&mut world.stations[0], &events, typed);
        assert!(found.too_short && found.hits.is_empty(), "{typed}");
    }
    let found = search(&mut world.stations[0], &events, "+98 912");
    assert_eq!(found.hits.len(), 3);
}

#[test]
fn a_number_or_a_code_is_found_by_its_parts() {
    let mut world = World::with(
        "name,mobile,ticket_code\nSara,09124443322,VIP-77-A\nReza,09359876543,b1\n\
         Ada,+14155552671,C3\n",
    )
    .with_station();
    for (typed, name) in [
        ("09124443322", "Sara"),
        ("۰۹۱۲ ۴۴۴ ۳۳۲۲", "Sara"),
        ("+98 912 444", "Sara"),
        ("+98912444", "Sara"),
        ("0098 912 444 33 22", "Sara"),
        ("3322", "Sara"),
        ("443", "Sara"),
        ("876543", "Reza"),
        ("15555267", "Ada"),
        ("vip77a", "Sara"),
        ("VIP-77-A", "Sara"),
        ("vip 77", "Sara"),
        ("77", "Sara"),
        ("B1", "Reza"),
        ("C3", "Ada"),
    ] {
        assert_eq!(names(&mut world, typed), [name], "{typed}");
    }
}

#[test]
fn of_a_family_on_one_mobile_the_one_who_was_looked_for_is_shown() {
    let mut world = World::with(
        "name,mobile,ticket_code\nOmid Karimi,09124443322,K1\nNika Karimi,09124443322,K2\n",
    )
    .with_station();
    for (typed, name) in [
        ("nika", "Nika Karimi"),
        ("k2", "Nika Karimi"),
        ("karimi omid", "Omid Karimi"),
        ("karimi", "Omid Karimi"),
        ("09124443322", "Omid Karimi"),
    ] {
        assert_eq!(names(&mut world, typed), [name], "{typed}");
    }
}

#[test]
fn what_is_too_short_finds_nobody_and_says_so() {
    let mut world = world_with(&["Al Bo", "علی"]);
    let events = [world.event.clone()];
    for typed in ["", " ", "a", "ع", "-", "\u{200C}"] {
        let found = search(&mut world.stations[0], &events, typed);
        assert!(found.too_short && found.hits.is_empty(), "{typed}");
    }
    assert_eq!(names(&mut world, "bo"), ["Al Bo"]);
    assert_eq!(names(&mut world, "b al"), ["Al Bo"]);
    assert_eq!(names(&mut world, "عل"), ["علی"]);
}

#[test]
fn a_ticket_code_is_found_however_short_it_is() {
    let mut world = World::with(
        "name,mobile,ticket_code\nNika,09120000001,7\nOmid,09120000002,70\nSara,09120000003,a\n",
    )
    .with_station();
    index(&mut world.stations[0]);
    for (typed, name) in [
        ("7", "Nika"),
        ("۷", "Nika"),
        (" 7 ", "Nika"),
        ("70", "Omid"),
        ("A", "Sara"),
    ] {
        assert_eq!(names(&mut world, typed), [name], "{typed}");
        let events = [world.event.clone()];
        let found = search(&mut world.stations[0], &events, typed);
        assert!(found.only.is_some() && !found.too_short, "{typed}");
    }
    let events = [world.event.clone()];
    let found = search(&mut world.stations[0], &events, "8");
    assert!(found.too_short && found.hits.is_empty());
}

#[test]
fn whose_name_fits_best_comes_first_and_who_is_left_out_is_said() {
    let mut csv = String::from("name,mobile,ticket_code\n");
    for n in 0..60 {
        writeln!(csv, "Mahmoudreza {n},0935{n:07},M{n}").unwrap();
    }
    csv.push_str("Reza Azadi,09120000001,A1\nRezaei Nader,09120000002,A2\n");
    let mut world = World::with(&csv).with_station();
    let events = [world.event.clone()];
    let found = names(&mut world, "reza");
    assert_eq!(found.len(), 20);
    assert_eq!(found[..2], ["Reza Azadi", "Rezaei Nader"]);
    assert!(search(&mut world.stations[0], &events, "reza").more);
    let found = search(&mut world.stations[0], &events, "azadi");
    assert!(!found.more && found.hits.len() == 1);
    assert!(search(&mut world.stations[0], &[], "reza").hits.is_empty());
}

#[test]
fn what_is_found_follows_the_roster() {
    let mut world = world_with(&["Sara Ahmadi", "Nima Karimi"]);
    let event = world.event.clone();
    assert_eq!(names(&mut world, "sara"), ["Sara Ahmadi"]);
    // Renamed, and a number that moves to another.
    world.import(
        &event,
        "name,mobile,ticket_code\nSetareh Ahmadi,09120000001,K0\nNima Karimi,09350000009,K1\n\
         New Guest,09350000010,K2\n",
    );
    world.sync(0);
    assert_eq!(names(&mut world, "sara"), Vec::<String>::new());
    assert_eq!(names(&mut world, "setareh"), ["Setareh Ahmadi"]);
    assert_eq!(names(&mut world, "setarej"), ["Setareh Ahmadi"]);
    assert_eq!(names(&mut world, "0009"), ["Nima Karimi"]);
    assert_eq!(names(&mut world, "0000002"), Vec::<String>::new());
    assert_eq!(names(&mut world, "guest"), ["New Guest"]);
    // A ticket goes to somebody else's number: its code finds them, by its holder's name.
    world.import(
        &event,
        "name,mobile,ticket_code\nNew Guest,09120000001,K2\n",
    );
    world.sync(0);
    assert_eq!(names(&mut world, "K2"), ["New Guest"]);
    assert_eq!(names(&mut world, "0000001"), ["Setareh Ahmadi"]);
    assert_eq!(names(&mut world, "0000010"), Vec::<String>::new());
}

#[test]
fn a_roster_is_searched_once_its_load_has_ended_and_again_after_another_load() {
    let mut world = world_with(&["Sara Ahmadi", "Nima Karimi"]);
    let event = world.event.clone();
    assert_eq!(names(&mut world, "nima"), ["Nima Karimi"]);
    let nima = world.attendee(&event, &mobile(2)).unwrap();
    // The centre was restored from before somebody was imported: the load brings them no more.
    world.stations[0].act(|act| {
        let stray = connect_engine::roster::Attendee {
            id: connect_engine::ids::AttendeeId::from_bytes([7; 16]),
            name: "Stray Person".to_owned(),
            mobile: Some(mobile(77)),
            ..nima
        };
        act.tx().load_attendee(&stray, 0)?;
        act.tx().mark_person(stray.id)
    });
    assert_eq!(names(&mut world, "stray"), ["Stray Person"]);
    world.stations[0].act(|act| acts::load_again(act, event.id));
    world.upload(0);
    world.download(0);
    assert_eq!(names(&mut world, "stray"), Vec::<String>::new());
    assert_eq!(names(&mut world, "nima"), ["Nima Karimi"]);
}

/// Every text and blob of the tables that the search keeps.
fn bytes_of_search(site: &Site) -> Vec<u8> {
    let key = site.root.derive(Label::Database).unwrap();
    let connection = open_with_key(&site.file, &key);
    let mut bytes = Vec::new();
    for (table, column) in [
        ("search_texts", "text"),
        ("search_index_data", "block"),
        ("search_words", "word"),
        ("search_words", "variant"),
    ] {
        let sql = format!("select cast({column} as blob) from {table}");
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0));
        for row in rows.unwrap() {
            bytes.extend(row.unwrap());
        }
    }
    bytes
}

/// Letters that nobody else has: in the index two of them stand together wherever a name does.
const RARE: [&str; 2] = ["ღჯ", "ჟღ"];

fn shows_rare_letters(site: &Site) -> bool {
    let bytes = bytes_of_search(site);
    RARE.iter().any(|letters| {
        let letters = letters.as_bytes();
        bytes.windows(letters.len()).any(|window| window == letters)
    })
}

#[test]
fn whoever_is_removed_leaves_no_trace_in_the_index() {
    let mut world = world_with(&["Sara Ahmadi", "ჟღჯ Georgian", "Nima Karimi"]);
    let event = world.event.clone();
    assert_eq!(names(&mut world, "georgian").len(), 1);
    assert!(shows_rare_letters(&world.stations[0]));
    let id = world.attendee(&event, &mobile(2)).unwrap().id;
    world.centre.act(|act| acts::remove_attendee(act, id));
    world.sync(0);
    // At once, not when the texts are next made.
    assert!(!shows_rare_letters(&world.stations[0]));
    let found = search(&mut world.stations[0], &[event], "georgian");
    assert!(found.hits.is_empty());
    assert_eq!(names(&mut world, "georgain"), Vec::<String>::new());
    assert_eq!(names(&mut world, "sara"), ["Sara Ahmadi"]);
}

#[test]
fn a_name_that_was_changed_leaves_no_trace_in_the_index() {
    let mut world = world_with(&["Sara Ahmadi", "ჟღჯ Georgian"]);
    let event = world.event.clone();
    assert_eq!(names(&mut world, "georgian").len(), 1);
    world.import(
        &event,
        "name,mobile,ticket_code\nNino Georgian,09120000002,K1\n",
    );
    world.sync(0);
    assert_eq!(names(&mut world, "georgian"), ["Nino Georgian"]);
    assert!(!shows_rare_letters(&world.stations[0]));
}

#[test]
fn a_revoked_station_has_no_text_of_anybody() {
    let mut world = world_with(&["Sara Ahmadi", "ჟღჯ Georgian"]);
    assert_eq!(names(&mut world, "georgian").len(), 1);
    world.stations[0].act(|act| acts::be_revoked(act));
    assert!(!shows_rare_letters(&world.stations[0]));
    let bytes = bytes_of_search(&world.stations[0]);
    let sara = "sara".as_bytes();
    assert!(!bytes.windows(sara.len()).any(|window| window == sara));
    assert_eq!(names(&mut world, "georgian"), Vec::<String>::new());
}

#[test]
fn who_takes_part_and_what_became_of_their_tickets_shows() {
    let mut world = World::with(
        "name,mobile,ticket_code,ticket_type\nSara,09120000001,K1,VIP\nSara,09120000001,K2,VIP\n",
    )
    .with_station();
    let events = [world.event.clone()];
    index(&mut world.stations[0]);
    let found = search(&mut world.stations[0], &events, "sara");
    assert_eq!(found.hits.len(), 1);
    let hit = &found.hits[0];
    assert_eq!(hit.mobile, Some(mobile(1)));
    let codes: Vec<_> = hit.tickets.iter().map(|t| t.ticket.code.as_str()).collect();
    assert_eq!(codes, ["K1", "K2"]);
    assert!(hit.tickets.iter().all(|t| t.checked_in_at.is_none()));
}

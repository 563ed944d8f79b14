//! Staff look for people among a hundred thousand. The floor is a bare query of the full-text
//! index for the same words.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints a table"
)]

mod site;
mod table;

use connect_engine::acts::{self, Act, Found};
use connect_engine::home::Role;
use connect_engine::store::{EventRows, RosterRows, SearchRows};
use site::{NOW, Site, event, guest};
use std::time::{Duration, Instant};
use table::{Row, print, row};

const GUESTS: u32 = 100_000;

const FIRST: [&str; 24] = [
    "علی",
    "محمد",
    "زهرا",
    "فاطمه",
    "رضا",
    "حسین",
    "مریم",
    "سارا",
    "امیرحسین",
    "نیلوفر",
    "محمدرضا",
    "پرهام",
    "کیمیا",
    "آرش",
    "Sara",
    "John",
    "Mohammad",
    "Katherine",
    "José",
    "أحمد",
    "يوسف",
    "إبراهيم",
    "Jürgen",
    "Łukasz",
];

const LAST: [&str; 24] = [
    "احمدی",
    "محمدی",
    "کریمی",
    "موسوی",
    "رضایی",
    "حسینی",
    "قاسمی",
    "یوسفی",
    "نوری",
    "حسنی",
    "صادقی",
    "بهرامی",
    "آذری",
    "کرمی",
    "Smith",
    "Johnson",
    "García",
    "Whitfield",
    "الخطيب",
    "النجار",
    "الشريف",
    "Çelik",
    "Groß",
    "Picard",
];

const END: [&str; 12] = [
    "",
    "\u{200C}پور",
    "\u{200C}زاده",
    "\u{200C}نژاد",
    " فرد",
    "یان",
    " تهرانی",
    " اصفهانی",
    " شیرازی",
    "\u{200C}نیا",
    " راد",
    " مقدم",
];

/// As many different names as a large event has.
fn name(n: u32) -> String {
    let pick = |list: &'static [&'static str], n: u32| list[n as usize % list.len()];
    // A factor without a common one with the lists' lengths.
    let spread = n.wrapping_mul(7919);
    let (first, last) = (pick(&FIRST, spread), pick(&LAST, spread / 24));
    let (end, more) = (pick(&END, spread / 576), pick(&FIRST, spread / 6912));
    match n % 3 {
        0 => format!("{first} {last}{end}"),
        1 => format!("{first} {more} {last}{end}"),
        _ => format!("{first} {last}{end} {}", n % 997),
    }
}

fn full_station() -> Site {
    let mut station = Site::new(Role::Station, 2);
    station.act(|act| {
        act.tx().put_event(&event())?;
        for n in 0..GUESTS {
            let (mut attendee, mut ticket) = guest(n);
            attendee.name = name(n);
            ticket.holder.clone_from(&attendee.name);
            act.tx().put_attendee(&attendee)?;
            act.tx().put_ticket(&ticket)?;
        }
        act.tx().mark_people_of(event().id, None)
    });
    station
}

/// As the kiosk does it: a few in a transaction. The whole, and the longest transaction.
fn index(station: &mut Site) -> (Duration, Duration) {
    let (start, mut longest) = (Instant::now(), Duration::ZERO);
    loop {
        let begun = Instant::now();
        let more = station.act(|act| acts::index_people(act, 32));
        longest = longest.max(begun.elapsed());
        if !more {
            return (start.elapsed(), longest);
        }
    }
}

/// What staff type for one of the guests. Some errors are names of others.
fn typed(n: u32) -> String {
    let name = name(n);
    let mut words = name.split(' ');
    let (first, last) = (words.next().unwrap(), words.next().unwrap());
    // Of shorter words too little would be left to say what was meant.
    let is_long = |word: &str| word.chars().count() > 3;
    let without = |word: &str, at: usize| -> String {
        let letters = word.chars().enumerate();
        let kept = letters.filter(|(i, _)| *i != at || !is_long(word));
        kept.map(|(_, c)| c).collect()
    };
    match n % 8 {
        0 => name.clone(),
        1 => last.chars().take(3).collect(),
        2 => format!("{last} {first}"),
        3 => format!("{first} {}", without(last, 2)),
        4 => format!("t-{n}"),
        5 => format!("{n:05}"),
        6 => without(last, 1),
        _ => first.to_owned(),
    }
}

/// The same words, as the index is asked for them without anything around.
fn bare(station: &Site, typed: &str) -> Duration {
    let words = connect_engine::name_fold::typed_words(typed);
    let phrases: Vec<Vec<String>> = words
        .into_iter()
        .filter(|word| word.chars().count() >= 3)
        .map(|word| vec![word])
        .collect();
    let start = Instant::now();
    let found = station
        .store
        .read(|tx| tx.people_with(&phrases, &[event().id], 40));
    std::hint::black_box(found.unwrap());
    start.elapsed()
}

fn search(station: &mut Site, typed: &str) -> (Duration, Found) {
    let events = [event()];
    let (home, random) = (&station.home, &mut station.random);
    let start = Instant::now();
    let found = station.store.read(|tx| {
        let mut act = Act::begin(tx, home, &NOW, random)?;
        acts::search_people(&mut act, &events, typed)
    });
    let found = std::hint::black_box(found.unwrap());
    (start.elapsed(), found)
}

/// Whether staff see the guest whom they mean; nobody can tell whom where what was typed is somebody
/// else's whole name, or fits more people than are shown.
fn shows(found: &Found, typed: &str, n: u32) -> bool {
    let is_named = |name: &str| {
        let mut words = typed.split(' ');
        words.all(|word| name.split(' ').any(|of| of == word))
    };
    let mut hits = found.hits.iter();
    found.more || hits.any(|hit| hit.attendee == guest(n).0.id || is_named(&hit.name))
}

fn main() {
    let mut station = full_station();
    let (whole, longest) = index(&mut station);
    println!("{GUESTS} texts are made in {whole:?}");
    let (mut took, mut floor) = (Vec::new(), Vec::new());
    for n in (0..GUESTS).step_by(97) {
        let typed = typed(n);
        floor.push(bare(&station, &typed));
        let (span, found) = search(&mut station, &typed);
        took.push(span);
        assert!(
            shows(&found, &typed, n),
            "{typed:?} doesn't find {:?}",
            name(n)
        );
    }
    took.sort_unstable();
    floor.sort_unstable();
    let middle = took.len() / 2;
    let last = took.len() * 99 / 100;
    // Which is mostly twenty people's tickets and what became of them, of which the floor has nothing.
    println!(
        "the middle: {:?}, of a bare query {:?}",
        took[middle], floor[middle]
    );
    print(vec![
        row("search, 99th of 100", took[last], floor[last], 1.5),
        Row {
            name: "the same against 50 ms".to_owned(),
            ..row("", took[last], Duration::from_millis(50), 1.0)
        },
        row(
            "longest transaction, to 15 ms",
            longest,
            Duration::from_millis(15),
            1.0,
        ),
    ]);
}

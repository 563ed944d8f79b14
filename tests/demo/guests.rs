//! The invented attendees of the demo event.

use std::fmt::Write as _;

/// The numbers that the terminal names.
pub const TRY: [(&str, &str); 3] = [
    ("0912 000 0001", "one ticket"),
    ("0912 000 0002", "three tickets: a family"),
    ("0912 000 0099", "none: the same screens, and no SMS"),
];

/// The one of staff, and their PIN.
pub const STAFF: (&str, &str) = ("نیکا رستگار", "493817");

const FIRST_FA: [&str; 10] = [
    "سارا",
    "علی",
    "مریم",
    "رضا",
    "نگار",
    "امیر",
    "الهام",
    "حسین",
    "شیرین",
    "پویا",
];
const LAST_FA: [&str; 10] = [
    "محمدی",
    "کریمی",
    "احمدی",
    "رستمی",
    "جعفری",
    "موسوی",
    "نوری",
    "صادقی",
    "کاظمی",
    "یزدانی",
];
const FIRST_EN: [&str; 10] = [
    "Emma", "Liam", "Sofia", "Noah", "Mia", "Lucas", "Zoë", "Hugo", "Ana", "Jürgen",
];
const LAST_EN: [&str; 10] = [
    "Smith",
    "Müller",
    "Rossi",
    "García",
    "Dubois",
    "Novák",
    "O’Brien",
    "Jensen",
    "Kovács",
    "van Dijk",
];
const TYPES: [&str; 4] = ["عادی", "ویژه", "دانشجویی", "سخنران"];

/// Some two hundred of them, with Persian and with Latin names.
pub fn roster() -> String {
    let mut csv = "name,mobile,ticket_code,ticket_type\n\
        سارا محمدی,09120000001,DEMO-1,ویژه\n\
        امید کریمی,09120000002,DEMO-2,بزرگسال\n\
        مینا کریمی,09120000002,DEMO-3,بزرگسال\n\
        Nika Karimi,09120000002,DEMO-4,کودک\n"
        .to_owned();
    for n in 0..200_usize {
        let (first, last) = if n % 3 == 2 {
            (FIRST_EN[n % 10], LAST_EN[n / 10 % 10])
        } else {
            (FIRST_FA[n % 10], LAST_FA[n / 10 % 10])
        };
        let kind = TYPES[n % TYPES.len()];
        // Writing to a string can't fail.
        let _ = writeln!(
            csv,
            "{first} {last},0912{:07},DEMO-{},{kind}",
            100 + n,
            100 + n
        );
    }
    csv
}

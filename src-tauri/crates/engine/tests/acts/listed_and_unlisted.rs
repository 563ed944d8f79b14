//! Rows 9 and 10, the engine's part: nobody learns who is on the list, neither by an answer nor
//! by the work that is done for it.

use crate::support::{World, by, mobile};
use connect_engine::code::Code;
use connect_engine::key::Label;
use connect_engine::refusal::{CodeStatus, Refusal};
use connect_engine::time::Millis;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// On the list, and not.
const LISTED: u32 = 1;
const UNLISTED: u32 = 2;

/// A code that is wrong for both numbers, whatever theirs are.
fn wrong_for_all(codes: &[Code]) -> Code {
    (0..100_000)
        .map(|n| Code::from_number(n).unwrap())
        .find(|code| !codes.iter().any(|c| c.matches(code)))
        .unwrap()
}

type Asked = Result<CodeStatus, Refusal>;

/// All that somebody hears who asks for codes of a number and guesses, for a day.
fn heard(n: u32) -> (Vec<Asked>, Vec<String>) {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let (mut asked, mut guessed) = (Vec::new(), Vec::new());
    world.centre.sit(|desk| {
        for round in 0..60 {
            asked.push(desk.ask(&event, &by(&app), &mobile(n)));
            let codes: Vec<_> = desk.carry().into_iter().map(|sms| sms.code).collect();
            let guess = wrong_for_all(&codes);
            for _ in 0..round % 3 {
                let answer = desk.redeem(&app, &event, &mobile(n), &guess).unwrap_err();
                guessed.push(format!("{answer:?} {:?}", answer.answer()));
            }
            desk.pass(Millis::from_secs(10 + 7 * round));
        }
    });
    (asked, guessed)
}

#[test]
fn a_day_of_asking_and_guessing_sounds_the_same_for_listed_and_unlisted() {
    let listed = heard(LISTED);
    assert_eq!(listed, heard(UNLISTED));
    let locked = listed
        .0
        .iter()
        .any(|a| matches!(a, Err(Refusal::Locked { .. })));
    let limited = listed
        .0
        .iter()
        .any(|a| matches!(a, Err(Refusal::TooManySends { .. })));
    assert!(
        locked && limited,
        "the day has gone through the limits and a lock"
    );
}

#[test]
fn a_station_answers_the_same_for_listed_and_unlisted() {
    let heard = |n| {
        let mut world = World::of(1).with_station();
        let event = world.event.clone();
        let station = &mut world.stations[0];
        let myself = station.myself();
        station.sit(|desk| {
            let mut heard = String::new();
            for _ in 0..8 {
                let asked = desk.ask(&event, &myself, &mobile(n));
                let codes: Vec<_> = desk.carry().into_iter().map(|sms| sms.code).collect();
                let answer = desk.log_in(&event, &mobile(n), &wrong_for_all(&codes));
                writeln!(heard, "{asked:?} {:?}", answer.unwrap_err()).unwrap();
                desk.pass(Millis::from_secs(40));
            }
            heard
        })
    };
    assert_eq!(heard(LISTED), heard(UNLISTED));
}

/// How many rows each table has, as another process sees them.
fn rows(world: &World) -> BTreeMap<String, i64> {
    let site = &world.centre;
    let connection = Connection::open(&site.file).unwrap();
    let key = site.root.derive(Label::Database).unwrap();
    let hex = key.reveal().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    connection
        .execute_batch(&format!("pragma key = \"x'{hex}'\""))
        .unwrap();
    let mut tables = connection
        .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
        .unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    names
        .into_iter()
        .map(|name| {
            let count = format!("select count(*) from {name}");
            let count = connection.query_row(&count, [], |row| row.get(0)).unwrap();
            (name, count)
        })
        .collect()
}

/// What a request and a wrong answer write for a number, table by table.
fn written(n: u32) -> BTreeMap<String, i64> {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    // The first question of all also begins the log.
    let before = rows(&world);
    world.centre.ask(&event, &by(&app), &mobile(n)).unwrap();
    let codes: Vec<_> = (n == LISTED)
        .then(|| world.centre.carry())
        .into_iter()
        .flatten()
        .map(|sms| sms.code)
        .collect();
    let guess = wrong_for_all(&codes);
    let refused = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(n), &guess));
    assert!(refused.is_err());
    rows(&world)
        .into_iter()
        .map(|(table, rows)| (table.clone(), rows - before[&table]))
        .filter(|(_, more)| *more != 0)
        .collect()
}

#[test]
fn the_same_rows_are_written_for_listed_and_unlisted() {
    let listed = written(LISTED);
    assert_eq!(listed, written(UNLISTED));
    for table in ["codes", "sends", "messages", "records", "failures"] {
        assert!(listed.contains_key(table), "{table} in {listed:?}");
    }
}

//! A PIN guessed at a station's screen: for an hour, over restarts, under clocks that are set, by
//! many at once.

use crate::support::{Site, World};
use connect_engine::acts::{self, NewStaff, PinRefusal, UnkeptTries};
use connect_engine::ids::StaffId;
use connect_engine::staff::{Pin, PinHash, StaffRole};
use connect_engine::store::sqlite::SqliteStore;
use connect_engine::time::{Millis, Timestamp};

/// Comparisons of the first hour: five, and one after each of seven waits that add up to less
/// than an hour (30 s, then twice as long each, up to 15 min).
const IN_AN_HOUR: usize = 12;

/// A station with two members of staff, whose PINs are 493817 and 605512.
fn door() -> (World, [StaffId; 2]) {
    let mut world = World::of(1).with_station();
    let event = world.event.alias;
    let staff = [("Nika", "493817"), ("Omid", "605512")].map(|(name, pin)| {
        let new = NewStaff {
            name: name.to_owned(),
            role: StaffRole::Supervisor,
            pin: PinHash::of(&pin_of(pin), &mut world.centre.random).unwrap(),
            events: vec![event],
        };
        let member = world.centre.act(|act| acts::add_staff(act, &new));
        member.unwrap().id
    });
    world.download(0);
    (world, staff)
}

fn pin_of(digits: &str) -> Pin {
    Pin::parse(digits).unwrap()
}

/// One try, as the station does it; whether it came to a comparison, and what came of it.
fn try_pin(station: &mut Site, staff: StaffId, pin: &Pin) -> (bool, Result<(), PinRefusal>) {
    let tried = match station.act(|act| acts::count_pin_try(act, staff)) {
        Ok(tried) => tried,
        Err(refusal) => return (false, Err(refusal)),
    };
    match tried.compare(pin) {
        Ok(right) => {
            let member = station.act(|act| acts::accept_pin(act, &right));
            assert_eq!(member.map(|member| member.id), Some(staff));
            (true, Ok(()))
        }
        Err(refusal) => (true, Err(refusal)),
    }
}

#[test]
fn a_tireless_guesser_gets_twelve_comparisons_an_hour_whatever_they_do_to_the_machine() {
    let (mut world, staff) = door();
    let station = &mut world.stations[0];
    let wrong = pin_of("000000");
    let mut compared = 0;
    for second in 0..3600_i64 {
        // By turns at both names, restarting the program and the machine, setting the clock.
        let (asked, answer) = try_pin(station, staff[usize::try_from(second % 2).unwrap()], &wrong);
        assert!(answer.is_err(), "a wrong PIN at {second} s");
        compared += usize::from(asked);
        match second % 7 {
            1 => station.now.wall = Timestamp::from_secs(0),
            3 => station.now.wall = Timestamp::from_secs(4_000_000_000),
            5 => {
                let key = station
                    .root
                    .derive(connect_engine::key::Label::Database)
                    .unwrap();
                station.store = SqliteStore::open(&station.file, &key).unwrap();
            }
            _ => {}
        }
        if second % 600 == 599 {
            station.reboot();
        }
        station.pass(Millis::from_secs(1));
    }
    assert!(
        (5..=IN_AN_HOUR).contains(&compared),
        "{compared} comparisons in an hour"
    );
    station.pass(Millis::from_secs(15 * 60));
    let right = try_pin(station, staff[0], &pin_of("493817"));
    assert_eq!(right, (true, Ok(())), "who has the PIN waits and gets in");
    let (_, next) = try_pin(station, staff[0], &wrong);
    assert_eq!(
        next,
        Err(PinRefusal::Wrong { tries_left: 4 }),
        "and their tries begin anew"
    );
}

#[test]
fn the_wait_is_told_with_the_fifth_wrong_pin_and_a_right_one_is_not_looked_at_before_its_end() {
    let (mut world, [nika, _]) = door();
    let station = &mut world.stations[0];
    let told: Vec<_> = (0..5)
        .map(|_| try_pin(station, nika, &pin_of("1111")).1.unwrap_err())
        .collect();
    let mut expected: Vec<_> = (1..5)
        .rev()
        .map(|tries_left| PinRefusal::Wrong { tries_left })
        .collect();
    expected.push(PinRefusal::Wait {
        retry_after: Millis::from_secs(30),
    });
    assert_eq!(told, expected);
    station.pass(Millis::from_secs(29));
    let (compared, refused) = try_pin(station, nika, &pin_of("493817"));
    assert!(!compared);
    let left = Millis::from_secs(1);
    assert_eq!(refused, Err(PinRefusal::Wait { retry_after: left }));
    station.pass(left);
    assert_eq!(try_pin(station, nika, &pin_of("493817")), (true, Ok(())));
}

#[test]
fn tries_that_come_at_once_are_counted_before_any_of_them_is_compared() {
    let (mut world, [nika, _]) = door();
    let station = &mut world.stations[0];
    let counted: Vec<_> = (0..200)
        .map(|_| station.act(|act| acts::count_pin_try(act, nika)))
        .collect();
    let to_compare: Vec<_> = counted.into_iter().flatten().collect();
    assert_eq!(to_compare.len(), 5);
    let right = to_compare
        .into_iter()
        .map(|tried| tried.compare(&pin_of("605512")).is_ok());
    assert_eq!(right.filter(|right| *right).count(), 0, "another's PIN");
}

#[test]
fn a_try_at_a_name_that_is_nobodys_counts_too() {
    let (mut world, [nika, _]) = door();
    let station = &mut world.stations[0];
    let nobody = StaffId::from_bytes([9; 16]);
    for _ in 0..4 {
        let (_, refused) = try_pin(station, nobody, &pin_of("493817"));
        assert!(refused.is_err());
    }
    let (_, last) = try_pin(station, nika, &pin_of("1111"));
    assert!(matches!(last, Err(PinRefusal::Wait { .. })), "{last:?}");
}

#[test]
fn a_pin_that_is_set_anew_ends_every_wait_that_could_not_be_written_too() {
    let (mut world, [nika, _]) = door();
    let pin = PinHash::of(&pin_of("7777"), &mut world.centre.random).unwrap();
    let station = &mut world.stations[0];
    let mut unkept = UnkeptTries::default();
    for _ in 0..5 {
        let tried = station.act(|act| unkept.count(act, nika)).unwrap();
        assert!(tried.compare(&pin_of("1111")).is_err());
    }
    let waits = station.act(|act| unkept.count(act, nika));
    assert!(matches!(waits, Err(PinRefusal::Wait { .. })), "{waits:?}");
    // Another process does it; the one that counted knows nothing of it.
    assert!(station.act(|act| acts::set_pin(act, nika, &pin, None)));
    let tried = station.act(|act| unkept.clone().count(act, nika));
    assert!(
        tried.unwrap().compare(&pin_of("7777")).is_ok(),
        "no room yet"
    );
    let tried = station.act(|act| {
        unkept.keep(act)?;
        acts::count_pin_try(act, nika)
    });
    assert!(tried.unwrap().compare(&pin_of("7777")).is_ok(), "with room");
}

#[test]
fn who_was_removed_between_the_comparison_and_its_end_is_not_on_duty() {
    let (mut world, [nika, _]) = door();
    let tried = world.stations[0].act(|act| acts::count_pin_try(act, nika));
    let right = tried.unwrap().compare(&pin_of("493817")).unwrap();
    world.centre.act(|act| acts::remove_staff(act, nika));
    world.download(0);
    let member = world.stations[0].act(|act| acts::accept_pin(act, &right));
    assert_eq!(member, None);
}

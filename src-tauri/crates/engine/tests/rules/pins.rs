//! PINs: what is one, and how long the next try waits.

use connect_engine::ids::StaffId;
use connect_engine::staff::{NotAPin, PIN_TRIES, Pin, PinHash, PinTries};
use connect_engine::time::{BootId, Millis, Now, Timestamp};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

const NIKA: StaffId = StaffId::from_bytes([1; 16]);
const OMID: StaffId = StaffId::from_bytes([2; 16]);

const fn at(wall_s: i64, boot_s: i64, boot: u8) -> Now {
    Now {
        wall: Timestamp::from_secs(wall_s),
        boot: Millis::from_secs(boot_s),
        boot_id: BootId([boot; 16]),
    }
}

#[test]
fn a_pin_has_four_to_twelve_digits_of_any_script() {
    for (typed, digits) in [
        ("1234", "1234"),
        ("000000000000", "000000000000"),
        (" ۱۲۳۴۵۶ ", "123456"),
        ("٠٩٨٧", "0987"),
    ] {
        assert_eq!(Pin::parse(typed).unwrap().reveal(), digits, "{typed}");
    }
    for typed in ["", "123", "1234567890123", "12 34", "12a4", "-1234"] {
        assert_eq!(Pin::parse(typed).err(), Some(NotAPin), "{typed}");
    }
}

#[test]
fn a_pin_that_is_made_up_has_six_digits_and_shows_itself_to_nobody() {
    let mut random = ChaCha20Rng::from_seed([5; 32]);
    for _ in 0..1000 {
        let pin = Pin::make_up(&mut random);
        assert_eq!(pin.reveal().len(), 6);
        assert!(!format!("{pin:?}").contains(pin.reveal().as_str()));
    }
}

#[test]
fn only_the_same_pin_matches_its_hash_which_is_argon2id_with_a_salt_of_its_own() {
    let mut random = ChaCha20Rng::from_seed([6; 32]);
    let pin = Pin::parse("493817").unwrap();
    let hash = PinHash::of(&pin, &mut random).unwrap();
    assert!(hash.phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(hash.matches(&Pin::parse("۴۹۳۸۱۷").unwrap()));
    assert!(!hash.matches(&Pin::parse("493818").unwrap()));
    assert!(!hash.matches(&Pin::parse("4938170").unwrap()));
    assert_ne!(PinHash::of(&pin, &mut random).unwrap(), hash);
    assert!(!format!("{hash:?}").contains("argon2"));
    let damaged = PinHash::from_phc("not a hash".to_owned());
    assert!(!damaged.matches(&pin), "what can't be read matches nothing");
}

#[test]
fn five_tries_are_free_and_then_each_waits_twice_as_long_up_to_a_quarter_of_an_hour() {
    let now = at(1000, 1000, 1);
    let mut tries = PinTries::default();
    let mut waits = Vec::new();
    for _ in 0..13 {
        tries = tries.counted(NIKA, &now);
        waits.push(tries.wait(NIKA, &now).map_or(0, |wait| wait.get() / 1000));
    }
    assert_eq!(
        waits,
        [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    );
    let first = PinTries::default().counted(NIKA, &now);
    assert_eq!(first.left(NIKA), PIN_TRIES - 1);
}

#[test]
fn a_right_pin_ends_the_waits_of_the_station_and_of_its_own_name_alone() {
    let now = at(1000, 1000, 1);
    let mut tries = PinTries::default();
    // Four guesses at a colleague's, one's own PIN, and again.
    for _ in 0..2 {
        for _ in 0..PIN_TRIES - 1 {
            if tries.wait(OMID, &now).is_none() {
                tries = tries.counted(OMID, &now);
            }
        }
        tries = tries.counted(NIKA, &now).after_right(NIKA);
    }
    assert!(tries.wait(OMID, &now).is_some(), "they add up");
    assert_eq!(
        (tries.wait(NIKA, &now), tries.left(NIKA)),
        (None, PIN_TRIES)
    );
    let kept = serde_json::to_string(&tries).unwrap();
    let read: PinTries = serde_json::from_str(&kept).unwrap();
    assert_eq!(read, tries);
    let tries = tries.after_right(OMID);
    assert_eq!(tries.wait(OMID, &now), None);
}

#[test]
fn neither_a_wall_clock_nor_a_restart_makes_a_wait_shorter_or_longer_than_it_is() {
    let mut tries = PinTries::default();
    for _ in 0..PIN_TRIES {
        tries = tries.counted(NIKA, &at(1000, 1000, 1));
    }
    let left = |now: Now| tries.wait(NIKA, &now).map_or(0, |left| left.get() / 1000);
    for wall in [0, 999, 1000, 1010, 1_000_000, -5] {
        assert_eq!(left(at(wall, 1010, 1)), 20, "the clock says {wall}");
        assert_eq!(left(at(wall, 1030, 1)), 0, "the clock says {wall}");
        assert_eq!(left(at(wall, 3, 2)), 27, "just restarted");
        assert_eq!(left(at(wall, 30, 2)), 0, "it waits no longer than that");
    }
    assert_eq!(left(at(1000, 0, 1)), 30, "a boot clock that makes no sense");
}

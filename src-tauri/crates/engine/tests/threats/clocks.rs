//! Rows 6 and 7: a late code, and clocks that jump.

use crate::support::{START, World, at, by, mobile};
use connect_engine::acts::LoginRefusal;
use connect_engine::code::{CodeRow, CodeState, Purpose, Seed};
use connect_engine::ids::StationId;
use connect_engine::oauth::GrantError;
use connect_engine::policy::Policy;
use connect_engine::refusal::Refusal;
use connect_engine::time::{BootId, Millis, Now};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

#[test]
fn row_6_a_code_is_accepted_at_119_9_s_and_refused_at_120_0_s() {
    for (age, accepted) in [
        (119_900, true),
        (119_999, true),
        (120_000, false),
        (121_000, false),
    ] {
        let mut world = World::of(1).with_station();
        let (event, number) = (world.event.clone(), mobile(1));
        let app = world.app(&[&event]);
        let station = &mut world.stations[0];
        let myself = station.myself();
        let at_door = station.code(&event, &myself, &number);
        let over_http = world.centre.code(&event, &by(&app), &number);
        world.pass(Millis::new(age));
        let door = world.stations[0].sit(|desk| desk.log_in(&event, &number, &at_door));
        let http = world
            .centre
            .sit(|desk| desk.redeem(&app, &event, &number, &over_http));
        if accepted {
            assert!(door.is_ok() && http.is_ok(), "{age} ms: {door:?}, {http:?}");
        } else {
            assert!(
                matches!(door, Err(LoginRefusal::Code(Refusal::Expired))),
                "{age} ms at the door: {door:?}"
            );
            assert!(
                matches!(http, Err(GrantError::Code(Refusal::Expired))),
                "{age} ms over HTTP: {http:?}"
            );
        }
    }
}

/// A machine and the time that has truly passed, which none of its clocks need show.
struct Machine {
    now: Now,
    passed: i64,
}

impl Machine {
    /// Time passes, awake or asleep: the boot clock goes on, and the wall clock too.
    fn pass(&mut self, millis: i64) {
        self.passed += millis;
        self.now.boot = self.now.boot.plus(Millis::new(millis));
        self.now.wall = self.now.wall.plus(Millis::new(millis));
    }

    /// Somebody sets the wall clock.
    fn jump(&mut self, millis: i64) {
        self.now.wall = self.now.wall.plus(Millis::new(millis));
    }

    fn reboot(&mut self, random: &mut ChaCha20Rng) {
        self.pass(random.random_range(1_000..60_000));
        self.now.boot = Millis::new(random.random_range(0..20_000));
        random.fill_bytes(&mut self.now.boot_id.0);
    }
}

/// From a second to ten years, every magnitude as likely as another, forward or back.
fn jump(random: &mut ChaCha20Rng) -> i64 {
    const TEN_YEARS: i64 = 10 * 366 * 24 * 3600 * 1000;
    let magnitude = 10i64.pow(random.random_range(3..=11));
    let millis = random
        .random_range(magnitude..magnitude * 10)
        .min(TEN_YEARS);
    if random.random() { millis } else { -millis }
}

#[test]
fn row_7_no_jump_of_any_clock_lets_a_code_live_past_120_s() {
    const CASES: u32 = 10_000;
    let policy = Policy::default();
    let mut random = ChaCha20Rng::seed_from_u64(7);
    let (mut late, mut in_time) = (0u32, 0u32);
    for case in 0..CASES {
        let made = Now {
            wall: START,
            boot: Millis::new(random.random_range(0..1_000_000)),
            boot_id: BootId([1; 16]),
        };
        let row = CodeRow {
            seed: Seed {
                mobile: mobile(1),
                verifier: at(StationId::from_bytes([2; 16])),
                purpose: Purpose::Login,
                nonce: [3; 16],
            },
            made,
            attempts: 0,
            used: false,
            listed: true,
        };
        let mut machine = Machine {
            now: made,
            passed: 0,
        };
        for _ in 0..random.random_range(1..=6) {
            match random.random_range(0..8) {
                0 => machine.reboot(&mut random),
                1..=3 => {
                    let millis = jump(&mut random);
                    machine.jump(millis);
                }
                4..=6 => {
                    let millis = random.random_range(0..60_000);
                    machine.pass(millis);
                }
                _ => {
                    let asleep = random.random_range(0..8 * 3_600_000);
                    machine.pass(asleep);
                }
            }
            let state = row.state(&policy, &machine.now);
            let CodeState::Live { left } = state else {
                continue;
            };
            assert!(
                left.get() <= 120_000 - machine.passed,
                "case {case}: {} ms passed, and the code says that it has {} ms left",
                machine.passed,
                left.get()
            );
            in_time += 1;
        }
        late += u32::from(machine.passed >= 120_000);
    }
    assert!(
        late > CASES / 10 && in_time > CASES / 10,
        "the cases say something: {late} were late, {in_time} looks were in time"
    );
}

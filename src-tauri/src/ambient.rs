//! The only place of this program that reads clocks and the system's random generator.

use connect_engine::time::{BootId, Millis, Now, Timestamp};
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use std::time::SystemTime;

/// The system's random generator. A machine without one can't run this program at all.
pub const fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// One look at the clocks.
pub fn now() -> Now {
    let boot = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let boot = boot
        .tv_sec
        .saturating_mul(1000)
        .saturating_add(boot.tv_nsec / 1_000_000);
    Now {
        wall: wall(),
        boot: Millis::new(boot),
        boot_id: boot_id(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the wall clock"
)]
fn wall() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The kernel's id of this boot. Where there is none, codes die with the program.
fn boot_id() -> BootId {
    static BOOT_ID: std::sync::OnceLock<BootId> = std::sync::OnceLock::new();
    *BOOT_ID.get_or_init(|| {
        let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
        u128::from_str_radix(&digits, 16).map_or_else(
            |_| {
                let mut bytes = [0; 16];
                rand::Rng::fill_bytes(&mut random(), &mut bytes);
                BootId(bytes)
            },
            |id| BootId(id.to_be_bytes()),
        )
    })
}

/// When this program was built, in seconds since the epoch.
pub fn built() -> Timestamp {
    Timestamp::from_secs(env!("BUILT_AT").parse().unwrap_or(0))
}

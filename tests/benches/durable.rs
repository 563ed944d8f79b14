//! The floor of whatever is signed and kept.

use crate::median::median;
use crate::site::Site;
use connect_engine::store::{Setting, SettingRows};
use std::time::{Duration, Instant};

/// One row that is on the disk afterwards, and one signature over as many bytes as a token has:
/// the middle of so many.
pub fn kept_and_signed(station: &Site, times: u32) -> Duration {
    let bytes = [7; 400];
    median((0..times).map(|n| {
        let start = Instant::now();
        std::hint::black_box(station.home.key.sign(&bytes));
        let kept = station
            .store
            .write(|tx| tx.set_setting(Setting::ForkedAt, &n.to_string()));
        kept.unwrap();
        start.elapsed()
    }))
}

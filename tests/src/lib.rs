//! What the tests from outside share: real programs as processes, and waiting with a bound.

pub mod centre;
pub mod disk;
pub mod display;
pub mod driver;
pub mod duty;
pub mod foreign;
pub mod hanging;
pub mod kiosk;
pub mod narrow_line;
pub mod outbox;
pub mod phone;
pub mod program;
pub mod screen;
pub mod station;
pub mod tls;
pub mod touchscreen;
pub mod wait;

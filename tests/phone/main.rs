//! What the kiosk's QR opens on an attendee's phone: the real page of a real centre, in a real
//! Chromium. The pictures are left in `target/phone/`.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod door;
mod look;
mod refusals;
mod shapes;
mod visit;

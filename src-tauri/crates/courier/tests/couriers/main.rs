//! The couriers, against gateways on this machine that answer as they are told.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod answer;
mod chain;
mod gateway;
mod kavenegar;
mod relay;

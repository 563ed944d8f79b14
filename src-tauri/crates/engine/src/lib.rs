//! The engine of Connect Kiosk: mobiles, verification codes, limits, grants, tokens, check-ins
//! and records. The kiosk and the centre both run it.
//!
//! It has no HTTP, no windows, no clock and no threads of its own. Rules are functions of state,
//! input, [`time::Now`] and randomness. An act (`acts`) is lock, rule, write and record in one
//! transaction over the row-level trait [`store::Tx`]; what was refused is an outcome that
//! commits, never an error that would roll a counted attempt back.
//!
//! Dependencies point one way: rules ← `store` ← `acts` ← the shells.

mod about;
pub mod acts;
pub mod checkin;
pub mod client;
pub mod code;
pub mod colour;
pub mod data_folder;
pub mod fact;
pub mod fault;
pub mod home;
pub mod ids;
pub mod join_text;
pub mod key;
pub mod limits;
pub mod look;
pub mod message;
pub mod mobile;
pub mod moves;
pub mod name_fold;
pub mod names;
pub mod oauth;
pub mod placing;
pub mod policy;
pub mod record;
pub mod refusal;
pub mod roster;
pub mod roster_csv;
pub mod search_text;
pub mod secret;
pub mod signed_log;
pub mod signed_log_file;
pub mod staff;
mod staff_fact;
pub mod store;
pub mod time;
pub mod token;
pub mod typing_errors;

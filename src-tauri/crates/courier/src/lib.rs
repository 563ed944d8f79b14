//! Ways to carry an SMS: a gateway, the centre's relay, and a file for trying things out. A chain
//! tries them in order.

mod answer;
mod chain;
mod courier;
mod kavenegar;
mod outbox;
mod queue;
mod relay;
mod spec;

pub use answer::{ANSWER_MAX, NoAnswer, read_json, read_whole};
pub use chain::{Carried, Chain, ChainState, Journal, JournalFailed};
pub use courier::{Answering, Courier, Failure, Refusal};
pub use kavenegar::{Kavenegar, KavenegarSettings, SettingsError};
pub use outbox::Outbox;
pub use queue::{AT_ONCE, Acts, Queue};
pub use relay::{BadRelayMessage, Relay, RelayMessage, TokenSource};
pub use spec::{Carrier, SpecError, parse_chain};

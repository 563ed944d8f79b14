//! Couriers in order.

use crate::gateway::{Notebook, Puppet, message};
use connect_courier::{
    Carried, Carrier, Chain, ChainState, Courier, Failure, Refusal, SpecError, parse_chain,
};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn counter() -> &'static AtomicUsize {
    Box::leak(Box::new(AtomicUsize::new(0)))
}

fn puppet(
    name: &'static str,
    outcome: Result<(), Failure>,
) -> (Box<dyn Courier>, &'static AtomicUsize) {
    let calls = counter();
    let outcome = Mutex::new(outcome);
    (
        Box::new(Puppet {
            name,
            outcome,
            hangs: false,
            reachable: true,
            calls,
        }),
        calls,
    )
}

fn hanging(name: &'static str) -> (Box<dyn Courier>, &'static AtomicUsize) {
    let calls = counter();
    let outcome = Mutex::new(Ok(()));
    (
        Box::new(Puppet {
            name,
            outcome,
            hangs: true,
            reachable: true,
            calls,
        }),
        calls,
    )
}

#[tokio::test]
async fn the_first_that_takes_it_has_it() {
    for failure in [
        Failure::NotReached,
        Failure::NoAnswer,
        Failure::Answered("418 (no credit)".to_owned()),
    ] {
        let (first, _) = puppet("first", Err(failure));
        let (second, _) = puppet("second", Ok(()));
        let (third, unused) = puppet("third", Ok(()));
        let chain = Chain::new(vec![first, second, third]);
        let carried = chain.carry(&message(), &Notebook::default()).await;
        assert_eq!(carried, Carried::Sent("second"));
        assert_eq!(unused.load(Ordering::Relaxed), 0);
        assert_eq!(chain.state(), ChainState::Working);
    }
}

#[tokio::test]
async fn a_refusal_ends_the_chain() {
    for refusal in [Refusal::NotListed, Refusal::Limit, Refusal::Revoked] {
        let (first, _) = puppet("relay", Err(Failure::Refused(refusal)));
        let (second, unused) = puppet("outbox", Ok(()));
        let chain = Chain::new(vec![first, second]);
        let carried = chain.carry(&message(), &Notebook::default()).await;
        assert_eq!(carried, Carried::Refused(refusal));
        assert_eq!(unused.load(Ordering::Relaxed), 0);
    }
}

#[tokio::test]
async fn who_keeps_a_message_waiting_rests_until_a_probe_succeeds() {
    let (first, calls) = hanging("slow");
    let (second, _) = puppet("outbox", Ok(()));
    let chain = Chain::new(vec![first, second]).with_patience(Duration::from_millis(50));
    let carry = async |id: u8| {
        let message = connect_engine::message::Message {
            id: connect_engine::ids::MessageId::from_bytes([id; 16]),
            ..message()
        };
        chain.carry(&message, &Notebook::default()).await
    };
    assert_eq!(carry(1).await, Carried::Sent("outbox"));
    assert!(!chain.tries("slow"));
    assert_eq!(carry(2).await, Carried::Sent("outbox"));
    assert_eq!(calls.load(Ordering::Relaxed), 1, "it rests");
    chain.probe().await;
    assert!(chain.tries("slow"));
    assert_eq!(carry(3).await, Carried::Sent("outbox"));
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn an_attempt_is_marked_first_and_never_made_twice() {
    let (first, calls) = puppet("kavenegar", Err(Failure::NoAnswer));
    let chain = Chain::new(vec![first]);
    let notebook = Notebook::default();
    assert_eq!(chain.carry(&message(), &notebook).await, Carried::Failed);
    // As after a crash: the message is still there, and so is the mark.
    assert_eq!(chain.carry(&message(), &notebook).await, Carried::Failed);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    assert_eq!(
        *notebook.ended.lock().unwrap(),
        [("kavenegar", "no answer".to_owned())]
    );
}

#[tokio::test]
async fn without_a_mark_no_courier_is_called() {
    let (first, calls) = puppet("kavenegar", Ok(()));
    let chain = Chain::new(vec![first]);
    let broken = Notebook {
        broken: true,
        ..Notebook::default()
    };
    assert_eq!(chain.carry(&message(), &broken).await, Carried::Failed);
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn the_state_is_the_chains_and_not_one_messages() {
    assert_eq!(Chain::new(Vec::new()).state(), ChainState::None);
    let (first, _) = puppet("relay", Err(Failure::NotReached));
    let chain = Chain::new(vec![first]);
    assert_eq!(chain.state(), ChainState::Working);
    chain.carry(&message(), &Notebook::default()).await;
    assert_eq!(chain.state(), ChainState::Down);
    chain.probe().await;
    assert_eq!(chain.state(), ChainState::Working);
}

#[test]
fn a_chain_is_read_as_it_is_written_and_mistakes_are_named() {
    let outbox = || Carrier::Outbox(PathBuf::from("/tmp/a:b.jsonl"));
    assert_eq!(
        parse_chain("relay,outbox:/tmp/a:b.jsonl"),
        Ok(vec![Carrier::Relay, outbox()])
    );
    assert_eq!(
        parse_chain(" kavenegar , relay "),
        Ok(vec![Carrier::Kavenegar, Carrier::Relay])
    );
    assert_eq!(parse_chain("none"), Ok(Vec::new()));
    assert_eq!(parse_chain(""), Ok(Vec::new()));
    assert_eq!(
        parse_chain("pigeon"),
        Err(SpecError::Unknown("pigeon".to_owned()))
    );
    assert_eq!(
        parse_chain("relay:x"),
        Err(SpecError::Unknown("relay:x".to_owned()))
    );
    assert_eq!(parse_chain("outbox"), Err(SpecError::NoFile));
    assert_eq!(parse_chain("outbox:"), Err(SpecError::NoFile));
    assert_eq!(
        parse_chain("relay,relay"),
        Err(SpecError::Twice("relay".to_owned()))
    );
}

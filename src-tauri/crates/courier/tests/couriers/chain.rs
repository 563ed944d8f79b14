//! Couriers in order.

use crate::gateway::{Notebook, Puppet, message};
use connect_courier::{
    Carried, Carrier, Chain, ChainState, Courier, Failure, Refusal, SpecError, parse_chain,
};
use connect_engine::ids::MessageId;
use connect_engine::message::Message;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// A courier that can carry, as far as its probes tell.
fn made(name: &'static str, outcome: Result<(), Failure>, hangs: bool) -> Puppet {
    Puppet {
        name,
        outcome: kept(Mutex::new(outcome)),
        hangs,
        able: kept(AtomicBool::new(true)),
        calls: kept(AtomicUsize::new(0)),
        probes: kept(AtomicUsize::new(0)),
    }
}

fn puppet(
    name: &'static str,
    outcome: Result<(), Failure>,
) -> (Box<dyn Courier>, &'static AtomicUsize) {
    let puppet = made(name, outcome, false);
    let calls = puppet.calls;
    (Box::new(puppet), calls)
}

fn hanging(name: &'static str) -> (Box<dyn Courier>, &'static AtomicUsize) {
    let puppet = made(name, Ok(()), true);
    let calls = puppet.calls;
    (Box::new(puppet), calls)
}

/// Hands a message with this id to the chain.
async fn carry(chain: &Chain, id: u8) -> Carried {
    let message = Message {
        id: MessageId::from_bytes([id; 16]),
        ..message()
    };
    chain.carry(&message, &Notebook::default()).await
}

#[tokio::test]
async fn whoever_tests_the_chain_hears_of_each_way() {
    let (first, calls_first) = puppet("first", Err(Failure::NotReached));
    let (second, calls_second) = puppet("second", Ok(()));
    let (third, _) = puppet("third", Err(Failure::Refused(Refusal::Limit)));
    let chain = Chain::new(vec![first, second, third]);
    let journal = Notebook::default();
    let each = chain.carry_by_each(&message(), &journal).await;
    assert_eq!(
        each,
        [
            ("first", Carried::Failed),
            ("second", Carried::Sent("second")),
            ("third", Carried::Refused(Refusal::Limit)),
        ]
    );
    let calls = [calls_first, calls_second].map(|calls| calls.load(Ordering::Relaxed));
    assert_eq!(calls, [1, 1]);
}

#[tokio::test]
async fn it_is_known_that_messages_leave_by_another_way_than_the_first() {
    let (first, second) = (made("first", Ok(()), false), made("second", Ok(()), false));
    let (first_able, second_able) = (first.able, second.able);
    let chain = Chain::new(vec![Box::new(first), Box::new(second)]);
    assert!(!chain.is_on_another_way());
    let mut told = Vec::new();
    for (one, two) in [(false, true), (false, false), (true, false), (true, true)] {
        first_able.store(one, Ordering::Relaxed);
        second_able.store(two, Ordering::Relaxed);
        chain.probe().await;
        told.push(chain.is_on_another_way());
    }
    assert_eq!(told, [true, false, false, false]);
}

#[tokio::test]
async fn the_first_that_takes_it_has_it() {
    for failure in [
        Failure::NotReached,
        Failure::NoAnswer,
        Failure::TooSlow,
        Failure::Answered("451 (too many)".to_owned()),
        Failure::CannotSend("418 (no credit)".to_owned()),
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
    assert_eq!(carry(&chain, 1).await, Carried::Sent("outbox"));
    assert!(!chain.tries("slow"));
    assert_eq!(carry(&chain, 2).await, Carried::Sent("outbox"));
    assert_eq!(calls.load(Ordering::Relaxed), 1, "it rests");
    chain.probe().await;
    assert!(chain.tries("slow"));
    assert_eq!(carry(&chain, 3).await, Carried::Sent("outbox"));
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_message_waits_for_who_rests_and_is_handed_to_nobody_twice() {
    let (first, calls_first) = puppet("first", Err(Failure::NotReached));
    let (second, calls_second) = hanging("slow");
    let chain = Chain::new(vec![first, second]).with_patience(Duration::from_millis(50));
    assert_eq!(carry(&chain, 1).await, Carried::Failed, "both were asked");
    // The next one comes while the second rests.
    let journal = Notebook::default();
    assert_eq!(chain.carry(&message(), &journal).await, Carried::Waits);
    assert_eq!(chain.carry(&message(), &journal).await, Carried::Waits);
    assert_eq!(
        calls_first.load(Ordering::Relaxed),
        2,
        "it was asked once more"
    );
    assert_eq!(calls_second.load(Ordering::Relaxed), 1);
    chain.probe().await;
    assert_eq!(chain.carry(&message(), &journal).await, Carried::Failed);
    assert_eq!(calls_first.load(Ordering::Relaxed), 2);
    assert_eq!(
        calls_second.load(Ordering::Relaxed),
        2,
        "it is asked as soon as it answers"
    );
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
async fn who_was_too_slow_by_its_own_measure_rests_too() {
    let (first, calls) = puppet("relay", Err(Failure::TooSlow));
    let (second, _) = puppet("outbox", Ok(()));
    let chain = Chain::new(vec![first, second]);
    carry(&chain, 1).await;
    carry(&chain, 2).await;
    assert_eq!(calls.load(Ordering::Relaxed), 1, "it rests");
}

#[tokio::test]
async fn the_state_is_what_the_probes_found() {
    assert_eq!(Chain::new(Vec::new()).state(), ChainState::None);
    let (first, second) = (made("relay", Ok(()), false), made("outbox", Ok(()), false));
    let (relay, outbox) = (first.able, second.able);
    let chain = Chain::new(vec![Box::new(first), Box::new(second)]);
    assert_eq!(chain.state(), ChainState::Working, "none was asked yet");
    for (of_relay, of_outbox, state) in [
        (false, true, ChainState::Working),
        (false, false, ChainState::Down),
        (true, false, ChainState::Working),
    ] {
        relay.store(of_relay, Ordering::Relaxed);
        outbox.store(of_outbox, Ordering::Relaxed);
        chain.probe().await;
        assert_eq!(chain.state(), state);
    }
}

#[tokio::test]
async fn no_message_changes_the_state_or_what_is_probed() {
    for outcome in [
        Ok(()),
        Err(Failure::NotReached),
        Err(Failure::NoAnswer),
        Err(Failure::TooSlow),
        Err(Failure::Answered("451 (too many)".to_owned())),
        Err(Failure::CannotSend("424 (no such template)".to_owned())),
        Err(Failure::Refused(Refusal::NotListed)),
    ] {
        // One sends for a listed number each round; the other for an unlisted one, so nothing.
        let (with, without) = (made("x", outcome.clone(), false), made("x", outcome, false));
        let (probes_with, probes_without) = (with.probes, without.probes);
        let able = [with.able, without.able];
        let sending = Chain::new(vec![Box::new(with)]);
        let idle = Chain::new(vec![Box::new(without)]);
        for round in 0..40 {
            for able in able {
                able.store(round % 3 != 0, Ordering::Relaxed);
            }
            carry(&sending, round).await;
            assert_eq!(sending.state(), idle.state(), "before the probes");
            sending.probe().await;
            idle.probe().await;
            assert_eq!(sending.state(), idle.state(), "after the probes");
        }
        let asked = probes_with.load(Ordering::Relaxed);
        assert_eq!(asked, probes_without.load(Ordering::Relaxed));
    }
}

#[tokio::test]
async fn who_can_send_nothing_takes_nothing_until_a_send_or_a_minute_of_probes() {
    let puppet = made(
        "kavenegar",
        Err(Failure::CannotSend("418 (no credit)".to_owned())),
        false,
    );
    let outcome = puppet.outcome;
    let chain = Chain::new(vec![Box::new(puppet)]);
    assert!(chain.takes());
    assert_eq!(carry(&chain, 1).await, Carried::Failed);
    assert!(!chain.takes());
    for _ in 0..11 {
        chain.probe().await;
        assert!(!chain.takes(), "a probe alone can't tell");
    }
    chain.probe().await;
    assert!(chain.takes());
    assert_eq!(carry(&chain, 2).await, Carried::Failed);
    assert!(!chain.takes());
    // It is still tried: what takes a message can send.
    *outcome.lock().unwrap() = Ok(());
    assert_eq!(carry(&chain, 3).await, Carried::Sent("kavenegar"));
    assert!(chain.takes());
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

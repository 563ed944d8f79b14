//! Windows and budgets, however they are pushed at.

use crate::{START, cases};
use connect_engine::limits::{
    SendBudget, StationBudget, count, failures_left, locked_for, send_memory, send_wait,
    station_budget, wait,
};
use connect_engine::policy::{Policy, Window};
use connect_engine::time::{Millis, Timestamp};
use proptest::prelude::*;

const DAY_S: i64 = 24 * 3600;

fn after(millis: i64) -> Timestamp {
    START.plus(Millis::new(millis))
}

fn before(ages: &[i64]) -> Vec<Timestamp> {
    ages.iter().map(|age| after(-age)).collect()
}

fn window() -> impl Strategy<Value = Window> {
    (1..8u32, 1..100i64).prop_map(|(most, within_s)| Window::new(most, within_s))
}

/// How long ago things happened, in no order.
fn ages() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(0..150_000i64, 0..20)
}

/// Pauses between tries: bursts, and waits of any size up to the longest.
fn pauses(longest: i64) -> impl Strategy<Value = Vec<i64>> {
    let pause = prop_oneof![2 => Just(0), 3 => 0..longest / 100, 2 => 0..longest];
    prop::collection::vec(pause, 1..200)
}

/// Whether no more than the window's things fall into any span of its length.
fn keeps(times: &[Timestamp], window: Window) -> bool {
    let most = usize::try_from(window.most).unwrap();
    times
        .windows(most + 1)
        .all(|times| times[most].since(times[0]) >= window.span())
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn after_the_told_wait_it_fits_and_a_millisecond_earlier_it_does_not(
        ages in ages(),
        window in window(),
    ) {
        let times = before(&ages);
        let told = wait(&times, window, START);
        prop_assert!((0..=window.span().get()).contains(&told.get()), "{told:?}");
        prop_assert_eq!(wait(&times, window, START.plus(told)), Millis::new(0));
        if told.get() > 0 {
            let early = START.plus(told).minus(Millis::new(1));
            prop_assert_eq!(wait(&times, window, early), Millis::new(1));
        }
    }

    #[test]
    fn it_fits_if_fewer_than_the_most_are_inside(ages in ages(), window in window()) {
        let times = before(&ages);
        let inside = ages.iter().filter(|age| **age < window.span().get()).count();
        let inside = u32::try_from(inside).unwrap();
        prop_assert_eq!(count(&times, window, START), inside);
        prop_assert_eq!(wait(&times, window, START).get() == 0, inside < window.most);
        let left = failures_left(&times, window, START);
        prop_assert_eq!(left, window.most.saturating_sub(inside));
        let locked = locked_for(&times, window, START);
        prop_assert_eq!(locked.is_some(), left == 0, "locked if no try is left");
        prop_assert!(locked.is_none_or(|wait| wait.get() > 0));
    }

    #[test]
    fn a_time_in_the_future_counts_as_now(
        ages in prop::collection::vec(-150_000..150_000i64, 0..20),
        window in window(),
    ) {
        let times = before(&ages);
        let past: Vec<_> = times.iter().map(|time| (*time).min(START)).collect();
        prop_assert_eq!(wait(&times, window, START), wait(&past, window, START));
        prop_assert_eq!(count(&times, window, START), count(&past, window, START));
        prop_assert!(wait(&times, window, START) <= window.span(), "no clock locks for longer");
    }

    #[test]
    fn a_window_never_admits_more_than_its_most_in_any_span(
        pauses in pauses(100_000),
        window in window(),
    ) {
        let mut now = START;
        let mut admitted = Vec::new();
        for pause in pauses {
            now = now.plus(Millis::new(pause));
            if wait(&admitted, window, now).get() == 0 {
                admitted.push(now);
            }
        }
        prop_assert!(keeps(&admitted, window), "{admitted:?}");
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_number_is_sent_more_than_every_window_allows(pauses in pauses(DAY_S * 500)) {
        let policy = Policy::default();
        let mut now = START;
        let mut sent = Vec::new();
        for pause in pauses {
            now = now.plus(Millis::new(pause));
            let told = send_wait(&sent, &policy, now);
            let remembered = now.minus(send_memory(&policy));
            let recent: Vec<_> = sent.iter().copied().filter(|at| *at > remembered).collect();
            prop_assert_eq!(told, send_wait(&recent, &policy, now), "the older may be forgotten");
            if told.get() == 0 {
                sent.push(now);
            } else {
                prop_assert_eq!(send_wait(&sent, &policy, now.plus(told)), Millis::new(0));
            }
        }
        for window in [
            Window::new(1, 30),
            Window::new(3, 600),
            Window::new(5, 3600),
            Window::new(10, DAY_S),
        ] {
            prop_assert!(keeps(&sent, window), "{window:?}: {sent:?}");
        }
    }

    #[test]
    fn a_send_budget_admits_its_burst_and_300_an_hour_in_any_span(
        pauses in pauses(60_000),
        stored in prop::option::of(-DAY_S * 1000..DAY_S * 1000),
    ) {
        let policy = Policy::default();
        let mut now = START;
        let mut budget = SendBudget::restore(stored.map(after), &policy, now);
        let mut sent: Vec<Timestamp> = Vec::new();
        for pause in pauses {
            now = now.plus(Millis::new(pause));
            budget = SendBudget::restore(Some(budget.full_at()), &policy, now);
            match budget.take(&policy, now) {
                Ok(taken) => {
                    budget = taken;
                    sent.push(now);
                }
                Err(told) => {
                    prop_assert!((1..=12_000).contains(&told.get()), "{told:?}");
                    let then = now.plus(told);
                    prop_assert!(budget.take(&policy, then).is_ok());
                    let early = budget.take(&policy, then.minus(Millis::new(1)));
                    prop_assert_eq!(early, Err(Millis::new(1)));
                }
            }
        }
        for (first, from) in sent.iter().enumerate() {
            for (last, to) in sent.iter().enumerate().skip(first) {
                let most = 30 + to.since(*from).get() / 12_000;
                let in_span = i64::try_from(last - first + 1).unwrap();
                prop_assert!(in_span <= most, "{in_span} from {from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_station_never_fails_more_than_100_times_a_day_and_pauses_at_most_30_s(
        pauses in pauses(600_000),
    ) {
        let policy = Policy::default();
        let mut now = START;
        let mut failures = Vec::new();
        for pause in pauses {
            now = now.plus(Millis::new(pause));
            match station_budget(&failures, &policy, now) {
                StationBudget::Open => failures.push(now),
                StationBudget::Paused(told) => {
                    prop_assert!((1..=30_000).contains(&told.get()), "{told:?}");
                    prop_assert!(count(&failures, policy.station_failures, now) >= 20);
                    let later = station_budget(&failures, &policy, now.plus(told));
                    prop_assert_eq!(later, StationBudget::Open);
                }
                StationBudget::StaffNeeded => {
                    let day = policy.station_failures_until_staff;
                    prop_assert_eq!(count(&failures, day, now), 100);
                }
            }
        }
        prop_assert!(keeps(&failures, Window::new(100, DAY_S)));
    }
}

#[test]
fn a_full_budget_gives_30_at_once_then_one_every_12_seconds() {
    let policy = Policy::default();
    let mut now = START;
    let mut budget = SendBudget::restore(None, &policy, now);
    for n in 1..=30 {
        budget = budget.take(&policy, now).expect("one of the burst");
        assert_eq!(budget.full_at(), now.plus(Millis::from_secs(12 * n)));
    }
    let hour = now.plus(Millis::from_secs(3600));
    let mut sent = 0;
    while now < hour {
        match budget.take(&policy, now) {
            Ok(taken) => {
                budget = taken;
                sent += 1;
            }
            Err(told) => {
                assert_eq!(told, Millis::from_secs(12));
                now = now.plus(told);
            }
        }
    }
    assert_eq!(sent, 299, "300 an hour, the last as the hour ends");
}

#[test]
fn a_station_pauses_at_20_failures_and_needs_staff_at_100() {
    let policy = Policy::default();
    let at = |n: i64| before(&(0..n).map(|n| n * 1000).collect::<Vec<_>>());
    let budget = |failures: &[Timestamp]| station_budget(failures, &policy, START);
    assert_eq!(budget(&[]), StationBudget::Open);
    assert_eq!(budget(&at(19)), StationBudget::Open);
    let paused = StationBudget::Paused(Millis::from_secs(30));
    assert_eq!(budget(&at(20)), paused);
    assert_eq!(budget(&at(99)), paused);
    assert_eq!(budget(&at(100)), StationBudget::StaffNeeded);
    let spread = |n: i64| before(&(0..n).map(|n| n * 800_000).collect::<Vec<_>>());
    assert_eq!(
        budget(&spread(99)),
        StationBudget::Open,
        "never 20 in 10 minutes"
    );
    assert_eq!(budget(&spread(100)), StationBudget::StaffNeeded);
}

//! What of the station is well and what needs somebody: every threshold stands here.

use crate::overview_reply::{ClockWhy, Light, LightState, LinkWhy, RosterWhy, SmsWhy};
use crate::view::millis;
use connect_engine::acts::SmsLately;
use connect_engine::time::Millis;

/// So long a start may take before anybody looks.
const STARTING: Millis = Millis::from_secs(30);

/// A link that is gone for longer needs somebody.
const OFFLINE: Millis = Millis::from_secs(10 * 60);

/// Records that wait longer are watched; longer still, they need somebody.
const WAITING: [Millis; 2] = [Millis::from_secs(60), Millis::from_secs(30 * 60)];

/// The same for a roster that wasn't compared with the centre's.
const OLD: [Millis; 2] = [Millis::from_secs(5 * 60), Millis::from_secs(60 * 60)];

/// A message that takes longer is late.
const SLOW: Millis = Millis::from_secs(20);

/// So many messages in a row that nobody took need somebody.
const FAILED_IN_A_ROW: u64 = 2;

/// A clock that is further off is watched; further still, it needs somebody.
const CLOCK_OFF: [Millis; 2] = [Millis::from_secs(30), Millis::from_secs(5 * 60)];

/// Less room than this is watched; less still, it needs somebody.
const ROOM: [u64; 2] = [1 << 30, 100 << 20];

/// How a message would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// No way is set.
    NoWay,
    /// None of the ways answers.
    Down,
    /// By another way than the first.
    AnotherWay,
    /// As it was set first.
    FirstWay,
}

/// Who is on the list of an event, the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listed {
    /// Those whom the organiser brought.
    Brought,
    /// Those alone who were written down at a kiosk.
    WrittenDown,
    /// Nobody.
    Nobody,
}

/// What is measured of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; no two of them make one state"
)]
pub struct Measured {
    /// How the link is.
    pub link: LinkWhy,
    /// For how long.
    pub link_for: Millis,
    /// Records that the centre hasn't stored.
    pub waiting: u64,
    /// For how long the oldest of them waits.
    pub waiting_for: Option<Millis>,
    /// Whether the first load goes on.
    pub loading: bool,
    /// Whether the centre doesn't take the list that was made here.
    pub not_taken: bool,
    /// Who is on the list of the event that has the fewest.
    pub listed: Listed,
    /// How long ago the roster was last known to be current.
    pub roster_age: Option<Millis>,
    /// What the centre says that this version doesn't know.
    pub passed_over: u64,
    /// The SMS of the last hour.
    pub sms: SmsLately,
    /// How a message would leave.
    pub leaves: Leaves,
    /// Whether staff must unlock the station before any does.
    pub locked: bool,
    /// How far the clock is off, where the centre has told the time.
    pub clock_off: Option<Millis>,
    /// Room where the data lies.
    pub free_bytes: u64,
    /// Something couldn't be written for want of room.
    pub write_failed: bool,
}

/// A light for each part.
pub fn lights(of: &Measured) -> [Light; 6] {
    [
        link(of),
        records(of),
        roster(of),
        sms(of),
        clock(of),
        disk(of),
    ]
}

/// How far a span is beyond what is watched, and beyond what needs somebody.
fn beyond(span: Millis, [watch, act]: [Millis; 2]) -> LightState {
    if span >= act {
        LightState::Act
    } else if span >= watch {
        LightState::Watch
    } else {
        LightState::Well
    }
}

fn is_starting(of: &Measured) -> bool {
    of.link == LinkWhy::Connecting && of.link_for < STARTING
}

fn link(of: &Measured) -> Light {
    let state = match of.link {
        LinkWhy::Online | LinkWhy::Alone => LightState::Well,
        LinkWhy::Connecting if is_starting(of) => LightState::Well,
        LinkWhy::Connecting
        | LinkWhy::Offline
        | LinkWhy::InTheWay
        | LinkWhy::CentreDown
        | LinkWhy::Certificate
        | LinkWhy::Clock => beyond(of.link_for, [Millis::new(0), OFFLINE]),
        LinkWhy::Revoked | LinkWhy::NotKnown => LightState::Act,
    };
    Light::Link {
        state,
        why: of.link,
        for_ms: Some(millis(of.link_for)),
    }
}

fn records(of: &Measured) -> Light {
    let state = match (of.link, of.waiting_for) {
        // Nobody asks for them.
        (LinkWhy::Alone, _) | (_, None) => LightState::Well,
        (_, Some(span)) => beyond(span, WAITING),
    };
    Light::Records {
        state,
        waiting: of.waiting,
        oldest_ms: of.waiting_for.map(millis),
    }
}

fn roster(of: &Measured) -> Light {
    let (state, why) = match (of.link, of.roster_age) {
        (LinkWhy::Alone, _) => match of.listed {
            Listed::Brought => (LightState::Well, RosterWhy::Current),
            // It may be that there is no other list.
            Listed::WrittenDown => (LightState::Watch, RosterWhy::NotImported),
            Listed::Nobody => (LightState::Act, RosterWhy::NotImported),
        },
        (LinkWhy::Revoked, _) => (LightState::Act, RosterWhy::Erased),
        // The door goes by it, and no other does: nothing else of it matters as much.
        _ if of.not_taken => (LightState::Act, RosterWhy::NotTaken),
        // While a new load hangs the door goes by the list from before.
        (_, age) if of.loading => match age.map(|age| beyond(age, OLD)) {
            Some(state @ (LightState::Watch | LightState::Act)) => (state, RosterWhy::Old),
            Some(LightState::Well) | None => (LightState::Watch, RosterWhy::Loading),
        },
        (_, None) => (LightState::Act, RosterWhy::None),
        (_, Some(age)) => match (of.listed, beyond(age, OLD)) {
            // It may have been brought since.
            (_, LightState::Act) => (LightState::Act, RosterWhy::Old),
            (Listed::Nobody, _) => (LightState::Act, RosterWhy::NotBrought),
            (_, LightState::Watch) => (LightState::Watch, RosterWhy::Old),
            // It may be that there is no list.
            (Listed::WrittenDown, LightState::Well) => (LightState::Watch, RosterWhy::NotBrought),
            (Listed::Brought, LightState::Well) if of.passed_over > 0 => {
                (LightState::Watch, RosterWhy::Unknown)
            }
            (Listed::Brought, LightState::Well) => (LightState::Well, RosterWhy::Current),
        },
    };
    Light::Roster {
        state,
        why,
        age_ms: of.roster_age.map(millis),
    }
}

/// Whether a fifth of some messages or more were taken by nobody, whatever became of the last ones.
const fn many_fail(sent: u64, failed: u64) -> bool {
    let all = sent.saturating_add(failed);
    all >= 5 && failed.saturating_mul(5) >= all
}

fn sms(of: &Measured) -> Light {
    let SmsLately {
        sent,
        failed,
        delay,
        failed_in_a_row,
        not_listed,
    } = of.sms;
    let failing = if not_listed {
        SmsWhy::NotListed
    } else {
        SmsWhy::Failing
    };
    let (state, why) = if of.locked {
        (LightState::Act, SmsWhy::Locked)
    } else if of.leaves == Leaves::NoWay {
        (LightState::Act, SmsWhy::NoWay)
    } else if failed_in_a_row >= FAILED_IN_A_ROW {
        (LightState::Act, failing)
    } else if of.leaves == Leaves::Down {
        (LightState::Act, SmsWhy::Down)
    } else if failed_in_a_row > 0 || many_fail(sent, failed) {
        (LightState::Watch, failing)
    } else if delay.is_some_and(|delay| delay > SLOW) {
        (LightState::Watch, SmsWhy::Slow)
    } else if of.leaves == Leaves::AnotherWay {
        (LightState::Watch, SmsWhy::AnotherWay)
    } else if sent == 0 {
        (LightState::Well, SmsWhy::Quiet)
    } else {
        (LightState::Well, SmsWhy::Working)
    };
    Light::Sms {
        state,
        why,
        sent,
        failed,
        delay_ms: delay.map(millis),
    }
}

fn how_wrong(off: Millis) -> LightState {
    beyond(Millis::new(off.get().saturating_abs()), CLOCK_OFF)
}

/// Whether a clock that is off by so much is worth a word to staff.
pub fn is_wrong(off: Millis) -> bool {
    how_wrong(off) != LightState::Well
}

fn clock(of: &Measured) -> Light {
    let off = of.clock_off;
    let far = off.map(how_wrong);
    let (state, why) = match far {
        Some(LightState::Well) => (LightState::Well, ClockWhy::Right),
        Some(state @ (LightState::Watch | LightState::Act)) => (state, ClockWhy::Off),
        // There is no other clock to compare it with, or not yet.
        None if of.link == LinkWhy::Alone || is_starting(of) => {
            (LightState::Well, ClockWhy::Unconfirmed)
        }
        None => (LightState::Watch, ClockWhy::Unconfirmed),
    };
    Light::Clock {
        state,
        why,
        off_ms: off.map(Millis::get),
    }
}

fn disk(of: &Measured) -> Light {
    let [watch, act] = ROOM;
    let state = if of.write_failed || of.free_bytes < act {
        LightState::Act
    } else if of.free_bytes < watch {
        LightState::Watch
    } else {
        LightState::Well
    };
    Light::Disk {
        state,
        free_bytes: of.free_bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LightState::{Act, Watch, Well};

    fn well() -> Measured {
        Measured {
            link: LinkWhy::Online,
            link_for: Millis::from_secs(3600),
            waiting: 0,
            waiting_for: None,
            loading: false,
            not_taken: false,
            listed: Listed::Brought,
            roster_age: Some(Millis::from_secs(10)),
            passed_over: 0,
            sms: SmsLately::default(),
            leaves: Leaves::FirstWay,
            locked: false,
            clock_off: Some(Millis::new(-40)),
            free_bytes: 20 << 30,
            write_failed: false,
        }
    }

    /// The state of the light that differs, and that no other does.
    fn turned(change: impl FnOnce(&mut Measured)) -> LightState {
        let mut measured = well();
        change(&mut measured);
        let states = lights(&measured).map(state);
        let other = states.iter().filter(|state| **state != Well);
        assert!(other.count() <= 1, "{states:?}");
        states
            .into_iter()
            .find(|state| *state != Well)
            .unwrap_or(Well)
    }

    const fn state(light: Light) -> LightState {
        match light {
            Light::Link { state, .. }
            | Light::Records { state, .. }
            | Light::Roster { state, .. }
            | Light::Sms { state, .. }
            | Light::Clock { state, .. }
            | Light::Disk { state, .. } => state,
        }
    }

    #[test]
    fn a_station_that_is_well_shows_nothing_else() {
        assert_eq!(lights(&well()).map(state), [Well; 6]);
    }

    #[test]
    fn the_link_is_watched_from_the_start_and_needs_somebody_after_ten_minutes() {
        let after = |link, secs| {
            turned(|of| {
                of.link = link;
                of.link_for = Millis::from_secs(secs);
            })
        };
        assert_eq!(after(LinkWhy::Connecting, 29), Well);
        assert_eq!(after(LinkWhy::Connecting, 30), Watch);
        assert_eq!(after(LinkWhy::Offline, 0), Watch);
        assert_eq!(after(LinkWhy::Offline, 599), Watch);
        assert_eq!(after(LinkWhy::Offline, 600), Act);
        assert_eq!(after(LinkWhy::CentreDown, 0), Watch);
        assert_eq!(after(LinkWhy::CentreDown, 600), Act);
        assert_eq!(after(LinkWhy::Alone, 9999), Well);
    }

    #[test]
    fn a_revoked_station_has_no_list_that_would_come_or_grow_old() {
        for roster_age in [None, Some(Millis::from_secs(10))] {
            let mut measured = well();
            (measured.link, measured.roster_age) = (LinkWhy::Revoked, roster_age);
            assert_eq!(state(link(&measured)), Act);
            let (state, why, age_ms) = (Act, RosterWhy::Erased, roster_age.map(millis));
            assert_eq!(roster(&measured), Light::Roster { state, why, age_ms });
        }
    }

    #[test]
    fn records_that_wait_are_seen_after_a_minute() {
        let waiting = |secs| {
            turned(|of| {
                of.waiting = 3;
                of.waiting_for = Some(Millis::from_secs(secs));
            })
        };
        assert_eq!(
            [waiting(59), waiting(60), waiting(1799)],
            [Well, Watch, Watch]
        );
        assert_eq!(waiting(1800), Act);
    }

    #[test]
    fn a_station_alone_has_nobody_to_be_compared_with() {
        let state = turned(|of| {
            *of = Measured {
                link: LinkWhy::Alone,
                waiting: 900,
                waiting_for: Some(Millis::from_secs(99_999)),
                roster_age: None,
                clock_off: None,
                ..of.clone()
            };
        });
        assert_eq!(state, Well);
    }

    #[test]
    fn a_station_alone_needs_its_list() {
        for (listed, state) in [(Listed::Nobody, Act), (Listed::WrittenDown, Watch)] {
            let mut measured = well();
            (measured.link, measured.listed) = (LinkWhy::Alone, listed);
            let why = RosterWhy::NotImported;
            let age_ms = Some(10_000);
            assert_eq!(roster(&measured), Light::Roster { state, why, age_ms });
        }
    }

    #[test]
    fn a_station_of_a_centre_needs_the_list_of_each_event_once_it_has_loaded() {
        let shown = |change: fn(&mut Measured)| {
            let mut measured = well();
            measured.listed = Listed::Nobody;
            change(&mut measured);
            match roster(&measured) {
                Light::Roster { state, why, .. } => (state, why),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(shown(|_| {}), (Act, RosterWhy::NotBrought));
        let written_down = shown(|of| of.listed = Listed::WrittenDown);
        assert_eq!(written_down, (Watch, RosterWhy::NotBrought));
        // Whether one was brought is known once the load has ended, and while there is a link.
        let loading = shown(|of| (of.loading, of.roster_age) = (true, None));
        assert_eq!(loading, (Watch, RosterWhy::Loading));
        assert_eq!(
            shown(|of| of.roster_age = Some(Millis::from_secs(600))),
            (Act, RosterWhy::NotBrought)
        );
        assert_eq!(
            shown(|of| of.roster_age = Some(Millis::from_secs(3600))),
            (Act, RosterWhy::Old)
        );
    }

    #[test]
    fn a_roster_grows_old() {
        let old = |secs| turned(|of| of.roster_age = Some(Millis::from_secs(secs)));
        assert_eq!(
            [old(299), old(300), old(3599), old(3600)],
            [Well, Watch, Watch, Act]
        );
        assert_eq!(turned(|of| of.roster_age = None), Act);
        assert_eq!(turned(|of| of.loading = true), Watch);
        let hangs = |of: &mut Measured| {
            of.loading = true;
            of.roster_age = Some(Millis::from_secs(24 * 3600));
        };
        assert_eq!(turned(hangs), Act, "the list in use grows old meanwhile");
        assert_eq!(turned(|of| of.passed_over = 1), Watch);
    }

    #[test]
    fn a_list_that_the_centre_does_not_take_needs_somebody_with_a_link_and_without() {
        for (link, roster_age) in [
            (LinkWhy::Online, None),
            (LinkWhy::Offline, Some(Millis::from_secs(9999))),
        ] {
            let mut measured = well();
            (measured.link, measured.roster_age) = (link, roster_age);
            measured.not_taken = true;
            let (state, why) = (Act, RosterWhy::NotTaken);
            let age_ms = roster_age.map(millis);
            assert_eq!(roster(&measured), Light::Roster { state, why, age_ms });
        }
    }

    #[test]
    fn sms_are_judged_by_the_last_ones_and_by_how_long_they_take() {
        let went = |sent, failed, delay: Option<i64>, row| {
            turned(|of| {
                of.sms = SmsLately {
                    sent,
                    failed,
                    delay: delay.map(Millis::from_secs),
                    failed_in_a_row: row,
                    not_listed: false,
                };
            })
        };
        assert_eq!(went(50, 9, Some(2), 0), Well);
        assert_eq!(went(50, 9, Some(20), 0), Well);
        assert_eq!(went(5, 45, Some(2), 0), Watch);
        assert_eq!(went(4, 1, Some(2), 0), Watch);
        assert_eq!(went(3, 1, Some(2), 0), Well);
        assert_eq!(went(50, 0, Some(21), 0), Watch);
        assert_eq!(went(50, 1, Some(2), 1), Watch);
        assert_eq!(went(50, 2, Some(2), 2), Act);
        assert_eq!(turned(|of| of.leaves = Leaves::NoWay), Act);
        assert_eq!(turned(|of| of.leaves = Leaves::Down), Act);
        assert_eq!(turned(|of| of.leaves = Leaves::AnotherWay), Watch);
    }

    #[test]
    fn why_no_message_leaves_is_said_and_not_how_many_failed() {
        let why = |change: fn(&mut Measured)| {
            let mut measured = well();
            change(&mut measured);
            match sms(&measured) {
                Light::Sms { why, .. } => why,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(why(|of| of.locked = true), SmsWhy::Locked);
        assert_eq!(why(|of| of.leaves = Leaves::NoWay), SmsWhy::NoWay);
        assert_eq!(why(|of| of.leaves = Leaves::Down), SmsWhy::Down);
        assert_eq!(why(|of| of.leaves = Leaves::AnotherWay), SmsWhy::AnotherWay);
        let failing = |of: &mut Measured| {
            of.leaves = Leaves::Down;
            of.sms.failed_in_a_row = 2;
        };
        assert_eq!(why(failing), SmsWhy::Failing);
        let not_listed = |of: &mut Measured| {
            of.sms.failed_in_a_row = 2;
            of.sms.not_listed = true;
        };
        assert_eq!(why(not_listed), SmsWhy::NotListed);
        let late = |of: &mut Measured| {
            of.leaves = Leaves::AnotherWay;
            of.sms.delay = Some(Millis::from_secs(21));
        };
        assert_eq!(why(late), SmsWhy::Slow);
    }

    #[test]
    fn a_clock_is_watched_from_half_a_minute_on() {
        let off = |ms| turned(|of| of.clock_off = Some(Millis::new(ms)));
        assert_eq!(
            [off(29_999), off(30_000), off(-30_000)],
            [Well, Watch, Watch]
        );
        assert_eq!([off(300_000), off(-1_795_507_200_000)], [Act, Act]);
        assert_eq!(turned(|of| of.clock_off = None), Watch);
        // The line that every screen has says so from the same moment on.
        assert!(!is_wrong(Millis::new(29_999)));
        assert!(is_wrong(Millis::new(-30_000)));
    }

    #[test]
    fn a_disk_that_fills_up_is_seen_before_it_is_full() {
        let free = |bytes| turned(|of| of.free_bytes = bytes);
        assert_eq!([free(1 << 30), free((1 << 30) - 1)], [Well, Watch]);
        assert_eq!([free(100 << 20), free((100 << 20) - 1)], [Watch, Act]);
        assert_eq!(turned(|of| of.write_failed = true), Act);
    }
}

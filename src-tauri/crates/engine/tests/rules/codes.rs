//! What is a code, and when one is accepted.

use crate::cases;
use crate::clocks::{Machine, Step, began, steps};
use connect_engine::code::{Code, CodeRow, CodeState, NotACode, Purpose, Seed, Verifier};
use connect_engine::ids::{AttendeeId, StationId};
use connect_engine::key::MacKey;
use connect_engine::mobile::Mobile;
use connect_engine::policy::Policy;
use connect_engine::secret::Secret;
use connect_engine::time::Millis;
use proptest::prelude::*;
use proptest::sample::select;

fn key() -> MacKey {
    MacKey::new(&Secret::new([5; 32]))
}

fn station(n: u8) -> Verifier {
    Verifier::Station(StationId::from_bytes([n; 16]))
}

fn row(nonce: [u8; 16], listed: bool) -> CodeRow {
    CodeRow {
        seed: Seed {
            mobile: Mobile::parse("09121234567").unwrap(),
            verifier: station(1),
            purpose: Purpose::Login,
            nonce,
        },
        made: began(),
        attempts: 0,
        used: false,
        listed,
    }
}

/// The number that the character stands for, if it is a digit.
fn digit(c: char) -> Option<u32> {
    ['0', '۰', '٠', '０']
        .iter()
        .filter_map(|zero| u32::from(c).checked_sub(u32::from(*zero)))
        .find(|digit| *digit < 10)
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn five_digits_of_any_script_are_a_code_and_nothing_else_is(
        typed in prop_oneof![
            "[ \t]?[0-9۰-۹٠-٩０-９]{3,7}[ \n]?",
            "[0-9۰-۹ a,.+-]{5}",
            any::<String>(),
        ],
    ) {
        let digits: Option<Vec<_>> = typed.trim().chars().map(digit).collect();
        let expected = digits.filter(|digits| digits.len() == 5);
        let expected = expected.map(|digits| digits.iter().map(u32::to_string).collect::<String>());
        let parsed = Code::parse(&typed);
        prop_assert_eq!(parsed.as_ref().map(Code::digits).ok(), expected.as_deref());
    }

    #[test]
    fn a_number_gets_its_leading_zeros_back(number in 0..100_000u64) {
        let code = Code::from_number(number).unwrap();
        prop_assert_eq!(code.digits(), format!("{number:05}"));
        prop_assert!(Code::parse(code.digits()).unwrap().matches(&code));
    }

    #[test]
    fn a_number_above_99999_is_no_code(number in 100_000..=u64::MAX) {
        prop_assert_eq!(Code::from_number(number), Err(NotACode));
        prop_assert_eq!(Code::from_number(number % 100_000 + (1 << 32)), Err(NotACode));
    }

    #[test]
    fn codes_match_if_they_are_the_same(a in 0..100_000u64, b in 0..100_000u64) {
        let [x, y] = [a, b].map(|n| Code::from_number(n).unwrap());
        prop_assert_eq!(x.matches(&y), a == b);
        prop_assert!(x.matches(&x));
    }

    #[test]
    fn debug_shows_nothing_of_a_code(number in 0..100_000u64) {
        let code = Code::from_number(number).unwrap();
        for shown in [format!("{code:?}"), format!("{:#?}", Some(code))] {
            prop_assert!(!shown.contains(|c: char| c.is_ascii_digit()), "{shown}");
        }
    }

    #[test]
    fn a_code_is_anothers_if_anything_about_it_differs(nonce: [u8; 16], bit in 0..128usize) {
        let seed = row(nonce, true).seed;
        let mut other_nonce = nonce;
        other_nonce[bit / 8] ^= 1 << (bit % 8);
        let others = [
            Seed { nonce: other_nonce, ..seed.clone() },
            Seed { mobile: Mobile::parse("09121234568").unwrap(), ..seed.clone() },
            Seed { verifier: station(2), ..seed.clone() },
            Seed { purpose: Purpose::ChangeMobile(AttendeeId::from_bytes([3; 16])), ..seed.clone() },
        ];
        let code = seed.derive(&key());
        prop_assert!(code.matches(&seed.derive(&key())), "derived again, it is the same");
        let alike = others.iter().filter(|other| other.derive(&key()).matches(&code)).count();
        prop_assert!(alike <= 1, "{alike} of four others have the same digits");
    }
}

/// What is done to a code.
#[derive(Debug, Clone)]
enum Deed {
    /// The right digits are typed.
    Right,
    /// Others are.
    Wrong,
    /// Something happens to the machine.
    Step(Step),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        select(vec![Deed::Right, Deed::Wrong, Deed::Wrong, Deed::Wrong]),
        steps().prop_map(Deed::Step),
    ];
    prop::collection::vec(deed, 1..20)
}

/// Answers as the acts do: counted first, compared, then consumed.
fn answer(row: &mut CodeRow, machine: &Machine, typed: &Code) -> bool {
    let state = row.state(&Policy::default(), &machine.now);
    if !matches!(state, CodeState::Live { .. }) {
        return false;
    }
    row.attempts += 1;
    row.used = row.listed && row.seed.derive(&key()).matches(typed);
    row.used
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn a_code_is_accepted_once_within_five_tries_and_before_its_end(
        nonce: [u8; 16],
        listed in prop::bool::weighted(0.9),
        deeds in deeds(),
    ) {
        let mut row = row(nonce, listed);
        let mut machine = Machine::new(row.made);
        let right = row.seed.derive(&key());
        let number: u64 = right.digits().parse().unwrap();
        let wrong = Code::from_number((number + 1) % 100_000).unwrap();
        let (mut tries, mut accepted) = (0, 0);
        for deed in deeds {
            let typed = match &deed {
                Deed::Step(step) => {
                    machine.step(step);
                    continue;
                }
                Deed::Right => &right,
                Deed::Wrong => &wrong,
            };
            let in_time = machine.age().is_some_and(|age| age < 120_000);
            let open = in_time && tries < 5 && accepted == 0;
            let is_right = matches!(deed, Deed::Right);
            let taken = answer(&mut row, &machine, typed);
            prop_assert_eq!(taken, open && is_right && listed);
            prop_assert!(!taken || machine.passed < 120_000);
            tries += u32::from(open);
            accepted += u32::from(taken);
        }
        prop_assert!(accepted <= 1 && tries <= 5);
        prop_assert_eq!((row.attempts, row.used), (tries, accepted == 1));
    }

    #[test]
    fn a_resend_carries_the_same_code_while_more_than_half_of_its_life_is_left(
        passed in 0..130_000i64,
        attempts in 0..7u32,
        used: bool,
        same_asker: bool,
        same_purpose: bool,
    ) {
        let row = CodeRow { attempts, used, ..row([7; 16], true) };
        let mut machine = Machine::new(row.made);
        machine.step(&Step::Pass(passed));
        let asker = if same_asker { station(1) } else { station(2) };
        let purpose = if same_purpose {
            Purpose::Login
        } else {
            Purpose::ChangeMobile(AttendeeId::from_bytes([3; 16]))
        };
        let may = row.may_be_resent(&asker, &purpose, &Policy::default(), &machine.now);
        let live = passed < 60_000 && attempts < 5 && !used;
        prop_assert_eq!(may, live && same_asker && same_purpose);
    }
}

#[test]
fn a_live_code_says_how_long_it_lives_on() {
    let row = row([7; 16], true);
    let mut machine = Machine::new(row.made);
    for left in [120_000, 119_999, 60_000, 1] {
        machine.step(&Step::Pass(120_000 - left - machine.passed));
        let state = row.state(&Policy::default(), &machine.now);
        let left = Millis::new(left);
        assert_eq!(state, CodeState::Live { left });
    }
    machine.step(&Step::Pass(1));
    let state = row.state(&Policy::default(), &machine.now);
    assert_eq!(state, CodeState::Expired);
}

//! Every spelling of a mobile, and what is none.

use crate::cases;
use connect_engine::mobile::{Mobile, MobileError};
use proptest::prelude::*;
use proptest::sample::select;

/// The zeros of the scripts that people type digits in.
const SCRIPTS: [char; 4] = ['0', '۰', '٠', '０'];
/// What stands between digits, typed or pasted.
const SEPARATORS: [&str; 14] = [
    " ", "-", ".", "(", ")", "[", "]", "\u{a0}", "–", "\u{200c}", "\u{200e}", "\u{200f}",
    "\u{202a}", "\u{2066}",
];

fn parse(typed: &str) -> Result<String, MobileError> {
    Mobile::parse(typed).map(|mobile| mobile.e164().to_owned())
}

/// An Iranian mobile without a prefix.
fn national() -> impl Strategy<Value = String> {
    "9[0-9]{9}"
}

/// The text with each digit in some script and separators anywhere.
fn written(plain: String) -> impl Strategy<Value = String> {
    let places = plain.chars().count();
    let separators = prop::collection::vec(select(&SEPARATORS[..]), 0..3);
    let scripts = prop::collection::vec(select(&SCRIPTS[..]), places);
    let gaps = prop::collection::vec(
        prop_oneof![3 => Just(Vec::new()), 1 => separators],
        places + 1,
    );
    (scripts, gaps).prop_map(move |(scripts, gaps)| {
        let mut text = gaps[places].concat();
        for ((c, zero), gap) in plain.chars().zip(scripts).zip(&gaps) {
            let in_script = |digit| char::from_u32(u32::from(zero) + digit).unwrap();
            text.push(c.to_digit(10).map_or(c, in_script));
            text.push_str(&gap.concat());
        }
        text
    })
}

/// An Iranian mobile's national digits, and one of the ways in which it is typed.
fn typed() -> impl Strategy<Value = (String, String)> {
    let prefix = select(&["", "0", "+98", "0098", "98", "+980", "00980"][..]);
    (prefix, national()).prop_flat_map(|(prefix, national)| {
        let plain = format!("{prefix}{national}");
        (Just(national), written(plain))
    })
}

/// Digits, pluses and separators in any order: nearly a number.
fn nearly() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9+ ().\\-۰-۹٠-٩]{0,24}",
        "(\\+|00)[1-9][0-9]{6,14}",
        "(\\+98|0098|98|0)?[0-9]{8,12}",
    ]
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn every_spelling_of_an_iranian_mobile_is_one_number((national, typed) in typed()) {
        let mobile = Mobile::parse(&typed).unwrap();
        prop_assert_eq!(mobile.e164(), format!("+98{national}"));
        prop_assert_eq!(mobile.national(), format!("0{national}"));
        prop_assert_eq!(mobile.last4(), &national[6..]);
        prop_assert!(mobile.is_iranian() && mobile.is_of_country(&[98]));
    }

    #[test]
    fn a_digit_too_few_or_too_many_is_refused((national, typed) in typed(), digit in "[0-9]") {
        prop_assert_eq!(parse(&format!("+98{}", &national[..9])), Err(MobileError::TooShort));
        // 98 and nine digits more are no country code and a number, but a number too long.
        prop_assert_eq!(parse(&format!("{typed}{digit}")), Err(MobileError::TooLong));
    }

    #[test]
    fn a_plus_and_two_zeros_are_the_same(digits in "[0-9]{1,15}") {
        prop_assert_eq!(parse(&format!("+{digits}")), parse(&format!("00{digits}")));
    }

    #[test]
    fn nothing_that_is_typed_makes_it_panic(typed in any::<String>()) {
        drop(Mobile::parse(&typed));
    }

    #[test]
    fn what_it_reads_it_writes_as_it_reads_it_again(typed in nearly()) {
        let Ok(mobile) = Mobile::parse(&typed) else {
            return Ok(());
        };
        let digits = mobile.e164().strip_prefix('+').unwrap();
        prop_assert!(digits.len() >= 7 && digits.bytes().all(|b| b.is_ascii_digit()));
        prop_assert_eq!(Mobile::parse(mobile.e164()), Ok(mobile.clone()));
        prop_assert_eq!(Mobile::parse(&mobile.national()), Ok(mobile));
    }

    #[test]
    fn a_mask_shows_the_last_two_digits_and_no_more(typed in nearly()) {
        let Ok(mobile) = Mobile::parse(&typed) else {
            return Ok(());
        };
        let (shown, e164) = (mobile.masked(), mobile.e164());
        prop_assert_eq!(format!("{mobile}"), shown.as_str());
        prop_assert_eq!(format!("{mobile:?}"), format!("Mobile({shown})"));
        let (public, secret) = shown.split_at(shown.find('•').unwrap());
        if mobile.is_iranian() {
            prop_assert_eq!(public, "09", "every Iranian mobile begins so");
        } else {
            let country = public.strip_prefix('+').unwrap().parse().unwrap();
            prop_assert!(mobile.is_of_country(&[country]), "{shown} shows more than a country");
        }
        let digits: String = secret.chars().filter(char::is_ascii_digit).collect();
        prop_assert_eq!(digits, &e164[e164.len() - 2..]);
    }
}

#[test]
fn the_spellings_of_the_rules() {
    for typed in [
        "09121234567",
        "9121234567",
        "+989121234567",
        "00989121234567",
        "989121234567",
        "۰۹۱۲ ۱۲۳ ۴۵۶۷",
        "٠٩١٢-١٢٣-٤٥٦٧",
        "+98 (0) 912 123.45.67",
        "\u{202a}+98 912 123 4567\u{202c}",
    ] {
        assert_eq!(parse(typed).as_deref(), Ok("+989121234567"), "{typed:?}");
    }
    let of_98 = parse("09812345678");
    assert_eq!(of_98.as_deref(), Ok("+989812345678"));
    assert_eq!(
        parse("9812345678"),
        of_98,
        "98 begins a national number too"
    );
}

#[test]
fn each_error_says_which_rule_was_broken() {
    use MobileError::{Character, Empty, Foreign, NotMobile, TooLong, TooShort};
    for (typed, error) in [
        ("", Empty),
        (" - ( ) \u{200f}", Empty),
        ("+", Empty),
        ("0912 123 456x", Character),
        ("0912+1234567", Character),
        ("++989121234567", Character),
        ("0912,1234567", Character),
        ("0", TooShort),
        ("00", TooShort),
        ("+98", TooShort),
        ("0912123456", TooShort),
        ("+1 202", TooShort),
        ("091212345678", TooLong),
        ("+9891212345678", TooLong),
        ("111111111111111111111", TooLong),
        ("02188776655", NotMobile),
        ("+98 21 8877 6655", NotMobile),
        ("12345", NotMobile),
        ("+442079460958", Foreign),
        ("0097142345678", Foreign),
        ("+999123456789", Foreign),
        ("+1234567", Foreign),
    ] {
        assert_eq!(parse(typed), Err(error), "{typed:?}");
    }
}

#[test]
fn foreign_mobiles_are_read_with_a_plus_or_two_zeros_alone() {
    for (typed, e164, country) in [
        ("+971 50 123 4567", "+971501234567", 971),
        ("00971501234567", "+971501234567", 971),
        ("+۹۷۱۵۰۱۲۳۴۵۶۷", "+971501234567", 971),
        ("+90 532 123 45 67", "+905321234567", 90),
        ("0044 7400 123456", "+447400123456", 44),
        ("+1 (202) 555-0123", "+12025550123", 1),
    ] {
        let mobile = Mobile::parse(typed).unwrap();
        assert_eq!(mobile.e164(), e164, "{typed}");
        assert!(mobile.is_of_country(&[98, country]), "{typed}");
        assert!(
            !mobile.is_of_country(&[98]) && !mobile.is_iranian(),
            "{typed}"
        );
        assert_eq!(mobile.national(), e164, "nobody knows it otherwise");
    }
    for (typed, error) in [
        ("971501234567", MobileError::TooLong),
        ("501234567", MobileError::NotMobile),
        ("12025550123", MobileError::NotMobile),
    ] {
        assert_eq!(parse(typed), Err(error), "{typed}");
    }
}

#[test]
fn the_masks() {
    for (typed, mask) in [
        ("09121234500", "09•• ••• ••00"),
        ("+971501234567", "+971•••••••67"),
        ("+447400123456", "+44••••••••56"),
        ("+12025550123", "+1••••••••23"),
    ] {
        assert_eq!(Mobile::parse(typed).unwrap().masked(), mask);
    }
}

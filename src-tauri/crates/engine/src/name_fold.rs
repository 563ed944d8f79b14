//! Folding of names: what two people may write differently and mean the same. Letters of Arabic
//! keyboards are the Persian ones, vowel marks and accents are nothing, digits are Latin, case
//! doesn't count, and a half-space is as good as a space or nothing.

use crate::mobile::ascii_digit;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

/// Stands between parts of a word that some write apart: a half-space, a dash.
const SOFT: char = '-';

/// The words of a stored text, each once: what stands between spaces, whole and in its parts.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: String| {
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    };
    for group in fold(text).split(' ') {
        for part in group.split(SOFT) {
            add(part.to_owned());
        }
        add(joined(group));
    }
    words
}

/// A text without any gap.
pub fn without_gaps(text: &str) -> String {
    joined(&fold(text))
}

/// The words of what somebody typed: here a half-space joins.
pub fn typed_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let groups = folded.split(' ').map(joined);
    groups.filter(|word| !word.is_empty()).collect()
}

fn joined(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-')).collect()
}

/// Letters and digits in one spelling, spaces, and [`SOFT`] for all else that parts words.
fn fold(text: &str) -> String {
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let mut folded = String::with_capacity(text.len());
    for c in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars()) {
        let is_mark = classes.get_u8(c) != 0;
        if is_mark || is_invisible(c) {
            continue;
        }
        if let Some(digit) = ascii_digit(c) {
            folded.push(digit);
        } else if c.is_whitespace() {
            folded.push(' ');
        } else if let Some(letters) = letters(c) {
            folded.push_str(letters);
        } else if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else {
            folded.push(SOFT);
        }
    }
    folded
}

/// What shows as nothing: the stroke that stretches a word, direction marks, the joiner, the
/// hamza that stands alone.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{0640}' | '\u{0621}' | '\u{061C}' | '\u{00AD}' | '\u{FEFF}'
    ) || matches!(c, '\u{200D}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{2069}')
}

/// Letters that decomposition leaves apart though they are written for one another.
const fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ي' | 'ى' | 'ې' | 'ۍ' | 'ێ' | 'ے' => "ی",
        'ك' | 'ڪ' => "ک",
        'ٱ' => "ا",
        'ة' | 'ە' | 'ہ' | 'ھ' | 'ۃ' => "ه",
        'ۆ' => "و",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_means_the_same_is_the_same() {
        for (one, other) in [
            ("علي", "علی"),
            ("كاوه", "کاوه"),
            ("آرش", "ارش"),
            ("أحمد", "احمد"),
            ("إبراهيم", "ابراهیم"),
            ("ٱمین", "امین"),
            ("مؤمنی", "مومنی"),
            ("رضائی", "رضایی"),
            ("فاطمة", "فاطمه"),
            ("خانهٔ", "خانه"),
            ("خانۀ", "خانه"),
            ("مُحَمَّد", "محمد"),
            ("لطفاً", "لطفا"),
            ("محـــمد", "محمد"),
            ("ﻋﻠﯽ", "علی"),
            ("علی\u{200C}رضا", "علیرضا"),
            ("۰۹۱۲", "0912"),
            ("٠٩١٢", "0912"),
            ("José", "jose"),
            ("STRASSE", "Straße"),
            ("Łukasz", "lukasz"),
            ("İpek", "ipek"),
            ("Jean-Luc", "jeanluc"),
            ("O’Brien", "obrien"),
        ] {
            assert_eq!(typed_words(one), typed_words(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_stored_half_space_parts_and_joins() {
        assert_eq!(words("علی\u{200C}رضا"), ["علی", "رضا", "علیرضا"]);
        assert_eq!(without_gaps("علی رضا  احمدی"), "علیرضااحمدی");
        assert_eq!(words("T-12"), ["t", "12", "t12"]);
    }

    proptest! {
        #[test]
        fn folding_what_is_folded_changes_nothing(text in ".{0,40}") {
            let once = typed_words(&text);
            prop_assert_eq!(&typed_words(&once.join(" ")), &once);
            prop_assert!(once.iter().all(|word| word.chars().all(char::is_alphanumeric)));
        }
    }
}

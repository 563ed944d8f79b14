//! Typing errors in a word: letters left out, put in, taken for others, or two that changed
//! places. Words within a few errors of each other share a variant that letters were left out of
//! (the index of `SymSpell`); the distance then decides.

use std::collections::BTreeSet;

/// Variants look at the beginning of a word alone: the index of long words stays small.
const PREFIX: usize = 7;

/// How many errors are forgiven in a word of so many letters.
pub const fn forgiven(letters: usize) -> usize {
    match letters {
        0..3 => 0,
        3..8 => 1,
        _ => 2,
    }
}

/// The beginning of a word, and what is left of it without as many letters as are forgiven.
pub fn variants(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let beginning: String = letters.iter().take(PREFIX).collect();
    let mut all = BTreeSet::from([beginning]);
    let mut last = all.clone();
    for _ in 0..forgiven(letters.len()) {
        last = last.iter().flat_map(|word| shortened(word)).collect();
        all.extend(last.iter().cloned());
    }
    all
}

fn shortened(word: &str) -> impl Iterator<Item = String> {
    word.char_indices().map(|(at, c)| {
        let (before, after) = word.split_at(at);
        format!("{before}{}", &after[c.len_utf8()..])
    })
}

/// How many errors part two words, if they are forgiven in the shorter one.
pub fn distance(one: &str, other: &str) -> Option<usize> {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let most = forgiven(one.len().min(other.len()));
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let errors = damerau_levenshtein(&one, &other);
    (errors <= most).then_some(errors)
}

/// The optimal string alignment: no two errors in one place.
fn damerau_levenshtein(one: &[char], other: &[char]) -> usize {
    let first: Vec<usize> = (0..=other.len()).collect();
    let (mut before, mut last) = (first.clone(), first);
    for (i, c) in one.iter().enumerate() {
        let mut row = vec![i + 1; other.len() + 1];
        for (j, d) in other.iter().enumerate() {
            let substituted = last[j] + usize::from(c != d);
            row[j + 1] = substituted.min(last[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && *c == other[j - 1] && one[i - 1] == *d;
            if swapped {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn errors_are_counted_as_people_make_them() {
        for (one, other, errors) in [
            ("احمدی", "احمدی", Some(0)),
            ("احمدی", "اهمدی", Some(1)),
            ("احمدی", "احمد", Some(1)),
            ("احمدی", "حامدی", Some(1)),
            ("احمدی", "مهدوی", None),
            ("محمد", "محمود", Some(1)),
            ("sara", "asra", Some(1)),
            ("sara", "rasa", None),
            ("mohammadi", "mohamadi", Some(1)),
            ("mohammadi", "mohamedi", Some(2)),
            ("ab", "ac", None),
        ] {
            assert_eq!(distance(one, other), errors, "{one} and {other}");
        }
    }

    /// One error somewhere in a word.
    fn mistyped(word: &str, kind: u8, at: usize) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = at % letters.len();
        match kind {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, 'z'),
            2 => letters[at] = 'z',
            _ => letters.swap(at, (at + 1).min(word.chars().count() - 1)),
        }
        letters.into_iter().collect()
    }

    proptest! {
        #[test]
        fn words_with_a_forgiven_error_share_a_variant(
            word in "[a-e]{4,14}",
            kind in 0u8..4,
            at in 0usize..14,
            second in prop::option::of((0u8..4, 0usize..14)),
        ) {
            let mut typed = mistyped(&word, kind, at);
            if let Some((kind, at)) = second {
                typed = mistyped(&typed, kind, at);
            }
            if distance(&word, &typed).is_some() {
                prop_assert!(!variants(&word).is_disjoint(&variants(&typed)), "{} {}", word, typed);
            }
        }
    }
}

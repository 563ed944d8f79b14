//! What staff look for people by: one folded text of each attendee, and what is typed as phrases
//! that stand in it.

use crate::mobile::Mobile;
use crate::name_fold::{typed_words, without_gaps, words};
use crate::roster::{Attendee, Ticket};
use crate::typing_errors::forgiven;
use std::collections::BTreeSet;

/// Fewer letters than these find half the roster.
pub const FEWEST_LETTERS: usize = 2;

/// More words than these narrow nothing down.
const MOST_WORDS: usize = 8;

/// Longer words are no names.
const LONGEST_WORD: usize = 24;

/// Begins what isn't a word of its own.
const NO_WORD: char = '/';

/// An attendee's text: the words of all their names, each name without gaps, ticket codes, and the
/// number. Every word stands between spaces.
pub fn text_of(attendee: &Attendee, tickets: &[Ticket]) -> String {
    let mut names = vec![attendee.name.as_str()];
    for ticket in tickets {
        if !names.contains(&ticket.holder.as_str()) {
            names.push(&ticket.holder);
        }
    }
    let mut all: Vec<String> = Vec::new();
    for text in names.iter().copied().chain(codes(tickets)) {
        let new = words(text).into_iter().filter(|word| !all.contains(word));
        let new: Vec<String> = new.collect();
        all.extend(new);
    }
    all.extend(
        names
            .iter()
            .map(|name| format!("{NO_WORD}{}", without_gaps(name))),
    );
    all.extend(
        attendee
            .mobile
            .as_ref()
            .map(|mobile| digits(&mobile.national())),
    );
    format!(" {} ", all.join(" "))
}

fn codes(tickets: &[Ticket]) -> impl Iterator<Item = &str> {
    tickets.iter().map(|ticket| ticket.code.as_str())
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The words of a text in which typing errors are forgiven.
pub fn forgiving_words(text: &str) -> BTreeSet<&str> {
    let words = text.split(' ');
    words.filter(|word| is_forgiving(word)).collect()
}

fn is_forgiving(word: &str) -> bool {
    let letters = word.chars().count();
    forgiven(letters) > 0
        && letters <= LONGEST_WORD
        && !word.starts_with(NO_WORD)
        && !word.contains(|c: char| c.is_ascii_digit())
}

/// What somebody typed.
pub struct Typed {
    words: Vec<String>,
    letters: usize,
    /// The number, if all of it is one.
    pub mobile: Option<Mobile>,
}

/// How a word of what was typed may stand in a text, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// As a word.
    Whole,
    /// As the beginning of one.
    Beginning,
    /// Anywhere.
    Within,
}

impl Typed {
    /// Reads what was typed.
    pub fn read(text: &str) -> Self {
        let mut words = typed_words(&text.replace(['+', '＋'], "00"));
        words.truncate(MOST_WORDS);
        // The code of the country is nobody's alone.
        let words: Vec<String> = words.into_iter().filter_map(as_stored).collect();
        Self {
            letters: words.iter().map(|word| word.chars().count()).sum(),
            words,
            mobile: Mobile::parse(text).ok(),
        }
    }

    /// Whether it is too short to look for in a text.
    pub const fn is_too_short(&self) -> bool {
        self.letters < FEWEST_LETTERS
    }

    /// A phrase for each word: a text in which all of them stand is meant.
    pub fn phrases(&self, fit: Fit) -> Vec<Vec<String>> {
        let phrases = self.words.iter().map(|word| vec![phrase(word, fit)]);
        phrases.collect()
    }

    /// How what was typed stands in a text in which all of it stands.
    pub fn fit_in(&self, text: &str) -> Fit {
        let fits = |fit: &Fit| {
            self.words
                .iter()
                .all(|word| text.contains(&phrase(word, *fit)))
        };
        let better = [Fit::Whole, Fit::Beginning].into_iter().find(fits);
        better.unwrap_or(Fit::Within)
    }

    /// How many of its words stand in these texts.
    pub fn words_in(&self, texts: &[&str]) -> usize {
        let there: Vec<String> = texts.iter().flat_map(|text| words(text)).collect();
        let stands = |word: &&String| there.iter().any(|stored| stored.contains(word.as_str()));
        self.words.iter().filter(stands).count()
    }

    /// [`Self::phrases`], with words beside each that it may be an error for.
    ///
    /// # Errors
    /// What looking for the words could not do.
    pub fn phrases_forgiving<E>(
        &self,
        mut near: impl FnMut(&str) -> Result<Vec<String>, E>,
    ) -> Result<Vec<Vec<String>>, E> {
        let mut all = Vec::new();
        for word in &self.words {
            let mut any = vec![phrase(word, Fit::Within)];
            if is_forgiving(word) {
                any.extend(near(word)?.iter().map(|word| phrase(word, Fit::Whole)));
            }
            all.push(any);
        }
        Ok(all)
    }
}

/// A number as its owner writes it for people abroad is stored as they write it at home.
fn as_stored(word: String) -> Option<String> {
    match word.strip_prefix("0098") {
        Some("") => None,
        Some(national) => Some(format!("0{}", national.trim_start_matches('0'))),
        None => Some(word),
    }
}

fn phrase(word: &str, fit: Fit) -> String {
    match fit {
        Fit::Whole => format!(" {word} "),
        Fit::Beginning => format!(" {word}"),
        Fit::Within => word.to_owned(),
    }
}

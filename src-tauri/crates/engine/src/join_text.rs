//! The one text with which a kiosk joins a centre: `{centre}/enrol#1.{code}`. It is typed, or
//! scanned from the organiser's terminal. What stands behind the `#` no browser sends anywhere.

use crate::mobile::ascii_digit;

/// The version of the text that this program writes, and the only one that it reads.
const VERSION: u32 = 1;

/// Between the address and the rest.
const MARK: &str = "/enrol#";

/// Letters and digits that nobody mistakes for one another.
pub(crate) const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Letters of a code.
pub(crate) const CODE_LETTERS: usize = 16;

/// What the text says.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinText {
    /// The address of the centre, without a slash at the end.
    pub centre: String,
    /// The code, for one kiosk.
    pub code: String,
}

impl std::fmt::Debug for JoinText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JoinText({})", self.centre)
    }
}

impl std::fmt::Display for JoinText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{MARK}{VERSION}.{}", self.centre, self.code)
    }
}

/// Why a text can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoJoinText {
    /// Not an address with a code behind it, or a slip in the code.
    #[error("this is no text from `connect-central station code`")]
    Unreadable,
    /// Of a version that this program doesn't know.
    #[error("this code is of a newer centre; update this kiosk first")]
    Newer,
}

impl JoinText {
    /// Reads what was typed or scanned: case, spaces and the code's separators don't count, digits
    /// may be Persian or Arabic, and an address without a scheme is one of TLS.
    ///
    /// # Errors
    /// [`NoJoinText`]
    pub fn parse(typed: &str) -> Result<Self, NoJoinText> {
        let plain: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
            .map(|c| ascii_digit(c).unwrap_or(c).to_ascii_lowercase())
            .collect();
        let (address, rest) = plain.split_once(MARK).ok_or(NoJoinText::Unreadable)?;
        let (version, code) = rest.split_once('.').ok_or(NoJoinText::Unreadable)?;
        let version: u32 = version.parse().map_err(|_| NoJoinText::Unreadable)?;
        if version > VERSION {
            return Err(NoJoinText::Newer);
        }
        let code = code.to_ascii_uppercase();
        let letters: Vec<char> = code.chars().filter(|c| *c != '-').collect();
        let known = |c: &char| u8::try_from(*c).is_ok_and(|c| ALPHABET.contains(&c));
        let whole = letters.len() == CODE_LETTERS && letters.iter().all(known);
        if version < VERSION || !whole {
            return Err(NoJoinText::Unreadable);
        }
        let (scheme, host) = address.split_once("://").unwrap_or(("https", address));
        let host = host.trim_end_matches('/');
        if host.is_empty() {
            return Err(NoJoinText::Unreadable);
        }
        Ok(Self {
            centre: format!("{scheme}://{host}"),
            code: in_groups(letters.into_iter()),
        })
    }
}

/// Zero-width characters and direction marks, as they come with what was pasted from a chat.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A code as it is shown: in groups of four.
pub(crate) fn in_groups(letters: impl Iterator<Item = char>) -> String {
    let mut code = String::new();
    for (place, letter) in letters.enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

//! Mobile numbers in E.164, from every spelling that people type.

use serde::{Deserialize, Serialize};

/// A mobile number in E.164 (`+98912…`), the only spelling that the engine knows.
///
/// It can't be printed whole by accident: `Debug` and `Display` show the mask.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

/// Why something is no mobile. No variant repeats the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MobileError {
    /// Nothing but separators.
    #[error("no number was given")]
    Empty,
    /// A character that no number has.
    #[error("a mobile is written with digits, spaces, dashes, dots and brackets only")]
    Character,
    /// Too few digits.
    #[error("the number is too short: an Iranian mobile has ten digits after 0 or +98")]
    TooShort,
    /// Too many digits.
    #[error("the number is too long: an Iranian mobile has ten digits after 0 or +98")]
    TooLong,
    /// Iranian, but not a mobile.
    #[error("an Iranian mobile begins with 9 after 0 or +98")]
    NotMobile,
    /// Not a possible mobile in its country's plan.
    #[error("this is no mobile number of its country")]
    Foreign,
}

/// More digits than any number has (E.164 allows 15, `00` and a trunk zero come before).
const MOST_DIGITS: usize = 20;
/// Iran's calling code, which no other country's begins with.
const IRAN: u16 = 98;
/// National digits of an Iranian mobile.
const IRAN_DIGITS: usize = 10;

impl Mobile {
    /// Reads every spelling that people type: `0914…`, `914…`, `+98914…`, `0098914…`, `98914…`,
    /// with Persian or Arabic digits, spaces, dashes, dots, brackets and pasted direction marks;
    /// foreign numbers with `+` or `00`.
    ///
    /// # Errors
    /// Says which rule was broken.
    pub fn parse(typed: &str) -> Result<Self, MobileError> {
        let (plus, digits) = fold(typed)?;
        if digits.is_empty() {
            return Err(MobileError::Empty);
        }
        if plus {
            return Self::international(&digits);
        }
        if let Some(rest) = digits.strip_prefix("00") {
            return Self::international(rest);
        }
        // A bare 98 is the country code only where twelve digits stand: 98 also begins
        // national numbers (0981…).
        let national = if digits.len() == IRAN_DIGITS + 2 && digits.starts_with("98") {
            &digits[2..]
        } else {
            digits.strip_prefix('0').unwrap_or(&digits)
        };
        Self::iranian(national)
    }

    fn international(digits: &str) -> Result<Self, MobileError> {
        if let Some(national) = digits.strip_prefix("98") {
            // +98 (0) 912 …: the trunk zero that people leave in.
            return Self::iranian(national.strip_prefix('0').unwrap_or(national));
        }
        if digits.len() < 7 {
            return Err(MobileError::TooShort);
        }
        let number =
            phonenumber::parse(None, format!("+{digits}")).map_err(|_| MobileError::Foreign)?;
        let kind = number.number_type(&phonenumber::metadata::DATABASE);
        let may_be_mobile = matches!(
            kind,
            phonenumber::Type::Mobile | phonenumber::Type::FixedLineOrMobile
        );
        if !(may_be_mobile && number.is_valid()) {
            return Err(MobileError::Foreign);
        }
        Ok(Self(
            number.format().mode(phonenumber::Mode::E164).to_string(),
        ))
    }

    /// Judged by 9 and nine digits, not by operator prefixes: the lists of libraries age.
    fn iranian(national: &str) -> Result<Self, MobileError> {
        if !national.is_empty() && !national.starts_with('9') {
            return Err(MobileError::NotMobile);
        }
        match national.len().cmp(&IRAN_DIGITS) {
            std::cmp::Ordering::Less => Err(MobileError::TooShort),
            std::cmp::Ordering::Greater => Err(MobileError::TooLong),
            std::cmp::Ordering::Equal => Ok(Self(format!("+98{national}"))),
        }
    }

    /// E.164, for couriers and the database. Not for logs.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// The country calling code's owner is Iran.
    pub fn is_iranian(&self) -> bool {
        self.0.starts_with("+98")
    }

    /// Whether the number's country calling code is one of `codes` (`98`, `971`, …).
    pub fn is_of_country(&self, codes: &[u16]) -> bool {
        self.calling_code()
            .is_some_and(|code| codes.contains(&code))
    }

    /// Nearly every number is Iranian, and the library's tables take longer than a login's queries.
    fn calling_code(&self) -> Option<u16> {
        if self.is_iranian() {
            return Some(IRAN);
        }
        let number = phonenumber::parse(None, &self.0).ok()?;
        Some(number.country().code())
    }

    /// As the one who typed it knows it: `0912…` for Iranian numbers, E.164 for others.
    pub fn national(&self) -> String {
        self.0
            .strip_prefix("+98")
            .map_or_else(|| self.0.clone(), |n| format!("0{n}"))
    }

    /// The last four digits: what a phone's owner is asked for at a hand-off.
    pub fn last4(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }

    /// `09•• ••• ••00`: the only form for screens of people who did not type it, and for logs.
    /// Of a foreign number the country shows and no digit more.
    pub fn masked(&self) -> String {
        let end = &self.0[self.0.len() - 2..];
        if self.is_iranian() {
            return format!("09•• ••• ••{end}");
        }
        let country = self
            .calling_code()
            .map_or_else(String::new, |code| code.to_string());
        let hidden = "•".repeat(self.0.len() - "+".len() - country.len() - end.len());
        format!("+{country}{hidden}{end}")
    }
}

/// Digits in ASCII and whether a plus stood before them; separators and direction marks gone.
fn fold(typed: &str) -> Result<(bool, String), MobileError> {
    let mut plus = false;
    let mut digits = String::new();
    for c in typed.chars() {
        if let Some(digit) = ascii_digit(c) {
            digits.push(digit);
            if digits.len() > MOST_DIGITS {
                return Err(MobileError::TooLong);
            }
        } else if matches!(c, '+' | '＋') && digits.is_empty() && !plus {
            plus = true;
        } else if !is_separator(c) {
            return Err(MobileError::Character);
        }
    }
    Ok((plus, digits))
}

/// A Latin, full-width, Persian or Arabic digit as ASCII.
pub fn ascii_digit(c: char) -> Option<char> {
    let base = match c {
        '0'..='9' => return Some(c),
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        '０'..='９' => '０',
        _ => return None,
    };
    char::from_digit(c as u32 - base as u32, 10)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '[' | ']' | '/' | '_')
        // Dashes of every width and the minus sign.
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{00AD}')
        // Zero-width characters, direction marks, embeddings and isolates, as pasted from chats.
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{061C}' | '\u{FEFF}')
}

impl TryFrom<String> for Mobile {
    type Error = MobileError;

    /// What was stored or sent is E.164 already; it is read by the same rule.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}

impl std::fmt::Debug for Mobile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mobile({})", self.masked())
    }
}

impl std::fmt::Display for Mobile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

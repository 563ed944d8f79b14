//! The languages of the screens. Which there are is said by the window's catalogues and nowhere
//! else: here a language is a tag that is kept and handed back.

use connect_engine::message;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A language by its BCP 47 tag: `fa`, `en`, `ku-Arab`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

/// What is no tag of a language.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no tag of a language, as `fa` or `en` is")]
pub struct NoLanguageTag;

/// Longer than any that a language is known by.
const LONGEST: usize = 35;

impl FromStr for LanguageTag {
    type Err = NoLanguageTag;

    fn from_str(text: &str) -> Result<Self, NoLanguageTag> {
        let is_part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let first = text.split('-').next().unwrap_or_default();
        let is_language =
            (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_tag = text.len() <= LONGEST && is_language && text.split('-').all(is_part);
        is_tag.then(|| Self(text.to_owned())).ok_or(NoLanguageTag)
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = NoLanguageTag;

    fn try_from(text: String) -> Result<Self, NoLanguageTag> {
        text.parse()
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

/// Persian.
impl Default for LanguageTag {
    fn default() -> Self {
        Self("fa".to_owned())
    }
}

/// The approved text of an SMS for whoever reads a language: English for those that have none.
impl From<&LanguageTag> for message::Language {
    fn from(tag: &LanguageTag) -> Self {
        let language = tag.0.split('-').next().unwrap_or_default();
        Self::from_tag(&language.to_ascii_lowercase()).unwrap_or(Self::En)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use message::Language;

    #[test]
    fn a_tag_is_kept_and_handed_back_as_it_is() {
        for tag in ["fa", "en", "ku-Arab", "qps", "az-Latn-AZ"] {
            let json = format!("\"{tag}\"");
            let read: LanguageTag = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for text in [
            "",
            "f",
            "fa-",
            "-fa",
            "fa_IR",
            "f1",
            "فا",
            "persianlanguage",
            "fa\" lang=\"en",
        ] {
            assert_eq!(text.parse::<LanguageTag>(), Err(NoLanguageTag), "{text}");
        }
        let long = format!("fa{}", "-a".repeat(20));
        assert_eq!(long.parse::<LanguageTag>(), Err(NoLanguageTag));
    }

    #[test]
    fn an_sms_is_in_the_language_that_has_a_text() {
        for (tag, language) in [
            ("fa", Language::Fa),
            ("FA-IR", Language::Fa),
            ("en-GB", Language::En),
            ("qps", Language::En),
        ] {
            let tag: LanguageTag = tag.parse().unwrap();
            assert_eq!(Language::from(&tag), language);
        }
    }
}

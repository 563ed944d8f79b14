//! What a courier is asked to carry: a code in an approved template, never free text.

use crate::code::Code;
use crate::ids::MessageId;
use crate::mobile::Mobile;
use crate::secret::Secret;
use serde::{Deserialize, Serialize};

/// The language of an SMS and of an event's texts. The screens may have more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Persian, the default.
    #[default]
    Fa,
    /// English.
    En,
}

impl Language {
    /// `fa` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::En => "en",
        }
    }

    /// From `fa` or `en`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "fa" => Some(Self::Fa),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// Which approved text carries the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Template {
    /// 'Your code for Connect is …'
    VerificationCode,
}

/// One SMS, as it is handed to a courier at the moment of sending. It is never stored: the code
/// in it is derived anew each time.
#[derive(Debug, Clone)]
pub struct Message {
    /// Tells repeats.
    pub id: MessageId,
    /// To whom.
    pub to: Mobile,
    /// The five digits.
    pub code: Code,
    /// Which text.
    pub template: Template,
    /// In which language.
    pub language: Language,
    /// Where the number is new, the token of the user who moves to it: without one nothing is
    /// relayed to a number that isn't on the list.
    pub on_behalf_of: Option<Secret<String>>,
    /// Whoever sets a station up sees whether one arrives; its code fits nothing.
    pub test: bool,
}

impl Message {
    /// The text for couriers that carry text, digits alone on the first line so that a phone's
    /// notification shows them.
    pub fn text(&self) -> String {
        let code = self.code.digits();
        match (self.template, self.language) {
            (Template::VerificationCode, Language::Fa) => {
                format!("{code}\nکد ورود شما به کانکت. تا ۲ دقیقه معتبر است؛ به کسی ندهید.")
            }
            (Template::VerificationCode, Language::En) => {
                format!("{code}\nYour Connect code, valid for 2 minutes. Do not share it.")
            }
        }
    }
}

//! An event's colour, made fit to be read: from the one that the organiser likes to one for light
//! pages and one for dark ones. Pure; computed where the colour comes in, so that screens only use
//! what came of it.

use serde::{Deserialize, Serialize};

/// What WCAG 2.2 asks of text (1.4.3, level AA).
const ENOUGH: f64 = 4.5;

const BLACK: Colour = Colour([0; 3]);
const WHITE: Colour = Colour([255; 3]);
/// What accents stand on: `--page`, `--surface` and `--surface-sunken` of the screens and of the
/// phone's page.
const LIGHT: [Colour; 3] = [
    Colour([0xf3, 0xf1, 0xec]),
    WHITE,
    Colour([0xea, 0xe7, 0xe0]),
];
const DARK: [Colour; 3] = [
    Colour([0x10, 0x16, 0x15]),
    Colour([0x1b, 0x24, 0x22]),
    Colour([0x16, 0x1d, 0x1c]),
];

/// A colour in sRGB, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

/// Something that isn't written like a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written like #1b7f5c")]
pub struct NotAColour;

/// An accent, and what is written on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accent {
    /// For buttons and for text on the page.
    pub accent: Colour,
    /// For text on the accent.
    pub on_accent: Colour,
}

/// An event's accents. What was made for other pages, before, is made fit for these where it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Told")]
pub struct Palette {
    /// On the light page.
    pub light: Accent,
    /// On the dark page.
    pub dark: Accent,
}

/// A palette as it is written.
#[derive(Deserialize)]
struct Told {
    light: Accent,
    dark: Accent,
}

impl From<Told> for Palette {
    fn from(told: Told) -> Self {
        Self {
            light: Accent::on(&LIGHT, told.light.accent, BLACK),
            dark: Accent::on(&DARK, told.dark.accent, WHITE),
        }
    }
}

impl Colour {
    /// Reads `#rrggbb`.
    ///
    /// # Errors
    /// [`NotAColour`].
    pub fn parse(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').ok_or(NotAColour)?;
        let plain = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| plain);
        let [_, rgb @ ..] = number.ok_or(NotAColour)?.to_be_bytes();
        Ok(Self(rgb))
    }

    /// From 1 (the same) to 21 (black on white): WCAG 2.2's contrast ratio.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// WCAG 2.2's relative luminance.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// So many parts of 255 of the other mixed in.
    fn mixed(self, other: Self, parts: u8) -> Self {
        let (new, old) = (u32::from(parts), u32::from(255 - parts));
        let channel = |at: usize| {
            let sum = u32::from(self.0[at]) * old + u32::from(other.0[at]) * new;
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        Self([channel(0), channel(1), channel(2)])
    }
}

impl Palette {
    /// The colour itself where it can be read, and otherwise what lies nearest on the way to black
    /// (on the light page) or to white (on the dark one).
    pub fn of(colour: Colour) -> Self {
        Self {
            light: Accent::on(&LIGHT, colour, BLACK),
            dark: Accent::on(&DARK, colour, WHITE),
        }
    }
}

impl Accent {
    fn on(grounds: &[Colour], colour: Colour, towards: Colour) -> Self {
        let of = |parts| {
            let accent = colour.mixed(towards, parts);
            let white_is_better = accent.contrast(WHITE) >= accent.contrast(BLACK);
            let on_accent = if white_is_better { WHITE } else { BLACK };
            Self { accent, on_accent }
        };
        let fits = |made: &Self| {
            let written = std::iter::once(&made.on_accent);
            (grounds.iter().chain(written)).all(|other| made.accent.contrast(*other) >= ENOUGH)
        };
        // The last step is black on the light page or white on the dark one, which fit.
        (0..u8::MAX)
            .map(of)
            .find(fits)
            .unwrap_or_else(|| of(u8::MAX))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl TryFrom<String> for Colour {
    type Error = NotAColour;

    fn try_from(text: String) -> Result<Self, NotAColour> {
        Self::parse(&text)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
        // The grey that tools give as the first to pass on white, and the one before it.
        assert!(colour("#767676").contrast(WHITE) >= 4.5);
        assert!(colour("#777777").contrast(WHITE) < 4.5);
        // #ff0000 on white is 3.998 in WCAG's own examples' tools.
        assert!((colour("#ff0000").contrast(WHITE) - 3.998).abs() < 0.001);
    }

    #[test]
    fn what_can_be_read_is_left_as_it_is() {
        let palette = Palette::of(colour("#0f5c46"));
        assert_eq!(palette.light.accent, colour("#0f5c46"));
        assert_eq!(palette.light.on_accent, WHITE);
        let palette = Palette::of(colour("#7fd8b8"));
        assert_eq!(palette.dark.accent, colour("#7fd8b8"));
        assert_eq!(palette.dark.on_accent, BLACK);
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for wrong in [
            "",
            "#",
            "#12345",
            "#1234567",
            "123456",
            "#12345g",
            "#+12345",
            "#۱۲۳۴۵۶",
        ] {
            assert_eq!(Colour::parse(wrong), Err(NotAColour), "{wrong}");
        }
        assert_eq!(colour("#AbCdEf").to_string(), "#abcdef");
    }

    #[test]
    fn what_was_made_for_other_pages_is_made_fit_for_these() {
        let old = r##"{"light":{"accent":"#1a5fb4","on_accent":"#ffffff"},
            "dark":{"accent":"#4a80c4","on_accent":"#000000"}}"##;
        let read: Palette = serde_json::from_str(old).unwrap();
        assert_eq!(read.light.accent, colour("#1a5fb4"));
        assert!(DARK.iter().all(|on| read.dark.accent.contrast(*on) >= 4.5));
    }

    proptest! {
        #[test]
        fn a_palette_that_fits_is_read_as_it_is(rgb: [u8; 3]) {
            let palette = Palette::of(Colour(rgb));
            let written = serde_json::to_string(&palette).unwrap();
            prop_assert_eq!(serde_json::from_str::<Palette>(&written).unwrap(), palette);
        }

        #[test]
        fn every_colour_comes_out_readable_and_no_further_off_than_it_must(rgb: [u8; 3]) {
            let wanted = Colour(rgb);
            let Palette { light, dark } = Palette::of(wanted);
            for (made, grounds, towards) in [(light, LIGHT, BLACK), (dark, DARK, WHITE)] {
                for ground in grounds {
                    prop_assert!(made.accent.contrast(ground) >= 4.5, "{made:?} on {ground}");
                }
                prop_assert!(made.accent.contrast(made.on_accent) >= 4.5, "{made:?}");
                let steps = (0..=255).position(|n| wanted.mixed(towards, n) == made.accent);
                let first = steps.expect("the accent lies on the way");
                for nearer in 0..first {
                    let nearer = wanted.mixed(towards, u8::try_from(nearer).unwrap());
                    let written = nearer.contrast(WHITE).max(nearer.contrast(BLACK));
                    let read = grounds.iter().all(|ground| nearer.contrast(*ground) >= 4.5);
                    prop_assert!(
                        !read || written < 4.5,
                        "{nearer} would have done for {wanted}"
                    );
                }
            }
        }

        #[test]
        fn what_is_written_is_read_again(rgb: [u8; 3]) {
            let text = Colour(rgb).to_string();
            prop_assert_eq!(Colour::parse(&text), Ok(Colour(rgb)));
        }
    }
}

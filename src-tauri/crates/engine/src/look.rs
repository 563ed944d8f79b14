//! How an event looks: its colours, its picture, its names, and where its guests go next.

use crate::colour::Palette;
use crate::key::{base64url, from_base64url, sha256};
use crate::message::Language;
use serde::{Deserialize, Serialize};

/// What a picture may weigh, so that it fits into a line of the feed.
pub const PICTURE_MAX: usize = 150 * 1024;

/// Characters that a text may have.
pub const TEXT_MAX: usize = 300;

/// An event's look, as it travels with the event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Its accents.
    pub palette: Option<Palette>,
    /// The name of its picture, which travels by itself.
    pub picture: Option<PictureHash>,
    /// Where its guests go next.
    pub next: Texts,
    /// What it is called in a language, where that is another name than its own.
    pub names: Texts,
}

/// A text in each language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// In Persian.
    pub fa: Option<String>,
    /// In English.
    pub en: Option<String>,
}

impl Texts {
    /// The place of one language's text.
    pub const fn of(&mut self, language: Language) -> &mut Option<String> {
        match language {
            Language::Fa => &mut self.fa,
            Language::En => &mut self.en,
        }
    }
}

/// Why a text isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// It doesn't fit on the screen.
    #[error("a text has at most {TEXT_MAX} characters")]
    TooLong,
    /// It has what nobody can read.
    #[error("a text is plain: letters, digits, signs and new lines")]
    Control,
}

/// Reads a plain text; none if there is nothing in it.
///
/// # Errors
/// [`BadText`].
pub fn plain_text(text: &str) -> Result<Option<String>, BadText> {
    let text = text.trim();
    if text.chars().count() > TEXT_MAX {
        return Err(BadText::TooLong);
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(BadText::Control);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// SHA-256 of a picture's bytes, written in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PictureHash(pub [u8; 32]);

/// The kinds of pictures that every browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `image/png`
    Png,
    /// `image/jpeg`
    Jpeg,
    /// `image/webp`
    Webp,
}

/// Why a picture isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// It doesn't fit into a line of the feed.
    #[error("a picture has at most {} KiB", PICTURE_MAX / 1024)]
    TooLarge,
    /// None of the kinds that are shown.
    #[error("a picture is a PNG, a JPEG or a WebP")]
    Kind,
}

/// A picture that may be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    media_type: MediaType,
    bytes: Vec<u8>,
}

impl Picture {
    /// Takes a file's bytes; the kind is told by them and by nobody's word.
    ///
    /// # Errors
    /// [`BadPicture`].
    pub fn new(bytes: Vec<u8>) -> Result<Self, BadPicture> {
        if bytes.len() > PICTURE_MAX {
            return Err(BadPicture::TooLarge);
        }
        let media_type = MediaType::of(&bytes).ok_or(BadPicture::Kind)?;
        Ok(Self { media_type, bytes })
    }

    /// Its name.
    pub fn hash(&self) -> PictureHash {
        PictureHash(sha256(&[&self.bytes]))
    }

    /// Its kind.
    pub const fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file, to keep.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Picture({:?}, {} bytes)",
            self.media_type,
            self.bytes.len()
        )
    }
}

/// A picture as it stands in the feed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PictureLine {
    /// The file, base64url.
    pub data: String,
}

impl PictureLine {
    pub(crate) fn of(picture: &Picture) -> Self {
        Self {
            data: base64url(&picture.bytes),
        }
    }

    /// The picture, if it is one.
    pub(crate) fn read(&self) -> Option<Picture> {
        Picture::new(from_base64url(&self.data)?).ok()
    }
}

impl MediaType {
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// As HTTP has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// Something that isn't the name of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture's name is 64 hexadecimal digits")]
pub struct NotAHash;

impl TryFrom<String> for PictureHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        let mut hash = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(NotAHash);
        }
        for (at, byte) in hash.iter_mut().enumerate() {
            let digits = text.get(2 * at..2 * at + 2).ok_or(NotAHash)?;
            let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
            let read = u8::from_str_radix(digits, 16).ok().filter(|_| plain);
            *byte = read.ok_or(NotAHash)?;
        }
        Ok(Self(hash))
    }
}

impl std::fmt::Display for PictureHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<PictureHash> for String {
    fn from(hash: PictureHash) -> Self {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and more";

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        let of = |bytes: &[u8]| Picture::new(bytes.to_vec()).map(|p| p.media_type().name());
        assert_eq!(of(PNG), Ok("image/png"));
        assert_eq!(of(b"\xff\xd8\xff\xe0"), Ok("image/jpeg"));
        assert_eq!(of(b"RIFF\x10\x00\x00\x00WEBPVP8 "), Ok("image/webp"));
        for other in [
            &b""[..],
            b"<svg xmlns=",
            b"GIF89a",
            b"RIFF\x10\x00\x00\x00WAVE",
            b"%PDF-1",
        ] {
            assert_eq!(of(other), Err(BadPicture::Kind));
        }
        let mut large = PNG.to_vec();
        large.resize(PICTURE_MAX, 0);
        assert!(of(&large).is_ok());
        large.push(0);
        assert_eq!(of(&large), Err(BadPicture::TooLarge));
    }

    #[test]
    fn a_picture_of_the_largest_size_fits_into_a_line_of_the_feed() {
        let mut bytes = PNG.to_vec();
        bytes.resize(PICTURE_MAX, 0);
        let line = PictureLine::of(&Picture::new(bytes).unwrap());
        let text = serde_json::to_string(&line).unwrap();
        assert!(text.len() < 250 * 1024, "{}", text.len());
        assert!(line.read().is_some());
    }

    #[test]
    fn a_hash_is_written_and_read_in_hexadecimal() {
        let hash = Picture::new(PNG.to_vec()).unwrap().hash();
        assert_eq!(PictureHash::try_from(hash.to_string()), Ok(hash));
        for wrong in [
            String::new(),
            "0".repeat(63),
            "g".repeat(64),
            "+f".repeat(32),
        ] {
            assert_eq!(PictureHash::try_from(wrong), Err(NotAHash));
        }
    }

    #[test]
    fn texts_are_plain_and_short() {
        assert_eq!(plain_text("  تالار ۲ \n"), Ok(Some("تالار ۲".to_owned())));
        assert_eq!(plain_text(" \n"), Ok(None));
        assert_eq!(plain_text("a\u{7}"), Err(BadText::Control));
        assert!(plain_text(&"ب".repeat(TEXT_MAX)).is_ok());
        assert_eq!(plain_text(&"ب".repeat(TEXT_MAX + 1)), Err(BadText::TooLong));
    }
}

//! `--sms relay,kavenegar,outbox:FILE`.

use std::path::PathBuf;

/// One courier of a chain, as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    /// The centre; at a station alone.
    Relay,
    /// Kavenegar.
    Kavenegar,
    /// An outbox file.
    Outbox(PathBuf),
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// No such courier.
    #[error(
        "there is no courier `{0}`; there are `relay` (at a kiosk), `kavenegar` and `outbox:FILE`"
    )]
    Unknown(String),
    /// An outbox without a file.
    #[error("`outbox` needs a file: `outbox:FILE`")]
    NoFile,
    /// The same twice.
    #[error("`{0}` stands twice in the chain")]
    Twice(String),
}

/// Reads a chain; `none` and nothing are an empty one.
///
/// # Errors
/// [`SpecError`] names the part.
pub fn parse_chain(text: &str) -> Result<Vec<Carrier>, SpecError> {
    let mut chain = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty() && *part != "none")
    {
        let carrier = match part.split_once(':') {
            Some(("outbox", file)) if !file.is_empty() => Carrier::Outbox(PathBuf::from(file)),
            Some(("outbox", _)) => return Err(SpecError::NoFile),
            None if part == "outbox" => return Err(SpecError::NoFile),
            None if part == "relay" => Carrier::Relay,
            None if part == "kavenegar" => Carrier::Kavenegar,
            _ => return Err(SpecError::Unknown(part.to_owned())),
        };
        let same =
            |known: &Carrier| std::mem::discriminant(known) == std::mem::discriminant(&carrier);
        if chain.iter().any(same) {
            return Err(SpecError::Twice(part.to_owned()));
        }
        chain.push(carrier);
    }
    Ok(chain)
}

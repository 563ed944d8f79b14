//! Reading what another side answers, to an end: whoever it is, and whatever it decompresses to.

use reqwest::Response;
use serde::de::DeserializeOwned;

/// Most bytes of an answer that is read whole, where nothing else is agreed: none has a hundredth.
pub const ANSWER_MAX: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// It broke off.
    #[error("the answer broke off")]
    BrokeOff(#[from] reqwest::Error),
    /// It goes on and on.
    #[error("the answer is longer than {most} bytes")]
    TooLong {
        /// What it may have.
        most: usize,
    },
    /// It isn't what was asked for.
    #[error("the answer is something else")]
    SomethingElse(#[from] serde_json::Error),
}

/// Reads an answer of so many bytes at most whole.
///
/// # Errors
/// [`NoAnswer`]
pub async fn read_whole(mut response: Response, most: usize) -> Result<Vec<u8>, NoAnswer> {
    let mut whole = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if whole.len() + chunk.len() > most {
            return Err(NoAnswer::TooLong { most });
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

/// Reads an answer of so many bytes at most as JSON.
///
/// # Errors
/// [`NoAnswer`]
pub async fn read_json<V: DeserializeOwned>(
    response: Response,
    most: usize,
) -> Result<V, NoAnswer> {
    Ok(serde_json::from_slice(&read_whole(response, most).await?)?)
}

//! Reading what another side answers, to an end: whoever it is, and whatever it decompresses to.

use reqwest::Response;
use serde::de::DeserializeOwned;

/// Most bytes of an answer that is read whole. A centre that enrols a station for a thousand
/// events says less.
pub const ANSWER_MAX: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// It broke off.
    #[error("the answer broke off")]
    BrokeOff(#[from] reqwest::Error),
    /// It goes on and on.
    #[error("the answer is longer than {ANSWER_MAX} bytes")]
    TooLong,
    /// It isn't what was asked for.
    #[error("the answer is something else")]
    SomethingElse(#[from] serde_json::Error),
}

/// Reads an answer whole.
///
/// # Errors
/// [`NoAnswer`]
pub async fn read_whole(mut response: Response) -> Result<Vec<u8>, NoAnswer> {
    let mut whole = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if whole.len() + chunk.len() > ANSWER_MAX {
            return Err(NoAnswer::TooLong);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

/// Reads an answer as JSON.
///
/// # Errors
/// [`NoAnswer`]
pub async fn read_json<V: DeserializeOwned>(response: Response) -> Result<V, NoAnswer> {
    Ok(serde_json::from_slice(&read_whole(response).await?)?)
}

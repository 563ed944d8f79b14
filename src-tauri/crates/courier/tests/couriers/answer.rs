//! Whatever an answer decompresses to, it has an end.

use crate::gateway::gateway;
use connect_courier::{ANSWER_MAX, NoAnswer, read_json};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Client;
use serde_json::{Value, json};
use std::io::Write as _;

/// What is read of an answer whose JSON has so many bytes, nearly all of them spaces.
async fn read(bytes: usize) -> Result<Value, NoAnswer> {
    let mut text = br#"{"sms":"working"}"#.to_vec();
    text.resize(bytes, b' ');
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&text).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < bytes / 100, "little travels");
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        packed.len()
    )
    .into_bytes();
    answer.extend(packed);
    let (url, _told) = gateway(answer).await;
    let http = Client::builder().build().unwrap();
    read_json(http.get(url).send().await.unwrap(), ANSWER_MAX).await
}

#[tokio::test]
async fn an_answer_is_read_to_its_most_and_no_further() {
    let whole = read(ANSWER_MAX).await.unwrap();
    assert_eq!(whole, json!({"sms": "working"}));
    for bytes in [ANSWER_MAX + 1, 64 * ANSWER_MAX] {
        let refused = read(bytes).await;
        let too_long = matches!(refused, Err(NoAnswer::TooLong { most: ANSWER_MAX }));
        assert!(too_long, "{refused:?}");
    }
}

//! An event's feed as it comes over the line: one answer of the protocol after the other.

use crate::call_error::CallError;
use crate::centre::Centre;
use crate::feed_reader::FeedReader;
use bytes::Bytes;
use connect_engine::acts::Answer;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use reqwest::Response;
use std::collections::VecDeque;

/// Lines that are taken in one transaction.
const AT_ONCE: usize = 500;

/// A feed that is being read.
pub struct Feed<'c> {
    centre: &'c Centre,
    status: u16,
    held: bool,
    reader: FeedReader,
    body: Option<BoxStream<'static, reqwest::Result<Bytes>>>,
    /// What has come and wasn't handed on yet.
    heard: VecDeque<Answer>,
}

impl<'c> Feed<'c> {
    /// What a response brings: all lines to their end or, of a held line, whatever comes.
    pub fn of(centre: &'c Centre, response: Response, held: bool) -> Self {
        Self {
            centre,
            status: response.status().as_u16(),
            held,
            reader: FeedReader::default(),
            body: Some(response.bytes_stream().boxed()),
            heard: VecDeque::new(),
        }
    }

    /// One answer and nothing more.
    pub fn saying(centre: &'c Centre, answer: Answer) -> Self {
        Self {
            centre,
            status: 0,
            held: false,
            reader: FeedReader::default(),
            body: None,
            heard: VecDeque::from([answer]),
        }
    }

    /// What comes next; none at the end.
    ///
    /// # Errors
    /// [`CallError`], also where the line was cut off.
    pub async fn next(&mut self) -> Result<Option<Answer>, CallError> {
        loop {
            if let Some(answer) = self.heard.pop_front() {
                return Ok(Some(answer));
            }
            let Some(body) = &mut self.body else {
                return Ok(None);
            };
            let Some(bytes) = body.next().await else {
                self.body = None;
                self.heard.push_back(if self.held {
                    Answer::Ended
                } else {
                    Answer::Current
                });
                continue;
            };
            let bytes = bytes.map_err(|error| self.centre.not_reached(&error))?;
            let heard = self.reader.push(&bytes);
            let heard = heard.map_err(|_| self.centre.no_centre(self.status))?;
            let parts = heard.lines.chunks(AT_ONCE);
            self.heard
                .extend(parts.map(|lines| Answer::Lines(lines.to_vec())));
            if heard.beat {
                self.heard.push_back(Answer::Current);
            }
        }
    }
}

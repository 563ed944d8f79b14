//! From the bytes of a feed to its lines: NDJSON, or an event stream whose data lines carry the
//! same. However they are cut into chunks, and whatever they decompress to: a line has an end.

use connect_engine::acts::{ChangeLine, FEED_LINE_MAX};

/// What a chunk brought.
#[derive(Debug, Default, PartialEq)]
pub struct Heard {
    /// Whole lines.
    pub lines: Vec<ChangeLine>,
    /// The centre said that it is still there and that there is nothing new.
    pub beat: bool,
}

/// Something that isn't a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFeed {
    /// A line without an end.
    #[error("a line is longer than {FEED_LINE_MAX} bytes")]
    TooLong,
    /// Not a line of a feed.
    #[error("a line is no change")]
    NoChange,
}

/// The part of a line that has come so far.
#[derive(Debug, Default)]
pub struct FeedReader(Vec<u8>);

impl FeedReader {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`NoFeed`]; nothing of these bytes is to be used then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Heard, NoFeed> {
        let mut heard = Heard::default();
        let mut parts = bytes.split(|byte| *byte == b'\n').peekable();
        while let Some(part) = parts.next() {
            if self.0.len() + part.len() > FEED_LINE_MAX {
                return Err(NoFeed::TooLong);
            }
            self.0.extend_from_slice(part);
            if parts.peek().is_some() {
                let line = std::mem::take(&mut self.0);
                read_line(&line, &mut heard)?;
            }
        }
        Ok(heard)
    }
}

fn read_line(line: &[u8], heard: &mut Heard) -> Result<(), NoFeed> {
    let line = line.trim_ascii();
    let data = line.strip_prefix(b"data:").unwrap_or(line);
    if line.starts_with(b":") {
        heard.beat = true;
    } else if !data.is_empty() {
        let change = serde_json::from_slice(data).map_err(|_| NoFeed::NoChange)?;
        heard.lines.push(change);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = "data: {\"cursor\":\"a\",\"kind\":\"ticket\",\"data\":{\"x\":1}}\n\n\
        : nothing new\n\n{\"cursor\":\"b\",\"kind\":\"new-kind\",\"data\":null}\r\n";

    #[test]
    fn a_line_without_an_end_is_no_feed_however_it_comes() {
        let mut reader = FeedReader::default();
        let chunk = vec![b'a'; 64 * 1024];
        let refused = (0..16).find_map(|_| reader.push(&chunk).err());
        assert_eq!(refused, Some(NoFeed::TooLong));
    }

    #[test]
    fn what_is_no_change_is_no_feed() {
        for text in ["<html>\n", "{}\n", "data: {\"kind\":1}\n"] {
            let refused = FeedReader::default().push(text.as_bytes());
            assert_eq!(refused, Err(NoFeed::NoChange), "{text}");
        }
    }

    proptest! {
        #[test]
        fn chunks_may_be_cut_anywhere(cuts in prop::collection::vec(1usize..40, 0..30)) {
            let mut reader = FeedReader::default();
            let (mut lines, mut beats) = (Vec::new(), 0);
            let mut rest = STREAM.as_bytes();
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let (chunk, after) = rest.split_at(cut.min(rest.len()));
                rest = after;
                let heard = reader.push(chunk).unwrap();
                lines.extend(heard.lines);
                beats += u32::from(heard.beat);
            }
            let kinds: Vec<_> = lines.iter().map(|line| line.kind.as_str()).collect();
            prop_assert_eq!(kinds, ["ticket", "new-kind"]);
            prop_assert_eq!(beats, 1);
        }

        #[test]
        fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            drop(FeedReader::default().push(&bytes));
        }
    }
}

//! A log outside of a database: a file of JSON lines that anybody can check from nothing but the
//! author's public key.
//!
//! A [`Title`] stands before the records of each log; a file may hold several logs.

use crate::ids::{LogId, StationId};
use crate::key::{Jwk, PublicKey, base64url, from_base64url};
use crate::record::{Branch, Hash, LogHead, Record, RecordError, WireRecord};
use crate::signed_log::{LogCheck, Verdict};
use serde::{Deserialize, Serialize};

/// What a title begins with.
const FORMAT: &str = "connect-log-v1";

/// The line before the records of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    format: String,
    /// The author.
    pub station: StationId,
    /// The author's name, for people.
    pub name: String,
    /// The author's public key. Whoever checks compares its thumbprint with the one they know.
    pub key: Jwk,
    /// The log.
    pub log: LogId,
    /// Set for the end of a log that was written twice: the log that its records name, the index
    /// at which it parts, and the hash before it (base64url).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    branch: Option<(LogId, u64, String)>,
    /// The index after the last record.
    pub next: u64,
    /// The hash of the last record, base64url.
    hash: String,
}

impl Title {
    /// Of a log as it ends now.
    pub fn new(
        author: (StationId, &str, &PublicKey),
        log: LogId,
        branch: Option<Branch>,
        head: &LogHead,
    ) -> Self {
        let (station, name, key) = author;
        Self {
            format: FORMAT.to_owned(),
            station,
            name: name.to_owned(),
            key: key.jwk(),
            log,
            branch: branch.map(|b| (b.of, b.from, base64url(&b.previous))),
            next: head.next,
            hash: base64url(&head.hash),
        }
    }

    fn check(&self) -> Option<(LogCheck, LogHead)> {
        let hash = |text: &str| from_base64url(text).and_then(|b| Hash::try_from(b).ok());
        let branch = match &self.branch {
            None => None,
            Some((of, from, previous)) => Some(Branch {
                of: *of,
                from: *from,
                previous: hash(previous)?,
            }),
        };
        let key = self.key.public_key().ok()?;
        let end = LogHead {
            next: self.next,
            hash: hash(&self.hash)?,
        };
        let check = LogCheck::begin(&key, self.station, self.log, branch);
        Some((check, end))
    }
}

/// A file that is no exported log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is no title of an exported log")]
pub struct NoLog {
    /// Which line, from 1.
    pub line: u64,
}

/// Checks a file, line by line.
#[derive(Debug, Default)]
pub struct FileCheck {
    lines: u64,
    current: Option<Section>,
    done: Vec<(Section, Verdict)>,
}

/// A title and what stands under it.
#[derive(Debug)]
struct Section {
    title: Title,
    check: LogCheck,
    end: LogHead,
    /// Of each record that holds.
    hashes: Vec<Hash>,
}

impl Section {
    /// Whether the record that a branch says it grows from stands here and holds.
    fn has(&self, author: &Title, branch: &Branch) -> bool {
        let of_author = (self.title.station, &self.title.key) == (author.station, &author.key);
        let signed_log = self.check.branch.map_or(self.title.log, |own| own.of);
        let place = branch.from.checked_sub(self.check.first + 1);
        let hash = place.and_then(|place| self.hashes.get(usize::try_from(place).ok()?));
        of_author && signed_log == branch.of && hash == Some(&branch.previous)
    }
}

impl FileCheck {
    /// Takes the next line.
    ///
    /// # Errors
    /// [`NoLog`] if a title should stand there.
    pub fn line(&mut self, line: &str) -> Result<(), NoLog> {
        self.lines += 1;
        let no_log = NoLog { line: self.lines };
        if line.trim().is_empty() {
            return Ok(());
        }
        let complete = self
            .current
            .as_ref()
            .is_none_or(|of| of.check.next_index() >= of.title.next || !of.check.holds());
        match serde_json::from_str::<Title>(line) {
            Ok(title) if title.format == FORMAT && complete => {
                self.close();
                let (check, end) = title.check().ok_or(no_log)?;
                self.current = Some(Section {
                    title,
                    check,
                    end,
                    hashes: Vec::new(),
                });
                return Ok(());
            }
            Ok(_) | Err(_) => {}
        }
        let Section { check, hashes, .. } = self.current.as_mut().ok_or(no_log)?;
        let wire = serde_json::from_str::<WireRecord>(line).map_err(|_| RecordError::Layout);
        let record = wire.and_then(|wire| Record::try_from(&wire));
        check.take(record.as_ref().map_err(|error| *error));
        if check.holds() {
            hashes.push(check.head.hash);
        }
        Ok(())
    }

    /// What each log of the file comes to.
    ///
    /// # Errors
    /// [`NoLog`] if there is none.
    pub fn end(mut self) -> Result<Vec<(Title, Verdict)>, NoLog> {
        self.close();
        if self.done.is_empty() {
            return Err(NoLog {
                line: self.lines + 1,
            });
        }
        let rooted: Vec<bool> = self.done.iter().map(|of| self.is_rooted(&of.0)).collect();
        let done = self.done.into_iter().zip(rooted);
        Ok(done
            .map(|((section, mut verdict), rooted)| {
                if !rooted {
                    verdict.verified = 0;
                    verdict.broken = Some((section.check.first, RecordError::Chain));
                }
                (section.title, verdict)
            })
            .collect())
    }

    /// A branch says of itself where it begins: only if what comes before is here, too, is nothing
    /// missing.
    fn is_rooted(&self, section: &Section) -> bool {
        let branch = section.check.branch.filter(|branch| branch.from > 0);
        branch.is_none_or(|branch| {
            let mut others = self.done.iter();
            others.any(|(other, _)| other.has(&section.title, &branch))
        })
    }

    fn close(&mut self) {
        if let Some(section) = self.current.take() {
            let verdict = section.check.clone().end(&section.end);
            self.done.push((section, verdict));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SigningKey;
    use crate::record::Author;
    use crate::secret::Secret;
    use crate::time::{BootId, Millis, Now, Timestamp};
    use proptest::prelude::*;
    use rand::SeedableRng;

    const RECORDS: u64 = 12;

    fn file() -> Vec<String> {
        let mut random = rand_chacha::ChaCha20Rng::from_seed([1; 32]);
        let key = SigningKey::from_seed(&Secret::new([7; 32])).unwrap();
        let station = StationId::from_bytes([2; 16]);
        let log = LogId::from_bytes([3; 16]);
        let author = Author {
            station,
            log,
            key: &key,
        };
        let now = Now {
            wall: Timestamp::from_secs(1_795_507_200),
            boot: Millis::from_secs(1),
            boot_id: BootId([4; 16]),
        };
        let (mut head, mut lines) = (LogHead::EMPTY, Vec::new());
        for n in 0..RECORDS {
            let body = format!("{{\"n\":{n}}}").into_bytes();
            let record = Record::sign(&author, &head, ("test", None, body), &now, &mut random);
            head = LogHead {
                next: n + 1,
                hash: record.hash(),
            };
            lines.push(serde_json::to_string(&WireRecord::from(&record)).unwrap());
        }
        let title = Title::new((station, "Door", key.public()), log, None, &head);
        lines.insert(0, serde_json::to_string(&title).unwrap());
        lines
    }

    fn check(lines: &[String]) -> Result<Vec<(Title, Verdict)>, NoLog> {
        let mut check = FileCheck::default();
        for line in lines {
            check.line(line)?;
        }
        check.end()
    }

    #[test]
    fn a_whole_file_holds_and_two_logs_fit_in_one() {
        let lines = file();
        let twice = [lines.clone(), lines].concat();
        let verdicts = check(&twice).unwrap();
        assert_eq!(verdicts.len(), 2);
        for (_, verdict) in verdicts {
            assert_eq!((verdict.verified, verdict.broken), (RECORDS, None));
        }
    }

    #[test]
    fn an_erased_body_leaves_the_file_whole() {
        let mut lines = file();
        let mut record: WireRecord = serde_json::from_str(&lines[5]).unwrap();
        (record.salt, record.body) = (None, None);
        lines[5] = serde_json::to_string(&record).unwrap();
        assert_eq!(check(&lines).unwrap()[0].1.broken, None);
    }

    /// The title of what is left of a file whose first records are gone, or that of its beginning.
    fn title_of(lines: &[String], of_rest: bool, at: u64) -> String {
        let title: Title = serde_json::from_str(&lines[0]).unwrap();
        let record = |index: u64| {
            let line = &lines[usize::try_from(index).unwrap() + 1];
            Record::try_from(&serde_json::from_str::<WireRecord>(line).unwrap()).unwrap()
        };
        let before = record(at - 1).hash();
        let title = if of_rest {
            let branch = Branch {
                of: title.log,
                from: at,
                previous: before,
            };
            Title {
                log: Branch::name(title.log, &record(at)),
                branch: Some((branch.of, branch.from, base64url(&branch.previous))),
                ..title
            }
        } else {
            Title {
                next: at,
                hash: base64url(&before),
                ..title
            }
        };
        serde_json::to_string(&title).unwrap()
    }

    #[test]
    fn what_is_called_a_branch_holds_only_beside_what_it_grows_from() {
        const FROM: u64 = 4;
        let lines = file();
        let (beginning, rest) = lines[1..].split_at(4);
        let rest = [&[title_of(&lines, true, FROM)], rest].concat();
        let cut = check(&rest).unwrap();
        assert_eq!(cut[0].1.broken, Some((FROM, RecordError::Chain)));
        // With one record less before it.
        let shorter = [&[title_of(&lines, false, 3)], &beginning[..3]].concat();
        let gap = check(&[shorter, rest.clone()].concat()).unwrap();
        assert_eq!(gap[0].1.broken, None);
        assert_eq!(gap[1].1.broken, Some((FROM, RecordError::Chain)));
        let whole = [&[title_of(&lines, false, FROM)], beginning].concat();
        for both in [[whole.clone(), rest.clone()], [rest, whole]] {
            let verdicts = check(&both.concat()).unwrap();
            assert!(verdicts.iter().all(|(_, verdict)| verdict.broken.is_none()));
        }
    }

    #[test]
    fn without_a_title_it_is_no_log() {
        assert_eq!(check(&file()[1..]), Err(NoLog { line: 1 }));
        assert_eq!(check(&[]), Err(NoLog { line: 1 }));
        assert_eq!(check(&["a,b,c".to_owned()]), Err(NoLog { line: 1 }));
    }

    proptest! {
        #[test]
        fn a_line_that_is_missing_doubled_or_changed_is_found_where_it_is(
            at in 1..=RECORDS, what in 0..4u8, byte in any::<prop::sample::Index>(),
        ) {
            let mut lines = file();
            let place = usize::try_from(at).unwrap();
            match what {
                0 => drop(lines.remove(place)),
                1 => lines.insert(place, lines[place].clone()),
                2 => lines.swap(place, if place == 1 { 2 } else { place - 1 }),
                _ => {
                    let mut record: WireRecord = serde_json::from_str(&lines[place]).unwrap();
                    let mut bytes = from_base64url(&record.header).unwrap();
                    let byte = byte.index(bytes.len());
                    bytes[byte] ^= 1;
                    record.header = base64url(&bytes);
                    lines[place] = serde_json::to_string(&record).unwrap();
                }
            }
            let (_, verdict) = check(&lines).unwrap().remove(0);
            let (index, _) = verdict.broken.unwrap();
            prop_assert_eq!(index, verdict.verified);
            // The broken place is the changed one, the one after a doubled one, or the other of
            // two that were swapped.
            prop_assert!((at.saturating_sub(2)..=at).contains(&index), "{index} for {at}");
        }

        #[test]
        fn no_line_is_a_panic(lines in prop::collection::vec(".{0,80}", 0..6)) {
            drop(check(&lines));
            let mut titled = vec![file().remove(0)];
            titled.extend(lines);
            drop(check(&titled));
        }
    }
}

//! Records: signed facts in a log that nobody can rewrite.
//!
//! A record is a header of fixed layout, signed and chained, and a body (JSON) that the header
//! names by its salted hash. Personal data stands only in the body, which can be erased with its
//! salt: the chain still verifies. The exact bytes are signed, stored and sent; nothing is ever
//! encoded again.

use crate::ids::{EventId, LogId, StationId};
use crate::key::{PublicKey, SigningKey, base64url, from_base64url, sha256};
use crate::time::{BootId, Millis, Now, Timestamp};
use rand::Rng;
use serde::{Deserialize, Serialize};

/// What the bytes of a header begin with: no JWT does, so a signature over one never passes for
/// a signature over the other.
const MAGIC: &[u8; 18] = b"connect-record-v1\0";

/// Most bytes of a kind's name.
const KIND_MAX: usize = 32;

/// Most bytes of a body.
pub const BODY_MAX: usize = 16 * 1024;

/// Bytes of a header without its kind.
const FIXED: usize = 18 + 16 + 16 + 8 + 1 + 1 + 16 + 16 + 8 + 8 + 32 + 32;

/// SHA-256 over a header and its signature.
pub type Hash = [u8; 32];

/// The hash that the first record of a log names as the one before.
pub const GENESIS: Hash = [0; 32];

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The author: a station, or the centre under an id of its own.
    pub station: StationId,
    /// The log, made at enrolment; a new one after a database was restored.
    pub log: LogId,
    /// Place in the log, dense from 0.
    pub index: u64,
    /// What kind of fact the body has (`check-in`, `login`, …).
    pub kind: String,
    /// The event it belongs to, if to one.
    pub event: Option<EventId>,
    /// The author's clocks.
    pub now: Now,
    /// Hash of the record before; [`GENESIS`] at index 0.
    pub previous: Hash,
    /// SHA-256 of salt and body.
    pub body_hash: Hash,
}

/// Why bytes are no record, or why one doesn't stand where it claims to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The bytes don't have the layout.
    #[error("the bytes are no record header")]
    Layout,
    /// The signature isn't the author's over these bytes.
    #[error("the signature does not hold")]
    Signature,
    /// The header names another body.
    #[error("the body is not the one that was signed")]
    Body,
    /// Not the next index of its log.
    #[error("the index is not the next of the log")]
    Index,
    /// Not chained to the record before.
    #[error("the record does not follow the one before")]
    Chain,
    /// What is stored beside the header says otherwise.
    #[error("the table says otherwise than what was signed")]
    Stored,
    /// Another author's, or of another log.
    #[error("the record is of another author or log")]
    Author,
    /// One branch more than any station comes to.
    #[error("the station has too many branches")]
    Branches,
}

impl Header {
    /// The bytes that are signed. Big-endian, every field of fixed length but the kind, which
    /// has its length before it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIXED + self.kind.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(self.station.as_bytes());
        bytes.extend_from_slice(self.log.as_bytes());
        bytes.extend_from_slice(&self.index.to_be_bytes());
        bytes.push(u8::try_from(self.kind.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(self.kind.as_bytes());
        bytes.push(u8::from(self.event.is_some()));
        let event = self.event.map_or([0; 16], |id| *id.as_bytes());
        bytes.extend_from_slice(&event);
        bytes.extend_from_slice(&self.now.boot_id.0);
        bytes.extend_from_slice(&self.now.boot.get().to_be_bytes());
        bytes.extend_from_slice(&self.now.wall.millis().to_be_bytes());
        bytes.extend_from_slice(&self.previous);
        bytes.extend_from_slice(&self.body_hash);
        bytes
    }

    /// Reads the layout strictly: no byte too many or too few.
    ///
    /// # Errors
    /// [`RecordError::Layout`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut rest = Reader(bytes);
        if rest.take::<18>()? != *MAGIC {
            return Err(RecordError::Layout);
        }
        let station = StationId::from_bytes(rest.take()?);
        let log = LogId::from_bytes(rest.take()?);
        let index = u64::from_be_bytes(rest.take()?);
        let kind = rest.kind()?;
        let has_event = rest.take::<1>()?[0];
        let event_bytes = rest.take::<16>()?;
        let event = match (has_event, event_bytes) {
            (0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) => None,
            (1, bytes) => Some(EventId::from_bytes(bytes)),
            _ => return Err(RecordError::Layout),
        };
        let boot_id = BootId(rest.take()?);
        let boot = Millis::new(i64::from_be_bytes(rest.take()?));
        let wall = Timestamp::from_millis(i64::from_be_bytes(rest.take()?));
        let previous = rest.take()?;
        let body_hash = rest.take()?;
        if !rest.0.is_empty() {
            return Err(RecordError::Layout);
        }
        let now = Now {
            wall,
            boot,
            boot_id,
        };
        Ok(Self {
            station,
            log,
            index,
            kind,
            event,
            now,
            previous,
            body_hash,
        })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], RecordError> {
        let (head, tail) = self.0.split_first_chunk::<N>().ok_or(RecordError::Layout)?;
        self.0 = tail;
        Ok(*head)
    }

    fn kind(&mut self) -> Result<String, RecordError> {
        let length = usize::from(self.take::<1>()?[0]);
        if length == 0 || length > KIND_MAX {
            return Err(RecordError::Layout);
        }
        let (kind, tail) = self.0.split_at_checked(length).ok_or(RecordError::Layout)?;
        self.0 = tail;
        let plain = kind
            .iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-');
        if !plain {
            return Err(RecordError::Layout);
        }
        String::from_utf8(kind.to_vec()).map_err(|_| RecordError::Layout)
    }
}

/// The part that can be erased: a salt, so that a short body can't be guessed from its hash, and
/// the JSON of the fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// 128 random bits.
    pub salt: [u8; 16],
    /// The fact as JSON.
    pub json: Vec<u8>,
}

impl Body {
    /// What the header names.
    pub fn hash(&self) -> Hash {
        sha256(&[&self.salt, &self.json])
    }
}

/// A record as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The signed bytes.
    pub header_bytes: Vec<u8>,
    /// The author's Ed25519 signature over them.
    pub signature: [u8; 64],
    /// The body; `None` once it was erased.
    pub body: Option<Body>,
}

/// Where a log ends: what the next record is chained to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// The index of the next record.
    pub next: u64,
    /// The hash of the last one; [`GENESIS`] of an empty log.
    pub hash: Hash,
}

impl LogHead {
    /// Of an empty log.
    pub const EMPTY: Self = Self {
        next: 0,
        hash: GENESIS,
    };
}

/// The end of a log that a restored database wrote once more, otherwise than the first time: kept
/// as a log of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// The log that its records name.
    pub of: LogId,
    /// The index at which they part.
    pub from: u64,
    /// The hash of the last common record; [`GENESIS`] if there is none.
    pub previous: Hash,
}

impl Branch {
    /// The name of a branch, which everybody derives alike: from the log and the first record
    /// that is only here.
    pub fn name(of: LogId, first: &Record) -> LogId {
        let hash = sha256(&[b"connect-branch-v1\0", of.as_bytes(), &first.hash()]);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        LogId::from_bytes(id)
    }

    /// Where its first record is chained to.
    pub const fn root(&self) -> LogHead {
        LogHead {
            next: self.from,
            hash: self.previous,
        }
    }
}

/// Who writes, where, and when.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// The author's id.
    pub station: StationId,
    /// The log.
    pub log: LogId,
    /// The author's key.
    pub key: &'a SigningKey,
}

impl Record {
    /// Makes the next record of a log.
    pub fn sign(
        author: &Author<'_>,
        head: &LogHead,
        fact: (&str, Option<EventId>, Vec<u8>),
        now: &Now,
        random: &mut dyn Rng,
    ) -> Self {
        let (kind, event, json) = fact;
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        let body = Body { salt, json };
        let header = Header {
            station: author.station,
            log: author.log,
            index: head.next,
            kind: kind.to_owned(),
            event,
            now: *now,
            previous: head.hash,
            body_hash: body.hash(),
        };
        let header_bytes = header.to_bytes();
        let signature = author.key.sign(&header_bytes);
        Self {
            header_bytes,
            signature,
            body: Some(body),
        }
    }

    /// The hash that the next record names.
    pub fn hash(&self) -> Hash {
        sha256(&[&self.header_bytes, &self.signature])
    }

    /// The header.
    ///
    /// # Errors
    /// [`RecordError::Layout`].
    pub fn header(&self) -> Result<Header, RecordError> {
        Header::from_bytes(&self.header_bytes)
    }

    /// Verifies that the author signed it and that the body, if it is still there, is the one
    /// that was signed.
    ///
    /// # Errors
    /// [`RecordError`] says which doesn't hold.
    pub fn verify(&self, author: &PublicKey) -> Result<Header, RecordError> {
        let header = self.header()?;
        if !author.verifies(&self.header_bytes, &self.signature) {
            return Err(RecordError::Signature);
        }
        match &self.body {
            Some(body) if body.hash() != header.body_hash => Err(RecordError::Body),
            Some(_) | None => Ok(header),
        }
    }

    /// Verifies that it is the next record after `head` of the given log.
    ///
    /// # Errors
    /// [`RecordError`] says which rule of the chain is broken.
    pub fn verify_next(
        &self,
        author: &PublicKey,
        log: (StationId, LogId),
        head: &LogHead,
    ) -> Result<(Header, LogHead), RecordError> {
        let header = self.verify(author)?;
        if (header.station, header.log) != log {
            return Err(RecordError::Author);
        }
        if header.index != head.next {
            return Err(RecordError::Index);
        }
        if header.previous != head.hash {
            return Err(RecordError::Chain);
        }
        let next = LogHead {
            next: header.index + 1,
            hash: self.hash(),
        };
        Ok((header, next))
    }
}

/// A record in JSON: what travels to the centre and stands in an export for verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireRecord {
    /// The signed bytes, base64url.
    pub header: String,
    /// The signature, base64url.
    pub signature: String,
    /// The salt of the body, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The body, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl From<&Record> for WireRecord {
    fn from(record: &Record) -> Self {
        Self {
            header: base64url(&record.header_bytes),
            signature: base64url(&record.signature),
            salt: record.body.as_ref().map(|b| base64url(&b.salt)),
            body: record.body.as_ref().map(|b| base64url(&b.json)),
        }
    }
}

impl TryFrom<&WireRecord> for Record {
    type Error = RecordError;

    fn try_from(wire: &WireRecord) -> Result<Self, Self::Error> {
        let bytes = |text: &str| from_base64url(text).ok_or(RecordError::Layout);
        let body = match (&wire.salt, &wire.body) {
            (Some(salt), Some(json)) => {
                let salt = bytes(salt)?.try_into().map_err(|_| RecordError::Layout)?;
                let json = bytes(json)?;
                if json.len() > BODY_MAX {
                    return Err(RecordError::Body);
                }
                Some(Body { salt, json })
            }
            (None, None) => None,
            _ => return Err(RecordError::Layout),
        };
        Ok(Self {
            header_bytes: bytes(&wire.header)?,
            signature: bytes(&wire.signature)?
                .try_into()
                .map_err(|_| RecordError::Layout)?,
            body,
        })
    }
}

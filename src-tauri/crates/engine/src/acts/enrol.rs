//! A station joining a centre.

use super::Act;
use super::accept::is_of_another;
use super::apply::feed_kind;
use super::founding::Founding;
use crate::fact::{EnrolmentCodeMade, Fact, StationEnrolled};
use crate::ids::{EventAlias, EventId, LogId, StationId};
use crate::join_text::{ALPHABET, CODE_LETTERS, in_groups};
use crate::key::{Jwk, base64url, sha256};
use crate::policy::Policy;
use crate::roster::{Event, plain_name};
use crate::secret::Secret;
use crate::store::{EnrolmentCode, FoundedEvent, StationRow, StoreError, Tx};
use crate::time::{Millis, Timestamp};
use crate::token::{JoinedClaims, Kind, sign, verify_enrolment, verify_joined};
use serde::{Deserialize, Serialize};

/// `POST /api/stations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentRequest {
    /// The code that the organiser was given.
    pub enrolment_code: String,
    /// The id that the station gave itself.
    pub station_id: StationId,
    /// Its name.
    pub name: String,
    /// Its public key.
    pub jwk: Jwk,
    /// An `enrolment+jwt` by that key.
    pub proof: String,
    /// The log that the station begins.
    pub log: LogId,
    /// The centre's own `joined+jwt`, if it joins again because the centre's data was restored from
    /// a backup that is older than that. One that doesn't hold says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<String>,
    /// What it brings along, if it has served alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub founding: Option<Founding>,
}

/// The answer: everything that a station needs until its first sync.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The centre's issuer.
    pub issuer: String,
    /// The station's name, as it was registered.
    pub name: String,
    /// The events to serve.
    pub events: Vec<EnrolledEvent>,
    /// The policy in force.
    pub policy: Policy,
    /// The key under which mobiles are hashed, base64url.
    pub mobile_hash_key: String,
    /// The centre's keys.
    pub keys: Vec<Jwk>,
    /// The centre's time, milliseconds since the epoch.
    pub time: Timestamp,
    /// A `joined+jwt` by the centre's key: when the station joined, should the centre forget it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<String>,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Enrolment({}, {} events)",
            self.issuer,
            self.events.len()
        )
    }
}

/// An event in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledEvent {
    /// The issuer of its users' tokens.
    pub issuer: String,
    /// The event.
    #[serde(flatten)]
    pub event: Event,
}

/// Events that one station may serve.
pub const STATION_EVENTS_MAX: usize = 100;

/// Most bytes of the answer to an enrolment: so many events, each with all that it may have.
pub const ENROLMENT_MAX: usize = 4 * 1024 * 1024;

/// Why no code is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// There is no such event.
    #[error("there is no event {0}")]
    UnknownEvent(EventAlias),
    /// More than a station may serve.
    #[error("a kiosk serves at most {STATION_EVENTS_MAX} events")]
    TooManyEvents,
}

/// Why a station didn't join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolRefusal {
    /// No such code, used by another key, or too old.
    BadCode,
    /// The proof doesn't hold, or the key is none.
    BadProof,
    /// The id or the key is of another enrolment, or the log is another station's; or an event that
    /// it brings along is here already.
    Taken,
    /// The code is for no event, and the station brings none along.
    NoEvent,
    /// What the station brings along can't be taken.
    BadFounding,
    /// The station's name is none, or none that stands in records and on screens.
    BadName,
}

/// Makes a code with which one station may join: 80 random bits in four groups.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn make_enrolment_code<T: Tx>(
    act: &mut Act<'_, T>,
    aliases: &[EventAlias],
) -> Result<Result<(Secret<String>, Timestamp), CodeRefusal>, StoreError> {
    let events = match act.events_of(aliases)? {
        Ok(events) if events.len() > STATION_EVENTS_MAX => {
            return Ok(Err(CodeRefusal::TooManyEvents));
        }
        Ok(events) => events,
        Err(unknown) => return Ok(Err(CodeRefusal::UnknownEvent(unknown))),
    };
    let mut bytes = [0; CODE_LETTERS];
    act.random.fill_bytes(&mut bytes);
    let letters = bytes.iter().map(|b| ALPHABET[usize::from(b % 32)]);
    let code = in_groups(letters.map(char::from));
    let expires_at = act
        .time
        .plus(Millis::from_secs(act.policy.enrolment_code_s));
    let hash = code_hash(&code);
    let row = EnrolmentCode {
        hash,
        events: events.clone(),
        expires_at,
        used_by: None,
    };
    act.tx.put_enrolment_code(&row)?;
    act.append(
        None,
        &Fact::EnrolmentCodeMade(EnrolmentCodeMade { events, expires_at }),
    )?;
    Ok(Ok((Secret::new(code), expires_at)))
}

/// What is kept of an enrolment code, and what the proof names. Case and separators don't count.
pub(crate) fn code_hash(code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    sha256(&[plain.as_bytes()])
}

/// The claim of the proof.
pub fn enrolment_code_hash(code: &str) -> String {
    base64url(&code_hash(code))
}

/// Lets a station join. The same code with the same key gives the same answer again, so that a
/// lost answer is harmless; another code with the same key adds its events.
///
/// # Errors
/// What the database could not do; nothing was written then.
pub fn enrol<T: Tx>(
    act: &mut Act<'_, T>,
    request: &EnrolmentRequest,
    mobile_hash_key: &Secret<[u8; 32]>,
) -> Result<Result<Enrolment, EnrolRefusal>, StoreError> {
    let Ok(key) = request.jwk.public_key() else {
        return Ok(Err(EnrolRefusal::BadProof));
    };
    let proof = verify_enrolment(&request.proof, &key, &act.home.centre);
    let hash = code_hash(&request.enrolment_code);
    let proven = proof.is_ok_and(|claims| {
        claims.sub == request.station_id && claims.code_hash == base64url(&hash)
    });
    if !proven {
        return Ok(Err(EnrolRefusal::BadProof));
    }
    let thumbprint = key.thumbprint();
    let code = act.tx.lock_enrolment_code(&hash)?;
    let usable = code.filter(|code| match &code.used_by {
        Some(user) => *user == thumbprint,
        None => act.time < code.expires_at,
    });
    let Some(code) = usable else {
        return Ok(Err(EnrolRefusal::BadCode));
    };
    if plain_name(&request.name).is_err() {
        return Ok(Err(EnrolRefusal::BadName));
    }
    let known = act.known_by_its_key(request, &thumbprint)?;
    if let Some(known) = &known {
        act.founds_more(known, request.founding.as_ref())?;
    }
    if let Some(known) = known {
        if let Err(refusal) = act.join_anew(known, code, request)? {
            return Ok(Err(refusal));
        }
    } else if code.used_by.is_none() {
        // Our own id is in no table: its log is ours, and no other key signs there.
        let known = request.station_id == act.home.id
            || act.tx.station(request.station_id)?.is_some()
            || act.tx.station_by_thumbprint(&thumbprint)?.is_some();
        if known || act.is_log_taken(request)? {
            return Ok(Err(EnrolRefusal::Taken));
        }
        if let Err(refusal) = act.judge_founding(request, &code)? {
            return Ok(Err(refusal));
        }
        act.join(request, code)?;
    }
    let joined = act.tx.station(request.station_id)?;
    let Some(joined) = joined.filter(|station| station.key.thumbprint() == thumbprint) else {
        return Ok(Err(EnrolRefusal::Taken));
    };
    let mut events = Vec::new();
    for id in &joined.events {
        if let Some(event) = act.tx.event(*id)? {
            events.push(EnrolledEvent {
                issuer: event.issuer(&act.home.centre),
                event,
            });
        }
    }
    let told = JoinedClaims {
        iss: act.home.centre.clone(),
        sub: joined.id,
        jkt: thumbprint,
        joined_at: joined.enrolled_at,
        events: joined.events,
    };
    let told = sign(Kind::Joined, &told, &act.home.key)
        .map_err(StoreError::encode("sign when a station joined"))?;
    Ok(Ok(Enrolment {
        issuer: act.home.centre.clone(),
        name: joined.name,
        events,
        policy: act.policy.clone(),
        mobile_hash_key: base64url(mobile_hash_key.reveal()),
        keys: vec![act.home.key.public().jwk()],
        time: act.time,
        joined: Some(told),
    }))
}

impl<T: Tx> Act<'_, T> {
    /// When the station joined before and what it was let serve, by our own word. We may have been
    /// restored since.
    fn joined_before(&self, request: &EnrolmentRequest, thumbprint: &str) -> Option<JoinedClaims> {
        let (key, issuer) = (self.home.key.public(), &self.home.centre);
        let told = verify_joined(request.joined.as_deref()?, key, issuer).ok()?;
        let same = told.sub == request.station_id && told.jkt == thumbprint;
        same.then_some(told)
    }

    /// A code that names fewer events than were served before takes none away.
    fn serves_as_before(
        &mut self,
        events: &mut Vec<EventId>,
        before: Option<&JoinedClaims>,
    ) -> Result<(), StoreError> {
        for served in before.into_iter().flat_map(|before| &before.events) {
            let has_room = events.len() < STATION_EVENTS_MAX;
            if has_room && !events.contains(served) && self.tx.event(*served)?.is_some() {
                events.push(*served);
            }
        }
        Ok(())
    }

    /// Who joined with another's log would shut that one out before it has sent anything.
    fn is_log_taken(&mut self, request: &EnrolmentRequest) -> Result<bool, StoreError> {
        let (log, station) = (request.log, request.station_id);
        let begun = self.tx.lock_log(log)?.is_some_and(|l| l.station != station);
        Ok(begun || is_of_another(&self.tx.stations()?, log, station))
    }

    /// Whether the station will have something to serve, and may bring along what it brings.
    fn judge_founding(
        &mut self,
        request: &EnrolmentRequest,
        code: &EnrolmentCode,
    ) -> Result<Result<(), EnrolRefusal>, StoreError> {
        let Some(founding) = &request.founding else {
            let none = code.events.is_empty();
            return Ok(if none {
                Err(EnrolRefusal::NoEvent)
            } else {
                Ok(())
            });
        };
        let all = code.events.len() + founding.events.len();
        if all > STATION_EVENTS_MAX || !Self::is_sound_founding(founding) {
            return Ok(Err(EnrolRefusal::BadFounding));
        }
        let known = self.knows_an_event_of(founding)?;
        Ok(if known {
            Err(EnrolRefusal::Taken)
        } else {
            Ok(())
        })
    }

    /// The station that has joined under this id with this key, unless it is revoked.
    fn known_by_its_key(
        &mut self,
        request: &EnrolmentRequest,
        thumbprint: &str,
    ) -> Result<Option<StationRow>, StoreError> {
        let known = self.tx.station(request.station_id)?;
        Ok(known.filter(|s| s.key.thumbprint() == thumbprint && s.revoked_at.is_none()))
    }

    /// A founder that joins again may have been restored to before it joined: what it has listed since
    /// is still to come.
    fn founds_more(
        &mut self,
        known: &StationRow,
        founding: Option<&Founding>,
    ) -> Result<(), StoreError> {
        for brought in founding.iter().flat_map(|founding| &founding.events) {
            let founded = self.tx.founded_event(brought.id)?;
            if let Some(founded) = founded.filter(|founded| founded.station == known.id) {
                self.tx.put_founded_event(&FoundedEvent {
                    complete: false,
                    ..founded
                })?;
            }
        }
        Ok(())
    }

    /// A station has joined before, and the answer was lost, say, or there is another event for it.
    fn join_anew(
        &mut self,
        known: StationRow,
        code: EnrolmentCode,
        request: &EnrolmentRequest,
    ) -> Result<Result<(), EnrolRefusal>, StoreError> {
        let thumbprint = known.key.thumbprint();
        let before = self.joined_before(request, &thumbprint);
        let mut events = known.events.clone();
        events.extend(code.events.iter().filter(|id| !known.events.contains(id)));
        if events.len() > STATION_EVENTS_MAX {
            return Ok(Err(EnrolRefusal::Taken));
        }
        self.serves_as_before(&mut events, before.as_ref())?;
        let more = events[known.events.len()..].to_vec();
        if code.used_by.is_some() && more.is_empty() {
            return Ok(Ok(()));
        }
        for event in &more {
            self.tell(*event, feed_kind::PEER, known.id.as_bytes())?;
        }
        let fact = StationEnrolled {
            station: known.id,
            name: known.name.clone(),
            thumbprint: thumbprint.clone(),
        };
        let station = known.id;
        self.tx.put_station(&StationRow { events, ..known })?;
        self.let_in_what_it_serves_now(station, &more)?;
        self.tx.put_enrolment_code(&EnrolmentCode {
            used_by: Some(thumbprint),
            ..code
        })?;
        self.append(None, &Fact::StationEnrolled(fact))?;
        Ok(Ok(()))
    }

    fn join(&mut self, request: &EnrolmentRequest, code: EnrolmentCode) -> Result<(), StoreError> {
        let Ok(key) = request.jwk.public_key() else {
            return Ok(());
        };
        let thumbprint = key.thumbprint();
        let before = self.joined_before(request, &thumbprint);
        let joined_at = before.as_ref().map(|before| before.joined_at);
        let enrolled_at = joined_at.map_or(self.time, |at| at.min(self.time));
        let name = request.name.clone();
        let mut station = StationRow {
            id: request.station_id,
            name: name.clone(),
            key,
            log: request.log,
            enrolled_at,
            last_seen: None,
            revoked_at: None,
            revoked_since: None,
            unsent: 0,
            events: code.events.clone(),
            founded: Vec::new(),
        };
        self.tx.put_station(&station)?;
        if let Some(founding) = &request.founding {
            self.take_founding(station.id, founding)?;
            let founded = founding.events.iter().map(|event| event.id);
            station.events.extend(founded);
        }
        self.serves_as_before(&mut station.events, before.as_ref())?;
        self.tx.put_station(&station)?;
        for event in &station.events {
            self.tell(*event, feed_kind::PEER, request.station_id.as_bytes())?;
        }
        self.tx.put_enrolment_code(&EnrolmentCode {
            used_by: Some(thumbprint.clone()),
            ..code
        })?;
        let fact = StationEnrolled {
            station: request.station_id,
            name,
            thumbprint,
        };
        self.append(None, &Fact::StationEnrolled(fact)).map(drop)
    }
}

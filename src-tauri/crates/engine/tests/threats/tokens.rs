//! Rows 16 and 17: tokens that were tampered with.

use crate::crossings::a_record;
use crate::support::{CENTRE, START, World, by, mobile};
use aws_lc_rs::hmac;
use connect_engine::acts::{self, Bearer};
use connect_engine::key::{SigningKey, base64url, from_base64url};
use connect_engine::secret::Secret;
use connect_engine::time::Millis;
use connect_engine::token::{
    Expect, Kind, TokenError, verify_access, verify_assertion, verify_enrolment, verify_hand_off,
    verify_joined,
};
use serde_json::{Value, json};
use std::mem::discriminant;

pub const KINDS: [Kind; 5] = [
    Kind::Access,
    Kind::ClientAuthentication,
    Kind::HandOff,
    Kind::Enrolment,
    Kind::Joined,
];
const EVENT: &str = "https://connect.example/events/1";
const STATION: &str = "0193c0de-0000-7000-8000-000000000001";
const JTI: &str = "0193c0de-0000-7000-8000-000000000002";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&Secret::new([seed; 32])).unwrap()
}

/// The key that signs what is good.
pub fn ours() -> SigningKey {
    key(16)
}

/// In the same set as ours.
fn a_neighbours() -> SigningKey {
    key(17)
}

/// In no set.
fn a_strangers() -> SigningKey {
    key(61)
}

/// The header of a good token.
pub fn header(kind: Kind) -> Value {
    json!({"typ": kind.typ(), "alg": "EdDSA", "kid": ours().public().thumbprint()})
}

/// The claims of a good token.
pub fn claims(kind: Kind) -> Value {
    let now = START.secs();
    let thumbprint = ours().public().thumbprint();
    match kind {
        Kind::Access => json!({
            "iss": EVENT, "sub": "somebody", "aud": EVENT, "client_id": "app",
            "iat": now, "exp": now + 600, "jti": JTI, "event_id": 1,
        }),
        Kind::ClientAuthentication => json!({
            "iss": thumbprint, "sub": thumbprint, "aud": CENTRE,
            "iat": now, "exp": now + 60, "jti": JTI,
        }),
        Kind::HandOff => json!({
            "iss": EVENT, "sub": "somebody", "aud": CENTRE, "iat": now, "exp": now + 120,
            "jti": JTI, "station": STATION, "amr": ["otp", "sms"],
        }),
        Kind::Enrolment => json!({"aud": CENTRE, "sub": STATION, "code_hash": "aGFzaA"}),
        Kind::Joined => json!({
            "iss": CENTRE, "sub": STATION, "jkt": thumbprint, "joined_at": START.millis(),
        }),
    }
}

/// The same object with another value for the member; without it, for null.
fn with(mut object: Value, member: &str, value: Value) -> Value {
    let members = object.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(member).unwrap();
    } else {
        members.insert(member.to_owned(), value);
    }
    object
}

/// The first two parts, which are signed.
pub fn signing_input(header: &str, claims: &str) -> String {
    let [header, claims] = [header, claims].map(|part| base64url(part.as_bytes()));
    format!("{header}.{claims}")
}

/// Signs whatever it is given.
fn signed(header: &str, claims: &str, key: &SigningKey) -> String {
    let input = signing_input(header, claims);
    let signature = base64url(&key.sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// A token of our key.
pub fn token(header: &Value, claims: &Value) -> String {
    signed(&header.to_string(), &claims.to_string(), &ours())
}

/// Signs with HMAC under the public key, which everybody knows.
fn signed_with_public_key(header: &Value, claims: &Value) -> String {
    let input = signing_input(&header.to_string(), &claims.to_string());
    let secret = hmac::Key::new(hmac::HMAC_SHA256, ours().public().as_bytes());
    let tag = hmac::sign(&secret, input.as_bytes());
    format!("{input}.{}", base64url(tag.as_ref()))
}

/// Verifies a token as one of the kind, at the moment that good ones are made for.
pub fn verify(kind: Kind, token: &str) -> Result<(), TokenError> {
    let (ours, neighbours) = (ours(), a_neighbours());
    let key = ours.public();
    let thumbprint = key.thumbprint();
    let set = |kid: &str| {
        let keys = [ours.public(), neighbours.public()];
        keys.into_iter()
            .find(|key| key.thumbprint() == kid)
            .cloned()
    };
    let expect = |issuer, audience| Expect {
        issuer,
        audience,
        now: START,
        leeway: Millis::from_secs(30),
    };
    match kind {
        Kind::Access => verify_access(token, set, &expect(EVENT, EVENT)).map(drop),
        Kind::HandOff => verify_hand_off(token, set, &expect(EVENT, CENTRE)).map(drop),
        Kind::ClientAuthentication => {
            verify_assertion(token, key, &expect(&thumbprint, CENTRE)).map(drop)
        }
        Kind::Enrolment => verify_enrolment(token, key, CENTRE).map(drop),
        Kind::Joined => verify_joined(token, key, CENTRE).map(drop),
    }
}

/// A token that no verifier may take, and what is wrong with it.
struct Hostile {
    what: String,
    kind: Kind,
    token: String,
}

/// An access token with one thing about it changed.
fn hostile(what: &str, token: String) -> Hostile {
    Hostile {
        what: what.to_owned(),
        kind: Kind::Access,
        token,
    }
}

/// A good access token but for one member of its header.
fn header_with(member: &str, value: Value) -> Hostile {
    let what = format!("header: {member} = {value}");
    let header = with(header(Kind::Access), member, value);
    hostile(&what, token(&header, &claims(Kind::Access)))
}

/// A good token but for one of its claims.
fn other_claims(kind: Kind, claim: &str, value: Value) -> Hostile {
    Hostile {
        what: format!("{kind:?}: {claim} = {value}"),
        kind,
        token: token(&header(kind), &with(claims(kind), claim, value)),
    }
}

/// A good access token but for one of its claims.
fn claims_with(claim: &str, value: Value) -> Hostile {
    other_claims(Kind::Access, claim, value)
}

fn of_another_algorithm() -> Vec<Hostile> {
    let claims = claims(Kind::Access);
    let of = |alg: &str| with(header(Kind::Access), "alg", json!(alg));
    let unsigned = signing_input(&of("none").to_string(), &claims.to_string());
    vec![
        hostile("none, unsigned", format!("{unsigned}.")),
        hostile("none, signed", token(&of("none"), &claims)),
        hostile(
            "HS256 under the public key",
            signed_with_public_key(&of("HS256"), &claims),
        ),
        hostile("RS256", token(&of("RS256"), &claims)),
        hostile("ES256", token(&of("ES256"), &claims)),
        hostile("lower case", token(&of("eddsa"), &claims)),
        header_with("alg", Value::Null),
    ]
}

fn of_another_kind() -> Vec<Hostile> {
    let others = KINDS.into_iter().cycle().skip(1);
    let cases = KINDS.into_iter().zip(others).flat_map(|(kind, other)| {
        [Value::Null, json!("JWT"), json!(other.typ())].map(|typ| Hostile {
            what: format!("{kind:?} with typ = {typ}"),
            kind,
            token: token(&with(header(kind), "typ", typ), &claims(kind)),
        })
    });
    cases.collect()
}

fn that_bring_rules_or_keys_of_their_own() -> Vec<Hostile> {
    let stranger = a_strangers();
    let jwk = json!(stranger.public().jwk());
    let with_key = with(header(Kind::Access), "jwk", jwk).to_string();
    let claims = claims(Kind::Access).to_string();
    vec![
        header_with("crit", json!(["exp"])),
        header_with("jku", json!("https://elsewhere.example/jwks")),
        header_with("x5u", json!("https://elsewhere.example/certificate")),
        header_with("x5c", json!(["MIIB"])),
        hostile(
            "a jwk, and its signature",
            signed(&with_key, &claims, &stranger),
        ),
    ]
}

fn of_no_key_of_the_set() -> Vec<Hostile> {
    let stranger = a_strangers();
    let kid = json!(stranger.public().thumbprint());
    let theirs = with(header(Kind::Access), "kid", kid).to_string();
    vec![
        header_with("kid", Value::Null),
        hostile(
            "an unknown kid, and its signature",
            signed(&theirs, &claims(Kind::Access).to_string(), &stranger),
        ),
    ]
}

fn whose_signature_or_form_does_not_hold() -> Vec<Hostile> {
    let (head, body) = (header(Kind::Access), claims(Kind::Access));
    let (head_text, body_text) = (head.to_string(), body.to_string());
    let input = signing_input(&head_text, &body_text);
    let good = token(&head, &body);
    let two = |text: &str, member: &str| text.replacen('{', &format!("{{{member},"), 1);
    let record = a_record(1, &ours());
    vec![
        header_with("kid", json!(a_neighbours().public().thumbprint())),
        hostile(
            "a neighbour's signature",
            signed(&head_text, &body_text, &a_neighbours()),
        ),
        hostile("no signature", format!("{input}.")),
        hostile("truncated", good[..good.len() - 1].to_owned()),
        hostile("four parts", format!("{good}.{}", base64url(b"more"))),
        hostile("two parts", input.clone()),
        hostile("padded", format!("{good}==")),
        hostile("a line end behind it", format!("{good}\n")),
        hostile(
            "EdDSA, but HMAC under the public key",
            signed_with_public_key(&head, &body),
        ),
        hostile(
            "the signature of a record",
            format!("{input}.{}", base64url(&record.signature)),
        ),
        hostile(
            "alg twice",
            signed(&two(&head_text, r#""alg":"none""#), &body_text, &ours()),
        ),
        hostile(
            "exp twice",
            signed(&head_text, &two(&body_text, r#""exp":1"#), &ours()),
        ),
        hostile("no claims", signed(&head_text, "[]", &ours())),
        claims_with("iss", Value::Null),
        claims_with("sub", Value::Null),
        claims_with("aud", Value::Null),
        claims_with("iat", Value::Null),
        claims_with("exp", Value::Null),
        claims_with("jti", Value::Null),
        claims_with("aud", json!([EVENT])),
        claims_with("exp", json!((START.secs() + 600).to_string())),
        claims_with("exp", json!(u64::MAX)),
        claims_with("exp", json!(1e300)),
    ]
}

fn whose_time_has_not_come() -> Vec<Hostile> {
    let soon = json!(START.secs() + 31);
    let timed = [Kind::Access, Kind::ClientAuthentication, Kind::HandOff];
    let cases = timed
        .into_iter()
        .flat_map(|kind| ["iat", "nbf"].map(|claim| other_claims(kind, claim, soon.clone())));
    cases.collect()
}

#[test]
fn row_16_of_more_than_40_hostile_tokens_each_is_refused_for_what_is_wrong_with_it() {
    let now = START.secs();
    let groups = [
        (
            TokenError::Malformed,
            vec![
                hostile("nothing", String::new()),
                claims_with("nbf", json!("tomorrow")),
            ],
        ),
        (TokenError::Algorithm, of_another_algorithm()),
        (TokenError::Kind, of_another_kind()),
        (TokenError::Header, that_bring_rules_or_keys_of_their_own()),
        (TokenError::Key, of_no_key_of_the_set()),
        (
            TokenError::Invalid(jsonwebtoken::errors::ErrorKind::InvalidToken.into()),
            whose_signature_or_form_does_not_hold(),
        ),
        (
            TokenError::Issuer,
            vec![
                claims_with("iss", json!("https://connect.example/events/2")),
                other_claims(Kind::ClientAuthentication, "sub", json!("another")),
                other_claims(Kind::Joined, "iss", json!(EVENT)),
            ],
        ),
        (
            TokenError::Audience,
            vec![
                claims_with("aud", json!(CENTRE)),
                other_claims(Kind::ClientAuthentication, "aud", json!(EVENT)),
                other_claims(Kind::HandOff, "aud", json!(EVENT)),
                other_claims(Kind::Enrolment, "aud", json!(EVENT)),
            ],
        ),
        (
            TokenError::Expired,
            vec![
                claims_with("exp", json!(now - 30)),
                claims_with("exp", json!(-1)),
                claims_with("exp", json!(i64::MIN)),
            ],
        ),
        (TokenError::NotYet, whose_time_has_not_come()),
    ];
    let mut refused = 0;
    for (reason, tokens) in &groups {
        for Hostile { what, kind, token } in tokens {
            let error = verify(*kind, token).expect_err(what);
            assert!(
                discriminant(&error) == discriminant(reason),
                "{what}: refused because {error}, not because {reason}"
            );
            refused += 1;
        }
    }
    assert!(refused >= 40, "the table asks for 40, here are {refused}");
}

#[test]
fn row_16_what_the_hostile_tokens_were_made_from_is_accepted() {
    for kind in KINDS {
        let good = token(&header(kind), &claims(kind));
        verify(kind, &good).unwrap();
    }
    let now = START.secs();
    for (claim, value) in [
        ("exp", json!(now - 29)),
        ("iat", json!(now + 30)),
        ("nbf", json!(now + 30)),
        ("nbf", json!(0)),
        ("client_id", json!("another app")),
        ("unknown", json!([1])),
    ] {
        let Hostile { what, kind, token } = claims_with(claim, value);
        verify(kind, &token).expect(&what);
    }
}

/// A user's token from the centre, and the world in which it is good.
fn world_with_token() -> (World, String) {
    let mut world = World::of(1);
    let event = world.event.clone();
    let app = world.app(&[&event]);
    let code = world.centre.code(&event, &by(&app), &mobile(1));
    let granted = world
        .centre
        .sit(|desk| desk.redeem(&app, &event, &mobile(1), &code));
    (world, granted.unwrap().access_token)
}

/// The bytes with each of their bits flipped in turn.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}

#[test]
fn row_17_no_token_with_a_flipped_bit_is_accepted() {
    let (mut world, good) = world_with_token();
    // What is no UTF-8 never gets as far as a verifier.
    let mut tampered: Vec<_> = flipped(good.as_bytes())
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .collect();
    let parts: Vec<_> = good.split('.').collect();
    for (place, part) in parts.iter().enumerate() {
        tampered.extend(flipped(&from_base64url(part).unwrap()).map(|bytes| {
            let mut parts: Vec<_> = parts.iter().map(|part| (*part).to_owned()).collect();
            parts[place] = base64url(&bytes);
            parts.join(".")
        }));
    }
    assert!(tampered.len() > 5000, "{} bits", tampered.len());
    world.centre.sit(|desk| {
        for token in &tampered {
            let bearer = desk.act(|act| acts::verify_bearer(act, token));
            assert!(bearer.is_err(), "{token} is taken for {good}");
        }
        let bearer = desk.act(|act| acts::verify_bearer(act, &good));
        assert!(matches!(bearer, Ok(Bearer::User { .. })), "{bearer:?}");
    });
}

//! Keys: one Ed25519 key for each station and for the centre, and the symmetric keys that are
//! derived from a data folder's root secret.

use crate::secret::Secret;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use aws_lc_rs::{digest, hkdf, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Base64url without padding, as JOSE has it (RFC 7515 §2).
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url without padding.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// SHA-256.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// A key that can't be used: wrong length or not a point of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are no Ed25519 key")]
pub struct BadKey;

/// The private key of a station or of the centre.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    encoding: jsonwebtoken::EncodingKey,
    public: PublicKey,
}

/// The frame of an Ed25519 private key in PKCS#8 version 1 (RFC 8410 §7); the seed follows.
const PKCS8_V1: [u8; 16] = [
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
];

impl SigningKey {
    /// From the 32 bytes of the seed (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// [`BadKey`] if the library refuses the seed.
    pub fn from_seed(seed: &Secret<[u8; 32]>) -> Result<Self, BadKey> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.reveal()).map_err(|_| BadKey)?;
        let mut pkcs8 = [0; 48];
        pkcs8[..16].copy_from_slice(&PKCS8_V1);
        pkcs8[16..].copy_from_slice(seed.reveal());
        let encoding = jsonwebtoken::EncodingKey::from_ed_der(&pkcs8);
        let public = PublicKey::from_bytes(pair.public_key().as_ref())?;
        Ok(Self {
            pair,
            encoding,
            public,
        })
    }

    /// The public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs bytes that are no JWT: record headers.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        let mut signature = [0; 64];
        signature.copy_from_slice(self.pair.sign(bytes).as_ref());
        signature
    }

    /// For JWTs.
    pub const fn encoding(&self) -> &jsonwebtoken::EncodingKey {
        &self.encoding
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public.thumbprint())
    }
}

/// A public key of a station or of the centre.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// From its 32 bytes (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// [`BadKey`] if there are not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadKey> {
        bytes.try_into().map(Self).map_err(|_| BadKey)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// RFC 7638 over the members that RFC 8037 §2 requires, in their order.
    pub fn thumbprint(&self) -> String {
        let members = format!(
            r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
            base64url(&self.0)
        );
        base64url(&sha256(&[members.as_bytes()]))
    }

    /// The key as a JWK with its `kid`.
    pub fn jwk(&self) -> Jwk {
        Jwk {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x: base64url(&self.0),
            kid: Some(self.thumbprint()),
            alg: Some("EdDSA".to_owned()),
            key_use: Some("sig".to_owned()),
        }
    }

    /// For JWTs.
    ///
    /// # Errors
    /// [`BadKey`] if the library refuses the key.
    pub fn decoding(&self) -> Result<jsonwebtoken::DecodingKey, BadKey> {
        jsonwebtoken::DecodingKey::from_ed_components(&base64url(&self.0)).map_err(|_| BadKey)
    }

    /// Whether this key signed the bytes.
    pub fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&aws_lc_rs::signature::ED25519, &self.0)
            .verify(bytes, signature)
            .is_ok()
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint())
    }
}

/// A public Ed25519 key as JSON (RFC 7517, RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `OKP`.
    pub kty: String,
    /// `Ed25519`.
    pub crv: String,
    /// The public key, base64url.
    pub x: String,
    /// The RFC 7638 thumbprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `EdDSA`: the name that libraries in the field know (RFC 9864 prefers `Ed25519`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `sig`.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub key_use: Option<String>,
}

impl Jwk {
    /// The key in it.
    ///
    /// # Errors
    /// [`BadKey`] if it is no Ed25519 key.
    pub fn public_key(&self) -> Result<PublicKey, BadKey> {
        if self.kty != "OKP" || self.crv != "Ed25519" {
            return Err(BadKey);
        }
        PublicKey::from_bytes(&from_base64url(&self.x).ok_or(BadKey)?)
    }
}

/// A published set of keys (RFC 7517 §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// The one secret of a data folder; everything symmetric is derived from it.
#[derive(Clone, Debug)]
pub struct RootSecret(Secret<[u8; 32]>);

/// What a derived key is for. The labels are part of the file format.
#[derive(Debug, Clone, Copy)]
pub enum Label {
    /// SQLCipher's raw key.
    Database,
    /// The HMAC key of verification codes.
    Code,
    /// The HMAC key of client secrets at the centre.
    ClientSecret,
    /// The HMAC key of mobiles in records: made at the centre, given to stations at enrolment.
    MobileHash,
}

impl RootSecret {
    /// From its 32 bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// HKDF-SHA-256 (RFC 5869) with the label as `info`.
    ///
    /// # Errors
    /// [`BadKey`] if the library refuses, which a length of 32 never makes it do.
    pub fn derive(&self, label: Label) -> Result<Secret<[u8; 32]>, BadKey> {
        let info: &[u8] = match label {
            Label::Database => b"connect-kiosk database v1",
            Label::Code => b"connect-kiosk verification code v1",
            Label::ClientSecret => b"connect-kiosk client secret v1",
            Label::MobileHash => b"connect-kiosk mobile hash v1",
        };
        let mut key = [0; 32];
        hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
            .extract(self.0.reveal())
            .expand(&[info], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut key))
            .map_err(|_| BadKey)?;
        Ok(Secret::new(key))
    }
}

/// An HMAC-SHA-256 key.
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// From its bytes.
    pub fn new(bytes: &Secret<[u8; 32]>) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes.reveal()))
    }

    /// The MAC over the parts, each with its length before it, so that no two lists of parts
    /// make the same bytes.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut tag = [0; 32];
        tag.copy_from_slice(context.sign().as_ref());
        tag
    }
}

impl std::fmt::Debug for MacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MacKey(…)")
    }
}

/// Compares in constant time.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// The keyed hash of a mobile: what records and counters know of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MobileHash(pub [u8; 32]);

impl Serialize for MobileHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64url(&self.0))
    }
}

impl<'de> Deserialize<'de> for MobileHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_base64url(&text)
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not 32 bytes in base64url"))
    }
}

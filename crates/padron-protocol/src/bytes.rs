//! Bytes as they stand in JSON: base64url without padding for opaque values, hex for hashes, UUIDs for requests.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;

/// Opaque bytes; in JSON a base64url string without padding (RFC 4648 section 5).
///
/// It has no `Debug`: what is in it may be sealed, or may not.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Base64(pub Vec<u8>);

impl Base64 {
    /// The bytes as an array of exactly `N`, or `None`.
    pub fn array<const N: usize>(&self) -> Option<[u8; N]> {
        self.0.as_slice().try_into().ok()
    }

    /// The text, as it stands in JSON: for what may be shown.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// The bytes cut into pieces of 32, or `None` when they do not divide.
    pub fn chunks32(&self) -> Option<Vec<[u8; 32]>> {
        let (chunks, rest) = self.0.as_chunks::<32>();
        rest.is_empty().then(|| chunks.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Base64 {
    fn from(value: [u8; N]) -> Self {
        Self(value.to_vec())
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(value: Vec<u8>) -> Self {
        Self(value)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        BASE64URL_NOPAD.decode(text.as_bytes()).map(Self).map_err(|_| D::Error::custom("not base64url without padding"))
    }
}

/// Base64url without padding: whole groups of four and a rest whose unused bits are zero.
const BASE64_PATTERN: &str = "^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$";

/// The schema of [`Base64`] where exactly `N` bytes are taken, for `#[schemars(with = …)]`.
pub(crate) struct Bytes<const N: usize>;

impl<const N: usize> JsonSchema for Bytes<N> {
    fn schema_name() -> Cow<'static, str> {
        format!("Bytes{N}").into()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        let mut schema = Base64::json_schema(schemas);
        let length = BASE64URL_NOPAD.encode_len(N);
        schema.insert("minLength".into(), length.into());
        schema.insert("maxLength".into(), length.into());
        schema
    }
}

impl JsonSchema for Base64 {
    fn schema_name() -> Cow<'static, str> {
        "Base64Url".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "contentEncoding": "base64url", "pattern": BASE64_PATTERN})
    }
}

/// A SHA-256 hash or a public key: 32 bytes, in JSON 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash32(pub [u8; 32]);

impl Hash32 {
    /// Reads 64 hexadecimal digits, either case.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash32 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Hash32 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Hash32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hash32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not 64 hexadecimal digits"))
    }
}

/// Either case is read.
const HASH_PATTERN: &str = "^[0-9A-Fa-f]{64}$";

impl JsonSchema for Hash32 {
    fn schema_name() -> Cow<'static, str> {
        "Hash32".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": HASH_PATTERN})
    }
}

/// A UUID (RFC 9562) that names a submission, an order or a request. Chosen at random by its maker, so that it
/// cannot carry a number or a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// A UUID of version 8 over 16 bytes that the caller drew at random or derived by a hash.
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }

    /// Reads the usual form of 36 characters. Versions 4 (random), 7 (time and random) and 8 (ours) are taken.
    pub fn parse(text: &str) -> Option<Self> {
        let raw = text.as_bytes();
        if raw.len() != 36 || [8, 13, 18, 23].iter().any(|&at| raw[at] != b'-') {
            return None;
        }
        let digits: Vec<u8> = raw.iter().copied().filter(|byte| *byte != b'-').collect();
        let bytes: [u8; 16] = data_encoding::HEXLOWER_PERMISSIVE.decode(&digits).ok()?.try_into().ok()?;
        let version = bytes[6] >> 4;
        let variant = bytes[8] >> 6;
        (matches!(version, 4 | 7 | 8) && variant == 0b10).then_some(Self(bytes))
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The UUID that was stored as these 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = HEXLOWER.encode(&self.0);
        write!(formatter, "{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Uuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a UUID of version 4, 7 or 8"))
    }
}

/// Versions 4, 7 and 8, in either case.
const UUID_PATTERN: &str = "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[478][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$";

impl JsonSchema for Uuid {
    fn schema_name() -> Cow<'static, str> {
        "Uuid".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "uuid", "pattern": UUID_PATTERN})
    }
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Hash32 {
    Hash32(Sha256::digest(bytes).into())
}

/// SHA-256 of a name and length-prefixed parts: no two lists of parts give the same input.
pub fn sha256_parts(name: &str, parts: &[&[u8]]) -> Hash32 {
    let mut hasher = Sha256::new();
    hasher.update((name.len() as u64).to_be_bytes());
    hasher.update(name.as_bytes());
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    Hash32(hasher.finalize().into())
}

#[cfg(test)]
mod tests;

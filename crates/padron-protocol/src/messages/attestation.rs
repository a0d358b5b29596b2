//! Verifier to attester: were these people confirmed, or has this one signed in? Only then do custodians evaluate them.
//!
//! The verifier sends the seed of its blinds with the people, the attester makes the same blinded elements of whom the
//! identity source has confirmed ([`blind_seeded`](padron_threshold::blind_seeded)), and signs for those alone.

use super::identity::{LoginRequest, PersonalBytes, Verdict};
use crate::bytes::{Base64, Hash32, sha256};
use crate::jws::Message;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long an attestation may be used, in seconds.
pub const ATTESTATION_LIFETIME_SECONDS: i64 = 300;

/// What people were confirmed for. An attestation serves nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AttestedPurpose {
    /// The identity source has every attribute as an operator gave it: a line may be linked to them.
    Link,
    /// The person has signed in: they may look at what is registered to them.
    Look,
}

/// What the attester signs: the people behind these blinded elements were confirmed. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    /// The verifier that may use it.
    pub audience: String,
    pub purpose: AttestedPurpose,
    /// The operator that they are linked for, by the verifier's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// How many people.
    pub count: u16,
    /// [`elements_hash`] of their blinded elements.
    pub elements: Hash32,
    pub issued: Timestamp,
    /// [`ATTESTATION_LIFETIME_SECONDS`] after `issued`.
    pub expires: Timestamp,
}

impl Message for Attestation {
    const TYPE: &'static str = "padron-attestation+jws";
}

/// SHA-256 of blinded elements, one after the other.
pub fn elements_hash(elements: &[[u8; 32]]) -> Hash32 {
    sha256(elements.as_flattened())
}

/// Holders to be confirmed, and the seed of the blinds of those who are.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRequest {
    /// The operator that asks to link.
    pub operator: String,
    /// 32 bytes.
    pub seed: PersonalBytes,
    /// Each in the model's canonical bytes.
    pub holders: Vec<PersonalBytes>,
}

/// What the identity source said, and the attestation of those whom it confirmed.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmReply {
    /// In the order of the request.
    pub verdicts: Vec<Verdict>,
    /// The confirmed in their order, in the model's canonical bytes: whoever has two documents is one person.
    pub persons: Vec<PersonalBytes>,
    /// The [`Attestation`] as JWS, of the confirmed in their order; none where nobody was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<String>,
}

/// A person who signs in, and the seed of the blind.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// 32 bytes.
    pub seed: PersonalBytes,
    pub login: LoginRequest,
}

/// Whom the identity source has signed in.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInReply {
    /// The person, in the model's canonical bytes.
    pub person: PersonalBytes,
    /// The [`Attestation`] as JWS.
    pub attestation: String,
}

/// Verifier to custodian: the blinded elements of people, and who has confirmed them.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonEvaluation {
    /// The epoch of the key that is meant.
    pub epoch: u32,
    /// The elements, 32 bytes each, one after the other.
    pub elements: Base64,
    /// The [`Attestation`] of them as JWS.
    pub attestation: String,
}

//! Operator to verifier: holders in, signed verifications out.

use super::link::SealedSlots;
use crate::bytes::{Base64, Hash32, Uuid, sha256_parts};
use crate::jws::Message;
use crate::log::Evaluators;
use crate::problem::Problem;
use jiff::{SignedDuration, Timestamp};
use padron_model::{HolderKind, Number, Regime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most rows in one batch of verifications, submissions or registrations.
pub const MAX_ROWS: usize = 512;

/// What the regime says of holders: how many lines each may have, and how long a verification serves for a submission.
#[derive(Clone, Copy)]
pub struct HolderLimits {
    /// Lines of a natural person, across all operators.
    pub cap: u16,
    /// The longest time from a verification's signature to its use.
    pub verification_age: SignedDuration,
}

impl HolderLimits {
    /// Those of a regime; `None` if it has no cap for natural persons.
    pub fn of(regime: &Regime) -> Option<Self> {
        let minutes = regime.verification().submission_age_minutes;
        let verification_age = SignedDuration::from_mins(minutes.into());
        Some(Self { cap: regime.cap(HolderKind::National)?, verification_age })
    }
}

/// Holders to be verified, sealed to the verifier.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationRequest {
    /// The encapsulation that opens all rows.
    #[schemars(with = "crate::bytes::Bytes<{ padron_threshold::ENCAPSULATED }>")]
    pub key: Base64,
    pub rows: Vec<VerificationRow>,
}

/// One holder, sealed under the batch's key with its record as associated data.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationRow {
    pub record: Uuid,
    /// [`number_hash`] of the line that the holder is verified for: the verifier signs it and cannot read it.
    pub number: Hash32,
    /// The holder's canonical bytes, sealed.
    pub holder: Base64,
}

/// The verifier's answer, sealed to the operator row by row.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationReply {
    /// The encapsulation that opens the rows for the operator.
    #[schemars(with = "crate::bytes::Bytes<{ padron_threshold::ENCAPSULATED }>")]
    pub key: Base64,
    /// The encapsulation that opens the rows' slots for the registrar.
    #[schemars(with = "crate::bytes::Bytes<{ padron_threshold::ENCAPSULATED }>")]
    pub slots_key: Base64,
    /// One outcome per row of the request, in order.
    pub rows: Vec<VerificationOutcome>,
}

/// What came of one holder.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum VerificationOutcome {
    /// The identity source confirmed every attribute.
    Verified(Verified),
    /// It did not, or could not be asked.
    Refused(Problem),
}

/// A verified holder.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// A [`VerificationStatement`] as JWS.
    pub statement: String,
    /// The person's slots, sealed to the registrar.
    pub slots: SealedSlots,
    /// The view key (32 bytes) and the attributes' nonce (32 bytes), sealed to the operator.
    pub secrets: Base64,
}

/// How a holder was verified: an answer says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// The attributes agree with the identity source's.
    Attributes,
    /// Attributes, and a face or finger was matched 1:1.
    Biometric,
}

/// What the verifier signs: somebody who has these attributes was verified for this record and occupies these slots.
/// It names nobody: attributes and slots stand in it only as hashes.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationStatement {
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    pub audience: String,
    pub operator: String,
    pub record: Uuid,
    /// How the holder was verified.
    pub strength: Strength,
    /// Salted hash of the holder's canonical bytes.
    pub attributes: Hash32,
    /// [`number_hash`] of the one line that this verification is for.
    pub number: Hash32,
    /// [`slots_hash`](crate::sealed::slots_hash) of the sealed slots.
    pub slots: Hash32,
    /// Which custodians evaluated the holder: as many as it takes.
    pub evaluators: Evaluators,
    /// When it was signed.
    pub issued: Timestamp,
    /// Until when it may be used for a submission.
    pub expires: Timestamp,
}

impl Message for VerificationStatement {
    const TYPE: &'static str = "padron-verification+jws";
}

/// The salted hash of a line's number: one verification serves one line.
pub fn number_hash(salt: &[u8; 32], number: &Number) -> Hash32 {
    sha256_parts("padron number", &[salt, number.e164().as_bytes()])
}

/// The salted hash of a holder's canonical bytes.
pub fn attributes_hash(nonce: &[u8; 32], holder: &[u8]) -> Hash32 {
    sha256_parts("padron attributes", &[nonce, holder])
}

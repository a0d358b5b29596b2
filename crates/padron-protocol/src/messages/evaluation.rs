//! Operator or verifier to custodian: blinded elements and their proved evaluation.

use crate::bytes::Base64;
use crate::problem::{Problem, ProblemType};
use padron_threshold::{
    Blinding, CustodianIndex, Epoch, EvaluateError, EvaluationPart, Output, PublicKey, combine, combine_clear,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blinded elements under a key's epoch. The custodian learns how many, and nothing else.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRequest {
    /// The epoch of the key that is meant.
    pub epoch: u32,
    /// The elements, 32 bytes each, one after the other.
    pub elements: Base64,
}

/// A custodian's part of an evaluation.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationReply {
    /// The custodian's index.
    #[schemars(range(min = 1, max = 32))]
    pub index: u16,
    /// The epoch of its share.
    pub epoch: u32,
    /// The evaluated elements, in the order of the request.
    pub elements: Base64,
    /// One proof for all of them (RFC 9497 section 2.2), 64 bytes.
    #[schemars(with = "crate::bytes::Bytes<64>")]
    pub proof: Base64,
}

impl From<EvaluationPart> for EvaluationReply {
    fn from(part: EvaluationPart) -> Self {
        Self {
            index: part.index.get(),
            epoch: part.epoch.0,
            elements: part.elements.concat().into(),
            proof: part.proof.into(),
        }
    }
}

impl TryFrom<&EvaluationReply> for EvaluationPart {
    type Error = Problem;

    fn try_from(reply: &EvaluationReply) -> Result<Self, Problem> {
        let bad = |what: &str| Problem::new(ProblemType::BadParts).detail(what);
        Ok(Self {
            index: CustodianIndex::new(reply.index).map_err(|_| bad("the index is not 1 to 32"))?,
            epoch: Epoch(reply.epoch),
            elements: reply.elements.chunks32().ok_or_else(|| bad("the elements are not 32 bytes each"))?,
            proof: reply.proof.array().ok_or_else(|| bad("the proof is not 64 bytes"))?,
        })
    }
}

/// Parts that do not combine, and whose part is to blame, so that another custodian can be asked instead.
#[derive(Debug)]
pub struct BadParts {
    /// The custodian whose part does not hold.
    pub custodian: Option<u16>,
    pub problem: Problem,
}

/// Combines custodians' replies to blinded elements, each proof checked.
pub fn combine_replies(
    key: &PublicKey,
    blinding: &Blinding,
    replies: &[EvaluationReply],
) -> Result<Vec<Output>, BadParts> {
    combine(key, blinding, &parts_of(replies)?).map_err(bad_parts)
}

/// Combines custodians' replies about an input that was not blinded, each proof checked.
pub fn combine_clear_replies(key: &PublicKey, input: &[u8], replies: &[EvaluationReply]) -> Result<Output, BadParts> {
    combine_clear(key, input, &parts_of(replies)?).map_err(bad_parts)
}

fn parts_of(replies: &[EvaluationReply]) -> Result<Vec<EvaluationPart>, BadParts> {
    let part = |reply: &EvaluationReply| {
        EvaluationPart::try_from(reply).map_err(|problem| BadParts { custodian: Some(reply.index), problem })
    };
    replies.iter().map(part).collect()
}

fn bad_parts(error: EvaluateError) -> BadParts {
    use EvaluateError as E;
    let custodian = match &error {
        E::DuplicatePart(custodian)
        | E::UnknownCustodian(custodian)
        | E::MalformedProof(custodian)
        | E::BadProof(custodian) => Some(custodian.get()),
        E::WrongEpoch { custodian, .. }
        | E::WrongLength { custodian, .. }
        | E::MalformedPart { custodian, .. }
        | E::IdentityPart { custodian, .. } => Some(custodian.get()),
        _ => None,
    };
    BadParts { custodian, problem: Problem::new(ProblemType::TooFewCustodians).detail(error) }
}

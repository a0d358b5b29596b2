//! Labels of a line's moves: the move at place *v* of a line's history carries SHA-256(suite ‖ VRF(token ‖ v)). Only the
//! registrar can compute them, and it can prove each: that an entry is the line's, and that the log has no other.

use super::SUITE;
use crate::bytes::{Base64, Hash32};
use crate::problem::{Problem, ProblemType};
use padron_threshold::{LineToken, VrfError, VrfEvaluation, VrfKey, VrfProof, VrfSecret};
use rand_core::CryptoRng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Places are proved in blocks of so many. A block whose last place is taken begins the next one.
pub const LABEL_BLOCK: u32 = 256;

/// The registrar's proof of labels: outputs of its VRF (RFC 9497, ristretto255-SHA512), and one proof of them all. Whoever
/// has it can follow the line in the log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelProof {
    /// The outputs, 32 bytes each, one after the other.
    pub elements: Base64,
    /// 64 bytes.
    #[schemars(with = "crate::bytes::Bytes<64>")]
    pub proof: Base64,
}

/// What the VRF is given for a place of a line.
fn input(token: &LineToken, place: u32) -> [u8; 48] {
    let mut out = [0; 48];
    out[..12].copy_from_slice(b"padron move\0");
    out[12..44].copy_from_slice(token.as_bytes());
    out[44..].copy_from_slice(&place.to_be_bytes());
    out
}

/// The places of a block, counted from 0, of one line.
pub fn label_block(token: &LineToken, block: u32) -> Vec<(&LineToken, u32)> {
    let first = block.saturating_mul(LABEL_BLOCK);
    (first..first.saturating_add(LABEL_BLOCK)).map(|place| (token, place)).collect()
}

/// A place as the registrar has evaluated it: its label, and what a proof is made from.
pub struct EvaluatedLabel(VrfEvaluation);

impl EvaluatedLabel {
    pub fn label(&self) -> Hash32 {
        Hash32(self.0.output().label(SUITE))
    }
}

/// Evaluates 1 to [`MAX_BATCH`](padron_threshold::MAX_BATCH) places.
///
/// # Errors
/// [`VrfError`] for more or none.
pub fn evaluate_labels(secret: &VrfSecret, places: &[(&LineToken, u32)]) -> Result<Vec<EvaluatedLabel>, VrfError> {
    let inputs: Vec<_> = places.iter().map(|(token, place)| input(token, *place)).collect();
    let inputs: Vec<&[u8]> = inputs.iter().map(<[u8; 48]>::as_slice).collect();
    Ok(secret.evaluate(&inputs)?.into_iter().map(EvaluatedLabel).collect())
}

/// Proves labels, in this order.
///
/// # Errors
/// [`VrfError`] for none, or more than a batch may have.
pub fn prove_labels(
    secret: &VrfSecret,
    labels: &[&EvaluatedLabel],
    rng: &mut impl CryptoRng,
) -> Result<LabelProof, VrfError> {
    let made: Vec<&VrfEvaluation> = labels.iter().map(|label| &label.0).collect();
    let proof = secret.prove(&made, rng)?;
    Ok(LabelProof { elements: proof.elements.concat().into(), proof: proof.proof.into() })
}

/// The labels of places, if the registrar has proved them.
///
/// # Errors
/// [`ProblemType::NotLogged`].
pub fn check_labels(key: &VrfKey, places: &[(&LineToken, u32)], proof: &LabelProof) -> Result<Vec<Hash32>, Problem> {
    let bad = |what: &dyn std::fmt::Display| {
        Problem::new(ProblemType::NotLogged).detail(format!("the registrar's proof of the line's labels: {what}"))
    };
    let elements = proof.elements.chunks32().ok_or_else(|| bad(&"the outputs are not 32 bytes each"))?;
    let proof = proof.proof.array().ok_or_else(|| bad(&"the proof is not 64 bytes"))?;
    let inputs: Vec<_> = places.iter().map(|(token, place)| input(token, *place)).collect();
    let inputs: Vec<&[u8]> = inputs.iter().map(<[u8; 48]>::as_slice).collect();
    let outputs = key.verify(&inputs, &VrfProof { elements, proof }).map_err(|error| bad(&error))?;
    Ok(outputs.iter().map(|output| Hash32(output.label(SUITE))).collect())
}

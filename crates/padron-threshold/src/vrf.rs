//! A verifiable random function under one key: who holds the key can compute an output and prove that it is the only one;
//! nobody else can tell an output from a random one.
//!
//! It is the evaluation of [`evaluate`](mod@crate::evaluate) by a single key, nothing blinded: the output equals that of
//! RFC 9497 (VOPRF mode, ristretto255-SHA512), and one proof covers a batch. The registrar labels the entries of a line's
//! history with it: [`label`](VrfOutput::label) is what stands in public.

use crate::evaluate::{MAX_BATCH, MAX_INPUT, finalize};
use crate::group::{self, Encoded, VOPRF};
use crate::proof::{self, Elements};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256, Sha512};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Why outputs were not computed, or not believed. Positions count from 0 in the batch.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum VrfError {
    #[error("the secret is not a canonical scalar other than zero")]
    MalformedSecret,
    #[error("the public key is not a canonical ristretto255 element other than the identity")]
    MalformedKey,
    /// None, or more than [`MAX_BATCH`].
    #[error("a batch has 1 to {MAX_BATCH} inputs, not {0}")]
    BatchSize(usize),
    /// An input longer than [`MAX_INPUT`] bytes.
    #[error("input {0} is longer than {MAX_INPUT} bytes")]
    InputTooLong(usize),
    #[error("{elements} elements are no outputs of {inputs} inputs")]
    WrongLength { inputs: usize, elements: usize },
    #[error("output {0} is not a canonical ristretto255 element other than the identity")]
    MalformedOutput(usize),
    #[error("the proof does not hold: these are not the outputs of this key for these inputs")]
    BadProof,
}

/// The secret of the function. No `Debug`; wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct VrfSecret {
    scalar: Scalar,
    half: Scalar,
    #[zeroize(skip)]
    public: Encoded,
}

/// What its outputs are checked with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VrfKey {
    bytes: Encoded,
    point: RistrettoPoint,
}

impl fmt::Debug for VrfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VrfKey").field(&self.bytes).finish()
    }
}

/// The outputs of a batch as group elements, and one proof of them all. Whoever has one can tell the entry that it labels:
/// it travels only to who may follow the line. No `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct VrfProof {
    /// One element per input, in order.
    pub elements: Vec<[u8; 32]>,
    /// Challenge and response, 32 bytes each.
    pub proof: [u8; 64],
}

/// An input as its key's holder has evaluated it. No `Debug`.
pub struct VrfEvaluation {
    output: VrfOutput,
    point: RistrettoPoint,
    bytes: Encoded,
    element: Encoded,
}

impl VrfEvaluation {
    /// What came of it.
    pub fn output(&self) -> &VrfOutput {
        &self.output
    }
}

/// An output: 64 bytes.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct VrfOutput([u8; 64]);

impl VrfOutput {
    /// What stands in public for this output: SHA-256 of the suite's byte and the output.
    pub fn label(&self, suite: u8) -> [u8; 32] {
        Sha256::new_with_prefix(b"padron line label").chain_update([suite]).chain_update(self.0).finalize().into()
    }
}

impl VrfSecret {
    /// The one that follows from 32 random bytes.
    ///
    /// # Errors
    /// [`VrfError::MalformedSecret`], for no seed that anybody can find.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, VrfError> {
        let mut wide = Zeroizing::new([0; 64]);
        wide.copy_from_slice(&Sha512::new_with_prefix(b"padron vrf seed v1").chain_update(seed).finalize());
        Self::of(Scalar::from_bytes_mod_order_wide(&wide))
    }

    fn of(scalar: Scalar) -> Result<Self, VrfError> {
        if scalar == Scalar::ZERO {
            return Err(VrfError::MalformedSecret);
        }
        let half = scalar * Scalar::from(2u8).invert();
        Ok(Self { scalar, half, public: RistrettoPoint::mul_base(&scalar).compress().to_bytes() })
    }

    /// The key that its outputs are checked with.
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    /// The evaluations of 1 to [`MAX_BATCH`] inputs of up to [`MAX_INPUT`] bytes.
    ///
    /// # Errors
    /// [`VrfError`] for a batch or an input of a wrong size.
    pub fn evaluate(&self, inputs: &[&[u8]]) -> Result<Vec<VrfEvaluation>, VrfError> {
        let (points, bytes) = hash_all(inputs)?;
        let halves: Vec<_> = points.iter().map(|point| self.half * point).collect();
        let elements = group::encode_doubled(&halves);
        let made = inputs.iter().zip(points).zip(bytes).zip(elements);
        Ok(made
            .map(|(((input, point), bytes), element)| VrfEvaluation {
                output: VrfOutput(finalize(input, &element)),
                point,
                bytes,
                element,
            })
            .collect())
    }

    /// One proof of 1 to [`MAX_BATCH`] evaluations by this key, in this order.
    ///
    /// # Errors
    /// [`VrfError::BatchSize`].
    pub fn prove(&self, made: &[&VrfEvaluation], rng: &mut impl CryptoRng) -> Result<VrfProof, VrfError> {
        check_size(made.len())?;
        let points: Vec<_> = made.iter().map(|made| made.point).collect();
        let bytes: Vec<_> = made.iter().map(|made| made.bytes).collect();
        let elements: Vec<_> = made.iter().map(|made| made.element).collect();
        let nonce = proof::nonce(&self.scalar, &[bytes.as_flattened()], rng);
        let from = Elements { points: &points, bytes: &bytes };
        let proof = proof::prove(&VOPRF, &self.scalar, &self.public, from, &elements, &nonce);
        Ok(VrfProof { elements, proof })
    }
}

impl VrfKey {
    /// From its 32 bytes.
    ///
    /// # Errors
    /// [`VrfError::MalformedKey`].
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, VrfError> {
        let point = group::decode(&bytes).map_err(|_| VrfError::MalformedKey)?;
        Ok(Self { bytes, point })
    }

    /// Checks a proof and gives the outputs, in the order of the inputs.
    ///
    /// # Errors
    /// [`VrfError`].
    pub fn verify(&self, inputs: &[&[u8]], proof: &VrfProof) -> Result<Vec<VrfOutput>, VrfError> {
        let (points, bytes) = hash_all(inputs)?;
        if proof.elements.len() != inputs.len() {
            return Err(VrfError::WrongLength { inputs: inputs.len(), elements: proof.elements.len() });
        }
        let decode = |(at, bytes)| group::decode(bytes).map_err(|_| VrfError::MalformedOutput(at));
        let to = proof.elements.iter().enumerate().map(decode).collect::<Result<Vec<_>, _>>()?;
        let from = Elements { points: &points, bytes: &bytes };
        let to = Elements { points: &to, bytes: &proof.elements };
        proof::verify(&VOPRF, (&self.bytes, &self.point), from, to, &proof.proof).map_err(|_| VrfError::BadProof)?;
        let outputs = inputs.iter().zip(&proof.elements).map(|(input, element)| VrfOutput(finalize(input, element)));
        Ok(outputs.collect())
    }
}

fn check_size(inputs: usize) -> Result<(), VrfError> {
    if (1..=MAX_BATCH).contains(&inputs) { Ok(()) } else { Err(VrfError::BatchSize(inputs)) }
}

fn hash_all(inputs: &[&[u8]]) -> Result<(Vec<RistrettoPoint>, Vec<Encoded>), VrfError> {
    check_size(inputs.len())?;
    if let Some(at) = inputs.iter().position(|input| input.len() > MAX_INPUT) {
        return Err(VrfError::InputTooLong(at));
    }
    let points: Vec<RistrettoPoint> = inputs.iter().map(|input| VOPRF.hash_to_group(input)).collect();
    // Nobody can find an input that hashes to the identity; if one does, nothing is proved about it.
    if points.iter().any(RistrettoPoint::is_identity) {
        return Err(VrfError::BadProof);
    }
    let bytes = points.iter().map(|point| point.compress().to_bytes()).collect();
    Ok((points, bytes))
}

#[cfg(test)]
mod tests;

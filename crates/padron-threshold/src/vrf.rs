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
use sha2::{Digest, Sha256};
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
    /// A fresh one.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        loop {
            let scalar = Scalar::random(rng);
            if let Ok(secret) = Self::of(scalar) {
                return secret;
            }
        }
    }

    /// From its 32 bytes.
    ///
    /// # Errors
    /// [`VrfError::MalformedSecret`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, VrfError> {
        group::decode_scalar(bytes).ok_or(VrfError::MalformedSecret).and_then(Self::of)
    }

    fn of(scalar: Scalar) -> Result<Self, VrfError> {
        if scalar == Scalar::ZERO {
            return Err(VrfError::MalformedSecret);
        }
        let half = scalar * Scalar::from(2u8).invert();
        Ok(Self { scalar, half, public: RistrettoPoint::mul_base(&scalar).compress().to_bytes() })
    }

    /// Its 32 bytes, to be kept.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.scalar.to_bytes())
    }

    /// The key that its outputs are checked with.
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    /// The outputs of 1 to [`MAX_BATCH`] inputs of up to [`MAX_INPUT`] bytes, without a proof.
    ///
    /// # Errors
    /// [`VrfError`] for a batch or an input of a wrong size.
    pub fn outputs(&self, inputs: &[&[u8]]) -> Result<Vec<VrfOutput>, VrfError> {
        let (_, _, elements) = self.multiply(inputs)?;
        Ok(outputs(inputs, &elements))
    }

    /// The same, with the proof that they are the only ones.
    ///
    /// # Errors
    /// As [`outputs`](Self::outputs).
    pub fn prove(&self, inputs: &[&[u8]], rng: &mut impl CryptoRng) -> Result<(Vec<VrfOutput>, VrfProof), VrfError> {
        let (points, bytes, elements) = self.multiply(inputs)?;
        let nonce = proof::nonce(&self.scalar, &[bytes.as_flattened()], rng);
        let from = Elements { points: &points, bytes: &bytes };
        let proof = proof::prove(&VOPRF, &self.scalar, &self.public, from, &elements, &nonce);
        Ok((outputs(inputs, &elements), VrfProof { elements, proof }))
    }

    fn multiply(&self, inputs: &[&[u8]]) -> Result<(Vec<RistrettoPoint>, Vec<Encoded>, Vec<Encoded>), VrfError> {
        let (points, bytes) = hash_all(inputs)?;
        let halves: Vec<_> = points.iter().map(|point| self.half * point).collect();
        Ok((points, bytes, group::encode_doubled(&halves)))
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
        Ok(outputs(inputs, &proof.elements))
    }
}

fn hash_all(inputs: &[&[u8]]) -> Result<(Vec<RistrettoPoint>, Vec<Encoded>), VrfError> {
    if inputs.is_empty() || inputs.len() > MAX_BATCH {
        return Err(VrfError::BatchSize(inputs.len()));
    }
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

fn outputs(inputs: &[&[u8]], elements: &[Encoded]) -> Vec<VrfOutput> {
    inputs.iter().zip(elements).map(|(input, element)| VrfOutput(finalize(input, element))).collect()
}

#[cfg(test)]
mod tests;

//! One proof that a custodian multiplied every element of a batch by its own share (RFC 9497 section 2.2).
//!
//! A batch of *n* pairs (C, D) is folded into one pair (M, Z) with weights that the prover cannot choose, and a
//! Chaum-Pedersen proof shows that the share behind the verification key took M to Z.
//!
//! **Where this departs from the RFC.** `ComputeComposites` derives the weight of each pair from that pair alone. The
//! prover may then vary each D independently until the weighted errors cancel, which is a generalised birthday problem
//! (Wagner 2002): about 2^126 work for two pairs, but 2^(252 / (1 + log2 n)) for n, within reach of one computer for n in
//! the hundreds. So batches of one and two use the RFC's weights, bit for bit, and larger ones use a seed that binds the
//! whole batch, which leaves no such freedom. The bound seed also makes 128-bit weights sound (a false batch passes with
//! probability 2^-128 for each seed tried), and they halve the cost.

use crate::group::{self, Encoded, Suite};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimeMultiscalarMul;
use rand_core::CryptoRng;
use sha2::{Digest, Sha512};
use zeroize::Zeroizing;

/// The largest batch for which the RFC's own weights are used.
const RFC_BATCH: usize = 2;

/// Elements, with their encodings, in the same order.
#[derive(Copy, Clone)]
pub(crate) struct Elements<'a> {
    pub(crate) points: &'a [RistrettoPoint],
    pub(crate) bytes: &'a [Encoded],
}

/// Proves that `secret` takes every element of `from` to the one encoded in `to`. `GenerateProof` with
/// `ComputeCompositesFast`: the second composite is one multiplication of the first. The nonce must be fresh.
pub(crate) fn prove(
    suite: &Suite,
    secret: &Scalar,
    verification: &Encoded,
    from: Elements<'_>,
    to: &[Encoded],
    nonce: &Scalar,
) -> [u8; 64] {
    let weights = weights(suite, verification, from.bytes, to);
    let m = RistrettoPoint::vartime_multiscalar_mul(&weights, from.points);
    let z = secret * m;
    prove_pair(suite, secret, verification, &m, &z, nonce)
}

/// A nonce from the generator, the secret and what is proved. Two proofs with one nonce give the secret away, so a
/// generator that repeats itself (a restored snapshot of a machine) must not be enough to repeat a nonce.
pub(crate) fn nonce(secret: &Scalar, statement: &[&[u8]], rng: &mut impl CryptoRng) -> Zeroizing<Scalar> {
    let mut random = Zeroizing::new([0; 64]);
    rng.fill_bytes(&mut *random);
    let mut hash = Sha512::new_with_prefix(b"padron proof nonce v1");
    hash.update(*random);
    hash.update(secret.as_bytes());
    for part in statement {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Zeroizing::new(Scalar::from_bytes_mod_order_wide(&hash.finalize().into()))
}

/// Checks such a proof: challenge, then response.
pub(crate) fn verify(
    suite: &Suite,
    verification: (&Encoded, &RistrettoPoint),
    from: Elements<'_>,
    to: Elements<'_>,
    proof: &[u8; 64],
) -> Result<(), ProofFault> {
    let (challenge, response) = parse(proof)?;
    let weights = weights(suite, verification.0, from.bytes, to.bytes);
    let m = RistrettoPoint::vartime_multiscalar_mul(&weights, from.points);
    let z = RistrettoPoint::vartime_multiscalar_mul(&weights, to.points);
    verify_pair(suite, verification, &m, &z, &challenge, &response)
}

/// Why a proof does not convince.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProofFault {
    /// One of the two scalars is not canonical.
    Malformed,
    /// The equation does not hold.
    Wrong,
}

/// Proves that one secret lies between base point and verification key, and between `m` and `z`.
pub(crate) fn prove_pair(
    suite: &Suite,
    secret: &Scalar,
    verification: &Encoded,
    m: &RistrettoPoint,
    z: &RistrettoPoint,
    nonce: &Scalar,
) -> [u8; 64] {
    let t2 = RistrettoPoint::mul_base(nonce);
    let t3 = nonce * m;
    let challenge = challenge(suite, verification, m, z, &t2, &t3);
    let response = nonce - challenge * secret;
    let mut proof = [0; 64];
    proof[..32].copy_from_slice(challenge.as_bytes());
    proof[32..].copy_from_slice(response.as_bytes());
    proof
}

/// Parses the two scalars of a proof.
pub(crate) fn parse(proof: &[u8; 64]) -> Result<(Scalar, Scalar), ProofFault> {
    let (challenge, response) = group::halves(proof);
    group::decode_scalar(&challenge).zip(group::decode_scalar(&response)).ok_or(ProofFault::Malformed)
}

/// Checks the proof for one pair.
pub(crate) fn verify_pair(
    suite: &Suite,
    (verification, point): (&Encoded, &RistrettoPoint),
    m: &RistrettoPoint,
    z: &RistrettoPoint,
    challenge_given: &Scalar,
    response: &Scalar,
) -> Result<(), ProofFault> {
    let t2 = RistrettoPoint::vartime_double_scalar_mul_basepoint(challenge_given, point, response);
    let t3 = RistrettoPoint::vartime_multiscalar_mul([response, challenge_given], [m, z]);
    let expected = challenge(suite, verification, m, z, &t2, &t3);
    if expected == *challenge_given { Ok(()) } else { Err(ProofFault::Wrong) }
}

fn challenge(
    suite: &Suite,
    verification: &Encoded,
    m: &RistrettoPoint,
    z: &RistrettoPoint,
    t2: &RistrettoPoint,
    t3: &RistrettoPoint,
) -> Scalar {
    let length = 32u16.to_be_bytes();
    let [m, z, t2, t3] = [m, z, t2, t3].map(|point| point.compress().to_bytes());
    suite.hash_to_scalar(&[&length, verification, &length, &m, &length, &z, &length, &t2, &length, &t3, b"Challenge"])
}

fn weights(suite: &Suite, verification: &Encoded, from: &[Encoded], to: &[Encoded]) -> Vec<Scalar> {
    if from.len() <= RFC_BATCH {
        rfc_weights(suite, verification, from, to)
    } else {
        bound_weights(suite, verification, from, to)
    }
}

/// The weights of `ComputeComposites`, RFC 9497 section 2.2.1.
fn rfc_weights(suite: &Suite, verification: &Encoded, from: &[Encoded], to: &[Encoded]) -> Vec<Scalar> {
    let length = 32u16.to_be_bytes();
    let mut seed = Sha512::new();
    seed.update(length);
    seed.update(verification);
    seed.update((suite.seed_tag().len() as u16).to_be_bytes());
    seed.update(suite.seed_tag());
    let seed = seed.finalize();
    let weight = |(position, (from, to)): (usize, (&Encoded, &Encoded))| {
        let position = (position as u16).to_be_bytes();
        suite.hash_to_scalar(&[&64u16.to_be_bytes(), &seed, &position, &length, from, &length, to, b"Composite"])
    };
    from.iter().zip(to).enumerate().map(weight).collect()
}

/// Weights of 128 bits from a seed over the whole batch.
fn bound_weights(suite: &Suite, verification: &Encoded, from: &[Encoded], to: &[Encoded]) -> Vec<Scalar> {
    let mut seed = Sha512::new();
    seed.update(b"padron batch seed v1");
    seed.update((suite.seed_tag().len() as u16).to_be_bytes());
    seed.update(suite.seed_tag());
    seed.update(verification);
    seed.update((from.len() as u32).to_be_bytes());
    seed.update(from.as_flattened());
    seed.update(to.as_flattened());
    let seed = seed.finalize();
    let block = |number: usize| -> [u8; 64] {
        let mut hash = Sha512::new_with_prefix(b"padron batch weights v1");
        hash.update(seed);
        hash.update((number as u32).to_be_bytes());
        hash.finalize().into()
    };
    let mut weights = Vec::with_capacity(from.len() + 3);
    for number in 0..from.len().div_ceil(4) {
        let block = block(number);
        let (chunks, _) = block.as_chunks::<16>();
        weights.extend(chunks.iter().map(|chunk| Scalar::from(u128::from_le_bytes(*chunk))));
    }
    weights.truncate(from.len());
    weights
}

#[cfg(test)]
mod tests;

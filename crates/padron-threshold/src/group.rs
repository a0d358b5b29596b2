//! The group: canonical encodings of ristretto255 (RFC 9496) and hashing into it (RFC 9380, RFC 9497 section 4.1).

use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use sha2::{Digest, Sha512};
use std::sync::LazyLock;
use zeroize::Zeroize;

/// A group element in its canonical 32-byte form.
pub(crate) type Encoded = [u8; 32];

/// Why 32 bytes are not an element that the protocols accept.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not the canonical encoding of any element.
    Malformed,
    /// The identity, which would make any proof about it hold.
    Identity,
}

/// Parses a canonical encoding; refuses the identity.
pub(crate) fn decode(bytes: &Encoded) -> Result<RistrettoPoint, Fault> {
    let point = CompressedRistretto(*bytes).decompress().ok_or(Fault::Malformed)?;
    if point.is_identity() { Err(Fault::Identity) } else { Ok(point) }
}

/// Parses a canonical scalar, zero included.
pub(crate) fn decode_scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(*bytes).into_option()
}

/// Encodes twice each point. One inversion for the whole batch instead of one inverse square root per point:
/// whoever can halve a scalar beforehand for free gets the encoding of the point that was meant.
pub(crate) fn encode_doubled(halves: &[RistrettoPoint]) -> Vec<Encoded> {
    let mut doubled = RistrettoPoint::double_and_compress_batch(halves);
    let encoded = doubled.iter().map(CompressedRistretto::to_bytes).collect();
    doubled.zeroize();
    encoded
}

/// Splits 64 bytes into two halves of 32 (a proof, a pair of encodings).
pub(crate) fn halves(bytes: &[u8; 64]) -> ([u8; 32], [u8; 32]) {
    let (mut first, mut second) = ([0; 32], [0; 32]);
    first.copy_from_slice(&bytes[..32]);
    second.copy_from_slice(&bytes[32..]);
    (first, second)
}

/// The domain-separation tags of one mode of RFC 9497 with the suite ristretto255-SHA512.
pub(crate) struct Suite {
    to_group: Vec<u8>,
    to_scalar: Vec<u8>,
    seed: Vec<u8>,
}

/// Mode 1 of RFC 9497 (VOPRF), the one that the product uses.
pub(crate) static VOPRF: LazyLock<Suite> = LazyLock::new(|| Suite::new(1));

/// SHA-512 after the block of zeros with which `expand_message_xmd` begins every message.
static AFTER_ZERO_BLOCK: LazyLock<Sha512> = LazyLock::new(|| Sha512::new_with_prefix([0u8; 128]));

impl Suite {
    /// The tags of a mode (0 OPRF, 1 VOPRF, 2 POPRF).
    pub(crate) fn new(mode: u8) -> Self {
        let context = [b"OPRFV1-".as_slice(), &[mode], b"-ristretto255-SHA512"].concat();
        let tag = |name: &[u8]| [name, &context].concat();
        Self { to_group: tag(b"HashToGroup-"), to_scalar: tag(b"HashToScalar-"), seed: tag(b"Seed-") }
    }

    /// `HashToGroup` of RFC 9497 section 4.1.
    pub(crate) fn hash_to_group(&self, input: &[u8]) -> RistrettoPoint {
        hash_to_group(&[input], &self.to_group)
    }

    /// `HashToScalar` of RFC 9497 section 4.1, over the concatenation of the parts.
    pub(crate) fn hash_to_scalar(&self, parts: &[&[u8]]) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&expand_message(parts, &self.to_scalar))
    }

    /// The tag `"Seed-" || contextString` of `ComputeComposites`.
    pub(crate) fn seed_tag(&self) -> &[u8] {
        &self.seed
    }
}

/// Hashes the concatenation of the parts to an element whose discrete logarithm nobody knows.
pub(crate) fn hash_to_group(parts: &[&[u8]], tag: &[u8]) -> RistrettoPoint {
    RistrettoPoint::from_uniform_bytes(&expand_message(parts, tag))
}

/// `expand_message_xmd` of RFC 9380 section 5.3.1 with SHA-512, for exactly 64 bytes. The tag is under 256 bytes.
pub(crate) fn expand_message(parts: &[&[u8]], tag: &[u8]) -> [u8; 64] {
    debug_assert!(tag.len() < 256, "RFC 9380 tags over 255 bytes are hashed first; ours never are");
    let tag_length = [tag.len() as u8];
    let mut first = AFTER_ZERO_BLOCK.clone();
    for part in parts {
        first.update(part);
    }
    first.update([0, 64, 0]);
    first.update(tag);
    first.update(tag_length);
    let mut second = Sha512::new_with_prefix(first.finalize());
    second.update([1]);
    second.update(tag);
    second.update(tag_length);
    second.finalize().into()
}

#[cfg(test)]
mod tests;

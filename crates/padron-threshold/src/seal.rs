//! Sealing: TDH2 (Shoup and Gennaro 2002, "Securing threshold cryptosystems against chosen ciphertext attack"), hybrid
//! with ChaCha20-Poly1305.
//!
//! With base points G and Ḡ, the sealing key H = x·G, and random r, s:
//! u = r·G, ū = r·Ḡ, w = s·G, w̄ = s·Ḡ, key = HKDF(r·H, u, label), c = AEAD(key, text), e = hash(H, label, c, u, w, ū, w̄),
//! f = s + e·r. The proof (e, f), or as well (w, w̄, f), shows that whoever sealed knew r, and binds ciphertext and label
//! to each other, so that custodians open no ciphertext that was altered or moved to another label.
//!
//! On the wire the commitments w, w̄ travel ([`Sealed`]), because then one multi-scalar multiplication checks a whole
//! batch; in storage the shorter challenge e does ([`Compact`]).

mod label;
mod padding;
mod wire;

pub use label::Label;
pub use padding::{MAX_PADDED, pad, unpad};
pub use wire::{Compact, MAX_CIPHERTEXT, SEAL_SUITE, SEALED_OVERHEAD, Sealed};

use crate::group;
use crate::kdf;
use crate::keys::{CustodianIndex, Epoch, KeyError, PublicKey, Purpose};
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce, Tag};
use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
use curve25519_dalek::ristretto::{RistrettoBasepointTable, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256, Sha512};
use std::sync::LazyLock;
use zeroize::{Zeroize, Zeroizing};

/// Length of the AEAD tag at the end of a ciphertext, in bytes.
pub(crate) const TAG: usize = 16;

/// Why sealing, checking or opening was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    #[error("the key is for `{}`; only a sealing key seals and opens", .0.as_str())]
    NotSealingKey(Purpose),
    #[error("the label is of epoch {}, the key of epoch {}", .label.0, .key.0)]
    LabelEpoch { label: Epoch, key: Epoch },
    /// The share and the public key do not fit each other.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A text that is too long for the size it must be padded to.
    #[error("a text of {length} bytes does not fit a padded size of {size} bytes, two of which are its length")]
    TextTooLong {
        /// Bytes of the text.
        length: usize,
        size: usize,
    },
    /// A padded size above [`MAX_PADDED`].
    #[error("a padded size of {0} bytes is above {MAX_PADDED}")]
    PaddedTooLarge(usize),
    #[error("the padding is broken; whoever sealed this did not use `pad`")]
    BrokenPadding,
    #[error("a sealed text of suite {0} is not known here; this program knows {SEAL_SUITE}")]
    Suite(u8),
    /// Bytes of a length that no sealed text has.
    #[error("{0} bytes are not a sealed text; it has its header, a tag, and at most {MAX_PADDED} bytes between")]
    Length(usize),
    #[error("field `{0}` is not canonical")]
    MalformedField(&'static str),
    #[error("field `{0}` is the identity")]
    IdentityField(&'static str),
    /// The proof does not hold under this label and key: altered, moved to another label, or never valid.
    #[error("item {0}: the validity proof does not hold under this label; refuse it")]
    BadProof(usize),
    #[error("{0} items are more than the {MAX_ITEMS} of one batch; split it")]
    TooManyItems(usize),
    #[error("{have} parts are fewer than the {need} needed; ask further custodians")]
    TooFewParts {
        /// Parts given.
        have: usize,
        need: u16,
    },
    #[error("custodian {} answered twice; keep one of its parts", .0.get())]
    DuplicatePart(CustodianIndex),
    /// A part of somebody whom the public key does not name.
    #[error("the public key has no share of custodian {}", .0.get())]
    UnknownCustodian(CustodianIndex),
    #[error("the part of custodian {} is of epoch {}, the key of epoch {}", .custodian.get(), .found.0, .expected.0)]
    WrongEpoch {
        custodian: CustodianIndex,
        /// Of the public key.
        expected: Epoch,
        found: Epoch,
    },
    #[error("the element of custodian {} is not a canonical ristretto255 element", .0.get())]
    MalformedPart(CustodianIndex),
    #[error("the element of custodian {} is the identity", .0.get())]
    IdentityPart(CustodianIndex),
    #[error("the proof of custodian {} is not two canonical scalars", .0.get())]
    MalformedProof(CustodianIndex),
    #[error("the proof of custodian {} does not hold for this ciphertext; report it and ask another", .0.get())]
    PartNotProved(CustodianIndex),
    #[error("the ciphertext does not decrypt although all parts are proved; its sealer made it so")]
    Undecryptable,
}

/// The most items that [`verify_batch`] takes at once.
pub const MAX_ITEMS: usize = 4096;

/// Ḡ: hashed to the group, so that nobody knows its logarithm; with its table for constant-time multiplication.
static SECOND_BASE: LazyLock<(RistrettoPoint, Box<RistrettoBasepointTable>)> = LazyLock::new(|| {
    let point = group::hash_to_group(&[b"second base point"], b"padron TDH2 v1 ristretto255-SHA512");
    (point, Box::new(RistrettoBasepointTable::create(&point)))
});

/// Ḡ, for checks.
pub(crate) fn second_base() -> &'static RistrettoPoint {
    &SECOND_BASE.0
}

/// Seals a padded text (see [`pad`]) under a label.
///
/// # Errors
/// [`SealError`] unless the key seals, the label is of its epoch, and the text is at most [`MAX_PADDED`] bytes.
pub fn seal(
    public: &PublicKey,
    label: &Label<'_>,
    padded: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Sealed, SealError> {
    let mut sealed = seal_batch(public, &[(*label, padded)], rng)?;
    sealed.pop().ok_or(SealError::Length(0))
}

/// Seals many texts, each on its own; the encodings of the batch share one inversion.
///
/// # Errors
/// As [`seal`].
pub fn seal_batch(
    public: &PublicKey,
    items: &[(Label<'_>, &[u8])],
    rng: &mut impl CryptoRng,
) -> Result<Vec<Sealed>, SealError> {
    let mut secrets: Vec<_> = items.iter().map(|_| [Scalar::random(rng), Scalar::random(rng)]).collect();
    let sealed = seal_with(public, items, &secrets);
    secrets.zeroize();
    sealed
}

/// [`seal_batch`] with the halves of each r and s given; apart from test vectors they must be random.
pub(crate) fn seal_with(
    public: &PublicKey,
    items: &[(Label<'_>, &[u8])],
    secrets: &[[Scalar; 2]],
) -> Result<Vec<Sealed>, SealError> {
    for (label, padded) in items {
        check_label(public, label)?;
        if padded.len() > MAX_PADDED {
            return Err(SealError::PaddedTooLarge(padded.len()));
        }
    }
    let mut halves = Vec::with_capacity(items.len() * HEADER_POINTS);
    for [r, s] in secrets {
        let (g, bar) = (curve25519_dalek::constants::RISTRETTO_BASEPOINT_TABLE, &*SECOND_BASE.1);
        halves.extend([r * g, r * bar, s * g, s * bar, r * public.table()]);
    }
    // What is random are the halves of r and s: doubling is what the batch encoding does anyway.
    let mut encoded = group::encode_doubled(&halves);
    let sealed = items
        .iter()
        .zip(secrets)
        .zip(halves.chunks_exact(HEADER_POINTS).zip(encoded.chunks_exact(HEADER_POINTS)))
        .map(|(((label, padded), secret), (halves, encoded))| finish(public, label, padded, secret, halves, encoded))
        .collect();
    halves.zeroize();
    encoded.zeroize();
    sealed
}

/// u, ū, w, w̄, and the shared point r·H.
const HEADER_POINTS: usize = 5;

fn finish(
    public: &PublicKey,
    label: &Label<'_>,
    padded: &[u8],
    [r, s]: &[Scalar; 2],
    halves: &[RistrettoPoint],
    encoded: &[[u8; 32]],
) -> Result<Sealed, SealError> {
    let label = label.hash();
    let ciphertext = encrypt(&encoded[4], &encoded[0], &label, padded)?;
    let header = [encoded[0], encoded[1], encoded[2], encoded[3]];
    let e = challenge(public, &label, &ciphertext, &header);
    let half = s + e * r;
    let points = [0, 1, 2, 3].map(|position: usize| halves[position] + halves[position]);
    Ok(Sealed { header, points, f: half + half, ciphertext })
}

/// Checks the validity proofs of many sealed texts with one multi-scalar multiplication, each weighted with fresh random
/// 128 bits; a false one passes with probability 2^-128.
///
/// # Errors
/// [`SealError::BadProof`] with the position of the first that does not hold; other variants for a wrong key or label.
pub fn verify_batch(
    public: &PublicKey,
    items: &[(Label<'_>, &Sealed)],
    rng: &mut impl CryptoRng,
) -> Result<(), SealError> {
    if items.len() > MAX_ITEMS {
        return Err(SealError::TooManyItems(items.len()));
    }
    let mut challenges = Vec::with_capacity(items.len());
    for (label, sealed) in items {
        check_label(public, label)?;
        challenges.push(challenge(public, &label.hash(), &sealed.ciphertext, &sealed.header));
    }
    let mut scalars = Vec::with_capacity(items.len() * 4 + 2);
    let mut points = Vec::with_capacity(items.len() * 4 + 2);
    let (mut sum, mut sum_bar) = (Scalar::ZERO, Scalar::ZERO);
    for ((_, sealed), e) in items.iter().zip(&challenges) {
        let [weight, weight_bar] = [random_weight(rng), random_weight(rng)];
        sum += weight * sealed.f;
        sum_bar += weight_bar * sealed.f;
        scalars.extend([weight * e, weight_bar * e, weight, weight_bar]);
        points.extend(sealed.points);
    }
    scalars.extend([-sum, -sum_bar]);
    points.extend([RISTRETTO_BASEPOINT_POINT, *second_base()]);
    if RistrettoPoint::vartime_multiscalar_mul(&scalars, &points) == RistrettoPoint::identity() {
        return Ok(());
    }
    let bad = items.iter().zip(&challenges).position(|((_, sealed), e)| !holds(sealed, e));
    Err(SealError::BadProof(bad.unwrap_or(0)))
}

fn random_weight(rng: &mut impl CryptoRng) -> Scalar {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    Scalar::from(u128::from_le_bytes(bytes))
}

fn holds(sealed: &Sealed, e: &Scalar) -> bool {
    let [u, u_bar, w, w_bar] = &sealed.points;
    let [commitment, commitment_bar] = commitments(u, u_bar, e, &sealed.f);
    commitment == *w && commitment_bar == *w_bar
}

/// w = f·G - e·u and w̄ = f·Ḡ - e·ū. Variable time: all of it is public.
pub(crate) fn commitments(u: &RistrettoPoint, u_bar: &RistrettoPoint, e: &Scalar, f: &Scalar) -> [RistrettoPoint; 2] {
    let minus_e = -e;
    [
        RistrettoPoint::vartime_double_scalar_mul_basepoint(&minus_e, u, f),
        RistrettoPoint::vartime_multiscalar_mul([f, &minus_e], [second_base(), u_bar]),
    ]
}

/// The key must seal, and the label must be of its epoch.
pub(crate) fn check_label(public: &PublicKey, label: &Label<'_>) -> Result<(), SealError> {
    if public.purpose() != Purpose::Sealing {
        return Err(SealError::NotSealingKey(public.purpose()));
    }
    if label.epoch != public.epoch() {
        return Err(SealError::LabelEpoch { label: label.epoch, key: public.epoch() });
    }
    Ok(())
}

/// e = hash(H, label, c, u, ū, w, w̄): SHA-512 reduced modulo the order. The header is in wire order.
pub(crate) fn challenge(public: &PublicKey, label: &[u8; 32], ciphertext: &[u8], header: &[[u8; 32]; 4]) -> Scalar {
    let mut hash = Sha512::new_with_prefix(b"padron TDH2 v1 challenge");
    hash.update(public.group_bytes());
    hash.update(label);
    hash.update(Sha256::digest(ciphertext));
    hash.update(header.as_flattened());
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

fn data_key(shared: &[u8; 32], u: &[u8; 32], label: &[u8; 32]) -> ChaCha20Poly1305 {
    let salt = kdf::hash_fields(&[b"padron TDH2 v1 data key"]);
    let key = kdf::expand(&kdf::extract(&salt, shared), &[u, label]);
    ChaCha20Poly1305::new((&*key).into())
}

/// The nonce is constant: a data key encrypts one text, because r is fresh.
fn encrypt(shared: &[u8; 32], u: &[u8; 32], label: &[u8; 32], padded: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut text = Vec::with_capacity(padded.len() + TAG);
    text.extend_from_slice(padded);
    let tag = data_key(shared, u, label)
        .encrypt_inout_detached(&Nonce::default(), label, text.as_mut_slice().into())
        .map_err(|_| SealError::PaddedTooLarge(padded.len()))?;
    text.extend_from_slice(&tag);
    Ok(text)
}

/// Decrypts with the shared point; the ciphertext carries its tag at the end.
pub(crate) fn decrypt(
    shared: &[u8; 32],
    u: &[u8; 32],
    label: &[u8; 32],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (body, tag) = ciphertext.split_last_chunk::<TAG>().ok_or(SealError::Length(ciphertext.len()))?;
    let mut text = Zeroizing::new(body.to_vec());
    data_key(shared, u, label)
        .decrypt_inout_detached(&Nonce::default(), label, text.as_mut_slice().into(), &Tag::from(*tag))
        .map_err(|_| SealError::Undecryptable)?;
    Ok(text)
}

#[cfg(test)]
pub(crate) mod tests;

//! Threshold evaluation of `F(key, input)`: 2HashDH, equal in output to a single-key VOPRF of RFC 9497 (mode 1).
//!
//! One party blinds a batch, at least *t* custodians each multiply it by their share and prove it, the party checks
//! every proof, interpolates, unblinds and hashes.
//!
//! **Blinding is additive**: `C = H(x) + r·G`, unblinded by `k·C - r·K`. Both multiplications have a fixed base, so they
//! use tables, and no scalar is inverted. C is uniform whatever x is. Unlike the RFC's multiplicative blinding, this is
//! sound only if K is authentic and each answer was really multiplied by k: a forger who knew another K could otherwise
//! correlate answers (Jarecki, Krawczyk and Xu 2021, "On the (in)security of the Diffie-Hellman oblivious PRF with
//! multiplicative blinding"; what they call multiplicative is additive in our notation). Here the group key and the
//! verification shares come from the signed trust list, [`PublicKey::new`] checks that they fit each other, and
//! [`combine`] accepts no part without its proof.
//!
//! For orders nothing is blinded: [`evaluate_clear`] hashes the input itself.

use crate::group::{self, Encoded, Fault, VOPRF};
use crate::keys::lagrange::{self, Interpolation};
use crate::keys::{CustodianIndex, Epoch, KeyError, KeyShare, PublicKey, Purpose};
use crate::proof::{self, Elements, ProofFault};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use rand_core::CryptoRng;
use sha2::{Digest, Sha512};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The most inputs in one batch.
pub const MAX_BATCH: usize = 1024;
/// The longest input, in bytes. (RFC 9497 allows 65,535; ours are numbers and identifiers.)
pub const MAX_INPUT: usize = 1024;
const SEEDED: &[u8] = b"padron seeded blinds v1";

/// Why an evaluation was refused. Positions count from 0 in the batch.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvaluateError {
    #[error("the sealing key must not evaluate; use the line or the person key")]
    SealingKey,
    /// The share and the public key do not fit each other.
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the batch is empty; send at least one element")]
    EmptyBatch,
    /// A batch of more than [`MAX_BATCH`].
    #[error("the batch has {0} elements, more than {MAX_BATCH}; split it")]
    BatchTooLarge(usize),
    /// An input longer than [`MAX_INPUT`] bytes.
    #[error("input {0} is longer than {MAX_INPUT} bytes")]
    InputTooLong(usize),
    #[error("input {0} hashes to the identity")]
    InputToIdentity(usize),
    #[error("blinded element {0} is not a canonical ristretto255 element")]
    MalformedElement(usize),
    #[error("blinded element {0} is the identity")]
    IdentityElement(usize),
    #[error("the blinding was made under another key; blind again under this one")]
    BlindingOfOtherKey,
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
    #[error("the part of custodian {} has {found} elements for a batch of {expected}", .custodian.get())]
    WrongLength {
        custodian: CustodianIndex,
        /// Elements in the batch.
        expected: usize,
        /// Elements in the part.
        found: usize,
    },
    #[error("element {position} of custodian {} is not a canonical ristretto255 element", .custodian.get())]
    MalformedPart { custodian: CustodianIndex, position: usize },
    #[error("element {position} of custodian {} is the identity", .custodian.get())]
    IdentityPart { custodian: CustodianIndex, position: usize },
    #[error("the proof of custodian {} is not two canonical scalars", .0.get())]
    MalformedProof(CustodianIndex),
    #[error("the proof of custodian {} does not hold for this batch; report it and ask another custodian", .0.get())]
    BadProof(CustodianIndex),
}

/// What the blinding party keeps between [`blind`] and [`combine`]: inputs and blinds. Secret; wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct Blinding {
    #[zeroize(skip)]
    public: PublicKey,
    inputs: Vec<u8>,
    #[zeroize(skip)]
    ends: Vec<usize>,
    blinds: Vec<Scalar>,
    #[zeroize(skip)]
    points: Vec<RistrettoPoint>,
    #[zeroize(skip)]
    bytes: Vec<Encoded>,
}

impl Blinding {
    /// How many inputs it holds.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Never true: [`blind`] refuses an empty batch.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The blinded elements, as [`blind`] returned them.
    pub fn elements(&self) -> &[[u8; 32]] {
        &self.bytes
    }

    fn inputs(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.inputs[start..*end])
    }
}

/// A custodian's answer for a batch.
///
/// For blinded elements it is public: it says nothing without the blinds. **For an input in the clear
/// ([`evaluate_clear`]) it is not**: whoever has one such part can test guesses of the input against its proof, so it
/// travels sealed and never reaches a log. `Debug` shows no element.
#[derive(Clone, PartialEq, Eq)]
pub struct EvaluationPart {
    pub index: CustodianIndex,
    pub epoch: Epoch,
    /// The blinded elements times the custodian's share, in the batch's order.
    pub elements: Vec<[u8; 32]>,
    /// One proof for the whole batch: challenge and response, 32 bytes each.
    pub proof: [u8; 64],
}

impl fmt::Debug for EvaluationPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EvaluationPart")
            .field("index", &self.index)
            .field("epoch", &self.epoch)
            .field("elements", &self.elements.len())
            .finish_non_exhaustive()
    }
}

/// The 64 bytes of `F(key, input)`. Secret: whoever has it can derive tokens. No `Debug`; wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Output {
    #[zeroize(skip)]
    purpose: Purpose,
    bytes: [u8; 64],
}

impl Output {
    /// The raw output, equal to a single-key VOPRF's.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.bytes
    }

    /// The purpose of the key it was made under; it enters every derivation.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }
}

/// Blinds a batch of 1 to [`MAX_BATCH`] inputs of up to [`MAX_INPUT`] bytes.
///
/// # Errors
/// [`EvaluateError`] for a sealing key, an empty or too large batch, or a too long input.
pub fn blind(
    public: &PublicKey,
    inputs: &[&[u8]],
    rng: &mut impl CryptoRng,
) -> Result<(Blinding, Vec<[u8; 32]>), EvaluateError> {
    blind_with(public, inputs, || Scalar::random(rng))
}

/// [`blind`] with blinds that follow from a seed, so that whoever is handed the seed and the inputs makes the same
/// elements: blind *i* is SHA-512(`padron seeded blinds v1` ‖ seed ‖ *i* as 4 bytes), reduced (RFC 9496 section 4.4). The
/// seed must be random, used for one batch, and as secret as the inputs.
///
/// # Errors
/// As [`blind`].
pub fn blind_seeded(
    public: &PublicKey,
    inputs: &[&[u8]],
    seed: &[u8; 32],
) -> Result<(Blinding, Vec<[u8; 32]>), EvaluateError> {
    let mut position = 0u32;
    blind_with(public, inputs, || {
        let hash = Sha512::new().chain_update(SEEDED).chain_update(seed).chain_update(position.to_be_bytes());
        position += 1;
        let mut wide: [u8; 64] = hash.finalize().into();
        let blind = Scalar::from_bytes_mod_order_wide(&wide);
        wide.zeroize();
        blind
    })
}

/// [`blind`] with the source of the blinds given; apart from test vectors they must be random.
pub(crate) fn blind_with(
    public: &PublicKey,
    inputs: &[&[u8]],
    mut next_blind: impl FnMut() -> Scalar,
) -> Result<(Blinding, Vec<[u8; 32]>), EvaluateError> {
    check_batch(public, inputs.len())?;
    let mut blinding = Blinding {
        public: public.clone(),
        inputs: Vec::with_capacity(inputs.iter().map(|input| input.len().min(MAX_INPUT)).sum()),
        ends: Vec::with_capacity(inputs.len()),
        blinds: Vec::with_capacity(inputs.len()),
        points: Vec::with_capacity(inputs.len()),
        bytes: Vec::with_capacity(inputs.len()),
    };
    for (position, input) in inputs.iter().enumerate() {
        let hashed = hash_input(input, position)?;
        let blind = next_blind();
        let point = hashed + RistrettoPoint::mul_base(&blind);
        blinding.inputs.extend_from_slice(input);
        blinding.ends.push(blinding.inputs.len());
        blinding.blinds.push(blind);
        blinding.points.push(point);
        blinding.bytes.push(point.compress().to_bytes());
    }
    let elements = blinding.bytes.clone();
    Ok((blinding, elements))
}

/// A custodian's part for a batch of blinded elements.
///
/// # Errors
/// [`EvaluateError`] for a sealing key, a share that is not the public key's, a batch of the wrong size, or an element
/// that is malformed or the identity.
pub fn evaluate(
    share: &KeyShare,
    public: &PublicKey,
    blinded: &[[u8; 32]],
    rng: &mut impl CryptoRng,
) -> Result<EvaluationPart, EvaluateError> {
    evaluate_with_nonce(share, public, blinded, &proof::nonce(share.scalar(), &[blinded.as_flattened()], rng))
}

/// [`evaluate`] with the nonce of the proof given; apart from the RFC's vectors it must be fresh.
pub(crate) fn evaluate_with_nonce(
    share: &KeyShare,
    public: &PublicKey,
    blinded: &[[u8; 32]],
    nonce: &Scalar,
) -> Result<EvaluationPart, EvaluateError> {
    check_batch(public, blinded.len())?;
    share.matches(public)?;
    let decode = |(position, bytes): (usize, &Encoded)| {
        group::decode(bytes).map_err(|fault| match fault {
            Fault::Malformed => EvaluateError::MalformedElement(position),
            Fault::Identity => EvaluateError::IdentityElement(position),
        })
    };
    let points = blinded.iter().enumerate().map(decode).collect::<Result<Vec<_>, _>>()?;
    Ok(multiply(share, Elements { points: &points, bytes: blinded }, nonce))
}

/// A custodian's part for an input in the clear, as an order names it. See [`EvaluationPart`] for who may see it.
///
/// # Errors
/// [`EvaluateError`] for a sealing key, a share that is not the public key's, or a too long input.
pub fn evaluate_clear(
    share: &KeyShare,
    public: &PublicKey,
    input: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<EvaluationPart, EvaluateError> {
    check_batch(public, 1)?;
    share.matches(public)?;
    let point = hash_input(input, 0)?;
    let bytes = [point.compress().to_bytes()];
    let nonce = proof::nonce(share.scalar(), &[&bytes[0]], rng);
    Ok(multiply(share, Elements { points: &[point], bytes: &bytes }, &nonce))
}

/// Checks at least `threshold` parts and returns the outputs, in the order of the inputs.
///
/// # Errors
/// [`EvaluateError`] names the custodian whose part is of another epoch or length, malformed, duplicate, or not proved;
/// or says that too few parts are there, or that the blinding belongs to another key.
pub fn combine(
    public: &PublicKey,
    blinding: &Blinding,
    parts: &[EvaluationPart],
) -> Result<Vec<Output>, EvaluateError> {
    let same_key = blinding.public.group_bytes() == public.group_bytes()
        && blinding.public.purpose() == public.purpose()
        && blinding.public.epoch() == public.epoch();
    if !same_key {
        return Err(EvaluateError::BlindingOfOtherKey);
    }
    let blinded = Elements { points: &blinding.points, bytes: &blinding.bytes };
    let (interpolation, rows) = check_parts(public, blinded, parts)?;
    let table = public.table();
    let mut column = Vec::with_capacity(rows.len());
    let mut outputs = Vec::with_capacity(blinding.len());
    for (position, (input, blind)) in blinding.inputs().zip(&blinding.blinds).enumerate() {
        column.clear();
        column.extend(rows.iter().map(|row| row[position]));
        let mut unblinded = interpolation.combine(&column) - blind * table;
        outputs.push(output(public.purpose(), input, &unblinded));
        unblinded.zeroize();
    }
    Ok(outputs)
}

/// Checks at least `threshold` parts for an input in the clear and returns its output.
///
/// # Errors
/// As [`combine`].
pub fn combine_clear(public: &PublicKey, input: &[u8], parts: &[EvaluationPart]) -> Result<Output, EvaluateError> {
    check_batch(public, 1)?;
    let point = hash_input(input, 0)?;
    let hashed = Elements { points: &[point], bytes: &[point.compress().to_bytes()] };
    let (interpolation, rows) = check_parts(public, hashed, parts)?;
    let column: Vec<_> = rows.iter().map(|row| row[0]).collect();
    Ok(output(public.purpose(), input, &interpolation.combine(&column)))
}

fn check_batch(public: &PublicKey, length: usize) -> Result<(), EvaluateError> {
    match length {
        _ if public.purpose() == Purpose::Sealing => Err(EvaluateError::SealingKey),
        0 => Err(EvaluateError::EmptyBatch),
        1..=MAX_BATCH => Ok(()),
        _ => Err(EvaluateError::BatchTooLarge(length)),
    }
}

fn hash_input(input: &[u8], position: usize) -> Result<RistrettoPoint, EvaluateError> {
    if input.len() > MAX_INPUT {
        return Err(EvaluateError::InputTooLong(position));
    }
    let point = VOPRF.hash_to_group(input);
    if point.is_identity() { Err(EvaluateError::InputToIdentity(position)) } else { Ok(point) }
}

/// Multiplies by half the share, so that encoding twice the result costs one inversion for the whole batch.
fn multiply(share: &KeyShare, from: Elements<'_>, nonce: &Scalar) -> EvaluationPart {
    let halves: Vec<_> = from.points.iter().map(|point| share.half() * point).collect();
    let elements = group::encode_doubled(&halves);
    let proof = proof::prove(&VOPRF, share.scalar(), &share.verification_share(), from, &elements, nonce);
    EvaluationPart { index: share.index(), epoch: share.epoch(), elements, proof }
}

/// Checks every part given; returns how to combine the cheapest quorum among them, and its elements.
fn check_parts(
    public: &PublicKey,
    from: Elements<'_>,
    parts: &[EvaluationPart],
) -> Result<(Interpolation, Vec<Vec<RistrettoPoint>>), EvaluateError> {
    for (position, part) in parts.iter().enumerate() {
        check_shape(public, from.bytes.len(), part)?;
        if parts[..position].iter().any(|earlier| earlier.index == part.index) {
            return Err(EvaluateError::DuplicatePart(part.index));
        }
    }
    if parts.len() < usize::from(public.threshold()) {
        return Err(EvaluateError::TooFewParts { have: parts.len(), need: public.threshold() });
    }
    let indices: Vec<_> = parts.iter().map(|part| part.index).collect();
    let quorum = lagrange::cheapest(&indices, usize::from(public.threshold()));
    let rows = parts.iter().map(|part| Ok((part.index, check_part(public, from, part)?)));
    let mut rows = rows.collect::<Result<Vec<_>, EvaluateError>>()?;
    rows.retain(|(index, _)| quorum.contains(index));
    let (indices, rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Ok((Interpolation::at_zero(&indices), rows))
}

fn check_shape(public: &PublicKey, length: usize, part: &EvaluationPart) -> Result<(), EvaluateError> {
    let custodian = part.index;
    if part.epoch != public.epoch() {
        return Err(EvaluateError::WrongEpoch { custodian, expected: public.epoch(), found: part.epoch });
    }
    if part.elements.len() != length {
        return Err(EvaluateError::WrongLength { custodian, expected: length, found: part.elements.len() });
    }
    Ok(())
}

fn check_part(
    public: &PublicKey,
    from: Elements<'_>,
    part: &EvaluationPart,
) -> Result<Vec<RistrettoPoint>, EvaluateError> {
    let custodian = part.index;
    let verification = public.share(custodian).ok_or(EvaluateError::UnknownCustodian(custodian))?;
    let decode = |(position, bytes): (usize, &Encoded)| {
        group::decode(bytes).map_err(|fault| match fault {
            Fault::Malformed => EvaluateError::MalformedPart { custodian, position },
            Fault::Identity => EvaluateError::IdentityPart { custodian, position },
        })
    };
    let points = part.elements.iter().enumerate().map(decode).collect::<Result<Vec<_>, _>>()?;
    let to = Elements { points: &points, bytes: &part.elements };
    proof::verify(&VOPRF, verification, from, to, &part.proof).map_err(|fault| match fault {
        ProofFault::Malformed => EvaluateError::MalformedProof(custodian),
        ProofFault::Wrong => EvaluateError::BadProof(custodian),
    })?;
    Ok(points)
}

/// `Finalize` of RFC 9497 sections 3.3.1 and 3.3.2. The input is at most [`MAX_INPUT`] bytes.
pub(crate) fn finalize(input: &[u8], unblinded: &Encoded) -> [u8; 64] {
    let mut hash = Sha512::new();
    hash.update((input.len() as u16).to_be_bytes());
    hash.update(input);
    hash.update(32u16.to_be_bytes());
    hash.update(unblinded);
    hash.update(b"Finalize");
    hash.finalize().into()
}

fn output(purpose: Purpose, input: &[u8], unblinded: &RistrettoPoint) -> Output {
    Output { purpose, bytes: finalize(input, unblinded.compress().as_bytes()) }
}

#[cfg(test)]
mod tests;

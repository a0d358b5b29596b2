//! Opening what was sealed: a proved part from each of *t* custodians, then decryption.

use crate::group::{self, Fault, Suite};
use crate::keys::lagrange::Interpolation;
use crate::keys::{CustodianIndex, Epoch, KeyShare, PublicKey};
use crate::proof::{self, ProofFault};
use crate::seal::{Compact, Label, SealError, decrypt};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use rand_core::CryptoRng;
use std::sync::LazyLock;
use zeroize::{Zeroize, Zeroizing};

/// The proofs of opening hash under tags of their own (the RFC's modes are 0 to 2), so that no proof of an evaluation
/// passes as one of an opening.
static OPENING: LazyLock<Suite> = LazyLock::new(|| Suite::new(0xff));

/// A custodian's part of an opening. With *t* of them and the ciphertext anyone can read the text: it travels sealed to
/// whom the order names. No `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct OpeningPart {
    pub index: CustodianIndex,
    pub epoch: Epoch,
    /// The ciphertext's u times the custodian's share.
    pub element: [u8; 32],
    /// Challenge and response, 32 bytes each.
    pub proof: [u8; 64],
}

impl Drop for OpeningPart {
    fn drop(&mut self) {
        self.element.zeroize();
    }
}

/// A custodian's part for a ciphertext that is valid under this label.
///
/// # Errors
/// [`SealError::BadProof`] if the ciphertext is not valid under the label; others for a wrong key, share or epoch.
pub fn open_part(
    share: &KeyShare,
    public: &PublicKey,
    label: &Label<'_>,
    sealed: &Compact,
    rng: &mut impl CryptoRng,
) -> Result<OpeningPart, SealError> {
    let nonce = proof::nonce(share.scalar(), &[&sealed.u_bytes], rng);
    open_part_with_nonce(share, public, label, sealed, &nonce)
}

/// [`open_part`] with the nonce of the proof given; apart from test vectors it must be fresh.
pub(crate) fn open_part_with_nonce(
    share: &KeyShare,
    public: &PublicKey,
    label: &Label<'_>,
    sealed: &Compact,
    nonce: &Scalar,
) -> Result<OpeningPart, SealError> {
    sealed.verify(public, label)?;
    share.matches(public)?;
    let mut point = share.scalar() * sealed.u;
    let verification = share.verification_share();
    let proof = proof::prove_pair(&OPENING, share.scalar(), &verification, &sealed.u, &point, nonce);
    let element = point.compress().to_bytes();
    point.zeroize();
    Ok(OpeningPart { index: share.index(), epoch: share.epoch(), element, proof })
}

/// Checks the ciphertext and at least `threshold` parts, and returns the padded text (see [`crate::seal::unpad`]).
///
/// # Errors
/// [`SealError`] names what is wrong, and whose part.
pub fn open(
    public: &PublicKey,
    label: &Label<'_>,
    sealed: &Compact,
    parts: &[OpeningPart],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    sealed.verify(public, label)?;
    for (position, part) in parts.iter().enumerate() {
        if parts[..position].iter().any(|earlier| earlier.index == part.index) {
            return Err(SealError::DuplicatePart(part.index));
        }
    }
    let need = usize::from(public.threshold());
    if parts.len() < need {
        return Err(SealError::TooFewParts { have: parts.len(), need: public.threshold() });
    }
    let mut points = parts.iter().map(|part| check_part(public, sealed, part)).collect::<Result<Vec<_>, _>>()?;
    let indices: Vec<_> = parts.iter().take(need).map(|part| part.index).collect();
    // Variable time in the coefficients, which are public; the elements only meet constant-time additions.
    let mut shared = Interpolation::at_zero(&indices).combine(&points[..need]);
    let key = Zeroizing::new(shared.compress().to_bytes());
    shared.zeroize();
    points.zeroize();
    decrypt(&key, &sealed.u_bytes, &label.hash(), &sealed.ciphertext)
}

fn check_part(public: &PublicKey, sealed: &Compact, part: &OpeningPart) -> Result<RistrettoPoint, SealError> {
    let custodian = part.index;
    if part.epoch != public.epoch() {
        return Err(SealError::WrongEpoch { custodian, expected: public.epoch(), found: part.epoch });
    }
    let verification = public.share(custodian).ok_or(SealError::UnknownCustodian(custodian))?;
    let point = group::decode(&part.element).map_err(|fault| match fault {
        Fault::Malformed => SealError::MalformedPart(custodian),
        Fault::Identity => SealError::IdentityPart(custodian),
    })?;
    let checked = proof::parse(&part.proof).and_then(|(challenge, response)| {
        proof::verify_pair(&OPENING, verification, &sealed.u, &point, &challenge, &response)
    });
    checked.map_err(|fault| match fault {
        ProofFault::Malformed => SealError::MalformedProof(custodian),
        ProofFault::Wrong => SealError::PartNotProved(custodian),
    })?;
    Ok(point)
}

#[cfg(test)]
mod tests;

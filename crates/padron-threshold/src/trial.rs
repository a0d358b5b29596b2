//! A test evaluation: every custodian shows that the share it holds is the one that the public key names.
//!
//! The input is the hash of a transcript, in a domain of its own, so a trial yields nothing that an evaluation or an
//! opening could use. After a refresh, no old share may be destroyed before all custodians have passed.

use crate::ceremony::{CeremonyError, Writer, gather_all};
use crate::ceremony::{from_custodian, parse};
use crate::group::{self, Suite};
use crate::keys::lagrange::Interpolation;
use crate::keys::{CustodianIndex, KeyShare, PublicKey};
use crate::proof;
use curve25519_dalek::ristretto::RistrettoPoint;
use rand_core::CryptoRng;
use std::sync::LazyLock;

static TRIAL: LazyLock<Suite> = LazyLock::new(|| Suite::new(0xfe));

/// A custodian's part of a trial; for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialPart {
    /// The transcript's hash.
    pub plan: [u8; 32],
    pub from: CustodianIndex,
    /// The test element times the custodian's share.
    pub element: [u8; 32],
    /// Challenge and response, 32 bytes each.
    pub proof: [u8; 64],
}

from_custodian!(TrialPart);

impl TrialPart {
    /// The message as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(5, &self.plan, self.from);
        writer.put(&self.element).put(&self.proof);
        writer.finish()
    }

    /// Parses it.
    ///
    /// # Errors
    /// [`CeremonyError::MalformedMessage`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CeremonyError> {
        parse(bytes, 5, "trial", |reader, plan, from| {
            Some(Self { plan, from, element: reader.take()?, proof: reader.take()? })
        })
    }
}

/// Our part of the trial of a key that came out of this transcript.
///
/// # Errors
/// [`CeremonyError::Key`] if the share is not the public key's.
pub fn part(
    share: &KeyShare,
    public: &PublicKey,
    transcript: &[u8; 32],
    rng: &mut impl CryptoRng,
) -> Result<TrialPart, CeremonyError> {
    share.matches(public)?;
    let input = test_element(public, transcript);
    let product = share.scalar() * input;
    let nonce = proof::nonce(share.scalar(), &[&public.fingerprint(), transcript], rng);
    let proof = proof::prove_pair(&TRIAL, share.scalar(), &share.verification_share(), &input, &product, &nonce);
    Ok(TrialPart { plan: *transcript, from: share.index(), element: product.compress().to_bytes(), proof })
}

/// Checks the parts of **all** custodians of the key, and that its first and its last quorum agree.
///
/// # Errors
/// [`CeremonyError`] names who is missing or failed.
pub fn check(public: &PublicKey, transcript: &[u8; 32], parts: Vec<TrialPart>) -> Result<(), CeremonyError> {
    let custodians: Vec<_> = public.shares().iter().map(|(index, _)| *index).collect();
    let parts = gather_all(transcript, &custodians, parts)?;
    let input = test_element(public, transcript);
    let mut points = Vec::with_capacity(parts.len());
    for (index, part) in &parts {
        let failed = || CeremonyError::BadTrial(*index);
        let point = group::decode(&part.element).map_err(|_| failed())?;
        let verification = public.share(*index).ok_or_else(failed)?;
        let (challenge, response) = proof::parse(&part.proof).map_err(|_| failed())?;
        proof::verify_pair(&TRIAL, verification, &input, &point, &challenge, &response).map_err(|_| failed())?;
        points.push(point);
    }
    let quorum = usize::from(public.threshold());
    let last = points.len() - quorum;
    let at_zero =
        |from: usize| Interpolation::at_zero(&custodians[from..from + quorum]).combine(&points[from..from + quorum]);
    if at_zero(0) == at_zero(last) { Ok(()) } else { Err(CeremonyError::TrialDisagrees) }
}

fn test_element(public: &PublicKey, transcript: &[u8; 32]) -> RistrettoPoint {
    group::hash_to_group(&[&public.fingerprint(), transcript], b"padron trial v1 ristretto255-SHA512")
}

#[cfg(test)]
mod tests;

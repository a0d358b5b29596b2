//! Fresh shares of the same key, so that what a thief gathered before is worth nothing afterwards.
//!
//! Proactive secret sharing (Herzberg, Jarecki, Krawczyk and Yung 1995): every custodian shares zero among all, with
//! Feldman commitments, and adds what it receives to its share. Group key and epoch stay; the verification shares
//! change, so that parts made with old and new shares never combine ([`PublicKey::fingerprint`] tells the sharings
//! apart). All custodians of the key take part. The rounds are those of [`crate::ceremony`].
//!
//! Of our own rather than the FROST library's, because that one does not say whose share was wrong.
//!
//! **Nobody destroys an old share before [`Candidate::accept`]**: the new share is out of reach until every custodian
//! has confirmed the same transcript by a test evaluation with its new share.

use crate::ceremony::{
    CeremonyError, Echo, FromCustodian, ShareMessage, Writer, all_agree, from_custodian, gather, parse,
};
use crate::group;
use crate::kdf;
use crate::keys::{CustodianIndex, KeyShare, PublicKey, polynomial};
use crate::transcript;
use crate::trial::{self, TrialPart};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A party's commitments to its sharing of zero; for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZeroCommitments {
    /// The refresh's digest.
    pub plan: [u8; 32],
    pub from: CustodianIndex,
    /// Commitments to the coefficients but the constant one, which is zero: one less than the threshold.
    pub commitments: Vec<[u8; 32]>,
}

from_custodian!(ZeroCommitments);

impl ZeroCommitments {
    /// The message as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(4, &self.plan, self.from);
        writer.list(&self.commitments);
        writer.finish()
    }

    /// Parses it.
    ///
    /// # Errors
    /// [`CeremonyError::MalformedMessage`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CeremonyError> {
        parse(bytes, 4, "zero commitments", |reader, plan, from| Some(Self { plan, from, commitments: reader.list()? }))
    }
}

/// What stays the same through the rounds.
struct RefreshCommon {
    public: PublicKey,
    digest: [u8; 32],
    custodians: Vec<CustodianIndex>,
    me: CustodianIndex,
}

/// Where a refresh begins.
pub struct Refresh;

impl Refresh {
    /// Begins for the holder of `share`; `id` is the same for all and fresh for every attempt.
    ///
    /// # Errors
    /// [`CeremonyError::Key`] if the share is not the public key's; [`CeremonyError::Threshold`] for a threshold of 1,
    /// whose shares are all the key itself.
    pub fn start(
        public: &PublicKey,
        share: &KeyShare,
        id: [u8; 16],
        rng: &mut impl CryptoRng,
    ) -> Result<(RefreshCommitting, ZeroCommitments), CeremonyError> {
        share.matches(public)?;
        let custodians: Vec<_> = public.shares().iter().map(|(index, _)| *index).collect();
        if public.threshold() < 2 {
            return Err(CeremonyError::Threshold { threshold: public.threshold(), custodians: custodians.len() });
        }
        let digest = kdf::hash_fields(&[b"padron refresh v1", &id, &public.fingerprint()]);
        let coefficients: Zeroizing<Vec<_>> =
            Zeroizing::new((1..public.threshold()).map(|_| Scalar::random(rng)).collect());
        let commitments = coefficients.iter().map(|a| RistrettoPoint::mul_base(a).compress().to_bytes()).collect();
        let own = ZeroCommitments { plan: digest, from: share.index(), commitments };
        let common = RefreshCommon { public: public.clone(), digest, custodians, me: share.index() };
        Ok((RefreshCommitting { common, coefficients, own: own.clone() }, own))
    }
}

/// Our commitments are out; waiting for everyone's.
pub struct RefreshCommitting {
    common: RefreshCommon,
    coefficients: Zeroizing<Vec<Scalar>>,
    own: ZeroCommitments,
}

impl RefreshCommitting {
    /// Takes the commitments of all others.
    ///
    /// # Errors
    /// [`CeremonyError`] names who is missing, sent twice, or sent something wrong.
    pub fn receive(self, others: Vec<ZeroCommitments>) -> Result<(RefreshEchoing, Echo), CeremonyError> {
        let Self { common, coefficients, own } = self;
        let mut all = gather(&common.digest, &common.custodians, common.me, others)?;
        all.insert(common.me, own);
        let commitments = all
            .iter()
            .map(|(from, message)| Ok((*from, parse_commitments(&common.public, message)?)))
            .collect::<Result<BTreeMap<_, _>, CeremonyError>>()?;
        let transcript =
            transcript::of_messages(&common.digest, all.values().map(|message| (message.from(), message.to_bytes())));
        let echo = Echo { plan: common.digest, from: common.me, transcript };
        Ok((RefreshEchoing { common, coefficients, commitments, transcript }, echo))
    }
}

/// Everyone's commitments are here; waiting for everyone's hash of them.
pub struct RefreshEchoing {
    common: RefreshCommon,
    coefficients: Zeroizing<Vec<Scalar>>,
    commitments: BTreeMap<CustodianIndex, Vec<RistrettoPoint>>,
    transcript: [u8; 32],
}

impl RefreshEchoing {
    /// Takes the echoes of all others; releases our shares of zero only if all agree.
    ///
    /// # Errors
    /// [`CeremonyError::Equivocation`] names the first who saw something else.
    pub fn receive(self, others: Vec<Echo>) -> Result<(RefreshSharing, Vec<ShareMessage>), CeremonyError> {
        let Self { common, coefficients, commitments, transcript } = self;
        all_agree(&common.digest, &common.custodians, common.me, &transcript, others)?;
        let message = |to: &CustodianIndex| ShareMessage {
            plan: common.digest,
            from: common.me,
            to: *to,
            share: zero_share(&coefficients, *to).to_bytes(),
        };
        let outgoing = common.custodians.iter().filter(|to| **to != common.me).map(message).collect();
        let own = Zeroizing::new(zero_share(&coefficients, common.me));
        Ok((RefreshSharing { common, own, commitments, transcript }, outgoing))
    }
}

/// All agree on the commitments; waiting for the shares of zero.
pub struct RefreshSharing {
    common: RefreshCommon,
    own: Zeroizing<Scalar>,
    commitments: BTreeMap<CustodianIndex, Vec<RistrettoPoint>>,
    transcript: [u8; 32],
}

impl RefreshSharing {
    /// Takes the shares of zero that the others sent to us, and the share to be refreshed.
    ///
    /// # Errors
    /// [`CeremonyError::BadShare`] names whose share does not fit its commitments.
    pub fn receive(self, old: &KeyShare, shares: Vec<ShareMessage>) -> Result<Candidate, CeremonyError> {
        let Self { common, own, commitments, transcript } = self;
        old.matches(&common.public)?;
        if let Some(astray) = shares.iter().find(|message| message.to != common.me) {
            return Err(CeremonyError::WrongRecipient { from: astray.from, to: astray.to });
        }
        let mut sum = Zeroizing::new(old.scalar() + *own);
        for (from, message) in gather(&common.digest, &common.custodians, common.me, shares)? {
            let bad = CeremonyError::BadShare(from);
            let Some(share) = group::decode_scalar(&message.share).map(Zeroizing::new) else {
                return Err(bad);
            };
            let expected = commitments.get(&from).map(|own| committed_at(own, common.me));
            if expected != Some(RistrettoPoint::mul_base(&share)) {
                return Err(bad);
            }
            *sum += *share;
        }
        let public = refreshed_key(&common, &commitments)?;
        let share = KeyShare::from_scalar(old.purpose(), old.epoch(), common.me, *sum)?;
        share.matches(&public)?;
        Ok(Candidate { share, public, transcript })
    }
}

/// A refreshed share that nobody may rely on yet.
pub struct Candidate {
    share: KeyShare,
    public: PublicKey,
    transcript: [u8; 32],
}

impl Candidate {
    /// The public key with the new verification shares.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The transcript that all confirm.
    pub fn transcript(&self) -> &[u8; 32] {
        &self.transcript
    }

    /// Our part of the test evaluation; for everyone.
    ///
    /// # Errors
    /// [`CeremonyError::Key`], which cannot happen to a candidate that [`RefreshSharing::receive`] made.
    pub fn trial(&self, rng: &mut impl CryptoRng) -> Result<TrialPart, CeremonyError> {
        trial::part(&self.share, &self.public, &self.transcript, rng)
    }

    /// Takes the trial parts of **all** custodians, our own included. Only after this may the old share be destroyed.
    ///
    /// # Errors
    /// [`CeremonyError`] names who is missing or failed; the candidate is then gone, and the old share stays in force.
    pub fn accept(self, parts: Vec<TrialPart>) -> Result<(KeyShare, PublicKey, [u8; 32]), CeremonyError> {
        trial::check(&self.public, &self.transcript, parts)?;
        Ok((self.share, self.public, self.transcript))
    }
}

fn parse_commitments(public: &PublicKey, message: &ZeroCommitments) -> Result<Vec<RistrettoPoint>, CeremonyError> {
    let (expected, found) = (usize::from(public.threshold()) - 1, message.commitments.len());
    if expected != found {
        return Err(CeremonyError::WrongCommitments { custodian: message.from, expected, found });
    }
    let malformed = |_| CeremonyError::MalformedCommitments(message.from);
    message.commitments.iter().map(|bytes| group::decode(bytes).map_err(malformed)).collect()
}

/// The polynomial with constant coefficient zero, at a custodian's index.
fn zero_share(coefficients: &[Scalar], at: CustodianIndex) -> Scalar {
    at.scalar() * polynomial(coefficients, at.scalar())
}

/// The commitment to [`zero_share`].
fn committed_at(commitments: &[RistrettoPoint], at: CustodianIndex) -> RistrettoPoint {
    let powers = std::iter::successors(Some(at.scalar()), |power| Some(power * at.scalar()));
    let powers: Vec<_> = powers.take(commitments.len()).collect();
    RistrettoPoint::vartime_multiscalar_mul(&powers, commitments)
}

fn refreshed_key(
    common: &RefreshCommon,
    commitments: &BTreeMap<CustodianIndex, Vec<RistrettoPoint>>,
) -> Result<PublicKey, CeremonyError> {
    let old = &common.public;
    let mut sums = vec![RistrettoPoint::identity(); usize::from(old.threshold()) - 1];
    for own in commitments.values() {
        sums.iter_mut().zip(own).for_each(|(sum, point)| *sum += point);
    }
    let mut shares = Vec::with_capacity(common.custodians.len());
    for index in &common.custodians {
        let (_, point) = old.share(*index).ok_or(CeremonyError::NotInPlan(*index))?;
        shares.push((*index, (point + committed_at(&sums, *index)).compress().to_bytes()));
    }
    // Parsing checks that the new shares lie on one polynomial whose value at zero is the old group key.
    let public = PublicKey::new(old.purpose(), old.epoch(), old.threshold(), old.group_bytes(), &shares);
    public.map_err(|error| match error {
        crate::keys::KeyError::InconsistentShares(_) => CeremonyError::GroupKeyChanged,
        other => other.into(),
    })
}

#[cfg(test)]
mod tests;

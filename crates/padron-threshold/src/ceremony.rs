//! Generation of a key by its custodians, each on its own machine; no machine ever holds the key.
//!
//! The distributed key generation of FROST (Komlo and Goldberg 2020, figure 1) through `frost-ristretto255`, between
//! which and the world stand an echo round and plain messages of bytes. Sans I/O: each state takes what came from the
//! others and gives what goes to them.
//!
//! 1. [`Ceremony::start`] gives [`Round1`], for everyone.
//! 2. [`Committing::receive`] takes everyone's and gives [`Echo`], for everyone: the hash of all that was seen.
//! 3. [`Echoing::receive`] continues only if **all** saw the same, so nobody can show different packages to different
//!    parties; it gives one [`ShareMessage`] for each of the others, to be delivered in secret ([`mod@crate::delivery`]).
//! 4. [`Sharing::receive`] checks the shares and gives the key share, the public key and the transcript's hash.
//!
//! Any error ends the ceremony; the parties begin again under a new plan identifier. Messages must come over channels
//! that authenticate their sender. A state is not serialisable: a party that must survive a restart keeps the seed of
//! the generator that it hands in and the messages received, and runs through again. [`crate::trial`] then shows that
//! the shares work.

mod message;
mod plan;

pub use message::{Echo, Round1, ShareMessage};
pub(crate) use message::{FromCustodian, Writer, from_custodian, gather, gather_all, parse};
pub use plan::Plan;

use crate::keys::{CustodianIndex, KeyError, KeyShare, PublicKey};
use crate::rng::OldRng;
use crate::transcript;
use frost_ristretto255 as frost;
use frost_ristretto255::keys::dkg;
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Why a ceremony, a refresh or a trial ended. After any of these nothing may be used of it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CeremonyError {
    #[error("threshold {threshold} does not fit {custodians} custodians; it is at least 2 and at most their number")]
    Threshold {
        threshold: u16,
        /// How many custodians the plan names.
        custodians: usize,
    },
    #[error("the plan names custodian {} twice", .0.get())]
    DuplicateCustodian(CustodianIndex),
    #[error("custodian {} is not in the plan", .0.get())]
    NotInPlan(CustodianIndex),
    /// Bytes that are no message of this kind.
    #[error("these bytes are not a `{0}` message")]
    MalformedMessage(&'static str),
    #[error("the message of custodian {} belongs to another plan or transcript", .0.get())]
    OtherPlan(CustodianIndex),
    #[error("no message of custodian {} belongs here", .0.get())]
    Uninvited(CustodianIndex),
    #[error("custodian {} sent two messages; if they differ, it cheats", .0.get())]
    DuplicateMessage(CustodianIndex),
    #[error("the message of custodian {} is missing; a ceremony needs everyone", .0.get())]
    MissingMessage(CustodianIndex),
    #[error("custodian {} committed to {found} coefficients instead of {expected}", .custodian.get())]
    WrongCommitments {
        custodian: CustodianIndex,
        /// As the threshold demands.
        expected: usize,
        found: usize,
    },
    #[error("the commitments of custodian {} are malformed", .0.get())]
    MalformedCommitments(CustodianIndex),
    /// The custodian did not prove that it knows its secret.
    #[error("custodian {} did not prove that it knows its secret (rogue key)", .0.get())]
    BadProofOfKnowledge(CustodianIndex),
    #[error("custodian {} saw other packages; somebody showed different ones to different parties, compare them", .0.get())]
    Equivocation(CustodianIndex),
    /// A share that is meant for somebody else.
    #[error("the share of custodian {} is meant for custodian {}", .from.get(), .to.get())]
    WrongRecipient { from: CustodianIndex, to: CustodianIndex },
    /// A share that does not fit its sender's commitments.
    #[error("the share of custodian {} does not fit its commitments; show it to the others", .0.get())]
    BadShare(CustodianIndex),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the refresh changed the group key; keep the old shares")]
    GroupKeyChanged,
    /// A custodian's trial part is not proved: it does not hold the share that the public key names.
    #[error("the trial of custodian {} failed; nobody may destroy old shares", .0.get())]
    BadTrial(CustodianIndex),
    #[error("two quorums disagree in the trial; nobody may destroy old shares")]
    TrialDisagrees,
    #[error("key generation failed: {0}")]
    Library(String),
}

/// Where a ceremony begins.
pub struct Ceremony;

impl Ceremony {
    /// Begins for the custodian `me`. The plan must be the same for all, byte for byte.
    ///
    /// # Errors
    /// [`CeremonyError::NotInPlan`].
    pub fn start(
        plan: Plan,
        me: CustodianIndex,
        rng: &mut impl CryptoRng,
    ) -> Result<(Committing, Round1), CeremonyError> {
        if !plan.custodians().contains(&me) {
            return Err(CeremonyError::NotInPlan(me));
        }
        let count = plan.custodians().len() as u16;
        let (secret, package) = dkg::part1(identifier(me)?, count, plan.threshold(), OldRng(rng)).map_err(library)?;
        let own = Round1 {
            plan: plan.digest(),
            from: me,
            commitments: package
                .commitment()
                .serialize()
                .map_err(library)?
                .iter()
                .map(|bytes| fixed(bytes))
                .collect::<Result<_, _>>()?,
            proof: fixed(&package.proof_of_knowledge().serialize().map_err(library)?)?,
        };
        Ok((Committing { plan, me, secret, own: own.clone() }, own))
    }
}

/// Our package is out; waiting for everyone's.
pub struct Committing {
    plan: Plan,
    me: CustodianIndex,
    secret: dkg::round1::SecretPackage,
    own: Round1,
}

impl Committing {
    /// Takes the packages of all others.
    ///
    /// # Errors
    /// [`CeremonyError`] names who is missing, sent twice, or sent something wrong.
    pub fn receive(self, others: Vec<Round1>) -> Result<(Echoing, Echo), CeremonyError> {
        let Self { plan, me, secret, own } = self;
        let digest = plan.digest();
        let others = gather(&digest, plan.custodians(), me, others)?;
        let packages = others
            .iter()
            .map(|(from, message)| Ok((identifier(*from)?, parse_package(&plan, message)?)))
            .collect::<Result<BTreeMap<_, _>, CeremonyError>>()?;
        let (secret, outgoing) = dkg::part2(secret, &packages).map_err(|error| culprit(&plan, error))?;
        let transcript = transcript::of_messages(
            &digest,
            others.values().chain([&own]).map(|message| (message.from, message.to_bytes())),
        );
        let outgoing = plan
            .custodians()
            .iter()
            .filter(|to| **to != me)
            .map(|to| {
                let package = outgoing.get(&identifier(*to)?).ok_or(CeremonyError::MissingMessage(*to))?;
                let share = Zeroizing::new(package.signing_share().serialize());
                Ok(ShareMessage { plan: digest, from: me, to: *to, share: fixed(&share)? })
            })
            .collect::<Result<_, CeremonyError>>()?;
        let echo = Echo { plan: digest, from: me, transcript };
        Ok((Echoing { plan, me, secret, packages, outgoing, transcript }, echo))
    }
}

/// Everyone's packages are here; waiting for everyone's hash of them.
pub struct Echoing {
    plan: Plan,
    me: CustodianIndex,
    secret: dkg::round2::SecretPackage,
    packages: BTreeMap<frost::Identifier, dkg::round1::Package>,
    outgoing: Vec<ShareMessage>,
    transcript: [u8; 32],
}

impl Echoing {
    /// Takes the echoes of all others; releases the secret shares only if all agree.
    ///
    /// # Errors
    /// [`CeremonyError::Equivocation`] names the first who saw something else.
    pub fn receive(self, others: Vec<Echo>) -> Result<(Sharing, Vec<ShareMessage>), CeremonyError> {
        let Self { plan, me, secret, packages, outgoing, transcript } = self;
        all_agree(&plan.digest(), plan.custodians(), me, &transcript, others)?;
        Ok((Sharing { plan, me, secret, packages, transcript }, outgoing))
    }
}

/// All agree on the packages; waiting for the secret shares.
pub struct Sharing {
    plan: Plan,
    me: CustodianIndex,
    secret: dkg::round2::SecretPackage,
    packages: BTreeMap<frost::Identifier, dkg::round1::Package>,
    transcript: [u8; 32],
}

impl Sharing {
    /// Takes the shares that the others sent to us.
    ///
    /// # Errors
    /// [`CeremonyError::BadShare`] names whose share does not fit its commitments.
    pub fn receive(self, shares: Vec<ShareMessage>) -> Result<(KeyShare, PublicKey, [u8; 32]), CeremonyError> {
        let Self { plan, me, secret, packages, transcript } = self;
        if let Some(astray) = shares.iter().find(|message| message.to != me) {
            return Err(CeremonyError::WrongRecipient { from: astray.from, to: astray.to });
        }
        let shares = gather(&plan.digest(), plan.custodians(), me, shares)?
            .iter()
            .map(|(from, message)| {
                let share = frost::keys::SigningShare::deserialize(&message.share)
                    .map_err(|_| CeremonyError::BadShare(*from))?;
                Ok((identifier(*from)?, dkg::round2::Package::new(share)))
            })
            .collect::<Result<BTreeMap<_, _>, CeremonyError>>()?;
        let (own, group) = dkg::part3(&secret, &packages, &shares).map_err(|error| culprit(&plan, error))?;
        let mut verification = Vec::with_capacity(plan.custodians().len());
        for index in plan.custodians() {
            let share =
                group.verifying_shares().get(&identifier(*index)?).ok_or(CeremonyError::MissingMessage(*index))?;
            verification.push((*index, fixed(&share.serialize().map_err(library)?)?));
        }
        let group = fixed(&group.verifying_key().serialize().map_err(library)?)?;
        let public = PublicKey::new(plan.purpose(), plan.epoch(), plan.threshold(), group, &verification)?;
        let scalar = Zeroizing::new(own.signing_share().serialize());
        let share = KeyShare::new(plan.purpose(), plan.epoch(), me, fixed(&scalar)?)?;
        share.matches(&public)?;
        Ok((share, public, transcript))
    }
}

fn identifier(index: CustodianIndex) -> Result<frost::Identifier, CeremonyError> {
    frost::Identifier::try_from(index.get()).map_err(library)
}

fn parse_package(plan: &Plan, message: &Round1) -> Result<dkg::round1::Package, CeremonyError> {
    let custodian = message.from;
    let (expected, found) = (usize::from(plan.threshold()), message.commitments.len());
    if expected != found {
        return Err(CeremonyError::WrongCommitments { custodian, expected, found });
    }
    let malformed = CeremonyError::MalformedCommitments(custodian);
    let commitments = frost::keys::VerifiableSecretSharingCommitment::deserialize(&message.commitments);
    match (commitments, frost::Signature::deserialize(&message.proof)) {
        (Ok(commitments), Ok(proof)) => Ok(dkg::round1::Package::new(commitments, proof)),
        _ => Err(malformed),
    }
}

/// Finds the custodian whom the library accuses.
fn culprit(plan: &Plan, error: frost::Error) -> CeremonyError {
    let accused = error.culprits().first().copied();
    let named = plan.custodians().iter().find(|index| accused.is_some() && identifier(**index).ok() == accused);
    match (&error, named) {
        (frost::Error::InvalidProofOfKnowledge { .. }, Some(index)) => CeremonyError::BadProofOfKnowledge(*index),
        (frost::Error::InvalidSecretShare { .. }, Some(index)) => CeremonyError::BadShare(*index),
        _ => library(error),
    }
}

fn library(error: frost::Error) -> CeremonyError {
    CeremonyError::Library(error.to_string())
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], CeremonyError> {
    <[u8; N]>::try_from(bytes).map_err(|_| CeremonyError::Library(format!("{} bytes instead of {N}", bytes.len())))
}

/// Every other party must have seen what we saw.
pub(crate) fn all_agree(
    plan: &[u8; 32],
    custodians: &[CustodianIndex],
    me: CustodianIndex,
    transcript: &[u8; 32],
    echoes: Vec<Echo>,
) -> Result<(), CeremonyError> {
    let echoes = gather(plan, custodians, me, echoes)?;
    match echoes.values().find(|echo| echo.transcript != *transcript) {
        Some(other) => Err(CeremonyError::Equivocation(other.from)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;

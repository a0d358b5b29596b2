//! The verifier: has holders confirmed, signs the result, and turns an identity that was confirmed into a person's secret.
//!
//! Its use-cases are steps without input or output: holders are opened ([`verification`]), somebody else asks the attester
//! and the custodians, and the outcomes are signed and sealed; a person's own view is put together the same way
//! ([`own_view`]). Custodians evaluate nobody whom an attester has not confirmed for just that.
//!
//! It is **not** told a number, ever: view boxes hold four digits. It keeps no list of persons, and a person's secret
//! lives only while a request is served.

pub mod own_view;
pub mod verification;

use padron_protocol::jws::Signer;
use padron_protocol::log::Evaluators;
use padron_protocol::messages::attestation::PersonEvaluation;
use padron_protocol::messages::evaluation::{BadParts, EvaluationReply, combine_replies};
use padron_protocol::messages::identity::PersonalBytes;
use padron_protocol::messages::link::SlotKind;
use padron_protocol::messages::verification::HolderLimits;
use padron_protocol::sealed::encode_slots;
use padron_protocol::trust::{Role, Trusted, TrustedParty};
use padron_protocol::{Base64, Problem, ProblemType};
use padron_threshold::{Blinding, CustodianIndex, DeliverySecret, PersonSecret, Purpose, blind_seeded};
use rand_core::{CryptoRng, Rng};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A verifier with its keys.
pub struct Verifier {
    trusted: Arc<Trusted>,
    limits: HolderLimits,
    signer: Signer,
    delivery: DeliverySecret,
}

/// Persons on their way to the custodians: blinded, so that those learn how many and nothing else.
pub struct BlindedPersons {
    blinding: Blinding,
}

/// What the blinds of one batch follow from. Personal: no `Debug`, wiped when dropped.
pub struct Seed(Zeroizing<[u8; 32]>);

impl Seed {
    /// As the attester is handed it.
    pub fn to_message(&self) -> PersonalBytes {
        PersonalBytes(Base64(self.0.to_vec()))
    }
}

/// Persons' secrets, in the order in which they were blinded, and who evaluated them.
#[derive(Default)]
pub struct EvaluatedPersons {
    pub persons: Vec<PersonSecret>,
    pub evaluators: Evaluators,
}

impl Verifier {
    /// A verifier under a trust list and a regime.
    pub fn new(trusted: Arc<Trusted>, limits: HolderLimits, signer: Signer, delivery: DeliverySecret) -> Self {
        Self { trusted, limits, signer, delivery }
    }

    /// The trust list in force.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    /// Its id.
    pub fn name(&self) -> &str {
        self.signer.name()
    }

    /// A seed for one batch of blinds: the attester is handed it, and the custodians are not.
    pub fn seed(rng: &mut impl CryptoRng) -> Seed {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Seed(seed)
    }

    /// Blinds the persons whom the attester has confirmed, in its order, for the custodians.
    pub fn blind(
        &self,
        persons: &[&[u8]],
        seed: &Seed,
        attestation: String,
    ) -> Result<(BlindedPersons, PersonEvaluation), Problem> {
        let key = self.trusted.key(Purpose::Person);
        let (blinding, elements) = blind_seeded(key, persons, &seed.0).map_err(|_| ProblemType::Internal)?;
        let request = PersonEvaluation { epoch: key.epoch().0, elements: elements.concat().into(), attestation };
        Ok((BlindedPersons { blinding }, request))
    }

    /// The persons' secrets from the custodians' parts, each proof checked.
    pub fn secrets(&self, persons: &BlindedPersons, parts: &[EvaluationReply]) -> Result<EvaluatedPersons, BadParts> {
        let outputs = combine_replies(self.trusted.key(Purpose::Person), &persons.blinding, parts)?;
        let evaluators = Evaluators::of(parts.iter().filter_map(|part| CustodianIndex::new(part.index).ok()));
        Ok(EvaluatedPersons { persons: outputs.iter().map(PersonSecret::from_output).collect(), evaluators })
    }

    /// The plain text of a person's slots, in random order, or of a legal person's token.
    fn slots(&self, kind: SlotKind, secret: &PersonSecret, rng: &mut impl CryptoRng) -> Zeroizing<Vec<u8>> {
        match kind {
            SlotKind::LegalPerson => encode_slots(kind, &[secret.holder_token()]),
            SlotKind::Person => {
                let mut slots: Zeroizing<Vec<[u8; 32]>> =
                    Zeroizing::new((1..=self.limits.cap).map(|j| *secret.slot(j).as_bytes()).collect());
                shuffle(&mut slots, rng);
                encode_slots(kind, &slots)
            }
        }
    }

    fn register(&self) -> &str {
        &self.trusted.list().register
    }

    fn registrar(&self) -> Result<&TrustedParty, Problem> {
        self.trusted.only(Role::Registrar).ok_or_else(|| ProblemType::Internal.into())
    }
}

/// Fisher and Yates. The tiny bias of the remainder is far below what an order of at most 64 slots could tell.
fn shuffle(slots: &mut [[u8; 32]], rng: &mut impl Rng) {
    for last in (1..slots.len()).rev() {
        let other = (rng.next_u64() % (last as u64 + 1)) as usize;
        slots.swap(last, other);
    }
}

#[cfg(test)]
mod tests;

//! The verifier: checks holders at the identity sources, signs the result, and alone turns an identity into a
//! person's secret.
//!
//! Its use-cases are steps without input or output: holders are opened ([`verification`]), somebody else asks the
//! identity source and the custodians, and the outcomes are signed and sealed; a person's own view is put together
//! the same way ([`own_view`]).
//!
//! It is **not** told a number, ever: view boxes hold four digits. It keeps no list of persons, and a person's secret
//! lives only while a request is served.

pub mod own_view;
pub mod verification;

use padron_protocol::jws::Signer;
use padron_protocol::messages::evaluation::{BadParts, EvaluationReply, EvaluationRequest, combine_replies};
use padron_protocol::messages::link::SlotKind;
use padron_protocol::sealed::encode_slots;
use padron_protocol::trust::{Role, Trusted, TrustedParty};
use padron_protocol::{Problem, ProblemType};
use padron_threshold::{Blinding, DeliverySecret, PersonSecret, Purpose, blind};
use rand_core::{CryptoRng, Rng};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A verifier with its keys.
pub struct Verifier {
    trusted: Arc<Trusted>,
    cap: u16,
    signer: Signer,
    delivery: DeliverySecret,
}

/// Persons on their way to the custodians: blinded, so that those learn how many and nothing else.
pub struct BlindedPersons {
    blinding: Blinding,
}

impl Verifier {
    /// A verifier under a trust list; `cap` is the regime's number of lines per person.
    pub fn new(trusted: Arc<Trusted>, cap: u16, signer: Signer, delivery: DeliverySecret) -> Self {
        Self { trusted, cap, signer, delivery }
    }

    /// The trust list in force.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    /// Its id.
    pub fn name(&self) -> &str {
        self.signer.name()
    }

    /// Blinds persons for the custodians.
    pub fn blind(
        &self,
        persons: &[&[u8]],
        rng: &mut impl CryptoRng,
    ) -> Result<(BlindedPersons, EvaluationRequest), Problem> {
        let key = self.trusted.key(Purpose::Person);
        let (blinding, elements) = blind(key, persons, rng).map_err(|_| ProblemType::Internal)?;
        Ok((
            BlindedPersons { blinding },
            EvaluationRequest { epoch: key.epoch().0, elements: elements.concat().into() },
        ))
    }

    /// The persons' secrets from the custodians' parts, each proof checked.
    pub fn secrets(&self, persons: &BlindedPersons, parts: &[EvaluationReply]) -> Result<Vec<PersonSecret>, BadParts> {
        let outputs = combine_replies(self.trusted.key(Purpose::Person), &persons.blinding, parts)?;
        Ok(outputs.iter().map(PersonSecret::from_output).collect())
    }

    /// The plain text of a person's slots, in random order, or of a legal person's token.
    fn slots(&self, kind: SlotKind, secret: &PersonSecret, rng: &mut impl CryptoRng) -> Zeroizing<Vec<u8>> {
        match kind {
            SlotKind::LegalPerson => encode_slots(kind, &[secret.holder_token()]),
            SlotKind::Person => {
                let mut slots: Zeroizing<Vec<[u8; 32]>> =
                    Zeroizing::new((1..=self.cap).map(|j| *secret.slot(j).as_bytes()).collect());
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

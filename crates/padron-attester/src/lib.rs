//! The attester: asks the identity sources whether people are who they say, and signs that they were confirmed.
//!
//! Its use-cases are two steps without input or output: somebody else asks the source, and the attester makes the blinded
//! elements of those whom it confirmed, again from their documents, and signs them ([`Attester::confirm`],
//! [`Attester::sign_in`]). Custodians evaluate nobody without that.
//!
//! It is **not** a store, and keeps nothing. It never sees a number, an evaluation or a record; it must be in other hands
//! than the verifier, which could otherwise look at anybody's lines.

use jiff::{SignedDuration, Timestamp};
use padron_protocol::jws::Signer;
use padron_protocol::messages::attestation::{
    ATTESTATION_LIFETIME_SECONDS, Attestation, AttestedPurpose, ConfirmReply, ConfirmRequest, SignInReply,
    elements_hash,
};
use padron_protocol::messages::identity::{MatchReply, PersonalBytes, Verdict};
use padron_protocol::messages::verification::MAX_ROWS;
use padron_protocol::trust::{Role, Trusted};
use padron_protocol::{Problem, ProblemType};
use padron_threshold::{Purpose, blind_seeded};
use std::sync::Arc;
use zeroize::Zeroizing;

/// An attester with its key.
pub struct Attester {
    trusted: Arc<Trusted>,
    signer: Signer,
}

/// The people of one attestation, and for what.
struct ConfirmedPeople<'a> {
    verifier: &'a str,
    purpose: AttestedPurpose,
    operator: Option<&'a str>,
    people: &'a [PersonalBytes],
}

impl Attester {
    /// An attester under a trust list.
    pub fn new(trusted: Arc<Trusted>, signer: Signer) -> Self {
        Self { trusted, signer }
    }

    /// Checks what can be checked before an identity source is asked.
    ///
    /// # Errors
    /// [`ProblemType::TooManyRows`]; [`ProblemType::MalformedRequest`] for an operator that is none, or another seed than
    /// 32 bytes.
    pub fn check(&self, request: &ConfirmRequest) -> Result<(), Problem> {
        if request.holders.len() > MAX_ROWS {
            return Err(Problem::new(ProblemType::TooManyRows).detail(format!("at most {MAX_ROWS} holders at once")));
        }
        if self.trusted.party_as(&request.operator, Role::Operator).is_none() {
            return Err(malformed("operator", "must be an operator of the trust list"));
        }
        seed_of(&request.seed).map(drop)
    }

    /// Signs for the people whom the identity source has confirmed, in the order in which they were asked about.
    ///
    /// # Errors
    /// [`ProblemType::Unreachable`] where the source did not answer for every holder.
    pub fn confirm(
        &self,
        verifier: &str,
        request: &ConfirmRequest,
        matched: MatchReply,
        now: Timestamp,
    ) -> Result<ConfirmReply, Problem> {
        let MatchReply { verdicts, persons } = matched;
        let matches = verdicts.iter().filter(|verdict| **verdict == Verdict::Match).count();
        if verdicts.len() != request.holders.len() || persons.len() != matches {
            let what = "the identity source did not answer for every holder";
            return Err(Problem::new(ProblemType::Unreachable).detail(what));
        }
        if persons.is_empty() {
            return Ok(ConfirmReply { verdicts, persons, attestation: None });
        }
        let operator = Some(request.operator.as_str());
        let confirmed = ConfirmedPeople { verifier, purpose: AttestedPurpose::Link, operator, people: &persons };
        let attestation = Some(self.attest(&confirmed, &request.seed, now)?);
        Ok(ConfirmReply { verdicts, persons, attestation })
    }

    /// Signs that a person whom the identity source has signed in may look.
    ///
    /// # Errors
    /// [`ProblemType::MalformedRequest`] for another seed than 32 bytes.
    pub fn sign_in(
        &self,
        verifier: &str,
        seed: &PersonalBytes,
        person: PersonalBytes,
        now: Timestamp,
    ) -> Result<SignInReply, Problem> {
        let people = std::slice::from_ref(&person);
        let confirmed = ConfirmedPeople { verifier, purpose: AttestedPurpose::Look, operator: None, people };
        Ok(SignInReply { attestation: self.attest(&confirmed, seed, now)?, person })
    }

    fn attest(&self, confirmed: &ConfirmedPeople<'_>, seed: &PersonalBytes, now: Timestamp) -> Result<String, Problem> {
        let seed = seed_of(seed)?;
        let people: Vec<&[u8]> = confirmed.people.iter().map(|person| person.0.0.as_slice()).collect();
        let blinded = blind_seeded(self.trusted.key(Purpose::Person), &people, &seed);
        let (_, elements) = blinded.map_err(|error| malformed("holders", &error.to_string()))?;
        let lifetime = SignedDuration::from_secs(ATTESTATION_LIFETIME_SECONDS);
        let attestation = Attestation {
            register: self.trusted.list().register.clone(),
            regime: self.trusted.list().regime,
            audience: confirmed.verifier.into(),
            purpose: confirmed.purpose,
            operator: confirmed.operator.map(str::to_owned),
            count: u16::try_from(elements.len()).map_err(|_| ProblemType::TooManyRows)?,
            elements: elements_hash(&elements),
            issued: now,
            expires: now.saturating_add(lifetime).unwrap_or(now),
        };
        self.signer.sign(&attestation).map_err(|_| ProblemType::Internal.into())
    }
}

fn seed_of(seed: &PersonalBytes) -> Result<Zeroizing<[u8; 32]>, Problem> {
    seed.0.array().map(Zeroizing::new).ok_or_else(|| malformed("seed", "must be 32 bytes"))
}

fn malformed(field: &str, what: &str) -> Problem {
    Problem::new(ProblemType::MalformedRequest).field(field).detail(what)
}

#[cfg(test)]
mod tests;

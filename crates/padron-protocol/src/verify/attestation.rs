use crate::http_signature::SKEW_SECONDS;
use crate::jws::{claimed_signer, open};
use crate::messages::attestation::{Attestation, AttestedPurpose};
use crate::problem::{Problem, ProblemType};
use crate::trust::{Role, Trusted};
use jiff::{SignedDuration, Timestamp};

/// Reads an attestation that this verifier may use now, for one of these purposes: an attester of the trust list has signed
/// it.
///
/// # Errors
/// [`ProblemType::NotAttested`] with the rule that is broken.
pub fn check_attestation(
    token: &str,
    verifier: &str,
    purposes: &[AttestedPurpose],
    trusted: &Trusted,
    now: Timestamp,
) -> Result<Attestation, Problem> {
    let bad = |what: &str| Problem::new(ProblemType::NotAttested).field("attestation").detail(what);
    let attester = claimed_signer(token).ok_or_else(|| bad("it is not a signed message"))?;
    let party = trusted.party_as(&attester, Role::Attester);
    let party = party.ok_or_else(|| bad("its signer is not an attester of the trust list"))?;
    let attested: Attestation = open(token, &attester, &party.signing).map_err(|error| bad(&error.to_string()))?;
    let skew = SignedDuration::from_secs(SKEW_SECONDS);
    let rules = [
        (attested.register == trusted.list().register, "it is for another register"),
        (attested.regime == trusted.list().regime, "it is for another regime"),
        (attested.audience == verifier, "it is for another verifier"),
        (purposes.contains(&attested.purpose), "the people were confirmed for another purpose"),
        (attested.purpose == AttestedPurpose::Link || attested.count == 1, "one person looks at a time"),
        (attested.issued <= now.saturating_add(skew).unwrap_or(now), "it is from the future"),
        (now < attested.expires, "it has expired; have the people confirmed again"),
    ];
    match rules.iter().find(|(holds, _)| !holds) {
        Some((_, what)) => Err(bad(what)),
        None => Ok(attested),
    }
}

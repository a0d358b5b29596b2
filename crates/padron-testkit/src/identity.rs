//! A civil register, tax office and sign-in of synthetic people.

use crate::people::Population;
use padron_model::country::mexico::CURP;
use padron_model::{Document, Holder, Identifier, Passport};
use padron_protocol::messages::identity::Verdict;
use padron_protocol::sha256_parts;
use zeroize::Zeroizing;

/// The register that the identity simulator serves: every synthetic person, found by document.
pub struct SimulatedRegister {
    seed: u64,
    population: Population,
}

impl SimulatedRegister {
    /// The people of this seed, with the lines of so many operators.
    pub fn new(seed: u64, people: u64, operators: usize) -> Self {
        Self { seed, population: Population::new(seed, people).with_operators(operators) }
    }

    /// The people themselves.
    pub const fn population(&self) -> &Population {
        &self.population
    }

    /// Compares a holder's canonical bytes with the person of that document: every attribute must agree.
    pub fn verdict(&self, holder: &[u8]) -> Verdict {
        let Ok(given) = Holder::decode(holder) else { return Verdict::Unknown };
        let Some(found) = self.population.find_by_person_input(&given.person_input()) else { return Verdict::Unknown };
        if self.population.person(found).holder == given { Verdict::Match } else { Verdict::Mismatch }
    }

    /// The one-time code with which person `i` signs in: six digits, for demos only.
    pub fn code(&self, i: u64) -> String {
        let hash = sha256_parts("padron simulated sign-in", &[&self.seed.to_be_bytes(), &i.to_be_bytes()]);
        let number = hash.0.iter().take(4).fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte));
        format!("{:06}", number % 1_000_000)
    }

    /// Signs a person in by CURP, or by `COUNTRY:NUMBER` of a passport.
    pub fn login(&self, document: &str, code: &str) -> Option<Zeroizing<Vec<u8>>> {
        let document = match document.trim().split_once(':') {
            Some((country, number)) => Document::Passport(Passport::parse(country, number).ok()?),
            None => Document::Identifier(Identifier::parse(&CURP, document).ok()?),
        };
        let found = self.population.find_by_document(&document)?;
        (self.code(found) == code.trim()).then(|| self.population.person(found).holder.person_input())
    }
}

#[cfg(test)]
mod tests;

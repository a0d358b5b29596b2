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

    /// Compares a holder's canonical bytes with the person of that document: every attribute must agree. Gives the person,
    /// by the document that the register knows them under: whoever has two is one person.
    ///
    /// # Errors
    /// The verdict where they do not match.
    pub fn confirm(&self, holder: &[u8]) -> Result<Zeroizing<Vec<u8>>, Verdict> {
        let given = Holder::decode(holder).map_err(|_| Verdict::Unknown)?;
        let given = self.under_first_document(given);
        let found = self.population.find_by_person_input(&given.person_input()).ok_or(Verdict::Unknown)?;
        let known = self.population.person(found).holder;
        if known == given { Ok(known.person_input()) } else { Err(Verdict::Mismatch) }
    }

    /// The second document of a foreigner with a passport: a newer one, of the next letter.
    pub fn second_document(&self, i: u64) -> Option<Document> {
        match self.population.person(i).document() {
            Document::Passport(passport) => turned(passport, 1),
            Document::Identifier(_) => None,
        }
    }

    fn under_first_document(&self, holder: Holder) -> Holder {
        match holder {
            Holder::Foreigner { name, document, birth, sex, nationality } => {
                let first = self.first_document(&document).unwrap_or(document);
                Holder::Foreigner { name, document: first, birth, sex, nationality }
            }
            other => other,
        }
    }

    /// Of a second document, the first.
    fn first_document(&self, document: &Document) -> Option<Document> {
        let Document::Passport(passport) = document else { return None };
        let first = turned(passport, 25)?;
        self.population.find_by_document(&first).map(|_| first)
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
        let document = self.first_document(&document).unwrap_or(document);
        let found = self.population.find_by_document(&document)?;
        (self.code(found) == code.trim()).then(|| self.population.person(found).holder.person_input())
    }
}

/// A passport with its letter so many places further on in the alphabet.
fn turned(passport: &Passport, by: u8) -> Option<Document> {
    let (letter, digits) = passport.number().split_at_checked(1)?;
    let letter = letter.bytes().next().filter(u8::is_ascii_uppercase)?;
    let next = char::from(b'A' + (letter - b'A' + by) % 26);
    Passport::parse(passport.country().as_str(), &format!("{next}{digits}")).ok().map(Document::Passport)
}

#[cfg(test)]
mod tests;

//! Synthetic people as forms.

use super::Country;
use padron_model::{Document, HolderKind};
use padron_protocol::messages::link::Registration;
use padron_testkit::people::{Person, SyntheticLine, registration};

impl Country {
    /// The `nth` person of this kind.
    pub fn nth(&self, kind: HolderKind, nth: usize) -> u64 {
        let population = self.people.population();
        (0..population.len()).filter(|i| population.person(*i).holder.kind() == kind).nth(nth).unwrap()
    }

    /// The `nth` national.
    pub fn national(&self, nth: usize) -> u64 {
        self.nth(HolderKind::National, nth)
    }

    /// The synthetic person of this number.
    pub fn person(&self, person: u64) -> Person {
        self.people.population().person(person)
    }

    /// The number of a foreigner's second passport.
    pub fn second_passport(&self, person: u64) -> String {
        match self.people.second_document(person) {
            Some(Document::Passport(passport)) => passport.number().to_owned(),
            _ => panic!("person {person} has no second passport"),
        }
    }

    /// The `nth` number that nobody has.
    pub fn line(&self, nth: u64) -> SyntheticLine {
        self.people.population().excess_line(nth / 10, nth % 10).unwrap()
    }

    /// A person's form for the `nth` number that nobody has.
    pub fn form(&self, person: u64, nth: u64) -> Registration {
        registration(&self.people.population().person(person), &self.line(nth))
    }

    /// Document and code of a person, as they would type them.
    pub fn sign_in(&self, person: u64) -> (String, String) {
        let document = match self.people.population().person(person).document() {
            Document::Identifier(identifier) => identifier.as_str().to_owned(),
            Document::Passport(passport) => format!("{}:{}", passport.country().as_str(), passport.number()),
        };
        (document, self.people.code(person))
    }
}

//! Synthetic people as forms.

use super::Country;
use padron_model::{Document, Holder, HolderKind};
use padron_protocol::messages::link::{ContactForm, HolderForm, Registration};
use padron_testkit::people::{Person, SyntheticLine};

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
            Document::Curp(curp) => curp.as_str().to_owned(),
            Document::Passport(passport) => format!("{}:{}", passport.country().as_str(), passport.number()),
        };
        (document, self.people.code(person))
    }
}

/// A person's line as a form.
fn registration(person: &Person, line: &SyntheticLine) -> Registration {
    let text = |value: &str| Some(value.to_owned());
    let mut holder = HolderForm::default();
    holder.kind.push_str(person.holder.kind().as_str());
    holder.given_names = text(person.name.given());
    holder.first_surname = text(person.name.first_surname());
    holder.second_surname = person.name.second_surname().map(str::to_owned);
    holder.birth_date = Some(person.birth.to_string());
    holder.sex = Some(person.sex.as_char().to_string());
    match person.document() {
        Document::Curp(curp) => holder.curp = text(curp.as_str()),
        Document::Passport(passport) => {
            holder.passport_country = text(passport.country().as_str());
            holder.passport_number = text(passport.number());
        }
    }
    match &person.holder {
        Holder::National { .. } => {}
        Holder::Foreigner { nationality, .. } => holder.nationality = text(nationality.as_str()),
        Holder::LegalPerson { name, rfc, .. } => {
            holder.legal_name = text(name.as_str());
            holder.rfc = text(rfc.as_str());
        }
    }
    Registration {
        number: line.number.e164().to_string(),
        iccid: text(line.iccid.digits()),
        service: text(line.service.as_str()),
        activated: Some(line.activated.to_string()),
        holder,
        contact: ContactForm {
            address: text(person.contact.address()),
            postal_code: text(person.contact.postal_code()),
            email: person.contact.email().map(str::to_owned),
        },
    }
}

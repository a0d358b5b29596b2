use super::{Person, SyntheticLine};
use padron_model::{Document, Holder};
use padron_protocol::messages::link::{ContactForm, HolderForm, Registration};

/// A synthetic person's line as a form.
pub fn registration(person: &Person, line: &SyntheticLine) -> Registration {
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

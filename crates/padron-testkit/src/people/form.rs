use super::{Person, SyntheticLine};
use padron_model::country::mexico::Mexico;
use padron_protocol::messages::link::{ContactForm, HolderForm, Registration};

/// A synthetic person's line as a form.
pub fn registration(person: &Person, line: &SyntheticLine) -> Registration {
    Registration {
        number: line.number.e164().to_owned(),
        iccid: Some(line.iccid.digits().to_owned()),
        service: Some(line.service.as_str().to_owned()),
        activated: Some(line.activated.to_string()),
        holder: HolderForm::of(&person.holder, &Mexico),
        contact: ContactForm::of(&person.contact),
    }
}

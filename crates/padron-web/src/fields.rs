//! What the fields of a registered text are called, in words.

use crate::texts::{Text, say};
use padron_model::{Compartment, Lang};

/// The label of a field of [`describe`](padron_protocol::describe::describe); a general one for a name that this
/// version does not know.
pub fn field_label(name: &str, lang: Lang) -> &'static str {
    say(LABELS.iter().find(|(known, _)| *known == name).map_or(OTHER, |(_, text)| *text), lang)
}

/// What a coded value means, where a field holds a code.
pub(crate) fn value_meaning(name: &str, value: &str, lang: Lang) -> Option<&'static str> {
    MEANINGS.iter().find(|(field, code, _)| *field == name && *code == value).map(|(_, _, text)| say(*text, lang))
}

/// The name of a compartment.
pub(crate) const fn compartment_label(compartment: Compartment, lang: Lang) -> &'static str {
    match compartment {
        Compartment::Subscriber => say(["Titular", "Holder"], lang),
        Compartment::Contact => say(["Contacto", "Contact"], lang),
        Compartment::Line => say(["Línea", "Line"], lang),
        Compartment::Biometric => say(["Referencia biométrica", "Biometric reference"], lang),
    }
}

pub(crate) const OTHER: Text = ["Otro dato", "Other field"];

pub(crate) const LABELS: &[(&str, Text)] = &[
    ("kind", ["Tipo de titular", "Kind of holder"]),
    ("given_names", ["Nombres", "Given names"]),
    ("first_surname", ["Primer apellido", "First surname"]),
    ("second_surname", ["Segundo apellido", "Second surname"]),
    ("curp", ["CURP", "Population key (CURP)"]),
    ("passport_country", ["País del pasaporte", "Passport's country"]),
    ("passport_number", ["Número de pasaporte", "Passport number"]),
    ("birth_date", ["Fecha de nacimiento", "Date of birth"]),
    ("sex", ["Sexo", "Sex"]),
    ("nationality", ["Nacionalidad", "Nationality"]),
    ("legal_name", ["Denominación o razón social", "Legal name"]),
    ("rfc", ["RFC", "Tax key (RFC)"]),
    ("representative_given_names", ["Nombres de quien representa", "Representative's given names"]),
    ("representative_first_surname", ["Primer apellido de quien representa", "Representative's first surname"]),
    ("representative_second_surname", ["Segundo apellido de quien representa", "Representative's second surname"]),
    ("representative_curp", ["CURP de quien representa", "Representative's population key (CURP)"]),
    (
        "representative_passport_country",
        ["País del pasaporte de quien representa", "Representative's passport: country"],
    ),
    (
        "representative_passport_number",
        ["Número de pasaporte de quien representa", "Representative's passport: number"],
    ),
    ("address", ["Domicilio", "Address"]),
    ("postal_code", ["Código postal", "Postal code"]),
    ("email", ["Correo electrónico", "E-mail"]),
    ("number", ["Número", "Number"]),
    ("iccid", ["Serie de la tarjeta SIM (ICCID)", "SIM card serial (ICCID)"]),
    ("operator", ["Compañía", "Operator"]),
    ("service", ["Forma de pago", "Way of payment"]),
    ("activated", ["Fecha de activación", "Date of activation"]),
    ("biometric", ["Referencia biométrica", "Biometric reference"]),
];

const MEANINGS: &[(&str, &str, Text)] = &[
    ("kind", "national", ["persona con CURP", "person with a CURP"]),
    ("kind", "foreigner", ["persona extranjera", "foreign person"]),
    ("kind", "legal-person", ["empresa u organización", "company or organisation"]),
    ("sex", "H", ["hombre", "man"]),
    ("sex", "M", ["mujer", "woman"]),
    ("sex", "X", ["no binario", "nonbinary"]),
    ("service", "prepaid", ["prepago", "prepaid"]),
    ("service", "postpaid", ["con contrato", "by bill"]),
];

#[cfg(test)]
mod tests;

//! A compartment's text as fields for people. Stable names; values exactly as registered.

use padron_model::{Compartment, Contact, Document, Holder, Invalid, LineDetails, PersonName};

/// Field and value, in reading order. Personal.
pub type FieldList = Vec<(String, String)>;

/// The fields of an opened text.
pub fn describe(compartment: Compartment, text: &[u8]) -> Result<FieldList, Invalid> {
    match compartment {
        Compartment::Subscriber => Holder::decode(text).map(|holder| describe_holder(&holder)),
        // A regime may keep no contact: the compartment is sealed all the same, with nothing in it.
        Compartment::Contact if text.is_empty() => Ok(FieldList::new()),
        Compartment::Contact => Contact::decode(text).map(|contact| describe_contact(&contact)),
        Compartment::Line => LineDetails::decode(text).map(|line| describe_line(&line)),
        Compartment::Biometric => Ok(vec![("biometric".into(), format!("{} bytes", text.len()))]),
    }
}

fn put(fields: &mut FieldList, name: &str, value: &str) {
    fields.push((name.into(), value.into()));
}

fn describe_holder(holder: &Holder) -> FieldList {
    let mut fields = FieldList::new();
    put(&mut fields, "kind", holder.kind().as_str());
    match holder {
        Holder::National { identifier, name, birth, sex } => {
            put_name(&mut fields, "", name);
            put(&mut fields, identifier.kind().id, identifier.as_str());
            put(&mut fields, "birth_date", &birth.to_string());
            put(&mut fields, "sex", sex.as_str());
        }
        Holder::Foreigner { name, document, birth, sex, nationality } => {
            put_name(&mut fields, "", name);
            put_document(&mut fields, "", document);
            put(&mut fields, "birth_date", &birth.to_string());
            put(&mut fields, "sex", sex.as_str());
            put(&mut fields, "nationality", nationality.as_str());
        }
        Holder::LegalPerson { name, identifier, representative } => {
            put(&mut fields, "legal_name", name.as_str());
            put(&mut fields, identifier.kind().id, identifier.as_str());
            put_name(&mut fields, "representative_", &representative.name);
            put_document(&mut fields, "representative_", &representative.document);
        }
    }
    fields
}

fn put_name(fields: &mut FieldList, prefix: &str, name: &PersonName) {
    put(fields, &format!("{prefix}given_names"), name.given());
    let others = [
        ("first_surname", name.first_surname()),
        ("second_surname", name.second_surname()),
        ("patronymic", name.patronymic()),
    ];
    for (field, part) in others {
        if let Some(part) = part {
            put(fields, &format!("{prefix}{field}"), part);
        }
    }
}

fn put_document(fields: &mut FieldList, prefix: &str, document: &Document) {
    match document {
        Document::Identifier(identifier) => {
            put(fields, &format!("{prefix}{}", identifier.kind().id), identifier.as_str());
        }
        Document::Passport(passport) => {
            put(fields, &format!("{prefix}passport_country"), passport.country().as_str());
            put(fields, &format!("{prefix}passport_number"), passport.number());
        }
    }
}

fn describe_contact(contact: &Contact) -> FieldList {
    let mut fields = FieldList::new();
    put(&mut fields, "address", contact.address());
    put(&mut fields, "postal_code", contact.postal_code());
    if let Some(email) = contact.email() {
        put(&mut fields, "email", email);
    }
    fields
}

fn describe_line(line: &LineDetails) -> FieldList {
    let mut fields = FieldList::new();
    put(&mut fields, "number", line.number.e164());
    if let Some(iccid) = &line.iccid {
        put(&mut fields, "iccid", iccid.digits());
    }
    put(&mut fields, "operator", line.operator.as_str());
    put(&mut fields, "service", line.service.as_str());
    put(&mut fields, "activated", &line.activated.to_string());
    fields
}

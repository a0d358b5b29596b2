use super::*;
use jiff::civil::date;
use padron_model::country::{Bearer, IdentifierKind, kazakhstan, mexico};
use padron_model::{
    Contact, Country, Document, Holder, Iccid, Identifier, LegalName, LineDetails, Number, OperatorId, Passport,
    PersonName, Representative, ServiceKind, Sex,
};
use padron_protocol::describe::describe;

fn name() -> PersonName {
    PersonName::with_patronymic("Gloria", Some("Hernández"), Some("García"), Some("Иванқызы")).ok().unwrap()
}

/// One of each kind of every country.
fn identifiers(bearer: Bearer) -> impl Iterator<Item = Identifier> {
    let values = [
        (&mexico::CURP, "HEGG560427MVZRRL04"),
        (&mexico::RFC, "PEH8504171Z0"),
        (&kazakhstan::IIN, "830805300019"),
        (&kazakhstan::BIN, "990740000009"),
    ];
    let value = move |kind: &IdentifierKind| values.iter().find(|(known, _)| *known == kind).unwrap().1;
    IdentifierKind::all()
        .filter(move |kind| kind.bearer == bearer)
        .map(move |kind| Identifier::parse(kind, value(kind)).unwrap())
}

/// Fields of every text that can be registered.
fn described() -> Vec<(String, String)> {
    let (birth, sex) = (date(1956, 4, 27), Sex::Woman);
    let passport = Document::Passport(Passport::parse("GTM", "A12345678").unwrap());
    let mut holders = Vec::new();
    for document in identifiers(Bearer::Person).map(Document::Identifier).chain([passport]) {
        if let Document::Identifier(identifier) = &document {
            holders.push(Holder::National { identifier: identifier.clone(), name: name(), birth, sex });
        }
        let nationality = Country::parse("GTM").unwrap();
        holders.push(Holder::Foreigner { name: name(), document: document.clone(), birth, sex, nationality });
        holders.extend(identifiers(Bearer::Company).map(|identifier| Holder::LegalPerson {
            name: LegalName::new("Peña & Hijos, S.A. de C.V.").unwrap(),
            identifier,
            representative: Representative { name: name(), document: document.clone() },
        }));
    }
    let contact = Contact::new("Calle Inventada 12", Some("gloria@ejemplo.mx"), "91000").unwrap();
    let line = LineDetails {
        number: Number::parse("+525512345678").unwrap(),
        iccid: Some(Iccid::compose("8952020000000000012").unwrap()),
        operator: OperatorId::parse("movil-del-sureste").unwrap(),
        service: ServiceKind::Postpaid,
        activated: date(2020, 2, 29),
    };
    let mut fields = describe(Compartment::Contact, &contact.encode().unwrap()).unwrap();
    fields.extend(describe(Compartment::Line, &line.encode().unwrap()).unwrap());
    fields.extend(describe(Compartment::Biometric, &[0; 4]).unwrap());
    for holder in holders {
        fields.extend(describe(Compartment::Subscriber, &holder.encode().unwrap()).unwrap());
    }
    fields
}

#[test]
fn every_field_that_can_be_registered_has_a_label() {
    for (name, _) in described() {
        for lang in Lang::ALL {
            assert_ne!(field_label(&name, lang), WebTexts::of(lang).field.other, "{name}");
        }
    }
    assert_eq!(field_label("no-such-field", Lang::Es), "Otro dato");
}

#[test]
fn every_coded_value_is_explained() {
    for (name, value) in described() {
        if ["kind", "sex", "service"].contains(&name.as_str()) {
            assert!(Lang::ALL.into_iter().all(|lang| value_meaning(&name, &value, lang).is_some()), "{name}");
        }
    }
    assert_eq!(value_meaning("sex", "H", Lang::Es), Some("hombre"));
    assert_eq!(value_meaning("given_names", "H", Lang::Es), None);
}

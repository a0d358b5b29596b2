use super::*;
use jiff::civil::date;
use padron_model::{
    Contact, Country, Curp, Document, Holder, Iccid, LegalName, LineDetails, Number, OperatorId, Passport, PersonName,
    Representative, Rfc, ServiceKind, Sex,
};
use padron_protocol::describe::describe;

fn name() -> PersonName {
    PersonName::new("Gloria", "Hernández", Some("García")).unwrap()
}

fn documents() -> [Document; 2] {
    let curp = Document::Curp(Curp::parse("HEGG560427MVZRRL04").unwrap());
    [curp, Document::Passport(Passport::parse("GTM", "A12345678").unwrap())]
}

/// Fields of every text that can be registered.
fn described() -> Vec<(String, String)> {
    let (birth, sex) = (date(1956, 4, 27), Sex::Woman);
    let curp = Curp::parse("HEGG560427MVZRRL04").unwrap();
    let mut holders = vec![Holder::National { curp, name: name(), birth, sex }];
    for document in documents() {
        let nationality = Country::parse("GTM").unwrap();
        holders.push(Holder::Foreigner { name: name(), document, birth, sex, nationality });
    }
    for document in documents() {
        holders.push(Holder::LegalPerson {
            name: LegalName::new("Peña & Hijos, S.A. de C.V.").unwrap(),
            rfc: Rfc::compose("PEH8504171Z").unwrap(),
            representative: Representative { name: name(), document },
        });
    }
    let contact = Contact::new("Calle Inventada 12", Some("gloria@ejemplo.mx"), "91000").unwrap();
    let line = LineDetails {
        number: Number::parse("5512345678").unwrap(),
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
            assert_ne!(field_label(&name, lang), Texts::of(lang).field.other, "{name}");
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

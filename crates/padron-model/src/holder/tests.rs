use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::country::Bearer;
use crate::country::kazakhstan::IIN;
use crate::country::mexico::{CURP, Curp, RFC, Rfc, State};
use crate::text::{CONTACT_CAPACITY, HOLDER_CAPACITY, LINE_CAPACITY};
use crate::{Iccid, Number, OperatorId, Passport};

fn name() -> PersonName {
    PersonName::new("Gloria", "Hernández", Some("García")).unwrap()
}

fn curp() -> Identifier {
    Identifier::parse(&CURP, "HEGG560427MVZRRL04").unwrap()
}

fn rfc(without_check_digit: &str) -> Identifier {
    Identifier::parse(&RFC, Rfc::compose(without_check_digit).unwrap().as_str()).unwrap()
}

fn national() -> Holder {
    Holder::National { identifier: curp(), name: name(), birth: date(1956, 4, 27), sex: Sex::Woman }
}

fn foreigner(document: Document) -> Holder {
    let nationality = Country::parse("GTM").unwrap();
    Holder::Foreigner { name: name(), document, birth: date(1956, 4, 27), sex: Sex::Woman, nationality }
}

fn passport() -> Document {
    Document::Passport(Passport::parse("GTM", "A12345678").unwrap())
}

fn company() -> Holder {
    Holder::LegalPerson {
        name: LegalName::new("Peña & Hijos, S.A. de C.V.").unwrap(),
        identifier: rfc("PEH8504171Z"),
        representative: Representative { name: name(), document: passport() },
    }
}

#[test]
fn a_person_has_one_canonical_name() {
    let curp = Document::Identifier(curp());
    assert_eq!(*national().person_input(), b"CURP:HEGG560427MVZRRL04");
    assert_eq!(*foreigner(curp).person_input(), b"CURP:HEGG560427MVZRRL04");
    assert_eq!(*foreigner(passport()).person_input(), b"PASSPORT:GTM:A12345678");
    assert!(company().person_input().starts_with(b"RFC:PEH8504171Z"));
    let iin = Document::of(Identifier::parse(&IIN, "830805300019").unwrap()).ok().unwrap();
    assert_eq!(*foreigner(iin).person_input(), b"IIN:830805300019");
    assert!(Document::of(rfc("PEH8504171Z")).is_err());
    for (holder, bearer) in
        [(national(), Bearer::Person), (foreigner(passport()), Bearer::Person), (company(), Bearer::Company)]
    {
        assert_eq!(Bearer::of_input(&holder.person_input()), bearer);
    }
}

#[test]
fn every_kind_of_holder_is_read_back() {
    let curp = Document::Identifier(curp());
    for holder in [national(), foreigner(curp), foreigner(passport()), company()] {
        assert!(Holder::decode(&holder.encode().unwrap()).unwrap() == holder);
    }
}

/// What is signed and sealed today can be read as long as records are kept.
#[test]
fn the_bytes_of_a_holder_do_not_change() {
    let tagged = |fields: &[(u8, &[u8])]| -> Vec<u8> {
        let field = |(tag, value): &(u8, &[u8])| [&[*tag, value.len() as u8], *value].concat();
        fields.iter().flat_map(field).collect()
    };
    let names: [(u8, &[u8]); 3] = [(7, b"Gloria"), (8, "Hernández".as_bytes()), (9, "García".as_bytes())];
    let birth: [(u8, &[u8]); 2] = [(10, &[7, 164, 4, 27]), (11, b"M")];
    let expected = [&[(1, &[0][..]), (2, b"HEGG560427MVZRRL04")][..], &names, &birth].concat();
    assert_eq!(*national().encode().unwrap(), tagged(&expected));
    let expected = [&[(1, &[1][..]), (3, b"GTM"), (4, b"A12345678")][..], &names, &birth, &[(12, b"GTM")]].concat();
    assert_eq!(*foreigner(passport()).encode().unwrap(), tagged(&expected));
    let key = rfc("PEH8504171Z");
    let company_fields: [(u8, &[u8]); 5] = [
        (1, &[2]),
        (3, b"GTM"),
        (4, b"A12345678"),
        (5, key.as_str().as_bytes()),
        (6, "Peña & Hijos, S.A. de C.V.".as_bytes()),
    ];
    assert_eq!(*company().encode().unwrap(), tagged(&[&company_fields[..], &names].concat()));
}

#[test]
fn the_largest_values_fit() {
    let long = "Á".repeat(20);
    let name = PersonName::new(&long, &long, Some(&long)).unwrap();
    let document = Document::Passport(Passport::parse("MEX", &"Z".repeat(20)).unwrap());
    let legal_name = LegalName::new(&"Ñ".repeat(60)).unwrap();
    let company = |name, document| Holder::LegalPerson {
        name: legal_name.clone(),
        identifier: rfc("ÑÑÑ8504171Z"),
        representative: Representative { name, document },
    };
    assert!(company(name, document.clone()).encode().unwrap().len() <= HOLDER_CAPACITY);
    // 120 characters of two or three bytes: not both of a company and of its representative.
    for letter in ["Ж", "ක"] {
        let name = PersonName::with_patronymic(
            &letter.repeat(30),
            Some(&letter.repeat(30)),
            Some(&letter.repeat(30)),
            Some(&letter.repeat(30)),
        );
        let name = name.ok().unwrap();
        let nationality = Country::parse("LKA").unwrap();
        let (birth, sex) = (date(1956, 4, 27), Sex::Woman);
        let document = document.clone();
        let holder = Holder::Foreigner { name: name.clone(), document: document.clone(), birth, sex, nationality };
        assert!(Holder::decode(&holder.encode().unwrap()).is_ok_and(|again| again == holder));
        assert_eq!(company(name, document).encode().err(), Some(Invalid::whole(Subject::GivenNames, Rule::TooLong)));
    }

    let contact = Contact::new(&"x".repeat(160), Some(&format!("{}@ejemplo.mx", "u".repeat(40))), "06000").unwrap();
    assert_eq!(contact.encode().unwrap().len(), CONTACT_CAPACITY);

    let line = LineDetails {
        number: Number::parse("+525512345678").unwrap(),
        iccid: Some(Iccid::compose("8952020000000000012").unwrap()),
        operator: OperatorId::parse(&"o".repeat(40)).unwrap(),
        service: ServiceKind::Postpaid,
        activated: date(2020, 2, 29),
    };
    let text = line.encode().unwrap();
    assert!(text.len() <= LINE_CAPACITY);
    assert!(LineDetails::decode(&text).unwrap() == line);
}

#[test]
fn a_company_needs_a_companys_tax_key() {
    let wrong = Identifier::parse(&RFC, "GODE561231GR8").err();
    assert_eq!(wrong, Some(Invalid::whole(Subject::Rfc, Rule::WrongKind)));
}

#[test]
fn two_identifiers_of_one_bearer_are_refused() {
    let mut text = national().encode().unwrap().to_vec();
    text.extend_from_slice(b"\x0f\x0c830805300019");
    assert_eq!(Holder::decode(&text).err().unwrap().rule, Rule::UnknownField);
}

#[test]
fn fields_of_another_kind_are_refused() {
    let mut text = national().encode().unwrap().to_vec();
    text.extend_from_slice(&[12, 3, b'M', b'E', b'X']);
    assert_eq!(Holder::decode(&text).err().unwrap().rule, Rule::UnknownField);
    let mut text = national().encode().unwrap().to_vec();
    text.extend_from_slice(&[14, 0]);
    assert!(Holder::decode(&text).is_err(), "a short name is not UTF-16");
    let unknown_kind = [1, 1, 9];
    assert_eq!(Holder::decode(&unknown_kind).err().unwrap().rule, Rule::WrongKind);
    assert_eq!(Holder::decode(&[]).err().unwrap().rule, Rule::MissingField);
}

#[test]
fn a_text_in_another_spelling_is_refused() {
    let mut text = foreigner(passport()).encode().unwrap().to_vec();
    let letter = text.iter().position(|&byte| byte == b'A').unwrap();
    text[letter] = b'a';
    assert_eq!(Holder::decode(&text).err().unwrap().rule, Rule::NotCanonical);
}

#[test]
fn contacts_say_which_part_is_wrong() {
    let cases = [
        ("", None, "06000", Subject::Address, Rule::Empty, None),
        ("Calle\u{7}", None, "06000", Subject::Address, Rule::Character, Some(6)),
        ("Calle 1\u{202e}3", None, "06000", Subject::Address, Rule::Character, Some(8)),
        ("Ca\u{200b}lle", None, "06000", Subject::Address, Rule::Character, Some(3)),
        ("Ca\u{200d}lle", None, "06000", Subject::Address, Rule::Character, Some(3)),
        ("Ca\u{2066}lle", None, "06000", Subject::Address, Rule::Character, Some(3)),
        ("Calle 1", None, "06000-00000", Subject::PostalCode, Rule::Length, None),
        ("Calle 1", None, "060/0", Subject::PostalCode, Rule::Character, Some(4)),
        ("Calle 1", Some("a\u{200b}@c.mx"), "06000", Subject::Email, Rule::Character, Some(2)),
        ("Calle 1", Some("nadie"), "06000", Subject::Email, Rule::Email, None),
        ("Calle 1", Some("a@b@c.mx"), "06000", Subject::Email, Rule::Email, None),
        ("Calle 1", Some("a b@c.mx"), "06000", Subject::Email, Rule::Character, Some(2)),
    ];
    for (address, email, postal_code, subject, rule, position) in cases {
        let invalid = Contact::new(address, email, postal_code).err().unwrap();
        assert_eq!(invalid, Invalid { subject, rule, position });
    }
    let (long, email) = ("x".repeat(161), format!("{}@ejemplo.mx", "u".repeat(90)));
    assert_eq!(Contact::new(&long, None, "06000").err().unwrap().rule, Rule::TooLong);
    assert_eq!(Contact::new("Calle 1", Some(&email), "06000").err().unwrap().subject, Subject::Email);
    assert_eq!(Contact::new(&long[..160], Some(&email[45..]), "06000").err().unwrap().subject, Subject::Address);
}

#[test]
fn kinds_have_their_ids() {
    for kind in HolderKind::ALL {
        assert_eq!(HolderKind::parse(kind.as_str()), Ok(kind));
    }
    assert!(HolderKind::parse("robot").is_err());
    assert_eq!(ServiceKind::parse(" postpaid "), Ok(ServiceKind::Postpaid));
    assert_eq!(ServiceKind::parse("PREPAID"), Err(Invalid::whole(Subject::Service, Rule::Service)));
    assert_eq!(ServiceKind::parse("PREPAID").unwrap_err().to_string(), "Service: write prepaid or postpaid");
}

proptest! {
    #[test]
    fn reading_is_total_and_canonical(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(holder) = Holder::decode(&bytes) {
            prop_assert_eq!(&*holder.encode().unwrap(), &bytes);
        }
        if let Ok(contact) = Contact::decode(&bytes) {
            prop_assert_eq!(&*contact.encode().unwrap(), &bytes);
        }
        let _ = LineDetails::decode(&bytes);
    }

    #[test]
    fn a_damaged_text_never_panics(at in 0_usize..90, byte in any::<u8>(), cut in 0_usize..90) {
        let mut text = company().encode().unwrap().to_vec();
        if let Some(place) = text.get_mut(at) {
            *place = byte;
        }
        // A cut before an optional last field leaves another text; it must still be one that is written.
        for text in [&text[..], &text[..cut.min(text.len())]] {
            if let Ok(holder) = Holder::decode(text) {
                prop_assert_eq!(&*holder.encode().unwrap(), text);
            }
        }
    }

    #[test]
    fn whatever_is_accepted_fits_and_is_read_back(given in "\\PC{1,40}", first in "[A-ZÑÁ ]{1,30}", address in "\\PC{1,160}", user in "[a-z]{1,90}", year in 1900_i16..2100) {
        if let (Ok(name), Ok(birth)) = (PersonName::new(&given, &first, None), Date::new(year, 3, 4)) {
            let homonym = if year < 2000 { '0' } else { 'A' };
            let curp = Curp::compose(&name, birth, Sex::Man, State::ABROAD, homonym).unwrap();
            let identifier = Identifier::parse(&CURP, curp.as_str()).unwrap();
            let holder = Holder::National { identifier, name, birth, sex: Sex::Man };
            let text = holder.encode().unwrap();
            prop_assert!(text.len() <= HOLDER_CAPACITY);
            prop_assert!(Holder::decode(&text).unwrap() == holder);
        }
        if let Ok(contact) = Contact::new(&address, Some(&format!("{user}@x.mx")), "01000") {
            let text = contact.encode().unwrap();
            prop_assert!(text.len() <= CONTACT_CAPACITY);
            prop_assert!(Contact::decode(&text).unwrap() == contact);
        }
    }
}

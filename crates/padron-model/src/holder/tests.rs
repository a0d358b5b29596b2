use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::text::{CONTACT_SIZE, LINE_SIZE, STATEMENT_SIZE, SUBSCRIBER_SIZE, capacity};
use crate::{Iccid, Number, OperatorId, State};

fn name() -> PersonName {
    PersonName::new("Gloria", "Hernández", Some("García")).unwrap()
}

fn national() -> Holder {
    let curp = Curp::parse("HEGG560427MVZRRL04").unwrap();
    Holder::National { curp, name: name(), birth: date(1956, 4, 27), sex: Sex::Woman }
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
        rfc: Rfc::compose("PEH8504171Z").unwrap(),
        representative: Representative { name: name(), document: passport() },
    }
}

#[test]
fn a_person_has_one_canonical_name() {
    let curp = Document::Curp(Curp::parse("HEGG560427MVZRRL04").unwrap());
    assert_eq!(*national().person_input(), b"CURP:HEGG560427MVZRRL04");
    assert_eq!(*foreigner(curp).person_input(), b"CURP:HEGG560427MVZRRL04");
    assert_eq!(*foreigner(passport()).person_input(), b"PASSPORT:GTM:A12345678");
    assert!(company().person_input().starts_with(b"RFC:PEH8504171Z"));
}

#[test]
fn every_kind_of_holder_is_read_back() {
    let curp = Document::Curp(Curp::parse("HEGG560427MVZRRL04").unwrap());
    for holder in [national(), foreigner(curp), foreigner(passport()), company()] {
        assert!(Holder::decode(&holder.encode().unwrap()).unwrap() == holder);
        let subscriber = Subscriber::new(holder.clone(), [7; 64], b"statement").unwrap();
        let text = subscriber.encode().unwrap();
        let read = Subscriber::decode(&text).unwrap();
        assert!(read == subscriber && read.holder == holder);
        assert_eq!((read.signature(), read.statement()), (&[7; 64], &b"statement"[..]));
        // A holder's text is no subscriber's, nor the other way round.
        assert!(Holder::decode(&text).is_err() && Subscriber::decode(&holder.encode().unwrap()).is_err());
    }
}

#[test]
fn the_largest_values_fit() {
    let long = "Á".repeat(20);
    let name = PersonName::new(&long, &long, Some(&long)).unwrap();
    let document = Document::Passport(Passport::parse("MEX", &"Z".repeat(20)).unwrap());
    let representative = Representative { name, document };
    let legal_name = LegalName::new(&"Ñ".repeat(60)).unwrap();
    let holder = Holder::LegalPerson { name: legal_name, rfc: Rfc::compose("ÑÑÑ8504171Z").unwrap(), representative };
    let subscriber = Subscriber::new(holder, [0; 64], &[0; STATEMENT_SIZE]).unwrap();
    assert!(subscriber.encode().unwrap().len() <= capacity(SUBSCRIBER_SIZE));
    assert_eq!(Subscriber::new(national(), [0; 64], &[0; STATEMENT_SIZE + 1]).err().unwrap().rule, Rule::TooLong);

    let contact = Contact::new(&"x".repeat(160), Some(&format!("{}@ejemplo.mx", "u".repeat(40))), "06000").unwrap();
    assert_eq!(contact.encode().unwrap().len(), capacity(CONTACT_SIZE));

    let line = LineDetails {
        number: Number::parse("5512345678").unwrap(),
        iccid: Some(Iccid::compose("8952020000000000012").unwrap()),
        operator: OperatorId::parse(&"o".repeat(40)).unwrap(),
        service: ServiceKind::Postpaid,
        activated: date(2020, 2, 29),
    };
    let text = line.encode().unwrap();
    assert!(text.len() <= capacity(LINE_SIZE));
    assert!(LineDetails::decode(&text).unwrap() == line);
}

#[test]
fn a_company_needs_a_companys_tax_key() {
    let Holder::LegalPerson { name, representative, .. } = company() else { unreachable!() };
    let holder = Holder::LegalPerson { name, rfc: Rfc::parse("GODE561231GR8").unwrap(), representative };
    assert_eq!(holder.encode().err().unwrap(), Invalid::whole(Subject::Rfc, Rule::WrongKind));
}

#[test]
fn fields_of_another_kind_are_refused() {
    let mut text = national().encode().unwrap().to_vec();
    text.extend_from_slice(&[12, 3, b'M', b'E', b'X']);
    assert_eq!(Holder::decode(&text).err().unwrap().rule, Rule::UnknownField);
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
        ("Calle 1", None, "0600", Subject::PostalCode, Rule::Length, None),
        ("Calle 1", None, "0600x", Subject::PostalCode, Rule::Digit, Some(5)),
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
    assert!(ServiceKind::parse("free").is_err());
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
        let _ = (Subscriber::decode(&bytes), LineDetails::decode(&bytes));
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
            let holder = Holder::National { curp, name, birth, sex: Sex::Man };
            let text = Subscriber::new(holder.clone(), [0; 64], &[0; STATEMENT_SIZE]).unwrap().encode().unwrap();
            prop_assert!(text.len() <= capacity(SUBSCRIBER_SIZE));
            prop_assert!(Subscriber::decode(&text).unwrap().holder == holder);
        }
        if let Ok(contact) = Contact::new(&address, Some(&format!("{user}@x.mx")), "01000") {
            let text = contact.encode().unwrap();
            prop_assert!(text.len() <= capacity(CONTACT_SIZE));
            prop_assert!(Contact::decode(&text).unwrap() == contact);
        }
    }
}

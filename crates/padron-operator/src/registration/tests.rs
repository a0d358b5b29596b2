use super::*;
use padron_model::country::{kazakhstan, mexico};
use padron_model::{Holder, LineDetails};
use padron_protocol::messages::link::Registration;

const KAZAKH: &[u8] = include_bytes!("../../../../regimes/kz-2026.toml");
const MODEL: &[u8] = include_bytes!("../../../../regimes/model.toml");

fn now() -> Timestamp {
    "2026-01-09T12:00:00Z".parse().unwrap()
}

fn kazakh() -> Registration {
    let mut holder = HolderForm::default();
    holder.kind = "national".into();
    holder.given_names = Some("Әлихан".into());
    holder.first_surname = Some("Бөкейхан".into());
    holder.patronymic = Some("Нұрмұхамедұлы".into());
    holder.birth_date = Some("1983-08-05".into());
    holder.sex = Some("man".into());
    holder.identifiers.set(&kazakhstan::IIN, "830805300019");
    Registration {
        number: "8 (701) 123-45-67".into(),
        iccid: None,
        service: None,
        activated: None,
        holder,
        contact: ContactForm::default(),
    }
}

fn mexican() -> Registration {
    let mut holder = HolderForm::default();
    holder.kind = "national".into();
    holder.given_names = Some("Gloria".into());
    holder.first_surname = Some("Hernández".into());
    holder.second_surname = Some("García".into());
    holder.birth_date = Some("1956-04-27".into());
    holder.sex = Some("M".into());
    holder.identifiers.set(&mexico::CURP, "HEGG560427MVZRRL04");
    let contact = ContactForm { address: Some("Calle 1".into()), postal_code: Some("06000".into()), email: None };
    Registration { number: "5512345678".into(), iccid: None, service: None, activated: None, holder, contact }
}

fn parsed(regime: &[u8], registration: Registration) -> Result<Parsed, Problem> {
    let regime = Regime::parse(regime).unwrap();
    let blocks = "h\nZ,5510000000,5519999999,1,CPP,X,,\nZ,5520000000,5529999999,1,FIJO,X,,\n";
    let numbering = regime.country().numbering(Some(&mut blocks.as_bytes())).unwrap();
    let row = RegistrationRow { key: Uuid::from_random([1; 16]), registration };
    parse(&row, "operator-a", &regime, &numbering, now())
}

/// The field, the kind of problem and what is said, of a form in which one thing was changed.
fn refused(regime: &[u8], mut form: Registration, change: impl Fn(&mut Registration)) -> (String, String, String) {
    change(&mut form);
    let problem = parsed(regime, form).err().unwrap();
    (problem.field.clone().unwrap(), problem.problem_type().unwrap().name().into(), problem.detail.unwrap())
}

#[test]
fn a_kazakh_holder_is_registered_under_the_kazakh_regime() {
    let parsed = parsed(KAZAKH, kazakh()).unwrap_or_else(|problem| panic!("{problem}"));
    let holder = Holder::decode(&parsed.holder).unwrap();
    assert_eq!(*holder.person_input(), b"IIN:830805300019");
    let Holder::National { name, .. } = holder else { panic!("a national") };
    assert_eq!(*name.full(), "Әлихан Нұрмұхамедұлы Бөкейхан");
    let line = LineDetails::decode(&parsed.line).unwrap();
    assert_eq!((line.number.e164(), line.activated.to_string()), ("+77011234567", "2026-01-09".into()));
    assert!(parsed.contact.is_empty(), "this law keeps no contact");
    let described = padron_protocol::describe::describe(Compartment::Contact, &parsed.contact).unwrap();
    assert!(described.is_empty());
}

#[test]
fn every_regime_registers_its_own_country_only() {
    assert!(parsed(MODEL, mexican()).is_ok());
    let (field, _, detail) = refused(MODEL, kazakh(), |form| form.number = "5512345678".into());
    assert_eq!((field.as_str(), detail.as_str()), ("holder.iin", "this register's country gives no such identifier"));
    let (field, ..) = refused(KAZAKH, mexican(), |_| {});
    assert_eq!(field, "number");
}

#[test]
fn what_is_wrong_is_said_in_the_callers_words() {
    type Case = (fn(&mut Registration), &'static str, &'static str);
    let cases: [Case; 12] = [
        (|form| form.service = Some("PREPAID".into()), "service", "Service: write prepaid or postpaid"),
        (
            |form| form.activated = Some("20200101".into()),
            "activated",
            "Date of activation: write a date that exists, as yyyy-mm-dd",
        ),
        (
            |form| form.activated = Some("2999-01-01".into()),
            "activated",
            "Date of activation: the date is in the future",
        ),
        (
            |form| form.activated = Some("0001-01-01".into()),
            "activated",
            "Date of activation: the date is too long ago",
        ),
        (
            |form| form.holder.birth_date = Some("1891-01-01".into()),
            "holder.birth_date",
            "Date of birth: the date is too long ago",
        ),
        (
            |form| form.holder.kind = "robot".into(),
            "holder.kind",
            "Kind of holder: write national, foreigner or legal-person",
        ),
        (
            |form| form.holder.first_surname = Some("Jernández".into()),
            "holder.curp",
            "CURP, character 1: the first surname's initial does not agree",
        ),
        (
            |form| form.holder.birth_date = Some("1956-04-28".into()),
            "holder.curp",
            "CURP, characters 5 to 10: the date of birth does not agree",
        ),
        (|form| form.holder.sex = Some("F".into()), "holder.sex", "Sex, character 1: sex is written H, M or X"),
        (|form| form.holder.given_names = None, "holder.given_names", "this kind of holder needs it"),
        (
            |form| form.contact.address = Some("Calle \u{202e}1".into()),
            "contact.address",
            "Address, character 7: that character is not allowed here; check it",
        ),
        (
            |form| form.contact.postal_code = Some("050000".into()),
            "contact.postal_code",
            "Postal code: has the wrong number of characters; check it whole",
        ),
    ];
    for (change, field, detail) in cases {
        let told = refused(MODEL, mexican(), change);
        assert_eq!((told.0.as_str(), told.1.as_str()), (field, "invalid-field"), "{}", told.2);
        assert_eq!(told.2, detail);
    }
}

#[test]
fn what_the_regime_does_not_know_is_against_it() {
    let (field, kind, _) = refused(KAZAKH, kazakh(), |form| form.holder.kind = "legal-person".into());
    assert_eq!((field.as_str(), kind.as_str()), ("holder.kind", "against-regime"));
    let (field, kind, _) = refused(KAZAKH, kazakh(), |form| form.contact.address = Some("Abai 1".into()));
    assert_eq!((field.as_str(), kind.as_str()), ("contact", "against-regime"));
    let (field, kind, _) = refused(KAZAKH, kazakh(), |form| form.number = "+7 717 212 34 56".into());
    assert_eq!((field.as_str(), kind.as_str()), ("number", "not-a-mobile-number"));
    let strict = String::from_utf8(MODEL.to_vec()).unwrap().replacen("\"curp\", \"ine\"", "\"ine\"", 1);
    let (field, kind, _) = refused(strict.as_bytes(), mexican(), |_| {});
    assert_eq!((field.as_str(), kind.as_str()), ("holder", "against-regime"));
}

/// A person with one name only, and names as passports have them.
#[test]
fn every_name_registers() {
    for (given, surname) in [("Suharto", None), ("Ó", None), ("Ана-Мария", Some("О’Брайен")), ("श्रीकृष्ण", Some("शर्मा"))]
    {
        let mut form = mexican();
        form.holder = HolderForm::default();
        form.holder.kind = "foreigner".into();
        form.holder.given_names = Some(given.into());
        form.holder.first_surname = surname.map(str::to_owned);
        form.holder.birth_date = Some("1956-04-27".into());
        form.holder.sex = Some("H".into());
        form.holder.nationality = Some("IDN".into());
        form.holder.passport_country = Some("IDN".into());
        form.holder.passport_number = Some("A1234567".into());
        assert!(parsed(MODEL, form).is_ok(), "{given}");
    }
}

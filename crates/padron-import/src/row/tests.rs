use jiff::civil::date;
use padron_testkit::people::{Population, write_subscribers};

use padron_model::country::Mismatch;
use padron_model::country::kazakhstan::Kazakhstan;
use padron_model::country::mexico::{CURP, Mexico, RFC};
use padron_model::{Disagreement, Invalid, Number, Subject};

use super::*;
use crate::lines::Encoding;
use crate::reader::RowReader;

const DAY: Date = date(2026, 1, 9);
const CURP_COLUMN: Column = Column::Identifier(&CURP);
const RFC_COLUMN: Column = Column::Identifier(&RFC);

fn cells(changes: &[(Column, &str)]) -> Cells {
    let mut cells = Cells::default();
    let person = Population::new(3, 100).iter().find(|person| person.holder.kind() == HolderKind::National).unwrap();
    let padron_model::Document::Identifier(curp) = person.document() else { unreachable!() };
    let values = [
        (Column::Number, "55 1234 5678"),
        (Column::Kind, "Nacional"),
        (Column::GivenNames, person.name.given()),
        (Column::FirstSurname, person.name.first_surname().unwrap_or_default()),
        (Column::SecondSurname, person.name.second_surname().unwrap_or_default()),
        (Column::BirthDate, &person.birth.to_string()),
        (Column::Sex, person.sex.as_str()),
        (CURP_COLUMN, curp.as_str()),
        (Column::Address, "Calle 1"),
        (Column::PostalCode, "06000"),
    ];
    for (column, value) in values.iter().chain(changes) {
        cells.set(*column, zeroize::Zeroizing::new((*value).to_owned()));
    }
    cells
}

fn fault(changes: &[(Column, &str)]) -> (Column, &'static str) {
    let fault = registration(&cells(changes), &Mexico, DAY).err().unwrap();
    (fault.column.unwrap(), fault.reason.id())
}

#[test]
fn every_row_of_the_testkit_is_a_registration() {
    let mut file = Vec::new();
    let population = Population::new(5, 400);
    let written = write_subscribers(&mut file, &population, 0..400, None).unwrap();
    let mut reader = RowReader::open(file.as_slice(), Encoding::Detect).unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for _ in 0..written {
        let row = reader.next().unwrap().unwrap();
        let registration =
            row.cells.and_then(|cells| registration(&cells, &Mexico, DAY)).unwrap_or_else(|fault| panic!("{fault:?}"));
        kinds.insert(registration.holder.kind.clone());
        assert!(Number::parse(&registration.number).is_ok());
        assert_ne!(registration.activated.as_deref(), Some("2026-01-09"));
    }
    assert!(reader.next().unwrap().is_none());
    assert_eq!(kinds.len(), 3, "nationals, foreigners and companies");
}

#[test]
fn numbers_lose_their_abolished_prefixes() {
    for text in [
        "5512345678",
        "015512345678",
        "0445512345678",
        "045 55 1234 5678",
        "+5215512345678",
        "+52 55 1234 5678",
        "1 5512345678",
    ] {
        assert_eq!(
            registration(&cells(&[(Column::Number, text)]), &Mexico, DAY).ok().unwrap().number,
            "+525512345678",
            "{text}"
        );
    }
}

#[test]
fn a_line_without_a_day_gets_the_import_s_day() {
    assert_eq!(registration(&cells(&[]), &Mexico, DAY).ok().unwrap().activated.as_deref(), Some("2026-01-09"));
    let row = registration(&cells(&[(Column::Activated, "2019-05-06"), (Column::Service, "POSPAGO")]), &Mexico, DAY)
        .ok()
        .unwrap();
    assert_eq!((row.activated.as_deref(), row.service.as_deref()), (Some("2019-05-06"), Some("postpaid")));
}

#[test]
fn only_what_the_kind_needs_is_sent() {
    let row = registration(
        &cells(&[(Column::Nationality, "MEX"), (RFC_COLUMN, "no rfc"), (Column::LegalName, "X")]),
        &Mexico,
        DAY,
    )
    .ok()
    .unwrap();
    assert!(
        row.holder.nationality.is_none()
            && row.holder.identifiers.get(&RFC).is_none()
            && row.holder.legal_name.is_none()
    );
    let company = [(Column::Kind, "persona moral"), (RFC_COLUMN, "ABC900101AB1"), (Column::LegalName, "Uno, S.A.")];
    let row = registration(&cells(&company), &Mexico, DAY).ok().unwrap();
    assert!(row.holder.birth_date.is_none() && row.holder.sex.is_none() && row.holder.identifiers.get(&CURP).is_some());
}

#[test]
fn a_fault_names_the_column_and_the_rule() {
    for (changes, column, id) in [
        (&[(Column::Number, "")][..], Column::Number, "needed"),
        (&[(Column::Number, "123")], Column::Number, "length"),
        (&[(Column::Kind, "martian")], Column::Kind, "unknown-kind"),
        (&[(Column::Iccid, "8952")], Column::Iccid, "length"),
        (&[(Column::Service, "x")], Column::Service, "unknown-service"),
        (&[(Column::Activated, "01/02/2020")], Column::Activated, "date"),
        (&[(Column::BirthDate, "1990-02-30")], Column::BirthDate, "date"),
        (&[(Column::BirthDate, "1900-02-28")], CURP_COLUMN, "disagreement"),
        (&[(Column::Sex, "F")], Column::Sex, "sex"),
        (&[(Column::Activated, "2999-01-01")], Column::Activated, "future"),
        (&[(Column::Activated, "0001-01-01")], Column::Activated, "too-early"),
        (&[(Column::BirthDate, "2090-01-01")], Column::BirthDate, "future"),
        (&[(Column::Address, "Calle\u{202e} 1")], Column::Address, "character"),
        (&[(Column::Number, "551234567.0")], Column::Number, "character"),
        (&[(CURP_COLUMN, "ABC")], CURP_COLUMN, "length"),
        (&[(Column::SecondSurname, "P4z")], Column::SecondSurname, "character"),
        (&[(Column::PostalCode, "6000")], Column::PostalCode, "length"),
        (&[(Column::Email, "x")], Column::Email, "email"),
        (&[(Column::Kind, "extranjero")], Column::Nationality, "needed"),
        (
            &[(Column::Kind, "extranjero"), (CURP_COLUMN, ""), (Column::PassportNumber, "G123456")],
            Column::PassportCountry,
            "needed",
        ),
        (
            &[
                (Column::Kind, "extranjero"),
                (CURP_COLUMN, ""),
                (Column::PassportNumber, "G123456"),
                (Column::PassportCountry, "ZZZ"),
            ],
            Column::PassportCountry,
            "country",
        ),
        (&[(Column::Kind, "moral")], RFC_COLUMN, "needed"),
        (&[(Column::Kind, "moral"), (RFC_COLUMN, "ABCD900101AB1")], RFC_COLUMN, "wrong-kind"),
    ] {
        assert_eq!(fault(changes), (column, id));
    }
}

#[test]
fn every_reason_speaks_both_languages() {
    let reasons = [
        Reason::Needed,
        Reason::UnknownKind,
        Reason::UnknownService,
        Reason::Date,
        Reason::ColumnCount,
        Reason::OpenQuote,
        Reason::StrayQuote,
        Reason::TooLong,
        Reason::Encoding,
        Reason::NotAnObject,
        Reason::UnknownName,
        Reason::RepeatedName,
        Reason::NotText,
        Reason::Rule(Invalid::at(Subject::Curp, Rule::Digit, 3)),
        Reason::Disagrees(Mismatch { subject: Subject::Curp, part: Disagreement::Sex, first: 11, last: 11 }),
    ];
    for reason in reasons {
        let [spanish, english] = [padron_model::Lang::Es, padron_model::Lang::En].map(|lang| reason.message(lang));
        assert!(!spanish.is_empty() && spanish != english);
    }
}

/// The same file, read under another country's rules.
#[test]
fn a_row_of_another_country_has_its_own_identifier_number_and_postal_code() {
    let iin = Column::Identifier(&padron_model::country::kazakhstan::IIN);
    let changes = [
        (Column::Number, "8 (701) 123-45-67"),
        (Column::GivenNames, "Әлихан"),
        (Column::FirstSurname, "Бөкейхан"),
        (Column::SecondSurname, ""),
        (Column::Patronymic, "Нұрмұхамедұлы"),
        (Column::BirthDate, "1983-08-05"),
        (Column::Sex, "man"),
        (iin, "830805300019"),
        (Column::PostalCode, "050000"),
    ];
    let row = registration(&cells(&changes), &Kazakhstan, DAY).unwrap_or_else(|fault| panic!("{fault:?}"));
    assert_eq!(row.number, "+77011234567");
    assert_eq!((row.holder.patronymic.as_deref(), row.holder.second_surname.as_deref()), (Some("Нұрмұхамедұлы"), None));
    let fault =
        registration(&cells(&[&changes[..], &[(Column::Sex, "woman")]].concat()), &Kazakhstan, DAY).err().unwrap();
    assert_eq!((fault.column, fault.reason.id()), (Some(iin), "disagreement"));
    assert_eq!(fault.reason.message(padron_model::Lang::Es), "IIN, carácter 7: el sexo no corresponde");
}

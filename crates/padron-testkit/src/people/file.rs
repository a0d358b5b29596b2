//! The file of subscribers that an operator imports.

use std::io::{self, Write};

use padron_model::country::mexico::{CURP, RFC, national_digits};
use padron_model::{Document, Holder, SubscriberColumn as Column};

use super::{Person, Population, SyntheticLine};

/// The columns, in order.
pub const SUBSCRIBER_COLUMNS: [Column; 19] = [
    Column::Number,
    Column::Iccid,
    Column::Kind,
    Column::GivenNames,
    Column::FirstSurname,
    Column::SecondSurname,
    Column::BirthDate,
    Column::Sex,
    Column::Identifier(&CURP),
    Column::PassportCountry,
    Column::PassportNumber,
    Column::Identifier(&RFC),
    Column::LegalName,
    Column::Nationality,
    Column::Address,
    Column::PostalCode,
    Column::Email,
    Column::Service,
    Column::Activated,
];

/// Writes the lines of people `people` that an operator serves (of every operator if none is given) as CSV (RFC 4180)
/// with a header; one row a line. A company's row has its representative's name, birth, sex and population key.
/// Returns how many lines were written.
///
/// # Errors
/// The writer's.
pub fn write_subscribers(
    mut writer: impl Write,
    population: &Population,
    people: std::ops::Range<u64>,
    operator: Option<usize>,
) -> io::Result<u64> {
    write_row(&mut writer, SUBSCRIBER_COLUMNS.map(Column::name))?;
    let mut written = 0;
    for i in people.start..people.end.min(population.len()) {
        let lines = population.lines_of(i);
        let mut served = lines.iter().filter(|line| operator.is_none_or(|wanted| wanted == line.operator)).peekable();
        if served.peek().is_none() {
            continue;
        }
        let person = population.person(i);
        for line in served {
            write_line(&mut writer, &person, line)?;
            written += 1;
        }
    }
    writer.flush()?;
    Ok(written)
}

fn write_line(writer: &mut impl Write, person: &Person, line: &SyntheticLine) -> io::Result<()> {
    let (rfc, legal_name, nationality) = match &person.holder {
        Holder::National { .. } => ("", "", "MEX"),
        Holder::Foreigner { nationality, .. } => ("", "", nationality.as_str()),
        Holder::LegalPerson { name, identifier, .. } => (identifier.as_str(), name.as_str(), ""),
    };
    let (curp, country, passport) = match person.document() {
        Document::Identifier(curp) => (curp.as_str(), "", ""),
        Document::Passport(passport) => ("", passport.country().as_str(), passport.number()),
    };
    write_row(
        writer,
        [
            national_digits(&line.number).unwrap_or_default(),
            line.iccid.digits(),
            person.holder.kind().as_str(),
            person.name.given(),
            person.name.first_surname().unwrap_or_default(),
            person.name.second_surname().unwrap_or_default(),
            &person.birth.to_string(),
            person.sex.as_str(),
            curp,
            country,
            passport,
            rfc,
            legal_name,
            nationality,
            person.contact.address(),
            person.contact.postal_code(),
            person.contact.email().unwrap_or_default(),
            line.service.as_str(),
            &line.activated.to_string(),
        ],
    )
}

fn write_row(writer: &mut impl Write, cells: [&str; SUBSCRIBER_COLUMNS.len()]) -> io::Result<()> {
    for (index, cell) in cells.into_iter().enumerate() {
        let separator = if index == 0 { "" } else { "," };
        if cell.contains([',', '"', '\n', '\r']) {
            write!(writer, "{separator}\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            write!(writer, "{separator}{cell}")?;
        }
    }
    writer.write_all(b"\n")
}

//! From a form to a registration whose every field is valid.

use crate::Gateway;
use jiff::Timestamp;
use jiff::civil::Date;
use padron_model::{
    BlockKind, Contact, Country, Curp, Document, Holder, HolderKind, Iccid, Invalid, LegalName, LineDetails, Number,
    OperatorId, Passport, PersonName, Representative, Rfc, ServiceKind, Sex, Subject,
};
use padron_protocol::messages::link::{HolderForm, Registration, RegistrationRow, record_of};
use padron_protocol::{Problem, ProblemType, Uuid};
use zeroize::Zeroizing;

/// A registration that is right as far as anybody can tell without asking others. Personal: no `Debug`.
pub struct Parsed {
    pub(crate) submission: Uuid,
    pub(crate) record: Uuid,
    pub(crate) number: Number,
    pub(crate) holder: Zeroizing<Vec<u8>>,
    pub(crate) contact: Zeroizing<Vec<u8>>,
    pub(crate) line: Zeroizing<Vec<u8>>,
}

impl Gateway {
    /// Parses a row, or says which field breaks which rule where. The value is never repeated.
    pub fn parse(&self, row: &RegistrationRow, now: Timestamp) -> Result<Parsed, Problem> {
        let form = &row.registration;
        let number = Number::parse(&form.number).map_err(invalid("number"))?;
        if !matches!(self.numbering.kind(&number), Some(BlockKind::Mobile)) {
            return Err(Problem::new(ProblemType::NotMobile)
                .field("number")
                .detail("the national numbering table has no mobile block for it"));
        }
        let holder = self.parse_holder(&form.holder)?;
        let line = self.parse_line(form, &number, now)?;
        let contact = Contact::new(
            form.contact.address.as_deref().unwrap_or_default(),
            form.contact.email.as_deref(),
            form.contact.postal_code.as_deref().unwrap_or_default(),
        )
        .map_err(invalid_part)?;
        Ok(Parsed {
            submission: row.key,
            record: record_of(&self.name, &row.key),
            number,
            holder: holder.encode().map_err(invalid("holder"))?,
            contact: contact.encode().map_err(invalid("contact"))?,
            line: line.encode().map_err(invalid("line"))?,
        })
    }

    fn parse_line(&self, form: &Registration, number: &Number, now: Timestamp) -> Result<LineDetails, Problem> {
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        Ok(LineDetails {
            number: number.clone(),
            iccid: form
                .iccid
                .as_deref()
                .filter(|text| !text.is_empty())
                .map(Iccid::parse)
                .transpose()
                .map_err(invalid("iccid"))?,
            operator: OperatorId::parse(&self.name).map_err(|_| ProblemType::Internal)?,
            service: form
                .service
                .as_deref()
                .map_or(Ok(ServiceKind::Prepaid), ServiceKind::parse)
                .map_err(invalid("service"))?,
            activated: form.activated.as_deref().map_or(Ok(today), |text| date(text, "activated"))?,
        })
    }

    fn parse_holder(&self, form: &HolderForm) -> Result<Holder, Problem> {
        let kind = HolderKind::parse(&form.kind).map_err(invalid("holder.kind"))?;
        if self.regime.holder(kind).is_none() {
            return Err(Problem::new(ProblemType::AgainstRegime)
                .field("holder.kind")
                .detail("the regime has no such holder"));
        }
        match kind {
            HolderKind::National => parse_national(form),
            HolderKind::Foreigner => parse_foreigner(form),
            HolderKind::LegalPerson => parse_legal_person(form),
        }
    }
}

fn parse_national(form: &HolderForm) -> Result<Holder, Problem> {
    let curp = Curp::parse(needed(&form.curp, "holder.curp")?).map_err(invalid("holder.curp"))?;
    let (name, birth, sex) = parse_person(form)?;
    if let Err(disagreements) = curp.agrees_with(&name, birth, sex) {
        let first = disagreements.first().map(ToString::to_string).unwrap_or_default();
        return Err(Problem::new(ProblemType::InvalidField).field("holder.curp").detail(first));
    }
    Ok(Holder::National { curp, name, birth, sex })
}

fn parse_foreigner(form: &HolderForm) -> Result<Holder, Problem> {
    let (name, birth, sex) = parse_person(form)?;
    let nationality =
        Country::parse(needed(&form.nationality, "holder.nationality")?).map_err(invalid("holder.nationality"))?;
    Ok(Holder::Foreigner { name, document: parse_document(form)?, birth, sex, nationality })
}

fn parse_legal_person(form: &HolderForm) -> Result<Holder, Problem> {
    let name = LegalName::new(needed(&form.legal_name, "holder.legal_name")?).map_err(invalid("holder.legal_name"))?;
    let rfc = Rfc::parse(needed(&form.rfc, "holder.rfc")?).map_err(invalid("holder.rfc"))?;
    let representative = Representative { name: parse_name(form)?, document: parse_document(form)? };
    Ok(Holder::LegalPerson { name, rfc, representative })
}

fn parse_document(form: &HolderForm) -> Result<Document, Problem> {
    if let Some(curp) = &form.curp {
        return Curp::parse(curp).map(Document::Curp).map_err(invalid("holder.curp"));
    }
    let country = needed(&form.passport_country, "holder.passport_country")?;
    let number = needed(&form.passport_number, "holder.passport_number")?;
    Passport::parse(country, number).map(Document::Passport).map_err(invalid_part)
}

fn parse_person(form: &HolderForm) -> Result<(PersonName, Date, Sex), Problem> {
    let birth = date(needed(&form.birth_date, "holder.birth_date")?, "holder.birth_date")?;
    let sex = Sex::parse(needed(&form.sex, "holder.sex")?).map_err(invalid("holder.sex"))?;
    Ok((parse_name(form)?, birth, sex))
}

fn parse_name(form: &HolderForm) -> Result<PersonName, Problem> {
    let given = needed(&form.given_names, "holder.given_names")?;
    let surname = needed(&form.first_surname, "holder.first_surname")?;
    PersonName::new(given, surname, form.second_surname.as_deref()).map_err(invalid_part)
}

fn needed<'a>(value: &'a Option<String>, field: &str) -> Result<&'a str, Problem> {
    value
        .as_deref()
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| Problem::new(ProblemType::InvalidField).field(field).detail("this kind of holder needs it"))
}

fn date(text: &str, field: &str) -> Result<Date, Problem> {
    text.trim()
        .parse()
        .map_err(|_| Problem::new(ProblemType::InvalidField).field(field).detail("must be a date as yyyy-mm-dd"))
}

/// The same where several fields are read at once: which one it is follows from what was being read.
fn invalid_part(error: Invalid) -> Problem {
    let field = match error.subject {
        Subject::GivenNames => "holder.given_names",
        Subject::FirstSurname => "holder.first_surname",
        Subject::SecondSurname => "holder.second_surname",
        Subject::Country => "holder.passport_country",
        Subject::Passport => "holder.passport_number",
        Subject::Address => "contact.address",
        Subject::PostalCode => "contact.postal_code",
        Subject::Email => "contact.email",
        _ => "holder",
    };
    invalid(field)(error)
}

/// An invalid field as a problem: rule and position, never the value.
fn invalid(field: &'static str) -> impl Fn(Invalid) -> Problem {
    move |error| Problem::new(ProblemType::InvalidField).field(field).detail(error)
}

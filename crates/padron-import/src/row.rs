//! From the values of a row to a registration that a gateway takes, with numbers and dates in one form.

use jiff::civil::Date;
use padron_model::country::CountryRules;
use padron_model::{HolderKind, Rule, ServiceKind};
use padron_protocol::form::{FaultReason, FieldFault, read_contact, read_holder, read_line};
use padron_protocol::messages::link::{ContactForm, HolderForm, Registration};

use super::columns::Cells;
use super::fault::{Reason, RowFault};
use padron_model::SubscriberColumn as Column;

/// The registration of a row. A line without a day of activation gets `day`, so that a row sent again on another day
/// is still the same.
///
/// # Errors
/// The first column that breaks a rule.
pub(crate) fn registration(cells: &Cells, country: &dyn CountryRules, day: Date) -> Result<Registration, RowFault> {
    let given = as_given(cells, country, day)?;
    let line = read_line(&given, country, day)?;
    let holder = read_holder(&given.holder, country, day)?;
    let contact = read_contact(&given.contact, country)?;
    Ok(Registration {
        number: line.number.e164().to_owned(),
        iccid: line.iccid.map(|iccid| iccid.digits().to_owned()),
        service: given.service.is_some().then(|| line.service.as_str().to_owned()),
        activated: line.activated.map(|day| day.to_string()),
        holder: HolderForm::of(&holder, country),
        contact: ContactForm::of(&contact),
    })
}

/// The values in the fields of a form: only words in Spanish and spellings of numbers that have ended are replaced.
fn as_given(cells: &Cells, country: &dyn CountryRules, day: Date) -> Result<Registration, RowFault> {
    let text = |column| cells.get(column).map(str::to_owned);
    let number = country.legacy_number(needed(cells, Column::Number)?);
    let number = number.map_err(|invalid| RowFault { column: Some(Column::Number), reason: Reason::Rule(invalid) })?;
    Ok(Registration {
        number: number.e164().to_owned(),
        iccid: text(Column::Iccid),
        service: cells.get(Column::Service).map(service).transpose()?.map(|service| service.as_str().to_owned()),
        activated: text(Column::Activated).or_else(|| Some(day.to_string())),
        holder: holder_as_given(cells, country)?,
        contact: ContactForm {
            address: Some(needed(cells, Column::Address)?.to_owned()),
            postal_code: Some(needed(cells, Column::PostalCode)?.to_owned()),
            email: text(Column::Email),
        },
    })
}

fn holder_as_given(cells: &Cells, country: &dyn CountryRules) -> Result<HolderForm, RowFault> {
    let text = |column| cells.get(column).map(str::to_owned);
    let mut form = HolderForm::default();
    form.kind = kind(needed(cells, Column::Kind)?)?.as_str().to_owned();
    form.given_names = text(Column::GivenNames);
    form.first_surname = text(Column::FirstSurname);
    form.second_surname = text(Column::SecondSurname);
    form.patronymic = text(Column::Patronymic);
    form.birth_date = text(Column::BirthDate);
    form.sex = text(Column::Sex);
    form.passport_country = text(Column::PassportCountry);
    form.passport_number = text(Column::PassportNumber);
    form.nationality = text(Column::Nationality);
    form.legal_name = text(Column::LegalName);
    for kind in country.identifiers() {
        if let Some(value) = cells.get(Column::Identifier(kind)) {
            form.identifiers.set(kind, value);
        }
    }
    Ok(form)
}

impl From<FieldFault> for RowFault {
    fn from(fault: FieldFault) -> Self {
        let name = fault.field.rsplit('.').next().unwrap_or_default();
        let reason = match fault.reason {
            FaultReason::Rule(invalid) if invalid.rule == Rule::DateForm => Reason::Date,
            FaultReason::Rule(invalid) => Reason::Rule(invalid),
            FaultReason::Disagrees(mismatch) => Reason::Disagrees(mismatch),
            FaultReason::Needed | FaultReason::Foreign => Reason::Needed,
        };
        Self { column: Column::find(name), reason }
    }
}

fn kind(text: &str) -> Result<HolderKind, RowFault> {
    match text.to_lowercase().replace([' ', '_'], "-").as_str() {
        "national" | "nacional" => Ok(HolderKind::National),
        "foreigner" | "extranjero" | "extranjera" => Ok(HolderKind::Foreigner),
        "legal-person" | "persona-moral" | "moral" => Ok(HolderKind::LegalPerson),
        _ => Err(RowFault { column: Some(Column::Kind), reason: Reason::UnknownKind }),
    }
}

fn service(text: &str) -> Result<ServiceKind, RowFault> {
    match text.to_lowercase().as_str() {
        "prepaid" | "prepago" => Ok(ServiceKind::Prepaid),
        "postpaid" | "pospago" | "postpago" => Ok(ServiceKind::Postpaid),
        _ => Err(RowFault { column: Some(Column::Service), reason: Reason::UnknownService }),
    }
}

fn needed(cells: &Cells, column: Column) -> Result<&str, RowFault> {
    cells.get(column).ok_or(RowFault { column: Some(column), reason: Reason::Needed })
}

#[cfg(test)]
mod tests;

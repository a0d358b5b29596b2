//! From the values of a row to a registration that a gateway takes, with numbers and dates in one form.

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use padron_model::{
    Contact, Country, Curp, HolderKind, Iccid, Invalid, LegalName, Number, Passport, PersonName, Rfc, Rule,
    ServiceKind, Sex, Subject,
};
use padron_protocol::messages::link::{ContactForm, HolderForm, Registration};

use super::columns::Cells;
use super::fault::{Fault, Reason};
use padron_model::SubscriberColumn as Column;

/// The registration of a row. A line without a day of activation gets `day`, so that a row sent again on another day
/// is still the same.
///
/// # Errors
/// The first column that breaks a rule.
pub(crate) fn registration(cells: &Cells, day: Date) -> Result<Registration, Fault> {
    let number = Number::parse_legacy(needed(cells, Column::Number)?).map_err(rule(Column::Number))?;
    let iccid = cells.get(Column::Iccid).map(Iccid::parse).transpose().map_err(rule(Column::Iccid))?;
    let service = cells.get(Column::Service).map(service).transpose()?;
    let activated = cells.get(Column::Activated).map(|text| date(text, Column::Activated)).transpose()?;
    Ok(Registration {
        number: number.digits().to_owned(),
        iccid: iccid.map(|iccid| iccid.digits().to_owned()),
        service: service.map(|service| service.as_str().to_owned()),
        activated: Some(activated.unwrap_or(day).to_string()),
        holder: holder(cells)?,
        contact: contact(cells)?,
    })
}

fn holder(cells: &Cells) -> Result<HolderForm, Fault> {
    let kind = kind(needed(cells, Column::Kind)?)?;
    let name = name(cells)?;
    // Field by field: a type that is wiped when dropped cannot be taken apart.
    let mut form = HolderForm::default();
    form.kind = kind.as_str().to_owned();
    form.given_names = Some(name.given().to_owned());
    form.first_surname = Some(name.first_surname().to_owned());
    form.second_surname = name.second_surname().map(str::to_owned);
    match kind {
        HolderKind::National => {
            let curp = curp(cells)?;
            let (birth, sex) = birth_and_sex(cells, &mut form)?;
            if let Some(&part) = curp.agrees_with(&name, birth, sex).err().as_ref().and_then(|parts| parts.first()) {
                return Err(Fault { column: Some(Column::Curp), reason: Reason::Disagrees(part) });
            }
            form.curp = Some(curp.as_str().to_owned());
        }
        HolderKind::Foreigner => {
            document(cells, &mut form)?;
            birth_and_sex(cells, &mut form)?;
            let nationality = needed(cells, Column::Nationality)?;
            let nationality = Country::parse(nationality).map_err(rule(Column::Nationality))?;
            form.nationality = Some(nationality.as_str().to_owned());
        }
        HolderKind::LegalPerson => {
            document(cells, &mut form)?;
            let rfc = Rfc::parse(needed(cells, Column::Rfc)?).map_err(rule(Column::Rfc))?;
            if !rfc.is_legal_person() {
                return Err(rule(Column::Rfc)(Invalid::whole(Subject::Rfc, Rule::WrongKind)));
            }
            let legal_name = LegalName::new(needed(cells, Column::LegalName)?).map_err(rule(Column::LegalName))?;
            form.rfc = Some(rfc.as_str().to_owned());
            form.legal_name = Some(legal_name.as_str().to_owned());
        }
    }
    Ok(form)
}

fn name(cells: &Cells) -> Result<PersonName, Fault> {
    let given = needed(cells, Column::GivenNames)?;
    let first = needed(cells, Column::FirstSurname)?;
    PersonName::new(given, first, cells.get(Column::SecondSurname)).map_err(|invalid| {
        let column = match invalid.subject {
            Subject::FirstSurname => Column::FirstSurname,
            Subject::SecondSurname => Column::SecondSurname,
            _ => Column::GivenNames,
        };
        rule(column)(invalid)
    })
}

fn curp(cells: &Cells) -> Result<Curp, Fault> {
    Curp::parse(needed(cells, Column::Curp)?).map_err(rule(Column::Curp))
}

/// A CURP (temporary for a foreigner) or a passport; the CURP if both are given.
fn document(cells: &Cells, form: &mut HolderForm) -> Result<(), Fault> {
    if cells.get(Column::Curp).is_some() || cells.get(Column::PassportNumber).is_none() {
        form.curp = Some(curp(cells)?.as_str().to_owned());
        return Ok(());
    }
    let country = needed(cells, Column::PassportCountry)?;
    let passport = Passport::parse(country, needed(cells, Column::PassportNumber)?).map_err(|invalid| {
        let country = invalid.subject == Subject::Country;
        rule(if country { Column::PassportCountry } else { Column::PassportNumber })(invalid)
    })?;
    form.passport_country = Some(passport.country().as_str().to_owned());
    form.passport_number = Some(passport.number().to_owned());
    Ok(())
}

fn birth_and_sex(cells: &Cells, form: &mut HolderForm) -> Result<(Date, Sex), Fault> {
    let birth = date(needed(cells, Column::BirthDate)?, Column::BirthDate)?;
    let sex = Sex::parse(needed(cells, Column::Sex)?).map_err(rule(Column::Sex))?;
    form.birth_date = Some(birth.to_string());
    form.sex = Some(sex.as_char().to_string());
    Ok((birth, sex))
}

fn contact(cells: &Cells) -> Result<ContactForm, Fault> {
    let address = needed(cells, Column::Address)?;
    let postal_code = needed(cells, Column::PostalCode)?;
    let contact = Contact::new(address, cells.get(Column::Email), postal_code).map_err(|invalid| {
        let column = match invalid.subject {
            Subject::PostalCode => Column::PostalCode,
            Subject::Email => Column::Email,
            _ => Column::Address,
        };
        rule(column)(invalid)
    })?;
    Ok(ContactForm {
        address: Some(contact.address().to_owned()),
        postal_code: Some(contact.postal_code().to_owned()),
        email: contact.email().map(str::to_owned),
    })
}

fn kind(text: &str) -> Result<HolderKind, Fault> {
    match text.to_lowercase().replace([' ', '_'], "-").as_str() {
        "national" | "nacional" => Ok(HolderKind::National),
        "foreigner" | "extranjero" | "extranjera" => Ok(HolderKind::Foreigner),
        "legal-person" | "persona-moral" | "moral" => Ok(HolderKind::LegalPerson),
        _ => Err(Fault { column: Some(Column::Kind), reason: Reason::UnknownKind }),
    }
}

fn service(text: &str) -> Result<ServiceKind, Fault> {
    match text.to_lowercase().as_str() {
        "prepaid" | "prepago" => Ok(ServiceKind::Prepaid),
        "postpaid" | "pospago" | "postpago" => Ok(ServiceKind::Postpaid),
        _ => Err(Fault { column: Some(Column::Service), reason: Reason::UnknownService }),
    }
}

/// Only `yyyy-mm-dd`: in other forms day and month can be taken for each other.
fn date(text: &str, column: Column) -> Result<Date, Fault> {
    let invalid = Fault { column: Some(column), reason: Reason::Date };
    let &[_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes() else {
        return Err(invalid);
    };
    text.parse().map_err(|_| invalid)
}

fn needed(cells: &Cells, column: Column) -> Result<&str, Fault> {
    cells.get(column).ok_or(Fault { column: Some(column), reason: Reason::Needed })
}

fn rule(column: Column) -> impl Fn(Invalid) -> Fault {
    move |invalid| Fault { column: Some(column), reason: Reason::Rule(invalid) }
}

//! From a registration's form to values that cannot be wrong, and back. Gateway and import read forms with the same
//! functions, so that what passes one passes the other.

use jiff::civil::Date;
use padron_model::country::{Bearer, CountryRules, Mismatch};
use padron_model::{
    Contact, Country, Document, Holder, HolderKind, Iccid, Identifier, Invalid, LegalName, Number, Passport,
    PersonName, Representative, ServiceKind, Sex, Subject, date,
};

use crate::messages::link::{ContactForm, HolderForm, Registration};
use crate::problem::{Problem, ProblemType};

/// Why a form is refused: which field, and what is wrong with it. Never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The field, as a dotted path.
    pub field: String,
    pub reason: FaultReason,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultReason {
    #[error(transparent)]
    Rule(#[from] Invalid),
    #[error("{0}")]
    Disagrees(Mismatch),
    #[error("this kind of holder needs it")]
    Needed,
    #[error("this register's country gives no such identifier")]
    Foreign,
}

impl From<FieldFault> for Problem {
    fn from(fault: FieldFault) -> Self {
        Self::new(ProblemType::InvalidField).field(fault.field).detail(fault.reason)
    }
}

/// What a registration says of the line itself.
pub struct LineFields {
    pub number: Number,
    pub iccid: Option<Iccid>,
    /// Prepaid if the form does not say.
    pub service: ServiceKind,
    /// The day of activation, if the form says it.
    pub activated: Option<Date>,
}

/// Reads the fields of the line.
///
/// # Errors
/// The first field that is wrong.
pub fn read_line(form: &Registration, country: &dyn CountryRules, today: Date) -> Result<LineFields, FieldFault> {
    let iccid = form.iccid.as_deref().filter(|text| !text.is_empty());
    let activated = form.activated.as_deref().map(|text| date::activation(text, today));
    Ok(LineFields {
        number: country.number(&form.number).map_err(rule("number"))?,
        iccid: iccid.map(Iccid::parse).transpose().map_err(rule("iccid"))?,
        service: form
            .service
            .as_deref()
            .map_or(Ok(ServiceKind::Prepaid), ServiceKind::parse)
            .map_err(rule("service"))?,
        activated: activated.transpose().map_err(rule("activated"))?,
    })
}

/// Reads the contact.
///
/// # Errors
/// The first field that is wrong.
pub fn read_contact(form: &ContactForm, country: &dyn CountryRules) -> Result<Contact, FieldFault> {
    let postal_code = country.postal_code(form.postal_code.as_deref().unwrap_or_default());
    let postal_code = postal_code.map_err(rule("contact.postal_code"))?;
    Contact::new(form.address.as_deref().unwrap_or_default(), form.email.as_deref(), &postal_code).map_err(part)
}

/// Reads the holder.
///
/// # Errors
/// The first field that is wrong, or the first part of a national's identifier that disagrees with name, birth or sex.
pub fn read_holder(form: &HolderForm, country: &dyn CountryRules, today: Date) -> Result<Holder, FieldFault> {
    let reader = HolderReader { form, country, today };
    reader.known_identifiers()?;
    match HolderKind::parse(&form.kind).map_err(rule("holder.kind"))? {
        HolderKind::National => reader.national(),
        HolderKind::Foreigner => reader.foreigner(),
        HolderKind::LegalPerson => reader.legal_person(),
    }
}

struct HolderReader<'a> {
    form: &'a HolderForm,
    country: &'a dyn CountryRules,
    today: Date,
}

impl HolderReader<'_> {
    /// Refuses what another country gives: a billing system that sends it has mistaken the register.
    fn known_identifiers(&self) -> Result<(), FieldFault> {
        let foreign = |id: &&str| self.country.identifiers().all(|kind| kind.id != *id);
        match self.form.identifiers.kinds().find(foreign) {
            Some(id) => Err(fault(format!("holder.{id}"), FaultReason::Foreign)),
            None => Ok(()),
        }
    }

    fn national(&self) -> Result<Holder, FieldFault> {
        let identifier = self.identifier(Bearer::Person)?.ok_or_else(|| self.needs(Bearer::Person))?;
        let (name, birth, sex) = self.person()?;
        if let Some(mismatch) = identifier.mismatches(&name, birth, sex).first() {
            let field = format!("holder.{}", identifier.kind().id);
            return Err(fault(field, FaultReason::Disagrees(*mismatch)));
        }
        Ok(Holder::National { identifier, name, birth, sex })
    }

    fn foreigner(&self) -> Result<Holder, FieldFault> {
        let (document, (name, birth, sex)) = (self.document()?, self.person()?);
        let nationality = needed(self.form.nationality.as_ref(), "holder.nationality")?;
        let nationality = Country::parse(nationality).map_err(rule("holder.nationality"))?;
        Ok(Holder::Foreigner { name, document, birth, sex, nationality })
    }

    fn legal_person(&self) -> Result<Holder, FieldFault> {
        let identifier = self.identifier(Bearer::Company)?.ok_or_else(|| self.needs(Bearer::Company))?;
        let name = needed(self.form.legal_name.as_ref(), "holder.legal_name")?;
        let name = LegalName::new(name).map_err(rule("holder.legal_name"))?;
        let representative = Representative { name: self.name()?, document: self.document()? };
        Ok(Holder::LegalPerson { name, identifier, representative })
    }

    /// The identifier of this bearer that the form has, if it has one.
    fn identifier(&self, bearer: Bearer) -> Result<Option<Identifier>, FieldFault> {
        let kinds = self.country.identifiers().filter(|kind| kind.bearer == bearer);
        let given = kinds.filter_map(|kind| Some((kind, self.form.identifiers.get(kind)?))).next();
        let read = given.map(|(kind, text)| {
            Identifier::parse(kind, text).map_err(|invalid| fault(format!("holder.{}", kind.id), invalid.into()))
        });
        read.transpose()
    }

    fn needs(&self, bearer: Bearer) -> FieldFault {
        let mut kinds = self.country.identifiers().filter(|kind| kind.bearer == bearer);
        fault(kinds.next().map_or("holder".into(), |kind| format!("holder.{}", kind.id)), FaultReason::Needed)
    }

    /// The identifier of a person, or a passport.
    fn document(&self) -> Result<Document, FieldFault> {
        if let Some(identifier) = self.identifier(Bearer::Person)? {
            return Ok(Document::Identifier(identifier));
        }
        let country = needed(self.form.passport_country.as_ref(), "holder.passport_country")?;
        let number = needed(self.form.passport_number.as_ref(), "holder.passport_number")?;
        Passport::parse(country, number).map(Document::Passport).map_err(part)
    }

    fn person(&self) -> Result<(PersonName, Date, Sex), FieldFault> {
        let birth = needed(self.form.birth_date.as_ref(), "holder.birth_date")?;
        let birth = date::birth(birth, self.today).map_err(rule("holder.birth_date"))?;
        let sex = needed(self.form.sex.as_ref(), "holder.sex")?;
        let sex = self.country.sex(sex).map_err(rule("holder.sex"))?;
        Ok((self.name()?, birth, sex))
    }

    fn name(&self) -> Result<PersonName, FieldFault> {
        let given = needed(self.form.given_names.as_ref(), "holder.given_names")?;
        PersonName::with_patronymic(
            given,
            self.form.first_surname.as_deref(),
            self.form.second_surname.as_deref(),
            self.form.patronymic.as_deref(),
        )
        .map_err(part)
    }
}

fn fault(field: impl Into<String>, reason: FaultReason) -> FieldFault {
    FieldFault { field: field.into(), reason }
}

fn needed<'a>(value: Option<&'a String>, field: &str) -> Result<&'a str, FieldFault> {
    let value = value.map(String::as_str).filter(|text| !text.trim().is_empty());
    value.ok_or_else(|| fault(field, FaultReason::Needed))
}

fn rule(field: &'static str) -> impl Fn(Invalid) -> FieldFault {
    move |invalid| fault(field, invalid.into())
}

/// The same where several fields are read at once: which one it is follows from what was being read.
fn part(invalid: Invalid) -> FieldFault {
    let field = match invalid.subject {
        Subject::GivenNames => "holder.given_names",
        Subject::FirstSurname => "holder.first_surname",
        Subject::SecondSurname => "holder.second_surname",
        Subject::Patronymic => "holder.patronymic",
        Subject::Country => "holder.passport_country",
        Subject::Passport => "holder.passport_number",
        Subject::Address => "contact.address",
        Subject::PostalCode => "contact.postal_code",
        Subject::Email => "contact.email",
        _ => "holder",
    };
    fault(field, invalid.into())
}

impl HolderForm {
    /// The form that a country's rules read as this holder.
    pub fn of(holder: &Holder, country: &dyn CountryRules) -> Self {
        // Field by field: a type that is wiped when dropped cannot be taken apart.
        let mut form = Self::default();
        form.kind = holder.kind().as_str().to_owned();
        match holder {
            Holder::National { identifier, name, birth, sex } => {
                form.put_person(name, Some((*birth, country.write_sex(*sex))));
                form.identifiers.set(identifier.kind(), identifier.as_str());
            }
            Holder::Foreigner { name, document, birth, sex, nationality } => {
                form.put_person(name, Some((*birth, country.write_sex(*sex))));
                form.put_document(document);
                form.nationality = Some(nationality.as_str().to_owned());
            }
            Holder::LegalPerson { name, identifier, representative } => {
                form.put_person(&representative.name, None);
                form.put_document(&representative.document);
                form.identifiers.set(identifier.kind(), identifier.as_str());
                form.legal_name = Some(name.as_str().to_owned());
            }
        }
        form
    }

    fn put_person(&mut self, name: &PersonName, born: Option<(Date, &str)>) {
        self.given_names = Some(name.given().to_owned());
        self.first_surname = name.first_surname().map(str::to_owned);
        self.second_surname = name.second_surname().map(str::to_owned);
        self.patronymic = name.patronymic().map(str::to_owned);
        self.birth_date = born.map(|(birth, _)| birth.to_string());
        self.sex = born.map(|(_, sex)| sex.to_owned());
    }

    fn put_document(&mut self, document: &Document) {
        match document {
            Document::Identifier(identifier) => self.identifiers.set(identifier.kind(), identifier.as_str()),
            Document::Passport(passport) => {
                self.passport_country = Some(passport.country().as_str().to_owned());
                self.passport_number = Some(passport.number().to_owned());
            }
        }
    }
}

impl ContactForm {
    /// The form of a contact.
    pub fn of(contact: &Contact) -> Self {
        Self {
            address: Some(contact.address().to_owned()),
            postal_code: Some(contact.postal_code().to_owned()),
            email: contact.email().map(str::to_owned),
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        [&self.address, &self.postal_code, &self.email].into_iter().flatten().all(|text| text.trim().is_empty())
    }
}

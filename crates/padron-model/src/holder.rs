//! Who a line is registered to, how to reach them, and the line itself: the texts of the three compartments.

mod contact;
mod line_details;
mod subscriber;
#[cfg(test)]
mod tests;

pub use contact::Contact;
use jiff::civil::Date;
pub use line_details::{LineDetails, ServiceKind};
use serde::{Deserialize, Serialize};
pub use subscriber::Subscriber;
use zeroize::Zeroizing;

use crate::{Country, Curp, Invalid, LegalName, Passport, PersonName, Rfc, Rule, Sex, Subject};

/// The person or company that a line is registered to. Personal: no `Debug`, every part is wiped when dropped
/// (the date of birth, which the calendar library copies freely, is the exception).
#[derive(Clone, PartialEq, Eq)]
pub enum Holder {
    /// A person with a population key.
    National {
        /// Population key.
        curp: Curp,
        /// Name as in the civil register.
        name: PersonName,
        /// Date of birth.
        birth: Date,
        /// Sex as in the civil register.
        sex: Sex,
    },
    /// A person of another country, with a passport or a temporary population key.
    Foreigner {
        /// Name as in the document.
        name: PersonName,
        /// Passport or temporary population key.
        document: Document,
        /// Date of birth.
        birth: Date,
        /// Sex as in the document.
        sex: Sex,
        /// Nationality.
        nationality: Country,
    },
    /// A company or other legal person.
    LegalPerson {
        /// Registered name.
        name: LegalName,
        /// Tax key of 12 characters.
        rfc: Rfc,
        /// Who acts for it.
        representative: Representative,
    },
}

/// A natural person's document. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub enum Document {
    /// Population key, permanent or temporary.
    Curp(Curp),
    /// Passport.
    Passport(Passport),
}

/// The person who acts for a company. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Representative {
    /// Name as in the document.
    pub name: PersonName,
    /// Population key or passport.
    pub document: Document,
}

/// Kind of holder, as regimes and files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HolderKind {
    /// A person with a population key.
    National,
    /// A person of another country.
    Foreigner,
    /// A company or other legal person.
    LegalPerson,
}

impl HolderKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::National, Self::Foreigner, Self::LegalPerson];

    /// The kebab-case id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Foreigner => "foreigner",
            Self::LegalPerson => "legal-person",
        }
    }

    /// Reads the kebab-case id.
    ///
    /// # Errors
    /// No such kind.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text.trim())
            .ok_or(Invalid::whole(Subject::Identifier, Rule::WrongKind))
    }
}

impl Document {
    /// The canonical bytes that identify the bearer: `CURP:…` or `PASSPORT:MEX:…`.
    #[must_use]
    pub fn person_input(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Curp(curp) => joined(&["CURP", curp.as_str()]),
            Self::Passport(passport) => joined(&["PASSPORT", passport.country().as_str(), passport.number()]),
        }
    }
}

impl Holder {
    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> HolderKind {
        match self {
            Self::National { .. } => HolderKind::National,
            Self::Foreigner { .. } => HolderKind::Foreigner,
            Self::LegalPerson { .. } => HolderKind::LegalPerson,
        }
    }

    /// The canonical bytes that identify the person for evaluation: `CURP:…`, `PASSPORT:MEX:…` or `RFC:…`.
    ///
    /// One person must always give the same bytes, so they contain the document and nothing else.
    #[must_use]
    pub fn person_input(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::National { curp, .. } => joined(&["CURP", curp.as_str()]),
            Self::Foreigner { document, .. } => document.person_input(),
            Self::LegalPerson { rfc, .. } => joined(&["RFC", rfc.as_str()]),
        }
    }

    /// The canonical encoding of the attributes alone, as the verifier signs them; see [`crate::text`].
    ///
    /// # Errors
    /// Only [`Rule::WrongKind`], for a company with a person's tax key: every other holder fits.
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Invalid> {
        let mut writer = crate::text::FieldWriter::new(subscriber::HOLDER_CAPACITY);
        subscriber::write_holder(self, &mut writer)?;
        Ok(writer.finish())
    }

    /// Reads [`Holder::encode`]'s bytes.
    ///
    /// # Errors
    /// Names the rule broken.
    pub fn decode(bytes: &[u8]) -> Result<Self, Invalid> {
        let fields = crate::text::Fields::parse(bytes, &subscriber::HOLDER_TAGS)?;
        let holder = subscriber::read_holder(&fields)?;
        crate::text::demand_canonical(bytes, &holder.encode()?)?;
        Ok(holder)
    }
}

/// Parts joined by colons, in one allocation.
fn joined(parts: &[&str]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(48));
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            bytes.push(b':');
        }
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

/// A date as four bytes: the year in two, big-endian, the month, the day.
fn date_bytes(date: Date) -> [u8; 4] {
    let [high, low] = date.year().to_be_bytes();
    [high, low, date.month() as u8, date.day() as u8]
}

fn date_from(bytes: &[u8], subject: Subject) -> Result<Date, Invalid> {
    let invalid = Invalid::whole(subject, Rule::Date);
    let &[high, low, month, day] = bytes else {
        return Err(invalid);
    };
    let (month, day) = (i8::try_from(month).map_err(|_| invalid)?, i8::try_from(day).map_err(|_| invalid)?);
    Date::new(i16::from_be_bytes([high, low]), month, day).map_err(|_| invalid)
}

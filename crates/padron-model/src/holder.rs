//! Who a line is registered to, how to reach them, and the line itself: the texts of the three compartments.

mod attributes;
mod contact;
mod line_details;

pub use contact::Contact;
use jiff::civil::Date;
pub use line_details::{LineDetails, ServiceKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::country::Registers;
use crate::{Country, Document, Identifier, Invalid, LegalName, PersonName, Rule, Sex, Subject};

/// The person or company that a line is registered to. Personal: no `Debug`, every part is wiped when dropped
/// (the date of birth, which the calendar library copies freely, is the exception).
#[derive(Clone, PartialEq, Eq)]
pub enum Holder {
    /// A person to whom the country gives an identifier.
    National {
        /// The country's identifier of people.
        identifier: Identifier,
        /// Name as in the civil register.
        name: PersonName,
        birth: Date,
        /// Sex as in the civil register.
        sex: Sex,
    },
    /// A person of another country, with a passport or an identifier of this one.
    Foreigner {
        name: PersonName,
        /// What identifies the person.
        document: Document,
        birth: Date,
        sex: Sex,
        nationality: Country,
    },
    /// A company or other legal person.
    LegalPerson {
        name: LegalName,
        /// The country's identifier of companies.
        identifier: Identifier,
        representative: Representative,
    },
}

/// The person who acts for a company. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Representative {
    pub name: PersonName,
    /// What identifies the person.
    pub document: Document,
}

/// Kind of holder, as regimes and files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HolderKind {
    /// A person to whom the country gives an identifier.
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
            .ok_or(Invalid::whole(Subject::Kind, Rule::HolderKind))
    }
}

impl Holder {
    pub const fn kind(&self) -> HolderKind {
        match self {
            Self::National { .. } => HolderKind::National,
            Self::Foreigner { .. } => HolderKind::Foreigner,
            Self::LegalPerson { .. } => HolderKind::LegalPerson,
        }
    }

    /// Under what the holder is registered.
    pub const fn registered(&self) -> Registers {
        match self {
            Self::National { identifier, .. }
            | Self::LegalPerson { identifier, .. }
            | Self::Foreigner { document: Document::Identifier(identifier), .. } => {
                Registers::Identifier(identifier.kind())
            }
            Self::Foreigner { document: Document::Passport(_), .. } => Registers::Passport,
        }
    }

    /// The canonical bytes that identify the person for evaluation: `KIND:…` of an identifier, or `PASSPORT:COUNTRY:…`.
    ///
    /// One person must always give the same bytes, so they contain the document and nothing else.
    pub fn person_input(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::National { identifier, .. } | Self::LegalPerson { identifier, .. } => identifier.person_input(),
            Self::Foreigner { document, .. } => document.person_input(),
        }
    }

    /// The canonical encoding of the attributes, as the verifier signs them; see [`crate::text`].
    ///
    /// # Errors
    /// Only [`Rule::TooLong`], for a company whose name and representative's name do not fit together.
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Invalid> {
        attributes::encode(self)
    }

    /// Reads [`Holder::encode`]'s bytes.
    ///
    /// # Errors
    /// Names the rule broken.
    pub fn decode(bytes: &[u8]) -> Result<Self, Invalid> {
        let holder = attributes::decode(bytes)?;
        crate::text::demand_canonical(bytes, &holder.encode()?)?;
        Ok(holder)
    }
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

#[cfg(test)]
mod tests;

//! Identifiers that states give: neutral values whose kind comes from a country's table.

use jiff::civil::Date;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::country::{Bearer, IdentifierKind, Mismatch};
use crate::{Invalid, Passport, PersonName, Rule, Sex};

/// A well-formed identifier of a person or a company. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Identifier {
    #[zeroize(skip)]
    kind: &'static IdentifierKind,
    value: String,
}

impl Identifier {
    /// Reads a value of this kind.
    ///
    /// # Errors
    /// Names the rule and the character; a value that identifies another kind of bearer is refused too.
    pub fn parse(kind: &'static IdentifierKind, text: &str) -> Result<Self, Invalid> {
        let mut read = (kind.read)(text)?;
        if read.bearer != kind.bearer {
            return Err(Invalid::whole(kind.subject, Rule::WrongKind));
        }
        Ok(Self { kind, value: std::mem::take(&mut *read.canonical) })
    }

    pub const fn kind(&self) -> &'static IdentifierKind {
        self.kind
    }

    /// The value in its one canonical spelling.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Every part that a name, a birth and a sex do not give, in the order of the identifier.
    pub fn mismatches(&self, name: &PersonName, birth: Date, sex: Sex) -> Vec<Mismatch> {
        (self.kind.compare)(&self.value, name, birth, sex)
    }

    /// The canonical bytes that identify the bearer: the kind in capitals, a colon and the value.
    pub(crate) fn person_input(&self) -> Zeroizing<Vec<u8>> {
        joined(&[&self.kind.id.to_ascii_uppercase(), &self.value])
    }
}

/// A natural person's document. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub enum Document {
    /// An identifier that the country gives.
    Identifier(Identifier),
    Passport(Passport),
}

impl Document {
    /// The canonical bytes that identify the bearer: `KIND:…` or `PASSPORT:COUNTRY:…`.
    pub fn person_input(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Identifier(identifier) => identifier.person_input(),
            Self::Passport(passport) => joined(&["PASSPORT", passport.country().as_str(), passport.number()]),
        }
    }

    /// The identifier of a person.
    ///
    /// # Errors
    /// A company's.
    pub fn of(identifier: Identifier) -> Result<Self, Invalid> {
        match identifier.kind.bearer {
            Bearer::Person => Ok(Self::Identifier(identifier)),
            Bearer::Company => Err(Invalid::whole(identifier.kind.subject, Rule::WrongKind)),
        }
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

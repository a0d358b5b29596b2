//! Mexico: CURP, RFC, the voter's credential, `+52`, five-digit postal codes, the regulator's table of number blocks.

mod curp;
mod number;
mod numbering;
mod rfc;

use std::io::Read;

pub use curp::{Curp, State};
pub use number::national_digits;
pub use rfc::Rfc;

use super::{Bearer, CountryRules, DocumentKind, IdentifierKind, ReadIdentifier, Registers, digits_only};
use crate::{Invalid, Number, NumberingError, NumberingTable, Rule, Sex, Subject};

/// The rules of Mexico.
#[derive(Debug)]
pub struct Mexico;

/// The population key.
pub static CURP: IdentifierKind = IdentifierKind {
    id: "curp",
    subject: Subject::Curp,
    bearer: Bearer::Person,
    tag: 2,
    read: |text| {
        let canonical = Curp::parse(text)?.as_str().to_owned().into();
        Ok(ReadIdentifier { canonical, bearer: Bearer::Person, warning: None })
    },
    compare: |curp, name, birth, sex| {
        Curp::parse(curp).map_or_else(|_| Vec::new(), |curp| curp.mismatches(name, birth, sex))
    },
};

/// The tax key; only a company is registered under it.
pub static RFC: IdentifierKind = IdentifierKind {
    id: "rfc",
    subject: Subject::Rfc,
    bearer: Bearer::Company,
    tag: 5,
    read: |text| {
        let rfc = Rfc::parse(text)?;
        let bearer = if rfc.is_legal_person() { Bearer::Company } else { Bearer::Person };
        Ok(ReadIdentifier { canonical: rfc.as_str().to_owned().into(), bearer, warning: rfc.warning() })
    },
    compare: |_, _, _, _| Vec::new(),
};

static DOCUMENTS: [DocumentKind; 5] = [
    DocumentKind { id: "curp", registers: Registers::Identifier(&CURP) },
    DocumentKind { id: "temporary-curp", registers: Registers::Identifier(&CURP) },
    DocumentKind { id: "passport", registers: Registers::Passport },
    DocumentKind { id: "ine", registers: Registers::Nothing },
    DocumentKind { id: "rfc", registers: Registers::Identifier(&RFC) },
];

impl CountryRules for Mexico {
    fn id(&self) -> &'static str {
        "mx"
    }

    fn documents(&self) -> &'static [DocumentKind] {
        &DOCUMENTS
    }

    /// H (hombre), M (mujer) or X, as in the population key.
    fn sexes(&self) -> (&'static [(Sex, &'static str); 3], Rule) {
        (&[(Sex::Man, "H"), (Sex::Woman, "M"), (Sex::Nonbinary, "X")], Rule::Sex)
    }

    /// Five digits (Servicio Postal Mexicano).
    fn postal_code(&self, text: &str) -> Result<String, Invalid> {
        digits_only(text, 5)
    }

    fn number(&self, text: &str) -> Result<Number, Invalid> {
        number::number(text)
    }

    fn legacy_number(&self, text: &str) -> Result<Number, Invalid> {
        number::legacy_number(text)
    }

    fn numbering(&self, published: Option<&mut dyn Read>) -> Result<NumberingTable, NumberingError> {
        numbering::read(published.ok_or(NumberingError::Needed)?)
    }
}

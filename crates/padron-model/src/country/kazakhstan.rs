//! Kazakhstan: IIN, BIN, `+7`, six-digit postal codes, mobile numbers by their prefix.
//!
//! Names have one surname and often a patronymic: both are parts of [`crate::PersonName`].

mod identifier;
mod number;

use std::io::Read;

use super::{CountryRules, DocumentKind, Registers, digits_only};
use crate::{Invalid, Number, NumberingError, NumberingTable, Rule, Sex};

pub use identifier::{BIN, IIN};

/// The rules of Kazakhstan.
#[derive(Debug)]
pub struct Kazakhstan;

static DOCUMENTS: [DocumentKind; 3] = [
    DocumentKind { id: "iin", registers: Registers::Identifier(&IIN) },
    DocumentKind { id: "passport", registers: Registers::Passport },
    DocumentKind { id: "bin", registers: Registers::Identifier(&BIN) },
];

impl CountryRules for Kazakhstan {
    fn id(&self) -> &'static str {
        "kz"
    }

    fn documents(&self) -> &'static [DocumentKind] {
        &DOCUMENTS
    }

    /// Words and no letters: M is a man in a passport (ICAO Doc 9303) and a woman in other registers.
    fn sexes(&self) -> (&'static [(Sex, &'static str); 3], Rule) {
        (&[(Sex::Man, "man"), (Sex::Woman, "woman"), (Sex::Nonbinary, "nonbinary")], Rule::SexWord)
    }

    fn postal_code(&self, text: &str) -> Result<String, Invalid> {
        digits_only(text, 6)
    }

    fn number(&self, text: &str) -> Result<Number, Invalid> {
        number::number(text)
    }

    /// The plan itself tells; a file is not read.
    fn numbering(&self, _: Option<&mut dyn Read>) -> Result<NumberingTable, NumberingError> {
        number::numbering()
    }
}

#[cfg(test)]
mod tests;

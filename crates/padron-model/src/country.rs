//! What differs from country to country: identity documents, numbers, postal codes, how sex is written.
//!
//! Each country is one module behind [`CountryRules`], chosen by a regime's `country`. Nothing outside these modules
//! names a country, a kind of document or a prefix, so a further country is one more file and a line in [`ALL`].

mod code;
pub mod kazakhstan;
pub mod mexico;

use std::fmt;
use std::io::Read;

pub use code::Country;
use jiff::civil::Date;
use zeroize::Zeroizing;

use crate::texts::ModelTexts;
use crate::{
    Disagreement, Invalid, Lang, Number, NumberingError, NumberingTable, PersonName, Rule, Sex, Subject, Warning,
};

/// Every country whose rules padron knows; the first is meant where none is named.
pub const ALL: [&dyn CountryRules; 2] = [&mexico::Mexico, &kazakhstan::Kazakhstan];

pub trait CountryRules: fmt::Debug + Sync {
    /// ISO 3166-1 alpha-2 in lower case, as regimes name it.
    fn id(&self) -> &'static str;

    /// The documents that a regime may name, and under which the country's people and companies are registered.
    fn documents(&self) -> &'static [DocumentKind];

    /// How a sex is written: a letter or word for each, and the rule that another breaks.
    fn sexes(&self) -> (&'static [(Sex, &'static str); 3], Rule);

    /// Reads a postal code.
    ///
    /// # Errors
    /// Names the rule and the character.
    fn postal_code(&self, text: &str) -> Result<String, Invalid>;

    /// Reads a number of this country in any spelling that is in use, national or international.
    ///
    /// # Errors
    /// Names the rule and the character; another country's number is refused.
    fn number(&self, text: &str) -> Result<Number, Invalid>;

    /// As [`CountryRules::number`], and also spellings that have ended and still stand in old files.
    ///
    /// # Errors
    /// As [`CountryRules::number`].
    fn legacy_number(&self, text: &str) -> Result<Number, Invalid> {
        self.number(text)
    }

    /// Which numbers are mobile: from the file that the regulator publishes, where the digits alone do not tell.
    ///
    /// # Errors
    /// The file is needed and missing, or cannot be read.
    fn numbering(&self, published: Option<&mut dyn Read>) -> Result<NumberingTable, NumberingError>;
}

impl dyn CountryRules + '_ {
    /// Reads a sex as the country writes it, in either case.
    ///
    /// # Errors
    /// Not one of its letters or words.
    pub fn sex(&self, text: &str) -> Result<Sex, Invalid> {
        let ((words, rule), text) = (self.sexes(), text.trim());
        let known = words.iter().find(|(_, word)| word.eq_ignore_ascii_case(text)).map(|(sex, _)| *sex);
        let rule = if text.is_empty() { Rule::Empty } else { rule };
        known.ok_or(Invalid { subject: Subject::Sex, rule, position: (!text.is_empty()).then_some(1) })
    }

    /// Writes a sex as the country does.
    pub fn write_sex(&self, sex: Sex) -> &'static str {
        self.sexes().0.iter().find(|(known, _)| *known == sex).map_or("", |(_, word)| *word)
    }

    /// The kinds of identifier, each once.
    pub fn identifiers(&self) -> impl Iterator<Item = &'static IdentifierKind> + use<> {
        let documents = self.documents();
        documents.iter().enumerate().filter_map(move |(index, document)| match document.registers {
            Registers::Identifier(kind)
                if documents[..index].iter().all(|other| other.registers != document.registers) =>
            {
                Some(kind)
            }
            _ => None,
        })
    }
}

/// A document that a regime may ask for.
#[derive(Debug)]
pub struct DocumentKind {
    /// Kebab-case id.
    pub id: &'static str,
    pub registers: Registers,
}

/// What is registered of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registers {
    Identifier(&'static IdentifierKind),
    /// A passport's country and number.
    Passport,
    /// Nothing: it is shown beside another.
    Nothing,
}

/// A kind of identifier that a state gives to people or companies.
#[derive(Debug)]
pub struct IdentifierKind {
    /// Kebab-case id: its field in forms and files, and in capitals the name before the value that is evaluated.
    pub id: &'static str,
    /// The same in messages for people.
    pub subject: Subject,
    /// Whom it identifies.
    pub bearer: Bearer,
    /// The tag of its field in a holder's text; unique among all countries, never reused.
    pub(crate) tag: u8,
    pub(crate) read: fn(&str) -> Result<ReadIdentifier, Invalid>,
    pub(crate) compare: fn(&str, &PersonName, Date, Sex) -> Vec<Mismatch>,
}

/// Whom an identifier identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    Person,
    /// A company or other legal person.
    Company,
}

impl Bearer {
    /// Whom the canonical bytes of [`crate::Holder::person_input`] identify.
    pub fn of_input(input: &[u8]) -> Self {
        let kind = input.split(|byte| *byte == b':').next().unwrap_or_default();
        let known = IdentifierKind::all().find(|known| known.id.as_bytes().eq_ignore_ascii_case(kind));
        known.map_or(Self::Person, |known| known.bearer)
    }
}

/// An identifier as its country's module read it.
pub(crate) struct ReadIdentifier {
    pub(crate) canonical: Zeroizing<String>,
    pub(crate) bearer: Bearer,
    pub(crate) warning: Option<Warning>,
}

/// A part of an identifier that is not what its bearer's data give. Says which part, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub subject: Subject,
    /// Which data do not agree.
    pub part: Disagreement,
    /// The first of its characters, from 1.
    pub first: usize,
    pub last: usize,
}

impl PartialEq for IdentifierKind {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for IdentifierKind {}

impl IdentifierKind {
    /// The kinds of every country.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ALL.into_iter().flat_map(|country| country.identifiers())
    }

    /// Says what is wrong with a value, or what is doubtful; whom it identifies does not matter.
    ///
    /// # Errors
    /// Names the rule and the character.
    pub fn check(&self, text: &str) -> Result<Option<Warning>, Invalid> {
        (self.read)(text).map(|read| read.warning)
    }
}

impl Mismatch {
    /// A sentence for people: which characters disagree with what.
    pub fn message(&self, lang: Lang) -> String {
        let (texts, subject, rule) = (ModelTexts::of(lang), self.subject.label(lang), self.part.explanation(lang));
        match self.first == self.last {
            true => texts.broken_at(subject, self.first, rule),
            false => texts.broken_between(subject, self.first, self.last, rule),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message(Lang::En))
    }
}

pub fn find(id: &str) -> Option<&'static dyn CountryRules> {
    ALL.into_iter().find(|country| country.id() == id)
}

/// A postal code of so many digits.
fn digits_only(text: &str, length: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::whole(Subject::PostalCode, Rule::Empty));
    }
    if let Some(index) = text.chars().position(|character| !character.is_ascii_digit()) {
        return Err(Invalid::at(Subject::PostalCode, Rule::Digit, index + 1));
    }
    if text.len() != length {
        return Err(Invalid::whole(Subject::PostalCode, Rule::Length));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests;

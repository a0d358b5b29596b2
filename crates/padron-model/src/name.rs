//! Names of people and of companies.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Invalid, Rule, Subject};

/// Most characters of a person's name, all parts together, counted as UTF-16 does.
pub(crate) const PERSON_NAME_UNITS: usize = 120;
/// Most bytes of a company's name in UTF-8, so that a sealed compartment of fixed size always holds it.
pub(crate) const LEGAL_NAME_BYTES: usize = 120;
/// Signs that stand in names: apostrophes, hyphens and points, as the scripts of the world write them.
const SIGNS: &str = "'’‘´`-‐‑.·・׳״՚་";

/// The name of a person as in a civil register or a document. Personal: no `Debug`, wiped when dropped.
///
/// A person with one name only has it as the given name. All parts together have at most 120 characters: letters and
/// marks of any script, spaces, apostrophes, hyphens and points; a slash after a letter (D/Amico) and a numeral as a
/// word of its own (Enrique 8), as civil registers have captured them. Text is kept in Unicode's composed form (NFC),
/// however it was sent.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PersonName {
    given: String,
    first_surname: Option<String>,
    second_surname: Option<String>,
    patronymic: Option<String>,
}

impl PersonName {
    /// Reads given names and surnames; runs of spaces become one, and an empty surname is none.
    ///
    /// # Errors
    /// Names the part, the rule and the character.
    pub fn new(given: &str, first_surname: &str, second_surname: Option<&str>) -> Result<Self, Invalid> {
        Self::with_patronymic(given, Some(first_surname), second_surname, None)
    }

    /// As [`PersonName::new`], with the father's name that some countries put after the given one.
    ///
    /// # Errors
    /// As [`PersonName::new`].
    pub fn with_patronymic(
        given: &str,
        first_surname: Option<&str>,
        second_surname: Option<&str>,
        patronymic: Option<&str>,
    ) -> Result<Self, Invalid> {
        let optional = |text: Option<&str>, subject| {
            text.filter(|text| !text.trim().is_empty()).map(|text| part(text, subject)).transpose()
        };
        let name = Self {
            given: part(given, Subject::GivenNames)?,
            first_surname: optional(first_surname, Subject::FirstSurname)?,
            second_surname: optional(second_surname, Subject::SecondSurname)?,
            patronymic: optional(patronymic, Subject::Patronymic)?,
        };
        let units: usize = name.parts().flatten().map(|part| part.encode_utf16().count()).sum();
        if units > PERSON_NAME_UNITS {
            return Err(Invalid::whole(Subject::GivenNames, Rule::TooLong));
        }
        Ok(name)
    }

    /// All given names.
    pub fn given(&self) -> &str {
        &self.given
    }

    /// The first surname, particles included, if the person has one.
    pub fn first_surname(&self) -> Option<&str> {
        self.first_surname.as_deref()
    }

    /// The second surname, if the person has one.
    pub fn second_surname(&self) -> Option<&str> {
        self.second_surname.as_deref()
    }

    /// The patronymic, if the person has one.
    pub fn patronymic(&self) -> Option<&str> {
        self.patronymic.as_deref()
    }

    /// Given names, first surname, second surname, patronymic.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Option<&str>> {
        [Some(self.given()), self.first_surname(), self.second_surname(), self.patronymic()].into_iter()
    }

    /// Given names, patronymic and surnames, in the order in which they are spoken.
    pub fn full(&self) -> Zeroizing<String> {
        let mut full = Zeroizing::new(String::with_capacity(4 * PERSON_NAME_UNITS));
        full.push_str(&self.given);
        for part in [self.patronymic(), self.first_surname(), self.second_surname()].into_iter().flatten() {
            full.push(' ');
            full.push_str(part);
        }
        full
    }
}

/// The name of a company or other legal person: 1 to 120 bytes of letters, digits, spaces and `' - . , & ( ) / + " # @ !`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct LegalName(String);

impl LegalName {
    /// Reads a name; runs of spaces become one.
    ///
    /// # Errors
    /// Names the rule and the character.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let allowed = |_: &str, character: char| character.is_alphanumeric() || "'’-.,&()/+\"#@!".contains(character);
        let name = Self(spaced(text, Subject::LegalName, allowed)?);
        if name.0.len() > LEGAL_NAME_BYTES {
            return Err(Invalid::whole(Subject::LegalName, Rule::TooLong));
        }
        Ok(name)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn part(text: &str, subject: Subject) -> Result<String, Invalid> {
    let part = spaced(text, subject, |before, character| match character {
        '0'..='9' => !before.is_empty() && before.ends_with(|last: char| last == ' ' || last.is_ascii_digit()),
        '/' => before.ends_with(char::is_alphabetic),
        letter if letter.is_alphabetic() => !before.ends_with(|last: char| last.is_ascii_digit()),
        sign => SIGNS.contains(sign),
    })?;
    if part.chars().any(char::is_alphabetic) { Ok(part) } else { Err(Invalid::at(subject, Rule::Letter, 1)) }
}

/// The text in composed form with single spaces between words, if every other character is allowed after what stands
/// before it. Marks stand on letters, joiners where a script needs them, and nothing is invisible.
pub(crate) fn spaced(text: &str, subject: Subject, allowed: impl Fn(&str, char) -> bool) -> Result<String, Invalid> {
    /// Far above every limit of the model; keeps the work on hostile input small.
    const LONGEST: usize = 1_000;
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::whole(subject, Rule::Empty));
    }
    if text.len() > LONGEST {
        return Err(Invalid::whole(subject, Rule::TooLong));
    }
    // Reserved at once, so that growing leaves no unwiped copy behind; composing at most triples a text (UAX 15).
    let mut kept = Zeroizing::new(String::with_capacity(text.len()));
    let mut characters = text.chars().enumerate().peekable();
    while let Some((index, character)) = characters.next() {
        let fits = match character {
            ' ' if kept.ends_with(' ') => continue,
            ' ' => true,
            JOINER | NON_JOINER => joins(&kept, character, characters.peek().map(|(_, next)| *next)),
            mark if is_combining_mark(mark) => !kept.is_empty() && !kept.ends_with(' '),
            other => !is_invisible(other) && allowed(&kept, other),
        };
        if !fits {
            return Err(Invalid::at(subject, Rule::Character, index + 1));
        }
        kept.push(character);
    }
    let mut composed = String::with_capacity(3 * kept.len());
    composed.extend(kept.nfc());
    Ok(composed)
}

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

/// Where the two invisible joiners change what is read, and nowhere else (RFC 5892, A.1 and A.2): after a virama, and
/// the non-joiner also between two letters of the Arabic script.
fn joins(before: &str, character: char, next: Option<char>) -> bool {
    /// The canonical combining class of viramas.
    const VIRAMA: u8 = 9;
    let arabic = |letter: char| {
        letter.is_alphabetic()
            && matches!(letter, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}')
    };
    let last = before.chars().next_back();
    let after_virama = last.is_some_and(|last| canonical_combining_class(last) == VIRAMA);
    after_virama || (character == NON_JOINER && last.is_some_and(arabic) && next.is_some_and(arabic))
}

/// Characters that show nothing, or change the order in which others are shown: with them two texts look alike, and a
/// reader sees another than is stored.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests;

//! Names of people and of companies.

#[cfg(test)]
mod tests;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Invalid, Rule, Subject};

/// Most characters of one part of a person's name.
const PART_CHARACTERS: usize = 100;
/// Most bytes of a person's whole name in UTF-8, so that a sealed compartment of fixed size always holds it.
pub(crate) const PERSON_NAME_BYTES: usize = 120;
/// Most bytes of a company's name in UTF-8, for the same reason.
pub(crate) const LEGAL_NAME_BYTES: usize = 120;

/// The name of a person as in the civil register. Personal: no `Debug`, wiped when dropped.
///
/// Each part has 1 to 100 letters, spaces and `'` `-` `.`, all parts together at most 120 bytes in UTF-8. Text is
/// expected in Unicode's composed form (NFC); a separate combining accent is refused with its position.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PersonName {
    given: String,
    first_surname: String,
    second_surname: Option<String>,
}

impl PersonName {
    /// Reads the parts; runs of spaces become one.
    ///
    /// # Errors
    /// Names the part, the rule and the character.
    pub fn new(given: &str, first_surname: &str, second_surname: Option<&str>) -> Result<Self, Invalid> {
        let second_surname = second_surname.filter(|text| !text.trim().is_empty());
        let name = Self {
            given: part(given, Subject::GivenNames)?,
            first_surname: part(first_surname, Subject::FirstSurname)?,
            second_surname: second_surname.map(|text| part(text, Subject::SecondSurname)).transpose()?,
        };
        if name.bytes() > PERSON_NAME_BYTES {
            return Err(Invalid::whole(Subject::GivenNames, Rule::TooLong));
        }
        Ok(name)
    }

    /// All given names.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }

    /// The first surname, particles included.
    #[must_use]
    pub fn first_surname(&self) -> &str {
        &self.first_surname
    }

    /// The second surname, if the person has one.
    #[must_use]
    pub fn second_surname(&self) -> Option<&str> {
        self.second_surname.as_deref()
    }

    /// Given names and surnames, in the order in which they are spoken.
    #[must_use]
    pub fn full(&self) -> Zeroizing<String> {
        let mut full = Zeroizing::new(String::with_capacity(PERSON_NAME_BYTES + 2));
        full.push_str(&self.given);
        for surname in [Some(self.first_surname()), self.second_surname()].into_iter().flatten() {
            full.push(' ');
            full.push_str(surname);
        }
        full
    }

    fn bytes(&self) -> usize {
        self.given.len() + self.first_surname.len() + self.second_surname.as_ref().map_or(0, String::len)
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
        let allowed = |character: char| character.is_alphanumeric() || "'’-.,&()/+\"#@!".contains(character);
        let name = Self(spaced(text, Subject::LegalName, allowed)?);
        if name.0.len() > LEGAL_NAME_BYTES {
            return Err(Invalid::whole(Subject::LegalName, Rule::TooLong));
        }
        Ok(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn part(text: &str, subject: Subject) -> Result<String, Invalid> {
    let part = spaced(text, subject, |character| character.is_alphabetic() || "'’-.".contains(character))?;
    if !part.chars().any(char::is_alphabetic) {
        return Err(Invalid::at(subject, Rule::Letter, 1));
    }
    if part.chars().count() > PART_CHARACTERS {
        return Err(Invalid::whole(subject, Rule::TooLong));
    }
    Ok(part)
}

/// The text with single spaces between words, if every other character is allowed.
pub(crate) fn spaced(text: &str, subject: Subject, allowed: impl Fn(char) -> bool) -> Result<String, Invalid> {
    /// Far above every limit of the model; keeps the work on hostile input small.
    const LONGEST: usize = 1_000;
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::whole(subject, Rule::Empty));
    }
    if text.len() > LONGEST {
        return Err(Invalid::whole(subject, Rule::TooLong));
    }
    // Reserved at once, so that growing leaves no unwiped copy behind.
    let mut kept = Zeroizing::new(String::with_capacity(text.len()));
    for (index, character) in text.chars().enumerate() {
        if character == ' ' {
            if !kept.ends_with(' ') {
                kept.push(' ');
            }
        } else if allowed(character) {
            kept.push(character);
        } else {
            return Err(Invalid::at(subject, Rule::Character, index + 1));
        }
    }
    Ok(core::mem::take(&mut *kept))
}

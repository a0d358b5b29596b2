//! The tax key (RFC): 13 characters for a person, 12 for a company.
//!
//! Source: the tax administration's answer 0610100135506 of 18 October 2006 (algorithm for the RFC with homonym key).

use jiff::civil::Date;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Invalid, Rule, Subject, Warning};

/// The order in which the check digit values characters, 0 to 38 (annex 3).
const CHECK_ALPHABET: &str = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";
/// Keys for invoices to the general public and to foreigners: they identify nobody.
const PLACEHOLDERS: [&str; 2] = ["XAXX010101000", "XEXX010101000"];
const PERSON_LENGTH: usize = 13;
const COMPANY_LENGTH: usize = 12;

/// A well-formed tax key. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Rfc {
    text: String,
    legal_person: bool,
}

impl Rfc {
    /// Reads 13 characters (person) or 12 (company) in either case; hyphens and spaces are removed.
    ///
    /// A wrong check digit is no error: about 1.5 % of the keys in use have one. [`Rfc::warning`] tells.
    ///
    /// # Errors
    /// Names the rule and the character.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::whole(Subject::Rfc, Rule::Empty));
        }
        let mut kept = Zeroizing::new(String::with_capacity(2 * PERSON_LENGTH + 4));
        let mut positions = Vec::with_capacity(PERSON_LENGTH);
        for (index, character) in text.chars().enumerate() {
            let character = if character == 'ñ' { 'Ñ' } else { character.to_ascii_uppercase() };
            match character {
                '-' | ' ' => continue,
                'A'..='Z' | '0'..='9' | '&' | 'Ñ' => kept.push(character),
                _ => return Err(Invalid::at(Subject::Rfc, Rule::Character, index + 1)),
            }
            positions.push(index + 1);
            if positions.len() > PERSON_LENGTH {
                return Err(Invalid::whole(Subject::Rfc, Rule::Length));
            }
        }
        let legal_person = match positions.len() {
            PERSON_LENGTH => false,
            COMPANY_LENGTH => true,
            _ => return Err(Invalid::whole(Subject::Rfc, Rule::Length)),
        };
        let rfc = Self { text: kept.to_string(), legal_person };
        rfc.check_shape().map_err(|(rule, index)| Invalid::at(Subject::Rfc, rule, positions[index]))?;
        if PLACEHOLDERS.contains(&rfc.text.as_str()) {
            return Err(Invalid::whole(Subject::Rfc, Rule::Placeholder));
        }
        Ok(rfc)
    }

    /// Appends the check digit to the 12 or 11 characters before it.
    ///
    /// # Errors
    /// As [`Rfc::parse`].
    pub fn compose(without_check_digit: &str) -> Result<Self, Invalid> {
        Self::parse(&Zeroizing::new(format!("{without_check_digit}{}", check_digit(without_check_digit))))
    }

    /// The key in capitals, without separators.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is a company's (12 characters).
    pub const fn is_legal_person(&self) -> bool {
        self.legal_person
    }

    /// Whether the check digit disagrees with the rest.
    pub fn warning(&self) -> Option<Warning> {
        let mut characters = self.text.chars();
        let last = characters.next_back();
        (last != Some(check_digit(characters.as_str()))).then_some(Warning::RfcCheckDigit)
    }

    /// The first rule broken and the index of its character.
    fn check_shape(&self) -> Result<(), (Rule, usize)> {
        let letters = if self.legal_person { 3 } else { 4 };
        let mut date = [0_i16; 6];
        for (index, character) in self.text.chars().enumerate() {
            let (fits, rule) = match index.checked_sub(letters) {
                None => (!character.is_ascii_digit(), Rule::Letter),
                Some(place @ 0..=5) => {
                    date[place] = character.to_digit(10).map_or(0, |digit| digit as i16);
                    (character.is_ascii_digit(), Rule::Digit)
                }
                Some(8) => (character.is_ascii_digit() || character == 'A', Rule::CheckDigit),
                Some(_) => (character.is_ascii_alphanumeric(), Rule::Character),
            };
            if !fits {
                return Err((rule, index));
            }
        }
        let [month, day] = [date[2] * 10 + date[3], date[4] * 10 + date[5]].map(|part| part as i8);
        // The century is not in the key; 29 February of year 00 exists in one of the two.
        let exists = [1900, 2000].iter().any(|century| Date::new(century + date[0] * 10 + date[1], month, day).is_ok());
        if exists { Ok(()) } else { Err((Rule::Date, letters)) }
    }
}

/// The digit for the 12 (person) or 11 (company, which counts a space before it) characters: weights 13 to 2,
/// complement to eleven, ten is A.
fn check_digit(before: &str) -> char {
    let padding = COMPANY_LENGTH.saturating_sub(before.chars().count());
    let value = |character: char| CHECK_ALPHABET.chars().position(|known| known == character).unwrap_or(0);
    let sum: usize = std::iter::repeat_n(' ', padding)
        .chain(before.chars())
        .zip((2..=PERSON_LENGTH).rev())
        .map(|(character, weight)| value(character) * weight)
        .sum();
    match (11 - sum % 11) % 11 {
        10 => 'A',
        digit => char::from(b'0' + digit as u8),
    }
}

#[cfg(test)]
mod tests;

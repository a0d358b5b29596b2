//! A telephone number in the form of ITU-T E.164: country code and national number, at most fifteen digits.
//!
//! How people write numbers is a matter of their country ([`crate::country::CountryRules::number`]); whether a number is
//! mobile is not always visible in its digits, and [`crate::NumberingTable`] tells.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Invalid, Rule, Subject};

/// Longest text that is read as a number, in bytes: E.164 with every separator anyone writes.
const LONGEST_INPUT: usize = 40;
/// Digits of a number with its country code: the shortest in use anywhere, and E.164's most.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A telephone number with its country code. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Number(String);

impl Number {
    /// Reads `+` and 7 to 15 digits without separators: the form in which parties write numbers to each other.
    ///
    /// # Errors
    /// Names the rule and the character.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Err(Invalid::whole(Subject::Number, Rule::Empty));
        }
        let digits = text.strip_prefix('+').ok_or(Invalid::at(Subject::Number, Rule::International, 1))?;
        if let Some(index) = digits.chars().position(|character| !character.is_ascii_digit()) {
            return Err(Invalid::at(Subject::Number, Rule::Digit, index + 2));
        }
        Self::of(&["", digits])
    }

    /// The number of a country code and a national number, both digits.
    pub(crate) fn of(parts: &[&str; 2]) -> Result<Self, Invalid> {
        let [code, national] = parts;
        if !DIGITS.contains(&(code.len() + national.len())) {
            return Err(Invalid::whole(Subject::Number, Rule::Length));
        }
        if code.starts_with('0') || (code.is_empty() && national.starts_with('0')) {
            return Err(Invalid::at(Subject::Number, Rule::FirstDigit, 2));
        }
        Ok(Self(["+", code, national].concat()))
    }

    /// The number whose digits, country code first, are this integer: for tables of ranges.
    ///
    /// # Errors
    /// Too few or too many digits.
    pub fn from_value(value: u64) -> Result<Self, Invalid> {
        Self::of(&["", &Zeroizing::new(value.to_string())])
    }

    /// The digits with their country code, without a plus sign, as ETSI TS 103 120 writes numbers.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }

    /// The last four digits: all that a list of one's own lines shows.
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }

    /// `+` and the digits, as CAMARA's interfaces write numbers.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// What the custodians evaluate to make the line's token: the ASCII bytes of [`Number::e164`].
    pub fn evaluation_input(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.as_bytes().to_vec())
    }

    /// The digits as an integer, country code first, to search tables of ranges.
    pub fn value(&self) -> u64 {
        self.digits().bytes().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
    }
}

/// The digits of a text, whether a plus sign came first, and where each digit stood.
pub(crate) struct Written {
    pub(crate) digits: Zeroizing<String>,
    pub(crate) positions: Vec<usize>,
    pub(crate) international: bool,
}

impl Written {
    /// Reads digits between which spaces, hyphens, points and parentheses may stand.
    ///
    /// # Errors
    /// Another character, or a point with fewer than two digits behind the last: a spreadsheet's decimals, which are no
    /// part of a number.
    pub(crate) fn read(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::whole(Subject::Number, Rule::Empty));
        }
        if text.len() > LONGEST_INPUT {
            return Err(Invalid::whole(Subject::Number, Rule::Length));
        }
        let mut written = Self {
            digits: Zeroizing::new(String::with_capacity(LONGEST_INPUT)),
            positions: Vec::new(),
            international: false,
        };
        let mut point = None;
        for (index, character) in text.chars().enumerate() {
            match character {
                '0'..='9' => {
                    written.digits.push(character);
                    written.positions.push(index + 1);
                }
                '+' if index == 0 => written.international = true,
                '.' => point = Some(index + 1),
                ' ' | '-' | '(' | ')' | '\u{a0}' => {}
                _ => return Err(Invalid::at(Subject::Number, Rule::Character, index + 1)),
            }
        }
        match point {
            Some(point) if written.positions.iter().filter(|&&position| position > point).count() < 2 => {
                Err(Invalid::at(Subject::Number, Rule::Character, point))
            }
            _ => Ok(written),
        }
    }
}

#[cfg(test)]
mod tests;

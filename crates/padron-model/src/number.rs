//! A Mexican telephone number: ten digits, the first from 2 to 9.
//!
//! Whether it is mobile is not visible in the digits; [`crate::NumberingTable`] tells.

#[cfg(test)]
mod tests;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Invalid, Rule, Subject};

/// Longest text that is read as a number, in bytes: E.164 with every separator anyone writes.
const LONGEST_INPUT: usize = 40;
/// Digits of a national number (national numbering plan of 2019).
const DIGITS: usize = 10;
/// Prefixes that ended on 3 August 2019, and the country code without its plus sign, longest first.
const LEGACY_PREFIXES: [&str; 6] = ["521", "044", "045", "52", "01", "1"];

/// A national telephone number. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Number([u8; DIGITS]);

impl Number {
    /// Reads ten digits or `+52` and ten digits; spaces, hyphens, dots and parentheses may separate them.
    ///
    /// # Errors
    /// Names the rule and the character: foreign, wrong length, starting with 0 or 1, or with an abolished prefix.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let written = Written::read(text)?;
        let national = match (written.international, written.digits.strip_prefix("52")) {
            (false, _) => written.digits.as_str(),
            (true, Some(national)) => national,
            (true, None) => return Err(Invalid::at(Subject::Number, Rule::CountryCode, 1)),
        };
        if legacy_rest(&written.digits).is_some() && national.len() != DIGITS {
            return Err(Invalid::at(Subject::Number, Rule::LegacyPrefix, 1));
        }
        Self::from_national(national, &written)
    }

    /// As [`Number::parse`], and also removes the prefixes 01, 044, 045, 1, 52 and 521 that old files still carry.
    ///
    /// # Errors
    /// As [`Number::parse`], except that an abolished prefix is no error.
    pub fn parse_legacy(text: &str) -> Result<Self, Invalid> {
        let written = Written::read(text)?;
        match legacy_rest(&written.digits) {
            Some(national) if !written.international || written.digits.starts_with("52") => {
                Self::from_national(national, &written)
            }
            _ => Self::parse(text),
        }
    }

    /// The number with this value, for tables of ranges: 2,000,000,000 to 9,999,999,999.
    ///
    /// # Errors
    /// Outside that range.
    pub fn from_value(value: u64) -> Result<Self, Invalid> {
        if value > 9_999_999_999 {
            return Err(Invalid::whole(Subject::Number, Rule::Length));
        }
        if value < 2_000_000_000 {
            return Err(Invalid::at(Subject::Number, Rule::FirstDigit, 1));
        }
        let mut digits = [b'0'; DIGITS];
        let mut rest = value;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Ok(Self(digits))
    }

    fn from_national(national: &str, written: &Written) -> Result<Self, Invalid> {
        let digits: [u8; DIGITS] =
            national.as_bytes().try_into().map_err(|_| Invalid::whole(Subject::Number, Rule::Length))?;
        if digits[0] < b'2' {
            let index = written.digits.len() - DIGITS;
            return Err(Invalid::at(Subject::Number, Rule::FirstDigit, written.positions[index]));
        }
        Ok(Self(digits))
    }

    /// The ten digits, without a plus sign, as ETSI TS 103 120 writes numbers.
    #[must_use]
    pub fn digits(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The last four digits: all that a list of one's own lines shows.
    #[must_use]
    pub fn last_four(&self) -> &str {
        &self.digits()[DIGITS - 4..]
    }

    /// `+52` and the ten digits, as CAMARA's interfaces write numbers.
    #[must_use]
    pub fn e164(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("+52{}", self.digits()))
    }

    /// What the custodians evaluate to make the line's token: the ASCII bytes of [`Number::e164`].
    #[must_use]
    pub fn evaluation_input(&self) -> Zeroizing<Vec<u8>> {
        let mut input = Zeroizing::new(Vec::with_capacity(3 + DIGITS));
        input.extend_from_slice(b"+52");
        input.extend_from_slice(&self.0);
        input
    }

    /// The digits as an integer, to search tables of ranges.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.0.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
    }
}

/// The digits of a text, whether a plus sign came first, and where each digit stood.
struct Written {
    digits: Zeroizing<String>,
    positions: Vec<usize>,
    international: bool,
}

impl Written {
    fn read(text: &str) -> Result<Self, Invalid> {
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
        for (index, character) in text.chars().enumerate() {
            match character {
                '0'..='9' => {
                    written.digits.push(character);
                    written.positions.push(index + 1);
                }
                '+' if index == 0 => written.international = true,
                ' ' | '-' | '(' | ')' | '.' | '\u{a0}' => {}
                _ => return Err(Invalid::at(Subject::Number, Rule::Character, index + 1)),
            }
        }
        Ok(written)
    }
}

/// The ten digits behind an abolished prefix, if there is one.
fn legacy_rest(digits: &str) -> Option<&str> {
    LEGACY_PREFIXES.iter().filter_map(|prefix| digits.strip_prefix(prefix)).find(|rest| rest.len() == DIGITS)
}

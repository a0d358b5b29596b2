//! The serial number of a SIM (ITU-T E.118): 89, country, issuer, account, Luhn digit.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Invalid, Rule, Subject, Warning};

/// Fewest digits in practice: a 19-digit serial whose file left the check digit out.
const SHORTEST: usize = 18;
/// Most digits in practice.
const LONGEST: usize = 20;

/// A SIM's serial number, 18 to 20 digits. Identifies a person's card: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Iccid {
    digits: String,
}

impl Iccid {
    /// Reads 18 to 20 digits; spaces, hyphens and the filler `F` at the end are removed.
    ///
    /// Twenty digits must satisfy Luhn. Eighteen or nineteen may be a serial without its check digit, as some
    /// operators' files have them: then [`Iccid::warning`] says that a typing error cannot be detected.
    ///
    /// # Errors
    /// Names the rule and the character.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().trim_end_matches(['F', 'f']);
        if text.is_empty() {
            return Err(Invalid::whole(Subject::Iccid, Rule::Empty));
        }
        let mut digits = Zeroizing::new(String::with_capacity(LONGEST + 1));
        for (index, character) in text.chars().enumerate() {
            match character {
                '0'..='9' if digits.len() < LONGEST => digits.push(character),
                '0'..='9' => return Err(Invalid::whole(Subject::Iccid, Rule::Length)),
                ' ' | '-' => {}
                _ => return Err(Invalid::at(Subject::Iccid, Rule::Character, index + 1)),
            }
        }
        if digits.len() < SHORTEST {
            return Err(Invalid::whole(Subject::Iccid, Rule::Length));
        }
        if !digits.starts_with("89") {
            return Err(Invalid::at(Subject::Iccid, Rule::IssuerPrefix, 1));
        }
        if digits.len() == LONGEST && !luhn_agrees(&digits) {
            return Err(Invalid::at(Subject::Iccid, Rule::CheckDigit, LONGEST));
        }
        Ok(Self { digits: digits.to_string() })
    }

    /// Appends the Luhn digit to the 18 or 19 digits before it.
    ///
    /// # Errors
    /// As [`Iccid::parse`].
    pub fn compose(without_check_digit: &str) -> Result<Self, Invalid> {
        if !without_check_digit.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Invalid::whole(Subject::Iccid, Rule::Character));
        }
        let digit = (10 - luhn_sum(without_check_digit, true) % 10) % 10;
        Self::parse(&Zeroizing::new(format!("{without_check_digit}{digit}")))
    }

    /// The digits as given.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Whether the check digit is missing, so that a typing error cannot be detected.
    pub fn warning(&self) -> Option<Warning> {
        (!luhn_agrees(&self.digits)).then_some(Warning::IccidCheckDigit)
    }
}

fn luhn_agrees(digits: &str) -> bool {
    digits.len() > SHORTEST && luhn_sum(digits, false).is_multiple_of(10)
}

/// Sum of the digits, every second one doubled; from the right the first is doubled if `double_last`.
fn luhn_sum(digits: &str, double_last: bool) -> u32 {
    let mut doubled = double_last;
    let mut sum = 0;
    for byte in digits.bytes().rev() {
        let digit = u32::from(byte - b'0');
        sum += match (doubled, digit) {
            (false, digit) => digit,
            (true, digit @ 0..=4) => digit * 2,
            (true, digit) => digit * 2 - 9,
        };
        doubled = !doubled;
    }
    sum
}

#[cfg(test)]
mod tests;

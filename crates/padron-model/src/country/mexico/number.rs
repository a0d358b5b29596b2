//! Mexican numbers: `+52` and ten digits, the first from 2 to 9 (national numbering plan of 2019).

use crate::number::Written;
use crate::{Invalid, Number, Rule, Subject};

/// The country code.
const CODE: &str = "52";
/// Digits of a national number.
const DIGITS: usize = 10;
/// Prefixes that ended on 3 August 2019, and the country code without its plus sign, longest first.
const LEGACY_PREFIXES: [&str; 6] = ["521", "044", "045", "52", "01", "1"];

/// Reads ten digits or `+52` and ten digits; spaces, hyphens, points and parentheses may separate them.
///
/// # Errors
/// Names the rule and the character: foreign, wrong length, starting with 0 or 1, or with an abolished prefix.
pub(super) fn number(text: &str) -> Result<Number, Invalid> {
    let written = Written::read(text)?;
    let national = match (written.international, written.digits.strip_prefix(CODE)) {
        (false, _) => written.digits.as_str(),
        (true, Some(national)) => national,
        (true, None) => return Err(Invalid::at(Subject::Number, Rule::CountryCode, 1)),
    };
    if legacy_rest(&written.digits).is_some() && national.len() != DIGITS {
        return Err(Invalid::at(Subject::Number, Rule::LegacyPrefix, 1));
    }
    from_national(national, &written)
}

/// As [`number`], and also removes the prefixes 01, 044, 045, 1, 52 and 521 that old files still carry.
///
/// # Errors
/// As [`number`], except that an abolished prefix is no error.
pub(super) fn legacy_number(text: &str) -> Result<Number, Invalid> {
    let written = Written::read(text)?;
    match legacy_rest(&written.digits) {
        Some(national) if !written.international || written.digits.starts_with(CODE) => {
            from_national(national, &written)
        }
        _ => number(text),
    }
}

/// The ten digits of a Mexican number.
pub fn national_digits(number: &Number) -> Option<&str> {
    number.digits().strip_prefix(CODE).filter(|national| national.len() == DIGITS)
}

fn from_national(national: &str, written: &Written) -> Result<Number, Invalid> {
    if national.len() != DIGITS {
        return Err(Invalid::whole(Subject::Number, Rule::Length));
    }
    if national.starts_with(['0', '1']) {
        let index = written.digits.len() - DIGITS;
        return Err(Invalid::at(Subject::Number, Rule::FirstDigit, written.positions[index]));
    }
    Number::of(&[CODE, national])
}

/// The ten digits behind an abolished prefix, if there is one.
fn legacy_rest(digits: &str) -> Option<&str> {
    LEGACY_PREFIXES.iter().filter_map(|prefix| digits.strip_prefix(prefix)).find(|rest| rest.len() == DIGITS)
}

#[cfg(test)]
mod tests;

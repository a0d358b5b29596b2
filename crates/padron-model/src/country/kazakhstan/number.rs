//! Kazakh numbers: `+7` and ten digits, the first a 7. Russia shares the country code and has the rest of it.

use crate::number::Written;
use crate::{BlockKind, Invalid, Number, NumberingError, NumberingTable, Rule, Subject};

/// The country code.
const CODE: &str = "7";
/// The national prefix, dialled before the national number.
const NATIONAL_PREFIX: &str = "8";
/// Digits of a national number.
const DIGITS: usize = 10;
/// The first three digits of mobile numbers (libphonenumber's metadata).
const MOBILE: [u64; 19] =
    [700, 701, 702, 705, 706, 707, 708, 747, 760, 761, 762, 763, 764, 771, 775, 776, 777, 778, 785];
/// Those of geographic ones.
const FIXED: std::ops::RangeInclusive<u64> = 710..=729;
/// Numbers behind three digits.
const BLOCK: u64 = 10_000_000;

/// Reads ten digits, alone or behind 8, 7 or `+7`; spaces, hyphens, points and parentheses may separate them.
pub(super) fn number(text: &str) -> Result<Number, Invalid> {
    let written = Written::read(text)?;
    let digits = written.digits.as_str();
    let foreign = Invalid::at(Subject::Number, Rule::CountryCode, 1);
    let national = match written.international {
        true => digits.strip_prefix(CODE).ok_or(foreign)?,
        false if digits.len() == DIGITS + 1 => {
            digits.strip_prefix(NATIONAL_PREFIX).or(digits.strip_prefix(CODE)).ok_or(foreign)?
        }
        false => digits,
    };
    if national.len() != DIGITS {
        return Err(Invalid::whole(Subject::Number, Rule::Length));
    }
    if !national.starts_with('7') {
        return Err(foreign);
    }
    Number::of(&[CODE, national])
}

pub(super) fn numbering() -> Result<NumberingTable, NumberingError> {
    let mobile = MOBILE.into_iter().map(|prefix| (prefix, BlockKind::Mobile));
    let blocks = mobile.chain(FIXED.map(|prefix| (prefix, BlockKind::Fixed)));
    let country = 7 * 1_000 * BLOCK;
    NumberingTable::of_ranges(blocks.enumerate().map(|(row, (prefix, kind))| {
        let first = country + prefix * BLOCK;
        (row, first..=first + BLOCK - 1, kind)
    }))
}

//! The individual and the business identification number (IIN, BIN): twelve digits.
//!
//! Source: rules of the national registers of identification numbers (adilet.zan.kz P030000565; gov.kz).

use jiff::civil::Date;
use zeroize::Zeroizing;

use super::super::{Bearer, IdentifierKind, Mismatch, ReadIdentifier};
use crate::{Disagreement, Invalid, Rule, Sex, Subject};

const LENGTH: usize = 12;
type Digits = Zeroizing<[u8; LENGTH]>;

/// The number of a person: yymmdd, a digit for century and sex, four serial digits, a check digit.
pub static IIN: IdentifierKind = IdentifierKind {
    id: "iin",
    subject: Subject::Iin,
    bearer: Bearer::Person,
    tag: 15,
    read: |text| {
        let digits = digits(text, Subject::Iin)?;
        century_and_sex(digits[6]).ok_or(Invalid::at(Subject::Iin, Rule::Century, 7))?;
        birth(&digits).ok_or(Invalid::at(Subject::Iin, Rule::Date, 1))?;
        checked(&digits, Subject::Iin, Bearer::Person)
    },
    compare: |iin, _, day, sex| {
        let Ok(digits) = digits(iin, Subject::Iin) else { return Vec::new() };
        let mismatch = |part, first, last| Mismatch { subject: Subject::Iin, part, first, last };
        let of_birth = (birth(&digits) != Some(day)).then(|| mismatch(Disagreement::BirthDate, 1, 7));
        // The number knows two sexes, and so says nothing about a third.
        let of_sex = century_and_sex(digits[6]).filter(|(_, given)| sex != Sex::Nonbinary && *given != sex);
        of_birth.into_iter().chain(of_sex.map(|_| mismatch(Disagreement::Sex, 7, 7))).collect()
    },
};

/// The number of a company: yymm of registration, its type, its division, five serial digits, a check digit.
pub static BIN: IdentifierKind = IdentifierKind {
    id: "bin",
    subject: Subject::Bin,
    bearer: Bearer::Company,
    tag: 16,
    read: |text| {
        let digits = digits(text, Subject::Bin)?;
        let rule = |holds: bool, rule, at| if holds { Ok(()) } else { Err(Invalid::at(Subject::Bin, rule, at)) };
        rule((1..=12).contains(&two(&digits, 2)), Rule::Date, 1)?;
        // A resident, a non-resident or a sole trader; then head office, branch, representation or peasant farm.
        rule((4..=6).contains(&digits[4]), Rule::CompanyType, 5)?;
        rule(digits[5] <= 3, Rule::CompanyDivision, 6)?;
        checked(&digits, Subject::Bin, Bearer::Company)
    },
    compare: |_, _, _, _| Vec::new(),
};

/// Twelve digits; spaces around them are removed.
fn digits(text: &str, subject: Subject) -> Result<Digits, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::whole(subject, Rule::Empty));
    }
    if let Some(index) = text.chars().position(|character| !character.is_ascii_digit()) {
        return Err(Invalid::at(subject, Rule::Digit, index + 1));
    }
    let mut digits: Digits = <[u8; LENGTH]>::try_from(text.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| Invalid::whole(subject, Rule::Length))?;
    digits.iter_mut().for_each(|digit| *digit -= b'0');
    Ok(digits)
}

fn checked(digits: &Digits, subject: Subject, bearer: Bearer) -> Result<ReadIdentifier, Invalid> {
    if check_digit(digits) != Some(digits[LENGTH - 1]) {
        return Err(Invalid::at(subject, Rule::CheckDigit, LENGTH));
    }
    let canonical = digits.iter().map(|digit| char::from(b'0' + digit)).collect::<String>().into();
    Ok(ReadIdentifier { canonical, bearer, warning: None })
}

/// The digit for the first eleven: weights 1 to 11, modulo 11; if that gives ten, weights 3 to 11, 1, 2. If that gives
/// ten again the number is not issued.
fn check_digit(digits: &[u8; LENGTH]) -> Option<u8> {
    let sum = |shift: usize| {
        let weighted = digits[..LENGTH - 1].iter().enumerate();
        weighted.map(|(index, &digit)| usize::from(digit) * ((index + shift) % 11 + 1)).sum::<usize>() % 11
    };
    [sum(0), sum(2)].into_iter().find(|&digit| digit < 10).map(|digit| digit as u8)
}

fn two(digits: &[u8; LENGTH], at: usize) -> u8 {
    digits[at] * 10 + digits[at + 1]
}

fn birth(digits: &[u8; LENGTH]) -> Option<Date> {
    let (century, _) = century_and_sex(digits[6])?;
    Date::new(century + i16::from(two(digits, 0)), two(digits, 2) as i8, two(digits, 4) as i8).ok()
}

fn century_and_sex(digit: u8) -> Option<(i16, Sex)> {
    let sex = if digit % 2 == 1 { Sex::Man } else { Sex::Woman };
    let century = match digit {
        1 | 2 => 1800,
        3 | 4 => 1900,
        5 | 6 => 2000,
        _ => return None,
    };
    Some((century, sex))
}

#[cfg(test)]
mod tests;

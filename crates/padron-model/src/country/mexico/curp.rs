//! The population key (CURP): 18 characters made from name, birth, sex and state.
//!
//! Source: Instructivo normativo para la asignación de la Clave Única de Registro de Población (Diario Oficial de la
//! Federación, 18 October 2021). The letters that a name gives are in `curp/letters.rs`.

mod agreement;
mod letters;
mod state;

use jiff::civil::Date;
pub use state::State;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::country::Mismatch;
use crate::{Invalid, PersonName, Rule, Sex, Subject};
use letters::{Letters, Special};

const LENGTH: usize = 18;
/// The order in which the check digit values characters, 0 to 36. Ñ has a place though it never appears.
const CHECK_ALPHABET: &str = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

/// A well-formed population key. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Curp([u8; LENGTH]);

impl Curp {
    /// Reads 18 characters in either case: letters, a date that exists, sex, state, consonants, check digit.
    ///
    /// # Errors
    /// Names the first rule broken and its character.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::whole(Subject::Curp, Rule::Empty));
        }
        let mut count = 0;
        let mut curp = Self([b' '; LENGTH]);
        for (index, character) in text.chars().enumerate() {
            if !character.is_ascii_alphanumeric() {
                return Err(Invalid::at(Subject::Curp, Rule::Character, index + 1));
            }
            count = index + 1;
            if count > LENGTH {
                return Err(Invalid::whole(Subject::Curp, Rule::Length));
            }
            curp.0[index] = character.to_ascii_uppercase() as u8;
        }
        if count != LENGTH {
            return Err(Invalid::whole(Subject::Curp, Rule::Length));
        }
        curp.check_shape()?;
        curp.check_date()?;
        if !matches!(curp.0[10], b'H' | b'M' | b'X') {
            return Err(Invalid::at(Subject::Curp, Rule::Sex, 11));
        }
        State::parse(&curp.as_str()[11..13]).map_err(|_| Invalid::at(Subject::Curp, Rule::State, 12))?;
        if curp.0[17] != check_digit(&curp.0) {
            return Err(Invalid::at(Subject::Curp, Rule::CheckDigit, 18));
        }
        Ok(curp)
    }

    /// Makes the key that the rules give for a person. `homonym` is the seventeenth character, which the population
    /// register assigns: a digit for births up to 1999, a letter from 2000.
    ///
    /// # Errors
    /// The homonym character does not fit the year, or the year is outside 1900 to 2099.
    pub fn compose(name: &PersonName, birth: Date, sex: Sex, state: State, homonym: char) -> Result<Self, Invalid> {
        let fits = match birth.year() {
            1900..=1999 => homonym.is_ascii_digit(),
            2000..=2099 => homonym.is_ascii_uppercase(),
            _ => return Err(Invalid::at(Subject::Curp, Rule::Date, 5)),
        };
        if !fits {
            return Err(Invalid::at(Subject::Curp, Rule::Homonym, 17));
        }
        let letters = Letters::of(name, Special::Blocks);
        let mut curp = Self([b'0'; LENGTH]);
        curp.0[..4].copy_from_slice(&letters.root);
        curp.0[4..10].copy_from_slice(&six_digits(birth));
        curp.0[10] = letter(sex);
        curp.0[11..13].copy_from_slice(state.code().as_bytes());
        curp.0[13..16].copy_from_slice(&letters.consonants);
        curp.0[16] = homonym as u8;
        curp.0[17] = check_digit(&curp.0);
        Ok(curp)
    }

    /// Every part of the key that the official rules do not give for this person, in the order of the key.
    ///
    /// What registers do is accepted beside the rule: where a name has a hyphen, apostrophe, slash or point the sign gives
    /// an X (the rule) or is skipped, and a rude root has its second letter replaced (the rule) or kept.
    pub fn mismatches(&self, name: &PersonName, birth: Date, sex: Sex) -> Vec<Mismatch> {
        agreement::compare(self, name, birth, sex)
    }

    /// The eighteen characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The date of birth; the century follows from the homonym character.
    pub fn birth(&self) -> Option<Date> {
        let two = |at: usize| i16::from(self.0[at] - b'0') * 10 + i16::from(self.0[at + 1] - b'0');
        let century = if self.0[16].is_ascii_digit() { 1900 } else { 2000 };
        let (month, day) = (i8::try_from(two(6)).ok()?, i8::try_from(two(8)).ok()?);
        Date::new(century + two(4), month, day).ok()
    }

    pub fn sex(&self) -> Sex {
        match self.0[10] {
            b'H' => Sex::Man,
            b'M' => Sex::Woman,
            _ => Sex::Nonbinary,
        }
    }

    /// Every character is of the class that its place asks.
    fn check_shape(&self) -> Result<(), Invalid> {
        let vowel_or_x = |byte: u8| matches!(byte, b'A' | b'E' | b'I' | b'O' | b'U' | b'X');
        let consonant = |byte: u8| byte.is_ascii_uppercase() && !matches!(byte, b'A' | b'E' | b'I' | b'O' | b'U');
        for (index, &byte) in self.0.iter().enumerate() {
            let (fits, rule) = match index {
                1 => (vowel_or_x(byte), Rule::Vowel),
                0 | 2 | 3 | 10..=12 => (byte.is_ascii_uppercase(), Rule::Letter),
                4..=9 | 17 => (byte.is_ascii_digit(), Rule::Digit),
                13..=15 => (consonant(byte), Rule::Consonant),
                _ => (true, Rule::Homonym),
            };
            if !fits {
                return Err(Invalid::at(Subject::Curp, rule, index + 1));
            }
        }
        Ok(())
    }

    fn check_date(&self) -> Result<(), Invalid> {
        if self.birth().is_some() {
            return Ok(());
        }
        // 29 February exists in 2000 and not in 1900: then it is the homonym character that is of the wrong century.
        let mut other = self.clone();
        other.0[16] = if self.0[16].is_ascii_digit() { b'A' } else { b'0' };
        match other.birth() {
            Some(_) => Err(Invalid::at(Subject::Curp, Rule::Homonym, 17)),
            None => Err(Invalid::at(Subject::Curp, Rule::Date, 5)),
        }
    }
}

/// H (hombre), M (mujer) or X.
const fn letter(sex: Sex) -> u8 {
    match sex {
        Sex::Man => b'H',
        Sex::Woman => b'M',
        Sex::Nonbinary => b'X',
    }
}

/// The digit for the first seventeen characters: weights 18 to 2, complement to ten.
fn check_digit(curp: &[u8; LENGTH]) -> u8 {
    let value = |byte: u8| CHECK_ALPHABET.chars().position(|character| character == char::from(byte)).unwrap_or(0);
    let sum: usize = curp[..LENGTH - 1].iter().enumerate().map(|(index, &byte)| value(byte) * (LENGTH - index)).sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// yymmdd.
fn six_digits(date: Date) -> [u8; 6] {
    let mut digits = [b'0'; 6];
    let parts = [date.year().rem_euclid(100) as u8, date.month() as u8, date.day() as u8];
    for (pair, part) in digits.chunks_exact_mut(2).zip(parts) {
        pair[0] = b'0' + part / 10;
        pair[1] = b'0' + part % 10;
    }
    digits
}

#[cfg(test)]
mod tests;

//! Does a population key belong to a name, a birth and a sex?

use core::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::letters::{Letters, Special};
use super::{Curp, Sex};
use crate::{Lang, PersonName, invalid::texts};

texts! {
    /// A part of a population key that is not what the person's data give. Says which part, never the value.
    Disagreement, explanation, "Which data do not agree.";
    /// First character.
    FirstSurnameInitial = "first-surname-initial", "la inicial del primer apellido no corresponde", "the first surname's initial does not agree";
    /// Second character.
    FirstSurnameVowel = "first-surname-vowel", "la primera vocal interna del primer apellido no corresponde", "the first vowel inside the first surname does not agree";
    /// Third character.
    SecondSurnameInitial = "second-surname-initial", "la inicial del segundo apellido no corresponde", "the second surname's initial does not agree";
    /// Fourth character.
    GivenNameInitial = "given-name-initial", "la inicial del nombre no corresponde", "the given name's initial does not agree";
    /// Fifth to tenth character, and the century.
    BirthDate = "birth-date", "la fecha de nacimiento no corresponde", "the date of birth does not agree";
    /// Eleventh character.
    Sex = "sex", "el sexo no corresponde", "the sex does not agree";
    /// Fourteenth character.
    FirstSurnameConsonant = "first-surname-consonant", "la primera consonante interna del primer apellido no corresponde", "the first consonant inside the first surname does not agree";
    /// Fifteenth character.
    SecondSurnameConsonant = "second-surname-consonant", "la primera consonante interna del segundo apellido no corresponde", "the first consonant inside the second surname does not agree";
    /// Sixteenth character.
    GivenNameConsonant = "given-name-consonant", "la primera consonante interna del nombre no corresponde", "the first consonant inside the given name does not agree";
}

impl Disagreement {
    /// The character of the key, from 1, where the part starts.
    #[must_use]
    pub const fn position(self) -> usize {
        match self {
            Self::FirstSurnameInitial => 1,
            Self::FirstSurnameVowel => 2,
            Self::SecondSurnameInitial => 3,
            Self::GivenNameInitial => 4,
            Self::BirthDate => 5,
            Self::Sex => 11,
            Self::FirstSurnameConsonant => 14,
            Self::SecondSurnameConsonant => 15,
            Self::GivenNameConsonant => 16,
        }
    }
}

pub(super) fn compare(curp: &Curp, name: &PersonName, birth: Date, sex: Sex) -> Result<(), Vec<Disagreement>> {
    let readings = [Special::Blocks, Special::Skipped].map(|special| Letters::of(name, special));
    let disagreements: Vec<Disagreement> = Disagreement::ALL
        .iter()
        .copied()
        .filter(|part| match part {
            Disagreement::BirthDate => curp.birth() != Some(birth),
            Disagreement::Sex => curp.sex() != sex,
            letter => {
                let position = letter.position();
                readings.iter().all(|letters| curp.0[position - 1] != expected(letters, position))
            }
        })
        .collect();
    if disagreements.is_empty() { Ok(()) } else { Err(disagreements) }
}

/// The letter at a position from 1 to 4 or from 14 to 16.
fn expected(letters: &Letters, position: usize) -> u8 {
    if position <= 4 { letters.root[position - 1] } else { letters.consonants[position - 14] }
}

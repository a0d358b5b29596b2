//! Does a population key belong to a name, a birth and a sex?

use super::letters::{Letters, Special};
use super::{Curp, Sex};
use crate::{PersonName, ids::ids};
use jiff::civil::Date;

ids! {
    /// A part of a population key that is not what the person's data give. Says which part, never the value.
    Disagreement, explanation: disagreement;
    FirstSurnameInitial = "first-surname-initial";
    FirstSurnameVowel = "first-surname-vowel";
    SecondSurnameInitial = "second-surname-initial";
    GivenNameInitial = "given-name-initial";
    BirthDate = "birth-date";
    Sex = "sex";
    FirstSurnameConsonant = "first-surname-consonant";
    SecondSurnameConsonant = "second-surname-consonant";
    GivenNameConsonant = "given-name-consonant";
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

//! Does a population key belong to a name, a birth and a sex?

use jiff::civil::Date;

use super::letters::{Letters, Special};
use super::{Curp, letter};
use crate::country::Mismatch;
use crate::{Disagreement, PersonName, Sex, Subject};

/// The parts that are compared, in the order of the key, with their first and last characters.
const PARTS: [(Disagreement, usize, usize); 9] = [
    (Disagreement::FirstSurnameInitial, 1, 1),
    (Disagreement::FirstSurnameVowel, 2, 2),
    (Disagreement::SecondSurnameInitial, 3, 3),
    (Disagreement::GivenNameInitial, 4, 4),
    (Disagreement::BirthDate, 5, 10),
    (Disagreement::Sex, 11, 11),
    (Disagreement::FirstSurnameConsonant, 14, 14),
    (Disagreement::SecondSurnameConsonant, 15, 15),
    (Disagreement::GivenNameConsonant, 16, 16),
];

pub(super) fn compare(curp: &Curp, name: &PersonName, birth: Date, sex: Sex) -> Vec<Mismatch> {
    let readings = [Special::Blocks, Special::Skipped].map(|special| Letters::of(name, special));
    let agrees = |part, position: usize| match part {
        Disagreement::BirthDate => curp.birth() == Some(birth),
        Disagreement::Sex => curp.0[10] == letter(sex),
        _ => readings.iter().any(|letters| letters.allow(position, curp.0[position - 1])),
    };
    let wrong = PARTS.into_iter().filter(|&(part, first, _)| !agrees(part, first));
    wrong.map(|(part, first, last)| Mismatch { subject: Subject::Curp, part, first, last }).collect()
}

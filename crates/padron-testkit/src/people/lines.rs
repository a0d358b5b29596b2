//! Who has how many lines, and which.

use jiff::civil::{Date, date};
use padron_model::{Iccid, Number, ServiceKind};

use super::{Population, day_after};
use crate::numbers::{EXCESS_AREA, MOBILE_AREAS, NUMBERS_PER_AREA};

/// Most lines that a person has in a population: the cap of the model regime.
pub const MOST_LINES: u64 = 10;
/// Numbers that populations draw from.
pub(super) const NUMBERS: u64 = MOBILE_AREAS.len() as u64 * NUMBERS_PER_AREA;
/// Lines per CURP at the closure of the register of 2008, of 100,000 (El Economista, 9 May 2012); six or more are
/// spread by us over six to ten.
const LINES: [(u64, u64); 10] =
    [(66_310, 1), (22_000, 2), (7_200, 3), (2_500, 4), (950, 5), (500, 6), (250, 7), (140, 8), (90, 9), (60, 10)];
/// The country code before ten national digits.
const COUNTRY: u64 = 52 * 10_000_000_000;
const FIRST_ACTIVATION: Date = date(2010, 1, 1);
/// Days on which lines were activated: up to the end of 2025.
const ACTIVATION_DAYS: u64 = 5_844;

/// A line of a synthetic person. Personal in kind: no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SyntheticLine {
    /// Unique in the population.
    pub number: Number,
    /// Unique in the population.
    pub iccid: Iccid,
    /// Index of the operator, from 0.
    pub operator: usize,
    /// Prepaid or postpaid.
    pub service: ServiceKind,
    /// Day of activation.
    pub activated: Date,
}

impl Population {
    /// The lines of person `i`: 1 to 10, with the shares of 2012.
    pub fn lines_of(&self, i: u64) -> Vec<SyntheticLine> {
        (0..self.line_count(i)).map(|j| self.line(i, j, None)).collect()
    }

    /// A line of person `i` beyond those of [`Population::lines_of`], for tests of the cap; `k` from 0 to 9, `i` below
    /// one million.
    pub fn excess_line(&self, i: u64, k: u64) -> Option<SyntheticLine> {
        let place = i.checked_mul(10)?.checked_add(k)?;
        (k < 10 && place < NUMBERS_PER_AREA).then(|| self.line(i, MOST_LINES + k, Some(place)))
    }

    /// Whose line a number is, for tests that must know; `None` for numbers of nobody.
    pub fn owner_of(&self, number: &Number) -> Option<u64> {
        let value = number.value().checked_sub(COUNTRY)?;
        let area = MOBILE_AREAS.iter().position(|&area| area == value / NUMBERS_PER_AREA)? as u64;
        let place = self.numbers.invert(area * NUMBERS_PER_AREA + value % NUMBERS_PER_AREA)?;
        let (i, j) = (place / MOST_LINES, place % MOST_LINES);
        (i < self.len() && j < self.line_count(i)).then_some(i)
    }

    fn line_count(&self, i: u64) -> u64 {
        let mut roll = self.random(i, 1).below(LINES.iter().map(|(share, _)| share).sum());
        for (share, count) in LINES {
            if roll < share {
                return count;
            }
            roll -= share;
        }
        1
    }

    #[expect(
        clippy::expect_used,
        reason = "the ranges of numbers are ours; a number that breaks the model's rules is a bug here"
    )]
    fn line(&self, i: u64, j: u64, excess: Option<u64>) -> SyntheticLine {
        let mut dice = self.random(i, 2 + j);
        let operator = self.draw_operator(&mut dice);
        let value = match excess {
            Some(place) => EXCESS_AREA * NUMBERS_PER_AREA + place,
            None => {
                let place = self.numbers.apply((i * MOST_LINES + j) % NUMBERS);
                MOBILE_AREAS[(place / NUMBERS_PER_AREA) as usize] * NUMBERS_PER_AREA + place % NUMBERS_PER_AREA
            }
        };
        // Not the number: a search for the number's digits must not find the card.
        let account = format!("8952{:02}{:012}", (operator + 1) % 100, 500_000_000_000 + i * 20 + j);
        let service = if dice.chance(8_300) { ServiceKind::Prepaid } else { ServiceKind::Postpaid };
        SyntheticLine {
            number: Number::from_value(COUNTRY + value).expect("areas start with 2 to 9"),
            iccid: Iccid::compose(&account).expect("eighteen digits that start with 89"),
            operator,
            service,
            activated: day_after(FIRST_ACTIVATION, dice.below(ACTIVATION_DAYS)),
        }
    }

    /// Each operator serves about half of what the ones before it leave.
    fn draw_operator(&self, dice: &mut super::Dice) -> usize {
        let mut operator = 0;
        while operator + 1 < self.operators && dice.chance(4_500) {
            operator += 1;
        }
        operator
    }
}

//! Which ranges of numbers are mobile. A country's module makes the table, from the file that its regulator publishes or
//! from its numbering plan.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::Number;

/// What a block of numbers is for. Portability moves numbers between operators, never between kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    Mobile,
    Fixed,
}

/// Why a table was refused.
#[derive(Debug, thiserror::Error)]
pub enum NumberingError {
    #[error("cannot read the numbering table at row {row}: {source}; check the file and try again")]
    Read {
        /// Row of the file, from 1.
        row: usize,
        /// The reader's error.
        source: std::io::Error,
    },
    #[error("whether a number is mobile stands in the regulator's numbering table; name its file")]
    Needed,
    #[error("the numbering table has no ranges; download it again from the regulator")]
    Empty,
    #[error("the numbering table has more than {most} rows; this is not the regulator's table")]
    TooManyRows {
        /// Most rows that are read.
        most: usize,
    },
    #[error("row {row} of the numbering table has more than {most} bytes; this is not the regulator's table")]
    RowTooLong {
        /// Row of the file, from 1.
        row: usize,
        /// Most bytes of a row.
        most: u64,
    },
    #[error(
        "row {row}, column {column} of the numbering table: expected {expected}; correct the row or download the table again"
    )]
    Column {
        /// Row of the file, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
        expected: &'static str,
    },
    /// Two ranges of different kinds share numbers.
    #[error("rows {row} and {other} of the numbering table share numbers but not their kind; correct one of them")]
    Overlap {
        /// Row of one range, from 1.
        row: usize,
        other: usize,
    },
}

#[derive(Clone, Copy)]
struct Range {
    first: u64,
    last: u64,
    kind: BlockKind,
}

/// The ranges in rising order, none sharing a number.
pub struct NumberingTable {
    ranges: Vec<Range>,
    unclassified: usize,
}

impl NumberingTable {
    /// The table of these ranges, each with the row where it stands. Adjacent ranges of one kind are joined.
    ///
    /// # Errors
    /// None at all, or two that overlap and differ in kind.
    pub(crate) fn of_ranges(
        rows: impl IntoIterator<Item = (usize, RangeInclusive<u64>, BlockKind)>,
    ) -> Result<Self, NumberingError> {
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort_unstable_by_key(|(row, numbers, _)| (*numbers.start(), *numbers.end(), *row));
        let mut ranges: Vec<Range> = Vec::with_capacity(rows.len());
        let mut last_row = 0;
        for (row, numbers, kind) in rows {
            let (first, last) = numbers.into_inner();
            match ranges.last_mut() {
                Some(previous) if previous.kind == kind && first <= previous.last + 1 => {
                    previous.last = previous.last.max(last);
                }
                Some(previous) if first <= previous.last => {
                    return Err(NumberingError::Overlap { row: last_row.min(row), other: last_row.max(row) });
                }
                _ => ranges.push(Range { first, last, kind }),
            }
            last_row = row;
        }
        if ranges.is_empty() { Err(NumberingError::Empty) } else { Ok(Self { ranges, unclassified: 0 }) }
    }

    /// The same, of a file in which so many ranges have no kind.
    pub(crate) fn with_unclassified(self, unclassified: usize) -> Self {
        Self { unclassified, ..self }
    }

    /// How many ranges of the file have no kind: their numbers are in no block.
    pub const fn unclassified(&self) -> usize {
        self.unclassified
    }

    /// What a number is for; `None` if its block is not assigned.
    pub fn kind(&self, number: &Number) -> Option<BlockKind> {
        let value = number.value();
        let after = self.ranges.partition_point(|range| range.first <= value);
        let range = self.ranges.get(after.checked_sub(1)?)?;
        (value <= range.last).then_some(range.kind)
    }

    /// How many separate ranges there are, after joining.
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Never: an empty table is refused.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

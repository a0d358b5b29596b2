//! The national table of number blocks: which ranges are mobile.
//!
//! Read as the regulator publishes it: a comma-separated file of about 178,000 ranges whose data rows have one column
//! more than the header. The second column is the first number of a range, the third the last, the fifth the kind.
//! Names of towns and operators may be Latin-1; they are not read.

#[cfg(test)]
mod tests;

use std::io::{BufRead, BufReader, Read};

use serde::{Deserialize, Serialize};

use crate::Number;

/// Most rows that are read; the table of 2025 has about 178,000.
const MOST_ROWS: usize = 1_000_000;
/// Longest row, in bytes.
const LONGEST_ROW: u64 = 4_096;

/// What a block of numbers is for. Portability moves numbers between operators, never between kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// Mobile (`CPP`, the caller pays; `MPP`, the mobile pays).
    Mobile,
    /// Fixed (`FIJO`).
    Fixed,
}

/// Why a table was refused.
#[derive(Debug, thiserror::Error)]
pub enum NumberingError {
    /// Reading failed.
    #[error("cannot read the numbering table at row {row}: {source}; check the file and try again")]
    Read {
        /// Row of the file, from 1.
        row: usize,
        /// The reader's error.
        source: std::io::Error,
    },
    /// There are no data rows.
    #[error("the numbering table has no ranges; download it again from the regulator")]
    Empty,
    /// More rows than are read.
    #[error("the numbering table has more than {MOST_ROWS} rows; this is not the regulator's table")]
    TooManyRows,
    /// A row is too long.
    #[error("row {row} of the numbering table has more than {LONGEST_ROW} bytes; this is not the regulator's table")]
    RowTooLong {
        /// Row of the file, from 1.
        row: usize,
    },
    /// A column is missing or wrong.
    #[error(
        "row {row}, column {column} of the numbering table: expected {expected}; correct the row or download the table again"
    )]
    Column {
        /// Row of the file, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
        /// What belongs there.
        expected: &'static str,
    },
    /// Two ranges of different kinds share numbers.
    #[error("rows {row} and {other} of the numbering table share numbers but not their kind; correct one of them")]
    Overlap {
        /// Row of one range, from 1.
        row: usize,
        /// Row of the other.
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
}

impl NumberingTable {
    /// Reads the published file. Adjacent ranges of one kind are joined.
    ///
    /// # Errors
    /// Names the row and column.
    pub fn from_csv(reader: impl Read) -> Result<Self, NumberingError> {
        let mut reader = BufReader::new(reader);
        let mut ranges = Vec::new();
        let mut line = Vec::new();
        for row in 1.. {
            line.clear();
            let read = reader
                .by_ref()
                .take(LONGEST_ROW + 1)
                .read_until(b'\n', &mut line)
                .map_err(|source| NumberingError::Read { row, source })?;
            if read == 0 {
                break;
            }
            if line.len() as u64 > LONGEST_ROW {
                return Err(NumberingError::RowTooLong { row });
            }
            if row > MOST_ROWS {
                return Err(NumberingError::TooManyRows);
            }
            // The first row is the header; its names belong to other columns, so they are not read.
            if row > 1 && !line.trim_ascii().is_empty() {
                ranges.push((row, read_row(&line, row)?));
            }
        }
        Self::from_rows(ranges)
    }

    fn from_rows(mut rows: Vec<(usize, Range)>) -> Result<Self, NumberingError> {
        rows.sort_unstable_by_key(|(row, range)| (range.first, range.last, *row));
        let mut ranges: Vec<Range> = Vec::with_capacity(rows.len());
        let mut last_row = 0;
        for (row, range) in rows {
            match ranges.last_mut() {
                Some(previous) if previous.kind == range.kind && range.first <= previous.last + 1 => {
                    previous.last = previous.last.max(range.last);
                }
                Some(previous) if range.first <= previous.last => {
                    return Err(NumberingError::Overlap { row: last_row.min(row), other: last_row.max(row) });
                }
                _ => ranges.push(range),
            }
            last_row = row;
        }
        if ranges.is_empty() { Err(NumberingError::Empty) } else { Ok(Self { ranges }) }
    }

    /// What a number is for; `None` if its block is not assigned.
    #[must_use]
    pub fn kind(&self, number: &Number) -> Option<BlockKind> {
        let value = number.value();
        let after = self.ranges.partition_point(|range| range.first <= value);
        let range = self.ranges.get(after.checked_sub(1)?)?;
        (value <= range.last).then_some(range.kind)
    }

    /// How many separate ranges there are, after joining.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Never: an empty table is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

fn read_row(line: &[u8], row: usize) -> Result<Range, NumberingError> {
    let mut columns = Columns { rest: Some(line.trim_ascii_end()) };
    let mut column = |skip: usize, number: usize, expected: &'static str| {
        columns.nth(skip).ok_or(NumberingError::Column { row, column: number, expected })
    };
    const NUMBER: &str = "a number of ten digits";
    let wrong = |column, expected| NumberingError::Column { row, column, expected };
    let first = read_number(column(1, 2, NUMBER)?).ok_or(wrong(2, NUMBER))?;
    let last = read_number(column(0, 3, NUMBER)?).ok_or(wrong(3, NUMBER))?;
    if last < first {
        return Err(wrong(3, "a last number that is not below the first"));
    }
    let kind = match column(1, 5, "CPP, MPP or FIJO")? {
        b"CPP" | b"MPP" => BlockKind::Mobile,
        b"FIJO" => BlockKind::Fixed,
        _ => return Err(wrong(5, "CPP, MPP or FIJO")),
    };
    Ok(Range { first, last, kind })
}

fn read_number(digits: &[u8]) -> Option<u64> {
    let digits: &[u8; 10] = digits.try_into().ok()?;
    digits.iter().try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u64::from(digit - b'0')))
}

/// The columns of a row: separated by commas, perhaps quoted, surrounding spaces removed.
struct Columns<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Columns<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let mut quoted = false;
        let end = rest.iter().position(|&byte| {
            quoted ^= byte == b'"';
            byte == b',' && !quoted
        });
        let column = match end {
            Some(end) => {
                self.rest = Some(&rest[end + 1..]);
                &rest[..end]
            }
            None => {
                self.rest = None;
                rest
            }
        };
        let column = column.trim_ascii();
        Some(column.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(column).trim_ascii())
    }
}

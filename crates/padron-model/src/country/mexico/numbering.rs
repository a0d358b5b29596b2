//! The regulator's table of number blocks.
//!
//! Read as it is published: a comma-separated file of about 178,000 ranges whose data rows have one column more than the
//! header. The second column is the first number of a range, the third the last, the fifth the kind (`CPP`, the caller
//! pays, and `MPP`, the mobile pays, are mobile; `FIJO` is fixed; a few rows have none). Names of towns and operators may
//! be Latin-1; they are not read.

use std::io::{BufRead, BufReader, Read};
use std::ops::RangeInclusive;

use crate::{BlockKind, NumberingError, NumberingTable};

/// Most rows that are read; the table of 2025 has about 178,000.
const MOST_ROWS: usize = 1_000_000;
/// Longest row, in bytes.
const LONGEST_ROW: u64 = 4_096;
/// The country code before ten national digits.
const COUNTRY: u64 = 52 * 10_000_000_000;

/// Reads the published file.
///
/// # Errors
/// Names the row and column.
pub(super) fn read(published: &mut dyn Read) -> Result<NumberingTable, NumberingError> {
    let mut reader = BufReader::new(published);
    let (mut ranges, mut unclassified) = (Vec::new(), 0);
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
            return Err(NumberingError::RowTooLong { row, most: LONGEST_ROW });
        }
        if row > MOST_ROWS {
            return Err(NumberingError::TooManyRows { most: MOST_ROWS });
        }
        // The first row is the header; its names belong to other columns, so they are not read.
        if row > 1 && !line.trim_ascii().is_empty() {
            match read_row(&line, row)? {
                (numbers, Some(kind)) => ranges.push((row, numbers, kind)),
                (_, None) => unclassified += 1,
            }
        }
    }
    Ok(NumberingTable::of_ranges(ranges)?.with_unclassified(unclassified))
}

fn read_row(line: &[u8], row: usize) -> Result<(RangeInclusive<u64>, Option<BlockKind>), NumberingError> {
    const NUMBER: &str = "a number of ten digits";
    const KIND: &str = "CPP, MPP or FIJO";
    let mut columns = Columns { rest: Some(line.trim_ascii_end()) };
    let mut column = |skip: usize, number: usize, expected: &'static str| {
        columns.nth(skip).ok_or(NumberingError::Column { row, column: number, expected })
    };
    let wrong = |column, expected| NumberingError::Column { row, column, expected };
    let first = read_number(column(1, 2, NUMBER)?).ok_or(wrong(2, NUMBER))?;
    let last = read_number(column(0, 3, NUMBER)?).ok_or(wrong(3, NUMBER))?;
    if last < first {
        return Err(wrong(3, "a last number that is not below the first"));
    }
    let kind = match column(1, 5, KIND)? {
        b"CPP" | b"MPP" => Some(BlockKind::Mobile),
        b"FIJO" => Some(BlockKind::Fixed),
        b"" => None,
        _ => return Err(wrong(5, KIND)),
    };
    Ok((COUNTRY + first..=COUNTRY + last, kind))
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

#[cfg(test)]
mod tests;

//! A subscriber file as a stream of numbered rows.

use std::io::BufRead;

use zeroize::Zeroizing;

use super::columns::{Cells, ColumnHeader};
use super::csv::{self, Broken};
use super::fault::{FileError, Reason, RowFault};
use super::json;
use super::lines::{Encoding, FileLines, LONGEST, Line};

/// Most lines that one row in quotes may span.
const MOST_LINES: usize = 16;

/// One row of a file. Personal: no `Debug`.
pub(crate) struct Row {
    /// From 1; the header and blank lines are not rows.
    pub number: u64,
    /// Where the next row starts, in bytes from the start of the file.
    pub end: u64,
    pub cells: Result<Cells, RowFault>,
}

enum Format {
    Csv { header: ColumnHeader, separator: char },
    Ndjson,
}

/// Reads rows one after the other; holds one row at a time.
pub(crate) struct RowReader<R> {
    lines: FileLines<R>,
    format: Format,
    encoding: Encoding,
    read: u64,
}

impl<R: BufRead> RowReader<R> {
    /// Reads the header, and finds out format and separator.
    ///
    /// # Errors
    /// Everything that makes the file unusable as a whole.
    pub(crate) fn open(reader: R, encoding: Encoding) -> Result<Self, FileError> {
        let mut lines = FileLines::new(reader);
        let read = |source| FileError::Read { row: 0, source };
        let mut first = loop {
            match lines.next().map_err(read)? {
                Some(line) if line.is_blank() => {}
                Some(line) => break line,
                None => return Err(FileError::Empty),
            }
        };
        if first.too_long {
            return Err(FileError::FirstLineTooLong);
        }
        if first.bytes.starts_with(&[0xff, 0xfe]) || first.bytes.starts_with(&[0xfe, 0xff]) {
            return Err(FileError::Utf16);
        }
        if first.bytes.starts_with(b"\xef\xbb\xbf") {
            first.bytes.drain(..3);
        }
        let format = if first.bytes.trim_ascii_start().starts_with(b"{") {
            lines.give_back(vec![first]);
            Format::Ndjson
        } else {
            let text = encoding.decode(&first.bytes).ok_or(FileError::NoHeader)?;
            let separator = csv::separator(&text);
            let names = csv::split(&text, separator).map_err(|_| FileError::NoHeader)?;
            Format::Csv { header: ColumnHeader::read(&names)?, separator }
        };
        Ok(Self { lines, format, encoding, read: 0 })
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// Reading failed.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, FileError> {
        let row = self.read;
        let line = loop {
            match self.lines.next().map_err(|source| FileError::Read { row, source })? {
                Some(line) if line.is_blank() => {}
                Some(line) => break line,
                None => return Ok(None),
            }
        };
        self.read += 1;
        let mut end = line.end;
        let cells = self.cells(&line, &mut end).map_err(|source| FileError::Read { row, source })?;
        Ok(Some(Row { number: self.read, end, cells }))
    }

    fn cells(&mut self, line: &Line, end: &mut u64) -> std::io::Result<Result<Cells, RowFault>> {
        let fault = |reason| Ok(Err(RowFault { column: None, reason }));
        if line.too_long {
            return fault(Reason::TooLong);
        }
        let Some(text) = self.encoding.decode(&line.bytes) else {
            return fault(Reason::Encoding);
        };
        let (header, separator) = match &self.format {
            Format::Ndjson => return Ok(json::read(&text)),
            Format::Csv { header, separator } => (header, *separator),
        };
        match csv::split(&text, separator) {
            Ok(values) => Ok(assigned(header, values)),
            Err(Broken::Stray) => fault(Reason::StrayQuote),
            Err(Broken::Open) => match joined(&mut self.lines, self.encoding, header, separator, &text)? {
                Some((cells, last)) => {
                    *end = last;
                    Ok(Ok(cells))
                }
                None => fault(Reason::OpenQuote),
            },
        }
    }
}

/// A row that goes on in the next lines inside quotes; line breaks become spaces.
///
/// Taken only if it closes within [`MOST_LINES`] and has as many values as the header: otherwise a single forgotten
/// quote would swallow the rows that follow it. The lines are then given back, to be rows of their own.
fn joined<R: BufRead>(
    lines: &mut FileLines<R>,
    encoding: Encoding,
    header: &ColumnHeader,
    separator: char,
    first: &str,
) -> std::io::Result<Option<(Cells, u64)>> {
    let mut text = Zeroizing::new(String::with_capacity(4 * LONGEST));
    text.push_str(first);
    let mut taken = Vec::new();
    while taken.len() + 1 < MOST_LINES {
        let Some(line) = lines.next()? else { break };
        let decoded = if line.too_long { None } else { encoding.decode(&line.bytes) };
        let end = line.end;
        taken.push(line);
        let Some(decoded) = decoded.filter(|decoded| text.len() + decoded.len() < LONGEST) else { break };
        text.push(' ');
        text.push_str(&decoded);
        match csv::split(&text, separator) {
            Err(Broken::Open) => {}
            Err(Broken::Stray) => break,
            Ok(values) => match assigned(header, values) {
                Ok(cells) => return Ok(Some((cells, end))),
                Err(_) => break,
            },
        }
    }
    lines.give_back(taken);
    Ok(None)
}

/// The values under the header's columns. Empty values behind the last column, as spreadsheets leave, are dropped.
fn assigned(header: &ColumnHeader, mut values: Vec<Zeroizing<String>>) -> Result<Cells, RowFault> {
    while values.len() > header.columns.len() && values.last().is_some_and(|value| value.trim().is_empty()) {
        values.pop();
    }
    if values.len() != header.columns.len() {
        return Err(RowFault { column: None, reason: Reason::ColumnCount });
    }
    let mut cells = Cells::default();
    for (&column, value) in header.columns.iter().zip(values) {
        cells.set(column, value);
    }
    Ok(cells)
}

#[cfg(test)]
mod tests;

//! The result file: one line per row, in the rows' order, so that its last line says where to resume.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::csv::{split, written};
use super::outcome::{Outcome, Tally};

/// The first line.
const HEADER: &str = "row,outcome,folio,at,field,type,reason,receipt";
/// Longest line that is read back, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Why a result file cannot be continued.
#[derive(Debug, thiserror::Error)]
pub enum ResultError {
    #[error("the result file cannot be read or written: {0}; check the disk and run the same command again")]
    Disk(#[from] io::Error),
    #[error("line {line} of the result file was not written by an import; choose another file with --results")]
    Foreign {
        /// From 1, header included.
        line: u64,
    },
}

/// A result file, open at its end.
pub struct ResultFile {
    file: File,
    length: u64,
    tally: Tally,
}

impl ResultFile {
    /// Opens or creates the file. A last line that was torn by a crash is cut off.
    ///
    /// # Errors
    /// The disk's, or the file holds something else.
    pub fn open(path: &Path) -> Result<Self, ResultError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let mut results = Self { file, length: 0, tally: Tally::default() };
        results.read_back()?;
        results.file.set_len(results.length)?;
        results.file.seek(SeekFrom::Start(results.length))?;
        if results.length == 0 {
            results.write(format!("{HEADER}\n").as_bytes())?;
        }
        Ok(results)
    }

    /// How many rows are decided: rows 1 to this.
    pub fn rows(&self) -> u64 {
        self.tally.rows()
    }

    /// Their outcomes.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Writes the outcomes of the next rows. When this returns they are on the disk.
    ///
    /// # Errors
    /// The disk's. What was written of them is cut off when the file is opened again, or sent again.
    pub fn append(&mut self, outcomes: &[Outcome]) -> Result<(), ResultError> {
        let mut text = String::with_capacity(outcomes.len() * 128);
        for (row, outcome) in (self.rows() + 1..).zip(outcomes) {
            line(&mut text, row, outcome);
        }
        self.write(text.as_bytes())?;
        for outcome in outcomes {
            self.tally.count(outcome);
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.sync_data()?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn read_back(&mut self) -> Result<(), ResultError> {
        let mut reader = BufReader::new(&self.file);
        let mut bytes = Vec::new();
        for number in 1.. {
            bytes.clear();
            reader.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)?;
            // A line that was never finished. A file system may also have grown the file before a crash without its
            // content: zeros from here on.
            let torn = !bytes.ends_with(b"\n") && (bytes.len() as u64) < LONGEST || bytes.contains(&0);
            if torn && (number > 1 || HEADER.as_bytes().starts_with(without_zeros(&bytes))) {
                return Ok(());
            }
            let text = bytes.strip_suffix(b"\n").unwrap_or_default();
            let text = std::str::from_utf8(text).ok();
            let known = match number {
                1 => text == Some(HEADER),
                _ => text.is_some_and(|text| count(&mut self.tally, text)),
            };
            if !known {
                return Err(ResultError::Foreign { line: number });
            }
            self.length += bytes.len() as u64;
        }
        Ok(())
    }
}

/// The bytes before the first zero.
fn without_zeros(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// Counts a line that was read back; `false` if it is not the line of the next row.
fn count(tally: &mut Tally, text: &str) -> bool {
    let Ok(values) = split(text, ',') else { return false };
    let [row, outcome, _, _, _, kind, _, _] = values.as_slice() else { return false };
    if row.as_str() != (tally.rows() + 1).to_string() {
        return false;
    }
    match outcome.as_str() {
        "linked" => tally.linked += 1,
        "refused" => {
            tally.refused += 1;
            tally.reason("refused", kind);
        }
        "invalid" => {
            tally.invalid += 1;
            tally.reason("invalid", kind);
        }
        _ => return false,
    }
    true
}

fn line(text: &mut String, row: u64, outcome: &Outcome) {
    let row = row.to_string();
    let values: [&str; 8] = match outcome {
        Outcome::Linked { folio, at, receipt } => [&row, "linked", folio, at, "", "", "", receipt],
        Outcome::Refused(why) => [&row, "refused", "", "", &why.field, &why.kind, &why.reason, ""],
        Outcome::Invalid(why) => [&row, "invalid", "", "", &why.field, &why.kind, &why.reason, ""],
    };
    text.push_str(&values.map(written).join(","));
    text.push('\n');
}

#[cfg(test)]
mod tests;

//! The clear list of synthetic people and lines: what a thief must not get, for checking that he does not.

use anyhow::{Context as _, Result};
use padron_model::country::mexico::national_digits;
use padron_testkit::people::{Population, SyntheticLine};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

/// Writes the list: the subscriber columns, then operator and person. `spare` lines are all of one person more.
pub fn write(path: &Path, population: &Population, spare: &[SyntheticLine]) -> Result<()> {
    let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut out = BufWriter::new(file);
    let mut headed = false;
    for person in 0..population.len() {
        let lines = population.lines_of(person);
        let mut rows = Vec::new();
        padron_testkit::people::write_subscribers(&mut rows, population, person..person + 1, None)?;
        let mut rows = BufReader::new(rows.as_slice()).lines();
        let header = rows.next().transpose()?.unwrap_or_default();
        if !headed {
            writeln!(out, "{},operator,person", header.trim_end())?;
            headed = true;
        }
        for (row, line) in rows.zip(&lines) {
            writeln!(out, "{},operator-{},{person}", row?.trim_end(), char::from(b'a' + u8::try_from(line.operator)?))?;
        }
    }
    for line in spare {
        let empty = ",".repeat(14);
        writeln!(
            out,
            "{},{},national{empty},{},{},operator-a,{}",
            national_digits(&line.number).unwrap_or_default(),
            line.iccid.digits(),
            line.service.as_str(),
            line.activated,
            population.len()
        )?;
    }
    out.flush()?;
    Ok(())
}

//! The true population, which the drill knows and a thief does not: what is searched for and guessed.

use anyhow::{Context as _, bail, ensure};
use padron_testkit::people::SUBSCRIBER_COLUMNS;
use std::path::Path;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Columns that say something of a line or its holder: those of subscribers, and the operator.
const CELLS: usize = SUBSCRIBER_COLUMNS.len() + 1;

/// The columns of the file, in order; the last one names the person.
pub(crate) const COLUMNS: [&str; CELLS + 1] = {
    let mut names = ["operator"; CELLS + 1];
    let mut at = 0;
    while at < SUBSCRIBER_COLUMNS.len() {
        names[at] = SUBSCRIBER_COLUMNS[at].name();
        at += 1;
    }
    names[CELLS] = "person";
    names
};

/// Most lines of a population: the index of what is searched for must fit in memory.
const MOST_LINES: usize = 1_000_000;
/// Longest cell, in bytes.
const LONGEST_CELL: usize = 1_000;

/// A line and its holder, in the clear. Personal: no `Debug`, wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Subscriber {
    cells: [String; CELLS],
    /// Names the person; lines of one person have the same.
    pub(crate) person: u64,
}

impl Subscriber {
    /// The cell of a column; empty where the file has nothing.
    pub(crate) fn cell(&self, column: &str) -> &str {
        COLUMNS.iter().position(|name| *name == column).and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// Every cell but the person's, in the order of [`COLUMNS`].
    pub(crate) fn cells(&self) -> &[String] {
        &self.cells
    }

    /// The ten digits.
    pub(crate) fn number(&self) -> &str {
        &self.cells[0]
    }

    /// Whether a company holds the line.
    pub(crate) fn is_legal_person(&self) -> bool {
        self.cell("kind") == "legal-person"
    }

    /// What the custodians evaluate for this holder, as `padron_model::Holder::person_input` writes it; empty if the
    /// file does not say who it is.
    pub(crate) fn person_input(&self) -> String {
        match (self.cell("rfc"), self.cell("curp")) {
            (rfc, _) if self.is_legal_person() => format!("RFC:{rfc}"),
            (_, "") if self.cell("passport_number").is_empty() => String::new(),
            (_, "") => format!("PASSPORT:{}:{}", self.cell("passport_country"), self.cell("passport_number")),
            (_, curp) => format!("CURP:{curp}"),
        }
    }
}

/// Reads the file.
///
/// # Errors
/// The file cannot be read, has other columns, too many lines, or a row that is not one; rows are named by their
/// number, never by what they say.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Subscriber>> {
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("cannot open the population {}", path.display()))?;
    let header = reader.headers().context("cannot read the population's header")?;
    ensure!(header.iter().eq(COLUMNS), "the population must have the columns {}", COLUMNS.join(","));
    let mut people = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| bad_row(people.len()))? {
        ensure!(people.len() < MOST_LINES, "the population has more than {MOST_LINES} lines; split it");
        people.push(subscriber(&record).ok_or_else(|| bad_row(people.len()))?);
    }
    if people.is_empty() {
        bail!("the population {} is empty; without anybody there is nothing to search for", path.display());
    }
    Ok(people)
}

fn bad_row(before: usize) -> anyhow::Error {
    anyhow::anyhow!(
        "row {} of the population is not a line: ten digits first, an integer last, {} cells",
        before + 2,
        CELLS + 1
    )
}

fn subscriber(record: &csv::StringRecord) -> Option<Subscriber> {
    let mut cells: [String; CELLS] = Default::default();
    for (at, cell) in cells.iter_mut().enumerate() {
        let text = record.get(at).filter(|text| text.len() <= LONGEST_CELL)?;
        *cell = text.trim().to_owned();
    }
    let number = &cells[0];
    let ten_digits = number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    let person = record.get(CELLS)?.trim().parse().ok()?;
    ten_digits.then_some(Subscriber { cells, person })
}

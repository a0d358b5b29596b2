//! The linking attack: which lines belong together, by anything that is equal at rest?
//!
//! For every table whose rows are about something that has a name of its own (a line, a record), a value that repeats
//! in a few rows ties these rows together. A value that is the same in many rows (an operator, a regime, a day) is a
//! class: it tells how many, and not who. A value that leads from row to row by way of other tables ties them too.

use super::inventory::StolenFile;
use super::population::Subscriber;
use super::sqlite::{self, Value};
use serde::Serialize;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

mod chains;

mod truth;

/// A value in more rows than this, on average over its column, is a class.
const CLASS: usize = 20;
/// A value in more rows than this is a class: nobody has so many lines.
const MOST_OF_ONE: usize = 100;
/// A column with no more values than this is one of classes.
const FEW: usize = 8;

/// Ties that the design makes on purpose, by the column's name.
const KNOWN: [(&str, &str, LinkReason); 8] = [
    ("holdings", "holder", LinkReason::LegalPersons),
    ("records", "line", LinkReason::SameLine),
    ("accesses", "line", LinkReason::SameLine),
    ("line_records", "line", LinkReason::SameLine),
    ("accesses", "request", LinkReason::SameRequest),
    ("decisions", "request", LinkReason::SameRequest),
    // A custodian knows the log's entry of its own decision beside that of the request.
    ("requests", "entry", LinkReason::SameRequest),
    ("statistics", "request", LinkReason::SameRequest),
];

/// Columns that name parties, rules and kinds: classes, however few rows there are.
const CLASSES: [&str; 12] = [
    "operator",
    "authority",
    "custodian",
    "court",
    "caller",
    "actor",
    "regime",
    "kind",
    "state",
    "epoch",
    "reason",
    "purpose",
];
/// Most values of such a column.
const MOST_PARTIES: usize = 200;

/// Why a tie is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LinkReason {
    /// Companies have a plain holder token: their lines are tied together by design.
    LegalPersons,
    /// Successive rows about one line.
    SameLine,
    /// Rows about one order.
    SameRequest,
}

/// What a column is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sort {
    /// Few values, each in many rows.
    Class,
    /// Moments or days.
    Time,
    /// A tie that the design makes on purpose.
    Known(LinkReason),
    /// Ties rows together.
    Tie,
}

/// A column whose values repeat.
#[derive(Serialize, Debug)]
pub(crate) struct Grouping {
    pub(crate) file: String,
    pub(crate) table: String,
    /// The column, or what leads from row to row.
    pub(crate) column: String,
    pub(crate) sort: Sort,
    /// Values that stand in more than one row.
    pub(crate) groups: u64,
    /// Rows in these groups.
    pub(crate) rows: u64,
    /// Rows of the largest.
    pub(crate) largest: u64,
    /// How the groups compare with the true persons, if the rows can be put in the population's order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) truth: Option<Coincidence>,
}

/// Pairs of rows that a grouping puts together.
#[derive(Serialize, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Coincidence {
    pub(crate) pairs: u64,
    /// Those of one natural person, if rows stand in the order of the population.
    pub(crate) same_person: u64,
    /// How many of them there would be by chance.
    pub(crate) by_chance: f64,
}

impl Coincidence {
    /// By more than four standard deviations.
    pub(crate) fn beyond_chance(&self) -> bool {
        self.same_person as f64 > self.by_chance + 4.0 * self.by_chance.max(1.0).sqrt()
    }
}

/// What the attack gave.
#[derive(Serialize, Debug, Default)]
pub(crate) struct LinkReport {
    /// Every column whose values repeat, and every chain.
    pub(crate) groupings: Vec<Grouping>,
    /// Tables that were looked at.
    pub(crate) tables: u64,
    /// Tables whose rows have no name of their own: counters, settings.
    pub(crate) unnamed_tables: u64,
    /// Stored values that lead from one file to another, by what they are.
    pub(crate) joins: BTreeMap<String, u64>,
    /// True persons with more than one line: natural, their lines; legal, their lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) true_groups: Option<TrueGroups>,
}

/// How many persons have more than one line.
#[derive(Serialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TrueGroups {
    pub(crate) natural: u64,
    pub(crate) natural_lines: u64,
    pub(crate) legal: u64,
    pub(crate) legal_lines: u64,
}

impl LinkReport {
    /// Groupings that tie lines of one person together and are not known.
    pub(crate) fn ties(&self) -> impl Iterator<Item = &Grouping> {
        self.groupings.iter().filter(|grouping| grouping.is_tie())
    }
}

impl Grouping {
    fn is_tie(&self) -> bool {
        self.sort == Sort::Tie
    }
}

/// A table with every value taken for a hash of it.
struct LinkTable {
    file: String,
    name: String,
    rows: usize,
    columns: Vec<Column>,
}

/// A column: hashes with their rows, sorted; nothing and empty values left out.
struct Column {
    name: String,
    values: Vec<(u64, u32)>,
    distinct: usize,
    opaque: bool,
    times: bool,
    /// Integers that are all different say in which order the rows came.
    integers: Vec<(i64, u32)>,
}

/// Runs the attack.
pub(crate) fn link(files: &[StolenFile], people: Option<&[Subscriber]>) -> LinkReport {
    let mut report = LinkReport::default();
    let mut tables = Vec::new();
    for file in files {
        let Some(database) = &file.database else { continue };
        // What cannot be read is named in the inventory.
        for name in sqlite::tables(database).unwrap_or_default() {
            match load(database, &file.label(), name) {
                Ok(table) if table.is_named() => tables.push(table),
                Ok(_) => report.unnamed_tables += 1,
                Err(_) => {}
            }
        }
    }
    report.tables = tables.len() as u64;
    let truth = people.map(truth::Truth::new);
    for table in &tables {
        let orders = truth.as_ref().map(|truth| truth.order(table));
        let compare = |groups: &[Vec<u32>]| orders.as_ref().and_then(|order| order.as_ref()?.compare(groups));
        for column in &table.columns {
            report.groupings.extend(column_grouping(table, column, compare));
        }
    }
    report.groupings.extend(chains::chains(&tables));
    report.true_groups = truth.map(|truth| truth.groups());
    report
}

fn column_grouping(
    table: &LinkTable,
    column: &Column,
    compare: impl Fn(&[Vec<u32>]) -> Option<Coincidence>,
) -> Option<Grouping> {
    let groups: Vec<Vec<u32>> = column.groups().collect();
    let rows = groups.iter().map(Vec::len).sum::<usize>() as u64;
    let sort = column.sort(&table.name);
    (!groups.is_empty()).then(|| Grouping {
        file: table.file.clone(),
        table: table.name.clone(),
        column: column.name.clone(),
        sort,
        groups: groups.len() as u64,
        rows,
        largest: groups.iter().map(Vec::len).max().unwrap_or_default() as u64,
        // Rows and people are put side by side in the order of time: that times go along with it says nothing.
        truth: compare(&groups).filter(|_| sort != Sort::Time),
    })
}

impl LinkTable {
    /// Whether its rows have names: a column of opaque values most of which are different.
    fn is_named(&self) -> bool {
        self.columns.iter().any(|column| column.opaque && 2 * column.distinct > self.rows)
            || self.columns.iter().filter(|column| column.opaque && column.distinct > FEW).count() >= 2
    }
}

impl Column {
    fn groups(&self) -> impl Iterator<Item = Vec<u32>> + '_ {
        let same = self.values.chunk_by(|a, b| a.0 == b.0);
        same.filter(|group| group.len() > 1).map(|group| group.iter().map(|(_, row)| *row).collect())
    }

    fn is_class(&self) -> bool {
        self.distinct <= FEW
            || self.values.len() > CLASS * self.distinct
            || self.distinct <= MOST_PARTIES && CLASSES.contains(&self.name.as_str())
    }

    fn known(&self, table: &str) -> Option<LinkReason> {
        let known = KNOWN.iter().find(|(in_table, column, _)| *in_table == table && *column == self.name);
        known.map(|(_, _, reason)| *reason)
    }

    fn sort(&self, table: &str) -> Sort {
        match self.known(table) {
            Some(reason) => Sort::Known(reason),
            None if self.is_class() || self.groups().all(|group| group.len() > MOST_OF_ONE) => Sort::Class,
            None if self.times => Sort::Time,
            None => Sort::Tie,
        }
    }
}

fn load(database: &std::path::Path, file: &str, name: String) -> anyhow::Result<LinkTable> {
    let mut columns: Vec<Column> = Vec::new();
    let mut rows = 0;
    sqlite::for_each_value(database, &name, |row, column, value| {
        let Ok(row) = u32::try_from(row) else { return };
        rows = row as usize + 1;
        let known = columns.iter().position(|known| known.name == column);
        let at = known.unwrap_or_else(|| {
            columns.push(Column::new(column));
            columns.len() - 1
        });
        columns[at].add(row, value);
    })?;
    columns.iter_mut().for_each(Column::finish);
    Ok(LinkTable { file: file.to_owned(), name, rows, columns })
}

impl Column {
    fn new(name: &str) -> Self {
        let name = name.to_owned();
        Self { name, values: Vec::new(), distinct: 0, opaque: true, times: true, integers: Vec::new() }
    }

    fn add(&mut self, row: u32, value: Value<'_>) {
        let (tag, bytes) = match value {
            Value::Null | Value::Blob([]) | Value::Text("") => return,
            Value::Integer(value) => {
                self.integers.push((value, row));
                (0, value.to_le_bytes().to_vec())
            }
            Value::Real(value) => (1, value.to_le_bytes().to_vec()),
            Value::Text(text) => (2, text.as_bytes().to_vec()),
            Value::Blob(blob) => (2, blob.to_vec()),
        };
        self.opaque &=
            tag == 2 && bytes.len() >= 8 || matches!(value, Value::Integer(value) if value.unsigned_abs() > 1 << 31);
        self.times &= is_time(value);
        let mut hasher = DefaultHasher::new();
        (tag, bytes).hash(&mut hasher);
        self.values.push((hasher.finish(), row));
    }

    fn finish(&mut self) {
        self.values.sort_unstable();
        self.distinct = self.values.chunk_by(|a, b| a.0 == b.0).count();
        self.opaque &= !self.times;
        self.integers.sort_unstable();
        if self.integers.len() != self.values.len() || self.distinct != self.values.len() {
            self.integers = Vec::new();
        }
    }
}

/// Days, seconds, milliseconds, microseconds or nanoseconds since 1970 between 2000 and 2100, or a date as text.
pub(super) fn is_time(value: Value<'_>) -> bool {
    match value {
        Value::Integer(value) => [1, 86_400, 86_400_000, 86_400_000_000, 86_400_000_000_000]
            .iter()
            .any(|day| (10_957..47_482).contains(&(value / day))),
        Value::Text(text) => {
            let digits = text.bytes().take(10).enumerate();
            text.len() >= 10
                && text.starts_with("20")
                && digits
                    .into_iter()
                    .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;

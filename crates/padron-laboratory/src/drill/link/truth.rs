//! The true persons, to compare groupings with.
//!
//! Which row is whose line, nobody can tell from the rows. But a register that was filled from a file is likely to
//! have its rows in the file's order: so rows and population are put side by side, each in its order of arrival
//! (operator by operator, if a column names operators). If that order is right, a grouping that follows the persons
//! shows; if it is wrong, nothing does.

use super::super::population::Subscriber;
use super::{Coincidence, LinkTable, TrueGroups};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The persons behind the population's lines, in its order.
pub(super) struct Truth {
    /// Person and operator's hash; `None` for companies.
    lines: Vec<(Option<u64>, u64)>,
    groups: TrueGroups,
}

/// The person whom each row of a table would be of.
pub(super) struct RowOrder {
    persons: Vec<Option<u64>>,
}

impl Truth {
    pub(super) fn new(people: &[Subscriber]) -> Self {
        let mut natural = BTreeMap::<u64, u64>::new();
        let mut legal = BTreeMap::<u64, u64>::new();
        let mut lines = Vec::with_capacity(people.len());
        for line in people {
            let person = (!line.is_legal_person()).then_some(line.person);
            *if person.is_some() { &mut natural } else { &mut legal }.entry(line.person).or_default() += 1;
            lines.push((person, text_hash(line.cell("operator"))));
        }
        let several = |of: &BTreeMap<u64, u64>| {
            let several = of.values().filter(|lines| **lines > 1);
            (several.clone().count() as u64, several.sum::<u64>())
        };
        let ((natural, natural_lines), (legal, legal_lines)) = (several(&natural), several(&legal));
        Self { lines, groups: TrueGroups { natural, natural_lines, legal, legal_lines } }
    }

    pub(super) fn groups(&self) -> TrueGroups {
        self.groups
    }

    /// Puts a table's rows beside the population's lines, if they are as many.
    pub(super) fn order(&self, table: &LinkTable) -> Option<RowOrder> {
        if table.rows != self.lines.len() || table.rows < 2 {
            return None;
        }
        let mut rows = arrival(table);
        let mut lines: Vec<usize> = (0..self.lines.len()).collect();
        if let Some(operators) = self.operators(table) {
            rows.sort_by_key(|row| operators[*row as usize]);
            lines.sort_by_key(|line| self.lines[*line].1);
        }
        let mut persons = vec![None; table.rows];
        for (row, line) in rows.into_iter().zip(lines) {
            persons[row as usize] = self.lines[line].0;
        }
        Some(RowOrder { persons })
    }

    /// The operator of each row, if a column names the population's operators just as often.
    fn operators(&self, table: &LinkTable) -> Option<Vec<u64>> {
        let mut wanted: Vec<u64> = self.lines.iter().map(|(_, operator)| *operator).collect();
        wanted.sort_unstable();
        table.columns.iter().find_map(|column| {
            let fits = column.values.len() == table.rows && column.values.iter().map(|(value, _)| value).eq(&wanted);
            fits.then(|| {
                let mut operators = vec![0; table.rows];
                column.values.iter().for_each(|(value, row)| operators[*row as usize] = *value);
                operators
            })
        })
    }
}

/// Rows by a column of integers that are all different (the place in the log, a time), or as the table has them.
fn arrival(table: &LinkTable) -> Vec<u32> {
    let counted = table.columns.iter().find(|column| column.integers.len() == table.rows);
    match counted {
        Some(column) => column.integers.iter().map(|(_, row)| *row).collect(),
        None => (0..u32::try_from(table.rows).unwrap_or(u32::MAX)).collect(),
    }
}

impl RowOrder {
    /// Compares groups of rows with the persons.
    pub(super) fn compare(&self, groups: &[Vec<u32>]) -> Option<Coincidence> {
        let pairs_of = |count: u64| count * count.saturating_sub(1) / 2;
        let mut pairs = 0;
        let mut same_person = 0;
        for group in groups {
            let mut persons: Vec<u64> = group.iter().filter_map(|row| *self.persons.get(*row as usize)?).collect();
            persons.sort_unstable();
            pairs += pairs_of(persons.len() as u64);
            same_person += persons.chunk_by(|a, b| a == b).map(|same| pairs_of(same.len() as u64)).sum::<u64>();
        }
        let mut all: Vec<u64> = self.persons.iter().flatten().copied().collect();
        all.sort_unstable();
        let true_pairs: u64 = all.chunk_by(|a, b| a == b).map(|same| pairs_of(same.len() as u64)).sum();
        let possible = pairs_of(all.len() as u64);
        (possible > 0).then(|| Coincidence {
            pairs,
            same_person,
            by_chance: pairs as f64 * true_pairs as f64 / possible as f64,
        })
    }
}

/// As [`super::Column::add`] hashes texts.
fn text_hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (2, text.as_bytes().to_vec()).hash(&mut hasher);
    hasher.finish()
}

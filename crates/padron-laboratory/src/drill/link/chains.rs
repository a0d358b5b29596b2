//! Rows tied together by way of other rows: of one table to another and back.

use super::{Column, Grouping, LinkTable, Sort};
use std::collections::BTreeMap;

/// Sets that are joined step by step.
struct Sets(Vec<u32>);

impl Sets {
    fn of(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let above = self.0[at as usize];
            self.0[at as usize] = self.0[above as usize];
            at = above;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a as usize] = b;
    }
}

/// For each table: rows that no column of it ties together, but a chain of values does.
pub(super) fn chains(tables: &[LinkTable]) -> Vec<Grouping> {
    let mut starts = vec![0usize];
    for table in tables {
        starts.push(starts[starts.len() - 1] + table.rows);
    }
    let Ok(all) = u32::try_from(starts[tables.len()]) else { return Vec::new() };
    let mut within = Sets((0..all).collect());
    let mut across = Sets((0..all).collect());
    let mut values: Vec<(u64, u32)> = Vec::new();
    for (table, start) in tables.iter().zip(&starts) {
        for column in table.columns.iter().filter(|column| stands(column, table)) {
            let node = |row: u32| *start as u32 + row;
            // What is tied on purpose is no news, and leads no further.
            if column.known(&table.name).is_none() {
                values.extend(column.values.iter().map(|(value, row)| (*value, node(*row))));
            }
            for same in column.values.chunk_by(|a, b| a.0 == b.0) {
                if same.len() <= super::MOST_OF_ONE {
                    same.iter().for_each(|(_, row)| within.join(node(same[0].1), node(*row)));
                }
            }
        }
    }
    values.sort_unstable();
    for same in values.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() <= super::MOST_OF_ONE) {
        same.iter().for_each(|(_, node)| across.join(same[0].1, *node));
    }
    let of_table = |(at, table): (usize, &LinkTable)| chain(table, starts[at] as u32, &mut within, &mut across);
    tables.iter().enumerate().filter_map(of_table).collect()
}

/// Whether a value of the column stands for something: neither a class nor a time, nor a small integer (a count in one
/// table and a place in another are equal by chance).
fn stands(column: &Column, table: &LinkTable) -> bool {
    column.opaque && (column.known(&table.name).is_some() || !column.is_class() || column.distinct == table.rows)
}

fn chain(table: &LinkTable, start: u32, within: &mut Sets, across: &mut Sets) -> Option<Grouping> {
    let mut groups = BTreeMap::<u32, (u64, Vec<u32>)>::new();
    for row in (start..).take(table.rows) {
        let group = groups.entry(across.of(row)).or_default();
        group.0 += 1;
        group.1.push(within.of(row));
    }
    let tied: Vec<u64> = groups
        .into_values()
        .filter_map(|(rows, mut direct)| {
            direct.sort_unstable();
            direct.dedup();
            (rows > 1 && direct.len() > 1).then_some(rows)
        })
        .collect();
    (!tied.is_empty()).then(|| Grouping {
        file: table.file.clone(),
        table: table.name.clone(),
        column: "values of other tables".to_owned(),
        sort: Sort::Tie,
        groups: tied.len() as u64,
        rows: tied.iter().sum(),
        largest: tied.iter().copied().max().unwrap_or_default(),
        truth: None,
    })
}

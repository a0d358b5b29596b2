//! Records without their outer wrap: the keyring lies on the registrar's disk too, so a thief takes the wrap off and
//! looks at what is sealed beneath.

use super::inventory::StolenFile;
use super::link::{Grouping, Sort, is_time};
use super::patterns::Patterns;
use super::report::Find;
use super::search::Search;
use super::sqlite;
use padron_protocol::sealed::decrypt;
use std::collections::BTreeMap;
use std::path::Path;
use zeroize::Zeroizing;

/// The name under which the registrar wraps records.
const WRAP: &[u8] = b"padron record";
/// Shortest value that may be a wrapped record.
const SHORTEST: usize = 100;
/// UnwrappedRows records whose insides are kept, as candidates and to compare with each other.
const SAMPLE: usize = 4_000;
/// Bytes that are compared between records.
const WINDOW: usize = 16;
/// What stands in more records than this belongs to the form and not to a person.
const MOST_OF_ONE: usize = 100;

/// What came of it.
#[derive(Default)]
pub(crate) struct UnwrappedRows {
    /// How many records opened.
    pub(crate) records: u64,
    /// What was found in them.
    pub(crate) finds: Vec<Find>,
    /// The first of them.
    pub(crate) sample: Vec<Zeroizing<Vec<u8>>>,
    /// The moments that stand beside each of them.
    times: Vec<Vec<i64>>,
    /// What is equal in several of them.
    pub(crate) groupings: Vec<Grouping>,
}

type Keys = BTreeMap<[u8; 16], Vec<Zeroizing<[u8; 32]>>>;

/// The blobs of a row that may be a record's name, a key and a wrapped record.
#[derive(Default)]
struct Blobs {
    names: Vec<[u8; 16]>,
    keys: Vec<Zeroizing<[u8; 32]>>,
    wrapped: Vec<Vec<u8>>,
    times: Vec<i64>,
}

/// Tries every key that lies beside a record's name on every value that lies beside the same name.
pub(crate) fn unwrap(files: &[StolenFile], patterns: Option<&Patterns>) -> UnwrappedRows {
    let tables: Vec<(&StolenFile, &Path, String)> = files
        .iter()
        .filter_map(|file| Some((file, file.database.as_deref()?)))
        .flat_map(|(file, path)| {
            sqlite::tables(path).unwrap_or_default().into_iter().map(move |name| (file, path, name))
        })
        .collect();
    let mut keys = Keys::new();
    for (_, path, table) in &tables {
        // Tables that cannot be read are named in the inventory.
        let _damaged = for_each_row(path, table, |_, row| {
            for name in &row.names {
                keys.entry(*name).or_default().extend(row.keys.iter().cloned());
            }
        });
    }
    keys.retain(|_, keys| !keys.is_empty());
    let mut all = UnwrappedRows::default();
    for (file, path, table) in &tables {
        unwrap_table(&mut all, (&file.label(), path, table), &keys, patterns);
    }
    all
}

fn unwrap_table(
    all: &mut UnwrappedRows,
    (file, path, table): (&str, &Path, &str),
    keys: &Keys,
    patterns: Option<&Patterns>,
) {
    let mut search = patterns.map(Search::new);
    let first = all.sample.len();
    let _damaged = for_each_row(path, table, |number, row| {
        for (name, wrapped) in row.names.iter().flat_map(|name| row.wrapped.iter().map(move |wrapped| (name, wrapped)))
        {
            let mut of_name = keys.get(name).into_iter().flatten();
            let Some(plain) = of_name.find_map(|key| decrypt(key, WRAP, name, wrapped).ok()) else { continue };
            all.records += 1;
            if let Some(search) = &mut search {
                search.value(number, "unwrapped", sqlite::Value::Blob(&plain));
            }
            if all.sample.len() < SAMPLE {
                all.sample.push(plain);
                all.times.push(row.times.clone());
            }
        }
    });
    if let Some(search) = search {
        all.finds.extend(search.finds(file, Some(table)).0);
    }
    all.groupings.extend(equal_within((file, table), &all.sample[first..], &all.times[first..]));
}

/// Bytes that are equal in several records and not in all. What is equal only in records of one moment (a batch, under its
/// operator's one signature) is tied by the time that stands beside them already.
fn equal_within((file, table): (&str, &str), records: &[Zeroizing<Vec<u8>>], times: &[Vec<i64>]) -> Vec<Grouping> {
    let mut windows: Vec<(u128, u32)> = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let values = record.windows(WINDOW).filter_map(|window| Some(u128::from_be_bytes(window.try_into().ok()?)));
        // Padding and other runs of one byte are no values.
        let values = values.filter(|value| value.to_be_bytes().iter().any(|byte| *byte != value.to_be_bytes()[0]));
        windows.extend(values.map(|value| (value, u32::try_from(at).unwrap_or(u32::MAX))));
    }
    windows.sort_unstable();
    windows.dedup();
    let mut groups: Vec<Vec<u32>> = windows
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.len() > 1 && same.len() <= MOST_OF_ONE.min(records.len() / 2))
        .map(|same| same.iter().map(|(_, row)| *row).collect())
        .collect();
    groups.sort_unstable();
    groups.dedup();
    let of_one_moment = |group: &Vec<u32>| {
        let of = |row: u32| times.get(row as usize).map_or(&[][..], Vec::as_slice);
        let first = group.first().map_or(&[][..], |row| of(*row));
        first.iter().any(|time| group.iter().all(|row| of(*row).contains(time)))
    };
    let (moments, ties): (Vec<_>, Vec<_>) = groups.into_iter().partition(of_one_moment);
    let grouping = |sort, groups: &[Vec<u32>]| Grouping {
        file: file.to_owned(),
        table: table.to_owned(),
        column: "within unwrapped records".to_owned(),
        sort,
        groups: groups.len() as u64,
        rows: groups.iter().map(|group| group.len() as u64).sum(),
        largest: groups.iter().map(|group| group.len() as u64).max().unwrap_or_default(),
        truth: None,
    };
    let kinds = [(Sort::Time, moments), (Sort::Tie, ties)];
    kinds.iter().filter(|(_, groups)| !groups.is_empty()).map(|(sort, groups)| grouping(*sort, groups)).collect()
}

fn for_each_row(path: &Path, table: &str, mut each: impl FnMut(u64, &Blobs)) -> anyhow::Result<()> {
    let mut row = Blobs::default();
    let mut current = 0;
    sqlite::for_each_value(path, table, |number, _, value| {
        if number != current {
            each(current, &std::mem::take(&mut row));
            current = number;
        }
        if let sqlite::Value::Integer(time) = value
            && is_time(value)
        {
            row.times.push(time);
        }
        let Some(bytes) = sqlite::bytes(&value) else { return };
        if let Ok(name) = bytes.try_into() {
            row.names.push(name);
        } else if let Ok(key) = bytes.try_into() {
            row.keys.push(Zeroizing::new(key));
        } else if bytes.len() >= SHORTEST {
            row.wrapped.push(bytes.to_vec());
        }
    })?;
    each(current, &row);
    Ok(())
}

//! Counts and sizes, and nothing else: what two countries that differ only in who holds which line must have in common.

use super::inventory::{StolenFile, files, tables_of};
use std::collections::BTreeMap;
use std::path::PathBuf;

mod twins;

/// What is left of directories when every value is taken for its size: equal for two countries that differ only in who
/// holds which line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Shape {
    /// By directory (from 0), file and table: how many rows, and the sizes of all their values together.
    pub(crate) tables: BTreeMap<(usize, String, String), (u64, u64)>,
    /// By directory and file: the size in bytes of whatever is no database, and no companion of one.
    pub(crate) files: BTreeMap<(usize, String), u64>,
}

/// Counts and sizes of directories, without anything that depends on how a database lays out its pages.
///
/// # Errors
/// A file or a table cannot be read.
pub(crate) fn shape(directories: &[PathBuf]) -> anyhow::Result<Shape> {
    let (files, _) = files(directories)?;
    let mut shape = Shape::default();
    for file in &files {
        if let Some(database) = &file.database {
            for table in tables_of(database)? {
                let key = (file.directory, file.name.clone(), table.name);
                shape.tables.insert(key, (table.rows, table.bytes));
            }
        } else if !is_companion(file, &files) {
            shape.files.insert((file.directory, file.name.clone()), file.bytes);
        }
    }
    Ok(shape)
}

/// Whether the file is the write-ahead log, shared memory or journal of a database beside it.
fn is_companion(file: &StolenFile, files: &[StolenFile]) -> bool {
    let database = ["-wal", "-shm", "-journal"].iter().find_map(|end| file.name.strip_suffix(end));
    database.is_some_and(|name| {
        files.iter().any(|other| other.database.is_some() && other.directory == file.directory && other.name == name)
    })
}

mod tests;

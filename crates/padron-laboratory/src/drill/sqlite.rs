//! What the drill needs of SQLite, by way of the store's forensic reader: no SQL here.

use anyhow::Context as _;
use padron_store::forensic;
pub(crate) use padron_store::forensic::{Cell, Value};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// What an SQLite database begins with.
pub(crate) const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The tables of a database.
pub(crate) fn tables(path: &Path) -> anyhow::Result<Vec<String>> {
    let tables = forensic::tables(path).context("its tables cannot be listed")?;
    Ok(tables.into_iter().map(|table| table.name).collect())
}

/// Every value of a table: row (counted from 0), column, value.
pub(crate) fn for_each_value(path: &Path, table: &str, each: impl FnMut(u64, &str, Value<'_>)) -> anyhow::Result<()> {
    forensic::for_each_value(path, table, each).with_context(|| format!("table {table} cannot be read"))
}

/// Makes a table, for the baselines and the tests.
pub(crate) fn write_table(
    path: &Path,
    table: &str,
    columns: &[&str],
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> anyhow::Result<()> {
    forensic::write_table(path, table, columns, rows.into_iter())
        .with_context(|| format!("cannot write table {table} to {}", path.display()))
}

/// Copies a database with its write-ahead log or journal: opening one, even to read it, may alter what lies beside it.
pub(crate) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for end in ["", "-wal", "-journal"] {
        let (source, target) = (beside(from, end), beside(to, end));
        if source.is_file() {
            fs::copy(&source, &target).with_context(|| format!("cannot copy {}", source.display()))?;
        }
    }
    Ok(())
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

/// The bytes of a text or a blob.
pub(crate) fn bytes<'a>(value: &Value<'a>) -> Option<&'a [u8]> {
    match value {
        Value::Text(text) => Some(text.as_bytes()),
        Value::Blob(bytes) => Some(bytes),
        _ => None,
    }
}

/// How many bytes a value says: 8 for numbers, none for nothing.
pub(crate) fn size(value: &Value<'_>) -> u64 {
    match value {
        Value::Null => 0,
        Value::Integer(_) | Value::Real(_) => 8,
        Value::Text(text) => text.len() as u64,
        Value::Blob(bytes) => bytes.len() as u64,
    }
}

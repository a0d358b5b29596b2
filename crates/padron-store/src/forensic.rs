//! Reading a database file as a thief would: every table, every column, every value, without knowing the schema.
//!
//! A theft drill runs an attack over the real files with it, and over comparison databases built with
//! [`write_table`]. It is **not** a way for a role to read its store.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a file could not be read or written.
#[derive(Debug, Error)]
pub enum ForensicError {
    #[error("{path} cannot be opened as a database: {cause}; check the path")]
    Open {
        path: PathBuf,
        /// What SQLite says.
        cause: rusqlite::Error,
    },
    #[error("reading or writing the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("row {row} has {cells} values, the table has {columns} columns")]
    Row {
        /// The row, from 0.
        row: u64,
        cells: usize,
        /// The table's columns.
        columns: usize,
    },
}

/// A table of a database file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForensicTable {
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// How many rows it has.
    pub rows: u64,
}

/// A value as it is stored. Borrowed: a drill looks at it and lets it go.
#[derive(Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text, if it is UTF-8; otherwise it comes as a blob.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

/// A value to be written into a comparison database.
#[derive(Clone, PartialEq)]
pub enum Cell {
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// Every table of the file, by name, SQLite's own left out.
pub fn tables(path: &Path) -> Result<Vec<ForensicTable>, ForensicError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    names.into_iter().map(|name| table(&connection, name)).collect()
}

/// Hands every value of a table to `look`: the row's number from 0, the column, the value. Memory does not grow with
/// the table.
pub fn for_each_value(
    path: &Path,
    table: &str,
    mut look: impl FnMut(u64, &str, Value<'_>),
) -> Result<(), ForensicError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = connection.prepare(&format!("SELECT * FROM {}", quoted(table)))?;
    let columns: Vec<String> = statement.column_names().map(String::from).collect();
    let mut rows = statement.query([])?;
    let mut number = 0;
    while let Some(row) = rows.next()? {
        for (at, column) in columns.iter().enumerate() {
            look(number, column, Value::from(row.get_ref(at)?));
        }
        number += 1;
    }
    Ok(())
}

/// Where the bytes of a file lie: each table and index with its bytes and the part of them that is in use.
pub fn space(path: &Path) -> Result<Vec<(String, u64, f64)>, ForensicError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = connection.prepare(
        "SELECT name, sum(pgsize), 1.0 - sum(unused) * 1.0 / sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs(), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds a table with these rows to the file, which is made if there is none. Fast rather than durable: a comparison
/// database can be built again.
pub fn write_table(
    path: &Path,
    table: &str,
    columns: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), ForensicError> {
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")?;
    let transaction = connection.transaction()?;
    let names = columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    transaction.execute(&format!("CREATE TABLE {} ({names})", quoted(table)), [])?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = transaction.prepare(&format!("INSERT INTO {} VALUES ({places})", quoted(table)))?;
    for (row, cells) in (0..).zip(rows) {
        if cells.len() != columns.len() {
            return Err(ForensicError::Row { row, cells: cells.len(), columns: columns.len() });
        }
        insert.execute(params_from_iter(cells.into_iter().map(rusqlite::types::Value::from)))?;
    }
    drop(insert);
    Ok(transaction.commit()?)
}

fn open(path: &Path, mode: OpenFlags) -> Result<Connection, ForensicError> {
    let open = |path: &Path| Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    open(path).map_err(|cause| ForensicError::Open { path: path.into(), cause })
}

fn table(connection: &Connection, name: String) -> Result<ForensicTable, ForensicError> {
    let columns = connection
        .prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid")?
        .query_map([&name], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let rows: i64 = connection.query_row(&format!("SELECT count(*) FROM {}", quoted(&name)), [], |row| row.get(0))?;
    Ok(ForensicTable { name, columns, rows: rows.unsigned_abs() })
}

/// A name as SQL takes it, whatever is in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl<'a> From<ValueRef<'a>> for Value<'a> {
    fn from(value: ValueRef<'a>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).map_or(Self::Blob(bytes), Self::Text),
            ValueRef::Blob(bytes) => Self::Blob(bytes),
        }
    }
}

impl From<Cell> for rusqlite::types::Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Integer(number) => Self::Integer(number),
            Cell::Real(number) => Self::Real(number),
            Cell::Text(text) => Self::Text(text),
            Cell::Blob(bytes) => Self::Blob(bytes),
        }
    }
}

#[cfg(test)]
mod tests;

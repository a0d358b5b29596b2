//! Statements and values: the few forms in which everything is asked and stored.

use crate::fault::StoreFault;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, ToSql};

/// The database of a store that has one.
pub(crate) fn only(databases: &[Connection]) -> Result<&Connection, StoreFault> {
    match databases {
        [database] => Ok(database),
        _ => Err(StoreFault::failed("this store has one database")),
    }
}

/// Runs a statement; how many rows it changed.
pub(crate) fn run(connection: &Connection, sql: &str, params: impl Params) -> Result<usize, StoreFault> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}

/// The first row, if there is one.
pub(crate) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreFault>,
) -> Result<Option<T>, StoreFault> {
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row(params, |row| Ok(read(row))).optional()?;
    row.transpose()
}

/// All rows, in the order of the statement.
pub(crate) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreFault>,
) -> Result<Vec<T>, StoreFault> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// A number as SQLite takes it.
pub(crate) fn int(number: u64) -> Result<i64, StoreFault> {
    i64::try_from(number).map_err(|_| StoreFault::failed(format!("{number} is more than a store can count (2^63 - 1)")))
}

/// A limit as SQLite takes it.
pub(crate) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// A number that was stored with [`int`].
pub(crate) fn natural(row: &Row<'_>, column: &str) -> Result<u64, StoreFault> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| StoreFault::damaged(format!("{column} is negative")))
}

/// A time as whole milliseconds since 1970; refuses one that is not whole, because it would come back altered.
pub(crate) fn millis(at: Timestamp) -> Result<i64, StoreFault> {
    let millis = at.as_millisecond();
    if Timestamp::from_millisecond(millis).is_ok_and(|whole| whole == at) {
        Ok(millis)
    } else {
        Err(StoreFault::failed("a record's times are whole milliseconds; cut the time before storing it"))
    }
}

/// The last whole millisecond since 1970 that is not after a time.
pub(crate) fn millis_down(at: Timestamp) -> i64 {
    let millis = at.as_millisecond();
    // What is left of a time before 1970 was cut towards 1970.
    if Timestamp::from_millisecond(millis).is_ok_and(|cut| cut > at) { millis - 1 } else { millis }
}

/// The first whole millisecond since 1970 that is not before a time.
pub(crate) fn millis_up(at: Timestamp) -> i64 {
    let millis = at.as_millisecond();
    if Timestamp::from_millisecond(millis).is_ok_and(|cut| cut < at) { millis + 1 } else { millis }
}

/// A time that was stored with [`millis`].
pub(crate) fn from_millis(millis: i64) -> Result<Timestamp, StoreFault> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreFault::damaged("a time is out of range"))
}

/// A time as RFC 3339 text, exactly.
pub(crate) fn exact(at: Timestamp) -> impl ToSql {
    at.to_string()
}

/// A time that was stored with [`exact`].
pub(crate) fn from_exact(row: &Row<'_>, column: &str) -> Result<Timestamp, StoreFault> {
    let text = row.get_ref(column)?.as_str().map_err(|_| StoreFault::damaged(format!("{column} is not text")))?;
    text.parse().map_err(|_| StoreFault::damaged(format!("{column} is not a time")))
}

#[cfg(test)]
mod tests;

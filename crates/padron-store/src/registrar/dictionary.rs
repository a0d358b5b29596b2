//! Names and hashes that would otherwise stand in every row: stored once, referred to by a small number.

use crate::fault::StoreFault;
use crate::sql;
use padron_protocol::Hash32;
use rusqlite::Connection;

/// The number of a party, given to it when it is first named.
pub(super) fn party(register: &Connection, name: &str) -> Result<i64, StoreFault> {
    let find = "SELECT id FROM parties WHERE name = ?";
    if let Some(id) = sql::one(register, find, [name], |row| Ok(row.get(0)?))? {
        return Ok(id);
    }
    sql::run(register, "INSERT INTO parties (name) VALUES (?)", [name])?;
    Ok(register.last_insert_rowid())
}

/// The number of a regime, given to it when it is first named.
pub(super) fn regime(register: &Connection, hash: &Hash32) -> Result<i64, StoreFault> {
    let find = "SELECT id FROM regimes WHERE hash = ?";
    if let Some(id) = sql::one(register, find, [hash.0], |row| Ok(row.get(0)?))? {
        return Ok(id);
    }
    sql::run(register, "INSERT INTO regimes (hash) VALUES (?)", [hash.0])?;
    Ok(register.last_insert_rowid())
}

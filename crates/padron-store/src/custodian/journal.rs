//! The journal of releases: one entry per request and line, however often the parts are asked for again.

use super::CustodianTx;
use crate::sql;
use padron_custodian::ports::{Journal, JournalRow, StoreError};
use padron_protocol::{Hash32, Uuid};
use rusqlite::params;

const PUT: &str = "
    INSERT INTO accesses (line, request, number, authority, court, at, embargo)
    VALUES (?, ?, (SELECT coalesce(max(number) + 1, 0) FROM accesses), ?, ?, ?, ?)
    ON CONFLICT (line, request) DO NOTHING";

impl Journal for CustodianTx<'_> {
    fn put_access(&mut self, row: &JournalRow) -> Result<(), StoreError> {
        let (at, embargo) = (sql::exact(row.at), sql::exact(row.embargo));
        let values = params![row.line.0, row.request.as_bytes(), row.authority, row.court, at, embargo];
        sql::run(self.database, PUT, values)?;
        Ok(())
    }

    fn accesses(&mut self, line: &Hash32, limit: usize) -> Result<Vec<JournalRow>, StoreError> {
        let find = "SELECT * FROM accesses WHERE line = ? ORDER BY number LIMIT ?";
        Ok(sql::all(self.database, find, params![line.0, sql::limit(limit)], |row| {
            Ok(JournalRow {
                line: Hash32(row.get("line")?),
                request: Uuid::from_bytes(row.get("request")?),
                authority: row.get("authority")?,
                court: row.get("court")?,
                at: sql::from_exact(row, "at")?,
                embargo: sql::from_exact(row, "embargo")?,
            })
        })?)
    }
}

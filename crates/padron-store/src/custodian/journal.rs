//! The journal of releases: one entry per request and line, however often the parts are asked for again.

use super::CustodianTx;
use crate::sql;
use padron_custodian::ports::{Journal, JournalRow, MAX_RECORDS, StoreError};
use padron_protocol::{Hash32, Uuid};
use rusqlite::params;

const PUT: &str = "
    INSERT INTO accesses (line, request, copy, number, authority, court, at, embargo, asked_to)
    VALUES (?, ?, ?, (SELECT coalesce(max(number) + 1, 0) FROM accesses), ?, ?, ?, ?, ?)
    ON CONFLICT (line, request, copy) DO NOTHING";

const NOTE: &str = "INSERT INTO accessed_records (line, request, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

const RECORDS: &str = "SELECT record FROM accessed_records WHERE line = ? AND request = ? ORDER BY record LIMIT ?";

impl Journal for CustodianTx<'_> {
    fn put_access(&mut self, row: &JournalRow) -> Result<(), StoreError> {
        let (at, embargo) = (sql::exact(row.at), sql::exact(row.embargo));
        let values = params![
            row.line.0,
            row.request.as_bytes(),
            row.copy,
            row.authority,
            row.court,
            at,
            embargo,
            sql::exact(row.to)
        ];
        sql::run(self.database, PUT, values)?;
        Ok(())
    }

    fn note_records(&mut self, line: &Hash32, request: &Uuid, records: &[Uuid]) -> Result<(), StoreError> {
        for record in records.iter().take(MAX_RECORDS) {
            sql::run(self.database, NOTE, params![line.0, request.as_bytes(), record.as_bytes()])?;
        }
        Ok(())
    }

    fn accesses(&mut self, line: &Hash32, limit: usize) -> Result<Vec<JournalRow>, StoreError> {
        let find = "SELECT * FROM accesses WHERE line = ? ORDER BY number LIMIT ?";
        let mut rows = sql::all(self.database, find, params![line.0, sql::limit(limit)], |row| {
            Ok(JournalRow {
                line: Hash32(row.get("line")?),
                request: Uuid::from_bytes(row.get("request")?),
                authority: row.get("authority")?,
                court: row.get("court")?,
                at: sql::from_exact(row, "at")?,
                embargo: sql::from_exact(row, "embargo")?,
                to: sql::from_exact(row, "asked_to")?,
                copy: row.get("copy")?,
                records: Vec::new(),
            })
        })?;
        for row in &mut rows {
            let values = params![line.0, row.request.as_bytes(), sql::limit(MAX_RECORDS)];
            row.records = sql::all(self.database, RECORDS, values, |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
        }
        Ok(rows)
    }
}

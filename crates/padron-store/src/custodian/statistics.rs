//! ClosedStatistics of requests until their embargo has ended.

use super::CustodianTx;
use crate::fault::StoreFault;
use crate::sql;
use jiff::Timestamp;
use padron_custodian::ports::{ClosedStatistics, ClosedStatisticsRow, StoreError};
use padron_protocol::{Hash32, Uuid};
use rusqlite::params;

const PUT: &str = "
    INSERT INTO statistics (request, nonce, text, event, embargo, due, published) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (request) DO NOTHING";

const DUE: &str = "
    SELECT request, nonce, text, event, embargo, published
    FROM statistics WHERE published = 0 AND due <= ? ORDER BY due LIMIT ?";

impl ClosedStatistics for CustodianTx<'_> {
    fn put_statistics(&mut self, row: &ClosedStatisticsRow) -> Result<(), StoreError> {
        let (embargo, due) = (sql::exact(row.embargo), sql::millis_up(row.embargo));
        let request = row.request.as_bytes();
        sql::run(
            self.database,
            PUT,
            params![request, row.nonce.0, row.text, row.event.0, embargo, due, row.published],
        )?;
        Ok(())
    }

    fn due_statistics(&mut self, now: Timestamp, limit: usize) -> Result<Vec<ClosedStatisticsRow>, StoreError> {
        Ok(sql::all(self.database, DUE, params![sql::millis_down(now), sql::limit(limit)], |row| {
            Ok(ClosedStatisticsRow {
                request: Uuid::from_bytes(row.get("request")?),
                nonce: Hash32(row.get("nonce")?),
                text: row.get("text")?,
                event: Hash32(row.get("event")?),
                embargo: sql::from_exact(row, "embargo")?,
                published: row.get("published")?,
            })
        })?)
    }

    fn mark_published(&mut self, request: &Uuid) -> Result<(), StoreError> {
        let mark = "UPDATE statistics SET published = 1 WHERE request = ?";
        match sql::run(self.database, mark, [request.as_bytes()])? {
            1 => Ok(()),
            _ => Err(StoreFault::failed("there are no statistics of this request").into()),
        }
    }
}

//! Opened statistics of requests.

use super::RegistrarTx;
use crate::fault::StoreFault;
use crate::sql;
use padron_protocol::{Hash32, Uuid};
use padron_registrar::ports::{Statistics, StoreError};
use padron_registrar::rows::StatisticsRow;
use rusqlite::{Row, params};

/// Takes the place in the log from the request itself: a row that says another is not stored.
const PUT: &str = "
    INSERT INTO statistics (entry, request, nonce, text, event, published)
    SELECT entry, request, ?, ?, ?, ? FROM requests WHERE request = ? AND entry = ?";

impl Statistics for RegistrarTx<'_> {
    fn put_statistics(&mut self, row: &StatisticsRow) -> Result<(), StoreError> {
        let (request, index) = (row.request.as_bytes(), sql::int(row.index)?);
        let values = params![row.nonce.0, row.text, row.event.0, row.published, request, index];
        match sql::run(self.register, PUT, values)? {
            1 => Ok(()),
            _ => Err(StoreFault::failed(format!("there is no request of this name at index {index}")).into()),
        }
    }

    fn statistics(&mut self, request: &Uuid) -> Result<Option<StatisticsRow>, StoreError> {
        let find = "SELECT * FROM statistics WHERE request = ?";
        Ok(sql::one(self.register, find, [request.as_bytes()], read)?)
    }

    fn unpublished_statistics(&mut self, limit: usize) -> Result<Vec<StatisticsRow>, StoreError> {
        let find = "SELECT * FROM statistics WHERE published = 0 ORDER BY entry LIMIT ?";
        Ok(sql::all(self.register, find, [sql::limit(limit)], read)?)
    }

    fn statistics_from(&mut self, index: u64, limit: usize) -> Result<Vec<StatisticsRow>, StoreError> {
        let find = "SELECT * FROM statistics WHERE entry >= ? ORDER BY entry LIMIT ?";
        Ok(sql::all(self.register, find, params![sql::int(index)?, sql::limit(limit)], read)?)
    }

    fn mark_published(&mut self, request: &Uuid) -> Result<(), StoreError> {
        let mark = "UPDATE statistics SET published = 1 WHERE request = ?";
        match sql::run(self.register, mark, [request.as_bytes()])? {
            1 => Ok(()),
            _ => Err(StoreFault::failed("there are no statistics of this request").into()),
        }
    }
}

fn read(row: &Row<'_>) -> Result<StatisticsRow, StoreFault> {
    Ok(StatisticsRow {
        request: Uuid::from_bytes(row.get("request")?),
        index: sql::natural(row, "entry")?,
        nonce: Hash32(row.get("nonce")?),
        text: row.get("text")?,
        event: Hash32(row.get("event")?),
        published: row.get("published")?,
    })
}

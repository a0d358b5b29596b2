//! Trust lists that were logged.

use super::RegistrarTx;
use crate::fault::StoreFault;
use crate::sql;
use jiff::Timestamp;
use padron_registrar::ports::{StoreError, TrustListRows};
use padron_registrar::rows::TrustListRow;
use rusqlite::{Row, params};

impl TrustListRows for RegistrarTx<'_> {
    fn trust_list(&mut self, version: u64) -> Result<Option<TrustListRow>, StoreError> {
        Ok(sql::one(self.register, "SELECT * FROM trust_lists WHERE version = ?", [sql::int(version)?], read)?)
    }

    fn newest_trust_list(&mut self) -> Result<Option<TrustListRow>, StoreError> {
        Ok(sql::one(self.register, "SELECT * FROM trust_lists ORDER BY version DESC LIMIT 1", [], read)?)
    }

    fn put_trust_list(&mut self, row: &TrustListRow) -> Result<(), StoreError> {
        let put = "INSERT INTO trust_lists (version, text, entry, at, cosigned) VALUES (?, ?, ?, ?, ?)";
        let (version, index) = (sql::int(row.version)?, sql::int(row.index)?);
        let cosigned = row.cosigned.map(sql::millis).transpose()?;
        sql::run(self.register, put, params![version, row.text, index, sql::millis(row.at)?, cosigned])?;
        Ok(())
    }

    fn mark_cosigned(&mut self, version: u64, at: Timestamp) -> Result<(), StoreError> {
        let mark = "UPDATE trust_lists SET cosigned = coalesce(cosigned, ?) WHERE version = ?";
        match sql::run(self.register, mark, params![sql::millis(at)?, sql::int(version)?])? {
            1 => Ok(()),
            _ => Err(StoreFault::failed(format!("there is no trust list of version {version}")).into()),
        }
    }
}

fn read(row: &Row<'_>) -> Result<TrustListRow, StoreFault> {
    Ok(TrustListRow {
        version: sql::natural(row, "version")?,
        text: row.get("text")?,
        index: sql::natural(row, "entry")?,
        at: sql::from_millis(row.get("at")?)?,
        cosigned: row.get::<_, Option<i64>>("cosigned")?.map(sql::from_millis).transpose()?,
    })
}

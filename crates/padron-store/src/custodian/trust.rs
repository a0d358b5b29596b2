//! Trust lists that were found in the log.

use super::CustodianTx;
use crate::fault::StoreFault;
use crate::sql;
use padron_custodian::ports::{FoundListRow, FoundLists, MAX_TRUST_LISTS, StoreError};
use rusqlite::{Row, params};

const PUT: &str = "
    INSERT INTO trust_lists (version, text, entry, cosigned, officer, confirmed) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (version) DO UPDATE SET
        officer = coalesce(officer, excluded.officer), confirmed = coalesce(confirmed, excluded.confirmed)
    WHERE text = excluded.text AND entry = excluded.entry";

const NEWEST: &str = "SELECT * FROM (SELECT * FROM trust_lists ORDER BY version DESC LIMIT ?) ORDER BY version";

impl FoundLists for CustodianTx<'_> {
    fn trust_lists(&mut self) -> Result<Vec<FoundListRow>, StoreError> {
        Ok(sql::all(self.database, NEWEST, [sql::limit(MAX_TRUST_LISTS)], read)?)
    }

    fn put_trust_list(&mut self, row: &FoundListRow) -> Result<(), StoreError> {
        let (version, index) = (sql::int(row.version)?, sql::int(row.index)?);
        let (officer, confirmed) = row.confirmed.as_ref().map(|(officer, at)| (officer, at)).unzip();
        match sql::run(self.database, PUT, params![version, row.text, index, row.cosigned, officer, confirmed])? {
            1 => Ok(()),
            _ => {
                Err(StoreFault::failed(format!("trust list {} is stored with another text or index", row.version))
                    .into())
            }
        }
    }
}

fn read(row: &Row<'_>) -> Result<FoundListRow, StoreFault> {
    let (officer, confirmed): (Option<String>, Option<i64>) = (row.get("officer")?, row.get("confirmed")?);
    Ok(FoundListRow {
        version: sql::natural(row, "version")?,
        text: row.get("text")?,
        index: sql::natural(row, "entry")?,
        cosigned: row.get("cosigned")?,
        confirmed: officer.zip(confirmed),
    })
}

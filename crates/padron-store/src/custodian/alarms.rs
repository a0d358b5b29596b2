//! AlarmRows: each once, and no more of a kind than somebody would read.

use super::CustodianTx;
use crate::sql;
use padron_custodian::ports::{AlarmRow, AlarmRows, MAX_ALARMS, StoreError};
use rusqlite::params;

const PUT: &str = "
    INSERT INTO alarms (name, detail, at)
    SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM alarms WHERE name = ?1) < ?4
    ON CONFLICT (name, detail) DO NOTHING";

impl AlarmRows for CustodianTx<'_> {
    fn put_alarm(&mut self, alarm: &AlarmRow) -> Result<(), StoreError> {
        sql::run(self.database, PUT, params![alarm.name, alarm.detail, alarm.at, sql::limit(MAX_ALARMS)])?;
        Ok(())
    }

    fn first_alarm(&mut self, name: &str) -> Result<Option<AlarmRow>, StoreError> {
        let find = "SELECT name, detail, at FROM alarms WHERE name = ? ORDER BY number LIMIT 1";
        Ok(sql::one(self.database, find, [name], |row| {
            Ok(AlarmRow { name: row.get(0)?, detail: row.get(1)?, at: row.get(2)? })
        })?)
    }

    fn alarms(&mut self, limit: usize) -> Result<Vec<AlarmRow>, StoreError> {
        let find = "SELECT name, detail, at FROM alarms ORDER BY number DESC LIMIT ?";
        Ok(sql::all(self.database, find, [sql::limit(limit)], |row| {
            Ok(AlarmRow { name: row.get(0)?, detail: row.get(1)?, at: row.get(2)? })
        })?)
    }
}

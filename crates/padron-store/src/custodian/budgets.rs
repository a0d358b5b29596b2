//! What callers have used of each day, and how much of it links in the log have matched.

use super::CustodianTx;
use crate::sql;
use padron_custodian::ports::{BudgetRows, Spent, StoreError};
use rusqlite::params;

const SPEND: &str = "
    INSERT INTO budgets (day, caller, purpose, used) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET used = used + excluded.used";

const MATCH: &str = "
    INSERT INTO budgets (day, caller, purpose, matched) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET matched = matched + excluded.matched";

impl BudgetRows for CustodianTx<'_> {
    fn newest_day(&mut self) -> Result<i64, StoreError> {
        let newest = "SELECT day FROM budgets WHERE used > 0 ORDER BY day DESC LIMIT 1";
        Ok(sql::one(self.database, newest, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
    }

    fn spent(&mut self, caller: &str, purpose: &str, day: i64) -> Result<Spent, StoreError> {
        let find = "SELECT used, matched FROM budgets WHERE day = ? AND caller = ? AND purpose = ?";
        let spent = sql::one(self.database, find, params![day, caller, purpose], |row| {
            Ok(Spent { used: sql::natural(row, "used")?, matched: sql::natural(row, "matched")? })
        })?;
        Ok(spent.unwrap_or_default())
    }

    fn spend(&mut self, caller: &str, purpose: &str, day: i64, count: u64) -> Result<(), StoreError> {
        sql::run(self.database, SPEND, params![day, caller, purpose, sql::int(count)?])?;
        Ok(())
    }

    fn add_matched(&mut self, caller: &str, purpose: &str, day: i64, count: u64) -> Result<(), StoreError> {
        sql::run(self.database, MATCH, params![day, caller, purpose, sql::int(count)?])?;
        Ok(())
    }
}

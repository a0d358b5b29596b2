//! What callers have used of each day, and how much of it links in the log have matched.

use super::CustodianTx;
use crate::fault::StoreFault;
use crate::sql;
use padron_custodian::ports::{BudgetRows, Spent, StoreError};
use rusqlite::{Row, params};

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
        let find = "SELECT used, matched, carried FROM budgets WHERE day = ? AND caller = ? AND purpose = ?";
        Ok(sql::one(self.database, find, params![day, caller, purpose], read)?.unwrap_or_default())
    }

    fn spent_before(&mut self, caller: &str, purpose: &str, day: i64) -> Result<Option<(i64, Spent)>, StoreError> {
        let find = "SELECT day, used, matched, carried FROM budgets
            WHERE caller = ? AND purpose = ? AND day < ? ORDER BY day DESC LIMIT 1";
        let read = |row: &Row<'_>| Ok((row.get("day")?, read(row)?));
        Ok(sql::one(self.database, find, params![caller, purpose, day], read)?)
    }

    fn begin_day(&mut self, caller: &str, purpose: &str, day: i64, carried: u64) -> Result<(), StoreError> {
        let begin = "INSERT INTO budgets (day, caller, purpose, carried) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
        sql::run(self.database, begin, params![day, caller, purpose, sql::int(carried)?])?;
        Ok(())
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

fn read(row: &Row<'_>) -> Result<Spent, StoreFault> {
    let number = |column| sql::natural(row, column);
    Ok(Spent { used: number("used")?, matched: number("matched")?, carried: number("carried")? })
}

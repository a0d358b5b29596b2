//! How far the log has been replayed, and when it had how many entries.

use super::CustodianTx;
use crate::fault::StoreFault;
use crate::sql;
use padron_custodian::ports::{Labels, LogState, LogStates, SizeMark, StoreError};
use rusqlite::{Row, named_params, params};

const PUT_STATE: &str = "
    INSERT INTO log_state (id, frontier, checkpoint, figures) VALUES (0, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
        frontier = excluded.frontier, checkpoint = excluded.checkpoint, figures = excluded.figures";

/// Marks that stand agree with each other, so a new one is held against its neighbours only.
const PUT_MARK: &str = "
    INSERT INTO marks (minute, time, size)
    SELECT :minute, :time, :size
    WHERE coalesce((SELECT size FROM marks WHERE minute < :minute ORDER BY minute DESC LIMIT 1), 0) <= :size
      AND coalesce((SELECT size FROM marks WHERE minute > :minute ORDER BY minute LIMIT 1), :size) >= :size
    ON CONFLICT (minute) DO NOTHING";

impl LogStates for CustodianTx<'_> {
    fn log_state(&mut self) -> Result<Option<LogState>, StoreError> {
        let find = "SELECT frontier, checkpoint, figures FROM log_state WHERE id = 0";
        Ok(sql::one(self.database, find, [], |row| {
            Ok(LogState { frontier: row.get(0)?, checkpoint: row.get(1)?, figures: row.get(2)? })
        })?)
    }

    fn put_log_state(&mut self, state: &LogState) -> Result<(), StoreError> {
        sql::run(self.database, PUT_STATE, params![state.frontier, state.checkpoint, state.figures])?;
        Ok(())
    }

    fn put_mark(&mut self, time: i64, size: u64) -> Result<(), StoreError> {
        let values = named_params! { ":minute": minute(time), ":time": time, ":size": sql::int(size)? };
        sql::run(self.database, PUT_MARK, values)?;
        Ok(())
    }

    fn newest_mark(&mut self) -> Result<Option<SizeMark>, StoreError> {
        let find = "SELECT time, size FROM marks ORDER BY minute DESC LIMIT 1";
        Ok(sql::one(self.database, find, [], mark)?)
    }

    fn first_mark_after(&mut self, time: i64) -> Result<Option<SizeMark>, StoreError> {
        let find = "SELECT time, size FROM marks WHERE minute >= ? AND time > ? ORDER BY minute LIMIT 1";
        Ok(sql::one(self.database, find, [minute(time), time], mark)?)
    }
}

const PUT_LABEL: &str = "INSERT INTO labels (label, place) VALUES (?, ?) ON CONFLICT DO NOTHING";

const REPEAT_LABEL: &str = "INSERT INTO repeated_labels (label, place) VALUES (?, ?) ON CONFLICT DO NOTHING";

const PLACES: &str = "
    SELECT place FROM labels WHERE label = ?1 AND place < ?2
    UNION ALL
    SELECT place FROM repeated_labels WHERE label = ?1 AND place < ?2
    ORDER BY place";

impl Labels for CustodianTx<'_> {
    /// In the order of the labels, so that neighbours land on the same page of the tree.
    fn put_labels(&mut self, shown: &mut [([u8; 16], u64)]) -> Result<Vec<(u64, u64)>, StoreError> {
        shown.sort_unstable();
        let mut repeated = Vec::new();
        for (label, place) in &*shown {
            if sql::run(self.database, PUT_LABEL, params![label, sql::int(*place)?])? == 1 {
                continue;
            }
            let find = "SELECT place FROM labels WHERE label = ?";
            let first = sql::one(self.database, find, [label], |row| sql::natural(row, "place"))?;
            if let Some(first) = first.filter(|first| first != place) {
                sql::run(self.database, REPEAT_LABEL, params![label, sql::int(*place)?])?;
                repeated.push((first, *place));
            }
        }
        Ok(repeated)
    }

    fn places(&mut self, labels: &[[u8; 16]], size: u64) -> Result<Vec<Vec<u64>>, StoreError> {
        let size = sql::int(size)?;
        let find = |label: &[u8; 16]| {
            Ok(sql::all(self.database, PLACES, params![label, size], |row| sql::natural(row, "place"))?)
        };
        labels.iter().map(find).collect()
    }
}

fn minute(time: i64) -> i64 {
    time.div_euclid(60)
}

fn mark(row: &Row<'_>) -> Result<SizeMark, StoreFault> {
    Ok(SizeMark { time: row.get("time")?, size: sql::natural(row, "size")? })
}

//! Sealed records, by name and by line.

use super::{RegistrarTx, dictionary};
use crate::fault::StoreFault;
use crate::sql;
use padron_protocol::log::{Evaluators, Quorums};
use padron_protocol::{Hash32, Uuid};
use padron_registrar::ports::{Records, StoreError};
use padron_registrar::rows::{Key, RecordRow};
use rusqlite::{Row, named_params, params};

const BY_NAME: &str = "
    SELECT records.*, parties.name AS operator_name, regimes.hash AS regime_hash,
        entries.line_evaluators, entries.person_evaluators, entries.label
    FROM records
    JOIN parties ON parties.id = records.operator
    JOIN regimes ON regimes.id = records.regime
    JOIN entries ON entries.position = records.entry
    WHERE records.record = ?";

const BY_LINE: &str = "
    SELECT records.*, parties.name AS operator_name, regimes.hash AS regime_hash,
        entries.line_evaluators, entries.person_evaluators, entries.label
    FROM line_records
    JOIN records ON records.entry = line_records.entry
    JOIN parties ON parties.id = records.operator
    JOIN regimes ON regimes.id = records.regime
    JOIN entries ON entries.position = records.entry
    WHERE line_records.line = ?
    ORDER BY line_records.entry
    LIMIT ?";

const STORE: &str = "
    INSERT INTO records
        (entry, record, line, operator, tag, since, until, place, regime, event, wrapped)
    VALUES
        (:entry, :record, :line, :operator, :tag, :since, :until, :place, :regime, :event, :wrapped)";

impl Records for RegistrarTx<'_> {
    fn record(&mut self, record: &Uuid) -> Result<Option<RecordRow>, StoreError> {
        Ok(sql::one(self.register, BY_NAME, [record.as_bytes()], read)?)
    }

    fn records_of(&mut self, line: &Key, limit: usize) -> Result<Vec<RecordRow>, StoreError> {
        Ok(sql::all(self.register, BY_LINE, params![line.0, sql::limit(limit)], read)?)
    }

    fn put_record(&mut self, row: &RecordRow) -> Result<(), StoreError> {
        let entry = sql::int(row.index)?;
        let values = named_params! {
            ":entry": entry,
            ":record": row.record.as_bytes(),
            ":line": row.line.0,
            ":operator": dictionary::party(self.register, &row.operator)?,
            ":tag": row.tag,
            ":since": sql::millis(row.from)?,
            ":until": row.to.map(sql::millis).transpose()?,
            ":place": row.place,
            ":regime": dictionary::regime(self.register, &row.regime)?,
            ":event": row.event.0,
            ":wrapped": row.wrapped,
        };
        sql::run(self.register, STORE, values)?;
        let place = "INSERT INTO line_records (line, place, entry, operator) VALUES (?1, ?2, ?2, NULL)";
        sql::run(self.register, place, params![row.line.0, entry])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<RecordRow, StoreFault> {
    Ok(RecordRow {
        record: Uuid::from_bytes(row.get("record")?),
        line: Key(row.get("line")?),
        operator: row.get("operator_name")?,
        tag: row.get("tag")?,
        from: sql::from_millis(row.get("since")?)?,
        to: row.get::<_, Option<i64>>("until")?.map(sql::from_millis).transpose()?,
        regime: Hash32(row.get("regime_hash")?),
        index: sql::natural(row, "entry")?,
        place: row.get("place")?,
        shown: (
            Quorums {
                line: Evaluators(row.get("line_evaluators")?),
                person: Evaluators(row.get("person_evaluators")?),
            },
            Hash32(row.get("label")?),
        ),
        event: Hash32(row.get("event")?),
        wrapped: row.get("wrapped")?,
    })
}

//! Slots of natural persons, each of which takes one record, the records of legal persons, and who has looked at theirs.

use super::RegistrarTx;
use crate::fault::StoreFault;
use crate::sql;
use jiff::Timestamp;
use padron_protocol::{Hash32, Uuid};
use padron_registrar::ports::{Looks, Slots, StoreError};
use padron_registrar::rows::Key;
use rusqlite::{Row, params};

impl Slots for RegistrarTx<'_> {
    fn occupants(&mut self, slots: &[Key]) -> Result<Vec<Option<Uuid>>, StoreError> {
        let find = "SELECT record FROM slots WHERE slot = ?";
        Ok(slots.iter().map(|slot| sql::one(self.register, find, [slot.0], record)).collect::<Result<_, _>>()?)
    }

    fn occupy(&mut self, slot: &Key, record: &Uuid) -> Result<(), StoreError> {
        let occupy = "INSERT INTO slots (slot, record) VALUES (?, ?)";
        sql::run(self.register, occupy, params![slot.0, record.as_bytes()])?;
        Ok(())
    }

    fn add_holding(&mut self, holder: &Key, record: &Uuid) -> Result<(), StoreError> {
        let add = "INSERT INTO holdings (holder, record) VALUES (?, ?)";
        sql::run(self.register, add, params![holder.0, record.as_bytes()])?;
        Ok(())
    }

    fn holdings(&mut self, holder: &Key, limit: usize) -> Result<Vec<Uuid>, StoreError> {
        let find = "SELECT record FROM holdings WHERE holder = ? ORDER BY record LIMIT ?";
        Ok(sql::all(self.register, find, params![holder.0, sql::limit(limit)], record)?)
    }
}

impl Looks for RegistrarTx<'_> {
    fn note_look(&mut self, attestation: &Hash32, expires: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        sql::run(self.register, "DELETE FROM looks WHERE expires <= ?", [now.as_second()])?;
        let note = "INSERT OR IGNORE INTO looks (attestation, expires) VALUES (?, ?)";
        Ok(sql::run(self.register, note, params![attestation.0, expires.as_second()])? == 1)
    }
}

fn record(row: &Row<'_>) -> Result<Uuid, StoreFault> {
    Ok(Uuid::from_bytes(row.get("record")?))
}

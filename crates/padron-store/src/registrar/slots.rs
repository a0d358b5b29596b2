//! Slots of natural persons, each of which takes one record, and the records of legal persons.

use super::RegistrarTx;
use crate::fault::StoreFault;
use crate::sql;
use padron_protocol::Uuid;
use padron_registrar::ports::{Slots, StoreError};
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

fn record(row: &Row<'_>) -> Result<Uuid, StoreFault> {
    Ok(Uuid::from_bytes(row.get("record")?))
}

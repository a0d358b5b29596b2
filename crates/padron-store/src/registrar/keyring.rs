//! Wrap keys, in a database of their own that commits before the register.

use super::RegistrarTx;
use crate::fault::StoreFault;
use crate::sql;
use padron_protocol::Uuid;
use padron_registrar::ports::{Keyring, StoreError};
use rusqlite::params;
use zeroize::Zeroizing;

/// A key that is there already belongs to a record that was never stored: its transaction was lost after the keyring
/// had committed.
const PUT: &str = "
    INSERT INTO wrap_keys (record, key) VALUES (?, ?)
    ON CONFLICT (record) DO UPDATE SET key = excluded.key";

impl Keyring for RegistrarTx<'_> {
    fn put_wrap_key(&mut self, record: &Uuid, key: &Zeroizing<[u8; 32]>) -> Result<(), StoreError> {
        let stored = "SELECT 1 FROM records WHERE record = ?";
        if sql::one(self.register, stored, [record.as_bytes()], |_| Ok(()))?.is_some() {
            // Nothing would ever open the record again.
            return Err(StoreFault::failed("the key of a record that is stored is not replaced").into());
        }
        sql::run(self.keyring, PUT, params![record.as_bytes(), key.as_slice()])?;
        Ok(())
    }

    fn wrap_key(&mut self, record: &Uuid) -> Result<Option<Zeroizing<[u8; 32]>>, StoreError> {
        let find = "SELECT key FROM wrap_keys WHERE record = ?";
        Ok(sql::one(self.keyring, find, [record.as_bytes()], |row| Ok(Zeroizing::new(row.get(0)?)))?)
    }
}

//! Lines that are linked now: the record at place -1 of each.

use super::{RegistrarTx, dictionary};
use crate::fault::StoreFault;
use crate::sql;
use padron_protocol::Uuid;
use padron_registrar::ports::{Lines, StoreError};
use padron_registrar::rows::{Key, LineRow};
use rusqlite::params;

const FIND: &str = "
    SELECT records.record, parties.name
    FROM line_records
    JOIN records ON records.entry = line_records.entry
    JOIN parties ON parties.id = line_records.operator
    WHERE line_records.line = ? AND line_records.place = -1";

/// Takes the record from its own place. An UPDATE would do both in one, at the price of a statement journal.
const TAKE: &str = "
    DELETE FROM line_records WHERE line = ?1 AND place = (SELECT entry FROM records WHERE record = ?2)";

/// Puts it where the linked one stands; the primary key refuses a second.
const LINK: &str = "
    INSERT INTO line_records (line, place, entry, operator)
    VALUES (?1, -1, (SELECT entry FROM records WHERE record = ?2), ?3)";

impl Lines for RegistrarTx<'_> {
    fn line(&mut self, key: &Key) -> Result<Option<LineRow>, StoreError> {
        let read =
            |row: &rusqlite::Row<'_>| Ok(LineRow { record: Uuid::from_bytes(row.get(0)?), operator: row.get(1)? });
        Ok(sql::one(self.register, FIND, [key.0], read)?)
    }

    fn put_line(&mut self, key: &Key, row: &LineRow) -> Result<(), StoreError> {
        let operator = dictionary::party(self.register, &row.operator)?;
        if sql::run(self.register, TAKE, params![key.0, row.record.as_bytes()])? != 1 {
            return Err(StoreFault::failed("a line is linked once, to a record of its own that is stored").into());
        }
        sql::run(self.register, LINK, params![key.0, row.record.as_bytes(), operator])?;
        Ok(())
    }
}

//! Lines that are linked now: the record at place -1 of each.

use super::{RegistrarTx, dictionary};
use crate::fault::Fault;
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

/// The primary key refuses a second record at this place.
const LINK: &str = "
    UPDATE line_records SET place = -1, operator = ?3
    WHERE line = ?1 AND place = (SELECT entry FROM records WHERE record = ?2)";

impl Lines for RegistrarTx<'_> {
    fn line(&mut self, key: &Key) -> Result<Option<LineRow>, StoreError> {
        let read =
            |row: &rusqlite::Row<'_>| Ok(LineRow { record: Uuid::from_bytes(row.get(0)?), operator: row.get(1)? });
        Ok(sql::one(self.register, FIND, [key.0], read)?)
    }

    fn put_line(&mut self, key: &Key, row: &LineRow) -> Result<(), StoreError> {
        let operator = dictionary::party(self.register, &row.operator)?;
        match sql::run(self.register, LINK, params![key.0, row.record.as_bytes(), operator])? {
            1 => Ok(()),
            _ => Err(Fault::failed("a line is linked once, to a record of its own that is stored").into()),
        }
    }
}

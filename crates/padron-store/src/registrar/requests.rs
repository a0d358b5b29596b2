//! Requests, decisions and disclosures. Few rows: their times are kept exactly, because receipts repeat them.

use super::{RegistrarTx, dictionary};
use crate::fault::StoreFault;
use crate::sql;
use padron_protocol::{Hash32, Uuid};
use padron_registrar::ports::{Requests, StoreError};
use padron_registrar::rows::{AccessRow, DecisionRow, Key, RequestRow};
use rusqlite::{Row, params};

const REQUEST: &str = "
    SELECT request, parties.name AS authority_name, entry, tag, commitment, at
    FROM requests JOIN parties ON parties.id = requests.authority
    WHERE request = ?";

const PUT_REQUEST: &str = "
    INSERT INTO requests (request, authority, entry, tag, commitment, at) VALUES (?, ?, ?, ?, ?, ?)";

const DECISIONS: &str = "
    SELECT request, parties.name AS custodian_name, token, entry, at
    FROM decisions JOIN parties ON parties.id = decisions.custodian
    WHERE request = ? ORDER BY entry";

const PUT_DECISION: &str = "INSERT INTO decisions (request, custodian, token, entry, at) VALUES (?, ?, ?, ?, ?)";

const BY_REQUEST: &str = "
    SELECT line, request, entry, parties.name AS authority_name, at, embargo
    FROM accesses JOIN parties ON parties.id = accesses.authority
    WHERE request = ? ORDER BY number";

const BY_LINE: &str = "
    SELECT line, request, entry, parties.name AS authority_name, at, embargo
    FROM accesses JOIN parties ON parties.id = accesses.authority
    WHERE line = ? ORDER BY number LIMIT ?";

const PUT_ACCESS: &str = "
    INSERT INTO accesses (line, number, entry, request, authority, at, embargo)
    VALUES (?, (SELECT coalesce(max(number) + 1, 0) FROM accesses), ?, ?, ?, ?, ?)";

impl Requests for RegistrarTx<'_> {
    fn request(&mut self, request: &Uuid) -> Result<Option<RequestRow>, StoreError> {
        Ok(sql::one(self.register, REQUEST, [request.as_bytes()], |row| {
            Ok(RequestRow {
                request: Uuid::from_bytes(row.get("request")?),
                authority: row.get("authority_name")?,
                index: sql::natural(row, "entry")?,
                tag: Hash32(row.get("tag")?),
                commitment: Hash32(row.get("commitment")?),
                at: sql::from_exact(row, "at")?,
            })
        })?)
    }

    fn request_tagged(&mut self, tag: &Hash32) -> Result<Option<Uuid>, StoreError> {
        let find = "SELECT request FROM requests WHERE tag = ?";
        Ok(sql::one(self.register, find, [tag.0], |row| Ok(Uuid::from_bytes(row.get(0)?)))?)
    }

    fn put_request(&mut self, row: &RequestRow) -> Result<(), StoreError> {
        let authority = dictionary::party(self.register, &row.authority)?;
        let index = sql::int(row.index)?;
        let values = params![row.request.as_bytes(), authority, index, row.tag.0, row.commitment.0, sql::exact(row.at)];
        sql::run(self.register, PUT_REQUEST, values)?;
        Ok(())
    }

    fn decisions(&mut self, request: &Uuid) -> Result<Vec<DecisionRow>, StoreError> {
        Ok(sql::all(self.register, DECISIONS, [request.as_bytes()], |row| {
            Ok(DecisionRow {
                request: Uuid::from_bytes(row.get("request")?),
                custodian: row.get("custodian_name")?,
                token: row.get("token")?,
                index: sql::natural(row, "entry")?,
                at: sql::from_exact(row, "at")?,
            })
        })?)
    }

    fn put_decision(&mut self, row: &DecisionRow) -> Result<(), StoreError> {
        let custodian = dictionary::party(self.register, &row.custodian)?;
        let index = sql::int(row.index)?;
        let values = params![row.request.as_bytes(), custodian, row.token, index, sql::exact(row.at)];
        sql::run(self.register, PUT_DECISION, values)?;
        Ok(())
    }

    fn disclosures(&mut self, request: &Uuid) -> Result<Vec<AccessRow>, StoreError> {
        Ok(sql::all(self.register, BY_REQUEST, [request.as_bytes()], access)?)
    }

    fn accesses(&mut self, line: &Key, limit: usize) -> Result<Vec<AccessRow>, StoreError> {
        Ok(sql::all(self.register, BY_LINE, params![line.0, sql::limit(limit)], access)?)
    }

    fn put_access(&mut self, row: &AccessRow) -> Result<(), StoreError> {
        let authority = dictionary::party(self.register, &row.authority)?;
        let (at, embargo) = (sql::exact(row.at), sql::exact(row.embargo));
        let values = params![row.line.0, sql::int(row.index)?, row.request.as_bytes(), authority, at, embargo];
        sql::run(self.register, PUT_ACCESS, values)?;
        Ok(())
    }
}

fn access(row: &Row<'_>) -> Result<AccessRow, StoreFault> {
    Ok(AccessRow {
        line: Key(row.get("line")?),
        request: Uuid::from_bytes(row.get("request")?),
        index: sql::natural(row, "entry")?,
        authority: row.get("authority_name")?,
        at: sql::from_exact(row, "at")?,
        embargo: sql::from_exact(row, "embargo")?,
    })
}

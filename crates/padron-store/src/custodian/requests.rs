//! PresentedRequests as they stand at this custodian.

use super::CustodianTx;
use crate::fault::StoreFault;
use crate::sql;
use padron_custodian::ports::{PresentedRequests, PresentedRow, StoreError};
use padron_protocol::messages::order::RequestState;
use padron_protocol::{Hash32, Uuid};
use rusqlite::{Row, named_params, params};

const PUT: &str = "
    INSERT INTO requests
        (request, spent_order, authority, commitment, received, expires, state, reason, sealed_order, decision, logged,
         entry)
    VALUES
        (:request, :spent_order, :authority, :commitment, :received, :expires, :state, :reason, :sealed_order,
         :decision, :logged, :entry)
    ON CONFLICT (request) DO UPDATE SET
        state = excluded.state, reason = excluded.reason, decision = excluded.decision, logged = excluded.logged,
        entry = excluded.entry
    WHERE spent_order = excluded.spent_order AND authority = excluded.authority AND commitment = excluded.commitment";

impl PresentedRequests for CustodianTx<'_> {
    fn request(&mut self, request: &Uuid) -> Result<Option<PresentedRow>, StoreError> {
        Ok(sql::one(self.database, "SELECT * FROM requests WHERE request = ?", [request.as_bytes()], read)?)
    }

    fn request_of_order(&mut self, order: &Uuid) -> Result<Option<Uuid>, StoreError> {
        let find = "SELECT request FROM requests WHERE spent_order = ?";
        Ok(sql::one(self.database, find, [order.as_bytes()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?)
    }

    fn put_request(&mut self, row: &PresentedRow) -> Result<(), StoreError> {
        let values = named_params! {
            ":request": row.request.as_bytes(),
            ":spent_order": row.order.as_bytes(),
            ":authority": row.authority,
            ":commitment": row.commitment.0,
            ":received": sql::exact(row.received),
            ":expires": sql::exact(row.expires),
            ":state": code(row.state),
            ":reason": row.reason,
            ":sealed_order": row.sealed_order,
            ":decision": row.decision,
            ":logged": row.logged,
            ":entry": row.entry.map(|entry| entry.0),
        };
        match sql::run(self.database, PUT, values)? {
            1 => Ok(()),
            // Else a second order under the same name would take the first one's decision away and leave it unspent.
            _ => Err(StoreFault::failed("a request keeps its order, its authority and its commitment").into()),
        }
    }

    fn in_state(&mut self, state: RequestState, limit: usize) -> Result<Vec<PresentedRow>, StoreError> {
        let find = "SELECT * FROM requests WHERE state = ? ORDER BY arrival LIMIT ?";
        Ok(sql::all(self.database, find, params![code(state), sql::limit(limit)], read)?)
    }

    fn unlogged(&mut self, limit: usize) -> Result<Vec<PresentedRow>, StoreError> {
        let find = "SELECT * FROM requests WHERE decision IS NOT NULL AND logged = 0 ORDER BY arrival LIMIT ?";
        Ok(sql::all(self.database, find, [sql::limit(limit)], read)?)
    }

    fn decided(&mut self, commitment: &Hash32) -> Result<bool, StoreError> {
        let find = "SELECT 1 FROM requests WHERE entry = ?";
        Ok(sql::one(self.database, find, [commitment.0], |_| Ok(()))?.is_some())
    }
}

fn read(row: &Row<'_>) -> Result<PresentedRow, StoreFault> {
    Ok(PresentedRow {
        request: Uuid::from_bytes(row.get("request")?),
        order: Uuid::from_bytes(row.get("spent_order")?),
        authority: row.get("authority")?,
        commitment: Hash32(row.get("commitment")?),
        received: sql::from_exact(row, "received")?,
        expires: sql::from_exact(row, "expires")?,
        state: state(row.get("state")?)?,
        reason: row.get("reason")?,
        sealed_order: row.get("sealed_order")?,
        decision: row.get("decision")?,
        logged: row.get("logged")?,
        entry: row.get::<_, Option<[u8; 32]>>("entry")?.map(Hash32),
    })
}

/// The number that a state is stored under.
fn code(state: RequestState) -> u8 {
    match state {
        RequestState::AwaitingApproval => 0,
        RequestState::Approved => 1,
        RequestState::Rejected => 2,
        RequestState::Expired => 3,
    }
}

fn state(code: u8) -> Result<RequestState, StoreFault> {
    match code {
        0 => Ok(RequestState::AwaitingApproval),
        1 => Ok(RequestState::Approved),
        2 => Ok(RequestState::Rejected),
        3 => Ok(RequestState::Expired),
        _ => Err(StoreFault::damaged("a request is in no state that is known")),
    }
}

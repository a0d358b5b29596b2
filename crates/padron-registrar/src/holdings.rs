//! A person's own records: found by their slots, handed over as closed view boxes.

use crate::Registrar;
use crate::intake::{CheckedSlots, WRAP, parts_of};
use crate::ports::{Outcome, StoreError, Transaction};
use crate::rows::RecordRow;
use jiff::Timestamp;
use padron_protocol::messages::attestation::AttestedPurpose;
use padron_protocol::messages::person::{
    Access, AccessesReply, AccessesRequest, Holding, HoldingsReply, HoldingsRequest,
};
use padron_protocol::sealed::{decrypt, slots_info};
use padron_protocol::verify::check_attestation;
use padron_protocol::{Hash32, Problem, ProblemType, sha256};
use padron_threshold::{LineToken, delivery};
use zeroize::Zeroizing;

/// The most records and accesses that one view shows.
const LIMIT: usize = 1000;

/// The slots of a signed-in person, opened, and the sign-in that they are asked for under.
pub struct OpenedHoldings {
    slots: CheckedSlots,
    attestation: Hash32,
    expires: Timestamp,
}

impl Registrar {
    /// Opens the verifier's question about somebody whom an attester has seen sign in.
    ///
    /// # Errors
    /// [`ProblemType::NotAttested`]; [`ProblemType::MalformedRequest`] for anything but one person's slots.
    pub fn open_holdings(
        &self,
        verifier: &str,
        request: &HoldingsRequest,
        now: Timestamp,
    ) -> Result<OpenedHoldings, Problem> {
        let looks = [AttestedPurpose::Look];
        let attested = check_attestation(&request.attestation, verifier, &looks, &self.trusted, now)?;
        let bad = || {
            Problem::new(ProblemType::MalformedRequest)
                .field("sealed")
                .detail("it does not open, or is not the slots of one person")
        };
        let info = slots_info(self.register());
        let plain = delivery::open(&self.slots, &info, verifier.as_bytes(), &request.sealed.0).map_err(|_| bad())?;
        let slots = self.slot_keys(&plain).ok_or_else(bad)?;
        let attestation = sha256(request.attestation.as_bytes());
        Ok(OpenedHoldings { slots, attestation, expires: attested.expires })
    }

    /// Uses up the sign-in, which serves one look: a verifier that remembers people cannot go on looking at them under the
    /// sign-in of somebody else. To be stored before anything is shown.
    pub fn take_look(&self, tx: &mut impl Transaction, asked: &OpenedHoldings, now: Timestamp) -> Outcome<()> {
        let taken = tx.note_look(&asked.attestation, asked.expires, now)?;
        Ok(taken.then_some(()).ok_or_else(|| {
            Problem::new(ProblemType::NotAttested)
                .field("attestation")
                .detail("somebody has looked under this sign-in; sign in again")
        }))
    }

    /// The records that occupy the slots, once the look is [taken](Self::take_look).
    pub fn holdings(&self, tx: &mut impl Transaction, asked: &OpenedHoldings) -> Outcome<HoldingsReply> {
        let records = match &asked.slots {
            CheckedSlots::Person(slots) => tx.occupants(slots)?.into_iter().flatten().collect(),
            CheckedSlots::LegalPerson(holder) => tx.holdings(holder, LIMIT)?,
        };
        let mut found = Vec::with_capacity(records.len());
        for record in records {
            let Some(row) = tx.record(&record)? else { continue };
            let Some(parts) = unwrapped(tx, &row)? else { continue };
            let link = match self.opened_move(&row, parts.event) {
                Ok(link) => link,
                Err(problem) => return Ok(Err(problem)),
            };
            found.push(Holding { record, view_box: parts.view_box.into(), link });
        }
        Ok(Ok(HoldingsReply { records: found }))
    }

    /// The disclosures of the lines, each asked for by one of its records; those under embargo left out.
    pub fn accesses(
        &self,
        tx: &mut impl Transaction,
        verifier: &str,
        request: &AccessesRequest,
        now: Timestamp,
    ) -> Outcome<AccessesReply> {
        let looks = [AttestedPurpose::Look];
        if let Err(problem) = check_attestation(&request.attestation, verifier, &looks, &self.trusted, now) {
            return Ok(Err(problem));
        }
        if request.lines.len() > LIMIT {
            return Ok(Err(Problem::new(ProblemType::TooManyRows).detail(format!("at most {LIMIT} lines at once"))));
        }
        let mut lines = Vec::with_capacity(request.lines.len());
        for asked in &request.lines {
            let token = asked.line_token.array().map(LineToken::from_bytes);
            let row = tx.record(&asked.record)?;
            let Some(token) = token.filter(|token| row.is_some_and(|row| row.line == self.line_key(token))) else {
                return Ok(Err(Problem::new(ProblemType::NotCovered)
                    .field("lines")
                    .detail("a record is not of the line that its token says")));
            };
            let rows = tx.accesses(&self.access_key(&token), LIMIT)?;
            let told = rows.into_iter().filter(|row| row.embargo <= now);
            lines.push(
                told.map(|row| Access { request: row.request, authority: row.authority, court: None, at: row.at })
                    .collect(),
            );
        }
        Ok(Ok(AccessesReply { lines }))
    }
}

/// A record out of its wrap: still sealed to the custodians.
pub(crate) struct Unwrapped {
    /// The bytes of its link's event.
    pub(crate) event: Vec<u8>,
    pub(crate) compartments: Vec<Vec<u8>>,
    pub(crate) view_box: Vec<u8>,
}

/// `None` when the record was erased: its wrap key is gone.
pub(crate) fn unwrapped(tx: &mut impl Transaction, row: &RecordRow) -> Result<Option<Unwrapped>, StoreError> {
    let Some(key) = tx.wrap_key(&row.record)? else { return Ok(None) };
    let plain: Zeroizing<Vec<u8>> = decrypt(&key, WRAP, row.record.as_bytes(), &row.wrapped)
        .map_err(|error| StoreError::Damaged(format!("record {}: {error}", row.record)))?;
    let damaged = || StoreError::Damaged(format!("record {}: it does not have its parts", row.record));
    let parts = parts_of(&plain).ok_or_else(damaged)?;
    let [event, compartments @ .., view_box, _padding] = parts.as_slice() else { return Err(damaged()) };
    Ok(Some(Unwrapped {
        event: event.to_vec(),
        compartments: compartments.iter().map(|part| part.to_vec()).collect(),
        view_box: view_box.to_vec(),
    }))
}

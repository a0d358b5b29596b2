//! Handing sealed records to an authority whose request a quorum of custodians has approved.

use crate::holdings::unwrapped;
use crate::ports::{Outcome, StoreError, Transaction};
use crate::requests::unknown_request;
use crate::rows::{AccessRow, Key, NewEntry, RecordRow};
use crate::{Logged, Registrar};
use jiff::Timestamp;
use padron_protocol::log::{Commitments, EntryKind, OpenedBytes};
use padron_protocol::messages::order::{
    History, HistoryRecord, RecordReply, RecordRequest, SealedCompartment, SealedRecord,
};
use padron_protocol::sealed::KEPT;
use padron_protocol::{Hash32, Problem, ProblemType, Uuid, sha256};
use padron_threshold::LineToken;

/// The most records of one line that one answer holds.
const MAX_RECORDS: usize = 100;

impl Registrar {
    /// The sealed records of the line of an approved request. Every call is a disclosure: logged, numbered, and shown
    /// to the person after the embargo.
    pub fn disclose(
        &self,
        tx: &mut impl Transaction,
        authority: &str,
        request: &Uuid,
        asked: &RecordRequest,
        now: Timestamp,
    ) -> Outcome<Logged<RecordReply>> {
        let Some(logged) = tx.request(request)?.filter(|row| row.authority == authority) else {
            return Ok(Err(unknown_request()));
        };
        let need = usize::from(self.trusted.list().approvals);
        let have = self.approvals(tx, request)?;
        if have < need {
            return Ok(Err(
                Problem::new(ProblemType::NotApproved).detail(format!("{have} custodians have approved, {need} must"))
            ));
        }
        let Some(token) = asked.line_token.array() else {
            return Ok(Err(Problem::new(ProblemType::MalformedRequest).field("line_token").detail("must be 32 bytes")));
        };
        let line = self.line_key(&LineToken::from_bytes(token));
        let earlier = tx.disclosures(request)?;
        if earlier.iter().any(|access| access.line != line) {
            return Ok(Err(Problem::new(ProblemType::NotCovered).detail("this request is for another line")));
        }
        let copy = u32::try_from(earlier.len() + 1).unwrap_or(u32::MAX);
        let (index, disclosure) = self.log_disclosure(tx, request, &line, copy, now)?;
        tx.put_access(&AccessRow {
            line,
            request: logged.request,
            authority: authority.into(),
            at: now,
            embargo: asked.embargo,
        })?;
        let rows = self.rows_in_time(tx, &line, asked)?;
        let records = sealed_records(tx, &rows, asked)?;
        Ok(disclosure.and_then(|disclosure| {
            let history = History {
                register: self.register().into(),
                regime: self.trusted.list().regime,
                audience: authority.into(),
                request: *request,
                line: sha256(&token),
                from: asked.from,
                to: asked.to,
                copy,
                disclosure,
                records: rows.iter().map(|row| self.history_record(row)).collect::<Result<_, _>>()?,
                at: now,
            };
            let history = self.signer.sign(&history).map_err(crate::promises::internal)?;
            let entries = std::iter::once(index).chain(rows.iter().map(|row| row.index)).collect();
            Ok(Logged { reply: RecordReply { history, records, proofs: None }, entries })
        }))
    }

    fn log_disclosure(
        &self,
        tx: &mut impl Transaction,
        request: &Uuid,
        line: &Key,
        copy: u32,
        now: Timestamp,
    ) -> Result<(u64, Result<String, Problem>), StoreError> {
        let of = [request.as_bytes().as_slice(), &copy.to_be_bytes()].concat();
        let event = [of.as_slice(), &line.0].concat();
        let commitments =
            Commitments::commit((&self.nonce("statistics", &of), b"disclosure"), (&self.nonce("event", &of), &event));
        let entry = NewEntry::new(EntryKind::Disclosure, None, commitments.commitment(), now);
        let index = tx.append(&entry)?;
        Ok((index, self.promise(index, &entry.entry, now)))
    }

    fn rows_in_time(
        &self,
        tx: &mut impl Transaction,
        line: &Key,
        asked: &RecordRequest,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let mut rows = tx.records_of(line, MAX_RECORDS)?;
        rows.retain(|row| row.from <= asked.to && row.to.is_none_or(|to| to >= asked.from));
        Ok(rows)
    }

    fn history_record(&self, row: &RecordRow) -> Result<HistoryRecord, Problem> {
        Ok(HistoryRecord {
            record: row.record,
            operator: row.operator.clone(),
            from: row.from,
            to: row.to,
            promise: self.linked(row)?.promise,
            event: OpenedBytes { nonce: Hash32(self.event_nonce(row)), bytes: Self::link_event(row).encode().into() },
        })
    }
}

fn sealed_records(
    tx: &mut impl Transaction,
    rows: &[RecordRow],
    asked: &RecordRequest,
) -> Result<Vec<SealedRecord>, StoreError> {
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(parts) = unwrapped(tx, row)? else { continue };
        let compartments = KEPT
            .iter()
            .zip(parts.compartments)
            .filter(|(compartment, _)| asked.compartments.contains(compartment))
            .map(|(compartment, sealed)| SealedCompartment { compartment: *compartment, sealed: sealed.into() })
            .collect();
        records.push(SealedRecord { record: row.record, compartments });
    }
    Ok(records)
}

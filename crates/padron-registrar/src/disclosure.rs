//! Handing sealed records to an authority, as the tickets of a quorum of custodians name them.

use crate::holdings::{Unwrapped, unwrapped};
use crate::ports::{Outcome, Transaction};
use crate::promises::internal;
use crate::requests::unknown_request;
use crate::rows::{AccessRow, Key, NewEntry, RecordRow};
use crate::{Logged, Registrar};
use jiff::Timestamp;
use padron_protocol::log::{EvaluatedLabel, LABEL_BLOCK, evaluate_labels, label_block, line_hash, prove_labels};
use padron_protocol::messages::opening::{
    LINE_STEP, LineFor, LineMoves, OpenedMove, RecordReply, RecordRequest, SealedCompartment, SealedRecord, TicketTerms,
};
use padron_protocol::sealed::{KEPT, request_info};
use padron_protocol::verify::check_tickets;
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::{LineToken, delivery};
use rand_core::CryptoRng;

/// The most records of one line that one answer holds.
const MAX_RECORDS: usize = 1000;

/// What the tickets of a request name, out of the store.
pub struct Disclosed {
    terms: TicketTerms,
    token: LineToken,
    /// The entry of the disclosure, and when it was logged.
    entry: (u64, Timestamp),
    /// Every record that the line has had, oldest first.
    records: Vec<(RecordRow, Unwrapped)>,
}

impl Registrar {
    /// Discloses what a quorum of tickets names, and nothing else: logged before it is handed out, once for each copy,
    /// and shown to the person after the embargo. The same tickets find the same disclosure.
    pub fn disclose(
        &self,
        tx: &mut impl Transaction,
        authority: &str,
        request: &Uuid,
        asked: &RecordRequest,
        now: Timestamp,
    ) -> Outcome<Disclosed> {
        if tx.request(request)?.is_none_or(|row| row.authority != authority) {
            return Ok(Err(unknown_request()));
        }
        let need = usize::from(self.trusted.list().approvals);
        let have = self.approvals(tx, request)?;
        if have < need {
            return Ok(Err(
                Problem::new(ProblemType::NotApproved).detail(format!("{have} custodians have approved, {need} must"))
            ));
        }
        let (terms, token) = match self.read_tickets(authority, request, asked, now) {
            Ok(read) => read,
            Err(problem) => return Ok(Err(problem)),
        };
        let entry = match self.disclosure(tx, &terms, &token, now)? {
            Ok(entry) => entry,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut records = Vec::new();
        for row in tx.records_of(&self.line_key(&token), MAX_RECORDS)? {
            if let Some(parts) = unwrapped(tx, &row)? {
                records.push((row, parts));
            }
        }
        Ok(Ok(Disclosed { terms, token, entry, records }))
    }

    fn read_tickets(
        &self,
        authority: &str,
        request: &Uuid,
        asked: &RecordRequest,
        now: Timestamp,
    ) -> Result<(TicketTerms, LineToken), Problem> {
        let bad = |what: &str| Problem::new(ProblemType::NotCovered).field("tickets").detail(what);
        let token = asked.line_token.array().map(LineToken::from_bytes).ok_or_else(|| {
            Problem::new(ProblemType::MalformedRequest).field("line_token").detail("must be 32 bytes")
        })?;
        let terms = check_tickets(&asked.tickets, &self.trusted.list().regime, Some(now), &self.trusted)?;
        if terms.authority != authority || terms.request != *request {
            return Err(bad("the tickets are for another authority or request"));
        }
        if terms.line != line_hash(&token) {
            return Err(bad("the tickets are for another line"));
        }
        Ok((terms, token))
    }

    /// The entry of this copy's disclosure: the one that was logged before, or the next.
    fn disclosure(
        &self,
        tx: &mut impl Transaction,
        terms: &TicketTerms,
        token: &LineToken,
        now: Timestamp,
    ) -> Outcome<(u64, Timestamp)> {
        let refuse = |what: &str| Ok(Err(Problem::new(ProblemType::NotCovered).field("tickets").detail(what)));
        let line: Key = self.access_key(token);
        let earlier = tx.disclosures(&terms.request)?;
        let copy = usize::try_from(terms.copy).unwrap_or(usize::MAX);
        if copy == 0 || copy > earlier.len() + 1 {
            return refuse("the tickets are for a copy that does not come next");
        }
        let entry = terms.disclosure();
        if let Some(row) = earlier.get(copy - 1) {
            return if tx.entry(row.index)? == Some(entry) {
                Ok(Ok((row.index, row.at)))
            } else {
                refuse("this copy was disclosed under other tickets")
            };
        }
        let index = tx.append(&NewEntry::new(entry, now))?;
        let (request, authority, embargo) = (terms.request, terms.authority.clone(), terms.embargo);
        tx.put_access(&AccessRow { line, request, index, authority, at: now, embargo })?;
        Ok(Ok((index, now)))
    }

    /// The reply: what the tickets name, and for each custodian alone all that there is of the line.
    pub fn disclosed(&self, disclosed: &Disclosed, rng: &mut impl CryptoRng) -> Result<Logged<RecordReply>, Problem> {
        let Disclosed { terms, token, entry: (index, at), records } = disclosed;
        let opened = |(row, parts): &(RecordRow, Unwrapped)| self.opened_move(row, parts.event.clone());
        let moves = records.iter().map(opened).collect::<Result<Vec<_>, _>>()?;
        let in_time = |row: &RecordRow| row.from <= terms.to && row.to.is_none_or(|to| to >= terms.from);
        let kept: Vec<usize> =
            records.iter().enumerate().filter(|(_, (row, _))| in_time(row)).map(|(at, _)| at).collect();
        let entries = std::iter::once(*index).chain(kept.iter().map(|at| records[*at].0.index)).collect();
        let reply = RecordReply {
            disclosure: self.promise(*index, &terms.disclosure(), *at)?,
            links: kept.iter().map(|at| moves[*at].clone()).collect(),
            records: kept.iter().map(|at| sealed_record(&records[*at], terms)).collect(),
            lines: self.lines_for(&terms.request, token, moves, rng)?,
            proofs: None,
        };
        Ok(Logged { reply, entries })
    }

    fn lines_for(
        &self,
        request: &Uuid,
        token: &LineToken,
        moves: Vec<OpenedMove>,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<LineFor>, Problem> {
        let mut blocks = Vec::new();
        for block in 0..=moves.len() / LABEL_BLOCK as usize {
            let block = u32::try_from(block).map_err(internal)?;
            let labels = evaluate_labels(&self.secrets.labels, &label_block(token, block)).map_err(internal)?;
            let labels: Vec<&EvaluatedLabel> = labels.iter().collect();
            blocks.push(prove_labels(&self.secrets.labels, &labels, rng).map_err(internal)?);
        }
        let plain = serde_json::to_vec(&LineMoves { blocks, moves }).map_err(internal)?;
        let custodians = self.trusted.custodians();
        let seal = |party: &padron_protocol::trust::TrustedParty| {
            let key = party.delivery.as_ref()?;
            let info = request_info(self.register(), LINE_STEP, &party.id, request);
            let sealed = delivery::seal(key, &info, self.name().as_bytes(), &plain, rng).ok()?;
            Some(LineFor { custodian: party.id.clone(), sealed: sealed.into() })
        };
        Ok(custodians.into_iter().filter_map(seal).collect())
    }
}

fn sealed_record((row, parts): &(RecordRow, Unwrapped), terms: &TicketTerms) -> SealedRecord {
    let kept = KEPT.iter().zip(&parts.compartments).filter(|(kept, _)| terms.compartments.contains(kept));
    let compartments = kept
        .map(|(compartment, sealed)| SealedCompartment { compartment: *compartment, sealed: sealed.clone().into() });
    SealedRecord { record: row.record, compartments: compartments.collect() }
}

//! Storing checked submissions: one transaction decides whether there is a line and a slot, and takes both.

use crate::Registrar;
use crate::holdings::unwrapped;
use crate::intake::{Checked, CheckedSlots};
use crate::ports::{StoreError, Transaction};
use crate::rows::{LineRow, RecordRow};
use padron_protocol::log::prove_labels;
use padron_protocol::messages::link::{LinkOutcome, LinkReply};
use padron_protocol::{Problem, ProblemType};
use rand_core::CryptoRng;

/// What the transaction did with a row.
pub type Stored = Result<StoredLink, Problem>;

/// The record of a row, new or as it was stored before, and the bytes of its link's event.
pub struct StoredLink {
    pub record: RecordRow,
    event: Vec<u8>,
}

impl Registrar {
    /// Stores the good rows of a batch. Row by row, in order: rows of one batch compete for slots like any others.
    pub fn store(
        &self,
        tx: &mut impl Transaction,
        rows: &[Result<Checked, Problem>],
    ) -> Result<Vec<Stored>, StoreError> {
        rows.iter()
            .map(|row| match row {
                Ok(row) => self.store_row(tx, row),
                Err(problem) => Ok(Err(problem.clone())),
            })
            .collect()
    }

    /// Signs the outcomes once the transaction is durable, and proves the labels of what was linked: of nothing else, as
    /// a label tells which entry is a line's.
    pub fn outcomes(
        &self,
        rows: &[Result<Checked, Problem>],
        stored: Vec<Stored>,
        rng: &mut impl CryptoRng,
    ) -> Result<LinkReply, Problem> {
        let outcome = |row: Stored| match row.and_then(|row| self.linked(&row.record, row.event)) {
            Ok(linked) => LinkOutcome::Linked(linked),
            Err(problem) => LinkOutcome::Refused(problem),
        };
        let outcomes: Vec<LinkOutcome> = stored.into_iter().map(outcome).collect();
        let linked = rows.iter().zip(&outcomes).filter(|(_, outcome)| matches!(outcome, LinkOutcome::Linked(_)));
        let labels: Vec<_> = linked.filter_map(|(row, _)| row.as_ref().ok()).map(|row| &row.label).collect();
        let labels = match labels.as_slice() {
            [] => None,
            labels => Some(prove_labels(&self.secrets.labels, labels, rng).map_err(crate::promises::internal)?),
        };
        Ok(LinkReply { rows: outcomes, proofs: None, labels })
    }

    fn store_row(&self, tx: &mut impl Transaction, row: &Checked) -> Result<Stored, StoreError> {
        if let Some(earlier) = tx.record(&row.record)? {
            return same_submission(tx, earlier, row);
        }
        if tx.line(&row.line)?.is_some() {
            return Ok(Err(line_unavailable()));
        }
        if !take_slot(tx, row)? {
            return Ok(Err(Problem::new(ProblemType::CapReached)
                .detail(format!("the regime allows {} lines per person across all operators", self.limits.cap))));
        }
        let mut record = RecordRow {
            record: row.record,
            line: row.line,
            operator: row.operator.clone(),
            tag: row.tag,
            from: row.at,
            to: None,
            regime: self.trusted.list().regime,
            index: 0,
            place: 0,
            shown: (row.evaluators, row.label.label()),
            event: row.event,
            wrapped: row.wrapped.clone(),
        };
        record.index = tx.append(&self.link_entry(&record))?;
        tx.put_wrap_key(&row.record, &row.wrap_key)?;
        tx.put_record(&record)?;
        tx.put_line(&row.line, &LineRow { record: row.record, operator: row.operator.clone() })?;
        Ok(Ok(StoredLink { record, event: row.opened_event.clone() }))
    }
}

/// Uniform: it does not tell whether the line is another operator's, or whose.
fn line_unavailable() -> Problem {
    Problem::new(ProblemType::LineUnavailable)
        .detail("the line cannot be linked; if it is yours to link, ask the regulator's desk with the folio")
}

/// The answer to a repeated submission: its first link, as its operator signed it then.
fn same_submission(tx: &mut impl Transaction, earlier: RecordRow, row: &Checked) -> Result<Stored, StoreError> {
    if earlier.tag != row.tag || earlier.line != row.line {
        return Ok(Err(Problem::new(ProblemType::SubmissionAltered).detail("use a new key for new content")));
    }
    // An erased record has no event left to show.
    let Some(parts) = unwrapped(tx, &earlier)? else { return Ok(Err(line_unavailable())) };
    Ok(Ok(StoredLink { record: earlier, event: parts.event }))
}

fn take_slot(tx: &mut impl Transaction, row: &Checked) -> Result<bool, StoreError> {
    match &row.slots {
        CheckedSlots::LegalPerson(holder) => tx.add_holding(holder, &row.record)?,
        CheckedSlots::Person(slots) => {
            let occupants = tx.occupants(slots)?;
            let Some((slot, _)) = slots.iter().zip(occupants).find(|(_, occupant)| occupant.is_none()) else {
                return Ok(false);
            };
            tx.occupy(slot, &row.record)?;
        }
    }
    Ok(true)
}

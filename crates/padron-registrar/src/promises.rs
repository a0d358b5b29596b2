//! What the registrar promises for an entry: that the public log will show it.

use crate::Registrar;
use crate::rows::{NewEntry, RecordRow};
use jiff::{SignedDuration, Timestamp};
use padron_protocol::log::{Commitments, Entry, EntryKind, LinkEvent, LinkStatement, Opened, PROMISE_HOURS, Promise};
use padron_protocol::messages::link::{Linked, folio_of};
use padron_protocol::{Hash32, Problem, ProblemType};

impl Registrar {
    /// The entry of a record's link. It follows from the record alone, so that it can be had again at any time.
    pub(crate) fn link_entry(&self, row: &RecordRow) -> NewEntry {
        NewEntry::new(EntryKind::Link, Some(row.operator.clone()), self.link_halves(row).commitment(), row.from)
    }

    pub(crate) fn link_event(row: &RecordRow) -> LinkEvent {
        LinkEvent {
            record: *row.record.as_bytes(),
            at_ms: row.from.as_millisecond(),
            epoch: row.epoch,
            commitments: row.commitments,
        }
    }

    pub(crate) fn event_nonce(&self, row: &RecordRow) -> [u8; 32] {
        self.nonce("event", row.record.as_bytes())
    }

    fn link_halves(&self, row: &RecordRow) -> Commitments {
        let statistics = link_statement(row).text();
        let nonce = self.nonce("statistics", row.record.as_bytes());
        let event = Self::link_event(row).encode();
        Commitments::commit((&nonce, statistics.as_bytes()), (&self.event_nonce(row), &event))
    }

    /// What the submitter of a record is answered with.
    pub(crate) fn linked(&self, row: &RecordRow) -> Result<Linked, Problem> {
        let statement = link_statement(row);
        let nonce = Hash32(self.nonce("statistics", row.record.as_bytes()));
        let promise = Promise {
            folio: Some(statement.folio.clone()),
            regime: row.regime,
            statistics: Some(Opened { nonce, text: statement.text() }),
            event: Some(self.link_halves(row).event),
            ..self.bare_promise(row.index, &self.link_entry(row).entry, row.from)
        };
        let promise = self.signer.sign(&promise).map_err(internal)?;
        Ok(Linked { folio: statement.folio, at: row.from, promise })
    }

    /// The promise of an entry that is not a link.
    pub(crate) fn promise(&self, index: u64, entry: &Entry, at: Timestamp) -> Result<String, Problem> {
        self.signer.sign(&self.bare_promise(index, entry, at)).map_err(internal)
    }

    fn bare_promise(&self, index: u64, entry: &Entry, at: Timestamp) -> Promise {
        Promise {
            register: self.register().into(),
            regime: self.trusted.list().regime,
            folio: None,
            index,
            entry: entry.clone(),
            at,
            by: at.saturating_add(SignedDuration::from_hours(PROMISE_HOURS)).unwrap_or(Timestamp::MAX),
            statistics: None,
            event: None,
        }
    }
}

/// Times of rows are stored to the millisecond; a promise repeats what is stored.
pub(crate) fn whole_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn link_statement(row: &RecordRow) -> LinkStatement {
    LinkStatement {
        kind: EntryKind::Link,
        operator: row.operator.clone(),
        date: row.from.strftime("%Y-%m-%d").to_string(),
        folio: folio_of(&row.record),
    }
}

pub(crate) fn internal(_: impl std::error::Error) -> Problem {
    Problem::new(ProblemType::Internal)
}

#[cfg(test)]
mod tests;

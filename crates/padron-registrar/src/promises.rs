//! What the registrar promises for an entry: that the public log will show it.

use crate::Registrar;
use crate::rows::{NewEntry, RecordRow};
use jiff::{SignedDuration, Timestamp};
use padron_protocol::log::{
    Commitments, Entry, EntryKind, LinkStatement, Opened, OpenedBytes, PROMISE_HOURS, Promise, commit,
};
use padron_protocol::messages::link::{Linked, folio_of};
use padron_protocol::messages::opening::OpenedMove;
use padron_protocol::{Hash32, Problem, ProblemType, Uuid};

impl Registrar {
    /// The entry of a record's link. It follows from the record alone, so that it can be had again at any time.
    pub(crate) fn link_entry(&self, row: &RecordRow) -> NewEntry {
        let entry = Entry::line(EntryKind::Link, &row.operator, row.shown, self.link_halves(row).commitment());
        NewEntry::new(entry, row.from)
    }

    pub(crate) fn event_nonce(&self, record: &Uuid) -> [u8; 32] {
        self.nonce("event", record.as_bytes())
    }

    /// What a link's entry says of its event.
    pub(crate) fn event_commitment(&self, record: &Uuid, event: &[u8]) -> Hash32 {
        commit("event", &self.event_nonce(record), event)
    }

    fn link_halves(&self, row: &RecordRow) -> Commitments {
        let nonce = self.nonce("statistics", row.record.as_bytes());
        let statistics = commit("statistics", &nonce, link_statement(row).text().as_bytes());
        Commitments { statistics, event: row.event }
    }

    /// What the submitter of a record is answered with, whose link has this event.
    pub(crate) fn linked(&self, row: &RecordRow, event: Vec<u8>) -> Result<Linked, Problem> {
        let opened = self.opened_move(row, event)?;
        Ok(Linked { folio: folio_of(&row.record), at: row.from, promise: opened.promise, event: Some(opened.event) })
    }

    /// A record's link, opened: to whoever made it, its holder, or who asks under an order.
    pub(crate) fn opened_move(&self, row: &RecordRow, event: Vec<u8>) -> Result<OpenedMove, Problem> {
        let nonce = Hash32(self.event_nonce(&row.record));
        let promise = self.link_promise(row)?;
        Ok(OpenedMove { promise, event: OpenedBytes { nonce, bytes: event.into() } })
    }

    fn link_promise(&self, row: &RecordRow) -> Result<String, Problem> {
        let statement = link_statement(row);
        let nonce = Hash32(self.nonce("statistics", row.record.as_bytes()));
        let promise = Promise {
            folio: Some(statement.folio.clone()),
            regime: row.regime,
            statistics: Some(Opened { nonce, text: statement.text() }),
            event: Some(row.event),
            ..self.bare_promise(row.index, &self.link_entry(row).entry, row.from)
        };
        self.signer.sign(&promise).map_err(internal)
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

use crate::Registrar;
use crate::rows::{NewEntry, RecordRow};
use padron_protocol::log::{Entry, EntryKind, Halves, LinkEvent, Opened, Receipt};
use padron_protocol::messages::link::{Linked, folio_of};
use padron_protocol::{Hash32, Problem, ProblemType};
use serde::Serialize;

/// What a link tells everybody about itself.
#[derive(Serialize)]
struct LinkStatistics<'a> {
    kind: EntryKind,
    operator: &'a str,
    date: String,
}

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
            texts: row.texts,
        }
    }

    pub(crate) fn event_nonce(&self, row: &RecordRow) -> [u8; 32] {
        self.nonce("event", row.record.as_bytes())
    }

    fn link_halves(&self, row: &RecordRow) -> Halves {
        let statistics = link_statistics(row);
        let nonce = self.nonce("statistics", row.record.as_bytes());
        let event = Self::link_event(row).encode();
        Halves::commit((&nonce, statistics.as_bytes()), (&self.event_nonce(row), &event))
    }

    /// What the submitter of a record is answered with.
    pub(crate) fn linked(&self, row: &RecordRow) -> Result<Linked, Problem> {
        let entry = self.link_entry(row);
        let folio = folio_of(&row.record);
        let receipt = Receipt {
            register: self.register().into(),
            regime: row.regime,
            folio: Some(folio.clone()),
            index: row.index,
            entry: entry.entry,
            at: row.from,
            statistics: Some(Opened {
                nonce: Hash32(self.nonce("statistics", row.record.as_bytes())),
                text: link_statistics(row),
            }),
            event: Some(self.link_halves(row).event),
        };
        let receipt = self.signer.sign(&receipt).map_err(internal)?;
        Ok(Linked { folio, at: row.from, receipt })
    }

    /// The receipt of an entry that is not a link.
    pub(crate) fn receipt(&self, index: u64, entry: &Entry, at: jiff::Timestamp) -> Result<String, Problem> {
        let receipt = Receipt {
            register: self.register().into(),
            regime: self.trusted.list().regime,
            folio: None,
            index,
            entry: entry.clone(),
            at,
            statistics: None,
            event: None,
        };
        self.signer.sign(&receipt).map_err(internal)
    }
}

fn link_statistics(row: &RecordRow) -> String {
    let date = row.from.strftime("%Y-%m-%d").to_string();
    let statistics = LinkStatistics { kind: EntryKind::Link, operator: &row.operator, date };
    serde_json::to_string(&statistics).unwrap_or_default()
}

pub(crate) fn internal(_: impl std::error::Error) -> Problem {
    Problem::new(ProblemType::Internal)
}

//! What must not happen, and what follows when it has.

use crate::ports::{AlarmRow, AlarmRows, StoreError};
use jiff::Timestamp;
use padron_protocol::{Problem, ProblemType};
use padron_tlog::SignedCheckpoint;
use std::fmt::Display;

/// The log showed two histories. Nothing is released until a person has looked, and has taken the alarm out of the
/// store with the store's own tools: there is no command for it.
pub const LOG_INCONSISTENT: &str = "log-inconsistent";
/// The log shows a decision in this custodian's name that it never took.
pub const APPROVAL_NOT_OURS: &str = "approval-not-ours";
/// The log names a trust list that cannot be had, or that is none.
pub const TRUST_LIST_UNKNOWN: &str = "trust-list-unknown";
/// An entry claims a time at which, as this custodian saw it, the log did not have it.
pub const ENTRY_BACKDATED: &str = "entry-backdated";

/// Something is wrong with the moves of an ordered line: a place that is missing, there twice, hidden or not its mover's.
pub const LINE_AT_FAULT: &str = "line-at-fault";
/// Two entries carry the same label or the same order's tag.
pub const LABEL_TWICE: &str = "label-twice";

/// How much of a contradicting checkpoint is kept as evidence, in bytes.
const MAX_EVIDENCE: usize = 8192;

/// That the log contradicts what this custodian has followed itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Contradiction {
    what: String,
    evidence: String,
}

impl Contradiction {
    /// What contradicts, and the checkpoint that does.
    pub fn new(what: impl Display, shown: &SignedCheckpoint) -> Self {
        let note = shown.to_string();
        let end = (0..=MAX_EVIDENCE.min(note.len())).rev().find(|at| note.is_char_boundary(*at));
        Self { what: what.to_string(), evidence: note[..end.unwrap_or(0)].to_owned() }
    }

    /// Stores it as an alarm, with the checkpoint that contradicts as evidence.
    pub fn raise(&self, tx: &mut impl AlarmRows, now: Timestamp) -> Result<(), StoreError> {
        raise(tx, LOG_INCONSISTENT, format!("{}\n{}", self.what, self.evidence), now)
    }
}

impl From<Contradiction> for Problem {
    fn from(contradiction: Contradiction) -> Self {
        Self::new(ProblemType::LogInconsistent).detail(contradiction)
    }
}

/// Stores an alarm.
pub(crate) fn raise(
    tx: &mut impl AlarmRows,
    name: &str,
    detail: impl Into<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.put_alarm(&AlarmRow { name: name.into(), detail: detail.into(), at: now.as_second() })
}

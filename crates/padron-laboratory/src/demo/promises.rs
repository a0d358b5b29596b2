//! What the demo found out about each promise.

use serde::Serialize;

/// What came of one promise.
#[derive(Serialize)]
pub struct PromiseFinding {
    /// The promise's number.
    pub promise: u8,
    pub held: bool,
    /// What was tried, and what came of it.
    pub evidence: String,
}

/// Everything that came of the demo.
#[derive(Serialize, Default)]
pub struct PromiseFindings {
    /// One entry for each thing tried.
    pub promises: Vec<PromiseFinding>,
    /// How many lines were linked.
    pub lines: u64,
    /// How many people there are.
    pub people: u64,
    /// Milliseconds from an approved order to its answer.
    pub answer_milliseconds: u64,
}

impl PromiseFindings {
    /// Notes what came of a promise.
    pub fn note(&mut self, promise: u8, held: bool, evidence: impl Into<String>) -> bool {
        self.promises.push(PromiseFinding { promise, held, evidence: evidence.into() });
        held
    }

    /// Whether every promise held.
    pub fn held(&self) -> bool {
        !self.promises.is_empty() && self.promises.iter().all(|finding| finding.held)
    }
}

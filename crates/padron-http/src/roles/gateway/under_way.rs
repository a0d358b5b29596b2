//! Registrations under way, by their keys: a repetition that comes meanwhile waits for what comes of the first.

use padron_protocol::log::LogProofs;
use padron_protocol::messages::link::{LinkOutcome, RegistrationRow};
use padron_protocol::{Hash32, Problem, ProblemType, Uuid, sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// What became of one row, with the proofs of the batch that it went with.
pub(super) type Outcome = (LinkOutcome, Option<Arc<LogProofs>>);
type Told = Option<Result<Outcome, Problem>>;

/// How many registrations may be under way.
const MOST: usize = 4096;

/// The table. It is in memory only: after a restart the registrar knows what was linked.
#[derive(Default)]
pub(super) struct UnderWay(Mutex<BTreeMap<Uuid, UnderWayEntry>>);

struct UnderWayEntry {
    content: Hash32,
    told: watch::Receiver<Told>,
}

/// A registration that is the first of its key; its place is free again when this is dropped.
pub(super) struct First {
    pub(super) row: RegistrationRow,
    told: watch::Sender<Told>,
    table: Arc<UnderWay>,
}

/// What somebody waits for.
pub(super) struct WaitingCaller(watch::Receiver<Told>);

impl UnderWay {
    fn entries(&self) -> MutexGuard<'_, BTreeMap<Uuid, UnderWayEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins what is under way with this key, or begins it.
    pub(super) fn join(self: &Arc<Self>, row: RegistrationRow) -> Result<(Option<First>, WaitingCaller), Problem> {
        let text = Zeroizing::new(serde_json::to_vec(&row.registration).map_err(|_| ProblemType::Internal)?);
        let content = sha256(&text);
        let mut entries = self.entries();
        if let Some(entry) = entries.get(&row.key) {
            if entry.content != content {
                return Err(Problem::new(ProblemType::SubmissionAltered).detail("use a new key for new content"));
            }
            return Ok((None, WaitingCaller(entry.told.clone())));
        }
        if entries.len() >= MOST {
            return Err(Problem::new(ProblemType::Busy).detail("too many registrations are waiting"));
        }
        let (told, waiting) = watch::channel(None);
        entries.insert(row.key, UnderWayEntry { content, told: waiting.clone() });
        Ok((Some(First { row, told, table: self.clone() }), WaitingCaller(waiting)))
    }
}

impl First {
    /// Tells everybody who waits.
    pub(super) fn tell(self, outcome: Result<Outcome, Problem>) {
        self.told.send_replace(Some(outcome));
    }
}

impl Drop for First {
    fn drop(&mut self) {
        self.table.entries().remove(&self.row.key);
    }
}

impl WaitingCaller {
    /// What came of it.
    pub(super) async fn outcome(mut self) -> Result<Outcome, Problem> {
        let told = self.0.wait_for(Option::is_some).await.map_err(|_| ProblemType::Internal)?;
        told.clone().unwrap_or_else(|| Err(ProblemType::Internal.into()))
    }
}

#[cfg(test)]
mod tests;

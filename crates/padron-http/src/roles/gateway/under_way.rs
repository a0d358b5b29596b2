//! Registrations under way, by their keys: a repetition that comes meanwhile waits for what comes of the first, and one
//! that comes soon after is told it again, so that impatience spends no budget.

use jiff::{SignedDuration, Timestamp};
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

/// How many registrations may be under way or remembered.
const MOST: usize = 4096;
/// How long a refusal is repeated: what stands behind it may change.
const REFUSED: SignedDuration = SignedDuration::from_secs(60);
/// How long a complete receipt is.
const LINKED: SignedDuration = SignedDuration::from_mins(10);

/// The table. It is in memory only: after a restart the registrar knows what was linked.
#[derive(Default)]
pub(super) struct UnderWay(Mutex<BTreeMap<Uuid, UnderWayEntry>>);

struct UnderWayEntry {
    content: Hash32,
    told: watch::Receiver<Told>,
    /// Until when it is remembered, once it is over.
    until: Option<Timestamp>,
}

/// A registration that is the first of its key; its place is free again when this is dropped.
pub(super) struct First {
    pub(super) row: RegistrationRow,
    told: watch::Sender<Told>,
    table: Arc<UnderWay>,
    remembered: bool,
}

/// What somebody waits for.
pub(super) struct WaitingCaller(watch::Receiver<Told>);

impl UnderWay {
    fn entries(&self) -> MutexGuard<'_, BTreeMap<Uuid, UnderWayEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins what is under way with this key, or was a moment ago; or begins it.
    pub(super) fn join(
        self: &Arc<Self>,
        row: RegistrationRow,
        now: Timestamp,
    ) -> Result<(Option<First>, WaitingCaller), Problem> {
        let text = Zeroizing::new(serde_json::to_vec(&row.registration).map_err(|_| ProblemType::Internal)?);
        let content = sha256(&text);
        let mut entries = self.entries();
        if entries.get(&row.key).is_some_and(|entry| entry.until.is_some_and(|until| until <= now)) {
            entries.remove(&row.key);
        }
        if let Some(entry) = entries.get(&row.key) {
            if entry.content != content {
                return Err(Problem::new(ProblemType::SubmissionAltered).detail("use a new key for new content"));
            }
            return Ok((None, WaitingCaller(entry.told.clone())));
        }
        if entries.len() >= MOST {
            // What is over makes room for what is to come.
            entries.retain(|_, entry| entry.until.is_none());
        }
        if entries.len() >= MOST {
            return Err(Problem::new(ProblemType::Busy).detail("too many registrations are waiting"));
        }
        let (told, waiting) = watch::channel(None);
        entries.insert(row.key, UnderWayEntry { content, told: waiting.clone(), until: None });
        let first = First { row, told, table: self.clone(), remembered: false };
        Ok((Some(first), WaitingCaller(waiting)))
    }
}

impl First {
    /// Tells everybody who waits, and whoever asks again soon.
    pub(super) fn tell(mut self, outcome: Result<Outcome, Problem>, now: Timestamp) {
        let length = remembered_for(&outcome);
        self.told.send_replace(Some(outcome));
        if let (Some(length), Some(entry)) = (length, self.table.entries().get_mut(&self.row.key)) {
            entry.until = now.checked_add(length).ok();
            self.remembered = entry.until.is_some();
        }
    }
}

impl Drop for First {
    fn drop(&mut self) {
        if !self.remembered {
            self.table.entries().remove(&self.row.key);
        }
    }
}

/// How long an outcome is told again; `None` for one that the next attempt may change: a fault, or a receipt without its
/// proof.
fn remembered_for(outcome: &Result<Outcome, Problem>) -> Option<SignedDuration> {
    const FINAL: [ProblemType; 3] = [ProblemType::NotVerified, ProblemType::LineUnavailable, ProblemType::CapReached];
    match outcome {
        Ok((LinkOutcome::Linked(_), Some(_))) => Some(LINKED),
        Ok((LinkOutcome::Refused(problem), _)) if FINAL.iter().any(|kind| problem.is(*kind)) => Some(REFUSED),
        _ => None,
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

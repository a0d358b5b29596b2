//! What a witness holds of each log.

use super::memory::WitnessMemory;
use padron_protocol::store::StoreError;
use padron_store::WitnessRow;
use padron_tlog::{Hash, KnownLog, Seen, SignedCheckpoint, VerifierKey, cosigned_at};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A log and what was cosigned of it.
pub(super) struct Log {
    pub(super) known: KnownLog,
    /// Whoever cosigns holds it from judging until it is stored: one checkpoint of a log at a time.
    held: Mutex<Held>,
    /// Whether the log was caught signing two trees of one size, since this process started.
    pub(super) two_trees: AtomicBool,
}

impl Log {
    pub(super) fn new(known: KnownLog) -> Self {
        Self { known, held: Mutex::new(Held::Unread), two_trees: AtomicBool::new(false) }
    }

    pub(super) fn held(&self) -> MutexGuard<'_, Held> {
        // It is only ever replaced as a whole, so what a panicking thread has left is as good as any.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was cosigned last, as far as it is known without asking the store.
pub(super) enum Held {
    /// The store must be asked: at the start, and after a write of which it is not known whether it was done.
    Unread,
    Read(Option<CosignedTree>),
}

impl Held {
    /// What was cosigned last. Blocks.
    pub(super) fn read(
        &mut self,
        log: &KnownLog,
        store: &dyn WitnessMemory,
        own: &VerifierKey,
    ) -> Result<Option<&CosignedTree>, StoreError> {
        if matches!(self, Self::Unread) {
            let row = store.latest(&log.origin)?;
            *self = Self::Read(row.map(|row| CosignedTree::recall(&row, log, own)).transpose()?);
        }
        Ok(match self {
            Self::Read(latest) => latest.as_ref(),
            Self::Unread => None,
        })
    }
}

/// A checkpoint that was cosigned.
#[derive(Clone)]
pub(super) struct CosignedTree {
    pub(super) seen: Seen,
    /// When it was cosigned, in seconds since 1970; 0 where this witness's key was another one then.
    pub(super) time: u64,
    /// The checkpoint with the log's signatures and the witness's own.
    pub(super) checkpoint: SignedCheckpoint,
}

impl CosignedTree {
    /// Reads what was stored. Signatures of the log are not looked at: its keys may be others now.
    fn recall(row: &WitnessRow, log: &KnownLog, own: &VerifierKey) -> Result<Self, StoreError> {
        let damaged = |what: String| StoreError::Damaged(format!("the checkpoint of {}: {what}", log.origin));
        let checkpoint = SignedCheckpoint::parse(&row.checkpoint).map_err(|error| damaged(error.to_string()))?;
        let seen = Seen { size: row.size, root: Hash(row.root) };
        let told = &checkpoint.checkpoint;
        if (&told.origin, told.size, told.root) != (&log.origin, seen.size, seen.root) {
            return Err(damaged("its text tells of another tree than its row".into()));
        }
        let time = cosigned_at(own, &checkpoint.note).map_err(|error| damaged(error.to_string()))?;
        Ok(Self { seen, time: time.unwrap_or(0), checkpoint })
    }

    /// As it is stored.
    pub(super) fn row(&self) -> WitnessRow {
        WitnessRow { size: self.seen.size, root: self.seen.root.0, checkpoint: self.checkpoint.to_string() }
    }
}

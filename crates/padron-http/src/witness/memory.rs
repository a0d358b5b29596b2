use padron_protocol::store::StoreError;
use padron_store::{WitnessRow, WitnessStore};

/// Where a witness keeps what it has cosigned. All of it blocks.
pub trait WitnessMemory: Send + Sync + 'static {
    /// The newest checkpoint of a log; `None` when there is none yet.
    ///
    /// # Errors
    /// [`StoreError`]: what was cosigned is not known.
    fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, StoreError>;

    /// Replaces a log's checkpoint of size and root `old` by `new`, durably before it returns, or not at all:
    /// `Ok(false)` when the newest one is not `old`.
    ///
    /// # Errors
    /// [`StoreError`]: whether it was replaced is not known.
    fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, StoreError>;

    /// Whether a write gets through and there is room for the next ones.
    ///
    /// # Errors
    /// [`StoreError`] says what is wrong.
    fn check(&self) -> Result<(), StoreError>;
}

impl WitnessMemory for WitnessStore {
    fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, StoreError> {
        Self::latest(self, origin)
    }

    fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, StoreError> {
        Self::replace(self, origin, old, new)
    }

    fn check(&self) -> Result<(), StoreError> {
        Self::check(self)
    }
}

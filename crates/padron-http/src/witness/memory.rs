use padron_store::{WitnessError, WitnessRow, WitnessStore};

/// Where a witness keeps what it has cosigned. All of it blocks.
pub trait WitnessMemory: Send + Sync + 'static {
    /// The newest checkpoint of a log; `None` when there is none yet.
    ///
    /// # Errors
    ///
    /// [`WitnessError`]: what was cosigned is not known.
    fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, WitnessError>;

    /// Replaces a log's checkpoint of size and root `old` by `new`, durably before it returns, or not at all:
    /// `Ok(false)` when the newest one is not `old`.
    ///
    /// # Errors
    ///
    /// [`WitnessError`]: whether it was replaced is not known.
    fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, WitnessError>;

    /// Whether a write gets through and there is room for the next ones.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] says what is wrong.
    fn check(&self) -> Result<(), WitnessError>;
}

impl WitnessMemory for WitnessStore {
    fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, WitnessError> {
        Self::latest(self, origin)
    }

    fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, WitnessError> {
        Self::replace(self, origin, old, new)
    }

    fn check(&self) -> Result<(), WitnessError> {
        Self::check(self)
    }
}

use jiff::Timestamp;
use std::sync::{Arc, Mutex};

/// The time, handed in by whoever runs a role. No crate below the binary reads the machine's clock.
pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> Timestamp;
}

/// Where seeds come from: the machine's generator in the binary, a counter in simulations.
pub trait Entropy: Send + Sync {
    /// 32 fresh bytes.
    fn seed(&self) -> [u8; 32];
}

/// A clock that stands still until it is told to move: for tests and simulations.
#[derive(Clone)]
pub struct FixedClock(Arc<Mutex<Timestamp>>);

impl FixedClock {
    /// A clock that stands at `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(start)))
    }

    /// Moves the clock, forwards or backwards.
    pub fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = to;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

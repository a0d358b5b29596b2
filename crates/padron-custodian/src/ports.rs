//! What a custodian needs of a store.
//!
//! **Durability**: what a write transaction has returned `Ok` for survives kill -9 and power loss; budgets are spent
//! durably before anything is evaluated. **Isolation**: writes are serial. **Failure**: on `Err` nothing is kept, and
//! the custodian refuses: a budget that cannot be checked is spent.

use jiff::Timestamp;
use padron_protocol::messages::order::RequestState;
use padron_protocol::{Hash32, Uuid};
use thiserror::Error;

/// Why the store did not do what was asked.
#[derive(Debug, Error, Clone)]
pub enum StoreError {
    /// No room: make room, then try again; nothing was lost.
    #[error("the disk is full: nothing was stored; make room and try again")]
    Full,
    /// The device or database fails.
    #[error("the store failed: {0}")]
    Failed(String),
    /// What is stored cannot be what was stored.
    #[error("the store is damaged: {0}")]
    Damaged(String),
}

/// What a caller has used of a day's budget.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Spent {
    /// Evaluations or look-ups.
    pub used: u64,
    /// Links of that caller counted in the log.
    pub matched: u64,
}

/// Budgets by caller, purpose and day (days since 1970, UTC).
pub trait Budgets {
    /// The newest day that anything was spent on: the budget's clock never goes back.
    fn newest_day(&mut self) -> Result<i64, StoreError>;
    /// What is used of a day's budget.
    fn spent(&mut self, caller: &str, purpose: &str, day: i64) -> Result<Spent, StoreError>;
    /// Adds to what is used.
    fn spend(&mut self, caller: &str, purpose: &str, day: i64, count: u64) -> Result<(), StoreError>;
    /// Adds links counted in the log.
    fn add_matched(&mut self, caller: &str, purpose: &str, day: i64, count: u64) -> Result<(), StoreError>;
    /// How far the log has been counted.
    fn log_position(&mut self) -> Result<u64, StoreError>;
    /// Notes how far the log has been counted.
    fn set_log_position(&mut self, position: u64) -> Result<(), StoreError>;
}

/// A request that has arrived here.
#[derive(Clone)]
pub struct RequestRow {
    /// Its name.
    pub request: Uuid,
    /// Its order: spent by this request.
    pub order: Uuid,
    /// The authority.
    pub authority: String,
    /// The commitment of its entry in the log.
    pub commitment: Hash32,
    /// When it arrived.
    pub received: Timestamp,
    /// When its order expires.
    pub expires: Timestamp,
    /// Where it stands.
    pub state: RequestState,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The order's JWS, sealed to the officers.
    pub sealed_order: Vec<u8>,
    /// The signed decision, once there is one.
    pub decision: Option<String>,
    /// Whether the registrar has logged the decision.
    pub logged: bool,
}

/// Requests.
pub trait Requests {
    /// The request of this name.
    fn request(&mut self, request: &Uuid) -> Result<Option<RequestRow>, StoreError>;
    /// The request that has spent an order.
    fn request_of_order(&mut self, order: &Uuid) -> Result<Option<Uuid>, StoreError>;
    /// Stores a new request or the new state of one.
    fn put_request(&mut self, row: &RequestRow) -> Result<(), StoreError>;
    /// Requests in a state, oldest first, at most `limit`.
    fn in_state(&mut self, state: RequestState, limit: usize) -> Result<Vec<RequestRow>, StoreError>;
    /// Requests that are decided here and whose decision is not logged yet, at most `limit`.
    fn unlogged(&mut self, limit: usize) -> Result<Vec<RequestRow>, StoreError>;
}

/// A release of parts, as this custodian saw it.
#[derive(Clone)]
pub struct AccessRow {
    /// A hash of the line's token.
    pub line: Hash32,
    /// The request.
    pub request: Uuid,
    /// The authority.
    pub authority: String,
    /// The court.
    pub court: String,
    /// When.
    pub at: Timestamp,
    /// Until when the person is not told.
    pub embargo: Timestamp,
}

/// This custodian's own journal of accesses.
pub trait Journal {
    /// Stores an access, once per request and line.
    fn put_access(&mut self, row: &AccessRow) -> Result<(), StoreError>;
    /// The accesses to a line, oldest first, at most `limit`.
    fn accesses(&mut self, line: &Hash32, limit: usize) -> Result<Vec<AccessRow>, StoreError>;
}

/// All of it, in one transaction.
pub trait Transaction: Budgets + Requests + Journal {}

impl<T: Budgets + Requests + Journal> Transaction for T {}

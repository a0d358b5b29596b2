//! What the stores of all roles have in common: how they fail, and what becomes of a transaction.

use crate::problem::Problem;
use thiserror::Error;

/// Why a store did not do what was asked. Nothing of the transaction is kept.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
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

/// What a use-case comes to inside a transaction.
///
/// The two errors are not alike. A refusal by the rules, the inner one, is an answer: the transaction **commits**, and
/// what was written on the way to the refusal stays, as an alarm that was raised. Only a [`StoreError`] takes
/// everything back.
pub type Outcome<T> = Result<Result<T, Problem>, StoreError>;

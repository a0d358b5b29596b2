//! What the stores of all roles have in common: how they fail, and what becomes of a transaction.

use crate::problem::Problem;
use thiserror::Error;

/// Why a store did not do what was asked. Nothing of the transaction is kept.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum StoreError {
    #[error("the disk is full: nothing was stored; make room and try again")]
    Full,
    #[error("the store failed: {0}")]
    Failed(String),
    #[error("the store is damaged: {0}")]
    Damaged(String),
}

/// What a use-case comes to inside a transaction.
///
/// The two errors are not alike. A refusal by the rules, the inner one, is an answer: the transaction **commits**, and
/// what was written on the way to the refusal stays, as an alarm that was raised. Only a [`StoreError`] takes
/// everything back.
pub type Outcome<T> = Result<Result<T, Problem>, StoreError>;

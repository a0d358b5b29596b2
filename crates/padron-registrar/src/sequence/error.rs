use crate::ports::StoreError;
use padron_tlog::{BuildError, CheckpointError, PolicyError};
use thiserror::Error;

/// Why entries were not sequenced.
#[derive(Debug, Error)]
pub enum SequenceError {
    #[error(
        "another sequencer has signed for this log: this one signs nothing any more. Stop the other one, then restart"
    )]
    Stopped,
    #[error("an earlier step failed and may have taken place: recover first")]
    Unsure,
    #[error("there are no new entries to sequence")]
    Nothing,
    #[error("entry {got} was to be sequenced where entry {expected} comes next")]
    NotNext {
        /// The index that comes next.
        expected: u64,
        /// The index given.
        got: u64,
    },
    #[error(transparent)]
    Entry(#[from] BuildError),
    #[error(transparent)]
    Sign(#[from] CheckpointError),
    #[error("the held checkpoint could not be read or replaced: {0}")]
    Held(#[source] StoreError),
    #[error("the log's files could not be written: {0}")]
    Files(#[source] StoreError),
}

/// Why a checkpoint was not published.
#[derive(Debug, Error)]
pub enum PublishError {
    #[error(transparent)]
    Sequence(#[from] SequenceError),
    #[error("only the checkpoint that was signed last is published")]
    NotNewest,
    #[error(transparent)]
    Signature(#[from] CheckpointError),
    #[error(transparent)]
    Policy(#[from] PolicyError),
    #[error("the log's files could not be written: {0}")]
    Files(#[from] StoreError),
}

/// Where the log's history is known from, beside the database.
const WHAT_TO_DO: &str = "Nothing will be signed. Bring back the newest copy of what was restored, or read \
                          \"After a restore\" in docs/log.md";

/// Why a log is not opened.
#[derive(Debug, Error)]
pub enum SequenceOpenError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the database was restored or changed: a checkpoint over {held_size} entries has been signed, and it has \
         {size}. {WHAT_TO_DO}"
    )]
    Shorter {
        /// Entries of the checkpoint that is held.
        held_size: u64,
        /// Entries of the database.
        size: u64,
    },
    #[error(
        "the database was restored or changed: its first {held_size} entries are not those whose checkpoint has been \
         signed. {WHAT_TO_DO}"
    )]
    Forked {
        /// Entries of the checkpoint that was signed.
        held_size: u64,
    },
    #[error(
        "no checkpoint is held, but the log's directory shows that one has been signed: the place where it was held \
         was lost or is another one. {WHAT_TO_DO}"
    )]
    HeldLost,
    #[error(
        "a checkpoint over {published} entries has been published, and the one that is held has {held_size}: the place \
         where it is held was restored. {WHAT_TO_DO}"
    )]
    HeldBehind {
        /// Entries of the checkpoint that is held.
        held_size: u64,
        /// Entries of the checkpoint in the directory.
        published: u64,
    },
    #[error("{place} is not this log's: {source}. Name the place of this log, and its key")]
    OtherLog {
        /// What is not this log's.
        place: &'static str,
        source: CheckpointError,
    },
    #[error("the database did not give its entries in order: {0}")]
    Entries(#[source] SequenceError),
}

//! The public log: what an entry says to everybody, and what it commits to.
//!
//! The log is an RFC 6962 tree over [`Entry::encode`]; `padron-tlog` has its mathematics. An entry shows its kind,
//! sometimes its actor, and a commitment H(H(n₁‖statistics)‖H(n₂‖event)): the statistics can be opened without the event,
//! and the event without telling more than its holder already knows. A line's moves carry labels besides: who knows them
//! finds every move of the line, and sees that none is missing.

mod entry;
mod event;
mod figures;
mod follow;
mod label;
mod promise;
mod proofs;
mod qr;
mod statement;

pub use entry::{Entry, EntryKind, Evaluators, NotAnEntry, Quorums, SUITE};
pub use event::{
    BelievedBatch, Between, LineEvent, MoverProof, Moves, NotAnEvent, NotMoved, SignedMove, line_hash, root_of,
    text_commitment,
};
pub use figures::Figures;
pub use follow::{FollowError, Follower, Tree};
pub use label::{EvaluatedLabel, LABEL_BLOCK, LabelProof, check_labels, evaluate_labels, label_block, prove_labels};
pub use promise::{PROMISE_HOURS, Promise, Receipt};
pub use proofs::{
    AHEAD_SECONDS, FRESH_SECONDS, Inclusion, LogProofs, NotProven, Proven, Shown, fresh, not_ahead, seconds, shown_by,
};
pub use qr::{BadQrText, QrReceipt};
pub use statement::LinkStatement;

use crate::bytes::{Base64, Hash32, sha256_parts};
use crate::trust::SignedTrustList;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a registrar serves its log, below its own address.
pub const LOG_PATH: &str = "/log";

/// The two commitments of a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitments {
    /// H(n₁‖statistics).
    pub statistics: Hash32,
    /// H(n₂‖event).
    pub event: Hash32,
}

impl Commitments {
    /// Commits to statistics and event under two nonces of 32 bytes.
    pub fn commit(statistics: (&[u8; 32], &[u8]), event: (&[u8; 32], &[u8])) -> Self {
        Self { statistics: commit("statistics", statistics.0, statistics.1), event: commit("event", event.0, event.1) }
    }

    /// The commitment that stands in the entry.
    pub fn commitment(&self) -> Hash32 {
        sha256_parts("padron log commitment", &[&self.statistics.0, &self.event.0])
    }
}

impl SignedTrustList {
    /// Its entry in the log. It shows no more than its kind; whoever has the list can check that it is the one.
    pub fn entry(&self) -> Entry {
        let hash = self.hash();
        let nonce = |name: &str| sha256_parts(name, &[&hash.0]).0;
        let commitments = Commitments::commit(
            (&nonce("trust list statistics"), b"trust-list"),
            (&nonce("trust list event"), &hash.0),
        );
        Entry::bare(EntryKind::TrustList, commitments.commitment())
    }
}

/// The half of a commitment over `text` under `nonce`.
pub fn commit(name: &str, nonce: &[u8; 32], text: &[u8]) -> Hash32 {
    sha256_parts(name, &[nonce, text])
}

/// An entry at its place, as the log's pages list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Placed {
    /// Its place, from 0.
    pub index: u64,
    pub entry: Entry,
}

/// A half of a commitment, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The nonce, 32 bytes.
    pub nonce: Hash32,
    pub text: String,
}

/// Bytes that open a half, where the text is not JSON.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenedBytes {
    /// The nonce, 32 bytes.
    pub nonce: Hash32,
    /// The bytes.
    pub bytes: Base64,
}

#[cfg(test)]
mod tests;

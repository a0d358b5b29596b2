use super::Promise;
use crate::bytes::Hash32;
use crate::problem::{Problem, ProblemType};
use crate::trust::Trusted;
use jiff::Timestamp;
use padron_tlog::{
    Checkpoint, CheckpointError, Hash, PolicyError, ProofError, SignedCheckpoint, TlogProof, Window, leaf_hash,
    verify_inclusion,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// How old the newest cosignatures of enough witnesses may be for anything to rest on the log, in seconds: a registrar asks
/// them every minute, and custodians release nothing under older ones.
pub const FRESH_SECONDS: u64 = 600;
/// How far ahead of one's own clock a cosignature may be, in seconds; also how far the witnesses' may be behind the
/// registrar's.
pub const AHEAD_SECONDS: u64 = 120;

/// When a cosignature must have been made to be believed at `now`, however old.
pub fn not_ahead(now: Timestamp) -> Window {
    Window { not_before: 0, not_after: seconds(now).saturating_add(AHEAD_SECONDS) }
}

/// When a cosignature must have been made for anything to be released under it at `now`.
pub fn fresh(now: Timestamp) -> Window {
    Window { not_before: seconds(now).saturating_sub(FRESH_SECONDS), ..not_ahead(now) }
}

/// Seconds since 1970; 0 for what lies before.
pub fn seconds(time: Timestamp) -> u64 {
    u64::try_from(time.as_second()).unwrap_or(0)
}

/// That the log shows a promised entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub index: u64,
    /// When the registrar says that it was stored.
    pub at: Timestamp,
    /// When enough witnesses had cosigned the checkpoint that it is shown under, by their own clocks, in seconds since
    /// 1970.
    pub cosigned: u64,
}

/// One cosigned checkpoint and the proofs of entries under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogProofs {
    /// The checkpoint as a signed note (C2SP tlog-checkpoint), with cosignatures.
    pub checkpoint: String,
    pub inclusions: Vec<Inclusion>,
}

/// The proof that an entry stands at its index (RFC 6962 section 2.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    /// The entry's index.
    pub index: u64,
    /// The hashes, from the leaf's sibling up.
    pub hashes: Vec<Hash32>,
}

/// Why proofs do not show what they should.
#[derive(Debug, Error)]
pub enum NotProven {
    #[error("the checkpoint is not one of this register's log: {0}")]
    Checkpoint(#[from] CheckpointError),
    #[error("the checkpoint is of the log `{0}`, not of this register's")]
    OtherLog(String),
    #[error("the witnesses' cosignatures do not suffice: {0}")]
    Cosignatures(#[from] PolicyError),
    #[error("there is no proof that entry {0} is in the log")]
    Missing(u64),
    #[error("the log does not show this entry at index {index}: {source}")]
    NotIncluded { index: u64, source: ProofError },
    #[error("the promise of entry {0} is dated after the witnesses had seen it")]
    DatedLater(u64),
}

impl LogProofs {
    /// The proofs of a few entries under one checkpoint.
    pub fn new(checkpoint: &SignedCheckpoint, inclusions: impl IntoIterator<Item = (u64, Vec<Hash>)>) -> Self {
        let inclusion = |(index, hashes): (u64, Vec<Hash>)| Inclusion {
            index,
            hashes: hashes.into_iter().map(|hash| Hash32(hash.0)).collect(),
        };
        Self { checkpoint: checkpoint.to_string(), inclusions: inclusions.into_iter().map(inclusion).collect() }
    }

    /// Checks the log's signature, and that enough witnesses have cosigned within `window`.
    pub fn open(&self, trusted: &Trusted, window: Window) -> Result<Proven, NotProven> {
        let hashes = |inclusion: &Inclusion| inclusion.hashes.iter().map(|hash| Hash(hash.0)).collect();
        let inclusions = self.inclusions.iter().map(|inclusion| (inclusion.index, hashes(inclusion))).collect();
        Proven::new(SignedCheckpoint::parse(&self.checkpoint)?, inclusions, trusted, window)
    }

    /// The proof of one entry as a file that stands alone: `c2sp.org/tlog-proof@v1`.
    pub fn alone(&self, index: u64) -> Option<String> {
        let inclusion = self.inclusions.iter().find(|inclusion| inclusion.index == index)?;
        let hashes = inclusion.hashes.iter().map(|hash| Hash(hash.0)).collect();
        let checkpoint = SignedCheckpoint::parse(&self.checkpoint).ok()?;
        Some(TlogProof { extra: None, index, hashes, checkpoint }.to_string())
    }
}

/// A checkpoint that this register's log has signed and enough witnesses have cosigned, with proofs under it.
#[derive(Clone, Debug)]
pub struct Proven {
    signed: SignedCheckpoint,
    cosigned: u64,
    inclusions: BTreeMap<u64, Vec<Hash>>,
}

impl Proven {
    /// Checks a checkpoint under the trust list.
    pub fn new(
        signed: SignedCheckpoint,
        inclusions: BTreeMap<u64, Vec<Hash>>,
        trusted: &Trusted,
        window: Window,
    ) -> Result<Self, NotProven> {
        if signed.checkpoint.origin != trusted.list().log.origin {
            return Err(NotProven::OtherLog(signed.checkpoint.origin));
        }
        signed.signed_by(trusted.log_key())?;
        let cosigned = trusted.witness_policy().check(&signed, window)?.time;
        Ok(Self { signed, cosigned, inclusions })
    }

    /// Checks a proof that stands alone.
    pub fn alone(proof: &TlogProof, trusted: &Trusted, window: Window) -> Result<Self, NotProven> {
        let inclusions = BTreeMap::from([(proof.index, proof.hashes.clone())]);
        Self::new(proof.checkpoint.clone(), inclusions, trusted, window)
    }

    pub fn checkpoint(&self) -> &Checkpoint {
        &self.signed.checkpoint
    }

    /// The checkpoint with its signatures.
    pub fn signed(&self) -> &SignedCheckpoint {
        &self.signed
    }

    /// When enough witnesses had cosigned, in seconds since 1970, by their own clocks.
    pub fn cosigned(&self) -> u64 {
        self.cosigned
    }

    /// Checks that a promise is kept: its entry is in the log at its index, and was not dated later than seen.
    pub fn shows(&self, promise: &Promise) -> Result<Shown, NotProven> {
        let index = promise.index;
        let proof = self.inclusions.get(&index).ok_or(NotProven::Missing(index))?;
        let Checkpoint { size, root, .. } = self.checkpoint();
        verify_inclusion(&leaf_hash(&promise.entry.encode()), index, *size, root, proof)
            .map_err(|source| NotProven::NotIncluded { index, source })?;
        if seconds(promise.at) > self.cosigned.saturating_add(AHEAD_SECONDS) {
            return Err(NotProven::DatedLater(index));
        }
        Ok(Shown { index, at: promise.at, cosigned: self.cosigned })
    }
}

/// Checks that one of several checkpoints shows a promise to be kept.
pub fn shown_by(log: &[Proven], promise: &Promise) -> Result<Shown, NotProven> {
    let mut last = NotProven::Missing(promise.index);
    for proven in log {
        match proven.shows(promise) {
            Err(NotProven::Missing(_)) => {}
            Err(error) => last = error,
            shown => return shown,
        }
    }
    Err(last)
}

impl From<NotProven> for Problem {
    fn from(error: NotProven) -> Self {
        let kind = match error {
            NotProven::Cosignatures(_) => ProblemType::NotWitnessed,
            _ => ProblemType::NotLogged,
        };
        Self::new(kind).detail(error)
    }
}

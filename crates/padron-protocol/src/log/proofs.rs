use super::Promise;
use crate::bytes::Hash32;
use crate::trust::Trusted;
use padron_tlog::{
    Checkpoint, CheckpointError, Hash, PolicyError, ProofError, SignedCheckpoint, TlogProof, Window, leaf_hash,
    verify_inclusion,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// How much later than a promise's own time the witnesses' clocks may be behind, in seconds.
const SKEW_SECONDS: i64 = 120;

/// One cosigned checkpoint and the proofs of entries under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogProofs {
    /// The checkpoint as a signed note (C2SP tlog-checkpoint), with cosignatures.
    pub checkpoint: String,
    /// The proofs.
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
    /// The checkpoint cannot be read, or is not this log's.
    #[error("the checkpoint is not one of this register's log: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// It is another log's.
    #[error("the checkpoint is of the log `{0}`, not of this register's")]
    OtherLog(String),
    /// Too few witnesses, or too long ago.
    #[error("the witnesses' cosignatures do not suffice: {0}")]
    Cosignatures(#[from] PolicyError),
    /// There is no proof for this index.
    #[error("there is no proof that entry {0} is in the log")]
    Missing(u64),
    /// The proof does not fit.
    #[error("the log does not show this entry at index {index}: {source}")]
    NotIncluded {
        /// The index.
        index: u64,
        /// What fails.
        source: ProofError,
    },
    /// The entry claims a time at which it was not there yet.
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

    /// The checkpoint.
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
    pub fn shows(&self, promise: &Promise) -> Result<(), NotProven> {
        let index = promise.index;
        let proof = self.inclusions.get(&index).ok_or(NotProven::Missing(index))?;
        let Checkpoint { size, root, .. } = self.checkpoint();
        verify_inclusion(&leaf_hash(&promise.entry.encode()), index, *size, root, proof)
            .map_err(|source| NotProven::NotIncluded { index, source })?;
        let seen = i64::try_from(self.cosigned).unwrap_or(i64::MAX).saturating_add(SKEW_SECONDS);
        if promise.at.as_second() > seen {
            return Err(NotProven::DatedLater(index));
        }
        Ok(())
    }
}

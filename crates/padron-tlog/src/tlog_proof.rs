//! A proof that stands alone: place, hashes and checkpoint in one text (C2SP tlog-proof, file ending `.tlog-proof`).

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::hash::{Hash, leaf_hash};
use crate::note::MAX_NOTE;
use crate::proof::{MAX_PROOF, ProofError, verify_inclusion};
use crate::text::{base64, decimal, line};
use data_encoding::BASE64;
use std::fmt;

/// The most bytes that extra data may have.
pub const MAX_EXTRA: usize = 16 * 1024;

/// The most bytes that the lines before the checkpoint may have.
const MAX_HEAD: usize = MAX_EXTRA / 3 * 4 + 64 + (MAX_PROOF + 1) * 45;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// That an entry is in the tree of a checkpoint. Reading it verifies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Whatever the one who made it put there; nobody vouches for it. An empty one is not written.
    pub extra: Option<Vec<u8>>,
    /// The place of the entry in the log, from zero.
    pub index: u64,
    /// The inclusion proof.
    pub hashes: Vec<Hash>,
    /// The checkpoint, with the signatures of log and witnesses.
    pub checkpoint: SignedCheckpoint,
}

impl TlogProof {
    /// Reads a proof. It prints back identically.
    ///
    /// # Errors
    /// [`TlogProofError`] names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, TlogProofError> {
        if text.len() > MAX_HEAD + MAX_NOTE {
            return Err(TlogProofError::Long(text.len()));
        }
        let (header, rest) = line(text).ok_or(TlogProofError::Header)?;
        if header != HEADER {
            return Err(TlogProofError::Header);
        }
        let (extra, rest) = read_extra(rest)?;
        let (index, rest) = line(rest).ok_or(TlogProofError::Index)?;
        let index = index.strip_prefix("index ").and_then(decimal).ok_or(TlogProofError::Index)?;
        let (hashes, rest) = read_hashes(rest).map_err(TlogProofError::Hash)?;
        Ok(Self { extra, index, hashes, checkpoint: SignedCheckpoint::parse(rest)? })
    }

    /// Checks that the checkpoint's tree has the entry at this place. Whose checkpoint it is, and whether enough
    /// witnesses cosigned it, are other questions: [`KnownLog::check`](crate::KnownLog::check) and
    /// [`WitnessPolicy::check`](crate::WitnessPolicy::check).
    ///
    /// # Errors
    /// [`ProofError`] when it does not.
    pub fn includes(&self, entry: &[u8]) -> Result<(), ProofError> {
        let checkpoint = &self.checkpoint.checkpoint;
        verify_inclusion(&leaf_hash(entry), self.index, checkpoint.size, &checkpoint.root, &self.hashes)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "{HEADER}")?;
        if let Some(extra) = self.extra.as_ref().filter(|extra| !extra.is_empty()) {
            writeln!(to, "extra {}", BASE64.encode_display(extra))?;
        }
        writeln!(to, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(to, "{hash}"))?;
        write!(to, "\n{}", self.checkpoint)
    }
}

fn read_extra(text: &str) -> Result<(Option<Vec<u8>>, &str), TlogProofError> {
    let Some((extra, rest)) = text.strip_prefix("extra ").and_then(line) else { return Ok((None, text)) };
    let extra = base64(extra).filter(|extra| !extra.is_empty() && extra.len() <= MAX_EXTRA);
    Ok((Some(extra.ok_or(TlogProofError::Extra)?), rest))
}

/// Lines of hashes up to an empty line, and what follows it. Where it fails: the number of the line, from 1.
pub(crate) fn read_hashes(text: &str) -> Result<(Vec<Hash>, &str), usize> {
    let mut hashes = Vec::new();
    let mut rest = text;
    loop {
        let number = hashes.len() + 1;
        let (hash, after) = line(rest).ok_or(number)?;
        rest = after;
        if hash.is_empty() {
            return Ok((hashes, rest));
        }
        if number > MAX_PROOF {
            return Err(number);
        }
        hashes.push(Hash::parse(hash).map_err(|_| number)?);
    }
}

/// Why text is no proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    #[error("{0} bytes are too many for a proof")]
    Long(usize),
    /// Line 1.
    #[error("the first line of a proof must be \"c2sp.org/tlog-proof@v1\"")]
    Header,
    /// The line `extra`.
    #[error("the line \"extra\" must hold 1 to 16384 bytes in base64, or be left out")]
    Extra,
    /// The line `index`.
    #[error("a line \"index\" with the place of the entry, a number without leading zeroes, is missing")]
    Index,
    #[error(
        "line {0} of the hashes is not a hash in base64, is one too many (63 are allowed), or no empty line ends it"
    )]
    Hash(usize),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

#[cfg(test)]
mod tests;

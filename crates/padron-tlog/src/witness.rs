//! What a witness must check before it cosigns (C2SP tlog-witness, `add-checkpoint`).

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::{MAX_NOTE, NoteError, NoteSignature, check_characters, signature_lines};
use crate::proof::{MAX_PROOF, verify_consistency};
use crate::text::{decimal, line};
use crate::tlog_proof::read_hashes;
use std::fmt;

/// The most bytes that a request may have.
const MAX_REQUEST: usize = MAX_NOTE + 32 + (MAX_PROOF + 1) * 45;

/// A log's wish to have a checkpoint cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the log believes the witness cosigned last.
    pub old: u64,
    /// The consistency proof from there to the checkpoint.
    pub proof: Vec<Hash>,
    pub checkpoint: SignedCheckpoint,
}

impl AddCheckpoint {
    /// Reads the body of a request. It prints back identically.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], the answer to give.
    pub fn parse(body: &[u8]) -> Result<Self, Refusal> {
        read_request(body).map_err(Refusal::Malformed)
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(to, "{hash}"))?;
        write!(to, "\n{}", self.checkpoint)
    }
}

fn read_request(body: &[u8]) -> Result<AddCheckpoint, String> {
    if body.len() > MAX_REQUEST {
        return Err(format!("the request has {} bytes; at most {MAX_REQUEST} are allowed", body.len()));
    }
    let body = std::str::from_utf8(body).map_err(|why| format!("the request is not UTF-8: {why}"))?;
    let (old, rest) = line(body).unwrap_or((body, ""));
    let old = old.strip_prefix("old ").and_then(decimal);
    let old = old.ok_or("line 1 must be \"old\" and a size without leading zeroes")?;
    let (proof, rest) = read_hashes(rest).map_err(|number| {
        format!("line {} is neither empty nor a hash in base64, or one of more than {MAX_PROOF} hashes", number + 1)
    })?;
    let checkpoint = SignedCheckpoint::parse(rest).map_err(|why| why.to_string())?;
    Ok(AddCheckpoint { old, proof, checkpoint })
}

/// A log that a witness or reader knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLog {
    pub origin: String,
    /// The keys it signs with; one is enough, but none may be wrong.
    pub keys: Vec<VerifierKey>,
}

impl KnownLog {
    /// Checks that a checkpoint is of this log and signed by it.
    ///
    /// # Errors
    /// [`CheckpointError`] when its origin is another, no known key signed it, or a line with the name and id of a
    /// known key does not verify.
    pub fn check(&self, signed: &SignedCheckpoint) -> Result<(), CheckpointError> {
        let found = &signed.checkpoint.origin;
        if *found != self.origin {
            return Err(CheckpointError::OtherLog { expected: self.origin.clone(), found: found.clone() });
        }
        let mut good = false;
        for key in &self.keys {
            match signed.signed_by(key) {
                Ok(()) => good = true,
                Err(CheckpointError::Unsigned(_)) => (),
                Err(why) => return Err(why),
            }
        }
        if good { Ok(()) } else { Err(CheckpointError::Unsigned(self.origin.clone())) }
    }
}

/// The latest tree of a log that a witness cosigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Entries of the tree.
    pub size: u64,
    pub root: Hash,
}

/// Decides whether a witness may cosign a checkpoint, given what it knows of the log and cosigned last.
///
/// What comes back is to be written, if `latest` is still the latest, **before** the cosignature is given out:
/// otherwise two requests at once could make a witness vouch for two trees.
///
/// # Errors
/// [`Refusal`], the answer to give, in the order of C2SP tlog-witness.
pub fn judge(request: &AddCheckpoint, log: Option<&KnownLog>, latest: Option<&Seen>) -> Result<Seen, Refusal> {
    let checkpoint = &request.checkpoint.checkpoint;
    let log = log.filter(|log| log.origin == checkpoint.origin).ok_or(Refusal::UnknownLog)?;
    log.check(&request.checkpoint).map_err(|_| Refusal::Unsigned)?;
    if request.old > checkpoint.size {
        let (old, size) = (request.old, checkpoint.size);
        return Err(Refusal::Malformed(format!("the old size {old} is more than the checkpoint's {size}")));
    }
    let latest = latest.copied().unwrap_or(Seen { size: 0, root: Hash::EMPTY_TREE });
    if request.old != latest.size {
        return Err(Refusal::Conflict(latest.size));
    }
    verify_consistency(latest.size, &latest.root, checkpoint.size, &checkpoint.root, &request.proof)
        .map_err(|why| Refusal::Inconsistent(why.to_string()))?;
    Ok(Seen { size: checkpoint.size, root: checkpoint.root })
}

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("malformed request: {0}")]
    Malformed(String),
    #[error("no known key of the log signed the checkpoint, or a signature of one does not verify")]
    Unsigned,
    #[error("this witness does not know the checkpoint's origin")]
    UnknownLog,
    #[error("the latest cosigned tree has {0} entries: prove consistency from there")]
    Conflict(u64),
    #[error("the checkpoint does not extend what was cosigned: {0}")]
    Inconsistent(String),
}

impl Refusal {
    /// The HTTP status of the answer.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::Unsigned => 403,
            Self::UnknownLog => 404,
            Self::Conflict(_) => 409,
            Self::Inconsistent(_) => 422,
        }
    }
}

/// Reads a witness's answer: one line of a signature or more. None has been verified.
///
/// # Errors
/// [`NoteError`] when it is anything else, or over the limits of a note.
pub fn parse_cosignatures(body: &str) -> Result<Vec<NoteSignature>, NoteError> {
    if body.len() > MAX_NOTE {
        return Err(NoteError::Long(body.len()));
    }
    check_characters(body)?;
    signature_lines(body)
}

#[cfg(test)]
mod tests;

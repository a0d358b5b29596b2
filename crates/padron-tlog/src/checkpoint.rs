//! Checkpoints: what a log says its tree is, and signs (C2SP tlog-checkpoint).

use crate::hash::{Hash, MAX_SIZE};
use crate::key::{KeyKind, NoteSigner, VerifierKey};
use crate::note::{Note, NoteError, NoteSignature, check_characters};
use crate::text::{decimal, line};
use std::fmt;

/// The size and root of a log's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: its name, not empty.
    pub origin: String,
    /// Entries of the tree.
    pub size: u64,
    pub root: Hash,
    /// Further lines, without newlines, none empty. Nobody vouches for them but the log.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Reads the text of a checkpoint. It prints back identically.
    ///
    /// # Errors
    /// [`CheckpointError`] names the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        check_characters(text)?;
        let (origin, rest) = line(text).filter(|(origin, _)| !origin.is_empty()).ok_or(CheckpointError::Origin)?;
        let (size, rest) = line(rest).ok_or(CheckpointError::Size)?;
        let size = decimal(size).filter(|size| *size <= MAX_SIZE).ok_or(CheckpointError::Size)?;
        let (root, mut rest) = line(rest).ok_or(CheckpointError::Root)?;
        let root = Hash::parse(root).map_err(|_| CheckpointError::Root)?;
        let mut extensions = Vec::new();
        while !rest.is_empty() {
            let (extension, after) = line(rest).filter(|(text, _)| !text.is_empty()).ok_or_else(|| {
                let number = extensions.len() + 4;
                CheckpointError::Extension(number)
            })?;
            extensions.push(extension.to_owned());
            rest = after;
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// The text that is signed, with the newline at its end.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root);
        for extension in &self.extensions {
            text.push_str(extension);
            text.push('\n');
        }
        text
    }
}

/// A checkpoint with its signatures, none of which has been verified by reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What the note's text says.
    pub checkpoint: Checkpoint,
    pub note: Note,
}

impl SignedCheckpoint {
    /// Reads a signed note whose text is a checkpoint. It prints back identically.
    ///
    /// # Errors
    /// [`CheckpointError`] says what is wrong with note or text.
    pub fn parse(note: &str) -> Result<Self, CheckpointError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(&note.text)?;
        Ok(Self { checkpoint, note })
    }

    /// Signs a checkpoint as its log.
    ///
    /// # Errors
    /// [`CheckpointError`] when the signer is a witness, or the checkpoint is one that nobody could read: an empty
    /// origin, a line with a control character, a tree beyond the limit.
    pub fn sign(checkpoint: Checkpoint, signer: &NoteSigner) -> Result<Self, CheckpointError> {
        check_kind(signer.kind())?;
        let text = checkpoint.to_text();
        let signatures = vec![signer.sign(&[], text.as_bytes())];
        let signed = Self::parse(&Note { text, signatures }.to_string())?;
        if signed.checkpoint == checkpoint { Ok(signed) } else { Err(CheckpointError::Note(NoteError::Text)) }
    }

    /// Checks that the key signed it. Whether it is the log one wants to hear of is another question:
    /// [`KnownLog::check`](crate::KnownLog::check) asks both.
    ///
    /// # Errors
    /// [`CheckpointError::Unsigned`] when no signature has the key's name and id, [`CheckpointError::Signature`] when
    /// one has, but does not verify: then the whole note is to be rejected (C2SP signed-note).
    pub fn signed_by(&self, key: &VerifierKey) -> Result<(), CheckpointError> {
        check_kind(key.kind())?;
        let mut signatures = self.note.by(key.name(), key.id()).peekable();
        if signatures.peek().is_none() {
            return Err(CheckpointError::Unsigned(key.name().to_owned()));
        }
        let good = |signature: &NoteSignature| {
            let bytes = signature.bytes.as_slice().try_into();
            bytes.is_ok_and(|bytes| key.verifies(self.note.text.as_bytes(), bytes))
        };
        if signatures.all(good) { Ok(()) } else { Err(CheckpointError::Signature(key.name().to_owned())) }
    }

    /// Adds a signature, or puts it in place of the earlier one of the same key. It is not verified here: only hand in
    /// what was, or another's signature could be overwritten.
    ///
    /// # Errors
    /// [`NoteError`] when the note would become too long, or the signature has no valid name; it is then unchanged.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        let mut note = self.note.clone();
        note.signatures.retain(|other| other.id != signature.id || other.name != signature.name);
        note.signatures.push(signature);
        note.check()?;
        self.note = note;
        Ok(())
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(to)
    }
}

fn check_kind(kind: KeyKind) -> Result<(), CheckpointError> {
    if kind == KeyKind::Ed25519 { Ok(()) } else { Err(CheckpointError::Kind) }
}

/// Why something is no checkpoint, or not a log's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Line 1.
    #[error("line 1 of the checkpoint must be the log's origin")]
    Origin,
    /// Line 2.
    #[error("line 2 of the checkpoint must be the size of its tree: a number without leading zeroes, at most 2^48")]
    Size,
    /// Line 3.
    #[error("line 3 of the checkpoint must be the root of its tree: 32 bytes in base64")]
    Root,
    #[error("line {0} of the checkpoint is empty or not ended")]
    Extension(usize),
    #[error("the checkpoint is of the log {found}, not of {expected}")]
    OtherLog { expected: String, found: String },
    #[error("the checkpoint has no signature of {0}")]
    Unsigned(String),
    #[error("the checkpoint's signature of {0} does not verify: the checkpoint was changed, or the key is another one")]
    Signature(String),
    #[error("a log signs with an Ed25519 key (0x01), not with that of a witness")]
    Kind,
}

#[cfg(test)]
mod tests;

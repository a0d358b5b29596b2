//! Cosignatures of witnesses: `cosignature/v1`, Ed25519 with a time (C2SP tlog-cosignature).

use crate::key::{KeyKind, NoteSigner, VerifierKey};
use crate::note::{Note, NoteSignature};

/// The latest time that a cosignature may have, in seconds since 1970.
const MAX_TIME: u64 = i64::MAX as u64;

/// Cosigns the text of a checkpoint as of a time, in seconds since 1970. It decides nothing:
/// [`judge`](crate::judge) says whether a witness may.
///
/// # Errors
/// [`CosignatureError`] when the signer is not a witness, or the time is zero or after 2^63 - 1.
pub fn cosign(signer: &NoteSigner, note_text: &str, time: u64) -> Result<NoteSignature, CosignatureError> {
    check_kind(signer.kind())?;
    if time == 0 || time > MAX_TIME {
        return Err(CosignatureError::Time);
    }
    Ok(signer.sign(&time.to_be_bytes(), message(note_text, time).as_bytes()))
}

/// When the witness cosigned the note, in seconds since 1970: nothing if it did not, and the latest time if it did more
/// than once.
///
/// # Errors
/// [`CosignatureError`] when a line with the key's name and id does not verify: then the whole note is to be rejected
/// (C2SP signed-note).
pub fn cosigned_at(key: &VerifierKey, note: &Note) -> Result<Option<u64>, CosignatureError> {
    check_kind(key.kind())?;
    let mut latest = None;
    for signature in note.by(key.name(), key.id()) {
        let time = verified(key, &note.text, signature);
        latest = latest.max(Some(time.ok_or_else(|| CosignatureError::Signature(key.name().to_owned()))?));
    }
    Ok(latest)
}

fn verified(key: &VerifierKey, text: &str, signature: &NoteSignature) -> Option<u64> {
    let (time, signature) = signature.bytes.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    let possible = time > 0 && time <= MAX_TIME;
    let good = possible && key.verifies(message(text, time).as_bytes(), signature.try_into().ok()?);
    good.then_some(time)
}

fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

fn check_kind(kind: KeyKind) -> Result<(), CosignatureError> {
    if kind == KeyKind::CosignatureV1 { Ok(()) } else { Err(CosignatureError::Kind) }
}

/// Why there is no cosignature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CosignatureError {
    #[error("a witness cosigns with a key for cosignature/v1 (0x04), not with that of a log")]
    Kind,
    #[error("the time of a cosignature is from 1 to 2^63 - 1 seconds since 1970")]
    Time,
    #[error("the cosignature of {0} does not verify: the checkpoint was changed, or the key is another one")]
    Signature(String),
}

#[cfg(test)]
mod tests;

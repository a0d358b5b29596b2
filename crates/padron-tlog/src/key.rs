//! Keys of notes: verifier keys ("vkeys") of C2SP signed-note, and what signs.

use crate::note::NoteSignature;
use crate::text::{base64, is_name};
use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The most bytes the name of a key may have, as in the cosignatures of C2SP that hold a name.
pub const MAX_NAME: usize = 255;

/// What a key signs, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// The text of the note itself: what a log does (C2SP signed-note, type 0x01).
    Ed25519,
    /// The text with a time before it: what a witness does (C2SP tlog-cosignature, `cosignature/v1`, type 0x04).
    CosignatureV1,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::CosignatureV1 => 0x04,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Ed25519),
            0x04 => Some(Self::CosignatureV1),
            _ => None,
        }
    }
}

/// The public key of a log or witness, and its name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key of a name.
    ///
    /// # Errors
    /// [`NoteKeyError`] when the name is empty, has a space, plus sign or control character or more than [`MAX_NAME`]
    /// bytes, or the bytes are no Ed25519 key or one that verifies what nobody signed.
    pub fn new(name: &str, kind: KeyKind, key: &[u8; 32]) -> Result<Self, NoteKeyError> {
        check_name(name)?;
        let key = VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak()).ok_or(NoteKeyError::Key)?;
        Ok(Self { name: name.to_owned(), kind, key })
    }

    /// Reads a vkey, `name+id+key`. It prints back identically.
    ///
    /// # Errors
    /// [`NoteKeyError`] says what is wrong: its form, its kind, its name, its id or its key.
    pub fn parse(text: &str) -> Result<Self, NoteKeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteKeyError::Form);
        };
        let bytes = base64(key).ok_or(NoteKeyError::Form)?;
        let (kind, key) = bytes.split_first().ok_or(NoteKeyError::Form)?;
        let kind = KeyKind::from_byte(*kind).ok_or(NoteKeyError::Kind(*kind))?;
        let key = Self::new(name, kind, key.try_into().map_err(|_| NoteKeyError::Key)?)?;
        if HEXLOWER.encode(&key.id()) == id { Ok(key) } else { Err(NoteKeyError::Id) }
    }

    /// The name: for a log its origin, for a witness an address without scheme.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it verifies.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The Ed25519 key.
    pub fn key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Its short id: the first four bytes of SHA-256(name ‖ newline ‖ kind ‖ key). Anybody can make another key of the
    /// same id, so it only says which lines to verify.
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new().chain_update(&self.name).chain_update(b"\n");
        let hash = hash.chain_update([self.kind.byte()]).chain_update(self.key.as_bytes()).finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Verifies an Ed25519 signature, strictly: one encoding of a signature, and no key or point of small order.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.byte()], self.key().as_slice()].concat();
        write!(to, "{}+{}+{}", self.name, HEXLOWER.encode_display(&self.id()), BASE64.encode_display(&key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "VerifierKey({self})")
    }
}

/// The secret key of a log or witness, and its name. It is wiped when dropped, and cannot be printed.
pub struct NoteSigner {
    key: SigningKey,
    verifier: VerifierKey,
}

impl NoteSigner {
    /// A signer from the 32 bytes of its secret (RFC 8032).
    ///
    /// # Errors
    /// [`NoteKeyError`] when the name is not one for a key.
    pub fn new(name: &str, kind: KeyKind, secret: &[u8; 32]) -> Result<Self, NoteKeyError> {
        let key = SigningKey::from_bytes(secret);
        let verifier = VerifierKey::new(name, kind, key.verifying_key().as_bytes())?;
        Ok(Self { key, verifier })
    }

    /// The key that verifies what it signs.
    pub fn verifier(&self) -> VerifierKey {
        self.verifier.clone()
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.verifier.kind()
    }

    /// The line of a signature: `before`, then the signature of the message.
    pub(crate) fn sign(&self, before: &[u8], message: &[u8]) -> NoteSignature {
        let signature = self.key.sign(message).to_bytes();
        let bytes = [before, &signature].concat();
        NoteSignature { name: self.name().to_owned(), id: self.verifier.id(), bytes }
    }
}

fn check_name(name: &str) -> Result<(), NoteKeyError> {
    if is_name(name) && name.len() <= MAX_NAME { Ok(()) } else { Err(NoteKeyError::Name) }
}

/// Why something is no key of a log or witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteKeyError {
    #[error("a verifier key is name+id+key: the id as 8 hexadecimal digits, kind and key in base64")]
    Form,
    #[error("a key of kind {0:#04x} is not known here: Ed25519 (0x01) or cosignature/v1 (0x04)")]
    Kind(u8),
    #[error("the name of a key has 1 to 255 bytes and no space, plus sign or control character")]
    Name,
    #[error("not the 32 bytes of an Ed25519 key")]
    Key,
    #[error("the id of the verifier key is not that of its name and key: copy the whole key again")]
    Id,
}

#[cfg(test)]
mod tests;

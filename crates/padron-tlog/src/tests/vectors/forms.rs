//! What a vector of each kind holds. Entries, tiles and secrets are lower-case hexadecimal, hashes standard base64.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) fn hex(bytes: impl AsRef<[u8]>) -> String {
    data_encoding::HEXLOWER.encode(bytes.as_ref())
}

#[derive(Serialize, Deserialize)]
pub(super) struct File<T> {
    pub(super) comment: String,
    pub(super) vectors: Vec<T>,
}

/// Entries, the root at every size from none, and the tiles of the last size by their paths.
#[derive(Serialize, Deserialize)]
pub(super) struct Tree {
    pub(super) comment: String,
    pub(super) entries: Vec<String>,
    pub(super) roots: Vec<String>,
    pub(super) tiles: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Inclusion {
    pub(super) comment: String,
    pub(super) valid: bool,
    pub(super) entry: String,
    pub(super) index: u64,
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) proof: Vec<String>,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Consistency {
    pub(super) comment: String,
    pub(super) valid: bool,
    pub(super) old_size: u64,
    pub(super) old_root: String,
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) proof: Vec<String>,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct SignedNote {
    pub(super) comment: String,
    pub(super) valid: bool,
    /// With it, signing again gives the same note.
    pub(super) secret: Option<String>,
    pub(super) key: String,
    pub(super) note: String,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Cosignature {
    pub(super) comment: String,
    /// When the witness of the key cosigned, in seconds since 1970; nothing where the line does not verify.
    pub(super) time: Option<u64>,
    /// With it, cosigning again gives the same line.
    pub(super) secret: Option<String>,
    pub(super) key: String,
    pub(super) text: String,
    pub(super) line: String,
}

/// A proof is accepted if the log signed, as many witnesses as said cosigned, and it includes the entry.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Proof {
    pub(super) comment: String,
    pub(super) valid: bool,
    pub(super) origin: String,
    pub(super) key: String,
    pub(super) witnesses: Vec<String>,
    pub(super) cosignatures: usize,
    pub(super) entry: String,
    pub(super) proof: String,
}

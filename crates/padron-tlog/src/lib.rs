//! A transparency log that outsiders can check: the RFC 6962 tree and what C2SP says about keeping it.
//!
//! What it is: arithmetic and formats, by tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-witness and
//! signed-note of <https://c2sp.org>.
//!
//! - `hash`, `frontier`, `proof`: the tree, its right edge, and the checking of inclusion and consistency;
//! - `tile`, `bundle`, `build`, `prove`: how a tree lies in files, how it grows, and proofs from those files;
//! - `note`, `key`, `checkpoint`, `cosignature`: what is signed, and by whom;
//! - `policy`: which cosignatures are enough; `tlog_proof`: a proof that stands alone;
//! - `witness`: what a witness must refuse before it cosigns.
//!
//! What it is not: it knows no entry's meaning, reads no file, opens no connection, has no clock and no randomness.
//! It decides neither which log nor which witness deserves trust: those come from whoever calls.
//!
//! Why not the crates `tlog_tiles` and `signed_note`, which the tests compare it with: they bring a second Ed25519 and
//! SHA-2, copy quadratically, document panics, and their arithmetic overflows on sizes that an attacker may choose.
//!
//! Everything that comes from outside is parsed strictly, so what parses prints back as it was; and everything has a
//! limit: [`MAX_SIZE`], [`MAX_ENTRY`], [`MAX_NOTE`], [`MAX_SIGNATURES`], [`MAX_PROOF`], [`MAX_NAME`], [`MAX_WITNESSES`].

mod build;
mod bundle;
mod checkpoint;
mod cosignature;
mod frontier;
mod hash;
mod key;
mod note;
mod policy;
mod proof;
mod prove;

mod text;
mod tile;
mod tlog_proof;
mod witness;

pub use build::{BuildError, TreeBuilder};
pub use bundle::{BundleError, MAX_BUNDLE, decode_bundle, encode_bundle};
pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use cosignature::{CosignatureError, cosign, cosigned_at};
pub use frontier::{Frontier, FrontierError, TooLarge};
pub use hash::{Hash, HashError, MAX_ENTRY, MAX_SIZE, leaf_hash, node_hash};
pub use key::{KeyKind, MAX_NAME, NoteKeyError, NoteSigner, VerifierKey};
pub use note::{MAX_NOTE, MAX_SIGNATURES, Note, NoteError, NoteSignature};
pub use policy::{Cosigned, MAX_WITNESSES, PolicyError, PolicyWitness, Window, WitnessPolicy};
pub use proof::{MAX_PROOF, ProofError, verify_consistency, verify_inclusion};
pub use prove::{
    ProveError, TileMap, consistency_proof, consistency_tiles, inclusion_proof, inclusion_proofs, inclusion_tiles,
    root_of, root_tiles,
};
pub use tile::{Level, TileError, TileId, bundle_ids, hash_tile_ids};
pub use tlog_proof::{MAX_EXTRA, TlogProof, TlogProofError};
pub use witness::{AddCheckpoint, KnownLog, Refusal, Seen, judge, parse_cosignatures};

#[cfg(test)]
mod tests;

//! What the tests of several modules share. Everything is seeded.

mod oracle;
mod sparse;
mod vectors;

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::hash::{Hash, leaf_hash};
use crate::key::{KeyKind, NoteSigner};
use crate::prove::TileMap;
use crate::{TileId, TreeBuilder, cosign};
pub(crate) use oracle::{
    Oracle, accepts_consistency, accepts_inclusion, consistency_from, inclusion_from, theirs_tile,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
pub(crate) use sparse::sparse_tiles;

pub(crate) const ORIGIN: &str = "registrar.example/log";

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn hash(rng: &mut ChaCha20Rng) -> Hash {
    let mut hash = Hash([0; 32]);
    rng.fill_bytes(&mut hash.0);
    hash
}

/// The entry of a place: of many lengths, and some of none.
pub(crate) fn entry(index: u64) -> Vec<u8> {
    let text = format!("synthetic entry {index}").into_bytes();
    text.into_iter().cycle().take((index * 7 % 100) as usize).collect()
}

pub(crate) fn leaf(index: u64) -> Hash {
    leaf_hash(&entry(index))
}

/// A tree of `size` entries.
pub(crate) fn tree(size: u64) -> TreeBuilder {
    let mut tree = TreeBuilder::new();
    (0..size).for_each(|index| tree.append(&entry(index)).unwrap());
    tree
}

/// All tiles of a tree of `size` entries.
pub(crate) fn tiles(size: u64) -> Vec<(TileId, Vec<u8>)> {
    tree(size).take_tiles()
}

pub(crate) fn map(tiles: impl IntoIterator<Item = (TileId, Vec<u8>)>) -> TileMap {
    let mut map = TileMap::new();
    tiles.into_iter().for_each(|(id, bytes)| map.insert(id, bytes).unwrap());
    map
}

pub(crate) fn log() -> NoteSigner {
    NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[1; 32]).unwrap()
}

pub(crate) fn witness(number: u8) -> NoteSigner {
    NoteSigner::new(&format!("witness.example/w{number}"), KeyKind::CosignatureV1, &[100 + number; 32]).unwrap()
}

/// The signed checkpoint of the tree of `size` entries.
pub(crate) fn signed(size: u64) -> SignedCheckpoint {
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root: tree(size).root(), extensions: Vec::new() };
    SignedCheckpoint::sign(checkpoint, &log()).unwrap()
}

/// The same with cosignatures of these witnesses at these times.
pub(crate) fn cosigned(size: u64, cosignatures: &[(u8, u64)]) -> SignedCheckpoint {
    let mut signed = signed(size);
    for (number, time) in cosignatures {
        let line = cosign(&witness(*number), &signed.note.text, *time).unwrap();
        signed.note.signatures.push(line);
    }
    signed
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

pub(crate) fn hex_hash(text: &str) -> Hash {
    Hash(hex(text).try_into().unwrap())
}

/// Every text that differs from this one in a single byte: left out, doubled, or another.
pub(crate) fn variants(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut variants = Vec::new();
    for place in 0..bytes.len() {
        let (before, after) = (&bytes[..place], &bytes[place + 1..]);
        let byte = bytes[place];
        for middle in [&[][..], &[byte, byte], &[byte ^ 1], &[byte ^ 0x20], b"\n", b" ", b"\r\n", b"="] {
            variants.push([before, middle, after].concat());
        }
    }
    let variants = variants.into_iter().filter_map(|bytes| String::from_utf8(bytes).ok());
    variants.filter(|variant| variant != text).collect()
}

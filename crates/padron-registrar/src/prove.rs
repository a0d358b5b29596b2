//! Proofs for those who were promised something, and for witnesses: from the tiles in the log's directory.

use crate::ports::{LogFiles, StoreError};
use padron_protocol::log::LogProofs;
use padron_tlog::{
    Checkpoint, Hash, Level, SignedCheckpoint, TileId, TileMap, consistency_proof, consistency_tiles, inclusion_proofs,
    inclusion_tiles, root_of, root_tiles, verify_consistency, verify_inclusion,
};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// How many tiles are kept at hand, 8 KiB each. Nearly all proofs are of entries of the last seconds, whose tiles are
/// the same few at the tree's right edge.
const KEPT: usize = 256;

/// Why there is no proof.
#[derive(Debug, Error)]
pub enum NotProved {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0} is missing from the log's directory: restart, and it is made again")]
    Missing(TileId),
    #[error("the log's directory does not fit its checkpoint over {0} entries: restart, and it is put right")]
    Damaged(u64),
    #[error(transparent)]
    Proof(padron_tlog::ProveError),
}

/// The tiles of a log, with the last ones used at hand.
pub struct TileReader<F> {
    files: F,
    kept: BTreeMap<(Level, u64), KeptTiles>,
    uses: u64,
}

struct KeptTiles {
    width: u16,
    bytes: Vec<u8>,
    used: u64,
}

impl<F: LogFiles> TileReader<F> {
    /// The tiles of a directory, none at hand yet.
    pub fn new(files: F) -> Self {
        Self { files, kept: BTreeMap::new(), uses: 0 }
    }

    /// The tiles that it takes to prove that these entries are in the tree of a checkpoint.
    pub fn of_entries(&mut self, indices: &[u64], checkpoint: &Checkpoint) -> Result<TileMap, NotProved> {
        let size = checkpoint.size;
        self.get(indices.iter().flat_map(|index| inclusion_tiles(*index, size)).chain(leaf_tiles(indices, size)))
    }

    /// The tiles that it takes to prove that a tree extends the one of `old` entries.
    pub fn of_consistency(&mut self, old: u64, checkpoint: &Checkpoint) -> Result<TileMap, NotProved> {
        let size = checkpoint.size;
        // The directory has the tiles of trees that were signed; any tile of an older tree is part of one of those.
        let old_root = root_tiles(old.min(size)).into_iter().map(|id| widest(id, size));
        self.get(consistency_tiles(old, size).into_iter().chain(old_root))
    }

    /// Forgets what is at hand: some of it was wrong.
    pub fn forget(&mut self) {
        self.kept.clear();
    }

    fn get(&mut self, ids: impl IntoIterator<Item = TileId>) -> Result<TileMap, NotProved> {
        let ids: BTreeSet<TileId> = ids.into_iter().collect();
        let mut map = TileMap::new();
        for id in ids {
            let (id, bytes) = self.one(id)?;
            // Bytes of another length than the tile's are as good as none.
            map.insert(id, bytes).map_err(|_| NotProved::Missing(id))?;
        }
        self.drop_oldest();
        Ok(map)
    }

    /// A tile, or a wider one of its place.
    fn one(&mut self, id: TileId) -> Result<(TileId, Vec<u8>), NotProved> {
        self.uses += 1;
        if let Some(kept) = self.kept.get_mut(&(id.level, id.index)).filter(|kept| kept.width >= id.width) {
            kept.used = self.uses;
            return Ok((TileId { width: kept.width, ..id }, kept.bytes.clone()));
        }
        let (id, bytes) = read_tile(&mut self.files, id)?.ok_or(NotProved::Missing(id))?;
        self.kept.insert((id.level, id.index), KeptTiles { width: id.width, bytes: bytes.clone(), used: self.uses });
        Ok((id, bytes))
    }

    fn drop_oldest(&mut self) {
        while self.kept.len() > KEPT {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(place, _)| *place);
            oldest.and_then(|place| self.kept.remove(&place));
        }
    }
}

/// A tile of the directory. A partial one that is gone has been replaced by the full one of its place.
pub fn read_tile(files: &mut impl LogFiles, id: TileId) -> Result<Option<(TileId, Vec<u8>)>, StoreError> {
    if let Some(bytes) = files.read(&id.path())? {
        return Ok(Some((id, bytes)));
    }
    let full = id.full();
    Ok(files.read(&full.path())?.map(|bytes| (full, bytes)))
}

/// The tiles in which the leaf hashes of entries stand.
fn leaf_tiles(indices: &[u64], size: u64) -> impl Iterator<Item = TileId> {
    indices.iter().filter(move |index| **index < size).map(move |index| leaf_tile(*index, size))
}

fn leaf_tile(index: u64, size: u64) -> TileId {
    widest(TileId { level: Level::Hashes(0), index: index / 256, width: 256 }, size)
}

/// The tile of hashes of this place as a tree of `size` entries has it.
fn widest(id: TileId, size: u64) -> TileId {
    let Level::Hashes(level) = id.level else { return id };
    let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0).saturating_sub(id.index * 256);
    TileId { width: u16::try_from(hashes).unwrap_or(256).min(256), ..id }
}

/// The proofs of entries under a checkpoint, none handed out that does not verify.
pub fn prove_entries(signed: &SignedCheckpoint, indices: &[u64], tiles: &TileMap) -> Result<LogProofs, NotProved> {
    let Checkpoint { size, root, .. } = &signed.checkpoint;
    let proofs = inclusion_proofs(indices, *size, tiles).map_err(|error| missing(error, *size))?;
    for (index, proof) in indices.iter().zip(&proofs) {
        let leaf = leaf(*index, *size, tiles).ok_or(NotProved::Damaged(*size))?;
        verify_inclusion(&leaf, *index, *size, root, proof).map_err(|_| NotProved::Damaged(*size))?;
    }
    Ok(LogProofs::new(signed, indices.iter().copied().zip(proofs)))
}

fn leaf(index: u64, size: u64, tiles: &TileMap) -> Option<Hash> {
    let at = usize::try_from(index % 256).ok()? * 32;
    let hash = tiles.get(&leaf_tile(index, size))?.get(at..at + 32)?;
    hash.try_into().map(Hash).ok()
}

/// How a tree has grown from an older one of itself.
pub struct Consistency {
    /// The root of the older tree.
    pub root: Hash,
    /// The consistency proof (RFC 6962 section 2.1.2).
    pub proof: Vec<Hash>,
}

/// The proof that a checkpoint's tree extends the one of `old` entries, checked against the checkpoint's root.
pub fn prove_consistency(old: u64, checkpoint: &Checkpoint, tiles: &TileMap) -> Result<Consistency, NotProved> {
    let size = checkpoint.size;
    let proof = consistency_proof(old, size, tiles).map_err(|error| missing(error, size))?;
    let root = root_of(old, tiles).map_err(|error| missing(error, size))?;
    verify_consistency(old, &root, size, &checkpoint.root, &proof).map_err(|_| NotProved::Damaged(size))?;
    Ok(Consistency { root, proof })
}

fn missing(error: padron_tlog::ProveError, size: u64) -> NotProved {
    match error {
        // A tile of the right name and length that does not reach far enough.
        padron_tlog::ProveError::Missing(_) => NotProved::Damaged(size),
        error => NotProved::Proof(error),
    }
}

#[cfg(test)]
mod tests;

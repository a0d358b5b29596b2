//! Another implementation of the same tree: the crate `tlog_tiles`.

use crate::hash::Hash;
use crate::tile::{Level, TileId};
use crate::{TileMap, root_of};
use tlog_tiles::{Error, HashReader, Tile, TileHashReader, TileReader};

/// A tree of the oracle, hash by hash.
#[derive(Default)]
pub(crate) struct Oracle {
    size: u64,
    stored: Vec<tlog_tiles::Hash>,
}

impl Oracle {
    pub(crate) fn append(&mut self, entry: &[u8]) {
        let more = tlog_tiles::stored_hashes(self.size, entry, self).unwrap();
        self.stored.extend(more);
        self.size += 1;
    }

    pub(crate) fn root(&self, size: u64) -> Hash {
        ours(tlog_tiles::tree_hash(size, self).unwrap())
    }

    pub(crate) fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        tlog_tiles::prove_record(size, index, self).unwrap().into_iter().map(ours).collect()
    }

    pub(crate) fn consistency(&self, old: u64, size: u64) -> Vec<Hash> {
        tlog_tiles::prove_tree(size, old, self).unwrap().into_iter().map(ours).collect()
    }

    pub(crate) fn tile(&self, id: &TileId) -> Vec<u8> {
        theirs_tile(id).read_data(self).unwrap()
    }
}

impl HashReader for Oracle {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, Error> {
        Ok(indexes.iter().map(|index| self.stored[*index as usize]).collect())
    }
}

/// Our tiles, as the oracle reads them.
pub(crate) struct Tiles<'a>(pub(crate) &'a TileMap);

impl TileReader for Tiles<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let read = |tile: &Tile| {
            let (level, index) = (Level::Hashes(tile.level()), tile.level_index());
            let id = TileId { level, index, width: tile.width() as u16 };
            self.0.get(&id).map(<[u8]>::to_vec).ok_or(Error::InvalidTile)
        };
        tiles.iter().map(read).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The oracle's proof of inclusion from our tiles, checked by it against the root as it reads.
pub(crate) fn inclusion_from(map: &TileMap, index: u64, size: u64) -> Vec<Hash> {
    let tiles = Tiles(map);
    let reader = TileHashReader::new(size, theirs(root_of(size, map).unwrap()), &tiles);
    tlog_tiles::prove_record(size, index, &reader).unwrap().into_iter().map(ours).collect()
}

/// The oracle's proof of consistency from our tiles, checked by it against the root as it reads.
pub(crate) fn consistency_from(map: &TileMap, old: u64, size: u64) -> Vec<Hash> {
    let tiles = Tiles(map);
    let reader = TileHashReader::new(size, theirs(root_of(size, map).unwrap()), &tiles);
    tlog_tiles::prove_tree(size, old, &reader).unwrap().into_iter().map(ours).collect()
}

pub(crate) fn accepts_inclusion(proof: &[Hash], size: u64, root: Hash, index: u64, leaf: Hash) -> bool {
    let proof = proof.iter().copied().map(theirs).collect();
    tlog_tiles::check_record(&proof, size, theirs(root), index, theirs(leaf)).is_ok()
}

pub(crate) fn accepts_consistency(proof: &[Hash], size: u64, root: Hash, old: u64, old_root: Hash) -> bool {
    let proof = proof.iter().copied().map(theirs).collect();
    tlog_tiles::check_tree(&proof, size, theirs(root), old, theirs(old_root)).is_ok()
}

/// The oracle writes tiles of height 8 as `tile/8/…`; C2SP leaves the height out.
pub(crate) fn theirs_tile(id: &TileId) -> Tile {
    match id.level {
        Level::Entries => Tile::new(8, 0, id.index, id.width.into(), true),
        Level::Hashes(level) => Tile::new(8, level, id.index, id.width.into(), false),
    }
}

fn ours(hash: tlog_tiles::Hash) -> Hash {
    Hash(hash.0)
}

pub(crate) fn theirs(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

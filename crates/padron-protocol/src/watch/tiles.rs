use crate::log::Tree;
use padron_tlog::{BuildError, Hash, Level, TileId, TreeBuilder};

/// How many entries may be taken before [`Tiles::known`] must be asked, so that memory stays small.
const BETWEEN: u64 = 16 * 256;

/// A tree that says what each of a log's files of hashes must hold. Constant memory: its right edge, and tiles until they
/// are asked for.
#[derive(Clone, Debug, Default)]
pub struct Tiles {
    tree: TreeBuilder,
    asked: u64,
}

impl Tree for Tiles {
    fn size(&self) -> u64 {
        self.tree.size()
    }

    fn root(&self) -> Hash {
        self.tree.root()
    }

    fn append(&mut self, entry: &[u8]) -> Result<(), BuildError> {
        self.tree.append(entry)
    }
}

impl Tiles {
    /// The full tiles of hashes that have become known since the last call; none until there are enough to be worth it.
    pub fn known(&mut self) -> Vec<(TileId, Vec<u8>)> {
        if self.tree.size() < self.asked + BETWEEN {
            return Vec::new();
        }
        self.asked = self.tree.size();
        self.take(TileId::is_full)
    }

    /// The tiles of hashes that are left at the end, partial ones too.
    pub fn last(&mut self) -> Vec<(TileId, Vec<u8>)> {
        self.take(|_| true)
    }

    fn take(&mut self, wanted: impl Fn(&TileId) -> bool) -> Vec<(TileId, Vec<u8>)> {
        let mut tiles = self.tree.take_tiles();
        tiles.retain(|(id, _)| id.level != Level::Entries && wanted(id));
        tiles
    }
}

#[cfg(test)]
mod tests;

use crate::log::{Entry, FollowError, NotAnEntry};
use crate::messages::status::Figures;
use padron_tlog::{BuildError, Checkpoint, Hash, Level, TileId, TreeBuilder, decode_bundle};

/// How many entries may be taken before [`Replay::tiles`] must be asked, so that memory stays small.
const BETWEEN_TILES: u64 = 16 * 256;

/// Replays a log from its first entry and says what each of its files must hold. Constant memory: the right edge of the
/// tree, and tiles until they are asked for.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    tree: TreeBuilder,
    figures: Figures,
    asked: u64,
}

impl Replay {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries were taken.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The root over them.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// The public figures, counted.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Takes the next bundle whole; each entry is shown to `seen` with its index.
    pub fn take(&mut self, id: &TileId, bytes: &[u8], mut seen: impl FnMut(u64, &Entry)) -> Result<(), FollowError> {
        let whole = self.size().is_multiple_of(256) && id.index == self.size() / 256;
        if id.level != Level::Entries || !whole {
            return Err(FollowError::NotNext(id.path(), self.size()));
        }
        let entries =
            decode_bundle(bytes, id.width).map_err(|source| FollowError::Bundle { path: id.path(), source })?;
        for bytes in entries {
            let index = self.size();
            let entry = Entry::decode(bytes).map_err(|source| FollowError::Entry { index, source })?;
            self.tree.append(bytes).map_err(|error| match error {
                BuildError::TooLarge(error) => FollowError::TooLarge(error),
                BuildError::Entry(_) => FollowError::Entry { index, source: NotAnEntry },
            })?;
            self.figures.count(&entry);
            seen(index, &entry);
        }
        Ok(())
    }

    /// The full tiles of hashes that have become known since the last call; none until there are enough to be worth it.
    pub fn tiles(&mut self) -> Vec<(TileId, Vec<u8>)> {
        if self.size() < self.asked + BETWEEN_TILES {
            return Vec::new();
        }
        self.asked = self.size();
        self.take_tiles(TileId::is_full)
    }

    /// The tiles of hashes that are left at the end, partial ones too.
    pub fn last_tiles(&mut self) -> Vec<(TileId, Vec<u8>)> {
        self.take_tiles(|_| true)
    }

    fn take_tiles(&mut self, wanted: impl Fn(&TileId) -> bool) -> Vec<(TileId, Vec<u8>)> {
        let mut tiles = self.tree.take_tiles();
        tiles.retain(|(id, _)| id.level != Level::Entries && wanted(id));
        tiles
    }

    /// Checks that the entries taken are exactly those of a checkpoint.
    pub fn check(&self, checkpoint: &Checkpoint) -> Result<(), FollowError> {
        if checkpoint.size != self.size() {
            return Err(FollowError::Shrunk { size: checkpoint.size, followed: self.size() });
        }
        let same = self.root() == checkpoint.root;
        same.then_some(()).ok_or(FollowError::OtherRoot { size: checkpoint.size })
    }
}

#[cfg(test)]
mod tests;

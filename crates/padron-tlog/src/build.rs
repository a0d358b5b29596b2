//! Growing a tree, and the files that come of it.

use crate::bundle::FULL;
use crate::bundle::push_entry;
use crate::frontier::{Frontier, TooLarge};
use crate::hash::{Hash, MAX_ENTRY, leaf_hash};
use crate::tile::{Level, TileId};

/// A tree that grows entry by entry.
///
/// It holds the right edge only: the partial tile of each level, the partial bundle, and what was completed since
/// [`take_tiles`](Self::take_tiles) was called last. Whoever appends many entries takes often.
#[derive(Clone, Debug, Default)]
pub struct TreeBuilder {
    frontier: Frontier,
    /// The hashes of the partial tile of each level.
    edge: Vec<Vec<u8>>,
    /// The entries of the partial bundle.
    bundle: Vec<u8>,
    completed: Vec<(TileId, Vec<u8>)>,
}

impl TreeBuilder {
    /// A tree without entries.
    pub const fn new() -> Self {
        Self { frontier: Frontier::new(), edge: Vec::new(), bundle: Vec::new(), completed: Vec::new() }
    }

    /// How many entries the tree has.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The tree's right edge.
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`BuildError`] when the entry is longer than [`MAX_ENTRY`] or the tree is full; nothing is added then.
    pub fn append(&mut self, entry: &[u8]) -> Result<(), BuildError> {
        if entry.len() > MAX_ENTRY {
            return Err(BuildError::Entry(entry.len()));
        }
        let Self { frontier, edge, bundle, completed } = self;
        let index = frontier.size() / u64::from(FULL);
        let last = frontier.size() % u64::from(FULL) == u64::from(FULL) - 1;
        frontier.append_with(&leaf_hash(entry), |height, hash| {
            if height.is_multiple_of(8) {
                let level = (height / 8) as usize;
                if edge.len() <= level {
                    edge.push(Vec::with_capacity(FULL_BYTES));
                }
                edge[level].extend_from_slice(&hash.0);
            }
        })?;
        // Cannot fail: the length was looked at.
        push_entry(bundle, entry).map_err(BuildError::Entry)?;
        if last {
            let id = TileId { level: Level::Entries, index, width: FULL };
            let next = Vec::with_capacity(bundle.len());
            completed.push((id, std::mem::replace(bundle, next)));
            self.complete();
        }
        Ok(())
    }

    /// Moves the tiles that became full out of the edge.
    fn complete(&mut self) {
        let size = self.size();
        for (level, hashes) in (0u8..).zip(&mut self.edge).take_while(|(_, hashes)| hashes.len() == FULL_BYTES) {
            let index = (size >> (8 * (u32::from(level) + 1))) - 1;
            let id = TileId { level: Level::Hashes(level), index, width: FULL };
            self.completed.push((id, std::mem::replace(hashes, Vec::with_capacity(FULL_BYTES))));
        }
    }

    /// The tiles and bundles that were completed since the last call, and every partial one of the tree as it is now.
    /// Bundles come before tiles of hashes, lower levels before higher ones, so that whoever stops halfway has no tile
    /// whose ground is missing.
    pub fn take_tiles(&mut self) -> Vec<(TileId, Vec<u8>)> {
        let mut tiles = std::mem::take(&mut self.completed);
        tiles.extend(self.partial());
        tiles.sort_unstable_by_key(|(id, _)| *id);
        tiles
    }

    /// The partial tiles and the partial bundle of the tree as it is now.
    fn partial(&self) -> impl Iterator<Item = (TileId, Vec<u8>)> {
        let size = self.size();
        let width = (size % u64::from(FULL)) as u16;
        let bundle = TileId { level: Level::Entries, index: size / u64::from(FULL), width };
        let bundle = (width > 0).then(|| (bundle, self.bundle.clone()));
        let hashes = (0u8..).zip(&self.edge).filter(|(_, hashes)| !hashes.is_empty()).map(move |(level, hashes)| {
            let (index, width) = (size >> (8 * (u32::from(level) + 1)), (hashes.len() / 32) as u16);
            (TileId { level: Level::Hashes(level), index, width }, hashes.clone())
        });
        bundle.into_iter().chain(hashes)
    }
}

/// Bytes of a full tile of hashes.
const FULL_BYTES: usize = FULL as usize * 32;

/// Why an entry cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    #[error("an entry of {0} bytes cannot be logged; at most 4096 are allowed")]
    Entry(usize),
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}

#[cfg(test)]
mod tests;

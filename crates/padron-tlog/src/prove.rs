//! Proofs from tiles. Whoever asks learns which tiles it takes, fetches them, and asks again with them at hand.
//!
//! Nothing here is checked against a root: a proof is, by whoever verifies it.

use crate::bundle::FULL;
use crate::bundle::take_entries;
use crate::hash::{Hash, MAX_SIZE, node_hash};
use crate::tile::{Level, TileError, TileId, count};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Tiles at hand. A full tile stands in for a partial one of the same place.
#[derive(Clone, Debug, Default)]
pub struct TileMap {
    tiles: BTreeMap<(Level, u64), (u16, Vec<u8>)>,
}

impl TileMap {
    /// None yet.
    pub const fn new() -> Self {
        Self { tiles: BTreeMap::new() }
    }

    /// Adds a tile. Of two with the same place the wider one is kept, of two of the same width the newer one.
    ///
    /// # Errors
    /// [`TileError`] when the bytes are not as long as the tile's width says, or no tree can have such a tile.
    pub fn insert(&mut self, id: TileId, bytes: Vec<u8>) -> Result<(), TileError> {
        id.check(&bytes)?;
        let place = (id.level, id.index);
        if self.tiles.get(&place).is_none_or(|(width, _)| *width <= id.width) {
            self.tiles.insert(place, (id.width, bytes));
        }
        Ok(())
    }

    /// A tile, exactly as wide as asked for, even where a wider one is at hand.
    pub fn get(&self, id: &TileId) -> Option<&[u8]> {
        let (_, bytes) = self.tiles.get(&(id.level, id.index))?;
        match id.level {
            Level::Hashes(_) => bytes.get(..usize::from(id.width) * 32),
            Level::Entries => {
                let (_, rest) = take_entries(bytes, id.width).ok()?;
                bytes.get(..bytes.len() - rest.len())
            }
        }
    }
}

/// Takes hashes of one tree from tiles. It works each tile's inner nodes out once, however many proofs go through it.
struct Prover<'a> {
    tiles: &'a TileMap,
    size: u64,
    /// Hashes of a tile, and of its inner nodes by their height in it.
    inner: BTreeMap<TileId, Vec<Vec<Hash>>>,
    /// Roots of subtrees. Many proofs share the right edge.
    roots: BTreeMap<(u64, u64), Hash>,
}

impl<'a> Prover<'a> {
    const fn new(size: u64, tiles: &'a TileMap) -> Self {
        Self { tiles, size, inner: BTreeMap::new(), roots: BTreeMap::new() }
    }

    /// The root over a range of entries that is a subtree.
    fn subtree(&mut self, range: &Range<u64>) -> Result<Hash, ProveError> {
        if let Some(root) = self.roots.get(&(range.start, range.end)) {
            return Ok(*root);
        }
        let mut root = None;
        for node in nodes(range).into_iter().rev() {
            let left = self.hash(node)?;
            root = Some(root.map_or(left, |right| node_hash(&left, &right)));
        }
        let root = root.unwrap_or(Hash::EMPTY_TREE);
        self.roots.insert((range.start, range.end), root);
        Ok(root)
    }

    fn subtrees(&mut self, ranges: &[Range<u64>]) -> Result<Vec<Hash>, ProveError> {
        ranges.iter().map(|range| self.subtree(range)).collect()
    }

    fn hash(&mut self, node: Node) -> Result<Hash, ProveError> {
        let tile = node.tile(self.size);
        let missing = ProveError::Missing(tile);
        let heights = match self.inner.entry(tile) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(inner_nodes(self.tiles.get(&tile).ok_or_else(|| missing.clone())?)),
        };
        let place = node.index - (tile.start() >> node.height_in_tile());
        let hashes = heights.get(node.height_in_tile() as usize);
        hashes.and_then(|hashes| hashes.get(place as usize)).copied().ok_or(missing)
    }
}

/// The hashes of a tile, and of its complete inner nodes by their height in it.
fn inner_nodes(tile: &[u8]) -> Vec<Vec<Hash>> {
    let mut heights = Vec::with_capacity(8);
    let mut hashes: Vec<_> = tile.as_chunks().0.iter().copied().map(Hash).collect();
    while !hashes.is_empty() {
        let above = hashes.as_chunks().0.iter().map(|[left, right]| node_hash(left, right)).collect();
        heights.push(std::mem::replace(&mut hashes, above));
    }
    heights
}

/// A complete subtree: the `index`-th of 2^height entries.
#[derive(Clone, Copy)]
struct Node {
    height: u32,
    index: u64,
}

impl Node {
    const fn height_in_tile(self) -> u32 {
        self.height % 8
    }

    /// The tile that has the hashes it is made of, as a tree of `size` entries has it.
    fn tile(self, size: u64) -> TileId {
        let level = (self.height / 8) as u8;
        let index = (self.index << self.height_in_tile()) / u64::from(FULL);
        let width = (count(size, level) - index * u64::from(FULL)).min(u64::from(FULL));
        TileId { level: Level::Hashes(level), index, width: width as u16 }
    }
}

/// The complete subtrees that make up a subtree of a tree, largest first.
fn nodes(range: &Range<u64>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let height = (range.end - start).ilog2();
        nodes.push(Node { height, index: start >> height });
        start += 1 << height;
    }
    nodes
}

/// Where RFC 6962 cuts a tree of at least two entries: at the largest power of two below its size.
const fn cut(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The subtrees whose roots are the inclusion proof, in its order (RFC 6962, section 2.1.1).
fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    let mut tree = 0..size;
    while tree.end - tree.start > 1 {
        let middle = tree.start + cut(tree.end - tree.start);
        if index < middle {
            ranges.push(middle..tree.end);
            tree.end = middle;
        } else {
            ranges.push(tree.start..middle);
            tree.start = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The subtrees whose roots are the consistency proof, in its order (RFC 6962, section 2.1.2).
fn consistency_ranges(old: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    let mut tree = 0..size;
    while tree.end != old {
        let middle = tree.start + cut(tree.end - tree.start);
        if old <= middle {
            ranges.push(middle..tree.end);
            tree.end = middle;
        } else {
            ranges.push(tree.start..middle);
            tree.start = middle;
        }
    }
    // The whole old tree is known to whoever checks.
    if tree.start > 0 {
        ranges.push(tree);
    }
    ranges.reverse();
    ranges
}

/// The tiles that ranges take, each once, in order.
fn tiles(ranges: &[Range<u64>], size: u64) -> Vec<TileId> {
    let tiles: BTreeSet<_> = ranges.iter().flat_map(nodes).map(|node| node.tile(size)).collect();
    tiles.into_iter().collect()
}

fn inclusion(index: u64, size: u64) -> Result<Vec<Range<u64>>, ProveError> {
    if size > MAX_SIZE || index >= size {
        return Err(ProveError::Index { index, size });
    }
    Ok(inclusion_ranges(index, size))
}

fn consistency(old: u64, size: u64) -> Result<Vec<Range<u64>>, ProveError> {
    if size > MAX_SIZE || old > size {
        return Err(ProveError::Sizes { old, size });
    }
    Ok(if old == 0 || old == size { Vec::new() } else { consistency_ranges(old, size) })
}

fn whole(size: u64) -> Result<Range<u64>, ProveError> {
    if size > MAX_SIZE { Err(ProveError::TooLarge) } else { Ok(0..size) }
}

/// The tiles that [`inclusion_proof`] takes; none where it cannot succeed.
pub fn inclusion_tiles(index: u64, size: u64) -> Vec<TileId> {
    inclusion(index, size).map_or_else(|_| Vec::new(), |ranges| tiles(&ranges, size))
}

/// The tiles that [`consistency_proof`] takes; none where it cannot succeed.
pub fn consistency_tiles(old: u64, size: u64) -> Vec<TileId> {
    consistency(old, size).map_or_else(|_| Vec::new(), |ranges| tiles(&ranges, size))
}

/// The tiles that [`root_of`] takes: the right edge; none where it cannot succeed.
pub fn root_tiles(size: u64) -> Vec<TileId> {
    whole(size).map_or_else(|_| Vec::new(), |range| tiles(&[range], size))
}

/// The proof that entry `index` is in the tree of `size` entries, for [`verify_inclusion`](crate::verify_inclusion).
///
/// # Errors
/// [`ProveError`] names a tile that is missing, or says that there is no such entry.
pub fn inclusion_proof(index: u64, size: u64, tiles: &TileMap) -> Result<Vec<Hash>, ProveError> {
    Prover::new(size, tiles).subtrees(&inclusion(index, size)?)
}

/// The same for many entries of one tree, faster than one by one: what lies between them is worked out once.
///
/// # Errors
/// [`ProveError`], as for one.
pub fn inclusion_proofs(indexes: &[u64], size: u64, tiles: &TileMap) -> Result<Vec<Vec<Hash>>, ProveError> {
    let mut prover = Prover::new(size, tiles);
    indexes.iter().map(|index| prover.subtrees(&inclusion(*index, size)?)).collect()
}

/// The proof that the tree of `size` entries extends the one of `old`, for
/// [`verify_consistency`](crate::verify_consistency). It is empty where `old` is zero or `size`.
///
/// # Errors
/// [`ProveError`] names a tile that is missing, or says that there is no such proof.
pub fn consistency_proof(old: u64, size: u64, tiles: &TileMap) -> Result<Vec<Hash>, ProveError> {
    Prover::new(size, tiles).subtrees(&consistency(old, size)?)
}

/// The root of the tree of `size` entries.
///
/// # Errors
/// [`ProveError`] names a tile that is missing, or says that the tree is too large.
pub fn root_of(size: u64, tiles: &TileMap) -> Result<Hash, ProveError> {
    Prover::new(size, tiles).subtree(&whole(size)?)
}

/// Why there is no proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    #[error("{0} is missing: fetch it, or the full tile of its place")]
    Missing(TileId),
    #[error("there is no proof for entry {index} of a tree of {size} entries")]
    Index {
        /// The entry asked for, from zero.
        index: u64,
        /// Entries of the tree.
        size: u64,
    },
    #[error("there is no proof from a tree of {old} entries to one of {size}")]
    Sizes {
        /// Entries of the older tree.
        old: u64,
        /// Entries of the newer tree.
        size: u64,
    },
    #[error("a tree of more than 2^48 entries is refused")]
    TooLarge,
}

#[cfg(test)]
mod tests;

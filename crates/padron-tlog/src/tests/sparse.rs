//! Trees too large to hold: only some paths of their tiles, of random hashes that fit each other.

use crate::hash::{Hash, node_hash};
use crate::prove::TileMap;
use crate::tests::{hash, rng};
use crate::tile::{Level, TileId, count};
use std::collections::BTreeMap;

/// The tiles above these entries, and the right edge, of a tree of `size` entries.
pub(crate) fn sparse_tiles(seed: u64, size: u64, indexes: &[u64]) -> TileMap {
    let mut rng = rng(seed);
    let mut map = TileMap::new();
    // Roots of full tiles of the level below, by their place.
    let mut below: BTreeMap<u64, Hash> = BTreeMap::new();
    for level in 0..7 {
        let count = count(size, level);
        let places = indexes.iter().map(|index| index >> (8 * level)).chain(count.checked_sub(1));
        let wanted: std::collections::BTreeSet<_> = places.filter(|place| *place < count).map(|p| p / 256).collect();
        let mut roots = BTreeMap::new();
        for index in wanted {
            let width = (count - index * 256).min(256);
            let random: Vec<_> = (0..width).map(|_| hash(&mut rng)).collect();
            let hashes: Vec<_> =
                (index * 256..).zip(random).map(|(place, random)| *below.get(&place).unwrap_or(&random)).collect();
            let bytes = hashes.iter().flat_map(|hash| hash.0).collect();
            map.insert(TileId { level: Level::Hashes(level), index, width: width as u16 }, bytes).unwrap();
            if width == 256 {
                roots.insert(index, root(&hashes));
            }
        }
        below = roots;
    }
    map
}

fn root(hashes: &[Hash]) -> Hash {
    match hashes {
        [hash] => *hash,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(&root(left), &root(right))
        }
    }
}

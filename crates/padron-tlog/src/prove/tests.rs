use super::*;
use crate::tests::{
    Oracle, accepts_consistency, accepts_inclusion, consistency_from, entry, inclusion_from, leaf, map, sparse_tiles,
    tiles,
};
use crate::{verify_consistency, verify_inclusion};
use proptest::prelude::*;

/// Only the tiles that are said to be needed.
fn only(all: &TileMap, ids: &[TileId]) -> TileMap {
    map(ids.iter().map(|id| (*id, all.get(id).unwrap().to_vec())))
}

#[test]
fn every_proof_of_every_small_tree_is_that_of_another_implementation() {
    let mut oracle = Oracle::default();
    (0..300).for_each(|index| oracle.append(&entry(index)));
    for size in 1..=300 {
        let all = map(tiles(size));
        let root = root_of(size, &only(&all, &root_tiles(size))).unwrap();
        assert_eq!(root, oracle.root(size));
        for index in 0..size {
            let proof = inclusion_proof(index, size, &all).unwrap();
            assert_eq!(proof, oracle.inclusion(index, size), "{index} of {size}");
            verify_inclusion(&leaf(index), index, size, &root, &proof).unwrap();
        }
        for old in 1..=size {
            let proof = consistency_proof(old, size, &all).unwrap();
            assert_eq!(proof, oracle.consistency(old, size), "{old} to {size}");
            verify_consistency(old, &oracle.root(old), size, &root, &proof).unwrap();
        }
    }
}

#[test]
fn many_proofs_at_once_are_those_of_each() {
    let all = map(tiles(70_000));
    let indexes = [0, 255, 256, 300, 65_535, 65_536, 69_888, 69_999, 300];
    let together = inclusion_proofs(&indexes, 70_000, &all).unwrap();
    let each: Vec<_> = indexes.iter().map(|index| inclusion_proof(*index, 70_000, &all).unwrap()).collect();
    assert_eq!(together, each);
    let refusal = Err(ProveError::Index { index: 70_000, size: 70_000 });
    assert_eq!(inclusion_proofs(&[0, 70_000], 70_000, &all), refusal);
    assert_eq!(inclusion_proofs(&[], 70_000, &TileMap::new()), Ok(vec![]));
}

#[test]
fn the_empty_tree_needs_nothing() {
    let none = TileMap::new();
    assert_eq!((root_tiles(0), root_of(0, &none)), (vec![], Ok(Hash::EMPTY_TREE)));
    assert_eq!(consistency_proof(0, 9, &none), Ok(vec![]));
    assert_eq!(consistency_proof(9, 9, &none), Ok(vec![]));
    assert_eq!((consistency_tiles(0, 9), consistency_tiles(9, 9), inclusion_tiles(0, 1)), (vec![], vec![], vec![]));
}

#[test]
fn a_missing_tile_is_named_and_no_other_is_asked_for() {
    let all = map(tiles(70_000));
    let needed = inclusion_tiles(300, 70_000);
    let paths: Vec<_> = needed.iter().map(TileId::path).collect();
    assert_eq!(paths, ["tile/0/001", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17"]);
    for left_out in &needed {
        let rest: Vec<_> = needed.iter().copied().filter(|id| id != left_out).collect();
        let proof = inclusion_proof(300, 70_000, &only(&all, &rest));
        assert_eq!(proof, Err(ProveError::Missing(*left_out)));
    }
    let proof = inclusion_proof(300, 70_000, &only(&all, &needed)).unwrap();
    verify_inclusion(&leaf(300), 300, 70_000, &root_of(70_000, &all).unwrap(), &proof).unwrap();
}

#[test]
fn a_full_tile_stands_in_for_a_partial_one() {
    let (grown, then) = (map(tiles(600)), map(tiles(300)));
    for id in bundle_and_hash_tiles(300) {
        assert_eq!(grown.get(&id), then.get(&id), "{id}");
    }
    assert_eq!(root_of(300, &grown), root_of(300, &then));
    assert_eq!(inclusion_proof(299, 300, &grown), inclusion_proof(299, 300, &then));
    assert!(matches!(root_of(600, &then), Err(ProveError::Missing(_))));
}

fn bundle_and_hash_tiles(size: u64) -> impl Iterator<Item = TileId> {
    crate::bundle_ids(0, size).chain(crate::hash_tile_ids(size))
}

#[test]
fn the_wider_tile_is_kept_and_no_wrong_one_taken() {
    let id = |width| TileId { level: Level::Hashes(0), index: 0, width };
    let mut map = TileMap::new();
    map.insert(id(2), vec![1; 64]).unwrap();
    map.insert(id(1), vec![2; 32]).unwrap();
    assert_eq!(map.get(&id(1)), Some(&[1; 32][..]));
    map.insert(id(2), vec![3; 64]).unwrap();
    assert_eq!(map.get(&id(2)), Some(&[3; 64][..]));
    assert_eq!(map.get(&id(3)), None);
    assert_eq!(map.insert(id(3), vec![0; 95]), Err(TileError::Length(id(3), 95)));
    assert_eq!(map.insert(id(0), vec![]), Err(TileError::Impossible(id(0))));
    assert_eq!(map.get(&id(3)), None);
}

#[test]
fn what_no_tree_has_is_refused() {
    let none = TileMap::new();
    for (index, size) in [(0, 0), (5, 5), (u64::MAX, 5), (0, MAX_SIZE + 1), (0, u64::MAX)] {
        assert_eq!(inclusion_proof(index, size, &none), Err(ProveError::Index { index, size }));
        assert_eq!(inclusion_tiles(index, size), []);
    }
    for (old, size) in [(1, 0), (6, 5), (1, MAX_SIZE + 1), (u64::MAX, u64::MAX)] {
        assert_eq!(consistency_proof(old, size, &none), Err(ProveError::Sizes { old, size }));
        assert_eq!(consistency_tiles(old, size), []);
    }
    assert_eq!(root_of(MAX_SIZE + 1, &none), Err(ProveError::TooLarge));
    assert_eq!(root_tiles(u64::MAX), []);
}

/// Sizes of every length in bits, up to the limit.
fn sizes() -> impl Strategy<Value = u64> {
    (1u32..=48, any::<u64>()).prop_map(|(bits, random)| (random % (1 << bits)) + 1)
}

proptest! {
    #[test]
    fn entries_of_trees_too_large_to_hold_are_proved(size in sizes(), pick: u64, seed: u64) {
        let index = pick % size;
        let all = sparse_tiles(seed, size, &[index, index ^ 1]);
        let tile = TileId { level: Level::Hashes(0), index: index / 256, width: (index % 256 + 1) as u16 };
        let leaf = Hash(all.get(&tile).unwrap().last_chunk().copied().unwrap());
        let root = root_of(size, &only(&all, &root_tiles(size))).unwrap();
        let proof = inclusion_proof(index, size, &only(&all, &inclusion_tiles(index, size))).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &root, &proof), Ok(()));
        prop_assert!(accepts_inclusion(&proof, size, root, index, leaf));
        prop_assert_eq!(proof, inclusion_from(&all, index, size));
    }

    #[test]
    fn growth_of_trees_too_large_to_hold_is_proved(size in sizes(), pick: u64, seed: u64) {
        let old = pick % size + 1;
        let all = sparse_tiles(seed, size, &[old - 1, old.min(size - 1)]);
        let (root, old_root) = (root_of(size, &all).unwrap(), root_of(old, &all).unwrap());
        let proof = consistency_proof(old, size, &only(&all, &consistency_tiles(old, size))).unwrap();
        prop_assert_eq!(verify_consistency(old, &old_root, size, &root, &proof), Ok(()));
        prop_assert!(accepts_consistency(&proof, size, root, old, old_root));
        prop_assert_eq!(proof, consistency_from(&all, old, size));
    }
}
